"""A crew's phone on a bad link: late, out of order, lost, repeated, with a clock that jumps."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch import status_reports
from incidents import queries
from incidents.timeline import Act, Source
from resources.database import db, transaction
from resources.unit_status import UnitStatus as Status
from tests.makers import (
    a_county_with,
    assignment,
    close,
    minute,
    order,
    report,
    take_a_call,
    unit,
)

TURN_OUT = (
    *(Status.ALERTED, Status.EN_ROUTE, Status.ON_SCENE, Status.WATER_ON),
    *(Status.WATER_OFF, Status.RETURNING, Status.IN_STATION),
)
FIRST = ("acknowledged_at", "en_route_at", "on_scene_at", "water_on_at")


def send(start: float, entered: int, seq: int, clock_min: float) -> bool:
    """Send the report of a sequence number as the phone told it, by a clock that may be wrong."""
    told_at = minute(start + clock_min)
    act = Act("一号车手机", minute(start + 100 + entered), Source.CREW, told_at)
    with transaction() as session:
        said = status_reports.StatusReport(TURN_OUT[seq], device_seq=int(start) * 10 + seq + 1)
        return status_reports.report_status(session, "一号车", said, act)


HEARD = st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True)
CLOCKS = st.lists(st.integers(2, 60), min_size=7, max_size=7)


@pytest.fixture
def turns(application):
    a_county_with("一号车")
    # Each example is a whole turn-out of its own, a day after the one before.
    return iter(range(0, 10_000_000, 1440))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(heard=HEARD, clocks=CLOCKS, repeats=st.lists(st.integers(0, 6), max_size=3))
def test_whatever_comes_in_whatever_order_the_highest_number_decides(turns, heard, clocks, repeats):
    start = next(turns)
    number = take_a_call(start)
    order(number, "一号车", at=start + 1)
    firsts: dict[str, object] = {}
    highest = -1

    for entered, seq in enumerate([*heard, *(one for one in repeats if one in heard)]):
        is_new = send(start, entered, seq, clocks[seq])
        assert is_new == (entered < len(heard))
        highest = max(highest, seq)
        row = assignment(number, "一号车")
        assert row.unit.status == TURN_OUT[highest]
        for column in FIRST:
            kept = firsts.setdefault(column, getattr(row, column))
            assert kept in {None, getattr(row, column)}, "a first stamp was overwritten"
            firsts[column] = getattr(row, column)

    moments = [getattr(row, column) for column in FIRST if getattr(row, column)]
    assert moments == sorted(moments), "a vehicle arrived before it left"
    report("一号车", Status.IN_STATION, start + 600)
    close(number, start + 610)


@pytest.fixture
def ordered(application) -> str:
    a_county_with("一号车")
    number = take_a_call(0)
    order(number, "一号车", at=1)
    return number


def warnings_of(number: str) -> list[str]:
    db.session.rollback()
    stamps = queries.stamps_of([assignment(number, "一号车").id])
    return [row.warning for row in sorted(*stamps.values(), key=lambda row: row.id)]


def test_a_clock_set_back_between_two_reports_holds_nothing_up(ordered):
    send(0, 0, 1, 30)
    send(0, 1, 2, 20)

    row = assignment(ordered, "一号车")
    assert row.unit.status == Status.ON_SCENE
    assert (row.en_route_at, row.on_scene_at) == (minute(30), minute(101))
    # From minute 20 as told to minute 101 when it came: 81 minutes.
    assert warnings_of(ordered)[1] == "设备时间与其报告序号不符，移动 4860 秒"


def test_a_lower_number_with_a_later_time_never_moves_the_board_back(ordered):
    send(0, 0, 2, 20)
    send(0, 1, 1, 40)

    row = assignment(ordered, "一号车")
    assert row.unit.status == Status.ON_SCENE
    assert (row.en_route_at, row.on_scene_at) == (minute(20), minute(20))
    assert "迟到的报告，不改变当前状态" in warnings_of(ordered)[1]


def test_a_device_that_counts_anew_with_the_next_order_is_believed(ordered):
    act = Act("车载", minute(3), Source.CREW)
    with transaction() as session:
        said = status_reports.StatusReport(Status.EN_ROUTE, device_seq=900)
        status_reports.report_status(session, "一号车", said, act)
    report("一号车", Status.IN_STATION, 30)
    close(ordered, 31)
    number = take_a_call(60)
    order(number, "一号车", at=61)

    with transaction() as session:
        said = status_reports.StatusReport(Status.EN_ROUTE, device_seq=1)
        act = Act("车载", minute(63), Source.CREW, minute(62))
        status_reports.report_status(session, "一号车", said, act)

    assert unit("一号车").status == Status.EN_ROUTE
    assert assignment(number, "一号车").en_route_at == minute(62)
