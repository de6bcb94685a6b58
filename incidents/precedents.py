"""Reads of what the log remembers for a call that is being taken: this number, this place."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session

from incidents.categories import Disposition
from incidents.lifecycle import IncidentState
from incidents.records import Call, Incident
from incidents.understanding.similar import Account, PastIncident
from resources.geography import Position

MOST_EARLIER: Final = 5
MOST_COMPARED: Final = 1_000
"""Closed incidents compared with a call, the latest first: asked while somebody types."""


def earlier_positions(session: Session, caller_number: str) -> tuple[Position, ...]:
    """Where the incidents were that a number called about, the latest first."""
    if not caller_number:
        return ()
    query = (
        select(Incident.lon, Incident.lat)
        .join(Call, Call.incident_id == Incident.id)
        .where(Call.caller_number == caller_number, Incident.lon.is_not(None))
        .order_by(Call.received_at.desc(), Call.id.desc())
        .limit(MOST_EARLIER)
    )
    return tuple(
        Position(lon, lat)
        for lon, lat in session.execute(query)
        if lon is not None and lat is not None
    )


def past_incidents(
    session: Session, category: str | None, township_code: str | None
) -> list[PastIncident]:
    """Closed incidents of a kind or in a township, the latest first."""
    alike = [Incident.category == category] if category is not None else []
    if township_code is not None:
        alike.append(Incident.township_code == township_code)
    query = (
        select(
            Incident.number,
            Incident.received_at,
            Incident.narrative,
            Incident.category,
            Incident.lon,
            Incident.lat,
            Incident.place_code,
            Incident.township_code,
            Incident.is_generated,
        )
        .where(Incident.state == IncidentState.CLOSED, or_(*alike) if alike else true())
        .order_by(Incident.received_at.desc(), Incident.id.desc())
        .limit(MOST_COMPARED)
    )
    return [
        PastIncident(
            row.number,
            row.received_at,
            Account(
                row.narrative,
                row.category,
                None if row.lon is None or row.lat is None else Position(row.lon, row.lat),
                row.place_code,
                row.township_code,
            ),
            row.is_generated,
        )
        for row in session.execute(query)
    ]


def told_and_closed(session: Session) -> Sequence[tuple[str, str, str, bool]]:
    """Narrative, category, incident number, whether generated: of every call of a real case.

    Only cases whose kind a person confirmed: a suggestion must not learn from itself.
    """
    query = (
        select(Call.narrative, Incident.category, Incident.number, Incident.is_generated)
        .join(Incident, Incident.id == Call.incident_id)
        .where(
            Incident.state == IncidentState.CLOSED,
            Incident.category_is_confirmed,
            Incident.disposition == Disposition.REAL,
        )
        .order_by(Incident.number, Call.received_at, Call.id)
    )
    return [
        (narrative, category, number, is_generated)
        for narrative, category, number, is_generated in session.execute(query)
    ]
