"""The tables of the 酉阳 plan as a `Table`, and hostile ones, for the tests of the files."""

from dataclasses import replace

from incidents.yearbook.counting import Cell, Row, Table
from incidents.yearbook.references import Reference
from incidents.yearbook.tables import TOTAL_KEY, TOTAL_LABEL, Column, Definition, Kind

HOSTILE = (
    *("=1+1", "{{ 7*7 }}", "{% for x in y %}", "{#", "<w:p/>&amp;", '#panic("x")', "$x$"),
    *("\x00火\x1b\ud800\ufffe好𬭎", "*粗*", "</w:t>", "{_{ 7*7 }_}", "\\#", "@SUM(A1)"),
)


def plan_table(reference: Reference) -> Table:
    """Return a printed table as if it had been counted."""
    counted = reference.definition
    rows = tuple(
        Row(
            key,
            TOTAL_LABEL if key == TOTAL_KEY else f"{key}年",
            tuple(Cell(column.key, figures[column.key]) for column in counted.columns),
        )
        for key, figures in reference.figures.items()
    )
    return Table(
        definition=counted,
        from_year=2016,
        to_year=2020,
        rows=tuple(row for row in rows if row.key != TOTAL_KEY),
        total=next(row for row in rows if row.key == TOTAL_KEY),
        checks=(),
        notes=counted.notes,
        generated=1271,
        incomplete=2,
        log_seq=9876,
    )


def wide_table(columns: int, unit: str = "次", figure: int = 1234) -> Table:
    """Return a table of many columns, all of the same unit."""
    keys = [f"c{at}" for at in range(columns)]
    definition = Definition(
        name="wide",
        title="宽表",
        population="试",
        columns=tuple(Column(key, f"第{key}列", unit, Kind.COUNT) for key in keys),
        version="1",
        source="试（P）",
        notes=(),
    )
    row = Row("2020", "2020年", tuple(Cell(key, figure) for key in keys))
    total = replace(row, key=TOTAL_KEY, label=TOTAL_LABEL)
    return Table(definition, 2020, 2020, (row,), total, (), (), 0)


def hostile_table(words: str) -> Table:
    """Return a table with these words wherever a person's words could stand."""
    table = wide_table(2, unit=words)
    definition = replace(
        table.definition,
        title=f"表{words}",
        population=words,
        source=words,
        row_heading=words,
        columns=tuple(replace(one, heading=words) for one in table.definition.columns),
    )
    row = replace(table.rows[0], label=words, mark=words)
    return replace(
        table, definition=definition, rows=(row,), notes=(words,), asked=(words,), period=words
    )
