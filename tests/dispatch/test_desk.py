"""The verbs of the desk: a call filed or attached, an order whole or not at all, a recall."""

import pytest
from sqlalchemy import select

from dispatch import desk, status_reports
from dispatch.errors import ImpossibleStatus, UnitNotReady, UnitTaken
from dispatch.records import Advice, Reminder
from dispatch.watch import Matter
from incidents import ledger, queries
from incidents.errors import IncidentIsClosed, UnitsStillOut, UnknownIncident
from incidents.records import Assignment, Call, Incident, LogEntry, Stamp
from resources.database import db, transaction
from resources.errors import BadInput, UnknownUnit
from resources.geography import Position
from resources.records import Unit
from resources.unit_status import UnitStatus as Status
from tests.makers import (
    NOON,
    TOWN,
    ZONE,
    a_county_with,
    assignment,
    close,
    count,
    incident,
    make_act,
    make_call,
    minute,
    order,
    recall,
    report,
    take_a_call,
    unit,
)

# 700 m north of the first station: 0.0063° of latitude at 110.8 km a degree.
NEARBY = Position(TOWN.lon, TOWN.lat + 0.0063)
# 1,100 m north of it.
BEYOND = Position(TOWN.lon, TOWN.lat + 0.0100)
# 11 km north of it.
FAR_OFF = Position(TOWN.lon, TOWN.lat + 0.1000)


@pytest.fixture(autouse=True)
def county(application) -> None:
    """Three vehicles at one station."""
    a_county_with("一号车", "二号车", "三号车")


def texts(number: str) -> list[str]:
    return [row.text for row in queries.log_of(number)]


def suspects(at: float, **told: object) -> list[str]:
    """The numbers offered as repeats when such a call is taken."""
    with transaction() as session:
        call = make_call(at, **told)  # type: ignore[arg-type]
        taken = desk.take_call(session, call, ZONE, make_act(at))
        return [hit.incident.number for hit in taken.duplicates]


def test_a_call_is_filed_with_its_number_its_caller_and_two_log_entries():
    number = take_a_call(0, number="13800000000")

    row = incident(number)
    assert number == "20260101-001"
    assert (row.state, row.category, row.level) == ("filed", "10100", 1)
    assert row.category_is_confirmed
    assert [call.caller_number for call in row.calls] == ["13800000000"]
    assert [entry.kind for entry in queries.log_of(number)] == ["call_taken", "incident_filed"]


def test_a_call_without_a_category_is_filed_under_the_suggested_one_unconfirmed():
    number = take_a_call(0, category=None, narrative="电梯里关了人")

    row = incident(number)
    assert (row.category, row.category_is_confirmed) == ("21000", False)


def test_the_words_that_give_the_kind_give_the_level_unless_one_was_chosen():
    trapped = "民房起火, 二楼有人被困"

    suggested = take_a_call(0, category=None, narrative=trapped)
    chosen = take_a_call(0, category="10100", narrative=trapped)

    assert (incident(suggested).category, incident(suggested).level) == ("10100", 2)
    assert incident(chosen).level == 1


def test_a_near_call_is_offered_as_a_repeat_and_never_merged_by_itself():
    number = take_a_call(0)

    assert suspects(5, position=NEARBY) == [number]

    assert count(Incident) == 2


def test_a_call_from_afar_or_a_day_later_is_no_repeat():
    take_a_call(0)

    assert suspects(5, position=FAR_OFF) == []
    assert suspects(24 * 60) == []


def test_a_closed_incident_is_offered_for_some_hours_and_said_to_be_closed():
    number = take_a_call(0)
    close(number, at=4)

    with transaction() as session:
        (hit,) = desk.take_call(session, make_call(5), ZONE, make_act(5)).duplicates

    assert (hit.incident.number, hit.is_closed) == (number, True)
    assert number not in suspects(4 + 6 * 60 + 1)


def test_the_same_telephone_is_offered_wherever_it_calls_from():
    number = take_a_call(0, number="13800000000")

    assert suspects(200, number="13800000000", position=BEYOND) == [number]


def test_an_attached_call_keeps_both_callers_and_makes_no_incident():
    number = take_a_call(0, number="13800000001")

    take_a_call(3, number="13800000002", attach_to=number)

    row = incident(number)
    assert [call.caller_number for call in row.calls] == ["13800000001", "13800000002"]
    assert count(Incident) == 1
    assert row.version == 2


def test_a_call_cannot_be_attached_to_a_closed_or_unknown_incident():
    number = take_a_call(0)
    close(number)

    with pytest.raises(IncidentIsClosed, match=number):
        take_a_call(3, attach_to=number)
    with pytest.raises(UnknownIncident, match="20991231-001"):
        take_a_call(3, attach_to="20991231-001")

    assert count(Call) == 1


def test_an_order_alerts_its_units_and_keeps_the_advice_of_the_moment():
    number = take_a_call(0)

    order(number, "二号车", "一号车", at=1)

    row = incident(number)
    assert row.state == "ordered"
    assert {one.unit.call_sign: one.unit.status for one in row.assignments} == {
        "一号车": Status.ALERTED,
        "二号车": Status.ALERTED,
    }
    advice = db.session.scalars(select(Advice)).one()
    assert advice.ordered == "一号车 二号车"
    assert '"picks":[{' in advice.advised
    assert [one.people for one in row.assignments] == [5, 5]


def test_an_order_without_units_or_with_an_unknown_one_is_refused():
    number = take_a_call(0)

    with pytest.raises(BadInput, match="至少"):
        order(number)
    with pytest.raises(UnknownUnit, match="九号车"):
        order(number, "一号车", "九号车")

    assert (count(Assignment), unit("一号车").status) == (0, Status.IN_STATION)


def test_a_unit_named_twice_is_ordered_once():
    number = take_a_call(0)

    order(number, "一号车", "一号车")

    assert count(Assignment) == 1


def test_when_one_of_three_units_is_taken_none_goes_and_nothing_is_changed():
    first = take_a_call(0)
    order(first, "二号车", by="李四")
    second = take_a_call(2)
    before = (count(LogEntry), incident(second).version, count(Advice))

    with pytest.raises(UnitTaken) as refused:
        order(second, "一号车", "二号车", "三号车", at=3)

    sentence = str(refused.value)
    assert "二号车" in sentence and first in sentence and "李四" in sentence
    assert "一号车" not in sentence and "三号车" not in sentence
    assert (count(LogEntry), incident(second).version, count(Advice)) == before
    assert incident(second).state == "filed"
    assert incident(second).assignments == []
    for free in ("一号车", "三号车"):
        assert (unit(free).status, unit(free).version) == (Status.IN_STATION, 1)
    assert ledger.verify(db.session()).faults == ()


def test_every_taken_unit_is_named():
    first = take_a_call(0)
    order(first, "一号车", "二号车")
    second = take_a_call(2)

    with pytest.raises(UnitTaken, match=r"一号车.*二号车"):
        order(second, "一号车", "二号车", "三号车")


def test_a_unit_cannot_be_ordered_twice_to_the_same_incident():
    number = take_a_call(0)
    order(number, "一号车")

    with pytest.raises(UnitTaken, match=f"一号车.*{number}"):
        order(number, "一号车")


def test_a_unit_out_of_service_cannot_be_ordered_and_its_reason_is_told():
    number = take_a_call(0)
    report("三号车", Status.OUT_OF_SERVICE, 0, reason="换水泵")

    with pytest.raises(UnitNotReady, match=r"三号车.*换水泵"):
        order(number, "一号车", "三号车")

    assert count(Assignment) == 0


def test_a_unit_going_home_can_be_ordered_to_another_incident():
    first = take_a_call(0)
    order(first, "一号车")
    report("一号车", Status.EN_ROUTE, 2)
    report("一号车", Status.RETURNING, 5)
    second = take_a_call(6)

    order(second, "一号车", at=7)

    assert assignment(first, "一号车").released_at == minute(5)
    assert assignment(second, "一号车").released_at is None
    assert unit("一号车").status == Status.ALERTED


def test_a_later_order_is_a_reinforcement_and_adds_to_what_is_there():
    number = take_a_call(0)
    order(number, "一号车", at=1)

    order(number, "二号车", at=4)

    added = {row.unit.call_sign: row.is_reinforcement for row in incident(number).assignments}
    assert added == {"一号车": False, "二号车": True}


def test_the_reason_for_another_choice_is_kept_in_the_log_and_with_the_advice():
    number = take_a_call(0)

    with transaction() as session:
        row = queries.lock_incident(session, number)
        desk.send(session, row, ["三号车"], make_act(1), "近路不通")

    assert "近路不通" in texts(number)[-1]
    assert db.session.scalars(select(Advice.override_reason)).one() == "近路不通"


def test_a_closed_incident_takes_no_order():
    number = take_a_call(0)
    close(number)

    with pytest.raises(IncidentIsClosed, match=number):
        order(number, "一号车")


def test_a_unit_recalled_on_the_way_turns_home_and_is_free():
    number = take_a_call(0)
    order(number, "一号车")
    report("一号车", Status.EN_ROUTE, 2)

    recall(number, "一号车", 4)

    row = assignment(number, "一号车")
    assert (row.recalled_at, row.returning_at, row.released_at) == (minute(4),) * 3
    assert row.in_station_at is None
    assert row.unit.status == Status.RETURNING
    order(take_a_call(5), "一号车", at=6)


def test_a_unit_recalled_before_it_leaves_is_in_its_station():
    number = take_a_call(0)
    order(number, "一号车")

    recall(number, "一号车", 2)

    row = assignment(number, "一号车")
    assert (row.recalled_at, row.in_station_at, row.released_at) == (minute(2),) * 3
    assert row.returning_at is None
    assert row.unit.status == Status.IN_STATION
    assert "未出动" in " ".join(texts(number))


@pytest.mark.parametrize("arrived", [Status.ON_SCENE, Status.WATER_ON])
def test_a_unit_that_has_arrived_is_not_recalled_though_its_arrival_was_not_told(arrived):
    number = take_a_call(0)
    order(number, "一号车")
    report("一号车", arrived, 2)

    with pytest.raises(ImpossibleStatus, match="一号车"):
        recall(number, "一号车", 3)

    assert assignment(number, "一号车").recalled_at is None


def test_a_unit_on_another_incident_or_none_is_not_recalled():
    first, second = take_a_call(0), take_a_call(0)
    order(first, "一号车")

    for free_or_elsewhere in ("一号车", "二号车"):
        with pytest.raises(ImpossibleStatus, match=second):
            recall(second, free_or_elsewhere, 2)


def test_an_incident_with_a_unit_still_out_is_not_closed():
    number = take_a_call(0)
    order(number, "一号车", "二号车")
    report("二号车", Status.RETURNING, 2)

    with pytest.raises(UnitsStillOut) as refused:
        close(number)

    assert "一号车" in str(refused.value)
    assert "二号车" not in str(refused.value)


def test_a_position_older_than_the_last_is_not_kept():
    with transaction() as session:
        assert desk.report_position(session, "一号车", NEARBY, minute(2))
        assert not desk.report_position(session, "一号车", BEYOND, minute(1))

    assert unit("一号车").position == NEARBY


def test_a_position_told_with_a_status_is_kept_with_it():
    order(take_a_call(0), "一号车")

    with transaction() as session:
        told = status_reports.StatusReport(Status.EN_ROUTE, position=NEARBY)
        status_reports.report_status(session, "一号车", told, make_act(2))

    assert (unit("一号车").position, unit("一号车").position_at) == (NEARBY, minute(2))


def test_an_unknown_unit_reports_nothing():
    with pytest.raises(UnknownUnit, match="九号车"):
        report("九号车", Status.IN_STATION, 1)

    assert count(Stamp) == 0


def test_a_reminder_is_raised_once_and_each_new_one_is_in_the_log():
    number = take_a_call(0)
    first = Matter("unattended", number, number, "尚未下达")
    second = Matter("unacknowledged", "1", number, "一号车尚未确认")
    third = Matter("not_rolling", "1", number, "一号车尚未出动")

    with transaction() as session:
        assert desk.remind(session, [second], NOON) == 1
    with transaction() as session:
        assert desk.remind(session, [first, second, third], NOON) == 2

    assert count(Reminder) == 3
    assert texts(number)[-3:] == ["一号车尚未确认", "尚未下达", "一号车尚未出动"]
    assert count(Unit) == 3


def test_a_shift_starts_the_time_of_units_in_their_station_and_of_no_other():
    number = take_a_call(0)
    order(number, "二号车", at=1)

    with transaction() as session:
        desk.start_shift(session, make_act(60))

    assert unit("一号车").status_since == minute(60)
    assert unit("二号车").status_since == minute(1)
