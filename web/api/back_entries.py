"""Back-entry over the JSON interface: a paper slip is filed under its true times."""

from flask import Response, jsonify

from resources.database import Session
from web import back_entry_deeds
from web.access import allow
from web.api import blueprint
from web.api.answers import change
from web.api.calls import CALL_ROOM
from web.reading import submitted
from web.shapes import Shape


@blueprint.post("/back-entries")
@allow(*CALL_ROOM)
def enter_slip() -> Response:
    """File a paper slip; a number typed before is refused with the incident it became."""
    deed = back_entry_deeds.enter(submitted())

    def act(session: Session) -> Shape:
        done = deed(session)
        session.flush()
        return back_entry_deeds.entered(done)

    return change(act, 201)


@blueprint.post("/back-entries/check")
@allow(*CALL_ROOM)
def check_slip() -> Response:
    """Say what the typed times are taken to mean and what is wrong so far; nothing is kept."""
    return jsonify(back_entry_deeds.looked_over(submitted()))
