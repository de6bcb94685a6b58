"""A table as JSON."""

from collections.abc import Callable

from incidents.yearbook.counting import Cell, Row, Table
from incidents.yearbook.tables import Column, Kind, in_unit, plain
from web.office.words import note_line

CellUrl = Callable[[Cell], str]


def to_json_value(table: Table, url_for_cell: CellUrl) -> dict[str, object]:
    """Return a table for `json.dumps`; each cell carries the address of what stands behind it.

    Money comes as `value` in 万元, as printed, and exactly as `fen`. What is not known is null,
    and so is the address where no records stand behind a figure.
    """
    counted = table.definition
    return {
        "table": counted.name,
        "title": table.caption,
        "population": counted.population,
        "version": counted.version,
        "source": counted.source,
        "from": table.from_year,
        "to": table.to_year,
        "period": table.period_label,
        "asked": list(table.asked),
        "generated": table.generated,
        "incomplete": table.incomplete,
        "log_seq": table.log_seq,
        "columns": [
            {"key": c.key, "heading": c.heading, "unit": c.unit, "kind": c.kind.value}
            for c in counted.columns
        ],
        "rows": [_row_value(table, row, url_for_cell) for row in table.rows],
        "total": _row_value(table, table.total, url_for_cell),
        "checks": [{"text": check.text, "holds": check.holds} for check in table.checks],
        "notes": list(table.notes),
        "note_line": note_line(table),
    }


def _row_value(table: Table, row: Row, url_for_cell: CellUrl) -> dict[str, object]:
    cells = [
        _cell_value(column, cell, url_for_cell)
        for column, cell in zip(table.definition.columns, row.cells, strict=True)
    ]
    return {"row": row.key, "label": row.label, "mark": row.mark, "cells": cells}


def _cell_value(column: Column, cell: Cell, url_for_cell: CellUrl) -> dict[str, object]:
    value: dict[str, object] = {"column": column.key, "value": cell.amount}
    if cell.amount is not None and column.kind not in (Kind.COUNT, Kind.PEOPLE, Kind.SECONDS):
        value["value"] = float(in_unit(column, cell.amount))
    if column.kind is Kind.MONEY:
        value["fen"] = cell.amount
    behind = url_for_cell(cell) if cell.filters else None
    return value | {"text": plain(column, cell.amount), "incidents": behind}
