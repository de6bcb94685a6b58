"""The board over the JSON interface: what the console polls, the map it draws, the events."""

import json
from threading import Lock

from flask import Response, current_app, jsonify, request

from dispatch import alarms, storm_board
from dispatch.roads import queries as road_queries
from incidents import queries as incident_queries
from incidents.lifecycle import IncidentState
from resources import queries
from resources.accounts import Role
from resources.crewing import most_able
from resources.database import db
from resources.queries import Place, Station, WaterSource
from resources.unit_status import DISPATCHABLE
from web import alarm_shapes, map_shapes, road_shapes, shapes, unit_shapes
from web.access import EVERYONE_LOGGED_IN, allow, current
from web.api import blueprint
from web.clock import now
from web.reading import Reader
from web.shapes import Json, Shape

MAP_NOTICE = "示意图：无官方边界；标“生成”的点位为演示数据，未经测绘。"
MOST_EVENTS = 500
KEPT = "fenghuo_board"
_one_at_a_time = Lock()
UNDRAWN = frozenset({"township", "village", "group", "building", "pole"})
"""Kinds drawn apart, or too many for a map that shows a county."""


@blueprint.get("/board")
@allow(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF, Role.ADMIN, Role.AUDITOR)
def show_board() -> Response:
    """Show units and open incidents as they are now."""
    moment = now().replace(microsecond=0)
    # Fifty consoles ask every two seconds for what changes a few times a minute: one of them
    # pays for it. Ages and reminders move with the clock, so nothing is kept beyond its second.
    key = (moment, incident_queries.log_seq(), queries.newest_position_at())
    kept: dict[object, str] = current_app.extensions.setdefault(KEPT, {})
    with _one_at_a_time:
        if key not in kept:
            kept.clear()
            kept[key] = json.dumps(board_now(), ensure_ascii=False)
        return Response(kept[key], mimetype="application/json")


_READY = frozenset(str(status) for status in DISPATCHABLE)


def board_now() -> Shape:
    """Units and open incidents as they are now, for the console and its first page."""
    moment = now()
    on_incident = incident_queries.incidents_of_units()
    vehicles = queries.units()
    fleet = unit_shapes.fleet(vehicles, on_incident, moment)
    rows = incident_queries.open_incidents()
    ready = [
        unit_shapes.manned(row)
        for row, one in zip(vehicles, fleet, strict=True)
        if one["status"] in _READY and one["is_staffed"]
    ]
    return {
        "now": shapes.moment(moment),
        "log_seq": incident_queries.log_seq(),
        "counts": {
            "waiting": sum(row.state == IncidentState.FILED for row in rows),
            "working": sum(row.state != IncidentState.FILED for row in rows),
            "available": most_able(ready),
            "units": len(fleet),
            "wanting": storm_board.wanting(rows, now()),
        },
        "units": [*fleet],
        "incidents": [shapes.incident_row(row) for row in rows],
        "overdue": [alarm_shapes.alarm(row) for row in alarms.standing(db.session(), moment)],
        "roads": road_shapes.roads_now(moment),
    }


@blueprint.get("/map")
@allow(*EVERYONE_LOGGED_IN)
def show_map() -> Response:
    """Show what does not move (stations, townships, places, water), and what is closed now."""
    moment, who = now(), current()
    places, stations = queries.places(), queries.stations()
    positions = [one.position for one in places if one.position is not None]
    west, east = (f((p.lon for p in positions), default=105.0) for f in (min, max))
    south, north = (f((p.lat for p in positions), default=30.0) for f in (min, max))
    return jsonify(
        {
            "stations": [_station(row) for row in stations],
            "townships": [_place(row) for row in places if row.kind == "township"],
            "villages": [_place(row) for row in places if row.kind == "village"],
            "places": [_place(row) for row in places if row.kind not in UNDRAWN],
            "water": [_water(row) for row in queries.water_sources()],
            "bounds": [west, south, east, north],
            "station_cells": map_shapes.station_cells(stations, (west, south, east, north)),
            "ground": map_shapes.ground(map_shapes.ground_laid(current_app)),
            "closures": road_shapes.closures(road_queries.closures_at(moment), moment, who),
            "weather": road_shapes.conditions(road_queries.condition_at(moment), who),
            "notice": MAP_NOTICE,
        }
    )


def _place(row: Place) -> Json:
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "position": shapes.place(row.position),
        "synthetic": row.is_synthetic,
    }


def _station(row: Station) -> Json:
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "position": shapes.place(row.position),
        "synthetic": row.is_synthetic,
    }


def _water(row: WaterSource) -> Json:
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "state": row.state,
        "position": shapes.place(row.position),
        "flow_l_s": row.flow_l_s,
        "capacity_m3": row.capacity_m3,
        "synthetic": row.is_synthetic,
    }


@blueprint.get("/events")
@allow(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF, Role.ADMIN, Role.AUDITOR)
def list_events() -> Response:
    """List the events after a sequence number, in order, none missing."""
    who = current()
    reader = Reader(dict(request.args.items()))
    since = reader.whole("since", most=2**53) or 0
    reader.finish()
    events = [shapes.entry(row, who) for row in incident_queries.events_since(since, MOST_EVENTS)]
    last = events[-1]["seq"] if events else since
    return jsonify({"events": events, "last": last})
