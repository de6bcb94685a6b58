"""Tables made of a counted one: what share each row is, and a row's parts one below the other.

Nothing is counted here: every figure is a cell of the table it was made of, or a share of two.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from incidents.yearbook.comparing import BEFORE, CHANGE, PERCENT, WORDS, share
from incidents.yearbook.counting import Cell, Row, Table, check_sums
from incidents.yearbook.definitions import TOTAL_KEY, TOTAL_LABEL, Column, Kind
from incidents.yearbook.periods import Compare

NOW: Final = "now"
SHARE: Final = "share"
SHARE_NOTE: Final = "占比＝本行÷合计，四舍五入到两位小数，各行相加不一定等于 100。"


def with_share(table: Table, key: str) -> Table:
    """Add the share that each row has of the total of a column."""
    whole = table.total.known(key)
    column = Column(SHARE, "占比", "%", Kind.SHARE)

    def shared(row: Row) -> Row:
        part = Cell(SHARE, share(row.known(key), whole) if row.adds else None)
        return replace(row, cells=(*row.cells, part))

    counted = table.definition
    return replace(
        table,
        definition=replace(counted, columns=(*counted.columns, column)),
        rows=tuple(shared(row) for row in table.rows),
        total=shared(table.total),
        notes=(*table.notes, SHARE_NOTE),
    )


def turned(table: Table, compare: Compare, heading: str) -> Table:
    """Set the parts of the total of a compared table one below the other, each with its share."""
    counted = table.definition
    assert counted.whole, "only a whole has parts"
    whole = counted.column(counted.whole)
    before, against = WORDS[compare]
    columns = (
        Column(NOW, "本期", whole.unit, whole.kind),
        Column(f"{NOW}{BEFORE}", before, whole.unit, whole.kind),
        Column(f"{NOW}{CHANGE}", f"{against}增减", whole.unit, whole.kind),
        Column(f"{NOW}{PERCENT}", against, "%", Kind.SHARE),
        Column(SHARE, "占比", "%", Kind.SHARE),
    )
    shown = replace(
        counted,
        name=f"{counted.name}-parts",
        title=f"{counted.title}：构成",
        columns=columns,
        whole="",
        parts=(),
        row_heading=heading,
    )
    cells = {cell.key: cell for cell in table.total.cells}
    of = table.total.known(whole.key)
    rows = tuple(
        Row(key, counted.column(key).heading, _turned(cells, key, of)) for key in counted.parts
    )
    total = Row(TOTAL_KEY, TOTAL_LABEL, _turned(cells, whole.key, of))
    return replace(
        table,
        definition=shown,
        rows=rows,
        total=total,
        checks=check_sums(shown, rows, total),
        notes=(*table.notes, SHARE_NOTE),
    )


def _turned(cells: Mapping[str, Cell], key: str, whole: int | None) -> tuple[Cell, ...]:
    told = [
        replace(cells[f"{key}{suffix}"], key=f"{NOW}{suffix}")
        for suffix in ("", BEFORE, CHANGE, PERCENT)
    ]
    return (*told, Cell(SHARE, share(cells[key].amount, whole)))
