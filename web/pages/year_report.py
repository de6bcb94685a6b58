"""The year report (年度警情分析): tables, pictures and sentences of one year, and as a file."""

import io
from typing import Final

from flask import render_template, request, send_file
from werkzeug.wrappers import Response

from resources.errors import BadInput, FieldFault
from web import documents
from web.access import allow
from web.api.yearbook import COUNTERS
from web.asking import address, latest_year
from web.charts import told
from web.clock import now
from web.office.official_letter import to_docx
from web.office.paper import Heading, Note, Words
from web.office.typeset import paper_pdf
from web.office.words import DEMO_MARK
from web.office.workbook import to_xlsx
from web.pages import blueprint
from web.pages.frame import Context
from web.presenting import SERVICE_ZONE
from web.reading import Reader
from web.year_report import TITLE, Asked, Piece, Report, as_paper, remarks_of, report_of
from web.yearbook_shapes import picture_address, table_shape

SETTERS: Final = {"docx": to_docx, "pdf": paper_pdf}
FORMS: Final = (*SETTERS, "xlsx")


@blueprint.get("/yearbook/report")
@allow(*COUNTERS)
def show_year_report() -> Response | str | tuple[str, int]:
    """Show the report of a year, or hand it out as DOCX, PDF or its tables as XLSX."""
    reader = Reader(dict(request.args.items()))
    form = reader.text("format")
    try:
        year = reader.whole("year", most=9999)
        reader.finish()
        report = report_of(year or latest_year(), SERVICE_ZONE.key, now())
    except BadInput as bad:
        report = report_of(latest_year(), SERVICE_ZONE.key, now())
        return _page(report, request.args.get("year", ""), str(bad)), 422
    if not form:
        return _page(report, str(report.year))
    if form not in FORMS:
        raise BadInput((FieldFault("format", f"没有这种格式，可用 {'、'.join(FORMS)}。"),))
    return _file(report, form)


def _page(report: Report, typed: str, refusal: str = "") -> str:
    return render_template(
        "year_report.html",
        title=TITLE,
        year=report.year,
        typed=typed,
        period=report.period,
        is_demo=report.is_demo,
        pieces=[_shown(piece) for piece in report.pieces],
        forms=[(form, form.upper()) for form in FORMS],
        refusal=refusal,
    )


def _shown(piece: Piece) -> Context:
    if isinstance(piece, Heading):
        return {"kind": "heading", "words": piece.words}
    if isinstance(piece, Words):
        return {"kind": "words", "words": piece.words}
    if isinstance(piece, Note):
        return {"kind": "note", "words": piece.words}
    if isinstance(piece, Asked):
        return {
            "kind": "table",
            "table": table_shape(piece.table, piece.question),
            "remarks": remarks_of(piece.table),
            "path": address("/yearbook", piece.question),
        }
    return {
        "kind": "picture",
        "caption": piece.caption,
        "src": picture_address(piece.asked.question, piece.kind, ""),
        "alt": told(piece.asked.table, piece.kind),
    }


def _file(report: Report, form: str) -> Response:
    if form == "xlsx":
        # A workbook has no sentences: its tables, a sheet each.
        content = to_xlsx(*report.tables)
    else:
        content = SETTERS[form](as_paper(report, documents.letterhead().county))
    mark = f"-{DEMO_MARK}" if report.is_demo else ""
    return send_file(
        io.BytesIO(content),
        documents.MEDIA_TYPES[form],
        as_attachment=True,
        download_name=f"{TITLE}-{report.year}{mark}.{form}",
    )
