"""Where engines stand and water may be had, kept in memory beside the application."""

from threading import Lock
from typing import Final

from flask import current_app

from dispatch.circumstances import Land
from incidents.places.roads import RoadLine
from resources import queries
from resources.county_rows import StationKind, WaterState
from web.gazetteer import county_key, road_lines

MADE: Final = "fenghuo_land"
USABLE: Final = frozenset({WaterState.INTACT, WaterState.UNCHECKED})
_lock = Lock()


def _kept() -> tuple[Land, list[RoadLine]]:
    key = county_key()
    made: dict[tuple[str, int], tuple[Land, list[RoadLine]]]
    made = current_app.extensions.setdefault(MADE, {})
    with _lock:
        if key not in made:
            made.clear()
            made[key] = _read(), road_lines()
        return made[key]


def _read() -> Land:
    # A micro station has extinguishers and neighbours, no engine.
    stations = [row for row in queries.stations() if row.kind != StationKind.MICRO_STATION]
    waters = [row for row in queries.water_sources() if WaterState(row.state) in USABLE]
    return Land(
        tuple(row.position for row in stations if row.position is not None),
        tuple(row.position for row in waters if row.position is not None),
    )


def land() -> Land:
    """Return where engines stand and water may be had, as the county was loaded last."""
    return _kept()[0]


def roads() -> list[RoadLine]:
    """Return the pieces of road of the county, as it was loaded last."""
    return _kept()[1]
