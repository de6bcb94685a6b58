"""What may be changed in a draft of the rules, each change a value that makes the next table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeAlias

from dispatch.plan_rows import PlanRow, RuleSet
from dispatch.plan_table import (
    ANY_LEVEL,
    BadRow,
    BadRules,
    cells_of,
    read_row,
    read_rules,
    write_rules,
)
from incidents.categories import CATEGORIES
from resources.errors import BadInput, FieldFault

RowKey: TypeAlias = tuple[str, int | None]
"""Category and level of a row; the level is None for a row of every level."""

MOST_FAULTS: Final = 30
"""How many faults of a table are told at once; a table of other columns would name every row."""


@dataclass(frozen=True, slots=True)
class RowTold:
    """A row entered, or told anew in the place of another; `cells` are by column."""

    cells: Mapping[str, str]
    instead_of: RowKey | None = None

    def applied(self, rules: RuleSet) -> RuleSet:
        """Return the table with the row; raises BadInput naming every bad cell."""
        try:
            code, level, row = read_row(self.cells)
        except BadRow as wrong:
            faults = (FieldFault(one.column, f"{one.reason}。") for one in wrong.faults)
            raise BadInput(faults) from wrong
        _require_reachable(code, level)
        key = (code, level)
        rows = {(one, at): each for one, at, each in rules.each()}
        if key in rows and key != self.instead_of:
            raise BadInput((FieldFault("level", f"{name_of(key)}已有规则，请改那一行。"),))
        return _checked(rules, _placed(rows, key, row, self.instead_of))

    @property
    def words(self) -> str:
        """What was done, for the log."""
        said = f"{self.cells.get('category', '')} {self.cells.get('level', '')} 级"
        return f"填写 {said.replace(f'{ANY_LEVEL} 级', '不分等级')}"


@dataclass(frozen=True, slots=True)
class RowStruck:
    """A row taken out: its kind then takes the rule of its top class or the level above."""

    key: RowKey

    def applied(self, rules: RuleSet) -> RuleSet:
        """Return the table without the row; raises BadInput."""
        rows = {(one, at): each for one, at, each in rules.each()}
        if self.key not in rows:
            raise BadInput((FieldFault("level", f"{name_of(self.key)}没有规则，不必删除。"),))
        del rows[self.key]
        return _checked(rules, rows)

    @property
    def words(self) -> str:
        """What was done, for the log."""
        return f"删除 {self.key[0]} {level_words(self.key[1])}"


@dataclass(frozen=True, slots=True)
class TableTold:
    """A whole table told as CSV text, in the place of what the draft held."""

    text: str

    def applied(self, rules: RuleSet) -> RuleSet:
        """Return the table told; raises BadInput naming every bad row by its line."""
        try:
            return replace(read_rules(self.text, "表格"), version=rules.version)
        except BadRules as refused:
            told = [FieldFault("table", f"{fault}。") for fault in refused.faults[:MOST_FAULTS]]
            more = len(refused.faults) - MOST_FAULTS
            if more > 0:
                told.append(FieldFault("table", f"另有 {more} 处，请先改正以上各行。"))
            raise BadInput(told) from refused

    @property
    def words(self) -> str:
        """What was done, for the log."""
        return "导入整张表"


RuleChange: TypeAlias = RowTold | RowStruck | TableTold


def level_words(level: int | None) -> str:
    """Return the level of a row in words."""
    return "不分等级" if level is None else f"{level} 级"


def name_of(key: RowKey) -> str:
    """Return how a row is called: its kind and its level."""
    kind = CATEGORIES[key[0]].name if key[0] in CATEGORIES else key[0]
    return f"“{kind}”{level_words(key[1])}"


def _require_reachable(code: str, level: int | None) -> None:
    """Refuse a row no incident could ever lead to."""
    if code not in CATEGORIES:
        raise BadInput((FieldFault("category", f"没有代码为“{code}”的警情类别，请从表中选择。"),))
    kind = CATEGORIES[code]
    if level is not None and level not in kind.levels:
        most = kind.levels[-1]
        said = f"“{kind.name}”的等级为 1～{most}" if most > 1 else f"“{kind.name}”不分等级"
        raise BadInput((FieldFault("level", f"{said}，没有 {level} 级。"),))


def _placed(
    rows: Mapping[RowKey, PlanRow], key: RowKey, row: PlanRow, instead_of: RowKey | None
) -> dict[RowKey, PlanRow]:
    """Return the rows in order of category and level, with the row among them."""
    kept = {known: each for known, each in rows.items() if known != instead_of} | {key: row}
    return dict(sorted(kept.items(), key=lambda item: (item[0][0], item[0][1] or 0)))


def _checked(rules: RuleSet, rows: Mapping[RowKey, PlanRow]) -> RuleSet:
    """Return the table of these rows, refused unless it stands as a whole."""
    grouped: dict[str, dict[int | None, PlanRow]] = {}
    for (code, level), row in rows.items():
        grouped.setdefault(code, {})[level] = row
    made = replace(rules, rows=MappingProxyType(grouped))
    try:
        read_rules(write_rules(made), made.version)
    except BadRules as refused:
        faults = (
            FieldFault("basis" if "参照" in fault.reason else "level", f"{fault.reason}。")
            for fault in refused.faults
        )
        raise BadInput(faults) from refused
    return made


@dataclass(frozen=True, slots=True)
class RowDifference:
    """One row that is not the same in two tables; None where the table has no such row."""

    key: RowKey
    before: PlanRow | None
    after: PlanRow | None

    @property
    def columns(self) -> tuple[tuple[str, str, str], ...]:
        """The columns that differ, each with what stood and what stands there."""
        before, after = (
            cells_of(*self.key, row) if row else {} for row in (self.before, self.after)
        )
        return tuple(
            (column, before.get(column, ""), after.get(column, ""))
            for column in (before or after)
            if before.get(column, "") != after.get(column, "")
        )


def differences(before: RuleSet, after: RuleSet) -> tuple[RowDifference, ...]:
    """Return the rows that differ between two tables, by category and level."""
    old = {(code, level): row for code, level, row in before.each()}
    new = {(code, level): row for code, level, row in after.each()}
    return tuple(
        RowDifference(key, old.get(key), new.get(key))
        for key in sorted({*old, *new}, key=lambda key: (key[0], key[1] or 0))
        if old.get(key) != new.get(key)
    )
