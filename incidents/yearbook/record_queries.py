"""The reads behind a figure: one line for each record, and where its incidents lie."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from incidents.records import Fire, Incident
from incidents.yearbook.entries import Part
from resources.database import db
from resources.geography import Position

AT_ONCE = 500
"""So many numbers stand in one question: SQLite takes no statement of any length."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record behind a figure, as a list shows it; `incident_number` is None without one.

    `at` is the call, for a fire its outbreak; `category` is that of the incident.
    """

    number: str
    incident_number: str | None
    amount: int
    at: datetime | None = None
    place: str = ""
    category: str = ""
    words: str = ""
    """What it is, where it is no incident: a vehicle, a water source."""
    is_fire: bool = False
    is_generated: bool = False


def lines(parts: Sequence[Part]) -> list[RecordLine]:
    """Return what a list tells of each part, in their order."""
    told = {part.incident_number for part in parts if part.incident_number}
    incidents = {row.number: row for row in _incidents(told)}
    fires = {row.number: row for row in _fires({part.number for part in parts} - told)}
    found = []
    for part in parts:
        incident = incidents.get(part.incident_number or "")
        fire = fires.get(part.number)
        row = fire or incident
        found.append(
            RecordLine(
                number=part.number,
                incident_number=part.incident_number,
                amount=part.amount,
                at=fire.occurred_at if fire else incident.received_at if incident else None,
                place=row.place_text if row else "",
                category=incident.category if incident else "",
                words=part.words,
                is_fire=fire is not None,
                is_generated=row.is_generated if row else False,
            )
        )
    return found


def positions(numbers: Iterable[str]) -> list[Position]:
    """Return where incidents lie, of those whose place is known."""
    found: list[Position] = []
    for some in _in_batches(list(numbers)):
        rows = db.session.execute(
            select(Incident.lon, Incident.lat).where(Incident.number.in_(some))
        )
        found += [Position(lon, lat) for lon, lat in rows if lon is not None and lat is not None]
    return found


def _incidents(numbers: Iterable[str]) -> list[Incident]:
    found: list[Incident] = []
    for some in _in_batches(sorted(numbers)):
        found += db.session.scalars(select(Incident).where(Incident.number.in_(some)))
    return found


def _fires(numbers: Iterable[str]) -> list[Fire]:
    found: list[Fire] = []
    for some in _in_batches(sorted(numbers)):
        found += db.session.scalars(select(Fire).where(Fire.number.in_(some)))
    return found


def _in_batches(items: Sequence[Item]) -> Iterable[Sequence[Item]]:
    return (items[at : at + AT_ONCE] for at in range(0, len(items), AT_ONCE))
