"""Printed tables laid beside ours, cell by cell, and the sums a printed table does not keep."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from incidents.yearbook.counting import Row, Table
from incidents.yearbook.lines import RETURN_SUFFIX
from incidents.yearbook.plans import PLANS, YOUYANG
from incidents.yearbook.printed import INDICATORS, Printed, amount_of, comparable, label_of
from incidents.yearbook.tables import (
    CALLS,
    FIRES,
    TOTAL_KEY,
    TOTAL_LABEL,
    Column,
    Definition,
    definition,
    plain,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A printed table in numbers: whose it is, where it stands, its mark (money in fen)."""

    county_code: str
    definition: Definition
    source: str
    box: str
    mark: str
    figures: Mapping[str, Mapping[str, int]]
    key: str = ""

    @property
    def years(self) -> tuple[str, ...]:
        """The rows it prints, without the total."""
        return tuple(row for row in self.figures if row != TOTAL_KEY)


@dataclass(frozen=True, slots=True)
class Compared:
    """One cell that both have (money in fen), and the parameters that ask for our records."""

    row: str
    label: str
    column: Column
    ours: int
    printed: int
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def size(self) -> int:
        """Ours less the printed one."""
        return self.ours - self.printed

    @property
    def signed(self) -> str:
        """The difference with its sign: ＋3, －0.0001, 0."""
        if not self.size:
            return "0"
        sign = "＋" if self.size > 0 else "－"
        return f"{sign}{plain(self.column, abs(self.size))}"

    @property
    def sentence(self) -> str:
        """The two figures for people."""
        unit = self.column.unit
        ours, printed = plain(self.column, self.ours), plain(self.column, self.printed)
        return (
            f"{self.label} {self.column.heading}：本表 {ours} {unit}，规划印刷数 {printed} {unit}"
        )


def compare(table: Table, reference: Reference) -> tuple[Compared, ...]:
    """Lay a table beside a printed one: every cell both have, equal or not.

    Rows only one of them has are left out; the total row is compared only when both are about
    the same years.
    """
    assert table.definition.name == reference.definition.name, "two tables of different kinds"
    columns = {column.key: column for column in table.definition.columns}
    ours: dict[str, Row] = {}
    for row in table.rows:
        # Of a year that has both records and a return, the records stand first and count.
        ours.setdefault(row.key.removesuffix(RETURN_SUFFIX), row)
    if set(ours) == set(reference.years):
        ours[TOTAL_KEY] = table.total
    found = []
    for key, row in ours.items():
        printed_row = reference.figures.get(key, {})
        for cell in row.cells:
            printed = printed_row.get(cell.key)
            if printed is not None and cell.amount is not None:
                column = columns[cell.key]
                found.append(Compared(key, row.label, column, cell.amount, printed, cell.filters))
    return tuple(found)


def differences(table: Table, reference: Reference) -> tuple[Compared, ...]:
    """Return the cells where a table is not as printed."""
    return tuple(cell for cell in compare(table, reference) if cell.size)


def reference_of(printed: Printed) -> Reference:
    """Return a printed table in numbers; a cell with nothing printed has none."""
    counted = definition(printed.name)
    figures = {}
    for row, texts in printed.texts.items():
        told = {c.key: amount_of(c, texts[c.key]) for c in comparable(counted) if c.key in texts}
        figures[row] = MappingProxyType({k: v for k, v in told.items() if v is not None})
    return Reference(
        printed.county_code,
        counted,
        printed.paper,
        printed.box,
        printed.mark,
        MappingProxyType(figures),
        printed.key,
    )


def references_for(county_code: str, name: str) -> tuple[Reference, ...]:
    """Return the shipped tables of a county that one of ours can be compared with."""
    return tuple(
        one for one in REFERENCES if (one.county_code, one.definition.name) == (county_code, name)
    )


def printed_faults(reference: Reference) -> tuple[str, ...]:
    """Name every printed total of a table that its own figures do not add up to."""
    return tuple(_sum_faults(reference))


def _sum_faults(reference: Reference) -> Iterator[str]:
    counted, figures = reference.definition, reference.figures
    where = reference.box or reference.source
    for column in comparable(counted):
        told = [figures[year].get(column.key) for year in reference.years]
        printed = figures.get(TOTAL_KEY, {}).get(column.key)
        summed = sum(amount for amount in told if amount is not None)
        if printed is not None and None not in told and summed != printed:
            both = f"印作 {plain(column, printed)}，各年相加为 {plain(column, summed)}"
            yield f"{where} {column.heading} {TOTAL_LABEL}{both}。"
    for row, cells in figures.items():
        if not counted.whole or not {counted.whole, *counted.parts} <= set(cells):
            continue
        if sum(cells[part] for part in counted.parts) != cells[counted.whole]:
            heading = counted.column(counted.whole).heading
            yield f"{where} {label_of(row)}的{heading}不等于各类之和。"


def printed_conflicts(calls: Reference, fires: Reference) -> tuple[str, ...]:
    """Name every row where two tables of one paper print different numbers of fires.

    Neither is repaired: which one is wrong is for the county to say.
    """
    return tuple(
        f"{label_of(row)}：{calls.box}“火灾扑救”{called} 次，{fires.box}“火灾起数”{burned} 起，"
        f"相差 {abs(called - burned)}；规划原文如此，两数均照录，未作修正。"
        for row in calls.figures
        if row in fires.figures
        and (called := calls.figures[row].get("fire")) is not None
        and (burned := fires.figures[row].get("fires")) is not None
        and called != burned
    )


REFERENCES: Final = tuple(
    reference_of(table) for plan in PLANS for table in plan.tables if table.name != INDICATORS
)
YOUYANG_CALLS, YOUYANG_FIRES = (
    next(one for one in REFERENCES if (one.county_code, one.definition) == (YOUYANG, counted))
    for counted in (CALLS, FIRES)
)
