"""Reads of what the county has; every list states its order.

The rows it returns are named here too: whoever shows them need not know the tables.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, joinedload, lazyload

from resources.database import db
from resources.errors import UnknownStation, UnknownUnit
from resources.geography import Position
from resources.records import County
from resources.records import Dataset as Dataset
from resources.records import HouseNumber as HouseNumber
from resources.records import KeyUnit as KeyUnit
from resources.records import Partner as Partner
from resources.records import Place as Place
from resources.records import Road as Road
from resources.records import Station as Station
from resources.records import Unit as Unit
from resources.records import WaterSource as WaterSource


def county() -> County | None:
    """The county served, or None while none has been loaded."""
    return db.session.scalars(select(County)).one_or_none()


def datasets() -> Sequence[Dataset]:
    """Where the county's rows came from, real ones first, then by code."""
    return db.session.scalars(select(Dataset).order_by(Dataset.is_synthetic, Dataset.code)).all()


def places(kinds: Iterable[str] = ()) -> Sequence[Place]:
    """Places by code, without the withdrawn; all of them, or those of some kinds."""
    query = select(Place).where(Place.is_withdrawn.is_(False)).order_by(Place.code)
    wanted = tuple(kinds)
    return db.session.scalars(query.where(Place.kind.in_(wanted)) if wanted else query).all()


def place_coded(code: str) -> Place | None:
    """The place of a code, withdrawn or not, or None."""
    return db.session.scalars(select(Place).where(Place.code == code)).one_or_none()


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """Which places to list; what is empty or False leaves nothing out but the withdrawn."""

    kind: str = ""
    township_code: str = ""
    text: str = ""
    """A code, or a part of any of the place's names."""
    is_edited: bool = False
    is_withdrawn: bool = False


def places_matching(
    wanted: PlaceFilter, limit: int, offset: int = 0
) -> tuple[Sequence[Place], int]:
    """Places of a filter by code, and how many there are in all."""
    query = select(Place).where(Place.is_withdrawn.is_(wanted.is_withdrawn))
    if wanted.kind:
        query = query.where(Place.kind == wanted.kind)
    if wanted.township_code:
        query = query.where(Place.township_code == wanted.township_code)
    if wanted.is_edited:
        query = query.where(Place.edited_at.is_not(None))
    if wanted.text:
        matches = Place.code == wanted.text
        for names in (Place.name, Place.aliases, Place.former_names):
            matches |= names.contains(wanted.text, autoescape=True)
        query = query.where(matches)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = query.order_by(Place.code).limit(limit).offset(offset)
    return db.session.scalars(page).all(), total


def places_coded(codes: Iterable[str]) -> dict[str, Place]:
    """The places of some codes, withdrawn or not, each under its code."""
    query = select(Place).where(Place.code.in_(set(codes)))
    return {row.code: row for row in db.session.scalars(query)}


def roads() -> Sequence[Road]:
    """Pieces of road by code."""
    return db.session.scalars(select(Road).order_by(Road.code)).all()


def house_numbers() -> Sequence[HouseNumber]:
    """Numbered houses by street and number."""
    query = select(HouseNumber).order_by(HouseNumber.street_code, HouseNumber.number)
    return db.session.scalars(query).all()


def stations() -> Sequence[Station]:
    """Stations by code."""
    return db.session.scalars(select(Station).order_by(Station.code)).all()


def station_coded(code: str) -> Station:
    """The station of a code; raises UnknownStation."""
    found = db.session.scalars(select(Station).where(Station.code == code)).one_or_none()
    if found is None:
        raise UnknownStation(f"没有代码为“{code}”的队站，请从队站列表中选择。")
    return found


def units() -> Sequence[Unit]:
    """Every unit with its station and crew, by station and call sign."""
    query = (
        select(Unit)
        .join(Unit.station)
        .options(joinedload(Unit.crew))
        .order_by(Station.code, Unit.call_sign)
    )
    return db.session.scalars(query).unique().all()


def newest_position_at() -> datetime | None:
    """When the newest position of any unit was taken, or None."""
    return db.session.scalar(select(func.max(Unit.position_at)))


@dataclass(frozen=True, slots=True)
class LastPosition:
    """Where a unit was at its last report, and how it drove."""

    call_sign: str
    position: Position
    at: datetime
    heading_deg: float | None
    speed_kmh: float | None
    version: int
    """Of the unit: an edit of what was read with an older one is stale."""


_LAST_POSITIONS = (
    select(
        Unit.call_sign,
        Unit.lon,
        Unit.lat,
        Unit.position_at,
        Unit.heading_deg,
        Unit.speed_kmh,
        Unit.version,
    )
    .where(Unit.position_at.is_not(None), Unit.lon.is_not(None), Unit.lat.is_not(None))
    .order_by(Unit.call_sign)
)


def last_positions(session: Session) -> list[LastPosition]:
    """The last position of every unit that has one of its own, by call sign.

    Columns, not rows: it is asked each second for the whole fleet.
    """
    return [
        LastPosition(row.call_sign, Position(row.lon, row.lat), row.position_at, *row[4:])
        for row in session.execute(_LAST_POSITIONS)
    ]


def unit_called(call_sign: str) -> Unit:
    """The unit of a call sign; raises UnknownUnit."""
    found = db.session.scalars(select(Unit).where(Unit.call_sign == call_sign)).one_or_none()
    if found is None:
        raise UnknownUnit(f"没有呼号为“{call_sign}”的车辆，请核对呼号。")
    return found


def lock_units(session: Session, call_signs: Iterable[str]) -> list[Unit]:
    """Load units for change, in the order of their call signs; raises UnknownUnit.

    One order for everyone, so that two transactions never wait for each other.
    """
    wanted = sorted(set(call_signs))
    query = (
        select(Unit)
        .where(Unit.call_sign.in_(wanted))
        .order_by(Unit.call_sign)
        .with_for_update(of=Unit)
        .execution_options(populate_existing=True)
    )
    found = list(session.scalars(query).unique())
    unknown = [name for name in wanted if name not in {unit.call_sign for unit in found}]
    if unknown:
        raise UnknownUnit(f"没有呼号为“{'、'.join(unknown)}”的车辆，请核对呼号。")
    return found


_ONE_UNIT = (
    select(Unit)
    .where(Unit.call_sign == bindparam("call_sign"))
    .options(lazyload(Unit.station), lazyload(Unit.crew))
    .with_for_update(of=Unit)
    .execution_options(populate_existing=True)
)


def lock_unit(session: Session, call_sign: str) -> Unit:
    """Load one unit for change, without its station and crew; raises UnknownUnit."""
    found = session.scalars(_ONE_UNIT, {"call_sign": call_sign}).one_or_none()
    return found if found is not None else unit_called(call_sign)


def water_sources() -> Sequence[WaterSource]:
    """Water sources by code."""
    return db.session.scalars(select(WaterSource).order_by(WaterSource.code)).all()


def partners() -> Sequence[Partner]:
    """Forces beyond the county's own, by rung, then by code."""
    return db.session.scalars(select(Partner).order_by(Partner.rung, Partner.code)).all()


def key_unit_at(place_code: str | None) -> KeyUnit | None:
    """What must be known of the key unit (重点单位) at a place, or None."""
    if place_code is None:
        return None
    return db.session.scalars(select(KeyUnit).where(KeyUnit.place_code == place_code)).first()
