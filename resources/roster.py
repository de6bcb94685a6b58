"""The verbs on units: what a vehicle does now, and where it was last heard of."""

from datetime import datetime, timedelta

from resources.geography import Position, distance_m
from resources.records import Unit
from resources.unit_status import UnitStatus

CLOCK_TOLERANCE = timedelta(minutes=2)
FASTEST_KMH = 300.0
"""A report that would need a higher speed is marked, never silently believed."""


def set_status(unit: Unit, status: UnitStatus, since: datetime, reason: str = "") -> None:
    """Put a unit into a status; back at its station it has no position of its own."""
    unit.status = status
    unit.status_since = since
    unit.status_note = reason
    unit.version += 1
    if status is UnitStatus.IN_STATION:
        unit.position = None
        unit.position_at = None


def set_position(unit: Unit, position: Position, at: datetime) -> bool:
    """Keep a newer position of a unit; returns False for one older than the last kept."""
    if unit.position_at is not None and at <= unit.position_at:
        return False
    if unit.status == UnitStatus.IN_STATION and at < unit.status_since:
        # A report from the road that comes late would take it out of its station again.
        return False
    unit.position = position
    unit.position_at = at
    return True


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
