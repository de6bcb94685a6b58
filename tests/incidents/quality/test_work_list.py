"""The work list: what it finds of each record, for whom, and what it leaves alone."""

from datetime import timedelta

import pytest

from incidents import queries, registrar, reopening
from incidents.quality import remarking, reviewing, work_queries
from incidents.quality.plausibility import UNREGISTERED
from incidents.quality.reviews import Step
from incidents.quality.seen import Mender
from incidents.quality.work_list import WorkItem, WorkKind, counted_by_mender
from incidents.quality.work_queries import WorkFilter
from incidents.records import Assignment, ClosingReport, Incident
from incidents.reports import FireFacts, FireForm
from resources.database import db, transaction
from resources.geography import Position
from resources.unit_status import UnitStatus
from tests.makers import (
    NOON,
    ZONE,
    a_county_with,
    close,
    make_act,
    minute,
    order,
    report,
    take_a_call,
)

DAY = timedelta(days=1)


def work(days: float = 0.2, **wanted: object) -> list[WorkItem]:
    db.session.rollback()
    asked = WorkFilter(NOON - DAY, NOON + DAY, **wanted)  # type: ignore[arg-type]
    return list(work_queries.work_list(db.session(), asked, NOON + days * DAY, ZONE).items)


def sentences(days: float = 0.2, **wanted: object) -> list[str]:
    return [item.sentence for item in work(days, **wanted)]


def a_whole_fire() -> str:
    """Play a fire in which nothing is late, missing or odd, 2.5 km from the station."""
    a_county_with("一号车", "二号车")
    number = take_a_call(0, position=Position(108.795, 28.841))
    order(number, "一号车")
    stamps = ((UnitStatus.EN_ROUTE, 2), (UnitStatus.ON_SCENE, 7), (UnitStatus.WATER_ON, 9))
    for status, at in (*stamps, (UnitStatus.RETURNING, 40), (UnitStatus.IN_STATION, 50)):
        report("一号车", status, at)
    close(number, at=60, loss_fen=100)
    with transaction() as session:
        row = queries.lock_incident(session, number)
        row.township_code = "T1"
        facts = FireFacts(NOON, FireForm.SIMPLE, loss_fen=100)
        registrar.register_fire(session, facts, row, ZONE, make_act(70))
    return number


def changed(number: str, **columns: object) -> None:
    """Spoil a record behind the back of every verb."""
    with transaction() as session:
        row = queries.lock_incident(session, number)
        parts: dict[type, object] = {
            Incident: row,
            Assignment: row.assignments[0],
            ClosingReport: row.report,
        }
        for name, value in columns.items():
            owner = next(part for kind, part in parts.items() if hasattr(kind, name))
            setattr(owner, name, value)


def test_a_whole_record_is_on_no_list(application):
    a_whole_fire()

    assert work(30) == []


@pytest.mark.parametrize(
    ("columns", "what", "mender"),
    [
        ({"on_scene_at": minute(1.5)}, "time_order", Mender.STATION),
        ({"controlled_at": minute(5)}, "time_order", Mender.DESK),
        ({"water_on_at": minute(70)}, "interval_long", Mender.STATION),
        ({"on_scene_at": minute(2.1)}, "interval_short", Mender.STATION),
        ({"received_at": minute(-9.1)}, "interval_long", Mender.DESK),
        ({"people": 8}, "people_per_vehicle", Mender.STATION),
        ({"on_scene_at": minute(3.2)}, "speed", Mender.STATION),
        ({"on_scene_at": minute(38)}, "speed", Mender.STATION),
        ({"lon": 108.770}, "distance", Mender.DESK),
        ({"lon": 109.85}, "distance", Mender.DESK),
        ({"trapped": 21}, "trapped", Mender.DESK),
        ({"rescued": 21}, "people_saved", Mender.STATION),
        ({"property_saved_fen": 1_000_000_100}, "property", Mender.STATION),
        ({"trapped": 1}, "nobody_saved", Mender.STATION),
        ({"dead": 1}, "deaths", Mender.STATISTICIAN),
        ({"closed_at": NOON + 2 * DAY}, "future", Mender.DESK),
    ],
)
def test_sql_lets_through_whatever_a_rule_finds(application, columns, what, mender):
    number = a_whole_fire()
    changed(number, **columns)

    found = work(kinds=frozenset({WorkKind.ODD}))

    assert (what, mender) in [(item.what, item.mender) for item in found]
    assert {item.station_code for item in found if item.mender is Mender.STATION} <= {"一站"}


def test_nobody_sent_to_a_rescue_and_no_loss_in_a_fire_are_odd(application):
    a_county_with()
    close(take_a_call(0, category="20200"))
    close(take_a_call(5), loss_fen=0)

    found = [(item.number[-3:], item.what) for item in work(kinds=frozenset({WorkKind.ODD}))]

    assert found == [("002", "no_vehicle"), ("002", "no_loss"), ("001", "no_vehicle")]


def test_open_too_long_closed_late_and_a_fire_not_registered_are_overdue(application):
    a_county_with()
    slow, late = take_a_call(0), take_a_call(10)
    close(late, at=10 + 25 * 60, loss_fen=1)
    wanted = {"kinds": frozenset({WorkKind.OVERDUE})}

    assert sentences(1.1, **wanted) == [
        "接警到结案 25 小时 0 分，超过 24 小时 0 分。",
        "接警已 26 小时 24 分，尚未结案。",
    ]
    assert sentences(5, **wanted) == [
        "结案已 3 天，尚未登记火灾；不构成火灾的请批注。",
        "接警到结案 25 小时 0 分，超过 24 小时 0 分。",
        "接警已 5 天 0 小时，尚未结案。",
    ]
    for rule, finding in (
        ("closed_late", "接警到结案 25 小时 0 分，超过 24 小时 0 分。"),
        ("fire_not_registered", UNREGISTERED),
    ):
        with transaction() as session:
            row = queries.lock_incident(session, late)
            act = make_act(3000)
            remarking.remark(session, row, rule, finding, "已核实", ZONE, act)
    assert [item.number for item in work(5, **wanted)] == [slow]


def test_fields_are_the_desks_and_stamps_their_stations(application):
    number = a_whole_fire()
    changed(number, township_code=None, occupancy="", en_route_at=None, in_station_at=None)

    found = work(kinds=frozenset({WorkKind.MISSING}))

    assert [(item.sentence, item.mender, item.station_code) for item in found] == [
        ("缺起火场所。", Mender.DESK, ""),
        ("缺乡镇。", Mender.DESK, ""),
        ("一号车 缺出动、归队时刻。", Mender.STATION, "一站"),
    ]
    changed(number, recalled_at=minute(3))
    assert len(work(kinds=frozenset({WorkKind.MISSING}))) == 2


def test_a_returned_record_is_its_stations_until_it_is_mended(application):
    number = a_whole_fire()

    def take(step: Step) -> None:
        with transaction() as session:
            row = queries.lock_incident(session, number)
            act = make_act(100, by="统计员")
            reviewing.take(session, row, step, "人数不符", row.version, act)

    take(Step.RETURNED)
    (item,) = work()
    assert (item.kind, item.sentence, item.station_code) == (
        WorkKind.RETURNED,
        "统计员退回：人数不符",
        "一站",
    )
    take(Step.MENDED)
    assert work() == []


def test_the_list_is_narrowed_by_station_mender_and_time(application):
    number = a_whole_fire()
    changed(number, people=9, township_code=None)

    assert [item.what for item in work()] == ["township", "people_per_vehicle"]
    assert [item.what for item in work(station_code="一站")] == ["people_per_vehicle"]
    assert work(station_code="二站") == []
    assert [item.what for item in work(mender=Mender.DESK)] == ["township"]
    past = WorkFilter(NOON - DAY, NOON)
    assert work_queries.work_list(db.session(), past, NOON + DAY, ZONE).items == ()


def test_tests_merged_and_imported_records_are_nobodys_work(application):
    number = a_whole_fire()
    changed(number, people=9, township_code=None, import_batch_id=1)

    assert work() == []
    changed(number, import_batch_id=None, disposition="test")
    assert work() == []


def test_more_candidates_than_are_judged_are_said_to_be_cut(application, monkeypatch):
    a_county_with()
    monkeypatch.setattr(work_queries, "MOST_JUDGED", 2)
    for at in range(3):
        take_a_call(at)

    found = work_queries.work_list(
        db.session(), WorkFilter(NOON - DAY, NOON + DAY), NOON + DAY, ZONE
    )

    assert found.is_cut
    assert {item.number[-3:] for item in found.items} == {"003", "002"}


def test_items_are_counted_for_whoever_mends_them(application):
    number = a_whole_fire()
    changed(number, people=9, township_code=None, occupancy="")

    counts = {who: dict(kinds) for who, kinds in counted_by_mender(work()).items()}

    assert counts == {
        (Mender.DESK, ""): {WorkKind.MISSING: 2},
        (Mender.STATION, "一站"): {WorkKind.ODD: 1},
    }


def test_a_reopened_incident_is_open_work_again(application):
    number = a_whole_fire()
    with transaction() as session:
        row = queries.lock_incident(session, number)
        reopening.reopen(session, row, "填错", row.version, make_act(100))

    assert sentences(2) == ["接警已 2 天 0 小时，尚未结案。"]
