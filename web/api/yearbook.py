"""The yearbook over the JSON interface: the same tables as the command."""

import io
from urllib.parse import urlencode

from flask import Response, jsonify, request, send_file, url_for

from incidents.yearbook.counting import Cell
from incidents.yearbook.questions import Question, read_question
from resources.accounts import Role
from resources.errors import BadInput, FieldFault
from web import documents, yearbook_tables
from web.access import allow
from web.api import blueprint
from web.beside import beside
from web.clock import now
from web.presenting import SERVICE_ZONE
from web.printed_shapes import api_link

COUNTERS = (Role.STATISTICIAN, Role.CHIEF, Role.ADMIN, Role.AUDITOR, Role.DISPATCHER)


def asked(table: str) -> Question:
    """Read the question the request asks of a table; raises BadInput, UnknownTable."""
    args = {name: value for name, value in request.args.items() if name != "table"}
    yearbook_tables.definition(table)
    if not args.get("period") and not (args.get("from") and args.get("to")):
        raise BadInput([FieldFault("from", "请给出起止时间，例如 from=2016&to=2020。")])
    return read_question({**args, "table": table}, SERVICE_ZONE.key, now())


def cell_url(cell: Cell) -> str:
    """The address of the incidents behind a cell."""
    filters = dict(cell.filters)
    table = filters.pop("table")
    return f"{url_for('api.show_behind', table=table)}?{urlencode(filters)}"


@blueprint.get("/yearbook/<table>")
@allow(*COUNTERS)
def show_table(table: str) -> Response:
    """Show a table as JSON, or hand it out as a file: CSV, XLSX, DOCX, PDF."""
    question = asked(table)
    counted = yearbook_tables.answer(question, SERVICE_ZONE.key)
    form = request.args.get("format", "json")
    if form == "json":
        told = documents.to_json_value(counted, cell_url)
        return jsonify({**told, **beside(counted, question, api_link)})
    content = documents.written(counted, form, documents.letterhead())
    name = documents.file_name(counted, form)
    return _file(content, documents.MEDIA_TYPES[form], name)


def _file(content: bytes, kind: str, name: str) -> Response:
    # send_file writes a Chinese name as RFC 6266 wants it; a raw one is refused by the server.
    return send_file(io.BytesIO(content), kind, as_attachment=True, download_name=name)
