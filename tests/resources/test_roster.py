"""What a vehicle does and where it was last heard of; rows are not stored here."""

import pytest

from resources import roster
from resources.crewing import CrewDuty
from resources.errors import BadInput
from resources.geography import Position
from resources.records import Crew, Station, Unit
from resources.unit_status import UnitStatus
from tests.makers import TOWN, minute

AWAY = Position(TOWN.lon + 0.1, TOWN.lat)
FARTHER = Position(TOWN.lon + 0.2, TOWN.lat)


def unit_in(status: UnitStatus, since: float = 0) -> Unit:
    home = Station(code="s", name="s", kind="national_station", dataset_code="d")
    home.position = TOWN
    made = Unit(call_sign="车", station=home, status=status, version=1)
    made.status_since = minute(since)
    return made


def test_a_status_is_kept_with_its_moment_and_reason_and_raises_the_version():
    unit = unit_in(UnitStatus.IN_STATION)

    roster.set_status(unit, UnitStatus.OUT_OF_SERVICE, minute(5), "换水泵")

    assert (unit.status, unit.status_since) == (UnitStatus.OUT_OF_SERVICE, minute(5))
    assert (unit.status_note, unit.version) == ("换水泵", 2)


def test_the_reason_goes_with_the_next_status():
    unit = unit_in(UnitStatus.OUT_OF_SERVICE)
    unit.status_note = "换水泵"

    roster.set_status(unit, UnitStatus.IN_STATION, minute(5))

    assert unit.status_note == ""


def test_a_unit_without_a_report_is_taken_to_be_at_its_station():
    assert roster.place_of(unit_in(UnitStatus.IN_STATION)) == TOWN


def test_a_unit_is_where_it_last_reported():
    unit = unit_in(UnitStatus.EN_ROUTE)

    assert roster.set_position(unit, AWAY, minute(1))

    assert roster.place_of(unit) == AWAY


def test_an_older_or_equally_old_position_never_replaces_a_newer_one():
    unit = unit_in(UnitStatus.EN_ROUTE)
    roster.set_position(unit, AWAY, minute(2))

    assert not roster.set_position(unit, FARTHER, minute(1))
    assert not roster.set_position(unit, FARTHER, minute(2))

    assert (unit.position, unit.position_at) == (AWAY, minute(2))


def test_back_at_its_station_it_has_no_position_of_its_own():
    unit = unit_in(UnitStatus.RETURNING)
    roster.set_position(unit, AWAY, minute(1))

    roster.set_status(unit, UnitStatus.IN_STATION, minute(3))

    assert unit.position is None
    assert unit.position_at is None
    assert roster.place_of(unit) == TOWN


def test_a_position_from_the_road_that_comes_late_does_not_take_it_out_of_its_station():
    unit = unit_in(UnitStatus.RETURNING)
    roster.set_status(unit, UnitStatus.IN_STATION, minute(3))

    assert not roster.set_position(unit, AWAY, minute(2))

    assert roster.place_of(unit) == TOWN


def test_a_jump_is_measured_as_the_speed_it_would_need():
    unit = unit_in(UnitStatus.EN_ROUTE)
    roster.set_position(unit, Position(108.0, 29.0), minute(0))

    # One degree of latitude from 29° to 30° is 110.84 km on WGS 84, here in half an hour.
    kmh = roster.jump_kmh(unit, Position(108.0, 30.0), minute(30))

    assert kmh is not None
    assert abs(kmh - 221.7) < 0.1


def test_without_an_earlier_position_there_is_no_jump():
    unit = unit_in(UnitStatus.EN_ROUTE)

    assert roster.jump_kmh(unit, AWAY, minute(1)) is None

    roster.set_position(unit, AWAY, minute(1))
    assert roster.jump_kmh(unit, FARTHER, minute(1)) is None


def test_a_newer_position_raises_the_version_and_an_older_one_does_not():
    unit = unit_in(UnitStatus.EN_ROUTE)

    roster.set_position(unit, AWAY, minute(2))
    roster.set_position(unit, FARTHER, minute(1))

    assert unit.version == 2


def test_a_crew_is_put_on_a_unit_that_had_none():
    unit = unit_in(UnitStatus.IN_STATION)
    assert roster.crew_duty(unit) == CrewDuty(people=0, has_driver=False)
    duty = CrewDuty(4, True, "冉某", "一班", minute(60))

    roster.set_crew(unit, duty)

    assert roster.crew_duty(unit) == duty
    assert (unit.version, roster.crew_version(unit)) == (2, 1)


def test_a_crew_entered_by_a_person_is_no_longer_made_up():
    unit = unit_in(UnitStatus.IN_STATION)
    unit.crew = Crew(people=5, has_driver=True, leader="李某", pool="", version=1)
    unit.crew.is_synthetic = True

    roster.set_crew(unit, CrewDuty(3, True))

    assert (unit.crew.people, unit.crew.leader, unit.crew.is_synthetic) == (3, "", False)


def test_an_ended_rest_raises_the_version():
    unit = unit_in(UnitStatus.IN_STATION)
    unit.rest_until = minute(30)

    roster.end_rest(unit)

    assert roster.crew_duty(unit).rest_until is None
    assert unit.version == 2


def test_a_position_tells_its_heading_and_speed_until_the_next_one():
    unit = unit_in(UnitStatus.EN_ROUTE)

    roster.set_position(unit, AWAY, minute(1), roster.Motion(360.0, 42.5))
    assert (unit.heading_deg, unit.speed_kmh) == (0.0, 42.5)
    roster.set_position(unit, FARTHER, minute(2))

    assert (unit.heading_deg, unit.speed_kmh) == (None, None)


def test_a_unit_back_in_its_station_drives_nowhere():
    unit = unit_in(UnitStatus.RETURNING)
    roster.set_position(unit, AWAY, minute(1), roster.Motion(90, 30))

    roster.set_status(unit, UnitStatus.IN_STATION, minute(2))

    assert (unit.heading_deg, unit.speed_kmh) == (None, None)


@pytest.mark.parametrize(
    ("heading", "speed", "fields"),
    [
        (-0.1, None, ["heading_deg"]),
        (360.1, None, ["heading_deg"]),
        (None, -1.0, ["speed_kmh"]),
        (720.0, 301.0, ["heading_deg", "speed_kmh"]),
    ],
)
def test_a_motion_no_receiver_means_is_refused(
    heading: float | None, speed: float | None, fields: list[str]
) -> None:
    with pytest.raises(BadInput) as refused:
        roster.Motion(heading, speed)

    assert [fault.field for fault in refused.value.faults] == fields
