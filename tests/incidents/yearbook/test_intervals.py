"""Response intervals: percentiles by hand, honest counts, and the vehicles behind each figure."""

import pytest

from dispatch import stamp_corrections
from dispatch.stamp_corrections import TrueTime
from incidents import queries
from incidents.records import Incident
from incidents.timeline import Act
from incidents.yearbook import interval_queries, periods
from incidents.yearbook.counting import Row, Table
from incidents.yearbook.definitions import UnknownTable
from incidents.yearbook.entries import Behind
from incidents.yearbook.intervals import (
    INTERVALS,
    OF_VEHICLE,
    RESPONSE,
    Sample,
    Tally,
    nearest_rank,
    share,
)
from incidents.yearbook.questions import Question
from resources.database import db, transaction
from resources.errors import BadInput
from resources.unit_status import UnitStatus as Status
from tests.makers import (
    ZONE,
    a_county_with,
    close,
    make_act,
    make_unit,
    minute,
    order,
    recall,
    report,
    take_a_call,
)

YEAR = periods.year(2026, ZONE.key)


def asked(table: str = "response", **filters: str) -> Question:
    return Question(table, YEAR, filters=tuple(filters.items()))


def table(name: str = "response", **filters: str) -> Table:
    db.session.rollback()
    return interval_queries.answer(asked(name, **filters), ZONE.key)


def row(counted: Table, key: str) -> Row:
    return next(one for one in counted.rows if one.key == key)


def told(counted: Table, key: str, *columns: str) -> tuple[int | None, ...]:
    return tuple(row(counted, key).known(column) for column in columns)


def a_trip(number: str, call_sign: str, ordered: float, *stamps: tuple[Status, float]) -> None:
    order(number, call_sign, at=ordered)
    for status, at in stamps:
        report(call_sign, status, at)


@pytest.mark.parametrize(
    ("percent", "value"), [(50, 50), (80, 80), (90, 90), (95, 100), (100, 100), (1, 10)]
)
def test_a_percentile_is_that_of_the_nearest_rank(percent, value):
    assert nearest_rank([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], percent) == value


def test_one_time_is_every_percentile_and_three_give_the_second_as_median():
    assert nearest_rank([7], 50) == nearest_rank([7], 95) == 7
    assert nearest_rank([1, 2, 9], 50) == 2


def test_a_share_is_rounded_half_up_in_ten_thousandths():
    assert share(1, 3) == 3_333
    assert share(2, 3) == 6_667
    assert share(1, 20_000) == 1


def test_a_tally_keeps_missing_and_reversed_times_out_of_the_percentiles():
    tally = Tally(60)
    for seconds in (30, 60, 61, None, -5):
        tally.add(Sample(1, "1", "", seconds, is_judged=True))

    amounts = tally.amounts()

    counts = [amounts[name] for name in ("due", "known", "missing", "reversed", "on_target")]
    assert counts == [5, 3, 1, 1, 2]
    assert (amounts["p50"], amounts["p90"], amounts["share"]) == (60, 61, 6_667)


def test_without_a_target_nothing_is_judged_and_no_share_is_told():
    tally = Tally(None)
    tally.add(Sample(1, "1", "", 30))

    amounts = tally.amounts()

    assert [amounts[name] for name in ("judged", "on_target", "share", "target")] == [None] * 4


def a_fire_with_two_vehicles() -> str:
    """Play a fire in town: 一号车 is whole, 二号车 never told that it left."""
    a_county_with("一号车", "二号车")
    number = take_a_call(0)
    stamps = ((Status.EN_ROUTE, 1.5), (Status.ON_SCENE, 5), (Status.IN_STATION, 60))
    a_trip(number, "一号车", 0.5, *stamps)
    a_trip(number, "二号车", 0.75, (Status.ON_SCENE, 6), (Status.IN_STATION, 61))
    with transaction() as session:
        row = queries.lock_incident(session, number)
        row.controlled_at, row.extinguished_at = minute(20), minute(30)
    close(number, at=90, is_urban=True)
    return number


def test_each_interval_is_counted_and_ranked_by_hand(application):
    a_fire_with_two_vehicles()

    counted = table()

    columns = ("due", "known", "missing", "p50", "p90", "judged", "on_target", "share")
    assert {one.key: told(counted, one.key, *columns) for one in counted.rows} == {
        "call_to_order": (1, 1, 0, 30, 30, 1, 1, 10_000),
        "turnout": (2, 1, 1, 60, 60, 1, 1, 10_000),
        "travel": (2, 1, 1, 210, 210, 1, 1, 10_000),
        "attendance": (2, 2, 0, 270, 315, 2, 1, 5_000),
        "vehicle_total": (2, 2, 0, 3_570, 3_615, None, None, None),
        "first_arrival": (1, 1, 0, 300, 300, None, None, None),
        "to_controlled": (1, 1, 0, 900, 900, None, None, None),
        "to_extinguished": (1, 1, 0, 1_500, 1_500, None, None, None),
        "incident_total": (1, 1, 0, 3_660, 3_660, None, None, None),
    }
    assert all(check.holds for check in counted.checks)
    assert "应有" in counted.checks[0].text
    assert counted.incomplete == 1


def test_travel_is_judged_in_town_only(application):
    number = a_fire_with_two_vehicles()
    with transaction() as session:
        queries.lock_incident(session, number).is_urban = False

    assert told(table(), "attendance", "known", "judged", "on_target", "share") == (2, 0, 0, None)


def test_a_recalled_vehicle_owes_no_arrival_and_one_under_way_nothing_yet(application):
    a_county_with("一号车", "二号车")
    number = take_a_call(0)
    order(number, "一号车", at=1)
    a_trip(number, "二号车", 1, (Status.EN_ROUTE, 2))
    recall(number, "二号车", 3)

    counted = table()

    assert told(counted, "turnout", "due", "known", "missing") == (1, 1, 0)
    assert told(counted, "travel", "due", "missing") == (0, 0)
    assert told(counted, "first_arrival", "due") == (0,)


def test_times_set_right_and_told_late_are_counted_and_said(application):
    number = a_fire_with_two_vehicles()
    a_late = take_a_call(100)
    order(a_late, "一号车", at=101)
    report("一号车", Status.EN_ROUTE, 110, told=102)
    report("一号车", Status.ON_SCENE, 111)
    with transaction() as session:
        row = queries.lock_incident(session, number)
        stamp = next(
            one
            for one in queries.stamps_of([row.assignments[0].id])[row.assignments[0].id]
            if one.status == Status.EN_ROUTE
        )
        true = TrueTime("手抖", stamp_id=stamp.id)
        act = Act("统计员", minute(200), told_at=minute(1))
        stamp_corrections.correct(session, row, true, ZONE, _back_dated(act))

    counted = table()

    assert told(counted, "turnout", "known", "set_right", "told_late", "p50", "p90") == (
        2,
        1,
        1,
        30,
        60,
    )
    assert told(counted, "travel", "set_right", "told_late") == (1, 1)


def _back_dated(act: Act) -> Act:
    return make_act(200, told=1, by=act.by, source=act.source.BACK_DATED)


def test_merged_repeated_and_test_incidents_are_not_counted(application):
    number = a_fire_with_two_vehicles()
    with transaction() as session:
        queries.lock_incident(session, number).disposition = "test"

    assert told(table(), "turnout", "due", "p50", "share") == (0, None, None)


def test_stations_units_and_types_have_their_own_rows(application):
    a_fire_with_two_vehicles()
    with transaction() as session:
        make_unit(session, "闲车", "rescue")

    names = ("response-stations", "response-units", "response-types")
    keys = {name: [one.key for one in table(name).rows] for name in names}

    of_each = [one.key for one in OF_VEHICLE]
    assert keys == {
        "response-stations": [f"一站~{one}" for one in of_each],
        "response-units": [f"{who}~{one}" for who in ("一号车", "二号车") for one in of_each],
        "response-types": [f"water_tanker~{one}" for one in of_each],
    }
    assert told(table("response-units"), "二号车~turnout", "due", "missing") == (1, 1)
    assert row(table("response-stations"), "一站~travel").label == "一站 出动到到场"


def test_a_figure_opens_what_it_counts_page_by_page(application):
    number = a_fire_with_two_vehicles()
    cell = next(one for one in row(table(), "attendance").cells if one.key == "p90")
    assert dict(cell.filters) == {
        "table": "response",
        "from": "2026",
        "to": "2026",
        "row": "attendance",
        "column": "known",
    }

    def page(after: str = "") -> Behind:
        return interval_queries.behind(asked(), "attendance", "known", ZONE.key, after, 1)

    first = page()
    second = page(first.next)
    assert [(one.number, one.words) for one in (*first.parts, *second.parts)] == [
        (number, "一号车 下达到到场 4:30"),
        (number, "二号车 下达到到场 5:15"),
    ]
    assert (first.total, first.records, second.next) == (2, 2, "")
    missing = interval_queries.behind(asked(), "turnout", "missing", ZONE.key)
    assert [one.words for one in missing.parts] == ["二号车 下达到出动 缺时刻"]


def test_every_counted_cell_opens_as_many_as_it_says(application):
    a_fire_with_two_vehicles()
    counted = table()

    for line in counted.rows:
        for cell in line.cells:
            filters = dict(cell.filters)
            if filters.get("column") == cell.key:
                found = interval_queries.behind(asked(), line.key, cell.key, ZONE.key)
                assert found.total == cell.amount, (line.key, cell.key)


def test_what_the_table_does_not_have_is_named(application):
    a_county_with("一号车")

    for question, word in (
        (Question("response", YEAR, by="month"), "by"),
        (Question("response", YEAR, filters=(("cause", "x"),)), "cause"),
    ):
        with pytest.raises(BadInput, match=word):
            interval_queries.answer(question, ZONE.key)
    for line, column in (("nowhere", "known"), ("travel", "p50"), ("travel", "x")):
        with pytest.raises(UnknownTable):
            interval_queries.behind(asked(), line, column, ZONE.key)


def test_filters_narrow_and_a_station_has_no_whole_incidents(application):
    a_fire_with_two_vehicles()

    assert told(table(urban="urban", **{"class": "10000"}), "turnout", "due") == (2,)
    assert told(table(urban="rural"), "turnout", "due") == (0,)
    assert told(table(township="untold"), "turnout", "due") == (2,)
    own = table(station="一站")
    assert [one.key for one in own.rows] == [one.key for one in OF_VEHICLE]
    assert table(station="二站").rows[0].known("due") == 0


def test_generated_incidents_are_said(application):
    number = a_fire_with_two_vehicles()
    with transaction() as session:
        row: Incident = queries.lock_incident(session, number)
        row.is_generated = True

    counted = table()

    assert counted.generated == 1
    assert "含生成的演示数据 1 起警情" in counted.notes[-1]


def test_the_definition_states_its_percentile_and_every_interval():
    notes = "".join(RESPONSE.notes)

    assert "最近序位百分位" in notes
    assert all(one.words in notes for one in INTERVALS.values())
