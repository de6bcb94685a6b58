"""Reads for water: the county's sources kept in memory, and their distances by road."""

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import select

from dispatch.candidates import Candidate
from dispatch.roads.drives import drive_of
from dispatch.roads.network import RoadNetwork, Way
from dispatch.water_shuttle import tankers_of
from dispatch.water_sources import DEFAULT_WATER, RoadMetres, WaterPoint, WaterPolicy
from dispatch.water_supply import WaterOutlook, water_outlook
from resources.county_rows import WaterKind, WaterState
from resources.database import db
from resources.geography import Position
from resources.records import County, WaterSource

CARRIER: Final = "water_tanker"
"""The vehicle whose way counts."""

_VERSION: Final = select(County.code, County.version)
_SOURCES: Final = select(
    WaterSource.code,
    WaterSource.name,
    WaterSource.kind,
    WaterSource.state,
    WaterSource.lon,
    WaterSource.lat,
    WaterSource.flow_l_s,
    WaterSource.capacity_m3,
).order_by(WaterSource.code)

_lock = Lock()
_kept: WeakKeyDictionary[object, tuple[object, tuple[WaterPoint, ...]]] = WeakKeyDictionary()


def sources() -> tuple[WaterPoint, ...]:
    """Return the county's sources by code, as the county was loaded or edited last."""
    found = db.session.execute(_VERSION).one_or_none()
    version = tuple(found) if found else ()
    with _lock:
        kept = _kept.get(db.engine)
        if kept is None or kept[0] != version:
            rows = db.session.execute(_SOURCES)
            points = tuple(
                WaterPoint(
                    code=row.code,
                    name=row.name,
                    kind=WaterKind(row.kind),
                    state=WaterState(row.state),
                    position=None if row.lon is None else Position(row.lon, row.lat),
                    flow_l_s=row.flow_l_s,
                    capacity_m3=row.capacity_m3,
                )
                for row in rows
            )
            kept = _kept[db.engine] = version, points
        return kept[1]


def metres_by_road(network: RoadNetwork | None, goal: Position) -> RoadMetres:
    """Return what tells the metres by road from places to a fire."""

    def metres(places: Sequence[Position]) -> Sequence[float | None]:
        if network is None or not len(network):
            return [None] * len(places)
        ways = network.ways(goal, [(one, drive_of(CARRIER)) for one in places])
        return [way.metres if isinstance(way, Way) else None for way in ways]

    return metres


def outlook(
    position: Position,
    case: tuple[str, int],
    fleet: Iterable[Candidate],
    network: RoadNetwork | None,
    policy: WaterPolicy = DEFAULT_WATER,
) -> WaterOutlook:
    """Return the water outlook of a fire at a place, of a category and level."""
    category, level = case
    by_road = metres_by_road(network, position)
    return water_outlook(position, category, level, sources(), tankers_of(fleet), by_road, policy)
