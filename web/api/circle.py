"""The circle of reinforcement over the JSON interface."""

from flask import Response, jsonify, request

from resources.accounts import Role
from web import circle_shapes
from web.access import allow
from web.api import blueprint
from web.reading import Reader


@blueprint.get("/roads/isochrone")
@allow(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF)
def show_isochrone() -> Response:
    """Show who gets to a point within some minutes, as GeoJSON lines with seconds."""
    reader = Reader(dict(request.args.items()))
    goal, _ = reader.position()
    if goal is None:
        reader.blame("position", "请给出 lon 和 lat，例如 ?lon=108.77&lat=28.84。")
    minutes = circle_shapes.read_minutes(reader)
    reader.finish()
    assert goal is not None, "finish refuses a request with a fault"
    return jsonify(circle_shapes.circle(goal, minutes))
