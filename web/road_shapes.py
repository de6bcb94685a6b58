"""Roads, closures and the weather on them as the JSON interface shows them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from dispatch.roads import queries
from dispatch.roads.closed import STATE_LABELS, NamedPiece, state_of, told_of
from dispatch.roads.queries import RoadClosure, RoadCondition
from dispatch.weather import WEATHER_LABELS, Weather
from resources.accounts import Principal
from resources.county_rows import ROAD_CLASS_LABELS
from resources.geography import Position
from web.shapes import Json, Shape, moment, words_for

DECIMALS: Final = 6
"""Of a degree: a tenth of a metre."""


def line(positions: Iterable[Position]) -> Json:
    """A line as pairs of longitude and latitude, WGS 84, in the manner of GeoJSON."""
    return [[round(one.lon, DECIMALS), round(one.lat, DECIMALS)] for one in positions]


def piece(one: NamedPiece) -> Shape:
    """A piece of road, or the part of it that is closed."""
    return {
        "code": one.code,
        "label": one.label,
        "name": one.name,
        "ref": one.ref,
        "road_class": str(one.road_class),
        "road_class_label": ROAD_CLASS_LABELS[one.road_class],
        "length_m": round(one.length_m),
        "line": line(one.line),
        "synthetic": one.is_synthetic,
    }


def roads(pieces: Iterable[NamedPiece], closed: frozenset[str]) -> list[Json]:
    """Pieces of road for a map, each with whether any of it is closed now."""
    return [{**piece(one), "closed": one.code in closed} for one in pieces]


def closure(row: RoadClosure, pieces: list[NamedPiece], now: datetime, who: Principal) -> Shape:
    """A closure: how it stands, why, who set it, and what it closes of each piece."""
    state = state_of(row.starts_at, row.ends_at, row.lifted_at, now)
    return {
        "code": row.code,
        "state": str(state),
        "state_label": STATE_LABELS[state],
        "reason": words_for(who, row.reason),
        "told": told_of(pieces) if pieces else "路网中已没有这些路段",
        "starts_at": moment(row.starts_at),
        "ends_at": moment(row.ends_at),
        "closed_by": row.closed_by,
        "closed_at": moment(row.closed_at),
        "lifted_at": moment(row.lifted_at),
        "lifted_by": row.lifted_by,
        "drawn": line(queries.drawn(row)),
        "roads": [piece(one) for one in pieces],
        "version": row.version,
    }


def closures(rows: Iterable[RoadClosure], now: datetime, who: Principal) -> list[Json]:
    """Closures with their pieces, in the order given."""
    listed = list(rows)
    pieces = queries.closed_pieces(listed)
    return [closure(row, pieces[row.code], now, who) for row in listed]


def conditions(row: RoadCondition | None, who: Principal) -> Shape:
    """The weather on the roads, who told it and when; clear where nobody has told any."""
    weather = Weather.CLEAR if row is None else Weather(row.weather)
    return {
        "weather": str(weather),
        "weather_label": WEATHER_LABELS[weather],
        "since": moment(row.since) if row else None,
        "told_by": row.told_by if row else None,
        "remark": words_for(who, row.remark) if row else "",
    }


def roads_now(now: datetime) -> Shape:
    """What a console must know to ask for advice anew: it does so when the version changes."""
    weather = queries.weather_at(now)
    return {
        "version": queries.version_at(now),
        "closures": len(queries.closures_at(now)),
        "weather": str(weather),
        "weather_label": WEATHER_LABELS[weather],
    }
