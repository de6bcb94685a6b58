"""What stands beside an incident, over the JSON interface; each answers with the incident."""

from flask import Response, request

from resources.accounts import Role
from web import scene_deeds
from web.access import allow
from web.api import blueprint
from web.api.calls import CALL_ROOM
from web.api.incidents import answer
from web.reading import Reader, from_form, submitted
from web.uploads import takes_a_file

ROOM = (*CALL_ROOM, Role.CHIEF)
IN_CHARGE = (Role.DISPATCHER, Role.CHIEF)
SET_RIGHT = (Role.DISPATCHER, Role.CHIEF, Role.STATISTICIAN)


def form_or_json() -> Reader:
    """Open the fields beside a file; without a file they may be JSON."""
    return submitted() if request.is_json else from_form()


@blueprint.post("/incidents/<number>/attachments")
@allow(*ROOM)
@takes_a_file
def attach_file(number: str) -> Response:
    """Keep a file with an incident, sent as a form (multipart) with the field `file`."""
    return answer(scene_deeds.attach(number, form_or_json()), 201)


@blueprint.post("/incidents/<number>/attachments/<attachment_id>/strike")
@allow(*IN_CHARGE)
def strike_attachment(number: str, attachment_id: str) -> Response:
    """Strike a file with a reason; it is not deleted."""
    return answer(scene_deeds.strike_attachment(number, attachment_id, submitted()))


@blueprint.post("/incidents/<number>/linkages")
@allow(*CALL_ROOM)
def notify_linkage(number: str) -> Response:
    """Stamp that a linkage unit was told."""
    return answer(scene_deeds.notify_linkage(number, submitted()), 201)


@blueprint.post("/incidents/<number>/linkages/<linkage_id>/stamp")
@allow(*CALL_ROOM)
def stamp_linkage(number: str, linkage_id: str) -> Response:
    """Stamp that a linkage unit came or left."""
    return answer(scene_deeds.stamp_linkage(number, linkage_id, submitted()))


@blueprint.post("/incidents/<number>/hand-overs")
@allow(*IN_CHARGE)
def hand_over_scene(number: str) -> Response:
    """Keep that the scene was given into other hands."""
    return answer(scene_deeds.hand_over(number, submitted()), 201)


@blueprint.post("/incidents/<number>/stamps")
@allow(*SET_RIGHT)
def set_stamp_right(number: str) -> Response:
    """Correct a vehicle's stamp, or add a missing one; what stood there stays, struck."""
    return answer(scene_deeds.set_stamp_right(number, submitted()))


@blueprint.post("/incidents/<number>/return")
@allow(Role.DISPATCHER)
def send_home(number: str) -> Response:
    """Turn every vehicle of an incident home."""
    return answer(scene_deeds.send_home(number, submitted()))
