"""What an incident asks for: the forces its category and level demand, as versioned data.

The default table is `plans/default-2026-1.csv`. The grading rule leaves these plans to the
brigade's own headquarters, so the table is a default to be replaced by theirs. Each figure
carries its mark: S sourced (the 4+1+1 unit of the published outline for high-rise fires and its
ratio 2:4:8), S-case the vehicles of one real dispatch, P proposed by analogy.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from incidents.categories import LevelScale, UnknownLevel, category
from resources.errors import Refusal, RowFault
from resources.vehicle_types import CAPABILITY_LABELS, VEHICLE_TYPES, Capability


class Mark(StrEnum):
    """How well a figure is founded."""

    SOURCED = "S"
    CASE = "S-case"
    PROPOSED = "P"


MARK_LABELS: Final[Mapping[Mark, str]] = MappingProxyType(
    {
        Mark.SOURCED: "有出处",
        Mark.CASE: "取自一次实战的例子，不是规则，须支队确认",
        Mark.PROPOSED: "默认（建议），须支队确认",
    }
)


class BadRules(Refusal):
    """A table of response plans that was not loaded because of the rows it names."""

    def __init__(self, faults: tuple[RowFault, ...]) -> None:
        self.faults = faults
        assert self.faults, "a refusal of a table names at least one row"
        super().__init__("\n".join(str(fault) for fault in self.faults))


class DispatchMode(StrEnum):
    """Whom a rule prefers: whoever arrives first, or the responsible station and then the next."""

    FASTEST = "fastest"
    STATION_ORDER = "station_order"


MODE_LABELS: Final[Mapping[DispatchMode, str]] = MappingProxyType(
    {DispatchMode.FASTEST: "最快到场", DispatchMode.STATION_ORDER: "辖区主战"}
)


@dataclass(frozen=True, slots=True)
class DemandLine:
    """So many vehicles that have any one of some capabilities; the first one names the line.

    `wanted_types`, where given, are the only vehicle types that answer the line fully; others
    with the capability can only stand in. `other_types` answer it without the capability.
    A vehicle of less water (tonnes) or a shorter ladder (metres) than the least can only stand in.
    """

    capabilities: tuple[Capability, ...]
    count: int
    mark: Mark
    wanted_types: tuple[str, ...] = ()
    other_types: tuple[str, ...] = ()
    least_water_t: float = 0.0
    least_ladder_m: float = 0.0

    def __post_init__(self) -> None:
        if not self.capabilities or self.count < 1:
            raise ValueError("a demand line asks for a capability at least once")

    @property
    def capability(self) -> Capability:
        """The capability the line is listed under."""
        return self.capabilities[0]

    @property
    def label(self) -> str:
        """What is asked for, in words for the dispatcher."""
        types = self.wanted_types or self.other_types
        names = [VEHICLE_TYPES[code].name for code in types]
        if not self.wanted_types:
            names = [_vehicle_noun(capability) for capability in self.capabilities] + names
        return "或".join(names)


@dataclass(frozen=True, slots=True)
class RuleRef:
    """The row of the table a demand was read from; `level` is None for a row of every level."""

    version: str
    category: str
    level: int | None
    mark: Mark
    note: str


@dataclass(frozen=True, slots=True)
class Demand:
    """What an incident asks for: counted lines, people, and what else to think of.

    `as_needed` items are shown and not counted. A demand `per_order` has no lines: its forces
    are those the order names. `water_t` is the water all vehicles together should bring, in
    tonnes, nought where nothing is asked.
    """

    lines: tuple[DemandLine, ...]
    people: int
    stations: str
    linkage: tuple[str, ...]
    as_needed: tuple[str, ...]
    rule: RuleRef
    per_order: bool = False
    mode: DispatchMode = DispatchMode.FASTEST
    water_t: float = 0.0

    @property
    def vehicles(self) -> int:
        """The number of vehicles asked for."""
        return sum(line.count for line in self.lines)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of the table: a composition, a reference to another category, or "per order"."""

    lines: tuple[DemandLine, ...]
    people: int
    stations: str
    linkage: tuple[str, ...]
    as_needed: tuple[str, ...]
    mark: Mark
    note: str
    same_as: str | None
    per_order: bool


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A version of the table: rows by category, then by level (None: every level)."""

    version: str
    rows: Mapping[str, Mapping[int | None, PlanRow]]


LEVELS: Final = range(1, 6)
ANY_LEVEL: Final = "-"
RULE: Final = "rule"
PER_ORDER: Final = "per_order"
AS: Final = "as "
TOTAL_ONLY: Final = "total"
LIST_MARK: Final = "；"
COLUMNS: Final = (
    *("category", "level", "basis", *Capability, "any_of"),
    *("people", "stations", "linkage", "as_needed", "mark", "marked", "note"),
)


def demand_for(category_code: str, level: int, rules: RuleSet | None = None) -> Demand:
    """Return what a category at a level asks for; the note says which row it was read from.

    A level between listed ones takes the next listed level above. A level above them all takes
    the highest listed one, doubled for every level between: the ratio 2:4:8 of levels 3, 4 and 5
    is sourced for high-rise fires and proposed for all others.
    Raises UnknownCategory, and UnknownLevel for a level the category's scale does not have.
    """
    chosen = DEFAULT_RULES if rules is None else rules
    kind = category(category_code)
    if kind.scale != LevelScale.UNGRADED and level not in kind.levels:
        raise UnknownLevel(
            f"“{kind.name}”没有 {level} 级，等级为 {kind.levels[0]}～{kind.levels[-1]} 级，请重选。"
        )
    listed = category_code if category_code in chosen.rows else kind.group_code
    row = chosen.rows[listed].get(None)
    if row is None or row.same_as is None:
        return _at_level(chosen, listed, level)
    return _proposed(_at_level(chosen, row.same_as, level), row.note)


def _at_level(rules: RuleSet, listed: str, level: int) -> Demand:
    rows = rules.rows[listed]
    every_level = rows.get(None)
    if every_level is not None:
        return _demand(rules, listed, None, every_level)
    levels = sorted(one for one in rows if one is not None)
    above = [one for one in levels if one >= level]
    used = above[0] if above else levels[-1]
    demand = _demand(rules, listed, used, rows[used])
    if used == level:
        return demand
    if used > level:
        return _proposed(demand, f"没有 {level} 级的规则，用上一级（{used} 级）的规则")
    return _scaled(demand, level, 2 ** (level - used))


def _demand(rules: RuleSet, listed: str, level: int | None, row: PlanRow) -> Demand:
    rule = RuleRef(rules.version, listed, level, row.mark, row.note)
    return Demand(
        row.lines, row.people, row.stations, row.linkage, row.as_needed, rule, row.per_order
    )


def _scaled(demand: Demand, level: int, factor: int) -> Demand:
    lines = tuple(replace(line, count=line.count * factor) for line in demand.lines)
    note = f"没有 {level} 级的规则，按 {demand.rule.level} 级的 {factor} 倍推算"
    # The stations named for a smaller force say nothing about the larger one.
    larger = replace(demand, lines=lines, people=demand.people * factor, stations="")
    return _proposed(larger, note)


def _proposed(demand: Demand, note: str) -> Demand:
    """Return the demand as a proposal: what was sourced for one case is not for another."""
    notes = "；".join(part for part in (note, demand.rule.note) if part)
    return replace(
        demand,
        lines=tuple(replace(line, mark=Mark.PROPOSED) for line in demand.lines),
        rule=replace(demand.rule, mark=Mark.PROPOSED, note=notes),
    )


def _vehicle_noun(capability: Capability) -> str:
    label = CAPABILITY_LABELS[capability]
    return label if capability == Capability.BOAT else f"{label}车"


def load_rules(path: Path) -> RuleSet:
    """Read a table of response plans; its version is the file's name.

    Raises BadRules naming every bad row.
    """
    rows: dict[str, dict[int | None, PlanRow]] = {}
    lines: dict[tuple[str, int | None], int] = {}
    faults: list[RowFault] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            reason = f"列名应依次为 {'、'.join(COLUMNS)}"
            raise BadRules((RowFault(path.name, 1, reason),))
        for record in reader:
            try:
                code, level, row = _read_row(record)
                if level in rows.get(code, {}):
                    raise ValueError(f"类型 {code} 的等级 {level or ANY_LEVEL} 重复")
            except ValueError as wrong:
                faults.append(RowFault(path.name, reader.line_num, str(wrong)))
                continue
            rows.setdefault(code, {})[level] = row
            lines[code, level] = reader.line_num
    for (code, level), line in lines.items():
        if misfit := _misfit(rows, code, level):
            faults.append(RowFault(path.name, line, misfit))
    if missing := [f"{digit}0000" for digit in "123459" if f"{digit}0000" not in rows]:
        faults.append(RowFault(path.name, 1, f"缺少大类 {'、'.join(missing)} 的规则"))
    if faults:
        raise BadRules(tuple(faults))
    return RuleSet(path.stem, MappingProxyType(rows))


def _misfit(
    rows: Mapping[str, Mapping[int | None, PlanRow]], code: str, level: int | None
) -> str | None:
    """Return why a row cannot stand beside the others, or None."""
    if level is None and len(rows[code]) > 1:
        return f"类型 {code} 既有不分等级的规则，又有分等级的规则"
    other = rows[code][level].same_as
    if other is None:
        return None
    if other not in rows:
        return f"类型 {code} 参照的类型 {other} 没有规则"
    if any(row.same_as is not None for row in rows[other].values()):
        return f"类型 {code} 参照的类型 {other} 本身也是参照"
    return None


def _read_row(record: Mapping[str, str | None]) -> tuple[str, int | None, PlanRow]:
    """Return category, level and row; raises ValueError with the reason in Chinese."""
    if None in record or None in record.values():
        raise ValueError("列数与表头不符")
    cells = {column: (record[column] or "").strip() for column in COLUMNS}
    code, level, basis = cells["category"], _level(cells["level"]), cells["basis"]
    if not (len(code) == 5 and code.isdigit()):
        raise ValueError(f"类型“{code}”不是五位数字代码")
    if basis not in (RULE, PER_ORDER) and not basis.startswith(AS):
        raise ValueError(f"依据“{basis}”应为 {RULE}、{PER_ORDER} 或“{AS}类型代码”")
    if basis != RULE and level is not None:
        raise ValueError(f"依据“{basis}”的等级应为“{ANY_LEVEL}”")
    lines = _lines(cells)
    if bool(lines) != (basis == RULE):
        raise ValueError("没有填写任何力量" if basis == RULE else f"依据“{basis}”不应填写力量")
    row = PlanRow(
        lines=lines,
        people=_whole(cells["people"], "人数") if lines else 0,
        stations=cells["stations"],
        linkage=_items(cells["linkage"]),
        as_needed=_items(cells["as_needed"]),
        mark=_mark(cells["mark"]),
        note=cells["note"],
        same_as=basis.removeprefix(AS) if basis.startswith(AS) else None,
        per_order=basis == PER_ORDER,
    )
    return code, level, row


def _lines(cells: Mapping[str, str]) -> tuple[DemandLine, ...]:
    mark = _mark(cells["mark"])
    marked = cells["marked"].split()
    lines = []
    for capability in Capability:
        if cell := cells[capability]:
            count, _, types = cell.partition(":")
            own = mark if not marked or capability in marked else Mark.PROPOSED
            wanted = tuple(_known_type(code) for code in types.split("|") if code)
            lines.append(DemandLine((capability,), _whole(count, capability), own, wanted))
    if cells["any_of"]:
        count, _, words = cells["any_of"].partition(" ")
        known = {one.value for one in Capability}
        abilities = tuple(Capability(word) for word in words.split("|") if word in known)
        others = tuple(_known_type(word) for word in words.split("|") if word not in known)
        if not abilities:
            raise ValueError("any_of 至少要有一种能力")
        own = Mark.PROPOSED if marked else mark
        number = _whole(count, "any_of")
        lines.append(DemandLine(abilities, number, own, other_types=others))
    if unknown := set(marked) - {one.value for one in Capability} - {TOTAL_ONLY}:
        raise ValueError(f"marked 中的“{'、'.join(sorted(unknown))}”不是能力")
    return tuple(lines)


def _level(text: str) -> int | None:
    if text == ANY_LEVEL:
        return None
    if text not in {str(level) for level in LEVELS}:
        raise ValueError(f"等级“{text}”应为 1～5 或“{ANY_LEVEL}”")
    return int(text)


def _whole(text: str, what: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ValueError(f"{what} 的数量“{text}”应为正整数")
    return int(text)


def _mark(text: str) -> Mark:
    if text not in {mark.value for mark in Mark}:
        raise ValueError(f"标记“{text}”应为 {'、'.join(Mark)}")
    return Mark(text)


def _known_type(code: str) -> str:
    if code not in VEHICLE_TYPES:
        raise ValueError(f"没有车辆类型“{code}”")
    return code


def _items(text: str) -> tuple[str, ...]:
    return tuple(item for item in text.split(LIST_MARK) if item)


DEFAULT_RULES: Final = load_rules(Path(__file__).parent / "plans" / "default-2026-1.csv")
"""The default table (mark P as a whole); to be replaced by the plan of the own headquarters."""
