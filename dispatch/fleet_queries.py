"""The fleet kept in memory, brought up to what the asking session sees with as few reads as can be.

Every change of a vehicle or its crew raises the vehicle's version, in the same transaction. So a
session that sees the same versions sees the same fleet; where they differ, only those rows are
read. That holds for several workers on one database: each compares with what is stored.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Row, func, select

from dispatch import queries
from dispatch.fleet import Fleet, UnitKind, UnitNow
from resources.database import db
from resources.geography import Position
from resources.records import County, Unit
from resources.unit_faults import UnitRecord, unusable
from resources.unit_status import status_of
from resources.vehicle_types import abilities

KEPT_PLACES: Final = 8_192
"""Stations are read again for every question; making their places anew costs more than that."""

Answer = TypeVar("Answer")

SHELF: Final = 64
"""Keys next to each other whose versions are added up: a sum that rose says where to look."""

_SHELF_OF: Final = Unit.id // SHELF
_SUMS: Final = select(_SHELF_OF, func.count(), func.sum(Unit.version)).group_by(_SHELF_OF)
_VERSIONS: Final = select(Unit.id, Unit.version)
_COUNTY: Final = select(County.code, County.version)


@dataclass(slots=True)
class _Kept:
    """The fleet of one database as some session saw it last."""

    lock: Lock = field(default_factory=Lock)
    county: tuple[Any, ...] | None = None
    shelves: dict[int, tuple[int, int]] = field(default_factory=dict)
    """How many vehicles each shelf has, and the sum of their versions."""
    fleet: Fleet = field(default_factory=Fleet)


_lock = Lock()
_kept: WeakKeyDictionary[object, _Kept] = WeakKeyDictionary()


def with_fleet(ask: Callable[[Fleet], Answer]) -> Answer:
    """Ask the fleet as the present session sees it; nobody changes it meanwhile.

    A session that is writing asks a fleet of its own: what it has not committed may never be.
    """
    if db.session().info.get("writing"):
        return ask(Fleet(units_now()))
    with _lock:
        kept = _kept.setdefault(db.engine, _Kept())
    with kept.lock:
        _bring_up(kept)
        return ask(kept.fleet)


def units_now(keys: Iterable[int] | None = None) -> list[UnitNow]:
    """Read vehicles with their stations and crews, by station and call sign; all, or some."""
    return [_unit(row) for row in queries.fleet(db.session(), keys)]


def _bring_up(kept: _Kept) -> None:
    session = db.session()
    county = tuple(session.execute(_COUNTY).first() or ())
    shelves = {row[0]: (row[1], row[2]) for row in session.execute(_SUMS)}
    if kept.county != county:
        # A load may replace stations and crews: all is read anew.
        kept.fleet = Fleet(units_now())
    elif kept.shelves != shelves:
        touched = {
            at
            for at in kept.shelves.keys() | shelves.keys()
            if kept.shelves.get(at) != shelves.get(at)
        }
        query = _VERSIONS.where(_SHELF_OF.in_(touched))
        found = {row.id: row.version for row in session.execute(query)}
        known = kept.fleet.units
        gone = {key for key in known if key // SHELF in touched} - found.keys()
        changed = [
            key
            for key, version in found.items()
            if key not in known or known[key].version != version
        ]
        kept.fleet.change(units_now(changed) if changed else [], gone)
    kept.county, kept.shelves = county, shelves


def _unit(row: Row[Any]) -> UnitNow:
    own, home = _place(row.lon, row.lat), _place(row.station_lon, row.station_lat)
    place = own or home
    record = UnitRecord(
        row.vehicle_type,
        row.extra_capabilities,
        row.status,
        row.people is not None,
        place is not None,
    )
    return UnitNow(
        key=row.id,
        version=row.version,
        call_sign=row.call_sign,
        station=row.station,
        station_kind=row.station_kind,
        township_code=row.township_code,
        kind=_kind(row.vehicle_type, row.extra_capabilities, row.water_t, row.ladder_m),
        status=status_of(row.status),
        status_note=row.status_note,
        minimum_crew=row.minimum_crew,
        people=row.people or 0,
        has_driver=bool(row.has_driver),
        pool=row.pool or "",
        rest_until=row.rest_until,
        place=place,
        home=home,
        position_at=row.position_at if own is not None else None,
        fault=unusable(record),
    )


@lru_cache(maxsize=KEPT_PLACES)
def _kind(vehicle_type: str, extra: str, water_t: float, ladder_m: float) -> UnitKind:
    return UnitKind(vehicle_type, abilities(vehicle_type, extra), water_t, ladder_m)


@lru_cache(maxsize=KEPT_PLACES)
def _place(lon: float | None, lat: float | None) -> Position | None:
    return None if lon is None or lat is None else Position(lon, lat)
