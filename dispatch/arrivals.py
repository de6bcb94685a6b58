"""When a vehicle arrives: along the roads where the county has them, else by the straight line."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from dispatch.roads.drives import drive_of
from dispatch.roads.network import NoWay, RoadNetwork, Way
from dispatch.travel import DEFAULT_TRAVEL, TravelPolicy, estimate
from resources.geography import Position, distance_m


class Basis(StrEnum):
    """What a time of arrival was reckoned from."""

    BY_ROAD = "by_road"
    ESTIMATE = "estimate"


CUT_OFF: Final = "道路不通"
TOO_BIG: Final = "受限高或限重，道路不通"
OFF_ROAD: Final = "远离道路，按直线估算"
PLACE_CUT_OFF: Final = "现场与路网不连通，按直线估算"


@dataclass(frozen=True, slots=True)
class Departure:
    """A vehicle where it is now; `on_the_road` spares it the turn-out."""

    position: Position
    vehicle_type: str
    station_kind: str
    on_the_road: bool = False
    water_t: float = 0.0
    position_age: timedelta | None = None
    """How long ago it was there, for one that may have moved since; None where it stands."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """When it arrives, from order to arrival; `eta` is None for one that cannot get there by road.

    `road_m` is the way by road in metres, None for an estimate; `note` says why there is none.
    """

    eta: timedelta | None
    road_m: float | None = None
    note: str = ""
    doubt: timedelta = timedelta(0)
    """Half the width of what the time may be: it is as likely sooner as later (P)."""

    @property
    def is_cut_off(self) -> bool:
        """Tell whether no road leads from the vehicle to the place."""
        return self.eta is None


def arrivals(
    network: RoadNetwork | None,
    goal: Position,
    departures: Sequence[Departure],
    policy: TravelPolicy = DEFAULT_TRAVEL,
) -> list[Arrival]:
    """Return the arrival of each vehicle at a place.

    A place or vehicle far from any road is estimated. So is everyone where no vehicle at all has
    a way: the fault is then in the map, and an estimate is better than nobody.
    """
    if network is None or not len(network):
        return [_estimated(one, goal, policy) for one in departures]
    starts = [(one.position, drive_of(one.vehicle_type, one.water_t)) for one in departures]
    ways = network.ways(goal, starts)
    is_reached = any(isinstance(way, Way) for way in ways)
    answers = []
    for one, way in zip(departures, ways, strict=True):
        if isinstance(way, Way):
            answers.append(Arrival(_by_road(one, way, policy), way.metres))
        elif way is NoWay.OFF_ROAD:
            answers.append(_estimated(one, goal, policy, OFF_ROAD))
        elif not is_reached:
            answers.append(_estimated(one, goal, policy, PLACE_CUT_OFF))
        else:
            answers.append(Arrival(None, None, TOO_BIG if way is NoWay.TOO_BIG else CUT_OFF))
    return answers


def _by_road(departure: Departure, way: Way, policy: TravelPolicy) -> timedelta:
    # Rounded up like the estimate, to milliseconds first.
    travel = timedelta(seconds=math.ceil(round(way.seconds, 3)))
    if departure.on_the_road:
        return travel
    return travel + timedelta(seconds=policy.turnout_of(departure.station_kind).seconds)


def _estimated(
    departure: Departure, goal: Position, policy: TravelPolicy, note: str = ""
) -> Arrival:
    eta = estimate(
        distance_m(departure.position, goal),
        policy,
        vehicle_type=departure.vehicle_type,
        station_kind=departure.station_kind,
        on_the_road=departure.on_the_road,
    )
    return Arrival(eta, None, note)
