"""Registered fires over the JSON interface: list, read, register, correct, tell a death."""

from typing import Final

from flask import Response, jsonify, request

from incidents import fire_queries
from incidents.causes import Cause
from incidents.fire_grades import FireGrade, FireOwner
from incidents.fire_queries import FireFilter
from incidents.reports import FireForm
from resources.accounts import Role
from resources.database import Session
from web import fire_deeds, fire_shapes, shapes
from web.access import allow
from web.api import blueprint
from web.api.answers import change, version_seen
from web.api.yearbook import COUNTERS
from web.reading import Reader, submitted
from web.shapes import Shape

REGISTRARS: Final = (Role.DISPATCHER, Role.CHIEF, Role.STATISTICIAN)
"""Who registers a fire and tells of a death."""
AMENDERS: Final = (Role.CHIEF, Role.STATISTICIAN)
"""Who corrects what was told."""
MOST_ROWS: Final = 200


@blueprint.get("/fires")
@allow(*COUNTERS)
def list_fires() -> Response:
    """List registered fires, newest first, of every owner unless one is asked for."""
    reader = Reader(dict(request.args.items()))
    limit = reader.whole("limit", most=MOST_ROWS, least=1) or MOST_ROWS
    offset = reader.whole("offset", most=10_000_000) or 0
    wanted = FireFilter(
        reader.moment("since"),
        reader.moment("before"),
        owner=str(reader.choice("owner", FireOwner) or ""),
        form=str(reader.choice("form", FireForm) or ""),
        cause=str(reader.choice("cause", Cause) or ""),
        grade=str(reader.choice("grade", FireGrade) or ""),
        township=reader.text("township"),
        text=reader.text("q"),
    )
    reader.finish()
    rows, total = fire_queries.fires_matching(wanted, limit, offset)
    return jsonify({"fires": fire_shapes.fires(rows), "total": total})


@blueprint.get("/fires/<number>")
@allow(*COUNTERS)
def show_fire(number: str) -> Response:
    """Show a fire with its grade, the rule behind it, and the deaths told later."""
    row = fire_queries.fire_called(number)
    response = jsonify(fire_shapes.whole(row))
    response.headers["ETag"] = f'"{row.version}"'
    return response


@blueprint.post("/fires")
@allow(*REGISTRARS)
def register_any_fire() -> Response:
    """Register a fire, with a call-out or without."""
    return _answer(fire_deeds.register(submitted()), 201)


@blueprint.post("/fires/<number>/correction")
@allow(*AMENDERS)
def amend_fire(number: str) -> Response:
    """Correct a registered fire; what it said stays in the log with the reason."""
    deed = fire_deeds.amend(number, submitted(), version_seen())

    def act(session: Session) -> Shape:
        fire = deed(session)
        session.flush()
        return shapes.fire(fire)

    return change(act)


@blueprint.post("/fires/<number>/deaths")
@allow(*REGISTRARS)
def tell_death(number: str) -> Response:
    """Tell a death of a registered fire by its day."""
    return _answer(fire_deeds.tell_death(number, submitted(), version_seen()), 201)


@blueprint.post("/fires/<number>/deaths/<death_id>/strike")
@allow(*AMENDERS)
def strike_death(number: str, death_id: str) -> Response:
    """Strike a death told by mistake."""
    return _answer(fire_deeds.strike_death(number, death_id, submitted(), version_seen()))


def _answer(deed: fire_deeds.Deed, code: int = 200) -> Response:
    def act(session: Session) -> Shape:
        fire = deed(session)
        session.flush()
        return fire_shapes.whole(fire)

    return change(act, code)
