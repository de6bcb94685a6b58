"""The map of incidents: where they were, and how many each township had."""

from dataclasses import replace

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from resources.errors import BadInput
from web import yearbook_choices as choices
from web.access import allow
from web.api.incident_points import NOTICE
from web.api.yearbook import COUNTERS
from web.asking import address, asked_question, query_words
from web.incident_map import COLUMN, TABLE, by_township
from web.pages import blueprint
from web.pages.frame import Context
from web.presenting import SERVICE_ZONE
from web.yearbook_shapes import records_of

TITLE = "警情分布图"
FILTERS = ("class", "urban", "station", "subclass", "level")


@blueprint.get("/yearbook/map")
@allow(*COUNTERS)
def show_incident_map() -> Response | str | tuple[str, int]:
    """Show the map of the call-outs of a time, with the table it must agree with."""
    told = {name: value for name, value in request.args.items() if value.strip()}
    try:
        question = asked_question(told)
        if not all(request.args.values()):
            return redirect(address("/yearbook/map", replace(question, table=TABLE)), 302)
        return _page(told, "")
    except BadInput as bad:
        return _page({}, str(bad), told), 422


def _page(told: dict[str, str], refusal: str, typed: dict[str, str] | None = None) -> str:
    asked = asked_question(told)
    question = replace(asked, table=TABLE, by="", compare=None, per="")
    table, townships = by_township(question, SERVICE_ZONE.key)
    row, folded = choices.fields(question, typed or told)
    total = next(cell for cell in table.total.cells if cell.key == COLUMN)
    rows: list[Context] = [
        {"name": one.name, "count": one.cell.amount, "records": records_of(one.cell)}
        for one in sorted(townships, key=lambda one: (-(one.cell.amount or 0), one.code))
    ]
    return render_template(
        "yearbook_map.html",
        caption=table.caption.replace(table.definition.title, TITLE, 1),
        query=query_words(replace(question, by="township"), table),
        periods=choices.PERIODS,
        time=choices.time_fields(question, typed or told),
        fields=[field for field in (*row, *folded) if field.name in FILTERS],
        rows=rows,
        total=total.amount,
        total_records=records_of(total),
        points=address("/yearbook/points", question),
        table_path=address("/yearbook", replace(question, by="township")),
        notice=NOTICE,
        refusal=refusal,
    )
