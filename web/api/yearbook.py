"""The yearbook over the JSON interface: the same tables as the command."""

import io
from urllib.parse import urlencode

from flask import Response, jsonify, request, send_file, url_for

from incidents.yearbook import queries
from incidents.yearbook.counting import Cell, Table
from resources.accounts import Role
from web import documents
from web.access import allow
from web.api import blueprint
from web.presenting import SERVICE_ZONE
from web.reading import Reader

COUNTERS = (Role.STATISTICIAN, Role.CHIEF, Role.ADMIN, Role.AUDITOR, Role.DISPATCHER)


def asked_table(name: str) -> Table:
    """Count the table that the request asks for; raises BadInput, UnknownTable."""
    reader = Reader(dict(request.args.items()))
    first = reader.whole("from", most=9999)
    last = reader.whole("to", most=9999)
    if first is None or last is None:
        reader.blame("from", "请给出起止年份，例如 from=2016&to=2020。")
    reader.finish()
    assert first is not None and last is not None, "finish refuses a request with a fault"
    return queries.table(name, first, last, SERVICE_ZONE.key)


def cell_url(cell: Cell) -> str:
    """The address of the incidents behind a cell."""
    filters = dict(cell.filters)
    table = filters.pop("table")
    return f"{url_for('api.show_behind', table=table)}?{urlencode(filters)}"


@blueprint.get("/yearbook/<table>")
@allow(*COUNTERS)
def show_table(table: str) -> Response:
    """Show a table as JSON, or hand it out as a file: CSV, XLSX, DOCX, PDF."""
    counted = asked_table(table)
    form = request.args.get("format", "json")
    if form == "json":
        return jsonify(documents.to_json_value(counted, cell_url))
    content = documents.written(counted, form, documents.letterhead())
    name = documents.file_name(counted, form)
    return _file(content, documents.MEDIA_TYPES[form], name)


def _file(content: bytes, kind: str, name: str) -> Response:
    # send_file writes a Chinese name as RFC 6266 wants it; a raw one is refused by the server.
    return send_file(io.BytesIO(content), kind, as_attachment=True, download_name=name)


@blueprint.get("/yearbook/<table>/records")
@allow(*COUNTERS)
def show_behind(table: str) -> Response:
    """Show the records behind one cell."""
    reader = Reader(dict(request.args.items()))
    first = reader.whole("from", most=9999)
    last = reader.whole("to", most=9999)
    row, column = reader.text("row"), reader.text("column")
    if first is None or last is None or not row or not column:
        reader.blame("row", "请给出 from、to、row、column。")
    reader.finish()
    assert first is not None and last is not None, "finish refuses a request with a fault"
    parts = queries.incidents_behind(table, row, column, first, last, SERVICE_ZONE.key)
    return jsonify(
        {
            "records": [
                {
                    "number": one.number,
                    "incident": one.incident_number,
                    "amount": one.amount,
                }
                for one in parts
            ]
        }
    )
