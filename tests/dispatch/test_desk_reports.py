"""Status reports as radios send them: out of order, late, repeated, and for the wrong order."""

import random

import pytest
from sqlalchemy import select

from dispatch import status_reports
from dispatch.errors import ImpossibleStatus
from incidents import queries
from incidents.records import LogEntry, Stamp
from incidents.timeline import Source
from resources.database import db, transaction
from resources.unit_status import UnitStatus as Status
from tests.makers import (
    a_county_with,
    assignment,
    close,
    count,
    incident,
    make_act,
    minute,
    order,
    report,
    take_a_call,
    unit,
)

LATE = "迟到"
COLUMN = {
    Status.ALERTED: "acknowledged_at",
    Status.EN_ROUTE: "en_route_at",
    Status.ON_SCENE: "on_scene_at",
    Status.WATER_ON: "water_on_at",
    Status.WATER_OFF: "water_off_at",
    Status.RETURNING: "returning_at",
    Status.IN_STATION: "in_station_at",
}
# What a whole turn-out tells, each at its minute after the order at minute 1.
TURN_OUT = [(status, minutes) for minutes, status in enumerate(COLUMN, start=2)]


@pytest.fixture
def ordered(application) -> str:
    """The number of an incident to which 一号车 was ordered at minute 1."""
    a_county_with("一号车", "二号车")
    number = take_a_call(0)
    order(number, "一号车", at=1)
    return number


def everything(number: str) -> tuple[object, ...]:
    """What a repeat must leave as it is."""
    row = assignment(number, "一号车")
    stamps = tuple(getattr(row, column) for column in COLUMN.values())
    versions = (row.incident.version, row.incident.state, row.unit.version, row.unit.status_since)
    return (*stamps, *versions, row.released_at, count(Stamp), count(LogEntry))


def stamps_in_order_of_entry(number: str) -> list[Stamp]:
    rows = queries.stamps_of([assignment(number, "一号车").id])
    return sorted(next(iter(rows.values()), []), key=lambda row: row.id)


def test_in_whatever_order_reports_come_the_newest_told_decides(application):
    a_county_with("一号车")
    chance = random.Random(119)
    for turn in range(150):
        start = turn * 100
        number = take_a_call(start)
        order(number, "一号车", at=start + 1)
        arrivals = chance.sample(TURN_OUT, len(TURN_OUT))

        # One transaction for all seven: a thousand commits would say no more.
        with transaction() as session:
            for entered, (status, told) in enumerate(arrivals, start=start + 20):
                act = make_act(entered, told=start + told)
                assert status_reports.report_status(
                    session, "一号车", status_reports.StatusReport(status), act
                )

        row = assignment(number, "一号车")
        assert {s: getattr(row, column) for s, column in COLUMN.items()} == {
            status: minute(start + told) for status, told in TURN_OUT
        }
        assert (row.unit.status, row.unit.status_since) == (Status.IN_STATION, minute(start + 8))
        assert row.released_at in {minute(start + 7), minute(start + 8)}
        assert row.incident.state == "returned"
        told_late = [LATE in stamp.warning for stamp in stamps_in_order_of_entry(number)]
        told_before = [max((t for _, t in arrivals[:i]), default=0) for i in range(len(arrivals))]
        assert told_late == [
            told < newest for (_, told), newest in zip(arrivals, told_before, strict=True)
        ]
        close(number, start + 91)


def test_with_reports_lost_and_repeated_the_newest_told_still_decides(application):
    a_county_with("一号车")
    chance = random.Random(974)
    for turn in range(30):
        start = turn * 100
        number = take_a_call(start)
        order(number, "一号车", at=start + 1)
        heard = chance.sample(TURN_OUT, chance.randint(1, len(TURN_OUT)))
        sent = [*heard, *chance.choices(heard, k=3)]
        chance.shuffle(sent)

        seen = set()
        for entered, (status, told) in enumerate(sent, start=start + 20):
            before = everything(number)
            is_new = report("一号车", status, entered, told=start + told)
            assert is_new == ((status, told) not in seen)
            assert is_new or everything(number) == before
            seen.add((status, told))

        row = assignment(number, "一号车")
        newest, told = max(heard, key=lambda one: one[1])
        assert (row.unit.status, row.unit.status_since) == (newest, minute(start + told))
        assert {s: getattr(row, column) for s, column in COLUMN.items()} == {
            status: minute(start + told) if (status, told) in heard else None
            for status, told in TURN_OUT
        }
        report("一号车", Status.IN_STATION, start + 90)
        close(number, start + 91)


def test_a_report_repeated_until_acknowledged_changes_nothing(ordered):
    for minutes, status in enumerate(COLUMN, start=2):
        assert report("一号车", status, minutes)
        before = everything(ordered)

        assert not report("一号车", status, minutes + 0.5)

        assert everything(ordered) == before


def test_a_sequence_number_seen_before_is_a_repeat_whatever_it_says(ordered):
    assert report("一号车", Status.EN_ROUTE, 2, device_seq=7)
    before = everything(ordered)

    assert not report("一号车", Status.EN_ROUTE, 3, device_seq=7)
    assert not report("一号车", Status.ON_SCENE, 4, device_seq=7)

    assert everything(ordered) == before
    assert report("一号车", Status.ON_SCENE, 5, device_seq=8)


def test_two_vehicles_may_use_the_same_sequence_number(ordered):
    order(ordered, "二号车", at=1)

    assert report("一号车", Status.EN_ROUTE, 2, device_seq=7)
    assert report("二号车", Status.EN_ROUTE, 2, device_seq=7)


def test_an_acknowledgement_is_a_stamp_of_its_own_and_leaves_the_unit_alerted(ordered):
    assert assignment(ordered, "一号车").acknowledged_at is None

    assert report("一号车", Status.ALERTED, 2)

    row = assignment(ordered, "一号车")
    assert (row.ordered_at, row.acknowledged_at) == (minute(1), minute(2))
    assert row.unit.status == Status.ALERTED
    assert row.incident.state == "ordered"


def test_the_first_arrival_stands_when_the_unit_comes_back_with_water(ordered):
    told = (Status.EN_ROUTE, Status.ON_SCENE, Status.SHUTTLING, Status.ON_SCENE)
    for minutes, status in enumerate(told, start=2):
        report("一号车", status, minutes)

    assert assignment(ordered, "一号车").on_scene_at == minute(3)


def test_the_last_water_off_is_the_end_of_the_water_and_a_late_one_does_not_move_it(ordered):
    told = (Status.ON_SCENE, Status.WATER_ON, Status.WATER_OFF, Status.WATER_ON, Status.WATER_OFF)
    for minutes, status in enumerate(told, start=2):
        report("一号车", status, minutes)
    assert assignment(ordered, "一号车").water_off_at == minute(6)

    report("一号车", Status.WATER_OFF, 7, told=4.5)

    assert assignment(ordered, "一号车").water_off_at == minute(6)
    assert assignment(ordered, "一号车").water_on_at == minute(3)


def test_an_earlier_report_of_the_present_status_is_kept_as_late_and_not_dropped(ordered):
    report("一号车", Status.WATER_ON, 6)

    assert report("一号车", Status.WATER_ON, 7, told=4)

    row = assignment(ordered, "一号车")
    assert (row.water_on_at, row.unit.status_since) == (minute(6), minute(6))
    assert LATE in stamps_in_order_of_entry(ordered)[-1].warning


def test_a_late_report_belongs_to_the_order_it_tells_of_and_not_to_the_next_one(ordered):
    report("一号车", Status.EN_ROUTE, 2)
    report("一号车", Status.RETURNING, 5)
    following = take_a_call(6)
    order(following, "一号车", at=7)

    assert report("一号车", Status.ON_SCENE, 8, told=3)

    assert assignment(ordered, "一号车").on_scene_at == minute(3)
    assert assignment(following, "一号车").on_scene_at is None
    assert incident(following).state == "ordered"
    assert unit("一号车").status == Status.ALERTED


def test_a_late_report_of_the_order_before_the_last_finds_it(ordered):
    report("一号车", Status.RETURNING, 5)
    following = take_a_call(6)
    order(following, "一号车", at=7)
    report("一号车", Status.RETURNING, 9)

    assert report("一号车", Status.ON_SCENE, 10, told=3)

    assert assignment(ordered, "一号车").on_scene_at == minute(3)
    assert assignment(following, "一号车").on_scene_at is None


def test_a_late_home_coming_does_not_end_the_next_order(ordered):
    report("一号车", Status.RETURNING, 5)
    following = take_a_call(6)
    order(following, "一号车", at=7)

    assert report("一号车", Status.IN_STATION, 8, told=6)

    assert assignment(ordered, "一号车").in_station_at == minute(6)
    row = assignment(following, "一号车")
    assert (row.in_station_at, row.released_at) == (None, None)
    assert row.unit.status == Status.ALERTED


def test_a_report_of_the_very_moment_of_release_does_not_set_a_free_unit_to_work(ordered):
    report("一号车", Status.EN_ROUTE, 2)
    report("一号车", Status.RETURNING, 6, told=5)

    report("一号车", Status.ON_SCENE, 7, told=5)

    assert unit("一号车").status == Status.RETURNING
    assert incident(ordered).state == "returned"
    assert assignment(ordered, "一号车").on_scene_at == minute(5)


def test_a_report_from_a_slow_clock_counts_when_it_came_in_and_the_board_moves(ordered):
    assert report("一号车", Status.EN_ROUTE, 2, told=0.9, source=Source.CREW)

    assert assignment(ordered, "一号车").en_route_at == minute(2)
    assert unit("一号车").status == Status.EN_ROUTE
    stamp = db.session.scalars(select(Stamp).where(Stamp.status == "en_route")).one()
    assert stamp.warning == "设备时间早于下达 6 秒，按收到时间记"


def test_a_person_who_tells_a_time_before_the_typed_order_is_taken_at_the_word(ordered):
    assert report("一号车", Status.EN_ROUTE, 2, told=0.9, source=Source.BACK_DATED)

    assert assignment(ordered, "一号车").en_route_at == minute(0.9)


@pytest.mark.parametrize("status", [Status.ALERTED, Status.EN_ROUTE, Status.ON_SCENE])
def test_work_without_an_order_is_refused_and_leaves_nothing(application, status):
    a_county_with("一号车")
    before = count(LogEntry)

    with pytest.raises(ImpossibleStatus, match=r"一号车.*没有任务"):
        report("一号车", status, 1)

    assert (count(Stamp), count(LogEntry)) == (0, before)
    assert unit("一号车").version == 1


def test_work_after_the_release_needs_a_new_order(ordered):
    report("一号车", Status.RETURNING, 5)

    with pytest.raises(ImpossibleStatus, match="没有任务"):
        report("一号车", Status.ON_SCENE, 6)


def test_an_unusual_step_is_kept_with_a_warning(ordered):
    report("一号车", Status.WATER_ON, 2)

    assert "没有到场报告" in stamps_in_order_of_entry(ordered)[-1].warning
    assert incident(ordered).state == "water_on"


def test_a_unit_out_of_service_keeps_its_reason_until_it_is_back(application):
    a_county_with("一号车")
    report("一号车", Status.OUT_OF_SERVICE, 1, reason="换水泵")
    assert unit("一号车").status_note == "换水泵"

    report("一号车", Status.IN_STATION, 2)

    assert unit("一号车").status_note == ""
    with pytest.raises(ImpossibleStatus):
        report("一号车", Status.EN_ROUTE, 3)


def test_a_unit_that_breaks_down_on_the_way_is_released(ordered):
    report("一号车", Status.EN_ROUTE, 2)

    report("一号车", Status.OUT_OF_SERVICE, 3, reason="爆胎")

    assert assignment(ordered, "一号车").released_at == minute(3)


def test_the_incident_is_returned_when_its_last_unit_is_released_and_not_before(ordered):
    order(ordered, "二号车", at=1)
    report("一号车", Status.RETURNING, 5)
    assert incident(ordered).state == "ordered"

    report("二号车", Status.RETURNING, 6)

    assert incident(ordered).state == "returned"
