"""Times a routing engine told in the background: what is still to be asked, kept and read.

They are an aid that ages, no record: nothing of them is put on the log but whether the engine
answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Executable, Row, delete, or_, select
from sqlalchemy.dialects.postgresql import insert as insert_into_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_into_sqlite
from sqlalchemy.orm import Session

from dispatch.records import Reminder, RoadClosure, RoutedTime
from dispatch.roads.drives import Size, drive_of
from dispatch.roads.engines import Leg
from dispatch.roads.freshness import (
    Asked,
    Contact,
    RoutedWay,
    Standpoint,
    Told,
    holds,
)
from incidents.lifecycle import OPEN
from incidents.records import Incident
from resources.geography import Position
from resources.records import Station, Unit
from resources.unit_status import DISPATCHABLE

KEPT_PLACES: Final = 8_192
"""Stations are read again every second; making their places anew costs more than that."""

_UNIT_PLACE: Final = (
    Unit.lon.label("unit_lon"),
    Unit.lat.label("unit_lat"),
    Station.lon.label("station_lon"),
    Station.lat.label("station_lat"),
)
# Columns instead of whole rows: they would stay in the session.
_ANSWERS: Final = (
    select(
        RoutedTime.unit_id,
        RoutedTime.from_lon,
        RoutedTime.from_lat,
        RoutedTime.to_lon,
        RoutedTime.to_lat,
        RoutedTime.seconds,
        RoutedTime.metres,
        RoutedTime.engine,
        RoutedTime.asked_at,
        Incident.lon.label("incident_lon"),
        Incident.lat.label("incident_lat"),
        *_UNIT_PLACE,
    )
    .join(Incident, RoutedTime.incident_id == Incident.id)
    .join(Unit, RoutedTime.unit_id == Unit.id)
    .join(Station, Unit.station_id == Station.id)
    .order_by(RoutedTime.unit_id)
)

_ASKED: Final = select(
    RoutedTime.incident_id,
    RoutedTime.unit_id,
    RoutedTime.from_lon,
    RoutedTime.from_lat,
    RoutedTime.to_lon,
    RoutedTime.to_lat,
    RoutedTime.asked_at,
).order_by(RoutedTime.id)


@dataclass(frozen=True, slots=True)
class Start:
    """A vehicle that can be ordered, where it stands now, and how big it is."""

    unit_id: int
    standpoint: Standpoint
    size: Size


@dataclass(frozen=True, slots=True)
class Goal:
    """An open incident with a place, and what was answered for it so far, by vehicle."""

    incident_id: int
    position: Position
    asked: Mapping[int, Asked]


def routed_times(session: Session, incident_id: int, now: datetime) -> dict[int, RoutedWay]:
    """Return the answers that still hold for an incident, by the key of the vehicle.

    None while a road is closed: the engine does not know of it and leads through.
    """
    if is_any_road_closed(session, now):
        return {}
    answers = {}
    for row in _rows(session, _ANSWERS.where(RoutedTime.incident_id == incident_id)):
        way = _way(row)
        asked = Asked(way.start, way.goal, way.asked_at)
        here, place = _standpoint(row), _position(row.incident_lon, row.incident_lat)
        if here is not None and place is not None and holds(asked, here, place, now):
            answers[row.unit_id] = way
    return answers


def is_any_road_closed(session: Session, now: datetime) -> bool:
    """Tell whether some road of the county is closed at a moment."""
    query = select(RoadClosure.id).where(
        RoadClosure.lifted_at.is_(None),
        RoadClosure.starts_at <= now,
        or_(RoadClosure.ends_at.is_(None), RoadClosure.ends_at > now),
    )
    return session.scalars(query.limit(1)).first() is not None


def goals(session: Session, engine: str) -> list[Goal]:
    """Open incidents that have a place, the newest first: the newest is being decided now.

    What another engine answered is as good as not asked.
    """
    query = (
        select(Incident.id, Incident.lon, Incident.lat)
        .where(Incident.state.in_(OPEN), Incident.lon.is_not(None), Incident.lat.is_not(None))
        .order_by(Incident.received_at.desc(), Incident.id.desc())
    )
    places = [(row.id, Position(row.lon, row.lat)) for row in session.execute(query)]
    asked: dict[int, dict[int, Asked]] = {key: {} for key, _ in places}
    kept = _ASKED.where(RoutedTime.incident_id.in_(asked), RoutedTime.engine == engine)
    for row in _rows(session, kept):
        start, goal = _place(row.from_lon, row.from_lat), _place(row.to_lon, row.to_lat)
        asked[row.incident_id][row.unit_id] = Asked(start, goal, row.asked_at)
    return [Goal(key, place, asked[key]) for key, place in places]


def starts(session: Session) -> list[Start]:
    """Vehicles that can be ordered and whose place is known, by their key."""
    query = (
        select(Unit.id, Unit.vehicle_type, Unit.water_t, *_UNIT_PLACE)
        .join(Station, Unit.station_id == Station.id)
        .where(Unit.status.in_(DISPATCHABLE))
        .order_by(Unit.id)
    )
    found = []
    for row in _rows(session, query):
        here = _standpoint(row)
        if here is not None:
            found.append(Start(row.id, here, drive_of(row.vehicle_type, row.water_t).size))
    return found


def keep(
    session: Session,
    goal: Goal,
    answers: Mapping[int, tuple[Position, Leg | None]],
    engine: str,
    now: datetime,
) -> int:
    """Keep what the engine answered for vehicles asked from a place; return how many have a time.

    A vehicle without a way loses what it had. Nothing is kept for an incident that was closed or
    moved while the engine was asked.
    """
    current = session.execute(
        select(Incident.lon, Incident.lat).where(
            Incident.id == goal.incident_id, Incident.state.in_(OPEN)
        )
    ).one_or_none()
    if current is None or _position(*current) != goal.position:
        return 0
    lost = sorted(key for key, (_, leg) in answers.items() if leg is None)
    if lost:
        session.execute(
            delete(RoutedTime).where(
                RoutedTime.incident_id == goal.incident_id, RoutedTime.unit_id.in_(lost)
            )
        )
    # In the order of their keys: two tickers that write at once then wait, and do not lock up.
    rows = [
        {
            "incident_id": goal.incident_id,
            "unit_id": key,
            "from_lon": start.lon,
            "from_lat": start.lat,
            "to_lon": goal.position.lon,
            "to_lat": goal.position.lat,
            "seconds": leg.seconds,
            "metres": leg.metres,
            "engine": engine,
            "asked_at": now,
        }
        for key, (start, leg) in sorted(answers.items())
        if leg is not None
    ]
    if rows:
        _put(session, rows)
    return len(rows)


def _put(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, or replace those of the same incident and vehicle."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = insert_into_sqlite if is_sqlite else insert_into_postgresql
    statement = insert(RoutedTime)
    told = {name: statement.excluded[name] for name in rows[0]}
    statement = statement.on_conflict_do_update(
        index_elements=["incident_id", "unit_id"], set_=told
    )
    # On the connection: one statement for all rows would be compiled anew each time, and the
    # session would look for what to hand back.
    session.connection().execute(statement, rows)


def drop_old(session: Session) -> None:
    """Delete the times of incidents that are no longer open."""
    closed = select(Incident.id).where(Incident.state.not_in(OPEN))
    session.execute(delete(RoutedTime).where(RoutedTime.incident_id.in_(closed)))


def last_told(session: Session) -> Told | None:
    """The last that was told of the engine, None before it was ever asked."""
    query = select(Reminder).where(Reminder.kind.in_(list(Contact))).order_by(Reminder.id.desc())
    row = session.scalars(query.limit(1)).first()
    return None if row is None else Told(Contact(row.kind), row.raised_at, row.id)


def stations(session: Session) -> list[Position]:
    """Where the stations are, by their code."""
    query = select(Station.lon, Station.lat).order_by(Station.code)
    places = [_position(row.lon, row.lat) for row in session.execute(query)]
    return [one for one in places if one is not None]


def _rows(session: Session, query: Executable) -> Sequence[Row[Any]]:
    return session.execute(query).all()


def _way(row: Row[Any]) -> RoutedWay:
    return RoutedWay(
        start=_place(row.from_lon, row.from_lat),
        goal=_place(row.to_lon, row.to_lat),
        seconds=row.seconds,
        metres=row.metres,
        engine=row.engine,
        asked_at=row.asked_at,
    )


def _standpoint(row: Row[Any]) -> Standpoint | None:
    own = _position(row.unit_lon, row.unit_lat)
    if own is not None:
        return Standpoint(own, is_at_station=False)
    home = _position(row.station_lon, row.station_lat)
    return None if home is None else Standpoint(home, is_at_station=True)


def _position(lon: float | None, lat: float | None) -> Position | None:
    return None if lon is None or lat is None else _place(lon, lat)


@lru_cache(maxsize=KEPT_PLACES)
def _place(lon: float, lat: float) -> Position:
    return Position(lon, lat)
