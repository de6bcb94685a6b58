"""A table as the statistician's page shows it: figures with their links, shades, notes, checks."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from incidents.categories import CATEGORIES
from incidents.yearbook.counting import Cell, Row, Table
from incidents.yearbook.definitions import Column, plain
from incidents.yearbook.questions import Question
from incidents.yearbook.record_queries import RecordLine
from web.asking import address, query_words
from web.chart_subject import KIND_LABELS, ChartKind, kinds_of
from web.charts import told
from web.office.words import has_unknown
from web.pages.frame import Context
from web.shapes import masked_words

SHADES: Final = 9
"""How many steps the shading of a grid has, apart from none."""
RECORDS: Final = "/yearbook/records"


def table_shape(table: Table, question: Question) -> Context:
    """Shape a table for the page."""
    counted = table.definition
    shades = _shades(table) if "*" in question.by else {}
    return {
        "name": counted.name,
        "title": counted.title,
        "caption": table.caption,
        "period": table.period_label,
        "row_heading": counted.row_heading,
        "columns": counted.columns,
        "rows": [_row(table, row, shades) for row in table.rows],
        "total": _row(table, table.total, {}) if table.has_total else None,
        "is_grid": bool(shades),
        "version": counted.version,
        "population": counted.population,
        "source": counted.source,
        "generated": table.generated,
        "notes": table.notes,
        "broken": [check.text for check in table.checks if not check.holds],
        "checks": len(table.checks),
        "query": query_words(question, table),
        "has_unknown": has_unknown(table),
    }


def _row(table: Table, row: Row, shades: dict[tuple[str, str], int]) -> Context:
    return {
        "label": row.label,
        "mark": row.mark,
        "adds": row.adds or not table.has_total,
        "cells": [
            {
                "text": plain(column, cell.amount),
                "records": records_of(cell),
                "shade": shades.get((row.key, column.key)),
            }
            for column, cell in zip(table.definition.columns, row.cells, strict=True)
        ],
    }


def records_of(cell: Cell) -> str | None:
    """The address of what stands behind a figure; None where no records do."""
    return f"{RECORDS}?{urlencode(cell.filters)}" if cell.filters else None


def _shades(table: Table) -> dict[tuple[str, str], int]:
    """Return the step of each cell of a grid; the highest figure has the darkest."""
    inner = [column for column in table.definition.columns if column.key != table.definition.whole]
    figures = {
        (row.key, column.key): row.amount(column.key)
        for row in table.rows
        if row.adds
        for column in inner
        if column.kind is inner[0].kind
    }
    highest = max(figures.values(), default=0)
    if highest <= 0:
        return {}
    return {place: -(-amount * SHADES // highest) for place, amount in figures.items()}


def pictures(table: Table, question: Question, kind: str, column: str) -> Context | None:
    """Shape the picture of a table and the ways to draw it otherwise; None where it has none."""
    kinds = kinds_of(table)
    if not kinds:
        return None
    shown = ChartKind(kind) if kind in kinds else kinds[0]
    keys = [one.key for one in table.definition.columns]
    chosen = column if column in keys and shown is ChartKind.BARS else ""
    return {
        "src": picture_address(question, shown, chosen),
        "alt": told(table, shown, chosen),
        "kinds": [
            {
                "label": KIND_LABELS[one],
                "path": address("/yearbook", question, chart=one) + "#picture",
                "current": one is shown,
            }
            for one in kinds
        ],
        "columns": _drawn_columns(table, question, chosen) if shown is ChartKind.BARS else [],
    }


def picture_address(question: Question, kind: ChartKind, column: str) -> str:
    """The address of the picture of a table."""
    return address(f"/yearbook/{question.table}.svg", question, chart=kind, of=column)


def _drawn_columns(table: Table, question: Question, chosen: str) -> list[Context]:
    columns: Sequence[Column] = table.definition.columns
    usual = table.definition.whole or columns[0].key
    return [
        {
            "label": column.heading,
            "path": address("/yearbook", question, chart=ChartKind.BARS, of=column.key)
            + "#picture",
            "current": column.key == (chosen or usual),
        }
        for column in columns
    ]


def record_shape(line: RecordLine, column: Column) -> Context:
    """Shape one record behind a figure; free words are masked, for every role reads this list."""
    kind = CATEGORIES.get(line.category)
    return {
        "number": line.number,
        "incident": line.incident_number,
        "at": line.at,
        "place": masked_words(line.place),
        "category": kind.name if kind else line.words,
        "is_fire": line.is_fire,
        "is_generated": line.is_generated,
        "text": plain(column, line.amount),
    }
