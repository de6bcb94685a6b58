"""Turn-out times over the JSON interface."""

from flask import Response, jsonify

from web import turnout_shapes
from web.access import allow, current
from web.api import blueprint
from web.clock import now
from web.turnout_shapes import TURNOUT_READERS


@blueprint.get("/turnout")
@allow(*TURNOUT_READERS)
def show_turnout() -> Response:
    """Show what times of arrival take for the turn-out, and what it rests on."""
    return jsonify(turnout_shapes.turnout(now(), current().station_code))
