"""Figures other papers printed, kept exactly as printed, and how ours differ from them."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Final

from incidents.yearbook.counting import Table
from incidents.yearbook.tables import (
    CALLS,
    FEN_PER_WAN_YUAN,
    FIRES,
    TOTAL_KEY,
    TOTAL_LABEL,
    Column,
    Definition,
    Kind,
    plain,
)

YOUYANG: Final = "500242"
_PLAN: Final = "《酉阳自治县消防救援事业发展“十四五”规划（2021—2025年）》"


@dataclass(frozen=True, slots=True)
class Reference:
    """A printed table: whose it is, where it stands, its mark, and its figures (money in fen)."""

    county_code: str
    definition: Definition
    source: str
    box: str
    mark: str
    figures: Mapping[str, Mapping[str, int]]

    @property
    def years(self) -> tuple[str, ...]:
        """The rows it prints, without the total."""
        return tuple(row for row in self.figures if row != TOTAL_KEY)


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell where our figure is not the printed one (money in fen)."""

    row: str
    label: str
    column: Column
    ours: int
    printed: int

    @property
    def size(self) -> int:
        """Ours less the printed one."""
        return self.ours - self.printed

    @property
    def sentence(self) -> str:
        """The difference for people."""
        unit = self.column.unit
        ours, printed = plain(self.column, self.ours), plain(self.column, self.printed)
        return (
            f"{self.label} {self.column.heading}：本表 {ours} {unit}，规划印刷数 {printed} {unit}"
        )


def differences(table: Table, reference: Reference) -> tuple[Difference, ...]:
    """Compare a table with a printed one cell by cell; years only one of them has are left out.

    The total row is compared only when both are about the same years.
    """
    assert table.definition == reference.definition, "two tables of different kinds"
    same_years = tuple(row.key for row in table.rows) == reference.years
    rows = (*table.rows, table.total) if same_years else table.rows
    return tuple(
        Difference(row.key, row.label, column, row.amount(column.key), printed)
        for row in rows
        for column in table.definition.columns
        if (printed := reference.figures.get(row.key, {}).get(column.key)) is not None
        and printed != row.amount(column.key)
    )


def references_for(county_code: str, name: str) -> tuple[Reference, ...]:
    """Return the printed tables of a county that one of ours can be compared with."""
    return tuple(
        one for one in REFERENCES if (one.county_code, one.definition.name) == (county_code, name)
    )


def printed_faults(reference: Reference) -> tuple[str, ...]:
    """Name every printed total of a table that its own figures do not add up to."""
    return tuple(_sum_faults(reference))


def _sum_faults(reference: Reference) -> Iterator[str]:
    counted = reference.definition
    for column in counted.columns:
        summed = sum(reference.figures[year][column.key] for year in reference.years)
        printed = reference.figures[TOTAL_KEY][column.key]
        if summed != printed:
            both = f"印作 {plain(column, printed)}，各年相加为 {plain(column, summed)}"
            yield f"{reference.box} {column.heading} {TOTAL_LABEL}{both}。"
    for row, figures in reference.figures.items():
        if counted.whole and sum(figures[part] for part in counted.parts) != figures[counted.whole]:
            heading = counted.column(counted.whole).heading
            yield f"{reference.box} {_label(row)}的{heading}不等于各类之和。"


def printed_conflicts(calls: Reference, fires: Reference) -> tuple[str, ...]:
    """Name every row where two tables of one paper print different numbers of fires.

    Neither is repaired: which one is wrong is for the county to say.
    """
    return tuple(
        f"{_label(row)}：{calls.box}“火灾扑救”{called} 次，{fires.box}“火灾起数”{burned} 起，"
        f"相差 {abs(called - burned)}；规划原文如此，两数均照录，未作修正。"
        for row in calls.figures
        if row in fires.figures
        and (called := calls.figures[row]["fire"]) != (burned := fires.figures[row]["fires"])
    )


def _label(row: str) -> str:
    return TOTAL_LABEL if row == TOTAL_KEY else f"{row}年"


def _read(path: Path, columns: Sequence[Column]) -> Mapping[str, Mapping[str, int]]:
    with path.open(encoding="utf-8", newline="") as file:
        figures = {
            line["row"]: MappingProxyType(
                {column.key: _printed_amount(column, line[column.key]) for column in columns}
            )
            for line in csv.DictReader(file)
        }
    assert TOTAL_KEY in figures, f"{path.name} has no total row"
    return MappingProxyType(figures)


def _printed_amount(column: Column, text: str) -> int:
    amount = Decimal(text) * (FEN_PER_WAN_YUAN if column.kind is Kind.MONEY else 1)
    assert amount == int(amount), f"{text} is finer than a fen"
    return int(amount)


def _youyang(counted: Definition, box: str) -> Reference:
    path = Path(__file__).with_name(f"youyang_{counted.name}.csv")
    return Reference(YOUYANG, counted, _PLAN, box, "S", _read(path, counted.columns))


YOUYANG_FIRES: Final = _youyang(FIRES, "专栏1")
YOUYANG_CALLS: Final = _youyang(CALLS, "专栏2")
REFERENCES: Final = (YOUYANG_CALLS, YOUYANG_FIRES)
