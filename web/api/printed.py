"""Printed tables over the JSON interface: what papers printed, beside what we count."""

from flask import Response, jsonify, request

from incidents.yearbook.plans import PLANS
from incidents.yearbook.printed_queries import printed_called, printed_tables
from incidents.yearbook.questions import USUAL_YEARS
from incidents.yearbook.spans import FIRST_YEAR, LAST_YEAR
from resources.database import Session
from web import disagreements, printed_deeds, printed_shapes
from web.access import allow
from web.api import blueprint
from web.api.answers import change, version_seen
from web.api.yearbook import COUNTERS
from web.clock import now
from web.disagreements import MOST_YEARS
from web.presenting import SERVICE_ZONE
from web.printed_deeds import PRINTED_EDITORS
from web.printed_shapes import api_link
from web.reading import Reader, submitted
from web.shapes import Shape


@blueprint.get("/yearbook/printed")
@allow(*COUNTERS)
def list_printed() -> Response:
    """List the printed tables, and what each shipped plan says against itself."""
    plans = [
        {"paper": plan.paper, "findings": printed_shapes.plan_findings(plan)} for plan in PLANS
    ]
    told = [printed_shapes.listed(one) for one in printed_tables()]
    return jsonify({"printed": told, "plans": plans})


@blueprint.get("/yearbook/printed/<key>")
@allow(*COUNTERS)
def show_printed(key: str) -> Response:
    """Show a printed table, checked by itself and beside ours cell by cell."""
    printed = printed_called(key)
    response = jsonify(printed_shapes.shown(printed, api_link))
    response.headers["ETag"] = f'"{printed.version}"'
    return response


@blueprint.post("/yearbook/printed")
@allow(*PRINTED_EDITORS)
def enter_printed() -> Response:
    """Enter a table another paper printed."""
    deed = printed_deeds.enter(submitted())
    return change(lambda session: _listed(deed(session)), 201)


@blueprint.patch("/yearbook/printed/<key>")
@allow(*PRINTED_EDITORS)
def revise_printed(key: str) -> Response:
    """Put an entered table right against its paper."""
    deed = printed_deeds.revise(key, submitted(), version_seen())
    return change(lambda session: _listed(deed(session)))


@blueprint.get("/yearbook/disagreements")
@allow(*COUNTERS)
def show_disagreements() -> Response:
    """Show where tables disagree, by how much, why, and which records."""
    first, last = asked_years(Reader(dict(request.args.items())))
    return jsonify(disagreements.gathered(first, last, api_link))


def asked_years(reader: Reader) -> tuple[int, int]:
    """Read the years asked about, the last five unless told; raises BadInput."""
    this_year = now().astimezone(SERVICE_ZONE).year
    last = reader.whole("to", most=LAST_YEAR, least=FIRST_YEAR)
    first = reader.whole("from", most=LAST_YEAR, least=FIRST_YEAR)
    last = this_year if last is None else last
    first = last - USUAL_YEARS + 1 if first is None else first
    if not first <= last < first + MOST_YEARS:
        reader.blame("from", f"请给出先后正确、不超过 {MOST_YEARS} 年的起止年份。")
    reader.finish()
    return first, last


def _listed(key: str) -> Shape:
    return printed_shapes.listed(printed_called(key))


@blueprint.delete("/yearbook/printed/<key>")
@allow(*PRINTED_EDITORS)
def withdraw_printed(key: str) -> Response:
    """Take an entered table out; its figures stay in the log."""
    deed = printed_deeds.withdraw(key, version_seen())

    def act(session: Session) -> Shape:
        deed(session)
        return {"withdrawn": key}

    return change(act)
