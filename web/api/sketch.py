"""The scene sketch over the JSON interface: read it, draw a mark, take one off."""

from flask import Response, jsonify, request

from incidents import queries, sketch_queries
from resources.database import Session
from web import sketch_deeds, sketch_shapes
from web.access import allow, current
from web.api import blueprint
from web.api.answers import change
from web.api.incidents import READERS
from web.reading import Reader, submitted
from web.shapes import Shape


@blueprint.get("/incidents/<number>/sketch")
@allow(*READERS)
def show_sketch(number: str) -> Response:
    """Show the marks of an incident's sketch; with all=1 also those taken off."""
    reader = Reader(dict(request.args.items()))
    with_struck = reader.whole("all", most=1) == 1
    reader.finish()
    row = queries.incident_numbered(number)
    marks = sketch_queries.marks_of(number, with_struck)
    return jsonify(sketch_shapes.sketch(row, marks, current()))


@blueprint.post("/incidents/<number>/sketch")
@allow(*sketch_deeds.DRAWERS)
def draw_mark(number: str) -> Response:
    """Draw a mark; every console that has the incident open sees it."""
    deed, who = sketch_deeds.draw(number, submitted()), current()

    def act(session: Session) -> Shape:
        return sketch_shapes.mark(deed(session), who)

    return change(act, 201)


@blueprint.post("/incidents/<number>/sketch/<mark_id>/strike")
@allow(*sketch_deeds.DRAWERS)
def strike_mark(number: str, mark_id: str) -> Response:
    """Take a mark off; it stays in the record with who took it off and when."""
    deed, who = sketch_deeds.strike(number, mark_id), current()

    def act(session: Session) -> Shape:
        return sketch_shapes.mark(deed(session), who)

    return change(act)
