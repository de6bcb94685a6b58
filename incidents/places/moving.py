"""Where a point goes by what was said beside the place: along a road, straight on, or nowhere."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from incidents.places.gazetteer import PlaceEntry
from incidents.places.lines import Plane
from incidents.places.relations import Relation
from incidents.places.roads import Course
from incidents.places.spots import Spot
from resources.geography import Position, distance_m

# A place this near a road is on it.
ON_ROAD_M: Final = 400
# From a town one sets out on a road that passes it somewhere.
FROM_TOWN_M: Final = 1_500
ALONG: Final = "along"
EITHER_WAY_SCORE: Final = 0.65
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


def both_ways(entry: PlaceEntry, relation: Relation, courses: Iterable[Course]) -> list[Spot]:
    """Return the two points so far along the road from a place, when its direction is unknown."""
    start, metres = entry.position, relation.distance_m
    assert start is not None
    assert metres is not None
    near = [
        (off, course.code, course)
        for course in courses
        if course.may_pass(start, FROM_TOWN_M) and (off := course.nearest(start)[1]) <= FROM_TOWN_M
    ]
    if not near:
        return []
    # Out of the county lead the numbered roads, not the lanes that end in a village.
    course = min(near, key=lambda one: (not one[2].ref, *one[:2]))[2]
    why = (
        f"沿{course.label}距{entry.name} {metres:.0f} 米",
        f"原话说往{relation.towards}方向，本县没有此地的点位，两头各取一点，请核对",
    )
    name = f"{course.label}（距{entry.name} {metres:.0f} 米）"
    radius_m = LEAST_UNSURE_M + UNSURE_SHARE * metres
    return [
        Spot(name, ALONG, point, radius_m, EITHER_WAY_SCORE, why)
        for point in course.both_ways(start, metres)
    ]


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
