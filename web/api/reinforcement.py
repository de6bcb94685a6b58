"""Reinforcement over the JSON interface: whom to ask, and the note that it was asked."""

from flask import Response, jsonify

from dispatch import advising
from incidents import queries, recorder
from resources.accounts import Role
from resources.database import Session
from web import deeds, reinforcement_shapes
from web.access import allow
from web.api import blueprint
from web.api.answers import change
from web.api.incidents import shown
from web.clock import now
from web.reading import submitted
from web.shapes import Shape


@blueprint.get("/incidents/<number>/reinforcement")
@allow(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF)
def show_reinforcement(number: str) -> Response:
    """Show which rung fills what an open incident lacks, with a letter to each force."""
    row = queries.incident_numbered(number)
    recorder.require_open(row)
    answer = advising.advise_incident(row)
    return jsonify(reinforcement_shapes.reinforcement(row, answer, now()))


@blueprint.post("/incidents/<number>/reinforcement")
@allow(Role.DISPATCHER)
def note_reinforcement(number: str) -> Response:
    """Note that a force was asked for help."""
    deed = deeds.note_reinforcement(number, submitted())

    def act(session: Session) -> Shape:
        deed(session)
        session.flush()
        return shown(number)

    return change(act, 201)
