"""A counted table: cells, rows, a total, and every sum of it done twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from incidents.yearbook.definitions import ADDING, ROW_HEADING, Column, Definition, plain


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure in the unit of its kind, and the parameters that ask for what stands behind it.

    `amount` is None where the figure cannot be known; `filters` is empty where no records stand
    behind it (a yearly return, a rate).
    """

    key: str
    amount: int | None
    filters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a year, a township, or the total; `mark` says if it is a return.

    A row that does not add (`adds` is False) stands beside another of the same time and is in
    no total.
    """

    key: str
    label: str
    cells: tuple[Cell, ...]
    mark: str = ""
    adds: bool = True

    def known(self, column: str) -> int | None:
        """Return the figure of a column, in fen for money; None where it cannot be known."""
        return next(cell.amount for cell in self.cells if cell.key == column)

    def amount(self, column: str) -> int:
        """Return the figure of a column that adds up, in fen for money; unknown counts nothing."""
        return self.known(column) or 0


@dataclass(frozen=True, slots=True)
class Check:
    """One sum done twice, and whether both ways agree."""

    text: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A counted table; `generated` is the number of demo records in it.

    `period` says the time it is about in words, where that is not whole years; `asked` the
    filters in words; `incomplete` how many of its records are not closed or lack something;
    `log_seq` the end of the log when it was counted; None where nobody asked.
    """

    definition: Definition
    from_year: int
    to_year: int
    rows: tuple[Row, ...]
    total: Row
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    generated: int
    period: str = ""
    asked: tuple[str, ...] = ()
    incomplete: int = 0
    log_seq: int | None = None

    @property
    def period_label(self) -> str:
        """The time it is about, in words."""
        if self.period:
            return self.period
        if self.from_year == self.to_year:
            return f"{self.from_year}年"
        return f"{self.from_year}—{self.to_year}年"

    @property
    def has_total(self) -> bool:
        """Whether anything is known of all rows together; a list of rates has no total."""
        return any(cell.amount is not None for cell in self.total.cells)

    @property
    def caption(self) -> str:
        """The title with its time, and the mark of demo data where there is any."""
        mark = "（含演示数据）" if self.generated else ""
        # A plan's name brings its years in brackets of its own.
        period = self.period_label
        told = period if period.endswith("）") else f"（{period}）"
        return f"{self.definition.title}{told}{mark}"


def check_sums(definition: Definition, rows: Sequence[Row], total: Row) -> tuple[Check, ...]:
    """Compare each row's parts with its whole, and each column's sum with the total row.

    A row that does not know all its parts, or a column whose total is not known, has no check.
    """
    return (
        *(_check_row(definition, row) for row in (*rows, total) if _has_parts(definition, row)),
        *(
            _check_column(definition, column, rows, total)
            for column in definition.columns
            if column.kind in ADDING and total.known(column.key) is not None
        ),
    )


def _has_parts(definition: Definition, row: Row) -> bool:
    if not definition.whole:
        return False
    return all(row.known(key) is not None for key in (definition.whole, *definition.parts))


def _check_row(definition: Definition, row: Row) -> Check:
    column = definition.column(definition.whole)
    amounts = [row.amount(key) for key in definition.parts]
    whole = row.amount(definition.whole)
    figures = "＋".join(plain(column, amount) for amount in amounts)
    sign = "＝" if sum(amounts) == whole else "≠"
    return Check(
        f"{row.label}：{figures}{sign}{column.heading} {plain(column, whole)}",
        sum(amounts) == whole,
    )


def _check_column(definition: Definition, column: Column, rows: Sequence[Row], total: Row) -> Check:
    summed = sum(row.amount(column.key) for row in rows if row.adds)
    stated = total.amount(column.key)
    sign = "＝" if summed == stated else "≠"
    each = "各年" if definition.row_heading == ROW_HEADING else "各行"
    return Check(
        f"{column.heading}：{each}之和 {plain(column, summed)}{sign}合计 {plain(column, stated)}",
        summed == stated,
    )
