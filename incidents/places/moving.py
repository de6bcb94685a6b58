"""Where a point goes by what was said beside the place: along a road, straight on, or nowhere."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from incidents.places.lines import Plane
from incidents.places.relations import Relation
from incidents.places.roads import Course
from resources.geography import Position, distance_m

# A place this near a road is on it.
ON_ROAD_M: Final = 400
# The share of the way that must bring one nearer.
LEADS_THERE: Final = 0.4
# What people call 200 metres may be 250.
UNSURE_SHARE: Final = 0.25
LEAST_UNSURE_M: Final = 100
# A village or township is set out from at its middle, not at its edge.
LARGEST_START_M: Final = 400


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a place was moved to, how far off that may be, and the reason."""

    position: Position | None
    radius_m: int
    why: str


def moved(
    start: Position | None,
    radius_m: int,
    relation: Relation,
    goal: Position | None,
    courses: Sequence[Course],
    plane: Plane,
) -> Moved:
    """Return where a relation leads from a place; `goal` is where its way leads, if known.

    `courses` are the roads that may be followed. Without a way to go the circle only widens.
    """
    said = f"原话说“{relation.words}”"
    metres = relation.distance_m
    if start is None or metres is None:
        return Moved(start, radius_m + relation.wider_m, f"{said}，范围放宽")
    unsure = round(min(radius_m, LARGEST_START_M) + LEAST_UNSURE_M + UNSURE_SHARE * metres)
    if relation.bearing is not None:
        return Moved(_by_bearing(start, relation.bearing, metres, plane), unsure, f"{said}，已移动")
    if goal is not None:
        followed = _followed(start, goal, metres, courses)
        if followed is not None:
            return Moved(followed[0], unsure, f"{said}，沿{followed[1].label}移动")
        return Moved(_straight(start, goal, metres, plane), unsure, f"{said}，按直线移动")
    wider = max(radius_m, round(metres + unsure))
    return Moved(start, wider, f"{said}，方位不明，范围放宽")


def _followed(
    start: Position, goal: Position, metres: float, courses: Iterable[Course]
) -> tuple[Position, Course] | None:
    """Return where the road leads that passes here and brings one nearest to the goal.

    A road that hardly leads towards the goal is not the one that was meant.
    """
    there = distance_m(start, goal)
    ends = []
    for course in courses:
        if course.may_pass(start, ON_ROAD_M) and course.nearest(start)[1] <= ON_ROAD_M:
            end = course.walk(start, goal, metres)
            left = distance_m(end, goal)
            if there - left >= LEADS_THERE * min(metres, there):
                ends.append((left, course.code, end, course))
    if not ends:
        return None
    _, _, end, course = min(ends, key=lambda one: one[:2])
    return end, course


def _straight(start: Position, goal: Position, metres: float, plane: Plane) -> Position:
    here, there = plane.flat([start, goal])
    gap = float(np.hypot(*(there - here)))
    return plane.position(here + (there - here) * min(1.0, metres / gap if gap else 0.0))


def _by_bearing(start: Position, bearing: int, metres: float, plane: Plane) -> Position:
    turn = math.radians(bearing)
    step = np.array([math.sin(turn), math.cos(turn)]) * metres
    return plane.position(plane.flat([start])[0] + step)
