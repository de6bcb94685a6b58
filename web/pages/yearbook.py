"""The yearbook's tables on a page, each figure a way to the records behind it."""

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from incidents.yearbook import queries, references
from incidents.yearbook.counting import Row, Table
from incidents.yearbook.tables import DEFINITIONS, plain
from resources.errors import BadInput
from resources.queries import county
from web import documents
from web.access import allow
from web.api.yearbook import COUNTERS
from web.clock import now
from web.pages import blueprint
from web.pages.frame import Context
from web.presenting import SERVICE_ZONE
from web.reading import Reader

FIRST_SHOWN, LAST_SHOWN = 2016, 2020
"""The five years of the plan; another county's page opens on its own last five."""


def _asked(reader: Reader) -> tuple[int, int]:
    here = county()
    this_year = now().astimezone(SERVICE_ZONE).year
    usual = (FIRST_SHOWN, LAST_SHOWN) if here and here.is_demo else (this_year - 4, this_year)
    first = reader.whole("from", most=9999)
    last = reader.whole("to", most=9999)
    return usual[0] if first is None else first, usual[1] if last is None else last


@blueprint.get("/yearbook")
@allow(*COUNTERS)
def show_yearbook() -> str | tuple[str, int]:
    """Show a table of the yearbook."""
    reader = Reader(dict(request.args.items()))
    name = reader.text("table") or "calls"
    first, last = _asked(reader)
    refusal, code = "", 200
    try:
        reader.finish()
        table = queries.table(name, first, last, SERVICE_ZONE.key)
    except BadInput as bad:
        refusal, code = str(bad), 422
        table = queries.table(name, FIRST_SHOWN, LAST_SHOWN, SERVICE_ZONE.key)
    page = render_template(
        "yearbook.html",
        table=_shown(table),
        tables=[(one.name, one.title) for one in DEFINITIONS.values()],
        from_year=table.from_year,
        to_year=table.to_year,
        formats=documents.FILES,
        refusal=refusal,
        comparisons=_comparisons(table),
        conflicts=_conflicts(),
    )
    return (page, code) if refusal else page


def _shown(table: Table) -> Context:
    return {
        "table": table.definition.name,
        "title": table.definition.title,
        "caption": table.caption,
        "columns": [{"label": "年份", "unit": ""}]
        + [{"label": one.heading, "unit": one.unit} for one in table.definition.columns],
        "rows": [_row(table, row, False) for row in table.rows] + [_row(table, table.total, True)],
        "definition": {"version": table.definition.version, "text": table.definition.population},
        "source": table.definition.source,
        "generated": table.generated,
        "notes": table.notes,
        "checks": table.checks,
    }


def _row(table: Table, row: Row, is_total: bool) -> Context:
    cells = []
    for column, cell in zip(table.definition.columns, row.cells, strict=True):
        address = f"{url_for('pages.show_records')}?{urlencode(cell.filters)}"
        cells.append({"text": plain(column, cell.amount), "incidents": address})
    return {"label": row.label, "is_total": is_total, "cells": cells}


def _comparisons(table: Table) -> list[Context]:
    """Compare with the printed plan where one is known; nothing is repaired on either side."""
    here = county()
    found: list[Context] = []
    for reference in references.references_for(here.code if here else "", table.definition.name):
        sentences = [one.sentence for one in references.differences(table, reference)]
        found.append(
            {
                "title": f"{reference.source} {reference.box}",
                "differences": sentences,
                "faults": references.printed_faults(reference),
            }
        )
    return found


def _conflicts() -> tuple[str, ...]:
    """Where the printed tables of the county's plan contradict each other."""
    here = county()
    if here is None or here.code != references.YOUYANG:
        return ()
    return references.printed_conflicts(references.YOUYANG_CALLS, references.YOUYANG_FIRES)


@blueprint.get("/yearbook/records")
@allow(*COUNTERS)
def show_records() -> str:
    """Show the records behind one cell."""
    reader = Reader(dict(request.args.items()))
    name, row, column = reader.text("table"), reader.text("row"), reader.text("column")
    first, last = _asked(reader)
    reader.finish()
    parts = queries.incidents_behind(name, row, column, first, last, SERVICE_ZONE.key)
    definition = DEFINITIONS[name]
    heading = definition.column(column)
    return render_template(
        "records.html",
        title=f"{definition.title}：{row if row != 'total' else '合计'} {heading.heading}",
        unit=heading.unit,
        records=[
            {
                "number": one.number,
                "incident": one.incident_number,
                "text": plain(heading, one.amount),
            }
            for one in parts
        ],
        total=plain(heading, sum(one.amount for one in parts)),
        back=f"/yearbook?{urlencode({'table': name, 'from': first, 'to': last})}",
    )


@blueprint.get("/yearbook/<table>.<form>")
@allow(*COUNTERS)
def download_table(table: str, form: str) -> Response:
    """Go to the file of a table."""
    query = {"from": request.args.get("from", ""), "to": request.args.get("to", "")}
    address = url_for("api.show_table", table=table)
    return redirect(f"{address}?{urlencode({**query, 'format': form})}", 303)
