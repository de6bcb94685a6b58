"""Yearbook tables as files: CSV, XLSX, JSON and text for the terminal."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from incidents.yearbook.counting import Cell, Row, Table
from incidents.yearbook.tables import NOT_KNOWN, Column, Kind, in_unit, plain

Value = str | int | Decimal
CellUrl = Callable[[Cell], str]

# What a spreadsheet takes for the start of a formula (ASVS 1.2.10); the wide forms are typed here.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_XLSX_TEXT: Final = 32_767
"""An XLSX cell holds no more; XlsxWriter drops what is longer."""

HEADING_FONT: Final = "宋体"
BODY_FONT: Final = "仿宋"


def csv_bytes(rows: Iterable[Sequence[Value]]) -> bytes:
    """Write rows as CSV that office programs read: UTF-8 with BOM, CRLF, no text a formula."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerows([[_guarded(value) for value in row] for row in rows])
    return buffer.getvalue().encode("utf-8-sig")


def _guarded(value: Value) -> str:
    if not isinstance(value, str):
        return str(value)
    # Cleaned first: a control character before an equals sign must not hide it.
    text = printable(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def printable(text: str) -> str:
    """Drop what no office file may hold: control characters, lone surrogates, non-characters."""
    return "".join(c for c in text if c in "\t\n\r" or _is_printable(c))


def _is_printable(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs") and ord(character) & 0xFFFE != 0xFFFE


def to_csv(table: Table) -> bytes:
    """Write a table as CSV: the headings, the years and the total, and nothing else."""
    lines: list[list[Value]] = [[*_headings(table)]]
    lines += [[row.label, *_numbers(table, row)] for row in (*table.rows, table.total)]
    return csv_bytes(lines)


def to_text(table: Table) -> str:
    """Lay a table out for the terminal, where a Chinese character is two columns wide."""
    columns = table.definition.columns
    lines = [_headings(table)]
    for row in (*table.rows, table.total):
        figures = zip(columns, row.cells, strict=True)
        lines.append([row.label, *(plain(column, cell.amount) for column, cell in figures)])
    widths = [max(map(text_width, words)) for words in zip(*lines, strict=True)]
    body = [
        "  ".join(
            [_padded(line[0], widths[0], left=True)]
            + [_padded(words, width) for words, width in zip(line[1:], widths[1:], strict=True)]
        ).rstrip()
        for line in lines
    ]
    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    body[1:1] = [rule]
    body[-1:-1] = [rule]
    return "\n".join([table.caption, "", *body, "", *_remarks(table)]) + "\n"


def text_width(text: str) -> int:
    """Return how many columns a text takes in a terminal."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _padded(text: str, width: int, left: bool = False) -> str:
    space = " " * (width - text_width(text))
    return text + space if left else space + text


def to_json_value(table: Table, url_for_cell: CellUrl) -> dict[str, object]:
    """Return a table for `json.dumps`; each cell carries the address of what stands behind it.

    Money comes as `value` in 万元, as printed, and exactly as `fen`.
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
        "generated": table.generated,
        "columns": [
            {"key": c.key, "heading": c.heading, "unit": c.unit, "kind": c.kind.value}
            for c in counted.columns
        ],
        "rows": [_row_value(table, row, url_for_cell) for row in table.rows],
        "total": _row_value(table, table.total, url_for_cell),
        "checks": [{"text": check.text, "holds": check.holds} for check in table.checks],
        "notes": list(table.notes),
    }


def _row_value(table: Table, row: Row, url_for_cell: CellUrl) -> dict[str, object]:
    cells = [
        _cell_value(column, cell, url_for_cell)
        for column, cell in zip(table.definition.columns, row.cells, strict=True)
    ]
    return {"row": row.key, "label": row.label, "cells": cells}


def _cell_value(column: Column, cell: Cell, url_for_cell: CellUrl) -> dict[str, object]:
    value: dict[str, object] = {"column": column.key, "value": cell.amount}
    if cell.amount is not None and column.kind not in (Kind.COUNT, Kind.PEOPLE, Kind.SECONDS):
        value["value"] = float(in_unit(column, cell.amount))
    if column.kind is Kind.MONEY:
        value["fen"] = cell.amount
    return value | {"text": plain(column, cell.amount), "incidents": url_for_cell(cell)}


def to_xlsx(table: Table) -> bytes:
    """Write a table as a workbook of one sheet: figures as numbers, every text as text."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        # A sheet name holds at most 31 characters.
        sheet = workbook.add_worksheet(table.definition.title[:31])
        _lay_out_page(sheet, table)
        _write_sheet(workbook, sheet, table)
    return buffer.getvalue()


def _lay_out_page(sheet: Worksheet, table: Table) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(0, 1)
    sheet.set_column(0, 0, 10)
    for number, column in enumerate(table.definition.columns, start=1):
        sheet.set_column(number, number, max(12, text_width(column.printed) + 2))


def _write_sheet(workbook: Workbook, sheet: Worksheet, table: Table) -> None:
    last = len(table.definition.columns)
    caption = _format(workbook, font_name=HEADING_FONT, font_size=16, bold=True, align="center")
    heading = _format(
        workbook, font_name=HEADING_FONT, bold=True, border=1, align="center", text_wrap=True
    )
    remark = _format(workbook, font_name=BODY_FONT, text_wrap=True, align="left", valign="top")
    _write_wide(sheet, 0, last, table.caption, caption)
    for number, words in enumerate(_headings(table)):
        _write_text(sheet, 1, number, words, heading)
    for number, row in enumerate((*table.rows, table.total), start=2):
        _write_row(workbook, sheet, number, table, row)
    width = 10 + sum(max(12, text_width(c.printed) + 2) for c in table.definition.columns)
    for number, words in enumerate(_remarks(table), start=len(table.rows) + 4):
        sheet.set_row(number, 16 * (1 + text_width(words) // width))
        _write_wide(sheet, number, last, words, remark)


def _write_row(workbook: Workbook, sheet: Worksheet, number: int, table: Table, row: Row) -> None:
    is_total = row is table.total
    label = _format(workbook, font_name=BODY_FONT, bold=is_total, border=1, align="center")
    _write_text(sheet, number, 0, row.label, label)
    for place, (column, cell) in enumerate(
        zip(table.definition.columns, row.cells, strict=True), start=1
    ):
        digits = "0.0000" if column.kind in (Kind.MONEY, Kind.RATE) else "0"
        figure = _format(
            workbook, font_name=BODY_FONT, bold=is_total, border=1, num_format=digits, align="right"
        )
        if cell.amount is None:
            _write_text(sheet, number, place, NOT_KNOWN, figure)
            continue
        sheet.write_number(number, place, float(in_unit(column, cell.amount)), figure)


def _write_wide(sheet: Worksheet, row: int, last: int, text: str, style: Format) -> None:
    # merge_range would guess a type from the text; an empty one leaves the text to write_string.
    sheet.merge_range(row, 0, row, last, "", style)
    _write_text(sheet, row, 0, text, style)


def _write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    sheet.write_string(row, column, printable(text)[:LONGEST_XLSX_TEXT], style)


def _format(workbook: Workbook, **properties: str | int | bool) -> Format:
    return workbook.add_format(properties)


def _headings(table: Table) -> list[str]:
    return [table.definition.row_heading, *(column.printed for column in table.definition.columns)]


def _numbers(table: Table, row: Row) -> list[Value]:
    figures = zip(table.definition.columns, row.cells, strict=True)
    return [
        NOT_KNOWN if cell.amount is None else in_unit(column, cell.amount)
        for column, cell in figures
    ]


def _remarks(table: Table) -> Iterator[str]:
    counted = table.definition
    yield f"统计口径 {counted.version}：{counted.population}。"
    yield f"{counted.source}。"
    for number, note in enumerate(table.notes, start=1):
        yield f"注{number}：{note}"
    broken = [check.text for check in table.checks if not check.holds]
    if broken:
        yield from (f"核对不符：{text}" for text in broken)
    else:
        yield f"核对：{len(table.checks)} 项加总核对全部相符。"
