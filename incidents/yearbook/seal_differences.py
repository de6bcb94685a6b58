"""What has become different since a year was sealed: by cell, and by the records that changed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from incidents.yearbook.basis import RETURN, FactValue, KeptFact
from incidents.yearbook.seal_figures import (
    Figures,
    Rule,
    TableRules,
    label_of,
    recorded,
    recount,
    rows_of,
    share_of,
)
from incidents.yearbook.tables import plain

Added = Mapping[tuple[str, str], int]
"""What a record adds, by table and column."""

ADDED: Final = "added"
GONE: Final = "gone"
CHANGED: Final = "changed"
WHAT_LABELS: Final = {ADDED: "新增", GONE: "不再计入本年", CHANGED: "改动"}
FIELD_LABELS: Final = {
    "received_at": "接警时间",
    "occurred_at": "起火时间",
    "year": "年",
    "month": "月",
    "day": "日",
    "hour": "时",
    "weekday": "星期",
    "category": "类别",
    "disposition": "警情性质",
    "level": "等级",
    "township_code": "乡镇",
    "urban": "城乡",
    "occupancy": "处置对象",
    "station_code": "主战站",
    "is_counted": "计入警情",
    "is_closed": "已结案",
    "is_generated": "生成数据",
    "is_back_entered": "补录",
    "is_imported": "导入",
    "brigades": "队次",
    "vehicles": "辆次",
    "people": "人次",
    "reinforcements": "增援辆次",
    "rescued": "抢救",
    "evacuated": "疏散",
    "dead": "死亡",
    "injured": "受伤",
    "saved_fen": "抢救财产（元）",
    "protected_fen": "保护财产（元）",
    "fires": "登记火灾",
    "incident_number": "警情",
    "form": "登记方式",
    "owner": "统计归口",
    "grade": "火灾等级",
    "cause": "起火原因",
    "cause_code": "原因细目",
    "is_human_caused": "人为因素",
    "seriously_injured": "重伤",
    "lightly_injured": "轻伤",
    "loss_fen": "直接财产损失（元）",
    "economic_loss_fen": "直接经济损失（元）",
    "amount": "年报数",
    "table": "统计表",
    "column": "列",
    "source": "来源",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not as it was sealed (money in fen)."""

    table: str
    title: str
    row: str
    rule: Rule
    sealed: int
    now: int

    @property
    def size(self) -> int:
        """Now less then."""
        return self.now - self.sealed

    @property
    def label(self) -> str:
        """The name of its row."""
        return label_of(self.row)

    @property
    def signed(self) -> str:
        """The difference with its sign, in the unit of the column."""
        sign = "＋" if self.size > 0 else "－"
        return f"{sign}{plain(self.rule.column, abs(self.size))}"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What stood in a field of a record when the year was sealed, and what stands there now."""

    name: str
    before: FactValue
    after: FactValue

    @property
    def label(self) -> str:
        """The name of the field for people."""
        return FIELD_LABELS.get(self.name, self.name)


@dataclass(frozen=True, slots=True)
class FactChange:
    """A record that is new, gone or changed, and what that does to the cells of the year.

    `moves` are the year's cells it moves: table, column, by how much (money in fen).
    """

    kind: str
    number: str
    incident_number: str | None
    what: str
    fields: tuple[FieldChange, ...]
    moves: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What has become different since a seal; empty where nothing has."""

    cells: tuple[Cell, ...]
    facts: tuple[FactChange, ...]

    @property
    def adds_up(self) -> bool:
        """Whether the records that changed explain every cell of the year."""
        moved: Counter[tuple[str, str]] = Counter()
        for fact in self.facts:
            for table, column, amount in fact.moves:
                moved[table, column] += amount
        wanted = {(c.table, c.rule.key): c.size for c in self.cells if len(c.row) == 4}
        return {key: amount for key, amount in moved.items() if amount} == wanted

    @property
    def is_empty(self) -> bool:
        """Whether every figure and every fact is as it was sealed."""
        return not self.cells and not self.facts


def difference(
    basis: Sequence[KeptFact],
    present: Sequence[KeptFact],
    sealed: Figures,
    rules: Sequence[TableRules],
    year: int,
) -> Difference:
    """Compare a sealed year with the facts of now, both counted by the rules it was sealed with."""
    then, now = ({one.key: one for one in facts} for facts in (basis, present))
    recorded_then, recorded_now = recorded(basis, rules), recorded(present, rules)
    figures = recount(present, rules, year)
    cells = tuple(
        Cell(table.name, table.title, row, rule, before, after)
        for table in rules
        for row in rows_of(year)
        for rule in table.columns
        if (before := sealed[table.name][row][rule.key])
        != (after := figures[table.name][row][rule.key])
    )
    changes = tuple(
        _change(
            then.get(key),
            now.get(key),
            _moves(
                share_of(then[key], rules, recorded_then) if key in then else {},
                share_of(now[key], rules, recorded_now) if key in now else {},
            ),
        )
        for key in sorted({*then, *now})
        if then.get(key) != now.get(key)
        # A return stops counting with the first record, though nobody touched it.
        or (key[0] == RETURN and recorded_then != recorded_now)
    )
    told = tuple(one for one in changes if one.what != CHANGED or one.fields or one.moves)
    return Difference(cells, told)


def _change(
    then: KeptFact | None, now: KeptFact | None, moves: tuple[tuple[str, str, int], ...]
) -> FactChange:
    fact = now or then
    assert fact is not None, "one of both is there"
    what = CHANGED if then and now else ADDED if now else GONE
    fields = _fields(then.told, now.told) if then and now else ()
    return FactChange(fact.kind, fact.number, fact.incident_number, what, fields, moves)


def _moves(before: Added, after: Added) -> tuple[tuple[str, str, int], ...]:
    return tuple(
        (table, column, by)
        for table, column in dict.fromkeys((*before, *after))
        if (by := after.get((table, column), 0) - before.get((table, column), 0))
    )


def _fields(
    before: Mapping[str, FactValue], after: Mapping[str, FactValue]
) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, before.get(name), after.get(name))
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    )


def value_of(told: Difference) -> dict[str, object]:
    """Return a difference as a signature keeps it: cells, and the records behind."""
    return {
        "cells": [
            {
                "table": one.table,
                "row": one.row,
                "column": one.rule.key,
                "sealed": one.sealed,
                "now": one.now,
                "difference": one.size,
            }
            for one in told.cells
        ],
        "records": [
            {
                "kind": one.kind,
                "number": one.number,
                "what": one.what,
                "fields": [[f.name, f.before, f.after] for f in one.fields],
                "moves": [list(move) for move in one.moves],
            }
            for one in told.facts
        ],
    }
