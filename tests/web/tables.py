"""Makers of counted tables for pictures and pages: 专栏2 of the 酉阳 plan, and small ones."""

from collections.abc import Sequence

from incidents.yearbook.counting import Cell, Row, Table
from incidents.yearbook.tables import CALLS, TOTAL_KEY, TOTAL_LABEL, Column, Definition, Kind

YOUYANG_CALLS = (
    (2016, 282, 182, 59, 40, 1),
    (2017, 294, 213, 51, 27, 3),
    (2018, 346, 239, 54, 48, 5),
    (2019, 472, 338, 64, 65, 5),
    (2020, 450, 299, 92, 55, 4),
)


def make_table(
    counted: Definition, rows: Sequence[tuple[str, Sequence[int | None]]], period: str = ""
) -> Table:
    """Make a table of labelled rows; its total row is their sum."""
    made = tuple(Row(label, label, _cells(counted, label, amounts)) for label, amounts in rows)
    sums = [sum(row.amount(column.key) for row in made) for column in counted.columns]
    total = Row(TOTAL_KEY, TOTAL_LABEL, _cells(counted, TOTAL_KEY, sums))
    return Table(counted, 2016, 2020, made, total, (), (), 0, period=period)


def _cells(counted: Definition, row: str, amounts: Sequence[int | None]) -> tuple[Cell, ...]:
    return tuple(
        Cell(column.key, amount, (("row", row), ("column", column.key)))
        for column, amount in zip(counted.columns, amounts, strict=True)
    )


def youyang_calls() -> Table:
    """Make 专栏2 of the 酉阳 plan, as printed."""
    return make_table(CALLS, [(f"{year}年", amounts) for year, *amounts in YOUYANG_CALLS])


def make_definition(*columns: tuple[str, str, Kind], row_heading: str = "队站") -> Definition:
    """Make a definition of columns told as heading, unit and kind."""
    made = tuple(
        Column(f"c{number}", heading, unit, kind)
        for number, (heading, unit, kind) in enumerate(columns)
    )
    return Definition("small", "小表", "无", made, "1", "无", (), row_heading=row_heading)
