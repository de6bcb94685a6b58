"""The yearbook's tables on a page, each figure a way to the records behind it."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from flask import Response as Answer
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from incidents.yearbook import record_queries
from incidents.yearbook.counting import Table
from incidents.yearbook.definitions import plain
from incidents.yearbook.questions import Question
from resources.errors import BadInput, FieldFault
from web import documents, yearbook_tables
from web import yearbook_choices as choices
from web.access import allow
from web.api.yearbook import COUNTERS
from web.asking import address, asked_question, cell_words, row_of
from web.beside import beside
from web.chart_looks import style_sheet
from web.chart_subject import ChartKind
from web.charts import chart_svg, usual_kind
from web.clock import now
from web.pages import blueprint
from web.presenting import SERVICE_ZONE
from web.printed_shapes import page_link
from web.yearbook_shapes import pictures, record_shape, table_shape

OF_THE_PAGE: Final = ("chart", "of", "across")
"""Parameters that choose what is shown, beside those of the question."""
ZONE: Final = SERVICE_ZONE.key
_HASH: Final = b64encode(sha256(style_sheet().encode()).digest()).decode()
PICTURE_POLICY: Final = f"default-src 'none'; style-src 'sha256-{_HASH}'"
"""A picture opened by itself may use the one style sheet it carries, and nothing else."""


@blueprint.get("/yearbook")
@allow(*COUNTERS)
def show_yearbook() -> Response | str | tuple[str, int]:
    """Show a table of the yearbook; what was asked in a roundabout way gets its short address."""
    told = {name: value for name, value in request.args.items() if value.strip()}
    try:
        question = asked_question(told)
        yearbook_tables.definition(question.table)
        if not all(request.args.values()) or "across" in told:
            return redirect(_short_address(question, told), 302)
        return _page(question, yearbook_tables.answer(question, ZONE), told)
    except BadInput as bad:
        return _refused_page(told, bad), 422


def _short_address(question: Question, told: Mapping[str, str]) -> str:
    return address("/yearbook", question, **{k: told[k] for k in ("chart", "of") if k in told})


def _refused_page(told: Mapping[str, str], bad: BadInput) -> str:
    """Show the usual years of the table, what was typed, and what is wrong with it."""
    known = {one.name for one in yearbook_tables.definitions()}
    name = told.get("table", "calls")
    question = asked_question({"table": name if name in known else "calls"})
    return _page(question, yearbook_tables.answer(question, ZONE), told, str(bad))


def _page(question: Question, table: Table, told: Mapping[str, str], refusal: str = "") -> str:
    row, folded = choices.fields(question, told)
    return render_template(
        "yearbook.html",
        table=table_shape(table, question),
        groups=choices.table_groups(),
        shelves=choices.shelves(question),
        periods=choices.PERIODS,
        time=choices.time_fields(question, told),
        fields=row,
        folded=folded,
        is_folded=not any(field.chosen for field in folded),
        files=[(words, _file_address(question, form)) for form, words in documents.FILES],
        map_path=address("/yearbook/map", Question("calls", question.period)),
        picture=pictures(table, question, told.get("chart", ""), told.get("of", "")),
        printed_at=now(),
        refusal=refusal,
        beside=beside(table, question, page_link),
    )


def _file_address(question: Question, form: str) -> str:
    return address(f"/yearbook/{question.table}.{form}", question)


@blueprint.get("/yearbook/records")
@allow(*COUNTERS)
def show_records() -> str:
    """Show the records behind one cell, a page at a time."""
    args = dict(request.args.items())
    question = asked_question(args)
    row, column = args.get("row", ""), args.get("column", "")
    if not row or not column:
        raise BadInput([FieldFault("row", "请从统计表中的数字打开：缺少 row 或 column。")])
    after = args.get("after", "")
    table = yearbook_tables.answer(question, ZONE, explain=False)
    heading = table.definition.column(column)
    line = row_of(table, row)
    behind = yearbook_tables.behind(question, row, column, ZONE, after)
    here = {"row": row, "column": column}
    return render_template(
        "records.html",
        title=cell_words(table, line, heading),
        asked=table.asked,
        column=heading,
        records=[record_shape(one, heading) for one in record_queries.lines(behind.parts)],
        count=behind.records,
        total=plain(heading, behind.total),
        in_table=plain(heading, line.known(column)),
        returned=plain(heading, behind.returned) if behind.returned else None,
        agrees=line.known(column) == behind.total + behind.returned,
        first=address("/yearbook/records", question, **here) if after else None,
        next=address("/yearbook/records", question, **here, after=behind.next)
        if behind.next
        else None,
        back=address("/yearbook", question),
    )


@blueprint.get("/yearbook/<table>.svg")
@allow(*COUNTERS)
def show_picture(table: str) -> Answer:
    """Draw a table."""
    args = dict(request.args.items()) | {"table": table}
    question = asked_question(args)
    counted = yearbook_tables.answer(question, ZONE, explain=False)
    asked = args.get("chart", "")
    if asked and asked not in {kind.value for kind in ChartKind}:
        known = "、".join(ChartKind)
        raise BadInput([FieldFault("chart", f"没有这种图，可用：{known}。")])
    kind = ChartKind(asked) if asked else usual_kind(counted) or ChartKind.BARS
    drawing = chart_svg(counted, kind, args.get("of", ""))
    answer = Answer(drawing, mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = PICTURE_POLICY
    return answer


@blueprint.get("/yearbook/<table>.<form>")
@allow(*COUNTERS)
def download_table(table: str, form: str) -> Response:
    """Go to the file of a table."""
    told = {name: value for name, value in request.args.items() if name != "table"}
    query = urlencode({**told, "format": form})
    return redirect(f"{url_for('api.show_table', table=table)}?{query}", 303)
