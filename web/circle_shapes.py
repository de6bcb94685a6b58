"""The circle of those who can get to a place in time, as interface and page show it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from dispatch.arrivals import Departure, arrivals
from dispatch.reinforcing import forces_towards
from dispatch.roads import queries as road_queries
from dispatch.roads.isochrone import (
    CIRCLE_VEHICLE,
    ReachLine,
    band_of,
    circle_drive,
    isochrone,
)
from dispatch.roads.network import RoadNetwork
from dispatch.travel_queries import travel_at
from resources import queries
from resources.county_rows import STATION_KIND_LABELS, StationKind
from resources.geography import Position
from resources.vehicle_types import VEHICLE_TYPES
from web import shapes
from web.clock import now
from web.reading import Reader
from web.shapes import Json, Shape

MINUTES: Final = (30, 60, 120)
"""Half an hour, an hour, and the two hours of 2小时灭火救援圈."""
MOST_BANDS: Final = 5
LONGEST_MIN: Final = 240
NO_ROADS: Final = "没有可用路网，或此处远离道路：不画路段，时间按直线估算。"


def read_minutes(reader: Reader) -> tuple[int, ...]:
    """Read the limits asked for, rising; the usual three where none are told."""
    told = reader.text("minutes")
    if not told:
        return MINUTES
    parts = [part.strip() for part in told.replace("，", ",").split(",")]
    wanted = sorted({int(part) for part in parts if part.isascii() and part.isdigit()})
    is_read = all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts)
    if not is_read or len(parts) > MOST_BANDS or not 1 <= wanted[0] <= wanted[-1] <= LONGEST_MIN:
        reader.blame(
            "minutes", f"应为 1 到 {LONGEST_MIN} 之间的整数，最多 {MOST_BANDS} 个，例如 30,60,120。"
        )
        return MINUTES
    return tuple(wanted)


def circle(goal: Position, minutes: Sequence[int]) -> Shape:
    """The roads, stations and forces from which a place is reached within each limit."""
    network = road_queries.network(now())
    lines = isochrone(network, goal, [60.0 * one for one in minutes], circle_drive())
    name = VEHICLE_TYPES[CIRCLE_VEHICLE].name
    note = f"路段为{name}沿路驶到此处的时间，不含出动准备；队站和增援力量的时间含出动准备。"
    return {
        "type": "FeatureCollection",
        "features": [_feature(one) for one in lines],
        "minutes": [*minutes],
        "goal": shapes.place(goal),
        "reached": [*reached(goal, minutes, network)],
        "note": note if lines else NO_ROADS,
        "synthetic": network is not None and network.is_synthetic,
    }


def reached(goal: Position, minutes: Sequence[int], network: RoadNetwork | None) -> list[Json]:
    """The stations and forces that get there within the longest limit, the soonest first."""
    stations = [row for row in queries.stations() if row.position is not None]
    leaving = [
        Departure(row.position, CIRCLE_VEHICLE, row.kind)
        for row in stations
        if row.position is not None
    ]
    travel = travel_at(now())
    arriving = arrivals(network, goal, leaving, travel.policy, travel.conditions)
    found: list[tuple[timedelta, Shape]] = [
        (
            one.eta,
            {
                "kind": "station",
                "kind_label": STATION_KIND_LABELS[StationKind(row.kind)],
                "code": row.code,
                "name": row.name,
                "position": shapes.place(row.position),
                "eta_basis": "estimate" if one.road_m is None else "by_road",
                "note": one.note,
                "synthetic": row.is_synthetic,
            },
        )
        for row, one in zip(stations, arriving, strict=True)
        if one.eta is not None
    ]
    places = {row.code: row.position for row in queries.partners()}
    found += [
        (
            force.eta,
            {
                "kind": "partner",
                "kind_label": force.kind_label,
                "code": force.code,
                "name": force.name,
                "position": shapes.place(places[force.code]),
                "eta_basis": str(force.basis),
                "note": force.eta_note,
                "synthetic": force.is_synthetic,
            },
        )
        for force in forces_towards(goal, now())
        if force.eta is not None
    ]
    limits = [60.0 * one for one in minutes]
    answers: list[Json] = []
    for eta, shape in sorted(found, key=lambda one: (one[0], str(one[1]["code"]))):
        within_s = band_of(eta.total_seconds(), limits)
        if within_s is not None:
            eta_s = round(eta.total_seconds())
            answers.append({**shape, "eta_s": eta_s, "within_min": round(within_s / 60)})
    return answers


def _feature(one: ReachLine) -> Json:
    return {
        "type": "Feature",
        "geometry": {
            "type": "LineString",
            "coordinates": [[round(at.lon, 6), round(at.lat, 6)] for at in one.line],
        },
        "properties": {
            "from_s": round(one.from_s),
            "to_s": round(one.to_s),
            "within_min": round(one.within_s / 60),
        },
    }
