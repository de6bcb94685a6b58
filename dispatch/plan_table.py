"""The table of response plans as CSV text: reading it, and writing it back the same.

A cell of a capability says `count`, then what each vehicle should bring at least (`>=8t` of
water, `>=30m` of ladder), then the vehicle types wanted: `2>=8t`, `1>=30m:turntable_ladder`.
`any_of` says `count` and the capabilities or types of which any will do: `1 rescue|pickup`.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from dispatch.plan_rows import DemandLine, DispatchMode, Mark, PlanRow, RuleSet
from resources.errors import Refusal, RowFault
from resources.vehicle_types import VEHICLE_TYPES, Capability

LEVELS: Final = range(1, 6)
ANY_LEVEL: Final = "-"
RULE: Final = "rule"
PER_ORDER: Final = "per_order"
AS: Final = "as "
TOTAL_ONLY: Final = "total"
LIST_MARK: Final = "；"
MOST_VEHICLES: Final = 200
MOST_PEOPLE: Final = 5_000
COLUMNS: Final = (
    *("category", "level", "basis", *Capability, "any_of"),
    *("people", "stations", "mode", "water_t"),
    *("linkage", "as_needed", "mark", "marked", "note"),
)
GROUPS: Final = tuple(f"{digit}0000" for digit in "123459")
"""The top classes: a table says something of each, so that every incident has a rule."""

WATER_BRINGERS: Final = frozenset({Capability.WATER, Capability.FOAM, Capability.SUPPLY})
LIFTERS: Final = frozenset({Capability.LADDER, Capability.TOWER_NOZZLE})
FREE_TEXT: Final = ("stations", "linkage", "as_needed", "note")
FORMULA_BEGINS: Final = ("=", "+", "-", "@")
AMOUNT: Final = r"[0-9]{1,3}(?:\.[0-9]{1,2})?"
CELL: Final = re.compile(
    rf"(?P<count>[^>:\s]*)(?:>=(?P<water>{AMOUNT})t)?(?:>=(?P<ladder>{AMOUNT})m)?"
    r"(?P<types>:.*)?"
)


@dataclass(frozen=True, slots=True)
class CellFault:
    """One bad cell of a row: its column and what is wrong with it."""

    column: str
    reason: str


class BadRow(ValueError):
    """A row that cannot be read, with each bad cell."""

    def __init__(self, faults: tuple[CellFault, ...]) -> None:
        self.faults = faults
        super().__init__("；".join(fault.reason for fault in faults))


class BadRules(Refusal):
    """A table of response plans that was not loaded because of the rows it names."""

    def __init__(self, faults: tuple[RowFault, ...]) -> None:
        self.faults = faults
        assert self.faults, "a refusal of a table names at least one row"
        super().__init__("\n".join(str(fault) for fault in self.faults))


def load_rules(path: Path) -> RuleSet:
    """Read a table of response plans; its version is the file's name.

    Raises BadRules naming every bad row.
    """
    return read_rules(path.read_text(encoding="utf-8-sig"), path.stem, path.name)


def read_rules(text: str, version: str, file: str = "") -> RuleSet:
    """Read a table of response plans from its text, under the name of a version.

    `file` is what the faults call it, the version itself unless told. Raises BadRules naming
    every bad row by its line.
    """
    file = file or version
    rows: dict[str, dict[int | None, PlanRow]] = {}
    lines: dict[tuple[str, int | None], int] = {}
    faults: list[RowFault] = []
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            reason = f"列名应依次为 {'、'.join(COLUMNS)}"
            raise BadRules((RowFault(file, 1, reason),))
        for record in reader:
            try:
                code, level, row = _read_record(record)
            except BadRow as wrong:
                faults += (RowFault(file, reader.line_num, one.reason) for one in wrong.faults)
                continue
            if level in rows.get(code, {}):
                reason = f"类型 {code} 的等级 {level or ANY_LEVEL} 重复"
                faults.append(RowFault(file, reader.line_num, reason))
                continue
            rows.setdefault(code, {})[level] = row
            lines[code, level] = reader.line_num
    except csv.Error as error:
        reason = "不是有效的 CSV（单元格过长或引号不成对）"
        raise BadRules((*faults, RowFault(file, reader.line_num, reason))) from error
    for (code, level), line in lines.items():
        if misfit := _misfit(rows, code, level):
            faults.append(RowFault(file, line, misfit))
    if missing := [code for code in GROUPS if code not in rows]:
        faults.append(RowFault(file, 1, f"缺少大类 {'、'.join(missing)} 的规则"))
    if faults:
        raise BadRules(tuple(sorted(faults, key=lambda fault: fault.line)))
    return RuleSet(version, MappingProxyType(rows))


def write_rules(rules: RuleSet) -> str:
    """Write a table as the text `read_rules` reads the same from."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for code, level, row in rules.each():
        writer.writerow(cells_of(code, level, row))
    return out.getvalue()


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


@dataclass
class _Row:
    """The cells of one row while they are read, and what is wrong with each."""

    cells: Mapping[str, str]
    faults: list[CellFault] = field(default_factory=list)

    def blame(self, column: str, reason: str) -> None:
        self.faults.append(CellFault(column, reason))

    def whole(self, column: str, text: str, what: str, most: int) -> int:
        if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) < 1:
            self.blame(column, f"{what} 的数量“{text[:20]}”应为正整数")
            return 1
        if int(text) > most:
            self.blame(column, f"{what} 的数量 {text} 过大，最多 {most}")
        return int(text)

    def mark(self) -> Mark:
        if self.cells["mark"] not in {mark.value for mark in Mark}:
            self.blame("mark", f"标记“{self.cells['mark']}”应为 {'、'.join(Mark)}")
            return Mark.PROPOSED
        return Mark(self.cells["mark"])

    def types(self, column: str, codes: Iterable[str]) -> tuple[str, ...]:
        known = []
        for code in codes:
            if code in VEHICLE_TYPES:
                known.append(code)
            else:
                self.blame(column, f"没有车辆类型“{code}”")
        return tuple(known)


def read_row(cells: Mapping[str, str]) -> tuple[str, int | None, PlanRow]:
    """Read one row from its cells by column; what is not told is empty.

    Returns category, level and row. Raises BadRow naming every bad cell.
    """
    # A line break in a cell would make the text of the table depend on who reads it.
    row = _Row({column: " ".join(cells.get(column, "").split()) for column in COLUMNS})
    code, level, basis = _code(row), _level(row), row.cells["basis"]
    named = basis.removeprefix(AS).strip() if basis.startswith(AS) else None
    if basis not in (RULE, PER_ORDER) and named is None:
        row.blame("basis", f"依据“{basis}”应为 {RULE}、{PER_ORDER} 或“{AS}类型代码”")
    if basis != RULE and row.cells["level"] != ANY_LEVEL:
        row.blame("level", f"依据“{basis}”的等级应为“{ANY_LEVEL}”")
    forces = [column for column in (*Capability, "any_of") if row.cells[column]]
    if bool(forces) != (basis == RULE):
        said = "没有填写任何力量" if basis == RULE else f"依据“{basis}”不应填写力量"
        row.blame(forces[0] if forces else "basis", said)
    read = PlanRow(
        lines=_lines(row),
        people=row.whole("people", row.cells["people"], "人数", MOST_PEOPLE) if forces else 0,
        stations=row.cells["stations"],
        linkage=_items(row.cells["linkage"]),
        as_needed=_items(row.cells["as_needed"]),
        mark=row.mark(),
        note=row.cells["note"],
        same_as=named,
        per_order=basis == PER_ORDER,
        mode=_mode(row),
        water_t=_water(row),
    )
    for column in FREE_TEXT:
        if row.cells[column].startswith(FORMULA_BEGINS):
            row.blame(column, f"{column} 不能以 = + - @ 开头，表格软件会把它当作公式")
    if row.faults:
        raise BadRow(tuple(row.faults))
    return code, level, read


def _read_record(record: Mapping[str, str | None]) -> tuple[str, int | None, PlanRow]:
    if None in record or None in record.values():
        raise BadRow((CellFault("category", "列数与表头不符"),))
    return read_row({column: record[column] or "" for column in COLUMNS})


def _code(row: _Row) -> str:
    code = row.cells["category"]
    if not re.fullmatch(r"[0-9]{5}", code):
        row.blame("category", f"类型“{code[:20]}”不是五位数字代码")
    return code


def _level(row: _Row) -> int | None:
    text = row.cells["level"]
    if text == ANY_LEVEL:
        return None
    if text not in {str(level) for level in LEVELS}:
        row.blame("level", f"等级“{text[:20]}”应为 1～5 或“{ANY_LEVEL}”")
        return None
    return int(text)


def _mode(row: _Row) -> DispatchMode:
    text = row.cells["mode"]
    if not text:
        return DispatchMode.FASTEST
    if text not in {mode.value for mode in DispatchMode}:
        row.blame("mode", f"调派方式“{text[:20]}”应为 {'、'.join(DispatchMode)} 或空")
        return DispatchMode.FASTEST
    return DispatchMode(text)


def _water(row: _Row) -> float:
    text = row.cells["water_t"]
    if not text:
        return 0.0
    if not re.fullmatch(r"[0-9]{1,4}(?:\.[0-9])?", text) or float(text) <= 0:
        row.blame("water_t", f"总载水量“{text[:20]}”应为正数（吨，最多一位小数），不要求则留空")
        return 0.0
    if row.cells["basis"] != RULE:
        row.blame("water_t", f"依据“{row.cells['basis']}”不应填写总载水量")
    return float(text)


def _lines(row: _Row) -> tuple[DemandLine, ...]:
    mark = row.mark() if row.cells["mark"] in {one.value for one in Mark} else Mark.PROPOSED
    marked = row.cells["marked"].split()
    lines = []
    for capability in Capability:
        if cell := row.cells[capability]:
            own = mark if not marked or capability in marked else Mark.PROPOSED
            line = _line(row, capability, cell, (capability,), own)
            lines.append(line)
    if cell := row.cells["any_of"]:
        lines.append(_any_line(row, cell, Mark.PROPOSED if marked else mark))
    if unknown := set(marked) - {one.value for one in Capability} - {TOTAL_ONLY}:
        row.blame("marked", f"marked 中的“{'、'.join(sorted(unknown))}”不是能力")
    return tuple(lines)


def _line(
    row: _Row, column: str, cell: str, abilities: tuple[Capability, ...], mark: Mark
) -> DemandLine:
    found = CELL.fullmatch(cell)
    if found is None:
        row.blame(column, f"{column} 的“{cell[:40]}”看不懂，应如 2、2>=8t、1>=30m、1:air_supply")
        return DemandLine(abilities, 1, mark)
    water, ladder = (float(found[name] or 0) for name in ("water", "ladder"))
    # What is written as a bound and bounds nothing was meant otherwise.
    if (found["water"] and not water) or (found["ladder"] and not ladder):
        row.blame(column, f"{column} 的下限应大于 0，不要求则不写")
    if water and WATER_BRINGERS.isdisjoint(abilities):
        row.blame(column, f"{column} 不带水，不能要求载水吨数")
    if ladder and LIFTERS.isdisjoint(abilities):
        row.blame(column, f"{column} 不举高，不能要求举高米数")
    return DemandLine(
        abilities,
        row.whole(column, found["count"], column, MOST_VEHICLES),
        mark,
        wanted_types=row.types(
            column, (code for code in (found["types"] or "")[1:].split("|") if code)
        ),
        least_water_t=water,
        least_ladder_m=ladder,
    )


def _any_line(row: _Row, cell: str, mark: Mark) -> DemandLine:
    count, _, words = cell.partition(" ")
    known = {one.value for one in Capability}
    told = [word for word in words.strip().split("|") if word]
    abilities = tuple(Capability(word) for word in told if word in known)
    others = row.types("any_of", (word for word in told if word not in known))
    if not abilities:
        row.blame("any_of", "any_of 至少要有一种能力")
        return DemandLine((Capability.RESCUE,), 1, mark)
    if ":" in count:
        row.blame("any_of", "any_of 的车辆类型写在能力后面，用“|”分开")
    line = _line(row, "any_of", count.partition(":")[0], abilities, mark)
    return DemandLine(
        abilities, line.count, mark, (), others, line.least_water_t, line.least_ladder_m
    )


def _items(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(LIST_MARK) if item.strip())


def cells_of(code: str, level: int | None, row: PlanRow) -> dict[str, str]:
    """Return the cells of a row by column, as it stands in the text."""
    cells = dict.fromkeys(COLUMNS, "")
    cells |= {
        "category": code,
        "level": ANY_LEVEL if level is None else str(level),
        "basis": PER_ORDER if row.per_order else f"{AS}{row.same_as}" if row.same_as else RULE,
        "people": str(row.people) if row.people else "",
        "stations": row.stations,
        "mode": "" if row.mode is DispatchMode.FASTEST else str(row.mode),
        "water_t": f"{row.water_t:g}" if row.water_t else "",
        "linkage": LIST_MARK.join(row.linkage),
        "as_needed": LIST_MARK.join(row.as_needed),
        "mark": str(row.mark),
        "marked": _marked(row),
        "note": row.note,
    }
    for line in row.lines:
        number = _bounded(line)
        if len(line.capabilities) > 1 or line.other_types:
            cells["any_of"] = f"{number} {'|'.join((*line.capabilities, *line.other_types))}"
        else:
            types = f":{'|'.join(line.wanted_types)}" if line.wanted_types else ""
            cells[line.capability] = f"{number}{types}"
    return cells


def _bounded(line: DemandLine) -> str:
    water = f">={line.least_water_t:g}t" if line.least_water_t else ""
    ladder = f">={line.least_ladder_m:g}m" if line.least_ladder_m else ""
    return f"{line.count}{water}{ladder}"


def _marked(row: PlanRow) -> str:
    """Name the lines the row's mark vouches for; nothing where it vouches for all."""
    if all(line.mark == row.mark for line in row.lines):
        return ""
    vouched = [str(line.capability) for line in row.lines if line.mark == row.mark]
    return " ".join(vouched) or TOTAL_ONLY
