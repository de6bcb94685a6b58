"""CSV as office programs read it: UTF-8 with BOM, CRLF, and no text that becomes a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from incidents.yearbook.counting import Table
from web.office.words import Value, all_rows, headings, numbers, printable, row_label

# What a spreadsheet takes for the start of a formula (ASVS 1.2.10); the wide forms are typed here.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM: Final = "\ufeff".encode()


def csv_bytes(rows: Iterable[Sequence[Value]]) -> bytes:
    """Write rows as CSV that office programs read: UTF-8 with BOM, CRLF, no text a formula."""
    return BOM + b"".join(csv_lines(rows))


def csv_lines(rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Yield the bytes of each row, without the BOM: for files too long to be held."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_guarded(value) for value in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _guarded(value: Value) -> str:
    if not isinstance(value, str):
        return str(value)
    # Cleaned first: a control character before an equals sign must not hide it.
    text = printable(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def to_csv(table: Table) -> bytes:
    """Write a table as CSV: the headings, the rows and the total, and nothing else."""
    lines: list[list[Value]] = [[*headings(table)]]
    lines += [[row_label(row), *numbers(table, row)] for row in all_rows(table)]
    return csv_bytes(lines)
