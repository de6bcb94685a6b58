"""Which station is nearest by the straight line: cells for a sketch of who covers what ground.

Nobody's official boundary: a brigade's own districts follow roads, towns and orders. A cell says
only which station stands nearest (P).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import TypeAlias

from resources.geography import Position

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The ground that is shared out, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        if not (self.west < self.east and self.south < self.north):
            raise ValueError("bounds enclose some ground")


@dataclass(frozen=True, slots=True)
class Cell:
    """The ground nearer to one station than to any other: its ring, not closed."""

    station: str
    ring: tuple[Position, ...]


def nearest_cells(stations: Iterable[tuple[str, Position]], bounds: Bounds) -> list[Cell]:
    """Return the cell of each station, in the order given; of two at one spot the first has it.

    Reckoned on a plane that is narrowed for the latitude: over a county the edges are off by
    less than anybody could measure on a screen.
    """
    narrowed = cos(radians((bounds.south + bounds.north) / 2))
    sites: dict[Point, str] = {}
    for name, at in stations:
        sites.setdefault((at.lon * narrowed, at.lat), name)
    corners = [
        (lon * narrowed, lat)
        for lon, lat in (
            (bounds.west, bounds.south),
            (bounds.east, bounds.south),
            (bounds.east, bounds.north),
            (bounds.west, bounds.north),
        )
    ]
    cells = []
    for site, name in sites.items():
        ring: Sequence[Point] = corners
        for other in sites:
            if other != site:
                ring = _nearer(ring, site, other)
        if ring:
            cells.append(Cell(name, tuple(Position(x / narrowed, y) for x, y in ring)))
    return cells


def _nearer(ring: Sequence[Point], site: Point, other: Point) -> list[Point]:
    """Cut off what of a convex ring lies nearer to another site."""
    kept: list[Point] = []
    for at, here in enumerate(ring):
        before = ring[at - 1]
        side, side_before = _side(here, site, other), _side(before, site, other)
        if (side < 0) != (side_before < 0):
            share = side_before / (side_before - side)
            kept.append(
                (
                    before[0] + share * (here[0] - before[0]),
                    before[1] + share * (here[1] - before[1]),
                )
            )
        if side >= 0:
            kept.append(here)
    return kept


def _side(point: Point, site: Point, other: Point) -> float:
    """Return above nought where a point is nearer to the site, below where to the other."""
    (x, y), (a, b), (c, d) = point, site, other
    return (x - c) ** 2 + (y - d) ** 2 - (x - a) ** 2 - (y - b) ** 2
