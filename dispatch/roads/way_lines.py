"""The line of a way by road, as a map draws it and a driver follows it."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from dispatch.roads.roadbed import RoadPiece
from dispatch.roads.searching import Step
from dispatch.roads.touching import part
from resources.geography import Position, distance_m

SAME_M: Final = 1.0
"""Points this near each other are drawn as one."""


def way_line(
    steps: Iterable[Step], known: Sequence[RoadPiece], start: Position, goal: Position
) -> tuple[Position, ...]:
    """Return the points of a way of some steps, from a start to a goal beside the road.

    Empty where there are no steps.
    """
    driven = [point for step in steps for point in _driven(step, known)]
    if not driven:
        return ()
    points = [start]
    for point in driven:
        if min(distance_m(point, points[-1]), distance_m(point, goal)) >= SAME_M:
            points.append(point)
    return (*points, goal)


def _driven(step: Step, known: Sequence[RoadPiece]) -> Sequence[Position]:
    at, first, last = step
    line = known[at].line
    low, high = sorted((first, last))
    if (low, high) == (0.0, 1.0):
        points: Sequence[Position] = line
    else:
        metres = sum(distance_m(a, b) for a, b in pairwise(line))
        points = part(line, (low * metres, high * metres))
    return points if first <= last else tuple(reversed(points))
