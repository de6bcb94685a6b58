"""Long lists written to disk row by row: neither the rows nor the file are ever held whole."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import xlsxwriter

from web.office.comma_file import BOM, csv_lines
from web.office.words import Value, text_width
from web.office.workbook import BODY_FONT, HEADING_FONT, write_text

MOST_XLSX_ROWS: Final = 1_048_575
"""What a sheet holds beside its heading."""
SHEET: Final = "清单"
NOTES: Final = "说明"
NARROWEST: Final = 10


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a list as CSV: UTF-8 with BOM, CRLF, no text a formula."""
    with path.open("wb") as file:
        file.write(BOM)
        file.writelines(csv_lines(chain([headings], rows)))


def write_xlsx(
    path: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    notes: Callable[[], Sequence[str]],
) -> None:
    """Write a list as a workbook, and its notes, asked for at the end, on a second sheet.

    What waits to be packed lies beside the file: a folder for passing things may be memory.
    """
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        sheet = workbook.add_worksheet(SHEET)
        heading = workbook.add_format({"font_name": HEADING_FONT, "bold": True, "border": 1})
        body = workbook.add_format({"font_name": BODY_FONT})
        for place, words in enumerate(headings):
            sheet.set_column(place, place, max(NARROWEST, text_width(words) + 2))
            write_text(sheet, 0, place, words, heading)
        sheet.freeze_panes(1, 1)
        number = 0
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    if value:
                        write_text(sheet, number, place, value, body)
                else:
                    sheet.write_number(number, place, float(value), body)
        sheet.autofilter(0, 0, number, len(headings) - 1)
        second = workbook.add_worksheet(NOTES)
        second.set_column(0, 0, 100)
        for number, words in enumerate(notes()):
            write_text(second, number, 0, words, body)
