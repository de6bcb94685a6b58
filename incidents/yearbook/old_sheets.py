"""Files of the past as rows of text: CSV in either encoding, XLSX with merged headings.

A cell that starts with `=` is the text it is; nothing here is ever worked out.
"""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from resources.errors import Refusal

MOST_BYTES: Final = 30_000_000
MOST_UNPACKED: Final = 300_000_000
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 4_000
_ZIP: Final = b"PK\x03\x04"


class BadRegister(Refusal):
    """A file of the past that cannot be taken in; each fault is a line. Nothing was stored."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a file: the number a person sees beside it, and its cells as text."""

    number: int
    cells: tuple[str, ...]

    def __getitem__(self, at: int) -> str:
        return self.cells[at] if at < len(self.cells) else ""


def read_sheet(content: bytes) -> tuple[SheetRow, ...]:
    """Read a file by what it is, not by its name; empty rows are left out; raises BadRegister."""
    if len(content) > MOST_BYTES:
        raise BadRegister(f"文件超过 {MOST_BYTES // 1_000_000} MB，请按年分开后再导入。")
    rows = _workbook(content) if content.startswith(_ZIP) else _text(content)
    for row in rows:
        for at, cell in enumerate(row.cells):
            if len(cell) > LONGEST_CELL:
                raise BadRegister(
                    f"第 {row.number} 行第 {at + 1} 列超过 {LONGEST_CELL} 字，请核对文件是否损坏。"
                )
    return tuple(row for row in rows if any(row.cells))


def _text(content: bytes) -> list[SheetRow]:
    text = _decoded(content)
    if "\x00" in text:
        raise BadRegister("文件不是文字（含有空字符）；请另存为 CSV 或 XLSX 后再导入。")
    first = text.split("\n", 1)[0]
    mark = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    rows: list[SheetRow] = []
    try:
        before = 0
        for cells in reader:
            # A cell may hold line ends: the number is that of the line its row begins on.
            rows.append(SheetRow(before + 1, _stripped(cells)))
            before = reader.line_num
            _check_size(len(rows), len(cells))
    except csv.Error as error:
        raise BadRegister(f"第 {reader.line_num} 行不是完整的 CSV（{error}）。") from error
    return rows


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadRegister("文件不是 UTF-8 或 GB 18030 文字；请另存为 CSV 或 XLSX 后再导入。")


def _workbook(content: bytes) -> list[SheetRow]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise BadRegister("工作簿解压后过大，请按年分开后再导入。")
        book = load_workbook(io.BytesIO(content), data_only=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise BadRegister("不是完好的 XLSX 文件，请用表格软件另存后再导入。") from error
    sheet = book.worksheets[0] if book.worksheets else None
    if sheet is None:
        raise BadRegister("工作簿里没有工作表。")
    _check_size(sheet.max_row or 0, sheet.max_column or 0)
    rows = [
        SheetRow(number, tuple(_cell_text(value) for value in values))
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1)
    ]
    # A merged heading is the heading of every column it spans.
    grid = [list(row.cells) for row in rows]
    for merged in sheet.merged_cells.ranges:
        words = grid[merged.min_row - 1][merged.min_col - 1]
        if merged.max_row == merged.min_row:
            for at in range(merged.min_col - 1, merged.max_col):
                grid[merged.min_row - 1][at] = words
    return [SheetRow(row.number, tuple(cells)) for row, cells in zip(rows, grid, strict=True)]


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}" if value.time() != time() else f"{value:%Y-%m-%d}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M:%S}"
    if isinstance(value, float):
        # A sheet keeps every number as a binary fraction; the shortest text is what was typed.
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()


def _stripped(cells: list[str]) -> tuple[str, ...]:
    return tuple(cell.strip().strip("\u3000") for cell in cells)


def _check_size(rows: int, columns: int) -> None:
    if rows > MOST_ROWS:
        raise BadRegister(f"超过 {MOST_ROWS} 行，请按年分开后再导入。")
    if columns > MOST_COLUMNS:
        raise BadRegister(f"超过 {MOST_COLUMNS} 列，请核对文件。")
