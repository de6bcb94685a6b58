"""An order as a terminal, a crew's phone and a slip show it: what a crew needs, masked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from dispatch import driving, water_queries
from dispatch.order_queries import StandingOrder
from incidents.categories import CATEGORIES, COLOUR_LABELS
from incidents.categories import level_colour as colour_of
from incidents.categories import level_label as label_of
from incidents.queries import Assignment, Incident
from resources.accounts import Principal
from resources.county_rows import WATER_KIND_LABELS, WATER_STATE_LABELS
from resources.geography import Position, distance_m
from resources.queries import KeyUnit, Unit, key_unit_at
from resources.unit_status import LABELS, UnitStatus
from resources.vehicle_types import name_of
from web import shapes
from web.presenting import masked_phone
from web.shapes import Json, Shape

MOST_WATER: Final = 3
WATER_WITHIN_M: Final = 10_000.0
"""A source farther off helps nobody who is on the way (P)."""


def order(standing: StandingOrder, who: Principal) -> Shape:
    """One order: the incident, what is known of it, and the vehicles called."""
    return {
        **facts(standing.incident, who),
        "ordered_at": shapes.moment(standing.ordered_at),
        "ordered_by": standing.rows[-1].ordered_by,
        "is_acknowledged": standing.is_acknowledged,
        "is_rolling": all(row.en_route_at or row.on_scene_at for row in standing.rows),
        "units": [_called(row) for row in standing.rows],
    }


def facts(row: Incident, who: Principal) -> Shape:
    """What a crew is told of an incident; the caller is masked for whoever need not call back."""
    kind = CATEGORIES[row.category]
    colour = colour_of(kind, row.level)
    caller = next((one.caller_number for one in row.calls if one.caller_number), "")
    return {
        "number": row.number,
        "place": shapes.words_for(who, row.place_text),
        "position": shapes.place(row.position),
        "category_label": kind.name,
        "category_confirmed": row.category_is_confirmed,
        "level": row.level,
        "level_label": label_of(kind, row.level),
        "level_colour": COLOUR_LABELS[colour] if colour else None,
        "trapped": row.trapped,
        "burning": shapes.words_for(who, row.burning),
        "floors": row.floors,
        "fire_floor": row.fire_floor,
        "narrative": shapes.words_for(who, row.narrative),
        "caller_number": caller if who.role in shapes.SEES_CALLERS else masked_phone(caller),
        "calls_count": len(row.calls),
        "received_at": shapes.moment(row.received_at),
        "is_generated": row.is_generated,
    }


def _called(row: Assignment) -> Shape:
    status = UnitStatus(row.unit.status)
    return {
        "call_sign": row.unit.call_sign,
        "vehicle_type_label": name_of(row.unit.vehicle_type),
        "status": str(status),
        "status_label": LABELS[status],
        "people": row.people,
        "ordered_at": shapes.moment(row.ordered_at),
        "shown_at": shapes.moment(row.shown_at),
        "acknowledged_at": shapes.moment(row.acknowledged_at),
        "en_route_at": shapes.moment(row.en_route_at),
        "on_scene_at": shapes.moment(row.on_scene_at),
    }


def ground(row: Incident, units: Sequence[Unit], now: datetime) -> Shape:
    """The way there, where water is, and what is known of the place; without a point little."""
    goal = row.position
    way = None if goal is None or not units else driving.way_to(units[0], goal, now)
    line: list[Json] = [] if way is None else [shapes.place(point) for point in way.line]
    eta = None if way is None or way.eta is None else round(way.eta.total_seconds())
    return {
        "number": row.number,
        "call_sign": units[0].call_sign if units else None,
        "line": line,
        "is_by_road": way is not None and way.road_m is not None,
        "road_m": None if way is None or way.road_m is None else round(way.road_m),
        "eta_s": eta,
        "note": _note_of(way, goal),
        "water": [*_water_near(goal)],
        "key_unit": _key_unit(key_unit_at(row.place_code)),
    }


def _note_of(way: driving.DrivingWay | None, goal: Position | None) -> str:
    if goal is None:
        return "地点未定位：没有路线，请按地址行驶并与指挥中心核对。"
    if way is None:
        return "本站没有坐标：没有路线。"
    if way.road_m is None:
        why = f"（{way.note}）" if way.note else ""
        return f"没有可用道路数据{why}：图上为直线，不是行车路线。"
    return "按路网推算的路线，封路已绕开；以现场道路为准。"


def _water_near(goal: Position | None) -> list[Shape]:
    """The usable sources near a place, the nearest first, by straight line."""
    if goal is None:
        return []
    near = [
        (distance_m(one.position, goal), one)
        for one in water_queries.sources()
        if one.position is not None and one.is_usable
    ]
    near.sort(key=lambda pair: (pair[0], pair[1].code))
    return [
        {
            "name": one.name,
            "kind_label": WATER_KIND_LABELS[one.kind],
            "state_label": WATER_STATE_LABELS[one.state],
            "metres": round(metres),
            "flow_l_s": one.flow_l_s,
            "capacity_m3": one.capacity_m3,
            "position": shapes.place(one.position),
        }
        for metres, one in near[:MOST_WATER]
        if metres <= WATER_WITHIN_M
    ]


def _key_unit(row: KeyUnit | None) -> Json:
    if row is None:
        return None
    return {
        "usage": row.usage,
        "floors": row.floors,
        "height_m": row.height_m,
        "hazards": row.hazards,
        "approach": row.approach,
        "water": row.water,
        "contact": shapes.masked_words(row.contact),
        "remark": row.remark,
        "synthetic": row.is_synthetic,
    }
