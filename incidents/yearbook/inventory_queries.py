"""The stock of the county as tables, and the vehicles, stations and sources behind each figure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from incidents.queries import log_seq
from incidents.yearbook import inventory
from incidents.yearbook.counting import Table
from incidents.yearbook.definitions import TOTAL_KEY, Definition, Kind, UnknownTable
from incidents.yearbook.entries import Behind, Part
from incidents.yearbook.inventory import Asked, CrewRow, Item, StationRow, VehicleRow, WaterRow
from incidents.yearbook.inventory_tables import (
    INVENTORY,
    STATIONS,
    VEHICLE_TYPES_TABLE,
    VEHICLES,
    WATER,
    WATER_BY_TOWNSHIP,
)
from incidents.yearbook.questions import Question
from resources.county_rows import STATION_KIND_LABELS, WATER_KIND_LABELS, PlaceKind
from resources.errors import BadInput, FieldFault
from resources.queries import Station, Unit, places, stations, units, water_sources

_FILTERS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        VEHICLES.name: frozenset({"township", "station"}),
        VEHICLE_TYPES_TABLE.name: frozenset({"township", "station"}),
        STATIONS.name: frozenset({"township"}),
        WATER.name: frozenset({"township"}),
        WATER_BY_TOWNSHIP.name: frozenset({"township"}),
    }
)
FILTER_LABELS: Final = MappingProxyType({"township": "乡镇街道", "station": "队站"})


def filters_of(name: str) -> tuple[str, ...]:
    """Return what an inventory table can be narrowed by, in the order it is told."""
    return tuple(word for word in FILTER_LABELS if word in _FILTERS[name])


@dataclass(frozen=True, slots=True)
class _Counted:
    """The rows of a table and the things in them."""

    rows: Mapping[str, str]
    items: Sequence[Item]


def answer(question: Question, zone: str) -> Table:
    """Return the inventory table a question asks for: that of today, whatever time is asked.

    Raises:
        UnknownTable: no inventory table of this name.
        BadInput: a filter, axis or comparison it does not have.
    """
    definition = _definition(question)
    asked = _asked(question, zone)
    made = _MAKERS[definition.name](question, asked.day)
    table = inventory.counted(definition, made.rows, made.items, asked)
    return replace(table, log_seq=log_seq())


def behind(
    question: Question, row: str, column: str, zone: str, after: str = "", most: int = 100
) -> Behind:
    """Return a page of the things one cell was added up from, in the order of their codes.

    Raises:
        UnknownTable: no such table, row, column, or no thing `after`.
        BadInput: as answer.
    """
    definition = _definition(question)
    if definition.column(column).kind is Kind.SHARE:
        raise UnknownTable(f"“{definition.column(column).heading}”是比率，请打开完好数或合计数。")
    made = _MAKERS[definition.name](question, _asked(question, zone).day)
    if row != TOTAL_KEY and row not in made.rows:
        raise UnknownTable(f"表“{definition.title}”没有行“{row}”。")
    found = inventory.behind(made.items, row, column)
    keys = [item.key for item, _ in found]
    if after and after not in keys:
        raise UnknownTable(f"这一格里没有“{after}”，请从头打开。")
    begin = keys.index(after) + 1 if after else 0
    page = found[begin : begin + most]
    parts = tuple(Part(item.key, None, amount, item.words) for item, amount in page)
    more = keys[begin + most - 1] if begin + most < len(found) else ""
    return Behind(parts, sum(amount for _, amount in found), len(found), more)


def _definition(question: Question) -> Definition:
    found = next((one for one in INVENTORY if one.name == question.table), None)
    if found is None:
        raise UnknownTable(f"没有存量表“{question.table}”。")
    faults = [
        FieldFault(name, f"“{found.title}”不能按 {name} 筛选，请去掉这个条件。")
        for name, _ in question.filters
        if name not in _FILTERS[found.name]
    ]
    for name, told in (("by", question.by), ("compare", question.compare), ("per", question.per)):
        if told:
            faults.append(
                FieldFault(name, f"“{found.title}”是存量，行列固定、没有往年数，不能用 {name}。")
            )
    if faults:
        raise BadInput(faults)
    return found


def _asked(question: Question, zone: str) -> Asked:
    period = question.period
    day = question.now.astimezone(ZoneInfo(zone)).date() if question.now else period.to_day
    is_now = period.from_day <= day <= period.to_day
    narrowed = tuple(_named(name, code) for name, code in question.filters)
    return Asked(day, question.parameters, "" if is_now else period.label, narrowed)


def _named(name: str, code: str) -> str:
    """Return a filter in words; one that names nothing would make a table of noughts."""
    known: Mapping[str, str]
    if name == "township":
        known = {row.code: row.name for row in places((PlaceKind.TOWNSHIP,))}
    else:
        known = {row.code: row.name for row in stations()}
    label = FILTER_LABELS[name]
    if code not in known:
        raise BadInput((FieldFault(name, f"没有代码为“{code}”的{label}，请从列表中选择。"),))
    return f"{label} {known[code]}"


def _stations(question: Question) -> list[Station]:
    told = dict(question.filters)
    return [
        row
        for row in stations()
        if told.get("township") in (None, row.township_code)
        and told.get("station") in (None, row.code)
    ]


def _units(of: Sequence[Station]) -> list[Unit]:
    codes = {station.code for station in of}
    return [row for row in units() if row.station.code in codes]


def _vehicle(row: Unit) -> VehicleRow:
    return VehicleRow(
        call_sign=row.call_sign,
        station_code=row.station.code,
        vehicle_type=row.vehicle_type,
        status=row.status,
        in_service_on=row.in_service_on,
        is_synthetic=row.is_synthetic,
    )


def _vehicles(question: Question, day: date) -> _Counted:
    here = _stations(question)
    found = [_vehicle(row) for row in _units(here)]
    own = [StationRow(row.code, row.name, row.kind, row.is_synthetic) for row in here]
    rows = inventory.station_rows(own, found)
    return _Counted({one.key: one.label for one in rows}, inventory.vehicle_items(found, rows))


def _types(question: Question, day: date) -> _Counted:
    found = [_vehicle(row) for row in _units(_stations(question))]
    return _Counted(inventory.type_rows(found), inventory.type_items(found, day))


def _station_kinds(question: Question, day: date) -> _Counted:
    here = _stations(question)
    found = _units(here)
    crews = [
        CrewRow(row.call_sign, row.station.code, row.crew.pool, row.crew.people)
        for row in found
        if row.crew is not None
    ]
    items = inventory.station_items(
        [StationRow(row.code, row.name, row.kind, row.is_synthetic) for row in here],
        [_vehicle(row) for row in found],
        inventory.people_on(crews),
    )
    labels = {kind.value: label for kind, label in STATION_KIND_LABELS.items()}
    return _Counted(labels, items)


def _water_rows(question: Question) -> list[WaterRow]:
    township = dict(question.filters).get("township")
    return [
        WaterRow(row.code, row.name, row.kind, row.township_code or "", row.state, row.is_synthetic)
        for row in water_sources()
        if township in (None, row.township_code)
    ]


def _water(question: Question, day: date) -> _Counted:
    labels = {kind.value: label for kind, label in WATER_KIND_LABELS.items()}
    return _Counted(labels, inventory.water_items(_water_rows(question), by_township=False))


def _water_by_township(question: Question, day: date) -> _Counted:
    items = inventory.water_items(_water_rows(question), by_township=True)
    township = dict(question.filters).get("township")
    rows = {
        row.code: row.name for row in places((PlaceKind.TOWNSHIP,)) if township in (None, row.code)
    }
    used = {item.row for item in items}
    rows |= {code: f"已撤销的乡镇 {code}" for code in sorted(used - set(rows)) if code}
    if inventory.NO_TOWNSHIP in used:
        rows[inventory.NO_TOWNSHIP] = "未填乡镇"
    return _Counted(rows, items)


_MAKERS: Final[Mapping[str, Callable[[Question, date], _Counted]]] = MappingProxyType(
    {
        VEHICLES.name: _vehicles,
        VEHICLE_TYPES_TABLE.name: _types,
        STATIONS.name: _station_kinds,
        WATER.name: _water,
        WATER_BY_TOWNSHIP.name: _water_by_township,
    }
)
