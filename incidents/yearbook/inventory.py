"""Counting what a county has: each thing adds to one row, and every total is checked.

The stock is a state of one day. Whoever asks about another day is told that it is not known.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from incidents.yearbook.counting import Cell, Check, Row, Table
from incidents.yearbook.definitions import (
    ADDING,
    TEN_THOUSAND,
    TOTAL_KEY,
    TOTAL_LABEL,
    Definition,
    Kind,
)
from incidents.yearbook.inventory_tables import OTHER, PLAN_COLUMNS, TOTAL
from resources.county_rows import STATION_KIND_LABELS, WaterState
from resources.unit_status import UnitStatus
from resources.vehicle_types import VEHICLE_TYPES, name_of

NO_TOWNSHIP: Final = "none"
_COLUMN_OF: Final[Mapping[str, str]] = MappingProxyType(
    {name: key for key, name in PLAN_COLUMNS.items()}
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing the county has: where it is counted, and what it adds to each column."""

    key: str
    words: str
    row: str
    amounts: Mapping[str, int]
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class VehicleRow:
    """One vehicle as the county knows it."""

    call_sign: str
    station_code: str
    vehicle_type: str
    status: str
    in_service_on: date | None
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class StationRow:
    """One station as the county knows it."""

    code: str
    name: str
    kind: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class CrewRow:
    """The people on duty for one vehicle; those of one pool and station are the same people."""

    call_sign: str
    station_code: str
    pool: str
    people: int


@dataclass(frozen=True, slots=True)
class WaterRow:
    """One water source as the county knows it."""

    code: str
    name: str
    kind: str
    township_code: str
    state: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: about which time in words, of which day the stock is, and how to ask again.

    `past` is the time asked about where the day of the stock is not in it, else empty.
    """

    day: date
    parameters: tuple[tuple[str, str], ...]
    past: str = ""
    narrowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StationLine:
    """One row of the vehicle table: a station, or those of a kind that have none of the 13."""

    key: str
    label: str
    stations: frozenset[str]


def station_rows(
    stations: Sequence[StationRow], vehicles: Iterable[VehicleRow]
) -> list[StationLine]:
    """Return a row for each station with a vehicle of the plan, then the others by their kind.

    A county has a hundred neighbours' stations with a hand pump each: by themselves they would
    bury the plan's table.
    """
    own: dict[str, set[str]] = {}
    for one in vehicles:
        own.setdefault(one.station_code, set()).add(plan_column(one.vehicle_type))
    rows = [
        StationLine(one.code, one.name, frozenset({one.code}))
        for one in stations
        if own.get(one.code, set()) - {OTHER}
    ]
    for kind, label in STATION_KIND_LABELS.items():
        alike = frozenset(
            one.code for one in stations if one.kind == kind and own.get(one.code) == {OTHER}
        )
        if alike:
            rows.append(StationLine(kind, f"{label} {len(alike)} 个（只有列外车辆）", alike))
    return rows


def vehicle_items(vehicles: Iterable[VehicleRow], rows: Iterable[StationLine]) -> list[Item]:
    """Return what each vehicle adds to the plan's 13 columns of its row."""
    row_of = {code: row.key for row in rows for code in row.stations}
    return [
        _item(one, row_of[one.station_code], {TOTAL: 1, plan_column(one.vehicle_type): 1})
        for one in vehicles
    ]


def plan_column(vehicle_type: str) -> str:
    """Return the column of the plan a type belongs to; `other` where it has none."""
    known = VEHICLE_TYPES.get(vehicle_type)
    name = known.plan_name if known else None
    return _COLUMN_OF[name] if name else OTHER


def _item(vehicle: VehicleRow, row: str, amounts: Mapping[str, int]) -> Item:
    words = f"{vehicle.call_sign}（{name_of(vehicle.vehicle_type)}）"
    return Item(vehicle.call_sign, words, row, amounts, vehicle.is_synthetic)


def type_items(vehicles: Iterable[VehicleRow], today: date) -> list[Item]:
    """Return what each vehicle adds to the list of types."""
    return [_item(one, one.vehicle_type, _age(one, today)) for one in vehicles]


def _age(vehicle: VehicleRow, today: date) -> dict[str, int]:
    is_out = vehicle.status == UnitStatus.OUT_OF_SERVICE
    known = VEHICLE_TYPES.get(vehicle.vehicle_type)
    limit = known.must_retire_years if known else None
    amounts = {TOTAL: 1, "out_of_service" if is_out else "in_service": 1}
    if vehicle.in_service_on is None:
        amounts["undated"] = 1
    elif limit is not None and _years_between(vehicle.in_service_on, today) >= limit:
        amounts["overdue"] = 1
    return amounts


def _years_between(since: date, today: date) -> int:
    """Return the whole years from one day to another; 29 February has its day on 1 March."""
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day))


def type_rows(vehicles: Iterable[VehicleRow]) -> dict[str, str]:
    """Return the 22 types of the 朔州 plan in its order, then the others that have a vehicle."""
    listed = {code: one.shuozhou_name for code, one in VEHICLE_TYPES.items() if one.shuozhou_name}
    present = {one.vehicle_type for one in vehicles}
    others = [code for code in VEHICLE_TYPES if code in present and code not in listed]
    unknown = sorted(present - set(VEHICLE_TYPES))
    return listed | {code: f"列外：{name_of(code)}" for code in (*others, *unknown)}


def people_on(crews: Iterable[CrewRow]) -> dict[str, int]:
    """Return the people counted with each vehicle: a shared crew with its fullest vehicle only."""
    counted_with: dict[tuple[str, str], CrewRow] = {}
    for crew in sorted(crews, key=lambda one: (-one.people, one.call_sign)):
        own = crew.pool or f" {crew.call_sign}"
        counted_with.setdefault((crew.station_code, own), crew)
    return {crew.call_sign: crew.people for crew in counted_with.values()}


def station_items(
    stations: Sequence[StationRow], vehicles: Iterable[VehicleRow], people: Mapping[str, int]
) -> list[Item]:
    """Return what each station and each of its vehicles adds to the station's kind."""
    kind_of = {one.code: one.kind for one in stations}
    found = [
        Item(one.code, one.name, one.kind, {"stations": 1}, one.is_synthetic) for one in stations
    ]
    for one in vehicles:
        amounts = {"vehicles": 1, "people": people.get(one.call_sign, 0)}
        found.append(_item(one, kind_of[one.station_code], amounts))
    return found


def water_items(sources: Iterable[WaterRow], by_township: bool) -> list[Item]:
    """Return what each water source adds to its state, under its kind or its township."""
    return [
        Item(
            one.code,
            one.name,
            (one.township_code or NO_TOWNSHIP) if by_township else one.kind,
            {TOTAL: 1, one.state: 1},
            one.is_synthetic,
        )
        for one in sources
    ]


def counted(
    definition: Definition, rows: Mapping[str, str], items: Sequence[Item], asked: Asked
) -> Table:
    """Count things into rows (key and label, in order); every thing belongs to one of them."""
    sums: Counter[tuple[str, str]] = Counter()
    things = {}
    for item in items:
        assert item.row in rows, f"{item.key} belongs to no row"
        things[item.key] = item.is_synthetic
        for column, amount in item.amounts.items():
            # The total is added up from the things, not from the rows: hence it can be checked.
            sums[item.row, column] += amount
            sums[TOTAL_KEY, column] += amount
    made = tuple(_row(definition, key, label, sums, asked) for key, label in rows.items())
    total = _row(definition, TOTAL_KEY, TOTAL_LABEL, sums, asked)
    synthetic = sum(things.values())
    return Table(
        definition=definition,
        from_year=asked.day.year,
        to_year=asked.day.year,
        rows=made,
        total=total,
        checks=tuple(_checks(definition, made, total)),
        notes=(*_time_notes(asked), *definition.notes, *_synthetic_notes(synthetic)),
        generated=synthetic,
        period=f"{asked.day.isoformat()} 存量",
        asked=asked.narrowed,
    )


def _row(
    definition: Definition, key: str, label: str, sums: Mapping[tuple[str, str], int], asked: Asked
) -> Row:
    cells = []
    for column in definition.columns:
        if column.kind is Kind.SHARE:
            whole, some = sums[key, TOTAL], sums[key, WaterState.INTACT]
            cells.append(Cell(column.key, _share(some, whole)))
        else:
            opens = (*asked.parameters, ("row", key), ("column", column.key))
            cells.append(Cell(column.key, sums[key, column.key], opens))
    return Row(key, label, tuple(cells))


def _share(some: int, whole: int) -> int | None:
    """Return a share in ten-thousandths, rounded half up; None of nothing."""
    return (2 * some * TEN_THOUSAND + whole) // (2 * whole) if whole else None


def _checks(definition: Definition, rows: Sequence[Row], total: Row) -> Iterable[Check]:
    for row in (*rows, total):
        if definition.whole:
            parts = [row.amount(part) for part in definition.parts]
            whole = row.amount(definition.whole)
            heading = definition.column(definition.whole).heading
            sign = "＝" if sum(parts) == whole else "≠"
            words = f"{row.label}：各列之和 {sum(parts)}{sign}{heading} {whole}"
            yield Check(words, sum(parts) == whole)
    for column in definition.columns:
        if column.kind in ADDING:
            summed, stated = sum(row.amount(column.key) for row in rows), total.amount(column.key)
            sign = "＝" if summed == stated else "≠"
            yield Check(f"{column.heading}：各行之和 {summed}{sign}合计 {stated}", summed == stated)


def _time_notes(asked: Asked) -> tuple[str, ...]:
    if not asked.past:
        return ()
    return (
        f"所问的是{asked.past}，系统没有那时的存量记录；"
        f"本表是 {asked.day.isoformat()} 的存量，不能当作{asked.past}的数。",
    )


def _synthetic_notes(synthetic: int) -> tuple[str, ...]:
    return (f"含生成的演示数据 {synthetic} 项，不是真实存量。",) if synthetic else ()


def behind(items: Sequence[Item], row: str, column: str) -> list[tuple[Item, int]]:
    """Return the things one cell was added up from and how much of it each is, in order."""
    return [
        (item, amount)
        for item in items
        if row in (TOTAL_KEY, item.row) and (amount := item.amounts.get(column, 0))
    ]
