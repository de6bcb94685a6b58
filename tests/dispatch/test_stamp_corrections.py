"""Stamps set right afterwards: the original stays, struck, and the columns follow."""

import pytest

from dispatch import stamp_corrections, stamps
from dispatch.errors import UnknownStamp
from dispatch.stamp_corrections import TrueTime
from dispatch.stamp_order import order_faults, order_warning_of
from incidents import queries
from incidents.errors import CannotMove, StaleEdit
from incidents.timeline import Source
from resources.database import transaction
from resources.errors import BadInput
from resources.unit_status import UnitStatus as Status
from tests.makers import (
    NOON,
    ZONE,
    a_county_with,
    assignment,
    close,
    incident,
    make_act,
    minute,
    order,
    report,
    take_a_call,
    unit,
)

EN_ROUTE, ON_SCENE = Status.EN_ROUTE, Status.ON_SCENE
TIMES = {EN_ROUTE: minute(2), ON_SCENE: minute(9), Status.RETURNING: minute(60)}


@pytest.mark.parametrize(
    ("status", "at", "said"),
    [
        (ON_SCENE, 5, []),
        (ON_SCENE, 2, []),
        (ON_SCENE, 1, ["到场 12:01:00 早于出动 12:02:00"]),
        (ON_SCENE, 61, ["到场 13:01:00 晚于返队 13:00:00"]),
        (EN_ROUTE, 10, ["出动 12:10:00 晚于到场 12:09:00"]),
        (EN_ROUTE, -1, ["出动 11:59:00 早于接警 12:00:00"]),
        (Status.WATER_ON, 8, ["出水 12:08:00 早于到场 12:09:00"]),
        (Status.IN_STATION, 59, ["归队 12:59:00 早于返队 13:00:00"]),
        # A crew may be rolling before it answers.
        (Status.ALERTED, 30, []),
        (Status.ALERTED, -3, ["收到 11:57:00 早于接警 12:00:00"]),
    ],
)
def test_a_time_out_of_order_is_named_with_the_one_it_meets(status, at, said):
    others = {kind: moment for kind, moment in TIMES.items() if kind is not status}

    found = order_faults(status, minute(at), others, NOON, ZONE)

    assert len(found) == len(said)
    assert all(words in sentence for words, sentence in zip(said, found, strict=True))


def test_a_time_before_the_order_warns_because_orders_are_spoken_first():
    assert order_warning_of(minute(1), minute(2)) == "早于下达出动命令的时刻"
    assert order_warning_of(minute(2), minute(2)) == ""


def a_unit_on_scene() -> str:
    a_county_with("一号车", "二号车")
    number = take_a_call(0)
    order(number, "一号车", at=1)
    report("一号车", EN_ROUTE, 2)
    report("一号车", ON_SCENE, 9)
    return number


def stamp_of(number: str, status: Status) -> int:
    row = assignment(number, "一号车")
    found = [s.id for s in queries.stamps_of([row.id])[row.id] if s.status == status]
    return found[0]


def correct(number: str, stamp_id: int, at: float, told: float, reason: str = "电台核实") -> None:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        act = make_act(at, told, by="乙", source=Source.BACK_DATED)
        stamp_corrections.correct(session, row, TrueTime(reason, stamp_id), ZONE, act)


def fill_in(number: str, status: Status | None, at: float, told: float) -> None:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        act = make_act(at, told, by="乙", source=Source.BACK_DATED)
        about = TrueTime("漏报", call_sign="一号车", status=status)
        stamp_corrections.fill_in(session, row, about, ZONE, act)


def test_a_correction_strikes_the_stamp_and_moves_the_column(application):
    number = a_unit_on_scene()

    correct(number, stamp_of(number, ON_SCENE), at=30, told=7)

    row = assignment(number, "一号车")
    assert row.on_scene_at == minute(7)
    assert row.en_route_at == minute(2)
    old, new = (s for s in queries.stamps_of([row.id])[row.id][::-1] if s.status == ON_SCENE)
    assert (old.at, old.struck_at, old.struck_by) == (minute(9), minute(30), "乙")
    assert old.struck_why == "电台核实"
    assert (new.at, new.entered_at, new.source) == (minute(7), minute(30), "back_dated")
    assert new.struck_at is None
    # The board counts the time on scene from the true moment.
    assert (unit("一号车").status, unit("一号车").status_since) == (ON_SCENE, minute(7))
    entry = queries.log_of(number)[-1]
    assert entry.kind == "stamp_corrected"
    assert "01-01 12:09:00 改为 01-01 12:07:00（电台核实）" in entry.text
    assert '"before":"2026-01-01T04:09:00+00:00"' in entry.facts


def test_a_stamp_is_struck_only_once(application):
    number = a_unit_on_scene()
    wrong = stamp_of(number, ON_SCENE)
    correct(number, wrong, at=30, told=7)

    with pytest.raises(StaleEdit, match="已由乙更正"):
        correct(number, wrong, at=31, told=8)

    assert assignment(number, "一号车").on_scene_at == minute(7)


def test_what_cannot_be_is_refused_and_changes_nothing(application):
    number = a_unit_on_scene()
    arrival = stamp_of(number, ON_SCENE)
    length = len(queries.log_of(number))

    with pytest.raises(BadInput, match="早于出动"):
        correct(number, arrival, at=30, told=1)
    with pytest.raises(BadInput, match="不用更正"):
        correct(number, arrival, at=30, told=9)
    with pytest.raises(BadInput, match="原因"):
        correct(number, arrival, at=30, told=8, reason="")
    with pytest.raises(UnknownStamp):
        correct(number, 10**6, at=30, told=8)
    with pytest.raises(UnknownStamp):
        correct(take_a_call(20), arrival, at=30, told=8)

    assert assignment(number, "一号车").on_scene_at == minute(9)
    assert len(queries.log_of(number)) == length


def test_the_release_moves_with_the_return_that_caused_it(application):
    number = a_unit_on_scene()
    report("一号车", Status.RETURNING, 60)

    correct(number, stamp_of(number, Status.RETURNING), at=70, told=50)

    row = assignment(number, "一号车")
    assert row.returning_at == row.released_at == minute(50)


def test_a_closed_incident_keeps_the_correction_as_one_of_the_record(application):
    number = a_unit_on_scene()
    report("一号车", Status.IN_STATION, 60)
    close(number, 61)

    correct(number, stamp_of(number, ON_SCENE), at=300, told=8)

    assert assignment(number, "一号车").on_scene_at == minute(8)
    assert queries.log_of(number)[-1].kind == "record_corrected"


def test_a_missing_arrival_is_filled_in_and_moves_the_board(application):
    a_county_with("一号车")
    number = take_a_call(0)
    order(number, "一号车", at=1)
    report("一号车", EN_ROUTE, 2)

    fill_in(number, ON_SCENE, at=30, told=8)

    assert assignment(number, "一号车").on_scene_at == minute(8)
    assert (unit("一号车").status, unit("一号车").status_since) == (ON_SCENE, minute(8))
    assert incident(number).state == "on_scene"
    entry = queries.log_of(number)[-1]
    assert (entry.at, entry.entered_at, entry.source) == (minute(8), minute(30), "back_dated")
    assert "漏报" in entry.text


def test_a_missing_arrival_of_a_vehicle_that_is_home_moves_nothing(application):
    a_county_with("一号车")
    number = take_a_call(0)
    order(number, "一号车", at=1)
    report("一号车", EN_ROUTE, 2)
    report("一号车", Status.RETURNING, 40)
    report("一号车", Status.IN_STATION, 50)

    fill_in(number, ON_SCENE, at=90, told=8)

    row = assignment(number, "一号车")
    assert (row.on_scene_at, row.returning_at) == (minute(8), minute(40))
    assert unit("一号车").status == Status.IN_STATION
    assert incident(number).state == "returned"
    with pytest.raises(BadInput, match="已有到场时刻"):
        fill_in(number, ON_SCENE, at=91, told=7)
    with pytest.raises(BadInput, match="请选择"):
        fill_in(number, Status.TRAINING, at=91, told=7)


def test_who_was_not_sent_has_no_time_to_fill_in(application):
    number = a_unit_on_scene()

    with transaction() as session, pytest.raises(UnknownStamp, match="二号车 没有派往"):
        row = queries.lock_incident(session, number)
        about = TrueTime("漏报", call_sign="二号车", status=ON_SCENE)
        stamp_corrections.fill_in(session, row, about, ZONE, make_act(30, 8))


def test_a_merged_incident_is_corrected_where_it_went(application):
    number = a_unit_on_scene()
    stamp = stamp_of(number, ON_SCENE)
    with transaction() as session:
        queries.lock_incident(session, number).state = "merged"

    with pytest.raises(CannotMove):
        correct(number, stamp, at=30, told=8)


def test_recomputing_takes_the_first_of_each_kind_and_the_last_end_of_water(application):
    number = a_unit_on_scene()
    for at, status in ((12, Status.WATER_ON), (20, Status.WATER_OFF)):
        report("一号车", status, at)
    for at, status in ((25, Status.WATER_ON), (40, Status.WATER_OFF)):
        report("一号车", status, at)

    with transaction() as session:
        row = assignment(number, "一号车")
        row.water_on_at = row.water_off_at = row.on_scene_at = None
        stamps.recompute(session, row)

    row = assignment(number, "一号车")
    assert (row.water_on_at, row.water_off_at) == (minute(12), minute(40))
    assert row.on_scene_at == minute(9)
