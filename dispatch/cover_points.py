"""What cover is reckoned from: the places and their weight, the posts, the times between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from dispatch.arrivals import Departure, arrivals
from dispatch.candidates import Candidate
from dispatch.cover import CoverMap, CoverPolicy, DemandPoint, Floats, Post, Standing
from dispatch.roads.network import RoadNetwork
from dispatch.travel import DEFAULT_TRAVEL, METRES_PER_SECOND_OF_ONE_KMH, TravelPolicy
from resources.geography import Position, earth_centred_m
from resources.unit_status import UnitStatus
from resources.vehicle_types import Capability

COVERING: Final = frozenset({Capability.WATER, Capability.FOAM})
"""An engine puts water or foam on a fire; pumps and motorcycles of micro stations are none (P)."""
USUAL: Final = "water_tanker"
"""The vehicle the times are reckoned for; a heavier one may have to go round a weak bridge."""
MOST_BUSY: Final = 0.9
AT_HOME: Final = frozenset({UnitStatus.IN_STATION, UnitStatus.TRAINING})


def weighed(
    points: Sequence[DemandPoint],
    incidents: Sequence[Position],
    years: float,
    policy: CoverPolicy,
) -> tuple[DemandPoint, ...]:
    """Return the points with their weight: 1, and the fires and rescues a year near them (P).

    How many people live there is not known. Each incident counts for the nearest point, if one
    is near; `years` is how long they were recorded.
    """
    if not points or not incidents or years <= 0:
        return tuple(replace(one, weight=1.0) for one in points)
    tree = cKDTree([earth_centred_m(one.position) for one in points])
    metres, nearest = tree.query([earth_centred_m(one) for one in incidents])
    yearly = np.bincount(nearest[metres <= policy.near_m], minlength=len(points)) / years
    return tuple(
        replace(one, weight=1.0 + float(count)) for one, count in zip(points, yearly, strict=True)
    )


def busy_share(
    trips: Iterable[timedelta], engines: int, over: timedelta, policy: CoverPolicy
) -> float:
    """Return the share of time in which an engine was out, and never less than the policy's.

    In a quiet county the log alone would count a second engine for nothing.
    """
    out = sum((max(trip, timedelta(0)) for trip in trips), timedelta(0))
    return min(max(policy.busy, out / (engines * over) if engines else 0.0), MOST_BUSY)


def seconds_from_posts(
    network: RoadNetwork | None,
    posts: Sequence[Post],
    goals: Sequence[Position],
    policy: TravelPolicy = DEFAULT_TRAVEL,
) -> Floats:
    """Return the seconds from each post to each goal, turn-out included, infinite without a way.

    Along the roads where there are any, as advice reckons them; else by the straight line.
    """
    if not posts or not goals:
        return np.full((len(posts), len(goals)), np.inf)
    if network is None or not len(network):
        return _estimated(posts, goals, policy)
    leaving = [Departure(post.position, USUAL, post.kind) for post in posts]
    columns = [
        [np.inf if one.eta is None else one.eta.total_seconds() for one in found]
        for found in (arrivals(network, goal, leaving, policy) for goal in goals)
    ]
    return np.ascontiguousarray(np.array(columns, dtype=np.float64).T)


def _estimated(posts: Sequence[Post], goals: Sequence[Position], policy: TravelPolicy) -> Floats:
    # The chord is as long as the arc within a county, and there may be millions of them.
    starts = np.array([earth_centred_m(post.position) for post in posts])
    ends = np.array([earth_centred_m(goal) for goal in goals])
    metres = cdist(starts, ends)
    speed = policy.speed_of(USUAL) * METRES_PER_SECOND_OF_ONE_KMH
    turnout = np.array([policy.turnout_of(post.kind).seconds for post in posts])
    seconds: Floats = np.ceil(np.round(metres * policy.detour / speed, 3)) + turnout[:, None]
    return seconds


@dataclass(frozen=True, slots=True)
class Ground:
    """What a county has to cover and to cover it from."""

    posts: tuple[Post, ...]
    points: tuple[DemandPoint, ...]


def cover_map(
    network: RoadNetwork | None,
    ground: Ground,
    policy: CoverPolicy,
    travel: TravelPolicy = DEFAULT_TRAVEL,
) -> CoverMap:
    """Return the map of who reaches what: one search of the roads for each place and post."""
    return CoverMap(ground.posts, ground.points, map_times(network, ground, travel), policy)


def map_times(
    network: RoadNetwork | None, ground: Ground, travel: TravelPolicy = DEFAULT_TRAVEL
) -> tuple[Floats, Floats]:
    """Return the seconds from each post to each point and to each post."""
    points = [one.position for one in ground.points]
    posts = [one.position for one in ground.posts]
    return (
        seconds_from_posts(network, ground.posts, points, travel),
        seconds_from_posts(network, ground.posts, posts, travel),
    )


def standing_of(candidate: Candidate, ground: CoverMap, pool: str = "") -> Standing:
    """Return where a unit covers from.

    Only an engine that could be ordered now covers anything: at home from its station, on
    standby from the station it stands at. One on its way home is left out until it is there.
    """
    station = None
    if candidate.is_available and not candidate.capabilities.isdisjoint(COVERING):
        if candidate.status in AT_HOME:
            station = candidate.station
        elif candidate.status == UnitStatus.STANDBY and candidate.position is not None:
            station = ground.station_at(candidate.position)
    return Standing(candidate.call_sign, station, pool)
