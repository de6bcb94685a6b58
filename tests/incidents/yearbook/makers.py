"""Makers of the yearbook's narrow rows: a real, closed house fire of 2025 unless told otherwise."""

from dataclasses import replace
from datetime import UTC, datetime

from incidents.categories import Disposition
from incidents.yearbook.population import FireRow, IncidentRow
from incidents.yearbook.spans import year_spans

ZONE = "Asia/Shanghai"
FIRE, RESCUE, SOCIAL, BOMB, DUTY, OTHER = "10000", "20000", "50000", "30000", "40000", "90000"
SPANS = year_spans(2024, 2025, ZONE)


def in_year(year: int) -> datetime:
    """Return a moment in the middle of a year."""
    return datetime(year, 6, 1, 4, 0, tzinfo=UTC)


def make_incident(number: str, category: str = FIRE, **changes: object) -> IncidentRow:
    """Make an incident of the middle of 2025."""
    made = IncidentRow(number, category, Disposition.REAL, in_year(2025))
    return replace(made, **changes)  # type: ignore[arg-type]


def make_fire(number: str, **changes: object) -> FireRow:
    """Make a fire of the middle of 2025 that nobody called about."""
    return replace(FireRow(number, in_year(2025)), **changes)  # type: ignore[arg-type]
