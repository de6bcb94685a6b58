"""The proposal for many incidents over the JSON interface; the order routes carry it out."""

from flask import Response, jsonify, request

from dispatch.storm import StormAim
from dispatch.storm_board import read_storm
from resources.accounts import Role
from web import storm_shapes
from web.access import allow
from web.api import blueprint
from web.clock import now
from web.reading import Reader

STORM_READERS = (Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF)


@blueprint.get("/storm")
@allow(*STORM_READERS)
def show_storm() -> Response:
    """Propose units for all open incidents that still want some; nothing is ordered."""
    reader = Reader(dict(request.args.items()))
    aim = reader.choice("aim", StormAim) or StormAim.LEAST_TOTAL
    reader.finish()
    moment = now()
    return jsonify(storm_shapes.proposal(read_storm(aim, moment), moment))
