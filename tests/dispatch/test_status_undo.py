"""A status told by mistake is taken back within ten seconds, and only while nothing newer came."""

import pytest
from sqlalchemy import select

from dispatch import stamps, status_reports, status_undo
from dispatch.errors import CannotUndo, UnitTaken
from dispatch.status_reports import StatusReport
from incidents import ledger, queries, recorder
from incidents.errors import IncidentIsClosed
from incidents.lifecycle import IncidentState, Stage
from incidents.records import LogEntry, Stamp
from incidents.timeline import Act, Source
from resources import roster
from resources.database import db, transaction
from resources.errors import UnknownUnit
from resources.geography import Position
from resources.queries import lock_unit
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
    recall,
    report,
    take_a_call,
    unit,
)

SECOND = 1 / 60
pytestmark = pytest.mark.usefixtures("application")


def undo(call_sign: str, at: float, by: str = "甲") -> status_undo.Undone:
    """Take a status back, so many minutes after noon."""
    with transaction() as session:
        return status_undo.undo_status(session, call_sign, make_act(at, by=by))


def ordered(*call_signs: str) -> str:
    """Order vehicles a minute after a call."""
    a_county_with(*call_signs)
    number = take_a_call(0)
    order(number, *call_signs, at=1)
    return number


def log_of(kind: str) -> list[LogEntry]:
    db.session.rollback()
    return [row for row in queries.events_since(0, 1000) if row.kind == kind]


def test_vehicle_assignment_and_incident_stand_again_as_before():
    number = ordered("一号车")
    report("一号车", Status.EN_ROUTE, 2)
    report("一号车", Status.ON_SCENE, 5)
    version = incident(number).version

    done = undo("一号车", 5 + 9 * SECOND)

    assert (done.status, done.restored) == (Status.ON_SCENE, Status.EN_ROUTE)
    vehicle = unit("一号车")
    assert (vehicle.status, vehicle.status_since) == (Status.EN_ROUTE, minute(2))
    held = assignment(number, "一号车")
    assert (held.en_route_at, held.on_scene_at) == (minute(2), None)
    assert incident(number).state == IncidentState.UNDER_WAY
    assert incident(number).version == version + 1


def test_nothing_is_deleted_and_a_counter_entry_tells_of_it():
    number = ordered("一号车")
    report("一号车", Status.EN_ROUTE, 2)
    before = count(Stamp)

    undo("一号车", 2 + 4 * SECOND)

    db.session.rollback()
    assert count(Stamp) == before
    struck = db.session.scalars(select(Stamp).where(Stamp.struck_at.is_not(None))).one()
    assert (struck.status, struck.struck_by) == (Status.EN_ROUTE, "甲")
    assert struck.struck_at == minute(2 + 4 * SECOND)
    (told,) = log_of("status_reported")
    (counter,) = log_of("status_undone")
    assert counter.text == "撤销：一号车 “途中”报错，恢复为“已下达”"
    assert ledger.facts_of(counter)["undoes"] == told.seq
    assert (counter.incident_number, counter.call_sign) == (number, "一号车")
    assert ledger.verify(db.session()).faults == ()


def test_the_same_status_can_be_told_again_after_it_was_taken_back():
    number = ordered("一号车")
    report("一号车", Status.EN_ROUTE, 3, told=2)
    undo("一号车", 3 + 2 * SECOND)

    is_new = report("一号车", Status.EN_ROUTE, 4, told=2)

    assert is_new
    assert assignment(number, "一号车").en_route_at == minute(2)
    assert unit("一号车").status == Status.EN_ROUTE


def test_a_device_that_repeats_a_struck_report_is_not_heard_twice():
    number = ordered("一号车")
    report("一号车", Status.EN_ROUTE, 2, device_seq=7)
    undo("一号车", 2 + SECOND)

    is_new = report("一号车", Status.EN_ROUTE, 3, device_seq=7)

    assert not is_new
    assert assignment(number, "一号车").en_route_at is None


def test_a_release_told_by_mistake_gives_the_vehicle_its_order_back():
    number = ordered("一号车")
    report("一号车", Status.EN_ROUTE, 2)
    report("一号车", Status.ON_SCENE, 5)
    report("一号车", Status.RETURNING, 6)
    assert incident(number).state == IncidentState.RETURNED

    undo("一号车", 6 + 3 * SECOND)

    assert assignment(number, "一号车").released_at is None
    assert assignment(number, "一号车").returning_at is None
    assert incident(number).state == IncidentState.ON_SCENE
    with pytest.raises(UnitTaken):
        order(take_a_call(7), "一号车", at=8)


def test_back_in_the_station_is_taken_back_with_the_place_it_had():
    number = ordered("一号车")
    report("一号车", Status.EN_ROUTE, 2)
    here = Position(108.75, 28.85)
    with transaction() as session:
        row = lock_unit(session, "一号车")
        roster.set_position(row, here, minute(3))
    report("一号车", Status.IN_STATION, 4)
    assert unit("一号车").position is None

    undo("一号车", 4 + SECOND)

    vehicle = unit("一号车")
    assert (vehicle.position, vehicle.position_at) == (here, minute(3))
    assert vehicle.status == Status.EN_ROUTE
    assert assignment(number, "一号车").released_at is None
    assert assignment(number, "一号车").in_station_at is None


def test_the_end_of_the_way_home_is_taken_back_from_the_last_order():
    number = ordered("一号车")
    report("一号车", Status.ON_SCENE, 5)
    report("一号车", Status.RETURNING, 20)
    report("一号车", Status.IN_STATION, 30)
    assert assignment(number, "一号车").in_station_at == minute(30)

    undo("一号车", 30 + SECOND)

    assert assignment(number, "一号车").in_station_at is None
    assert assignment(number, "一号车").released_at == minute(20)
    assert unit("一号车").status == Status.RETURNING


def test_out_of_service_and_its_reason_are_taken_back():
    a_county_with("一号车")
    report("一号车", Status.OUT_OF_SERVICE, 1, reason="水泵坏")

    undo("一号车", 1 + SECOND)
    report("一号车", Status.OUT_OF_SERVICE, 2, reason="换胎")
    report("一号车", Status.IN_STATION, 3)
    undo("一号车", 3 + SECOND)

    assert (unit("一号车").status, unit("一号车").status_note) == (Status.OUT_OF_SERVICE, "换胎")


def test_an_acknowledgement_is_taken_back():
    number = ordered("一号车")
    report("一号车", Status.ALERTED, 2)

    undo("一号车", 2 + SECOND)

    assert assignment(number, "一号车").acknowledged_at is None
    assert unit("一号车").status_since == minute(1)


def test_the_first_of_two_waters_off_stands_when_the_last_is_taken_back():
    number = ordered("一号车")
    for status, at in ((Status.WATER_ON, 5), (Status.WATER_OFF, 6)):
        report("一号车", status, at)
    for status, at in ((Status.WATER_ON, 7), (Status.WATER_OFF, 8)):
        report("一号车", status, at)

    undo("一号车", 8 + SECOND)

    held = assignment(number, "一号车")
    assert (held.water_on_at, held.water_off_at) == (minute(5), minute(6))


def test_what_others_reached_in_between_stays():
    number = ordered("一号车", "二号车")
    report("一号车", Status.ON_SCENE, 5)
    report("二号车", Status.WATER_ON, 5 + SECOND)

    undo("一号车", 5 + 3 * SECOND)

    assert incident(number).state == IncidentState.WATER_ON
    assert unit("一号车").status == Status.ALERTED


def test_what_another_reached_lower_in_between_is_where_the_incident_goes_back_to():
    number = ordered("一号车", "二号车")
    report("一号车", Status.ON_SCENE, 5)
    report("二号车", Status.EN_ROUTE, 5 + SECOND)

    undo("一号车", 5 + 3 * SECOND)

    assert incident(number).state == IncidentState.UNDER_WAY


def test_a_stage_told_in_between_stays():
    number = ordered("一号车")
    report("一号车", Status.ON_SCENE, 5)
    with transaction() as session:
        row = queries.lock_incident(session, number)
        recorder.reach_stage(session, row, Stage.CONTROLLED, make_act(5 + SECOND))

    undo("一号车", 5 + 2 * SECOND)

    assert incident(number).state == IncidentState.CONTROLLED


def test_an_order_given_in_between_keeps_the_incident_at_work():
    a_county_with("一号车", "二号车")
    number = take_a_call(0)
    order(number, "一号车", at=1)
    report("一号车", Status.ON_SCENE, 5)
    report("一号车", Status.RETURNING, 6)
    order(number, "二号车", at=6 + SECOND)

    undo("一号车", 6 + 2 * SECOND)

    assert incident(number).state == IncidentState.ON_SCENE


def test_a_late_report_is_struck_and_the_board_stays():
    number = ordered("一号车")
    report("一号车", Status.ON_SCENE, 5)
    report("一号车", Status.EN_ROUTE, 6, told=3)
    assert assignment(number, "一号车").en_route_at == minute(3)

    undo("一号车", 6 + SECOND)

    assert assignment(number, "一号车").en_route_at is None
    assert unit("一号车").status == Status.ON_SCENE
    assert incident(number).state == IncidentState.ON_SCENE


@pytest.mark.parametrize(
    ("at", "by", "words"),
    [
        (5 + 11 * SECOND, "甲", "超过 10 秒"),
        (6, "甲", "超过 10 秒"),
        (5 + SECOND, "乙", "是甲报的"),
    ],
)
def test_too_late_or_another_persons_is_refused(at: float, by: str, words: str):
    number = ordered("一号车")
    report("一号车", Status.ON_SCENE, 5)

    with pytest.raises(CannotUndo, match=words):
        undo("一号车", at, by)

    assert assignment(number, "一号车").on_scene_at == minute(5)
    assert log_of("status_undone") == []


def test_nothing_told_yet_or_an_unknown_vehicle_is_refused():
    a_county_with("一号车")

    with pytest.raises(CannotUndo, match="没有可撤销的状态"):
        undo("一号车", 1)
    with pytest.raises(UnknownUnit):
        undo("九号车", 1)


def test_a_vehicle_ordered_again_since_keeps_its_new_order():
    ordered("一号车")
    report("一号车", Status.RETURNING, 5)
    other = take_a_call(5)
    order(other, "一号车", at=5 + 2 * SECOND)

    with pytest.raises(CannotUndo, match=other):
        undo("一号车", 5 + 4 * SECOND)

    assert unit("一号车").status == Status.ALERTED


def test_a_status_the_crew_told_since_is_not_undone():
    ordered("一号车")
    report("一号车", Status.EN_ROUTE, 2)
    with transaction() as session:
        told = Act("车组", minute(2 + SECOND), Source.CREW)
        status_reports.report_status(session, "一号车", StatusReport(Status.ON_SCENE), told)

    with pytest.raises(CannotUndo, match="车组报的"):
        undo("一号车", 2 + 2 * SECOND)


def test_a_recall_is_not_undone():
    number = ordered("一号车")
    recall(number, "一号车", at=2)

    with pytest.raises(CannotUndo, match="召回"):
        undo("一号车", 2 + SECOND)


def test_two_in_a_row_are_taken_back_one_by_one():
    ordered("一号车")
    report("一号车", Status.EN_ROUTE, 2)
    report("一号车", Status.ON_SCENE, 2 + 3 * SECOND)

    undo("一号车", 2 + 5 * SECOND)
    undo("一号车", 2 + 6 * SECOND)

    assert unit("一号车").status == Status.ALERTED
    assert count(Stamp) == 2


def test_an_incident_closed_since_is_left_alone():
    number = ordered("一号车")
    report("一号车", Status.ON_SCENE, 4)
    report("一号车", Status.IN_STATION, 5)
    close(number, at=5 + SECOND)

    with pytest.raises(IncidentIsClosed):
        undo("一号车", 5 + 2 * SECOND)


def test_the_last_report_of_a_person_is_found_while_it_can_be_taken_back():
    ordered("一号车", "二号车")
    report("一号车", Status.EN_ROUTE, 2)
    report("二号车", Status.EN_ROUTE, 2 + SECOND)

    found = status_undo.newest_by(db.session(), "甲", minute(2 + 2 * SECOND))

    assert found == ("二号车", Status.EN_ROUTE)
    assert status_undo.newest_by(db.session(), "乙", minute(2)) is None
    assert status_undo.newest_by(db.session(), "甲", minute(3)) is None


def test_columns_no_stamp_tells_of_are_left_alone():
    number = ordered("一号车")
    with transaction() as session:
        held = assignment(number, "一号车")
        held.en_route_at = minute(2)
        session.flush()
        stamps.recompute(session, held)

    assert assignment(number, "一号车").en_route_at == minute(2)
