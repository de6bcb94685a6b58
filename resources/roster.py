"""The verbs on units: what a vehicle does, where it was last heard of, who goes with it.

Each of them raises the unit's version, so that whoever keeps the fleet in memory knows.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from resources.crewing import CrewDuty
from resources.errors import BadInput, FieldFault
from resources.geography import Position, distance_m
from resources.records import Crew, Unit
from resources.unit_status import UnitStatus

CLOCK_TOLERANCE = timedelta(minutes=2)
FASTEST_KMH = 300.0
"""A report that would need a higher speed is marked, never silently believed."""
FULL_CIRCLE_DEG: Final = 360.0


@dataclass(frozen=True, slots=True)
class Motion:
    """Whither a vehicle was driving, clockwise from north, and how fast; None is not told.

    Raises BadInput for what no receiver means: a parked one may tell a speed and no heading.
    """

    heading_deg: float | None = None
    speed_kmh: float | None = None

    def __post_init__(self) -> None:
        faults = []
        if self.heading_deg is not None and not 0 <= self.heading_deg <= FULL_CIRCLE_DEG:
            told = f"航向应在 0 到 360 度之间（正北为 0，顺时针），现为 {self.heading_deg:g}。"
            faults.append(FieldFault("heading_deg", told))
        if self.speed_kmh is not None and not 0 <= self.speed_kmh <= FASTEST_KMH:
            told = f"车速应在 0 到 {FASTEST_KMH:g} km/h 之间，现为 {self.speed_kmh:g}。"
            faults.append(FieldFault("speed_kmh", told))
        if faults:
            raise BadInput(tuple(faults))


UNTOLD: Final = Motion()


def set_status(unit: Unit, status: UnitStatus, since: datetime, reason: str = "") -> None:
    """Put a unit into a status; back at its station it has no position of its own."""
    unit.status = status
    unit.status_since = since
    unit.status_note = reason
    unit.version += 1
    if status is UnitStatus.IN_STATION:
        unit.position = None
        unit.position_at = None
        unit.heading_deg = unit.speed_kmh = None


def put_back(
    unit: Unit,
    status: UnitStatus,
    since: datetime,
    note: str,
    place: tuple[Position, datetime] | None,
) -> None:
    """Put a unit back to what stood before a report that was undone.

    Where it was is put back only if nobody has told of a newer place since.
    """
    unit.status = status
    unit.status_since = since
    unit.status_note = note
    unit.version += 1
    if place is not None and unit.position_at is None:
        unit.position, unit.position_at = place


def set_position(unit: Unit, position: Position, at: datetime, motion: Motion = UNTOLD) -> bool:
    """Keep a newer position of a unit; returns False for one older than the last kept.

    What the report does not tell of the motion is not known any more: an old heading beside a
    new place would point anywhere.
    """
    if unit.position_at is not None and at <= unit.position_at:
        return False
    if unit.status == UnitStatus.IN_STATION and at < unit.status_since:
        # A report from the road that comes late would take it out of its station again.
        return False
    unit.position = position
    unit.position_at = at
    heading = motion.heading_deg
    unit.heading_deg = None if heading is None else heading % FULL_CIRCLE_DEG
    unit.speed_kmh = motion.speed_kmh
    unit.version += 1
    return True


def crew_duty(unit: Unit) -> CrewDuty:
    """Return who is on duty for a unit; nobody where it has no crew row."""
    crew = unit.crew
    if crew is None:
        return CrewDuty(people=0, has_driver=False, rest_until=unit.rest_until)
    return CrewDuty(
        people=crew.people,
        has_driver=crew.has_driver,
        leader=crew.leader,
        pool=crew.pool,
        rest_until=unit.rest_until,
    )


def crew_version(unit: Unit) -> int:
    """Return how often a unit's crew was entered; 0 where it has none."""
    return 0 if unit.crew is None else unit.crew.version


def set_crew(unit: Unit, duty: CrewDuty) -> None:
    """Put a crew on a unit; people entered here are not made up, whatever stood there."""
    crew = unit.crew
    if crew is None:
        crew = unit.crew = Crew(people=duty.people, has_driver=duty.has_driver, version=0)
    crew.people = duty.people
    crew.has_driver = duty.has_driver
    crew.leader = duty.leader
    crew.pool = duty.pool
    crew.is_synthetic = False
    crew.version += 1
    unit.rest_until = duty.rest_until
    unit.version += 1


def end_rest(unit: Unit) -> None:
    """End the rest of a unit's crew."""
    unit.rest_until = None
    unit.version += 1


def jump_kmh(unit: Unit, position: Position, at: datetime) -> float | None:
    """The speed a new position would need from the last one; None without a last one."""
    last = unit.position
    if last is None or unit.position_at is None or at <= unit.position_at:
        return None
    hours = (at - unit.position_at) / timedelta(hours=1)
    return distance_m(last, position) / 1000 / hours


def place_of(unit: Unit) -> Position | None:
    """Where a unit is taken to be: its last report, else its station."""
    return unit.position or unit.station.position
