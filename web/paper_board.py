"""The board as it is put on paper: all the room needs to go on by hand, in one value.

It is the room's own sheet. Callers' numbers stand on it in full, because without the system the
room must still be able to call back; the sheet says so, and its file is for its owner alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from dispatch import alarms
from dispatch.roads import queries as road_queries
from incidents import queries, slip_queries
from incidents.categories import CATEGORIES
from incidents.categories import level_label as label_of
from incidents.lifecycle import IncidentState, label_for
from incidents.queries import Assignment, Incident
from resources import queries as county_queries
from resources import roster
from resources.accounts import Principal, Role
from resources.county_rows import StationKind
from resources.database import db
from resources.queries import Unit
from resources.unit_status import LABELS, UnitStatus, status_of
from resources.vehicle_types import name_of
from web import road_shapes
from web.paper_steps import WHEN_BACK, WHEN_GONE
from web.presenting import SERVICE_ZONE, local_minute, local_second
from web.shapes import Json, Shape

OLD_AFTER: Final = timedelta(minutes=2)
"""A sheet older than this is old, and says so (mark P)."""
_ROOM: Final = Principal("paper", "值班纸板", Role.DISPATCHER)
_BACK: Final = frozenset({UnitStatus.IN_STATION, UnitStatus.OUT_OF_SERVICE})


def paper_board(now: datetime) -> Shape:
    """Return everything the sheet shows, as words ready to be set."""
    county = county_queries.county()
    rows = queries.open_incidents()
    on_incident = queries.incidents_of_units()
    units = county_queries.units()
    seq, digest = slip_queries.log_end()
    weather = road_shapes.conditions(road_queries.condition_at(now), _ROOM)
    return {
        "county": county.name if county else "（尚未载入县域资料）",
        "is_demo": bool(county and county.is_demo),
        "made_at": local_second(now),
        "made_at_utc": now.isoformat(),
        "old_at": local_second(now + OLD_AFTER),
        "old_after_s": round(OLD_AFTER.total_seconds()),
        "on_duty": slip_queries.on_duty_name() or "",
        "next_number": slip_queries.next_number(now, SERVICE_ZONE),
        "log_seq": seq,
        "log_hash": digest,
        "incidents": [_incident(row, now) for row in rows],
        "orders": _orders(rows, now),
        "overdue": [one.text for one in alarms.standing(db.session(), now)[:MOST_REMINDERS]],
        "vehicles": [_unit(row, on_incident, now) for row in units if not _is_small(row)],
        "small": [_unit(row, on_incident, now) for row in units if _is_small(row)],
        "closures": _closures(now),
        "weather": " ".join(str(weather[name] or "") for name in ("weather_label", "remark")),
        "phones": _phones(),
        "when_gone": [*WHEN_GONE],
        "when_back": [*WHEN_BACK],
    }


MOST_REMINDERS: Final = 20


def _clock(at: datetime | None, now: datetime) -> str:
    """Show the time of day, with the date where it is not today's."""
    if at is None:
        return ""
    local = at.astimezone(SERVICE_ZONE)
    is_today = local.date() == now.astimezone(SERVICE_ZONE).date()
    return local.strftime("%H:%M:%S" if is_today else "%m-%d %H:%M")


def _incident(row: Incident, now: datetime) -> Json:
    kind = CATEGORIES[row.category]
    point = "" if row.position is None else f"{row.position.lon:.5f}, {row.position.lat:.5f}"
    elements = (
        ("被困", None if row.trapped is None else f"{row.trapped} 人"),
        ("燃烧物", row.burning),
        ("楼层", None if row.floors is None else f"共 {row.floors} 层"),
        ("着火层", None if row.fire_floor is None else f"{row.fire_floor} 层"),
    )
    return {
        "number": row.number,
        "received": _clock(row.received_at, now),
        "kind": kind.name + ("" if row.category_is_confirmed else "（待确认）"),
        "level": label_of(kind, row.level),
        "state": label_for(IncidentState(row.state), kind.group_code),
        "place": row.place_text or "地点待查",
        "point": point,
        "elements": "；".join(f"{name} {told}" for name, told in elements if told),
        "narrative": row.narrative,
        "callers": [
            {
                "at": _clock(call.received_at, now),
                "number": call.caller_number or "号码不详",
                "name": call.caller_name,
            }
            for call in row.calls
        ],
        "units": [_sent(one, now) for one in row.assignments],
        "is_generated": row.is_generated,
        "is_back_entered": row.is_back_entered,
    }


def _sent(row: Assignment, now: datetime) -> Json:
    is_over = row.released_at is not None
    return {
        "call_sign": row.unit.call_sign,
        "station": row.unit.station.name,
        "status": "已离开" if is_over else LABELS[status_of(row.unit.status)],
        "ordered": _clock(row.ordered_at, now),
        "acknowledged": _clock(row.acknowledged_at, now),
        "en_route": _clock(row.en_route_at, now),
        "on_scene": _clock(row.on_scene_at, now),
        "water_on": _clock(row.water_on_at, now),
        "left": _clock(row.released_at, now),
    }


def _orders(rows: Sequence[Incident], now: datetime) -> list[Json]:
    """Orders nobody has followed yet: not acknowledged, or not rolling."""
    return [
        {
            "number": row.number,
            "call_sign": one.unit.call_sign,
            "station": one.unit.station.name,
            "ordered": _clock(one.ordered_at, now),
            "lacks": "未收到、未出动" if one.acknowledged_at is None else "已收到、未出动",
        }
        for row in rows
        for one in row.assignments
        if one.released_at is None and one.en_route_at is None and one.on_scene_at is None
    ]


def _is_small(row: Unit) -> bool:
    """Tell whether it is of one of the many small posts, which take a line less each."""
    return row.station.kind == StationKind.MICRO_STATION


def _unit(row: Unit, on_incident: Mapping[str, str], now: datetime) -> Json:
    status = status_of(row.status)
    duty = roster.crew_duty(row)
    people = f"{duty.people} 人" + ("" if duty.has_driver else "，无驾驶员")
    if duty.leader:
        people += f"，{duty.leader}"
    if duty.pool:
        people += f"（共用 {duty.pool}）"
    return {
        "call_sign": row.call_sign,
        "station": row.station.name,
        "type": name_of(row.vehicle_type) + (f" 水{row.water_t:g}t" if row.water_t else ""),
        "status": LABELS[status] + (f"：{row.status_note}" if row.status_note else ""),
        "is_out": status not in _BACK,
        "is_broken": status is UnitStatus.OUT_OF_SERVICE,
        "since": _clock(row.status_since, now),
        "people": people,
        "incident": on_incident.get(row.call_sign, ""),
    }


def _closures(now: datetime) -> list[Json]:
    found: list[Json] = []
    for one in road_shapes.closures(road_queries.closures_at(now), now, _ROOM):
        assert isinstance(one, dict), "a closure is a shape"
        ends = one["ends_at"]
        until = local_minute(str(ends)) if ends else "解除为止"
        found.append({"roads": one["told"], "reason": one["reason"], "until": until})
    return found


def _phones() -> list[Json]:
    """Whom to call: the stations, whose numbers are written in by hand, and the partners."""
    stations: list[Json] = [
        {"name": row.name, "contact": ""}
        for row in county_queries.stations()
        if row.kind != StationKind.MICRO_STATION
    ]
    partners: list[Json] = [
        {"name": row.name, "contact": row.contact} for row in county_queries.partners()
    ]
    return [*stations, *partners]
