"""Reads for cover: the map kept in memory, and which engines stand ready now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final, TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import Row, func, select

from dispatch.cover import DEFAULT_COVER, CoverMap, CoverPolicy, DemandPoint, Post, Standing
from dispatch.cover_points import COVERING, Ground, busy_share, map_times, standing_of, weighed
from dispatch.cover_times import PATIENCE_S, TimesByRoad
from dispatch.fleet_queries import with_fleet
from dispatch.roads import queries as road_queries
from dispatch.roads.network import RoadNetwork
from dispatch.seeing import unseen
from incidents.records import Assignment, Incident
from resources.county_rows import PlaceKind
from resources.database import db
from resources.geography import Position
from resources.records import County, Place, Station, Unit
from resources.vehicle_types import VEHICLE_TYPES

YEAR: Final = timedelta(days=365)
WANT_REACHING: Final = (PlaceKind.TOWNSHIP, PlaceKind.VILLAGE)
FIRST_CATEGORY: Final = "10000"
LAST_CATEGORY: Final = "29999"
"""Fires and rescues: what an engine must be quick for."""

_VERSION: Final = select(County.code, County.version)
_PLACES: Final = (
    select(Place.name, Place.lon, Place.lat)
    .where(Place.kind.in_(WANT_REACHING), Place.is_withdrawn.is_(False), Place.lon.is_not(None))
    .order_by(Place.code)
)
_Key: TypeAlias = tuple[object, ...]
_lock = Lock()
# One for each network: a closure makes another of one county. Without roads, one a database.
_maps: WeakKeyDictionary[object, "_Kept"] = WeakKeyDictionary()
TIMES: Final = TimesByRoad()

NO_ROADS: Final = "没有路网，用时按直线估算"
NOT_YET: Final = "道路用时还在计算，暂按直线估算"


@dataclass(frozen=True, slots=True)
class _Kept:
    key: _Key
    ground: Ground
    made: CoverMap


def cover_map(
    now: datetime,
    network: RoadNetwork | None,
    policy: CoverPolicy = DEFAULT_COVER,
    patience_s: float = PATIENCE_S,
) -> CoverMap:
    """Return the map of the county along a network, made once a day and for each network.

    The times hold as long as the county and the roads; the weights follow the incidents. Where
    the times are not made within the patience, the map is of straight lines and its note says so.
    """
    found = db.session.execute(_VERSION).one_or_none()
    key = (*(found or ()), now.date(), policy.years, policy.within, policy.busy)
    with _lock:
        owner = db.engine if network is None else network
        kept = _maps.get(owner)
        if kept is None or kept.key != key:
            ground, busy = _ground(now, policy), _busy(now, policy)
            made = _made(network, ground, replace(policy, busy=busy), patience_s)
            kept = _maps[owner] = _Kept(key, ground, made)
        elif kept.made.note == NOT_YET and network is not None:
            times = TIMES.at_hand(network, kept.ground, 0.0)
            if times is not None:
                ground = kept.ground
                made = CoverMap(ground.posts, ground.points, times, kept.made.policy)
                kept = _maps[owner] = replace(kept, made=made)
        return kept.made


def _made(
    network: RoadNetwork | None, ground: Ground, policy: CoverPolicy, patience_s: float
) -> CoverMap:
    if network is None or not len(network):
        straight = map_times(None, ground)
        return CoverMap(ground.posts, ground.points, straight, policy, NO_ROADS)
    by_road = TIMES.at_hand(network, ground, patience_s)
    times = map_times(None, ground) if by_road is None else by_road
    note = NOT_YET if by_road is None else ""
    return CoverMap(ground.posts, ground.points, times, policy, note)


def present(now: datetime, policy: CoverPolicy = DEFAULT_COVER) -> tuple[CoverMap, list[Standing]]:
    """Return the county's map along its roads as they are, and who stands ready."""
    ground = cover_map(now, road_queries.network(now), policy)
    return ground, standings(ground)


def standings(ground: CoverMap) -> list[Standing]:
    """Every unit with the station it covers from now, by station and call sign."""
    return with_fleet(
        lambda fleet: [
            standing_of(unseen(one, fleet), ground, one.pool)
            for one in sorted(fleet.units.values(), key=lambda one: (one.station, one.call_sign))
        ]
    )


def _ground(now: datetime, policy: CoverPolicy) -> Ground:
    """Read what is to be covered: only stations that have an engine of their own are posts."""
    points = [
        DemandPoint(row.name, Position(row.lon, row.lat)) for row in db.session.execute(_PLACES)
    ]
    since = now - YEAR * policy.years
    where = (
        Incident.category.between(FIRST_CATEGORY, LAST_CATEGORY),
        Incident.received_at >= since,
        Incident.merged_into.is_(None),
        Incident.disposition == "real",
        Incident.lon.is_not(None),
    )
    query = select(Incident.lon, Incident.lat).where(*where).order_by(Incident.id)
    places = [Position(row.lon, row.lat) for row in db.session.execute(query)]
    first = db.session.scalar(select(func.min(Incident.received_at)).where(*where))
    years = max((now - first) / YEAR, 1.0) if first else 0.0
    return Ground(_posts(), weighed(points, places, years, policy))


def _posts() -> tuple[Post, ...]:
    query = (
        select(Station.name, Station.kind, Station.lon, Station.lat)
        .where(Station.lon.is_not(None), Unit.vehicle_type.in_(_engines()) | _has_extra())
        .join(Unit, Unit.station_id == Station.id)
        .group_by(Station.code, Station.name, Station.kind, Station.lon, Station.lat)
        .order_by(Station.code)
    )
    return tuple(
        Post(row.name, row.kind, Position(row.lon, row.lat)) for row in db.session.execute(query)
    )


def _engines() -> list[str]:
    return [code for code, one in VEHICLE_TYPES.items() if one.capabilities & COVERING]


def _has_extra() -> Any:
    words = [Unit.extra_capabilities.contains(str(one)) for one in sorted(COVERING)]
    return words[0] | words[1]


def _busy(now: datetime, policy: CoverPolicy) -> float:
    """Read how busy the engines were over the last year."""
    engines = db.session.scalar(
        select(func.count()).select_from(Unit).where(Unit.vehicle_type.in_(_engines()))
    )
    query = (
        select(Assignment.ordered_at, Assignment.released_at)
        .join(Unit, Assignment.unit_id == Unit.id)
        .where(
            Assignment.ordered_at >= now - YEAR,
            Assignment.released_at.is_not(None),
            Unit.vehicle_type.in_(_engines()),
        )
    )
    trips: Iterable[Row[Any]] = db.session.execute(query)
    spans = [row.released_at - row.ordered_at for row in trips]
    return busy_share(spans, engines or 0, YEAR, policy)
