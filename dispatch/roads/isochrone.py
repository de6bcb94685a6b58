"""Who can get here in time: the roads by minutes of driving to a place, and who starts within.

The two hours of 2小时灭火救援圈 are a circle of those who can come, not a legal boundary (P).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Final

import numpy as np

from dispatch.arrivals import Basis
from dispatch.roads.drives import Drive, drive_of
from dispatch.roads.network import RoadNetwork, Way
from dispatch.roads.stretches import TimedStretch
from dispatch.travel import DEFAULT_TRAVEL, METRES_PER_SECOND_OF_ONE_KMH
from resources.geography import Position, distance_m

BEYOND_KMH: Final = 60.0
"""Beyond the county's own roads, between a motorway's 80 and a national road's 55 (P)."""
BEYOND: Final = f"县域路网以外，按直线×{DEFAULT_TRAVEL.detour:g}、{BEYOND_KMH:g} km/h 估算"
CIRCLE_VEHICLE: Final = "water_tanker"
"""The vehicle whose roads and speeds the circle is drawn for."""
SAME: Final = 1e-9
"""Shares of a stretch nearer than this are one point."""


@dataclass(frozen=True, slots=True)
class ReachLine:
    """A piece of road with the seconds from its ends to the place, all within a limit."""

    line: tuple[Position, ...]
    from_s: float
    to_s: float
    within_s: float


@dataclass(frozen=True, slots=True)
class Reach:
    """How long from somewhere to the place, from order to arrival, and what it was reckoned from.

    `note` says why it is an estimate, empty where it is by road.
    """

    eta: timedelta
    basis: Basis
    note: str = ""


def circle_drive() -> Drive:
    """How the vehicle drives whose circle is drawn."""
    return drive_of(CIRCLE_VEHICLE)


def isochrone(
    network: RoadNetwork | None, goal: Position, limits_s: Sequence[float], drive: Drive
) -> list[ReachLine]:
    """Return the roads from which the goal is reached within each limit, cut where one ends.

    Seconds are of driving, without the turn-out. Raises ValueError for limits that are not above
    nought and rising. Nothing without roads, or for a goal far from any.
    """
    if not limits_s or any(b <= a for a, b in pairwise((0.0, *limits_s))):
        raise ValueError("limits are above nought and rise")
    if network is None or not len(network):
        return []
    stretches = network.times_towards(goal, drive, limits_s[-1])
    return [line for one in stretches for line in _lines(one, limits_s)]


def reaches(network: RoadNetwork | None, goal: Position, starts: Sequence[Position]) -> list[Reach]:
    """Return how long a water tanker takes from each start to the goal, turn-out included.

    By road where both lie at the county's roads, else by the straight line with detour.
    """
    turnout = DEFAULT_TRAVEL.longest_turnout
    drive = circle_drive()
    ways = network.ways(goal, [(start, drive) for start in starts]) if network else []
    answers = []
    for at, start in enumerate(starts):
        way = ways[at] if ways else None
        if isinstance(way, Way):
            seconds = math.ceil(round(way.seconds, 3))
            answers.append(Reach(turnout + timedelta(seconds=seconds), Basis.BY_ROAD))
        else:
            metres = distance_m(start, goal) * DEFAULT_TRAVEL.detour
            seconds = math.ceil(metres / (BEYOND_KMH * METRES_PER_SECOND_OF_ONE_KMH))
            answers.append(Reach(turnout + timedelta(seconds=seconds), Basis.ESTIMATE, BEYOND))
    return answers


def band_of(seconds: float, limits_s: Sequence[float]) -> float | None:
    """Return the least limit a time lies within, or None."""
    return next((limit for limit in limits_s if seconds <= limit), None)


def _lines(stretch: TimedStretch, limits_s: Sequence[float]) -> list[ReachLine]:
    runs = [one for one in _runs(stretch) if min(one[2], one[3]) <= limits_s[-1]]
    bands = {band_of(second, limits_s) for run in runs for second in run[2:]}
    if len(runs) > 1 and len(bands) == 1:
        # The whole of it lies in one band: it need not be cut where the two ways part.
        runs = [(runs[0][0], runs[-1][1], runs[0][2], runs[-1][3])]
    lines = []
    for start, end, start_s, end_s in runs:
        for share, to_share, seconds, to_seconds in _cut(start, end, start_s, end_s, limits_s):
            within_s = band_of(max(seconds, to_seconds) - SAME, limits_s)
            if within_s is not None and to_share - share > SAME:
                line = _between(stretch.piece.line, share, to_share)
                lines.append(ReachLine(line, seconds, to_seconds, within_s))
    return lines


def _runs(stretch: TimedStretch) -> list[tuple[float, float, float, float]]:
    """Return the shares between which the seconds rise or fall evenly, with the seconds there."""
    first, last, along_s = stretch.first, stretch.last, stretch.driving_s
    if last - first <= SAME:
        return []
    forwards_s = stretch.last_s + along_s
    if stretch.piece.is_oneway or forwards_s <= stretch.first_s:
        return [(first, last, forwards_s, stretch.last_s)] if forwards_s < math.inf else []
    backwards_s = stretch.first_s + along_s
    if backwards_s <= stretch.last_s:
        return [(first, last, stretch.first_s, backwards_s)]
    # From here on it is as far either way.
    share = (stretch.last_s - stretch.first_s + along_s) / (2 * along_s)
    middle, peak_s = first + share * (last - first), stretch.first_s + share * along_s
    return [
        (first, middle, stretch.first_s, peak_s),
        (middle, last, peak_s, stretch.last_s),
    ]


def _cut(
    start: float, end: float, start_s: float, end_s: float, limits_s: Sequence[float]
) -> list[tuple[float, float, float, float]]:
    """Cut a run where its seconds pass a limit."""
    low_s, high_s = sorted((start_s, end_s))
    marks = sorted(
        [(limit - start_s) / (end_s - start_s) for limit in limits_s if low_s < limit < high_s]
    )
    shares = [0.0, *marks, 1.0]
    return [
        (
            start + a * (end - start),
            start + b * (end - start),
            start_s + a * (end_s - start_s),
            start_s + b * (end_s - start_s),
        )
        for a, b in pairwise(shares)
    ]


def _between(line: Sequence[Position], share: float, to_share: float) -> tuple[Position, ...]:
    """Return the part of a line between two shares of its length."""
    if share <= SAME and to_share >= 1 - SAME:
        return tuple(line)
    along = np.cumsum([0.0, *(distance_m(a, b) for a, b in pairwise(line))])
    whole = max(float(along[-1]), SAME)
    lons, lats = [one.lon for one in line], [one.lat for one in line]
    inner = [
        at for at, metres in enumerate(along) if share + SAME < metres / whole < to_share - SAME
    ]
    ends = [
        Position(
            float(np.interp(at * whole, along, lons)), float(np.interp(at * whole, along, lats))
        )
        for at in (share, to_share)
    ]
    return (ends[0], *(line[at] for at in inner), ends[1])
