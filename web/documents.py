"""The one door to the files of `web/office`: which forms there are, and a table in one of them."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import current_app

from incidents.yearbook.counting import Table
from resources.errors import BadInput, FieldFault
from resources.queries import county
from web.charts import chart_svg, usual_kind
from web.office.comma_file import csv_bytes as csv_bytes
from web.office.comma_file import to_csv as to_csv
from web.office.official_letter import to_docx
from web.office.own_template import filled
from web.office.paper import Block, Paper, Picture, Shown
from web.office.terminal import to_text as to_text
from web.office.typeset import paper_pdf
from web.office.wire import CellUrl as CellUrl
from web.office.wire import to_json_value as to_json_value
from web.office.words import DEMO_MARK, remarks
from web.office.words import Value as Value
from web.office.words import printable as printable
from web.office.words import text_width as text_width
from web.office.workbook import to_xlsx as to_xlsx

MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
"""The forms a table is handed out in as a file, beside JSON and text."""
FILES: Final = tuple((form, form.upper()) for form in ("xlsx", "docx", "pdf", "csv"))
"""Each form with the word on its button."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose paper it is, and the brigade's own template for DOCX where there is one."""

    county: str
    template: Path | None = None


def letterhead() -> Letterhead:
    """The letterhead of this installation."""
    here = county()
    return Letterhead(here.name if here else "", current_app.config["DOCX_TEMPLATE"])


def written(table: Table, form: str, head: Letterhead) -> bytes:
    """Write a table in one of the forms; raises BadInput for another form, BadTemplate."""
    if form == "csv":
        return to_csv(table)
    if form == "xlsx":
        return to_xlsx(table)
    if form == "docx":
        if head.template is not None:
            return filled(head.template, table, head.county)
        return to_docx(table_paper(table, head))
    if form == "pdf":
        return paper_pdf(table_paper(table, head))
    known = "、".join(("json", *MEDIA_TYPES))
    raise BadInput((FieldFault("format", f"没有这种格式，可用 {known}。"),))


def table_paper(table: Table, head: Letterhead) -> Paper:
    """One table as a paper, with its picture where one tells something."""
    subtitle = "　".join(word for word in (head.county, table.period_label) if word)
    blocks: tuple[Block, ...] = (Shown(table, tuple(remarks(table))),)
    kind = usual_kind(table)
    if kind is not None:
        blocks += (Picture(chart_svg(table, kind).decode(), table.caption),)
    return Paper(head.county, table.definition.title, subtitle, blocks)


def file_name(table: Table, form: str) -> str:
    """Name the file of a table: which table, which time, and whether demo data are in it."""
    period = f"{table.from_year}-{table.to_year}"
    if table.period:
        period = in_a_name(table.period)
    mark = f"-{DEMO_MARK}" if table.generated else ""
    return f"{table.definition.name}-{period}{mark}.{form}"


def in_a_name(words: str) -> str:
    """Write words as a part of a file's name: letters and figures, parted by hyphens."""
    return re.sub(r"[^\w]+", "-", printable(words)).strip("-")
