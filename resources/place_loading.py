"""The part of a load that is about places: names, roads, house numbers and water.

These rows come by the thousand, so roads and house numbers are written many at a time.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from resources.county_rows import (
    HouseNumberRow,
    PartnerRow,
    PlaceRow,
    Point,
    RoadRow,
    WaterSourceRow,
)
from resources.database import Placed
from resources.key_unit_rows import KeyUnitRow
from resources.records import HouseNumber, KeyUnit, Partner, Place, Road, WaterSource, line_as_text

Record = TypeVar("Record", Place, WaterSource, Partner, KeyUnit)
Key = TypeVar("Key", bound=Hashable)

ROWS_AT_ONCE = 500
"""Rows named in one statement: every database takes as many parameters."""


@dataclass(frozen=True, slots=True)
class LayerCount:
    """What a load did to one kind of row."""

    noun: str
    added: int
    refreshed: int
    removed: int


def put_point(record: Placed, point: Point | None) -> None:
    """Write where a row is, and the datum that came in."""
    record.position = None if point is None else point.position
    record.datum_in = None if point is None else point.datum


def load_places(session: Session, rows: tuple[PlaceRow, ...]) -> tuple[LayerCount, int]:
    """Refresh the places but those edited in the product; return also how many those are."""
    known = {place.code: place for place in session.scalars(select(Place))}
    kept = {code for code, place in known.items() if place.edited_at is not None}
    given = {row.code for row in rows} - kept
    for row in rows:
        if row.code in kept:
            continue
        place = known.get(row.code)
        if place is None:
            place = Place(code=row.code)
            session.add(place)
        place.name = row.name
        place.kind = row.kind
        place.parent_code = row.parent_code
        place.township_code = row.township_code
        place.radius_m = row.radius_m
        place.aliases = " ".join(row.aliases)
        place.former_names = " ".join(row.former_names)
        place.is_urban = row.is_urban
        place.dataset_code = row.dataset_code
        place.is_synthetic = row.is_synthetic
        put_point(place, row.point)
    unedited = {code: place for code, place in known.items() if code not in kept}
    return _remove_gone(session, "地点", unedited, given), len(kept)


def load_water_sources(session: Session, rows: tuple[WaterSourceRow, ...]) -> LayerCount:
    """Refresh the water sources."""
    known = {source.code: source for source in session.scalars(select(WaterSource))}
    for row in rows:
        source = known.get(row.code)
        if source is None:
            source = WaterSource(code=row.code)
            session.add(source)
        source.kind = row.kind
        source.name = row.name
        source.township_code = row.township_code
        source.flow_l_s = row.flow_l_s
        source.capacity_m3 = row.capacity_m3
        source.state = row.state
        source.remark = row.remark
        source.dataset_code = row.dataset_code
        source.is_synthetic = row.is_synthetic
        put_point(source, row.point)
    return _remove_gone(session, "水源", known, {row.code for row in rows})


def load_partners(session: Session, rows: tuple[PartnerRow, ...]) -> LayerCount:
    """Refresh the forces beyond the county's own."""
    known = {partner.code: partner for partner in session.scalars(select(Partner))}
    for row in rows:
        partner = known.get(row.code)
        if partner is None:
            partner = Partner(code=row.code)
            session.add(partner)
        partner.name = row.name
        partner.rung = row.rung
        partner.kind = row.kind
        partner.is_commanded = row.is_commanded
        partner.contact = row.contact
        partner.vehicles = row.vehicles
        partner.people = row.people
        partner.capabilities = " ".join(row.capabilities)
        partner.remark = row.remark
        partner.dataset_code = row.dataset_code
        partner.is_synthetic = row.is_synthetic
        put_point(partner, row.point)
    return _remove_gone(session, "增援力量", known, {row.code for row in rows})


def load_key_units(session: Session, rows: tuple[KeyUnitRow, ...]) -> LayerCount:
    """Refresh what is known of key units, by their places."""
    known = {unit.place_code: unit for unit in session.scalars(select(KeyUnit))}
    for row in rows:
        unit = known.get(row.place_code)
        if unit is None:
            unit = KeyUnit(place_code=row.place_code)
            session.add(unit)
        unit.usage = row.usage
        unit.floors = row.floors
        unit.height_m = row.height_m
        unit.hazards = row.hazards
        unit.approach = row.approach
        unit.water = row.water
        unit.contact = row.contact
        unit.remark = row.remark
        unit.dataset_code = row.dataset_code
        unit.is_synthetic = row.is_synthetic
    return _remove_gone(session, "重点单位", known, {row.place_code for row in rows})


def _remove_gone(
    session: Session, noun: str, known: dict[str, Record], given: set[str]
) -> LayerCount:
    gone = [record for code, record in known.items() if code not in given]
    for record in gone:
        session.delete(record)
    refreshed = len(known) - len(gone)
    return LayerCount(noun, len(given) - refreshed, refreshed, len(gone))


def load_roads(session: Session, rows: tuple[RoadRow, ...]) -> LayerCount:
    """Refresh the pieces of road; those that left the folder are removed."""
    known = {code: number for number, code in session.execute(select(Road.id, Road.code))}
    told = {row.code: _road_columns(row) for row in rows}
    return _write_many(session, Road, "路段", known, told)


def _road_columns(row: RoadRow) -> dict[str, object]:
    return {
        "code": row.code,
        "name": row.name,
        "ref": row.ref,
        "aliases": " ".join(row.aliases),
        "road_class": str(row.road_class),
        "line_text": line_as_text(row.line),
        "start_stake_m": row.start_stake_m,
        "end_stake_m": row.end_stake_m,
        "is_oneway": row.is_oneway,
        "speed_kmh": row.speed_kmh,
        "height_limit_m": row.height_limit_m,
        "weight_limit_t": row.weight_limit_t,
        "dataset_code": row.dataset_code,
        "is_synthetic": row.is_synthetic,
        "datum_in": str(row.datum),
    }


def load_house_numbers(session: Session, rows: tuple[HouseNumberRow, ...]) -> LayerCount:
    """Refresh the house numbers; those that left the folder are removed."""
    query = select(HouseNumber.id, HouseNumber.street_code, HouseNumber.number)
    known = {(street, house): number for number, street, house in session.execute(query)}
    told = {(row.street_code, row.number): _house_columns(row) for row in rows}
    return _write_many(session, HouseNumber, "门牌号", known, told)


def _house_columns(row: HouseNumberRow) -> dict[str, object]:
    return {
        "street_code": row.street_code,
        "number": row.number,
        "lon": row.point.position.lon,
        "lat": row.point.position.lat,
        "datum_in": str(row.point.datum),
        "dataset_code": row.dataset_code,
        "is_synthetic": row.is_synthetic,
    }


def _write_many(
    session: Session,
    record: type[Road] | type[HouseNumber],
    noun: str,
    known: Mapping[Key, int],
    told: Mapping[Key, Mapping[str, Any]],
) -> LayerCount:
    """Write rows by key, keeping the id of each that was there."""
    gone = [number for key, number in known.items() if key not in told]
    new = [columns for key, columns in told.items() if key not in known]
    same = [{"id": known[key], **columns} for key, columns in told.items() if key in known]
    for part in _parts(gone):
        session.execute(delete(record).where(record.id.in_(part)))
    if same:
        session.execute(update(record), same)
    if new:
        session.execute(insert(record), new)
    return LayerCount(noun, len(new), len(same), len(gone))


def _parts(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[at : at + ROWS_AT_ONCE] for at in range(0, len(numbers), ROWS_AT_ONCE)]
