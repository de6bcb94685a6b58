"""The ticker tells once, tidies up, and does not trust the wall clock."""

from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from dispatch.records import RoutedTime
from dispatch.roads import routed
from dispatch.roads.engines import EngineKind, Leg
from incidents import queries
from incidents.records import Receipt
from resources.database import db, transaction
from tests.makers import NOON, TOWN, a_county_with, close, count, order, take_a_call, unit
from tests.web.routing_servers import an_engine
from web.settings import RoutingServer
from web.ticker import Evenly, Ticker, routing_job


class Clocks:
    """A wall clock and a steady one that a test moves by hand."""

    def __init__(self) -> None:
        self.now = NOON
        self.steady_s = 500.0

    def pass_s(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.steady_s += seconds


@pytest.fixture
def clocks():
    return Clocks()


@pytest.fixture
def ticker(application, clocks):
    return Ticker(application, lambda: clocks.now, lambda: clocks.steady_s)


def reminders() -> list[str]:
    db.session.rollback()
    return [row.text for row in queries.events_since(0) if row.kind == "reminder"]


def test_a_call_without_an_order_is_told_once_at_each_limit(ticker, clocks):
    number = take_a_call(0, place="龙潭镇")

    for _ in range(100):
        ticker.watch()
        clocks.pass_s(1)

    limits = [text.split("接警已超过 ")[1].split(" ")[0] for text in reminders()]
    assert limits == ["30", "60", "90"]
    assert all(number in text for text in reminders())


def test_an_order_in_time_silences_the_call(ticker, clocks):
    a_county_with("酉阳01")
    number = take_a_call(0)
    ticker.watch()
    order(number, "酉阳01", at=0.4)

    clocks.pass_s(40)

    assert ticker.watch() == 0


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1)])
def test_setting_the_wall_clock_neither_hides_nor_hastens_a_reminder(ticker, clocks, jump):
    take_a_call(0)
    ticker.watch()
    clocks.now += jump
    clocks.pass_s(29)
    told_early = ticker.watch()

    clocks.pass_s(1)

    assert told_early == 0
    assert ticker.watch() == 1


def test_a_wall_clock_that_was_set_is_told_once_in_the_log(ticker, clocks):
    clocks.pass_s(0.5)
    keeps_pace = ticker.look_at_clocks()
    clocks.now -= timedelta(hours=1)
    clocks.pass_s(0.5)

    was_set = ticker.look_at_clocks()
    clocks.pass_s(0.5)

    assert (keeps_pace, was_set, ticker.look_at_clocks()) == (False, True, False)
    assert reminders() == ["系统时钟被拨慢 3600 秒，此前后的时间记录请核对。"]


def test_tidying_up_deletes_receipts_older_than_two_days(ticker, clocks):
    with transaction() as session:
        for key, age_h in (("old", 49), ("young", 47)):
            at = NOON - timedelta(hours=age_h)
            session.add(Receipt(key=key, request_sha256="", status_code=200, body="", at=at))

    ticker.tidy_up()

    assert [row.key for row in db.session.query(Receipt)] == ["young"]


def test_tidying_up_throws_away_the_times_of_closed_incidents(ticker):
    a_county_with("酉阳01")
    number = take_a_call(0)
    (goal,) = routed.goals(db.session(), "osrm")
    with transaction() as session:
        answers = {unit("酉阳01").id: (TOWN, Leg(60.0, 700.0))}
        routed.keep(session, goal, answers, "osrm", NOON)
    close(number)

    ticker.tidy_up()

    assert count(RoutedTime) == 0


def test_a_routing_server_is_asked_only_where_one_is_set(application):
    a_county_with("酉阳01")
    take_a_call(0)
    without = routing_job(application, lambda: NOON)

    with an_engine() as engine:
        application.config["ROUTING"] = RoutingServer(EngineKind.OSRM, engine.url)
        job = routing_job(application, lambda: NOON)
        assert job is not None
        kept = job.run()

    assert without is None
    assert kept == 1


def test_a_machine_that_learns_the_time_after_1970_does_not_step_through_the_years():
    scheduler = BackgroundScheduler(timezone=UTC)
    job = scheduler.add_job(print, Evenly(timedelta(seconds=1)), id="watch")
    job._modify(next_run_time=datetime(1970, 1, 1, tzinfo=UTC))

    runs = job._get_run_times(datetime(2026, 1, 1, tzinfo=UTC))

    assert len(runs) == 1
