"""A table in the brigade's own DOCX template: what the template is given, and when it is refused.

A template is a DOCX file with the marks of docxtpl (`{{ title }}`, `{%tr for row in rows %}`). Only
the file is a template: what comes from records is set as text and is never read for marks.
"""

import io
import zipfile
from pathlib import Path
from typing import Final

from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from incidents.yearbook.counting import Cell, Row, Table
from incidents.yearbook.tables import CALLS, TOTAL_KEY, TOTAL_LABEL
from resources.errors import Refusal
from web.office.words import (
    all_rows,
    common_unit,
    headings,
    note_line,
    printable,
    remarks,
    row_label,
    texts,
)

MOST_BYTES: Final = 10_000_000
MOST_UNPACKED: Final = 100_000_000
TRIAL_YEAR: Final = 2020
BODY: Final = "word/document.xml"
NAMES: Final = (
    *("county", "title", "caption", "period", "asked", "unit", "row_heading", "headings"),
    *("rows", "total", "remarks", "note_line", "population", "version", "source", "is_demo"),
)
"""The values a template may name; each row and the total have `label`, `cells` and `is_total`."""

# What a mark that cannot be filled ends in: its own faults, and those of the words it computes.
FAULTS: Final = (
    # The parser of what was filled raises a SyntaxError: a mark may tear the XML apart.
    *(TemplateError, SyntaxError, OpcError, zipfile.BadZipFile),
    *(TypeError, ValueError, LookupError, AttributeError, ArithmeticError),
)


class BadTemplate(Refusal):
    """A template of the brigade's own that cannot be filled."""


def filled(path: Path, table: Table, county: str) -> bytes:
    """Fill a template with a table; raises BadTemplate."""
    content = _read(path)
    try:
        template = DocxTemplate(io.BytesIO(content))
        # The sandbox keeps a template from reaching anything but its values; a name it does not
        # know is refused, since an empty place in a printed table looks like a nought.
        room = SandboxedEnvironment(undefined=StrictUndefined)
        template.render(values_of(table, county), room, autoescape=True)
        buffer = io.BytesIO()
        template.save(buffer)
    except FAULTS as fault:
        known = "、".join(NAMES)
        raise BadTemplate(
            f"模板 {path.name} 不能填写：{_said(fault)}。请核对模板中的标记，可用的有：{known}。"
        ) from fault
    return buffer.getvalue()


def try_out(path: Path) -> None:
    """Fill a template with an empty table of call-outs; raises BadTemplate."""
    filled(path, _empty_table(), "")


def _empty_table() -> Table:
    cells = tuple(Cell(column.key, 0) for column in CALLS.columns)
    row = Row(str(TRIAL_YEAR), f"{TRIAL_YEAR}年", cells)
    total = Row(TOTAL_KEY, TOTAL_LABEL, cells)
    return Table(CALLS, TRIAL_YEAR, TRIAL_YEAR, (row,), total, (), CALLS.notes, 0)


def _read(path: Path) -> bytes:
    try:
        content = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
    except OSError as error:
        raise BadTemplate(f"模板 {path} 无法读取：{error.strerror}，请核对路径和权限。") from error
    if not content:
        limit = MOST_BYTES // 1_000_000
        raise BadTemplate(f"模板 {path.name} 是空文件或超过 {limit} MB，请换一个。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename: part.file_size for part in archive.infolist()}
    except zipfile.BadZipFile as error:
        raise BadTemplate(
            f"模板 {path.name} 不是 DOCX 文件，请用 Word 或 WPS 另存为 .docx。"
        ) from error
    if BODY not in parts or sum(parts.values()) > MOST_UNPACKED:
        raise BadTemplate(f"模板 {path.name} 不是 DOCX 文件，请用 Word 或 WPS 另存为 .docx。")
    return content


def _said(fault: Exception) -> str:
    """The fault in its own words, on one line."""
    return printable(str(fault)).splitlines()[0] if str(fault).strip() else type(fault).__name__


def values_of(table: Table, county: str) -> dict[str, object]:
    """The values a template is given, all of them text, lists of text, or yes and no."""
    counted = table.definition
    told: dict[str, object] = {
        "county": printable(county),
        "title": printable(counted.title),
        "caption": printable(table.caption),
        "period": printable(table.period_label),
        "asked": [printable(one) for one in table.asked],
        "unit": common_unit(counted.columns),
        "row_heading": printable(counted.row_heading),
        "headings": [printable(one) for one in headings(table)[1:]],
        "rows": [_row(table, row) for row in all_rows(table)],
        "total": _row(table, table.total),
        "remarks": [printable(one) for one in remarks(table)],
        "note_line": printable(note_line(table)),
        "population": printable(counted.population),
        "version": printable(counted.version),
        "source": printable(counted.source),
        "is_demo": table.generated > 0,
    }
    assert tuple(told) == NAMES, "the sentence to whoever writes a template lists every name"
    return told


def _row(table: Table, row: Row) -> dict[str, object]:
    return {
        "label": printable(row_label(row)),
        "cells": [printable(one) for one in texts(table, row)],
        "is_total": row is table.total,
    }
