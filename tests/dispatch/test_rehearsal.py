"""A change of the rules held against the past: which first dispatches it would have changed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from dispatch.county_forces import CountyForces, Vehicle
from dispatch.plan_rows import RuleSet
from dispatch.rehearsal import PastIncident, Rehearsal, rehearse
from dispatch.rehearsing import county_forces, past_incidents
from dispatch.response_plans import DEFAULT_RULES
from dispatch.rule_changes import RowTold
from resources.geography import Position
from resources.unit_status import UnitStatus
from resources.vehicle_types import VEHICLE_TYPES
from tests.makers import TOWN, a_county_with, minute, order, report, take_a_call

ROW = {"category": "10910", "level": "1", "basis": "rule", "people": "5", "mark": "P"}
"""Rubbish burning outdoors: the default table sends one water tanker."""
NEAR, FAR = Position(108.775, 28.841), Position(108.870, 28.841)


def changed_to(**cells: str) -> RuleSet:
    return RowTold({**ROW, **cells}, ("10910", 1)).applied(DEFAULT_RULES)


def vehicle(
    call_sign: str, position: Position | None, vehicle_type: str = "water_tanker"
) -> Vehicle:
    return Vehicle(
        call_sign,
        "县站",
        "national_station",
        vehicle_type,
        VEHICLE_TYPES[vehicle_type].capabilities,
        position,
        people=5,
        minimum_crew=4,
    )


FLEET = CountyForces(
    (vehicle("近", NEAR), vehicle("远", FAR), vehicle("抢险", NEAR, "rescue")), stations=1
)


def past(number: str = "1", category: str = "10910", **more: object) -> PastIncident:
    whole: dict[str, object] = {"level": 1, "received_at": minute(0), "position": TOWN}
    return PastIncident(number, category, **(whole | more))  # type: ignore[arg-type]


def rehearsed(table: RuleSet, *incidents: PastIncident) -> Rehearsal:
    return rehearse((DEFAULT_RULES, table), incidents, FLEET, None)


def test_a_rule_left_alone_changes_nothing() -> None:
    outcome = rehearsed(DEFAULT_RULES, past(), past("2", "10100"))

    assert (outcome.compared, outcome.changes) == (2, ())


def test_one_more_tanker_changes_those_incidents_and_no_others() -> None:
    outcome = rehearsed(changed_to(water="2"), past("1"), past("2", "10100"))

    (one,) = outcome.changes
    assert one.incident.number == "1"
    assert (one.before.call_signs, one.after.call_signs) == (("近",), ("近", "远"))
    assert (one.added, one.dropped) == (("远",), ())
    assert one.before.first == one.after.first
    assert one.before.complete is not None and one.after.complete is not None
    assert one.after.complete > one.before.complete


def test_another_kind_of_vehicle_is_both_added_and_dropped() -> None:
    (one,) = rehearsed(changed_to(rescue="1"), past()).changes

    assert (one.added, one.dropped) == (("抢险",), ("近",))


def test_what_neither_table_can_fill_alike_is_a_change_of_the_shortfall() -> None:
    outcome = rehearsed(changed_to(water="4"), past())

    (one,) = outcome.changes
    assert (one.before.missing, one.after.missing) == (0, 2)
    assert one.after.complete is None
    (group,) = outcome.groups
    assert (group.category, group.level, group.vehicles, group.missing) == ("10910", 1, 1, 2)
    assert group.first == timedelta(0)
    # The after cannot be complete, so there is nothing to compare.
    assert group.complete is None


def test_who_was_on_another_incident_is_not_sent_in_either() -> None:
    (one,) = rehearsed(changed_to(water="2"), past(busy=frozenset({"近"}))).changes

    assert (one.before.call_signs, one.after.call_signs) == (("远",), ("远",))
    assert (one.before.missing, one.after.missing) == (0, 1)


def test_people_marks_and_notes_change_no_dispatch() -> None:
    table = changed_to(water="1", people="9", mark="S", note="支队批复")

    assert rehearsed(table, past()).changes == ()


def test_an_incident_without_a_place_is_counted_apart() -> None:
    outcome = rehearsed(changed_to(water="2"), past(position=None), past("2"))

    assert (outcome.compared, outcome.unplaced, len(outcome.changes)) == (1, 1, 1)


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []

    rehearse(
        (DEFAULT_RULES, DEFAULT_RULES), [past()], FLEET, None, progress=lambda *at: told.append(at)
    )

    assert told == [(0, 1), (1, 1)]


@pytest.fixture
def history(application: Flask) -> list[str]:
    """Two incidents, the second while a vehicle is on the first, a third after its release."""
    a_county_with("龙潭1", "龙潭2")
    first = take_a_call(0)
    order(first, "龙潭1", at=1)
    second = take_a_call(10)
    order(second, "龙潭2", at=11)
    for status, at in (
        (UnitStatus.EN_ROUTE, 2),
        (UnitStatus.ON_SCENE, 8),
        (UnitStatus.RETURNING, 30),
    ):
        report("龙潭1", status, at)
    return [first, second, take_a_call(40)]


def test_the_past_tells_who_was_on_another_incident_at_the_moment(history: list[str]) -> None:
    first, second, third = past_incidents(minute(-1), minute(60))

    assert [one.number for one in (first, second, third)] == history
    assert first.busy == frozenset()
    assert second.busy == {"龙潭1"}
    # Released when it turned home at minute 30; the other is still out.
    assert third.busy == {"龙潭2"}


def test_the_past_is_that_of_the_span(history: list[str]) -> None:
    assert [one.number for one in past_incidents(minute(10), minute(40))] == history[1:2]


def test_the_forces_of_the_county_stand_at_home_whatever_they_do_now(history: list[str]) -> None:
    forces = county_forces()

    assert [one.call_sign for one in forces.vehicles] == ["龙潭1", "龙潭2"]
    assert forces.unplaced_stations == ()
    assert {one.in_station(1).status for one in forces.vehicles} == {UnitStatus.IN_STATION}


def test_the_order_of_stations_sends_the_own_brigade_first() -> None:
    brigade = replace(
        vehicle("乡", FAR), station="乡队", station_kind="township_brigade", township_code="T1"
    )
    forces = CountyForces((vehicle("近", NEAR), brigade), stations=2)
    table = changed_to(water="1", mode="station_order")

    outcome = rehearse((DEFAULT_RULES, table), [past(township_code="T1")], forces, None)

    (one,) = outcome.changes
    assert (one.before.call_signs, one.after.call_signs) == (("近",), ("乡",))


def test_of_vehicles_that_share_their_people_one_goes() -> None:
    pooled = tuple(replace(vehicle(sign, NEAR), pool="甲班") for sign in ("近1", "近2"))
    forces = CountyForces((*pooled, vehicle("远", FAR)), stations=1)

    def sent(busy: frozenset[str]) -> tuple[str, ...]:
        tables = (DEFAULT_RULES, changed_to(water="2"))
        return rehearse(tables, [past(busy=busy)], forces, None).changes[0].after.call_signs

    assert sent(frozenset()) == ("近1", "远")
    assert sent(frozenset({"近1"})) == ("远",)
