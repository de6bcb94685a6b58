"""Callers over the JSON interface: move a call, split, merge, undo, keep a call back.

Each answers with the incident under which the calls stand afterwards.
"""

from flask import Response

from web import caller_deeds
from web.access import allow
from web.api import blueprint
from web.api.calls import CALL_ROOM
from web.api.incidents import answer
from web.reading import submitted


@blueprint.post("/incidents/<number>/calls/<call_id>/detach")
@allow(*CALL_ROOM)
def detach_call(number: str, call_id: str) -> Response:
    """Take a call out of the incident it was attached to."""
    return answer(caller_deeds.detach(number, call_id, submitted()))


@blueprint.post("/incidents/<number>/calls/<call_id>/attach")
@allow(*CALL_ROOM)
def attach_call(number: str, call_id: str) -> Response:
    """Move a call to another open incident."""
    return answer(caller_deeds.attach(number, call_id, submitted()))


@blueprint.post("/incidents/<number>/split")
@allow(*CALL_ROOM)
def split_incident(number: str) -> Response:
    """Make an incident of its own of some calls."""
    return answer(caller_deeds.split(number, submitted()), 201)


@blueprint.post("/incidents/<number>/merge")
@allow(*CALL_ROOM)
def merge_incident(number: str) -> Response:
    """Merge an incident into another."""
    return answer(caller_deeds.merge(number, submitted()))


@blueprint.post("/incidents/<number>/undo")
@allow(*CALL_ROOM)
def undo_entry(number: str) -> Response:
    """Undo an act on callers by its counter-act."""
    return answer(caller_deeds.undo(number, submitted()))


@blueprint.post("/incidents/<number>/call-back")
@allow(*CALL_ROOM)
def keep_call_back(number: str) -> Response:
    """Keep what calling the caller back came to."""
    return answer(caller_deeds.call_back(number, submitted()))
