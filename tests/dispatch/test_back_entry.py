"""A paper slip becomes an incident under its true times and takes no vehicle from anybody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from dispatch import back_entry
from dispatch.back_entry import BackEntered
from dispatch.errors import SlipTaken, UnitTaken
from dispatch.queries import watched_incidents
from dispatch.watch import overdue
from incidents import ledger, queries
from incidents.lifecycle import IncidentState
from incidents.records import Assignment, Incident, Stamp
from incidents.slips import PaperSlip, UnitOnSlip
from incidents.timeline import Act, Source
from incidents.yearbook import queries as yearbook
from resources.database import db, transaction
from resources.errors import BadInput, UnknownUnit
from resources.unit_status import UnitStatus
from tests.makers import (
    NOON,
    ZONE,
    a_county_with,
    assignment,
    count,
    incident,
    make_act,
    make_call,
    make_outcome,
    minute,
    order,
    report,
    take_a_call,
    unit,
)

BACK = UnitOnSlip(
    "酉阳01", minute(1), minute(2), minute(9), minute(11), minute(30), minute(40), minute(55), 6
)
OUT = UnitOnSlip("酉阳01", minute(1), minute(2), minute(9))


@pytest.fixture(autouse=True)
def county(application):
    a_county_with("酉阳01", "酉阳02")


def slip(*units: UnitOnSlip, number: str = "P20260101-001", **told: object) -> PaperSlip:
    return PaperSlip(number, make_call(0), units, **told)  # type: ignore[arg-type]


def enter(one: PaperSlip, at: float = 180) -> BackEntered:
    """Type a slip in three hours later."""
    with transaction() as session:
        done = back_entry.enter(session, one, ZONE, make_act(at, by="乙"))
        session.flush()
        return BackEntered(done.incident, done.duplicates, done.warnings)


def number_of(done: BackEntered) -> str:
    return done.incident.number


def test_a_slip_is_filed_under_its_own_times_and_says_when_it_was_typed() -> None:
    done = enter(slip(BACK, controlled_at=minute(20), extinguished_at=minute(29)))

    row = incident(number_of(done))
    sent = assignment(row.number, "酉阳01")
    entries = queries.log_of(row.number)
    assert (row.is_back_entered, row.slip_number) == (True, "P20260101-001")
    assert (row.received_at, row.filed_at, row.state) == (NOON, NOON, IncidentState.RETURNED)
    assert (row.controlled_at, row.extinguished_at) == (minute(20), minute(29))
    assert (row.calls[0].received_at, row.calls[0].entered_at) == (NOON, minute(180))
    assert (sent.ordered_at, sent.en_route_at, sent.on_scene_at) == (
        minute(1),
        minute(2),
        minute(9),
    )
    assert (sent.water_on_at, sent.water_off_at) == (minute(11), minute(30))
    assert (sent.returning_at, sent.in_station_at, sent.released_at) == (
        *(minute(40), minute(55)),
        minute(40),
    )
    assert (sent.people, sent.is_reinforcement) == (6, False)
    assert {entry.source for entry in entries} == {Source.BACK_DATED}
    assert {entry.entered_at for entry in entries} == {minute(180)}
    assert max(entry.at for entry in entries) == minute(55)
    assert ledger.verify(db.session()).faults == ()


def test_the_number_is_of_the_day_of_the_fire_and_not_of_the_typing() -> None:
    call = make_call(-13 * 60)
    done = enter(PaperSlip("P20251231-001", call), at=60)

    assert number_of(done) == "20251231-001"
    table = yearbook.table("calls", 2025, 2026, "Asia/Shanghai")
    assert [row.cells[0].amount for row in table.rows] == [1, 0]


def test_a_later_order_on_the_slip_is_a_reinforcement() -> None:
    later = UnitOnSlip("酉阳02", minute(20), minute(21), in_station_at=minute(60))

    number = number_of(enter(slip(later, BACK)))

    assert assignment(number, "酉阳01").is_reinforcement is False
    assert assignment(number, "酉阳02").is_reinforcement is True


def test_a_slip_typed_twice_is_refused_and_shows_the_first() -> None:
    first = number_of(enter(slip(BACK)))

    with pytest.raises(SlipTaken) as refused:
        enter(slip(BACK), at=190)

    assert refused.value.incident_number == first
    assert all(words in str(refused.value) for words in (first, "乙", "15:00", "龙潭镇"))
    assert count(Incident) == 1


def test_a_vehicle_still_out_is_out_on_the_board_too() -> None:
    number = number_of(enter(slip(OUT)))

    out = unit("酉阳01")
    assert (out.status, out.status_since) == (UnitStatus.ON_SCENE, minute(9))
    assert incident(number).state == IncidentState.ON_SCENE
    assert report("酉阳01", UnitStatus.RETURNING, at=200)
    assert incident(number).state == IncidentState.RETURNED


def test_history_neither_frees_nor_takes_a_vehicle_that_is_on_another_call_now() -> None:
    live = take_a_call(170)
    order(live, "酉阳01", at=171)
    report("酉阳01", UnitStatus.EN_ROUTE, at=172)

    past = number_of(enter(slip(BACK)))
    again = enter(slip(OUT, number="P20260101-002"), at=181)

    now = unit("酉阳01")
    assert (now.status, now.status_since) == (UnitStatus.EN_ROUTE, minute(172))
    assert assignment(live, "酉阳01").released_at is None
    assert assignment(past, "酉阳01").released_at == minute(40)
    assert assignment(number_of(again), "酉阳01").released_at == minute(171)
    assert live in again.warnings[0]


def test_a_vehicle_the_system_has_at_an_older_call_is_not_taken_from_it() -> None:
    live = take_a_call(-30)
    order(live, "酉阳01", at=-29)

    with pytest.raises(UnitTaken, match=live):
        enter(slip(OUT))

    assert count(Assignment) == 1
    assert count(Incident) == 1


def test_two_slips_that_overlap_in_time_are_both_kept_and_told_of() -> None:
    first = number_of(enter(slip(BACK)))

    second = enter(slip(BACK, number="P20260101-002"), at=181)

    assert second.warnings == (f"酉阳01 与警情 {first}（下达 12:01）的时间重叠，请核对",)
    assert count(Assignment) == 2


def test_a_slip_with_its_outcome_is_closed_at_its_last_time() -> None:
    number = number_of(enter(slip(BACK, outcome=make_outcome(rescued=2))))

    closed = incident(number)
    assert (closed.state, closed.closed_at) == (IncidentState.CLOSED, minute(55))
    assert closed.report is not None
    assert (closed.report.rescued, closed.report.reported_at) == (2, minute(180))


def test_a_slip_that_cannot_be_leaves_nothing_behind() -> None:
    wrong_order = UnitOnSlip("酉阳01", minute(1), minute(12), minute(9))

    with pytest.raises(BadInput, match="到场 12:09 早于出动 12:12"):
        enter(slip(wrong_order))
    with pytest.raises(UnknownUnit, match="酉阳09"):
        enter(slip(UnitOnSlip("酉阳09", minute(1))))
    with pytest.raises(BadInput) as lacking:
        enter(slip(BACK, outcome=make_outcome(rescued=None)))

    assert [fault.field for fault in lacking.value.faults] == ["outcome.rescued"]
    assert (count(Incident), count(Stamp), queries.log_seq()) == (0, 0, 0)


def test_a_slip_without_vehicles_does_not_ring_as_a_call_nobody_has_taken() -> None:
    take_a_call(170)
    enter(slip())

    watched = watched_incidents(db.session())
    due = overdue(watched, lambda _subject, since: minute(180) - since)

    assert [matter.incident_number for matter in due] == ["20260101-001"]
    assert incident("20260101-002").state == IncidentState.FILED


def test_two_people_who_type_the_same_slip_at_once_file_it_once(application) -> None:
    def type_in(by: str) -> str:
        with application.app_context():
            try:
                with transaction() as session:
                    act = Act(by, NOON + timedelta(hours=3))
                    return back_entry.enter(session, slip(BACK), ZONE, act).incident.number
            except SlipTaken:
                return "taken"
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(type_in, "甲乙丙丁"))

    assert told == ["20260101-001", "taken", "taken", "taken"]
    assert count(Incident) == 1
