from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from incidents.fire_grades import CountedBefore, LaterDeath, Toll
from incidents.yearbook.facts import (
    CallOut,
    FireRecord,
    IncidentRecord,
    RegisteredFire,
    Results,
    TurnOut,
    call_out,
    registered_fire,
)
from incidents.yearbook.records import CallOutFact, FireFact

ZONE = ZoneInfo("Asia/Shanghai")
EVE = datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC)
"""One second before New Year in the county."""
HOUSE = IncidentRecord(
    incident_id=7,
    number="20251231-001",
    received_at=EVE,
    category="10100",
    disposition="real",
    state="closed",
    merged_into=None,
    level=2,
    township_code="T1",
    is_urban=False,
    occupancy="residence",
    is_generated=False,
    is_back_entered=False,
    is_imported=False,
    results=Results(rescued=2, evacuated=15, dead=1, injured=3, saved_fen=5, protected_fen=6),
    fires=1,
)
BARN = FireRecord(
    fire_id=3,
    number="H20251231-001",
    incident_number="20251231-001",
    incident_township="T1",
    occurred_at=EVE,
    form="full",
    owner="brigade",
    cause="smoking",
    cause_code="",
    occupancy="residence",
    is_urban=None,
    township_code=None,
    households=None,
    is_generated=False,
    is_imported=False,
    loss_fen=1_000,
    site_cost_fen=20,
    people_cost_fen=None,
    toll=Toll(dead=2, seriously_injured=1, lightly_injured=4),
)


def left(station: str, minutes: float, people: int = 5, reinforcement: bool = False) -> TurnOut:
    """Make a vehicle that left its station so many minutes after the call."""
    return TurnOut(station, people, EVE + timedelta(minutes=minutes), reinforcement)


def columns_of(value: type) -> set[str]:
    return {one.name for one in fields(value)}


def test_the_last_second_of_a_local_year_stands_in_that_year():
    fact = call_out(HOUSE, (), ZONE)

    assert (fact.year, fact.month, fact.day) == (2025, 202512, 20251231)
    assert (fact.hour, fact.weekday) == (23, 3)


def test_the_next_second_is_the_new_year_s_first():
    fact = call_out(replace(HOUSE, received_at=EVE + timedelta(seconds=1)), (), ZONE)

    assert (fact.year, fact.month, fact.day, fact.hour) == (2026, 202601, 20260101, 0)


def test_the_zone_decides_in_which_year_a_moment_lies():
    assert call_out(HOUSE, (), ZoneInfo("Asia/Tokyo")).year == 2026


def test_brigades_vehicles_and_people_are_those_that_left():
    turned_out = [left("S1", 3, 6), left("S2", 2, 4), left("S1", 9, 5, reinforcement=True)]

    fact = call_out(HOUSE, turned_out, ZONE)

    assert (fact.brigades, fact.vehicles, fact.people, fact.reinforcements) == (2, 3, 15, 1)


def test_the_lead_station_is_that_of_the_first_vehicle_to_leave():
    assert call_out(HOUSE, [left("S1", 3), left("S2", 2)], ZONE).station_code == "S2"
    assert call_out(HOUSE, [left("S1", 2), left("S2", 2)], ZONE).station_code == "S1"
    assert call_out(HOUSE, (), ZONE).station_code == ""


def test_the_closing_report_is_in_the_fact():
    fact = call_out(HOUSE, (), ZONE)

    assert (fact.rescued, fact.evacuated, fact.dead, fact.injured) == (2, 15, 1, 3)
    assert (fact.saved_fen, fact.protected_fen, fact.fires) == (5, 6, 1)


def test_what_was_merged_repeated_or_a_test_is_not_counted():
    assert call_out(HOUSE, (), ZONE).is_counted
    assert not call_out(replace(HOUSE, state="merged", merged_into="X"), (), ZONE).is_counted
    assert not call_out(replace(HOUSE, disposition="duplicate"), (), ZONE).is_counted
    assert not call_out(replace(HOUSE, disposition="test"), (), ZONE).is_counted
    assert call_out(replace(HOUSE, disposition="nuisance"), (), ZONE).is_counted


def test_only_an_incident_at_work_is_open():
    assert call_out(HOUSE, (), ZONE).is_closed
    assert call_out(replace(HOUSE, state="merged"), (), ZONE).is_closed
    assert not call_out(replace(HOUSE, state="returned"), (), ZONE).is_closed


def test_town_and_country_are_told_apart_from_not_told():
    said = [call_out(replace(HOUSE, is_urban=told), (), ZONE).urban for told in (True, False, None)]

    assert said == ["urban", "rural", ""]


def test_a_death_inside_the_window_is_counted_and_leaves_the_injured():
    # 30 days from 31 December: 30 January is the last day, 31 January is one too many.
    inside = LaterDeath(datetime(2026, 1, 30, 15, tzinfo=UTC), CountedBefore.SERIOUS)
    outside = LaterDeath(datetime(2026, 1, 31, 4, tzinfo=UTC), CountedBefore.LIGHT)

    fact = registered_fire(BARN, (inside, outside), ZONE)

    assert (fact.dead, fact.seriously_injured, fact.lightly_injured) == (3, 0, 4)
    # Two deaths are an ordinary fire, three a serious one.
    assert (registered_fire(BARN, (), ZONE).grade, fact.grade) == ("ordinary", "serious")


def test_a_fire_stands_in_its_own_township_or_else_in_that_of_its_incident():
    assert registered_fire(BARN, (), ZONE).township_code == "T1"
    assert registered_fire(replace(BARN, township_code="T2"), (), ZONE).township_code == "T2"
    assert registered_fire(replace(BARN, incident_township=None), (), ZONE).township_code == ""


def test_economic_loss_adds_the_costs_that_were_told():
    fact = registered_fire(BARN, (), ZONE)

    assert (fact.loss_fen, fact.economic_loss_fen) == (1_000, 1_020)


def test_a_fire_by_smoking_is_man_s_doing():
    assert registered_fire(BARN, (), ZONE).is_human_caused
    assert not registered_fire(replace(BARN, cause="lightning"), (), ZONE).is_human_caused


def test_facts_have_the_columns_of_their_tables():
    assert columns_of(CallOut) == set(CallOutFact.__table__.columns.keys())
    assert columns_of(RegisteredFire) == set(FireFact.__table__.columns.keys())
