"""The words of a table as every file prints them: headings, labels, notes, and the note line."""

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from incidents.yearbook.counting import Row, Table
from incidents.yearbook.tables import NOT_KNOWN, Column, in_unit, plain

Value = str | int | Decimal

DEMO_MARK: Final = "含演示数据"


def printable(text: str) -> str:
    """Drop what no office file may hold: control characters, lone surrogates, non-characters."""
    return "".join(c for c in text if c in "\t\n\r" or _is_printable(c))


def _is_printable(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs") and ord(character) & 0xFFFE != 0xFFFE


def text_width(text: str) -> int:
    """Return how many columns a text takes in a terminal."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def all_rows(table: Table) -> tuple[Row, ...]:
    """The rows as they are printed, the total last where there is one."""
    return (*table.rows, table.total) if table.has_total else table.rows


def row_label(row: Row) -> str:
    """The label of a row, with its mark where it is a return or something else to be told."""
    return f"{row.label}（{row.mark}）" if row.mark else row.label


def headings(table: Table) -> list[str]:
    """The printed headings, that of the row labels first."""
    return [table.definition.row_heading, *(column.printed for column in table.definition.columns)]


def numbers(table: Table, row: Row) -> list[Value]:
    """The figures of a row in the units of their columns; unknown ones as the sign for it."""
    figures = zip(table.definition.columns, row.cells, strict=True)
    return [
        NOT_KNOWN if cell.amount is None else in_unit(column, cell.amount)
        for column, cell in figures
    ]


def texts(table: Table, row: Row) -> list[str]:
    """The figures of a row as digits, times as minutes and seconds."""
    figures = zip(table.definition.columns, row.cells, strict=True)
    return [plain(column, cell.amount) for column, cell in figures]


def note_line(table: Table) -> str:
    """Say in one line what was asked and what the answer rests on.

    The end of the log and the incomplete records are told only where somebody looked.
    """
    grouped = f"按{table.definition.row_heading}分组"
    asked = "，".join((table.period_label, grouped, *table.asked))
    words = [f"查询：{table.definition.title}，{asked}", f"统计口径：{table.definition.version}"]
    if table.log_seq is not None:
        words.append(f"日志位置：第 {table.log_seq} 条")
    if table.log_seq is not None or table.incomplete:
        words.append(f"不完整记录：{table.incomplete} 条")
    if table.generated:
        words.append(f"其中生成的演示记录：{table.generated} 条")
    return "；".join(words) + "。"


def remarks(table: Table) -> Iterator[str]:
    """What stands under a table: what is counted, whose layout, notes, checks, the note line."""
    counted = table.definition
    yield f"统计口径 {counted.version}：{counted.population}。"
    yield f"{counted.source}。"
    for number, note in enumerate(table.notes, start=1):
        yield f"注{number}：{note}"
    if has_unknown(table):
        yield f"“{NOT_KNOWN}”表示没有数据或无法计算，不是零。"
    yield from _checks(table)
    yield note_line(table)


def has_unknown(table: Table) -> bool:
    """Whether a figure of a table cannot be known."""
    return any(cell.amount is None for row in all_rows(table) for cell in row.cells)


def _checks(table: Table) -> Iterator[str]:
    broken = [check.text for check in table.checks if not check.holds]
    if broken:
        yield from (f"核对不符：{text}" for text in broken)
    elif table.checks:
        yield f"核对：{len(table.checks)} 项加总核对全部相符。"


def common_unit(columns: tuple[Column, ...]) -> str:
    """The unit all columns share, which is then printed once above the table; else empty."""
    units = {column.unit for column in columns}
    return units.pop() if len(units) == 1 else ""
