"""The chain of an order: its deadlines, its links, and who presses 收到 first."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask

from dispatch import alarms, order_chain
from dispatch.errors import NotOrdered
from incidents import queries
from incidents.records import Stamp
from incidents.timeline import Source
from resources.accounts import Role
from resources.database import db, transaction
from resources.records import Account
from resources.unit_status import UnitStatus as Status
from tests.makers import (
    NOON,
    a_county_with,
    assignment,
    count,
    make_act,
    minute,
    order,
    recall,
    report,
    take_a_call,
    unit,
)
from web.ticker import Ticker


def device(name: str, station: str | None = None, call_sign: str | None = None) -> None:
    """Make the account of a terminal or a phone."""
    with transaction() as session:
        session.add(
            Account(
                name=name,
                display_name=name,
                role=Role.DEVICE,
                station_code=station,
                call_sign=call_sign,
                password_hash="",
                created_at=NOON,
            )
        )


def show(number: str, *call_signs: str, at: float = 1.1) -> int:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        act = make_act(at, source=Source.AUTOMATIC)
        return len(order_chain.mark_shown(session, row, call_signs, "一站终端", act))


def acknowledge(number: str, *call_signs: str, at: float = 1.5, by: str = "甲") -> list[str]:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        act = make_act(at, by=by, source=Source.CREW)
        return order_chain.acknowledge(session, row, call_signs, act)


def kinds_of(number: str) -> list[str]:
    return [row.kind for row in queries.log_of(number)]


@pytest.fixture
def ordered(application) -> str:
    a_county_with("一号车", "二号车")
    device("一站终端", station="一站")
    number = take_a_call(0)
    order(number, "一号车", "二号车", at=1)
    return number


def test_an_order_carries_the_deadline_of_each_link(ordered):
    row = assignment(ordered, "一号车")

    assert row.shown_due_at == minute(1.25)
    assert row.acknowledged_due_at == minute(2)
    # A national station is reckoned with one minute, so the plain two minutes stand.
    assert row.rolling_due_at == minute(3)
    assert row.arrival_due_at is not None
    assert row.arrival_due_at > minute(4)


def test_a_station_without_a_terminal_is_not_waited_for(application):
    a_county_with("一号车", "二号车")
    device("一号车手机", call_sign="一号车")
    number = take_a_call(0)

    order(number, "一号车", "二号车", at=1)

    assert assignment(number, "一号车").shown_due_at is not None
    assert assignment(number, "二号车").shown_due_at is None


def test_an_order_is_shown_once_and_the_first_time_stands(ordered):
    first = show(ordered, "一号车", "二号车", at=1.1)
    again = show(ordered, "一号车", "二号车", at=1.4)

    assert (first, again) == (2, 0)
    assert assignment(ordered, "一号车").shown_at == minute(1.1)
    assert kinds_of(ordered).count("order_shown") == 1


def test_one_press_acknowledges_every_vehicle_of_the_order(ordered):
    pressed = acknowledge(ordered, "一号车", "二号车")

    assert pressed == ["一号车", "二号车"]
    assert {assignment(ordered, one).acknowledged_at for one in pressed} == {minute(1.5)}
    assert acknowledge(ordered, "一号车", "二号车", at=2) == []


def test_a_vehicle_that_rolls_already_is_not_moved_back_by_the_terminal(ordered):
    report("一号车", Status.EN_ROUTE, 1.4)

    assert acknowledge(ordered, "一号车", "二号车") == ["二号车"]
    assert unit("一号车").status == Status.EN_ROUTE


def test_an_order_taken_back_is_not_acknowledged(ordered):
    recall(ordered, "一号车", 1.2)

    assert show(ordered, "一号车") == 0
    with pytest.raises(NotOrdered, match="请勿出动"):
        acknowledge(ordered, "一号车")


def test_two_terminals_press_at_once_and_it_is_one_acknowledgement(
    application: Flask, ordered: str
):
    together = threading.Barrier(2)
    pressed: list[list[str]] = []

    def press(by: str) -> None:
        with application.app_context():
            together.wait()
            pressed.append(acknowledge(ordered, "二号车", "一号车", by=by))

    presses = [threading.Thread(target=press, args=(by,)) for by in ("甲终端", "乙终端")]
    for one in presses:
        one.start()
    for one in presses:
        one.join()

    assert sorted(map(len, pressed)) == [0, 2]
    assert count(Stamp) == 2


def test_the_ticker_tells_each_missing_link_and_the_board_drops_what_was_seen_to(
    application, ordered
):
    passed = [0.0]

    def now() -> datetime:
        return minute(1) + timedelta(seconds=passed[0])

    ticker = Ticker(application, now, lambda: 50.0 + passed[0])

    def pass_s(seconds: float) -> None:
        passed[0] += seconds

    def standing() -> list[str]:
        db.session.rollback()
        rows = alarms.standing(db.session(), now())
        return sorted(row.text.split("（警情")[0] for row in rows)

    ticker.watch()
    pass_s(15)
    raised = [ticker.watch()]
    not_shown = standing()
    show(ordered, "一号车", "二号车", at=1.3)
    shown = standing()
    pass_s(45)
    raised.append(ticker.watch())
    unacknowledged = standing()
    acknowledge(ordered, "一号车", at=2.1)
    one_left = standing()
    recall(ordered, "二号车", 2.2)

    assert raised == [2, 2]
    assert not_shown == [
        f"{one}（一站）下达后超过 15 秒站点终端未显示命令" for one in ("一号车", "二号车")
    ]
    assert shown == []
    assert unacknowledged == [
        f"{one}（一站）下达后超过 60 秒未确认收到" for one in ("一号车", "二号车")
    ]
    assert one_left == unacknowledged[1:]
    assert standing() == []
