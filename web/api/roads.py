"""Roads over the JSON interface: the pieces, what is closed of them, the weather on them."""

from typing import Final

from flask import Response, jsonify, request

from dispatch import closures
from dispatch.roads import queries
from dispatch.roads.closed import told_of
from resources.database import Session
from web import road_shapes
from web.access import EVERYONE_LOGGED_IN, allow, current
from web.api import blueprint
from web.api.answers import change
from web.clock import now
from web.deeds import my_act
from web.reading import Reader, submitted
from web.road_deeds import ROAD_KEEPERS, read_closing, read_line, read_weather
from web.shapes import Shape

MOST_LISTED: Final = 200
NOTHING_TOUCHED: Final = "25 米内没有道路，请放大地图点在路上，或从列表选路段。"


@blueprint.get("/roads")
@allow(*EVERYONE_LOGGED_IN)
def list_roads() -> Response:
    """List every piece of road with its line and whether any of it is closed now."""
    in_force = queries.closures_at(now())
    closed = frozenset(code for row in in_force for code in row.road_codes.split())
    return jsonify({"roads": road_shapes.roads(queries.named_pieces(), closed)})


@blueprint.post("/roads/touched")
@allow(*ROAD_KEEPERS)
def show_touched_roads() -> Response:
    """Tell which pieces a drawing touches, before anything is closed; changes nothing."""
    reader = submitted()
    line = read_line(reader)
    if not line:
        reader.blame("line", "请在图上点出封路位置。")
    reader.finish()
    pieces = queries.touched_pieces(line)
    told = told_of(pieces) if pieces else NOTHING_TOUCHED
    return jsonify({"roads": [road_shapes.piece(one) for one in pieces], "sentence": told})


@blueprint.get("/roads/closures")
@allow(*EVERYONE_LOGGED_IN)
def list_closures() -> Response:
    """List the closures in force and to come, the newest first; with all=1 those of the past."""
    reader = Reader(dict(request.args.items()))
    is_all = reader.whole("all", most=1) == 1
    reader.finish()
    moment = now()
    rows = queries.closures(MOST_LISTED) if is_all else queries.closures_from(moment)
    return jsonify({"closures": road_shapes.closures(rows, moment, current())})


@blueprint.post("/roads/closures")
@allow(*ROAD_KEEPERS)
def close_roads() -> Response:
    """Close the roads that were drawn or named; the next advice anywhere knows of it."""
    wanted, act, who = read_closing(submitted()), my_act(), current()

    def deed(session: Session) -> Shape:
        closed = closures.close_roads(session, wanted, act)
        shown = road_shapes.closure(closed.closure, list(closed.pieces), act.now, who)
        return {**shown, "sentence": closed.sentence}

    return change(deed, 201)


@blueprint.post("/roads/closures/<code>/lift")
@allow(*ROAD_KEEPERS)
def lift_closure(code: str) -> Response:
    """Open the roads of a closure again."""
    act, who = my_act(), current()

    def deed(session: Session) -> Shape:
        row = closures.lift(session, code, act)
        (shown,) = road_shapes.closures([row], act.now, who)
        assert isinstance(shown, dict)
        return {**shown, "sentence": f"{row.code} 已解除，道路立即恢复通行。"}

    return change(deed)


@blueprint.get("/roads/conditions")
@allow(*EVERYONE_LOGGED_IN)
def show_conditions() -> Response:
    """Show the weather on the roads, who told it and when."""
    return jsonify(road_shapes.conditions(queries.condition_at(now()), current()))


@blueprint.post("/roads/conditions")
@allow(*ROAD_KEEPERS)
def tell_weather() -> Response:
    """Tell the weather on the roads; it holds until other weather is told."""
    (weather, remark), act, who = read_weather(submitted()), my_act(), current()

    def deed(session: Session) -> Shape:
        row = closures.tell_weather(session, weather, remark, act)
        return road_shapes.conditions(row, who)

    return change(deed, 201)
