"""From the county's rows to audit and rehearsal: forces and past read, handed to the pure rules."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from dispatch.county_forces import CountyForces, Vehicle
from dispatch.rehearsal import PastIncident
from incidents.lifecycle import IncidentState
from incidents.records import Assignment, Incident
from resources import queries
from resources.database import db
from resources.geography import Position
from resources.records import Unit

LONGEST_TRIP: Final = timedelta(days=3)
"""How long before a span an order is looked for that may still last in it."""


def county_forces() -> CountyForces:
    """Every vehicle of the county with its present crew, by station and call sign."""
    stations = queries.stations()
    return CountyForces(
        vehicles=tuple(_vehicle(row) for row in queries.units()),
        stations=len(stations),
        unplaced_stations=tuple(row.name for row in stations if row.position is None),
    )


def _vehicle(row: Unit) -> Vehicle:
    return Vehicle(
        call_sign=row.call_sign,
        station=row.station.name,
        station_kind=row.station.kind,
        vehicle_type=row.vehicle_type,
        capabilities=row.capabilities,
        position=row.station.position,
        township_code=row.station.township_code,
        water_t=row.water_t,
        ladder_m=row.ladder_m,
        people=row.crew.people if row.crew else 0,
        minimum_crew=row.minimum_crew,
        has_driver=bool(row.crew and row.crew.has_driver),
        pool=row.crew.pool if row.crew else "",
    )


@dataclass(frozen=True, slots=True)
class _Trip:
    """A vehicle on an incident, from the order to its release."""

    incident_id: int
    call_sign: str
    start: datetime
    end: datetime | None


def past_incidents(start: datetime, end: datetime) -> tuple[PastIncident, ...]:
    """The incidents received in a span, in order, each with the vehicles busy elsewhere.

    Those merged into another are not counted: their vehicles are with the one that stayed.
    """
    query = (
        select(
            *(Incident.id, Incident.number, Incident.category, Incident.level),
            *(Incident.received_at, Incident.lon, Incident.lat, Incident.township_code),
        )
        .where(Incident.received_at >= start, Incident.received_at < end)
        .where(Incident.state != IncidentState.MERGED)
        .order_by(Incident.received_at, Incident.number)
    )
    rows = db.session.execute(query).all()
    busy = _busy_at([(row.id, row.received_at) for row in rows], _trips(start, end))
    return tuple(
        PastIncident(
            number=row.number,
            category=row.category,
            level=row.level,
            received_at=row.received_at,
            position=None if row.lon is None or row.lat is None else Position(row.lon, row.lat),
            township_code=row.township_code,
            busy=others,
        )
        for row, others in zip(rows, busy, strict=True)
    )


def last_received_before(moment: datetime) -> datetime | None:
    """When the last incident before a moment came in, or None."""
    query = select(func.max(Incident.received_at)).where(Incident.received_at < moment)
    return db.session.scalar(query)


def _trips(start: datetime, end: datetime) -> list[_Trip]:
    query = (
        select(
            *(Assignment.incident_id, Unit.call_sign),
            *(Assignment.ordered_at, Assignment.released_at),
        )
        .join(Unit, Assignment.unit_id == Unit.id)
        .where(Assignment.ordered_at >= start - LONGEST_TRIP, Assignment.ordered_at < end)
        .order_by(Assignment.ordered_at, Assignment.id)
    )
    return [_Trip(*row) for row in db.session.execute(query)]


def _busy_at(
    moments: Iterable[tuple[int, datetime]], trips: Sequence[_Trip]
) -> Iterator[frozenset[str]]:
    """Yield for each incident, in order of its moment, who was on another one then."""
    waiting, going = list(reversed(trips)), list[_Trip]()
    for incident_id, at in moments:
        while waiting and waiting[-1].start <= at:
            going.append(waiting.pop())
        going = [one for one in going if one.end is None or one.end > at]
        yield frozenset(one.call_sign for one in going if one.incident_id != incident_id)
