"""The station's terminal and the crew's phone over the JSON interface: orders, shown, 收到."""

from flask import Response, jsonify, request

from dispatch.order_queries import standing_orders
from incidents import queries as incident_queries
from resources import queries
from resources.accounts import Role
from resources.database import db
from resources.errors import UnknownUnit
from web import deeds, order_deeds, order_shapes, shapes, unit_shapes
from web.access import allow, current
from web.api import blueprint
from web.api.answers import change
from web.clock import now
from web.reading import Reader, submitted
from web.shapes import Shape


@blueprint.get("/terminal")
@allow(Role.CHIEF, Role.DEVICE)
def show_station_orders() -> Response:
    """Show the orders and vehicles of the own station, or of one a chief of all names."""
    reader = Reader(dict(request.args.items()))
    told = reader.text("station")
    reader.finish()
    code = order_deeds.my_station(told)
    if code is None:
        raise deeds.bad("station", "请给出队站代码。")
    return jsonify(station_now(code))


def station_now(code: str) -> Shape:
    """The orders and vehicles of a station as they are now."""
    moment, who = now(), current()
    station = queries.station_coded(code)
    on_incident = incident_queries.incidents_of_units()
    own = [row for row in queries.units() if row.station.code == code]
    return {
        "now": shapes.moment(moment),
        "station": {
            "code": code,
            "name": station.name,
            "position": shapes.place(station.position),
            "synthetic": station.is_synthetic,
        },
        "orders": [order_shapes.order(one, who) for one in standing_orders(code)],
        "units": [*unit_shapes.fleet(own, on_incident, moment)],
    }


@blueprint.post("/terminal/shown")
@allow(Role.CHIEF, Role.DEVICE)
def mark_order_shown() -> Response:
    """Tell that an order truly stands on the screen; a repeat changes nothing."""
    return change(order_deeds.mark_shown(submitted()))


@blueprint.post("/terminal/acknowledge")
@allow(Role.CHIEF, Role.DEVICE)
def acknowledge_order() -> Response:
    """Report 收到 for the called vehicles of the own station; a repeat changes nothing."""
    return change(order_deeds.acknowledge(submitted()))


@blueprint.get("/terminal/way")
@allow(Role.CHIEF, Role.DEVICE)
def show_way() -> Response:
    """Show the way of a called vehicle to its incident, water near it, and the key unit."""
    reader = Reader(dict(request.args.items()))
    number, call_sign = reader.text("incident"), reader.text("unit")
    reader.finish()
    order_deeds.require_mine([call_sign])
    found = [one for one in standing_orders(call_sign=call_sign) if one.incident.number == number]
    if not found:
        raise UnknownUnit(f"{call_sign} 没有派往警情 {number}，或已归队。")
    return jsonify(order_shapes.ground(found[0].incident, [found[0].rows[0].unit], now()))


@blueprint.get("/crew")
@allow(Role.CHIEF, Role.DEVICE)
def show_crew() -> Response:
    """Show one vehicle with the orders it has; a phone sees its own."""
    reader = Reader(dict(request.args.items()))
    told = reader.text("unit")
    reader.finish()
    call_sign = current().call_sign or told
    if not call_sign:
        raise deeds.bad("unit", "请给出车辆呼号。")
    order_deeds.require_mine([call_sign])
    return jsonify(crew_now(call_sign))


def crew_now(call_sign: str) -> Shape:
    """One vehicle and its orders as they are now."""
    moment, who = now(), current()
    row = queries.unit_called(call_sign)
    number = incident_queries.active_incident_number(db.session(), call_sign)
    return {
        "now": shapes.moment(moment),
        "unit": unit_shapes.unit(row, number, moment),
        "orders": [order_shapes.order(one, who) for one in standing_orders(call_sign=call_sign)],
    }
