"""Where engines stand and water may be had, kept in memory beside the application."""

from typing import Final

from dispatch.circumstances import Land
from incidents.places.roads import RoadLine
from resources import queries
from resources.county_rows import StationKind, WaterState
from web.gazetteer import road_lines
from web.in_memory import InMemory

USABLE: Final = frozenset({WaterState.INTACT, WaterState.UNCHECKED})


def _read() -> tuple[Land, list[RoadLine]]:
    # A micro station has extinguishers and neighbours, no engine.
    stations = [row for row in queries.stations() if row.kind != StationKind.MICRO_STATION]
    waters = [row for row in queries.water_sources() if WaterState(row.state) in USABLE]
    where = Land(
        tuple(row.position for row in stations if row.position is not None),
        tuple(row.position for row in waters if row.position is not None),
    )
    return where, road_lines()


LAND: Final = InMemory("fenghuo_land", _read)


def land() -> Land:
    """Return where engines stand and water may be had, as the county was loaded last."""
    return LAND.at_hand()[0]


def roads() -> list[RoadLine]:
    """Return the pieces of road of the county, as it was loaded last."""
    return LAND.at_hand()[1]
