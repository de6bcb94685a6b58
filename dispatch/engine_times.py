"""Times a routing engine told, set beside our own so that neither kind of vehicle wins by it.

An engine knows neither the vehicle, nor the hour, nor the weather; and its times are longer or
shorter than ours as a whole.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from dispatch.arrivals import Arrival
from dispatch.fleet import UnitNow
from dispatch.leaving import ON_THE_ROAD
from dispatch.roads.drives import drive_of
from dispatch.roads.freshness import RoutedWay
from dispatch.roads.freshness import pace as pace_of
from dispatch.travel import Conditions, TravelPolicy, whole_seconds

BY_ENGINE: Final = "按路径服务"
"""What is said of a time that a routing engine told."""
BESIDE_ENGINE: Final = "按路径服务的快慢折算"
"""What is said of an own time that stands beside those of an engine."""


def driving_s(one: UnitNow, way: RoutedWay, travel: TravelPolicy, conditions: Conditions) -> float:
    """Return the seconds a vehicle drives on a way the engine told for any vehicle."""
    kind = one.kind
    drive = drive_of(kind.vehicle_type, kind.water_t, travel.speed_of(kind.vehicle_type))
    return way.seconds / drive.share / travel.pace(conditions).on(travel.unknown_road)


def engine_pace(engine_s: Mapping[int, float], own_s: Mapping[int, float]) -> float:
    """Return by what the engine's times are longer than ours, as a median over vehicles."""
    return pace_of(engine_s, own_s)


def by_engine(
    one: UnitNow, own: Arrival, way: RoutedWay, travel: TravelPolicy, conditions: Conditions
) -> Arrival:
    """Return an arrival as the engine told it; one our map cuts off stays cut off.

    Its limits of weight and height are ours to know.
    """
    if own.is_cut_off:
        return own
    drives_s = driving_s(one, way, travel, conditions)
    return _arrival(one, (drives_s, way.metres), BY_ENGINE, travel, conditions)


def beside_engine(
    one: UnitNow, own: Arrival, own_s: float, pace: float, policy: tuple[TravelPolicy, Conditions]
) -> Arrival:
    """Return an own arrival at the engine's pace."""
    if own.is_cut_off or own.road_m is None or pace == 1.0:
        return own
    return _arrival(one, (own_s * pace, own.road_m), BESIDE_ENGINE, *policy)


def _arrival(
    one: UnitNow,
    way: tuple[float, float],
    note: str,
    travel: TravelPolicy,
    conditions: Conditions,
) -> Arrival:
    drives_s, metres = way
    turnout = travel.turnout_of(one.station_kind, conditions.local_hour)
    turnout_s = 0.0 if one.status in ON_THE_ROAD else turnout.seconds
    doubt_s = drives_s * travel.doubt.by_road
    if turnout_s:
        doubt = travel.doubt
        doubt_s += (doubt.learned_turnout if turnout.learned else doubt.turnout).total_seconds()
    told = Arrival(timedelta(seconds=whole_seconds(drives_s + turnout_s)), metres, note)
    return replace(told, doubt=timedelta(seconds=whole_seconds(doubt_s)))
