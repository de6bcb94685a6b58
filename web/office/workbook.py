"""Tables as an XLSX workbook: figures as numbers, sums as formulas, every text as text."""

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from incidents.yearbook.counting import Cell, Row, Table
from incidents.yearbook.tables import ADDING, NOT_KNOWN, Column, Kind, in_unit, plain
from web.office.words import (
    all_rows,
    headings,
    note_line,
    printable,
    remarks,
    row_label,
    text_width,
)

LONGEST_TEXT: Final = 32_767
"""An XLSX cell holds no more; XlsxWriter drops what is longer."""
LONGEST_NAME: Final = 31
EXPLANATIONS: Final = "口径与说明"

HEADING_FONT: Final = "宋体"
BODY_FONT: Final = "仿宋"
A4: Final = 9
FIRST_ROW: Final = 2
"""The first row of figures, counted from nought: title and headings stand above."""
LABEL_WIDTH: Final = 10
WIDEST_LABEL: Final = 30
NARROWEST: Final = 6
LINE_PT: Final = 16
MOST_UPRIGHT: Final = 7
"""A table of more columns is printed across (横向)."""
SECONDS_PER_DAY: Final = 86_400
FORMATS: Final = {
    Kind.COUNT: "0",
    Kind.PEOPLE: "0",
    Kind.MONEY: "0.0000",
    Kind.SECONDS: "[m]:ss",
    Kind.SHARE: "0.00",
    Kind.RATE: "0.0000",
}


def to_xlsx(*tables: Table) -> bytes:
    """Write tables as a workbook, a sheet each; the last sheet says what each of them counts."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        styles = Styles(workbook)
        for name, table in zip(sheet_names(tables), tables, strict=True):
            _write_table(workbook.add_worksheet(name), table, styles)
        _write_explanations(workbook.add_worksheet(EXPLANATIONS), tables, styles)
    return buffer.getvalue()


def sheet_names(tables: Sequence[Table]) -> list[str]:
    """Name a sheet for each table: no two alike, and nothing a sheet may not be called."""
    taken = {EXPLANATIONS}
    names = []
    for table in tables:
        title = re.sub(r"[\[\]:*?/\\']", "", printable(table.definition.title)).strip() or "表"
        for number in count(1):
            mark = "" if number == 1 else f"（{number}）"
            name = title[: LONGEST_NAME - len(mark)] + mark
            # A spreadsheet takes two names that differ in case only for one.
            if name.casefold() not in taken:
                break
        taken.add(name.casefold())
        names.append(name)
    return names


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, str | int | bool], ...], Format] = {}

    def of(self, **properties: str | int | bool) -> Format:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]

    @property
    def caption(self) -> Format:
        """That of a title."""
        return self.of(font_name=HEADING_FONT, font_size=16, bold=True, align="center")

    @property
    def heading(self) -> Format:
        """That of a column heading."""
        return self.of(
            font_name=HEADING_FONT,
            bold=True,
            border=1,
            align="center",
            valign="vcenter",
            text_wrap=True,
        )

    @property
    def remark(self) -> Format:
        """That of a note under a table."""
        return self.of(font_name=BODY_FONT, text_wrap=True, align="left", valign="top")

    def label(self, is_total: bool) -> Format:
        """That of a row label."""
        return self.of(font_name=BODY_FONT, bold=is_total, border=1, align="center", text_wrap=True)

    def figure(self, column: Column, is_total: bool) -> Format:
        """That of a figure of a column."""
        return self.of(
            font_name=BODY_FONT,
            bold=is_total,
            border=1,
            num_format=FORMATS[column.kind],
            align="right",
        )


def _write_table(sheet: Worksheet, table: Table, styles: Styles) -> None:
    widths = _lay_out_page(sheet, table)
    last = len(table.definition.columns)
    _write_wide(sheet, 0, last, table.caption, styles.caption)
    sheet.set_row(0, 24)
    told = headings(table)
    lines = max(
        -(-text_width(words) // (width - 2)) for words, width in zip(told, widths, strict=True)
    )
    # A program that opens the file does not make room for what is broken into lines.
    sheet.set_row(1, LINE_PT * lines)
    for number, words in enumerate(told):
        write_text(sheet, 1, number, words, styles.heading)
    for number, row in enumerate(all_rows(table), start=FIRST_ROW):
        _write_row(sheet, number, table, row, styles)
    for number, words in enumerate(remarks(table), start=FIRST_ROW + len(table.rows) + 2):
        sheet.set_row(number, LINE_PT * (1 + text_width(words) // sum(widths)))
        _write_wide(sheet, number, last, words, styles.remark)


def _lay_out_page(sheet: Worksheet, table: Table) -> list[int]:
    """Set up the printed page, and return the widths of the columns."""
    labels = max((text_width(row_label(row)) for row in all_rows(table)), default=0) + 2
    widths = [min(max(LABEL_WIDTH, labels), WIDEST_LABEL)]
    for place, column in enumerate(table.definition.columns):
        figures = (plain(column, row.cells[place].amount) for row in all_rows(table))
        # A heading is broken into two lines; Excel puts crosses where a number finds no room.
        narrowest = -(-text_width(column.printed) // 2)
        widths.append(max([narrowest, *map(text_width, figures), NARROWEST]) + 2)
    _set_up_paper(sheet, is_wide=len(widths) > MOST_UPRIGHT)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.repeat_rows(0, FIRST_ROW - 1)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    return widths


def _set_up_paper(sheet: Worksheet, is_wide: bool) -> None:
    sheet.set_paper(A4)
    if is_wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_footer("&C— &P —")


def _write_row(sheet: Worksheet, number: int, table: Table, row: Row, styles: Styles) -> None:
    is_total = row is table.total
    write_text(sheet, number, 0, row_label(row), styles.label(is_total))
    figures = zip(table.definition.columns, row.cells, strict=True)
    for place, (column, cell) in enumerate(figures, start=1):
        style = styles.figure(column, is_total)
        if cell.amount is None:
            write_text(sheet, number, place, NOT_KNOWN, style)
        elif column.kind is Kind.SECONDS and cell.amount < 0:
            # A spreadsheet shows a time below nought as a row of crosses.
            write_text(sheet, number, place, plain(column, cell.amount), style)
        elif is_total and is_sum(table, column, cell):
            above = xl_range(FIRST_ROW, place, number - 1, place)
            sheet.write_formula(
                number, place, f"=SUM({above})", style, _number(column, cell.amount)
            )
        else:
            sheet.write_number(number, place, _number(column, cell.amount), style)


def is_sum(table: Table, column: Column, total: Cell) -> bool:
    """Whether the total of a column is what a spreadsheet gets by adding up the rows above it.

    Rates and shares are no sums. Nor is a total of which a row is unknown, one of records that
    stand in several rows, and money whose rounded rows differ from its total in the last digit:
    there the number stands alone, or the sheet would say something else than the printed table.
    """
    if column.kind not in ADDING or total.amount is None or not table.rows:
        return False
    amounts = [row.known(column.key) for row in table.rows]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts) or sum(known) != total.amount:
        return False
    shown = sum((in_unit(column, amount) for amount in known), Decimal(0))
    return shown == in_unit(column, total.amount)


def _number(column: Column, amount: int) -> float:
    if column.kind is Kind.SECONDS:
        return amount / SECONDS_PER_DAY
    return float(in_unit(column, amount))


def _write_explanations(sheet: Worksheet, tables: Sequence[Table], styles: Styles) -> None:
    """Write the sheet that tells of each table what was asked, counted, noted and checked."""
    _set_up_paper(sheet, is_wide=False)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    _write_wide(sheet, 0, 1, EXPLANATIONS, styles.caption)
    line = 1
    for table in tables:
        _write_wide(sheet, line, 1, table.caption, styles.heading)
        for name, words in _explained(table):
            line += 1
            sheet.set_row(line, LINE_PT * (1 + text_width(words) // 90))
            write_text(sheet, line, 0, name, styles.label(False))
            write_text(sheet, line, 1, words, styles.remark)
        line += 2


def _explained(table: Table) -> list[tuple[str, str]]:
    counted = table.definition
    told = [
        ("统计时间", table.period_label),
        ("筛选", "，".join(table.asked) or "无"),
        ("统计对象", counted.population),
        ("统计口径", counted.version),
        ("版式来源", counted.source),
        *(("注", note) for note in table.notes),
        *(("核对相符" if one.holds else "核对不符", one.text) for one in table.checks),
        ("查询与依据", note_line(table)),
    ]
    return told


def _write_wide(sheet: Worksheet, row: int, last: int, text: str, style: Format) -> None:
    # merge_range would guess a type from the text; an empty one leaves the text to write_string.
    sheet.merge_range(row, 0, row, last, "", style)
    write_text(sheet, row, 0, text, style)


def write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """Write a text as text, whatever it begins with."""
    sheet.write_string(row, column, printable(text)[:LONGEST_TEXT], style)
