"""What stands behind a figure of the yearbook over the JSON interface, a page at a time."""

from typing import Final
from urllib.parse import urlencode

from flask import Response, jsonify, request, url_for

from incidents.categories import CATEGORIES
from incidents.yearbook import record_queries
from incidents.yearbook.questions import Question
from incidents.yearbook.record_queries import RecordLine
from resources.errors import BadInput, FieldFault
from web import yearbook_tables
from web.access import allow
from web.api import blueprint
from web.api.yearbook import COUNTERS, asked
from web.presenting import SERVICE_ZONE
from web.reading import Reader
from web.shapes import Json, masked_words, moment

MOST_AT_ONCE: Final = 1000
"""So many records one answer holds; `next` is the address of the following ones."""


@blueprint.get("/yearbook/<table>/records")
@allow(*COUNTERS)
def show_behind(table: str) -> Response:
    """Show the records behind one cell."""
    reader = Reader({name: request.args.get(name, "") for name in ("row", "column", "after")})
    row, column, after = (reader.text(name) for name in ("row", "column", "after"))
    reader.finish()
    if not row or not column:
        raise BadInput([FieldFault("row", "请给出 row 和 column，例如 row=total&column=total。")])
    question = asked(table)
    behind = yearbook_tables.behind(question, row, column, SERVICE_ZONE.key, after, MOST_AT_ONCE)
    here = url_for("api.show_behind", table=table)
    return jsonify(
        {
            "records": [_record(line) for line in record_queries.lines(behind.parts)],
            "count": behind.records,
            "total": behind.total,
            "returned": behind.returned,
            "next": _asked_on(here, question, row, column, behind.next) if behind.next else None,
        }
    )


def _asked_on(path: str, question: Question, row: str, column: str, after: str) -> str:
    told = {name: value for name, value in question.parameters if name != "table"}
    return f"{path}?{urlencode({**told, 'row': row, 'column': column, 'after': after})}"


def _record(line: RecordLine) -> dict[str, Json]:
    kind = CATEGORIES.get(line.category)
    return {
        "number": line.number,
        "incident": line.incident_number,
        "amount": line.amount,
        "at": moment(line.at),
        "category": line.category or None,
        "category_label": kind.name if kind else None,
        "place": masked_words(line.place),
        "is_generated": line.is_generated,
    }
