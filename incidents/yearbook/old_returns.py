"""Yearly totals of years before go-live (年报数): one row a year, in the columns of a table.

Totals that do not add up are faults by row and column; nothing is repaired.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from incidents.yearbook import old_words
from incidents.yearbook.definitions import FEN_PER_WAN_YUAN, Column, Definition, Kind, plain
from incidents.yearbook.old_registers import HEADING_WITHIN, Faults, plain_heading
from incidents.yearbook.old_sheets import BadRegister, SheetRow
from incidents.yearbook.old_words import Unreadable
from incidents.yearbook.spans import FIRST_YEAR
from incidents.yearbook.tables import DEFINITIONS

TABLES: Final = ("calls", "fires", "results")
YEAR_HEADINGS: Final = frozenset({"年份", "年度", "年", "year"})
NOT_TOLD: Final = frozenset({"—", "-", "－", "不详"})
TOTALS: Final = frozenset({"合计", "总计", "total"})
_YEAR: Final = re.compile(r"(\d{4})\s*年?")


@dataclass(frozen=True, slots=True)
class PastYear:
    """The totals of one year by column, money in fen; a column nobody knows is left out."""

    row: int
    year: int
    amounts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """The table a file belongs to, and where its year and columns stand."""

    definition: Definition
    row: int
    year_at: int
    columns: Mapping[str, int] = field(default_factory=dict)


def place(rows: Sequence[SheetRow], table: str = "") -> Placed:
    """Find heading, year and columns; without a table told, the one whose headings fit best.

    Raises BadRegister where the file has no year, or a column of the table is not there.
    """
    if not rows:
        raise BadRegister("文件是空的，没有导入任何年报数。")
    names = (table,) if table else TABLES
    found = [
        placed
        for row in rows[:HEADING_WITHIN]
        for name in names
        if (placed := _placed(row, DEFINITIONS[name])) is not None
    ]
    if not found:
        raise BadRegister("找不到表头：须有“年份”一列和统计表的各列，例如 年份、总警情、火灾扑救。")
    best = max(found, key=lambda one: len(one.columns))
    missing = [one.heading for one in best.definition.columns if one.key not in best.columns]
    if missing:
        raise BadRegister(
            f"按“{best.definition.title}”读，缺少列：{'、'.join(missing)}。"
            "不知道的数字请留列并写 —，或用 --table 指定另一张表。"
        )
    return best


def _placed(row: SheetRow, wanted: Definition) -> Placed | None:
    words = [plain_heading(cell) for cell in row.cells]
    year_at = next((at for at, word in enumerate(words) if word in YEAR_HEADINGS), None)
    if year_at is None:
        return None
    columns = {
        column.key: words.index(word)
        for column in wanted.columns
        for word in (column.heading, column.key)
        if word in words
    }
    return Placed(wanted, row.number, year_at, MappingProxyType(columns)) if columns else None


def read_returns(rows: Sequence[SheetRow], placed: Placed) -> tuple[PastYear, ...]:
    """Read the years below the heading; raises BadRegister naming every fault."""
    faults = Faults()
    years: list[PastYear] = []
    total: PastYear | None = None
    for row in rows:
        if row.number <= placed.row:
            continue
        if row[placed.year_at] in TOTALS:
            total = PastYear(row.number, 0, _amounts(row, placed, faults))
            continue
        found = _YEAR.fullmatch(row[placed.year_at])
        year = int(found.group(1)) if found else 0
        if not FIRST_YEAR <= year <= 2200:
            faults.add(row.number, "年份", f"“{row[placed.year_at]}”不是年份")
            continue
        if any(one.year == year for one in years):
            faults.add(row.number, "年份", f"{year} 年重复")
            continue
        years.append(PastYear(row.number, year, _amounts(row, placed, faults)))
    for one in (*years, *((total,) if total else ())):
        _check_row(one, placed.definition, faults)
    if total is not None:
        _check_columns(years, total, placed.definition, faults)
    faults.refuse()
    if not years:
        raise BadRegister("表头下面没有一个年份（0 行），没有导入。")
    return tuple(years)


def _amounts(row: SheetRow, placed: Placed, faults: Faults) -> Mapping[str, int]:
    amounts = {}
    for key, at in placed.columns.items():
        column = placed.definition.column(key)
        cell = row[at]
        if cell in NOT_TOLD:
            continue
        try:
            amounts[key] = _amount(column, cell)
        except Unreadable as error:
            faults.add(row.number, column.heading, str(error))
    return MappingProxyType(amounts)


def _amount(column: Column, cell: str) -> int:
    if not cell:
        raise Unreadable("是空的；没有则写 0，不知道则写 —")
    if column.kind is Kind.MONEY:
        return old_words.read_money(cell, FEN_PER_WAN_YUAN)
    return old_words.read_count(cell)


def _check_row(one: PastYear, wanted: Definition, faults: Faults) -> None:
    """Hold the parts of a row against its whole, where all of them are known."""
    names = (wanted.whole, *wanted.parts)
    if not wanted.whole or not set(names) <= set(one.amounts):
        return
    summed = sum(one.amounts[key] for key in wanted.parts)
    if summed != one.amounts[wanted.whole]:
        parts = "＋".join(str(one.amounts[key]) for key in wanted.parts)
        told = one.amounts[wanted.whole]
        heading = wanted.column(wanted.whole).heading
        faults.add(one.row, heading, f"{parts}＝{summed}，与所写的 {told} 差 {told - summed}")


def _check_columns(
    years: Sequence[PastYear], total: PastYear, wanted: Definition, faults: Faults
) -> None:
    for key, told in total.amounts.items():
        if any(key not in one.amounts for one in years):
            continue
        summed = sum(one.amounts[key] for one in years)
        if summed != told:
            column = wanted.column(key)
            faults.add(
                total.row,
                column.heading,
                f"各年之和 {plain(column, summed)}，与所写的合计 {plain(column, told)} 不等",
            )
