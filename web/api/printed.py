"""Printed tables over the JSON interface: what papers printed, beside what we count."""

from flask import Response, jsonify

from incidents.yearbook.plans import PLANS
from incidents.yearbook.printed_queries import printed_called, printed_tables
from resources.database import Session
from web import printed_deeds, printed_shapes
from web.access import allow
from web.api import blueprint
from web.api.answers import change, version_seen
from web.api.yearbook import COUNTERS
from web.printed_deeds import PRINTED_EDITORS
from web.printed_shapes import api_link
from web.reading import submitted
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
