"""Lines on the ground of one county: lengths, points along them, where two come together.

A county is small: on a plane that touches the Earth in its middle, metres are right within half
a percent.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resources.geography import Position

Points = NDArray[np.float64]
"""Points in metres on the plane of a county, one a row."""

SEMI_MAJOR_AXIS_M: Final = 6_378_137.0
ECCENTRICITY_SQUARED: Final = 0.00669437999014


@dataclass(frozen=True, slots=True)
class Plane:
    """The plane on which a county's metres are counted."""

    middle: Position

    @property
    def scale(self) -> tuple[float, float]:
        """Metres in one degree of longitude and of latitude, at the middle."""
        latitude = math.radians(self.middle.lat)
        curvature = 1.0 - ECCENTRICITY_SQUARED * math.sin(latitude) ** 2
        north = SEMI_MAJOR_AXIS_M * (1.0 - ECCENTRICITY_SQUARED) / curvature**1.5
        east = SEMI_MAJOR_AXIS_M / math.sqrt(curvature) * math.cos(latitude)
        return math.radians(east), math.radians(north)

    def flat(self, positions: Iterable[Position]) -> Points:
        """Return positions in metres east and north of the middle."""
        pairs = [(one.lon - self.middle.lon, one.lat - self.middle.lat) for one in positions]
        flat: Points = np.array(pairs, dtype=np.float64).reshape(-1, 2) * np.array(self.scale)
        return flat

    def position(self, point: Points) -> Position:
        """Return the position of one point."""
        east, north = self.scale
        return Position(
            self.middle.lon + float(point[0]) / east, self.middle.lat + float(point[1]) / north
        )


def plane_of(positions: Sequence[Position]) -> Plane:
    """Return the plane that touches the Earth in the middle of some positions."""
    if not positions:
        return Plane(Position(0.0, 0.0))
    lons, lats = [one.lon for one in positions], [one.lat for one in positions]
    return Plane(Position((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2))


def distances(line: Points) -> NDArray[np.float64]:
    """Return how far along a line each of its points lies, in metres."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    return np.concatenate([[0.0], np.cumsum(steps)])


def point_along(line: Points, metres: float) -> Points:
    """Return the point so many metres along a line; beyond an end, the end."""
    along = distances(line)
    return np.array([np.interp(metres, along, line[:, 0]), np.interp(metres, along, line[:, 1])])


def nearest_on(line: Points, point: Points) -> tuple[float, float]:
    """Return how far off a line a point lies, and how far along it the nearest spot, in metres."""
    starts, steps = line[:-1], np.diff(line, axis=0)
    squares = np.maximum((steps**2).sum(axis=1), 1e-12)
    shares = np.clip(((point - starts) * steps).sum(axis=1) / squares, 0.0, 1.0)
    off = np.hypot(*(starts + steps * shares[:, None] - point).T)
    at = int(off.argmin())
    along = distances(line)
    return float(off[at]), float(along[at] + shares[at] * (along[at + 1] - along[at]))


def meeting(first: Points, second: Points) -> tuple[Points, float]:
    """Return where two lines cross, or the middle of where they come nearest, and their gap."""
    crossing = _crossing(first, second)
    if crossing is not None:
        return crossing, 0.0
    best: tuple[Points, float] | None = None
    for line, other in ((first, second), (second, first)):
        for corner in line:
            off, along = nearest_on(other, corner)
            if best is None or off < best[1]:
                best = (corner + point_along(other, along)) / 2, off
    assert best is not None
    return best


def _crossing(first: Points, second: Points) -> Points | None:
    steps, others = np.diff(first, axis=0), np.diff(second, axis=0)
    for start, step in zip(first[:-1], steps, strict=True):
        gap = second[:-1] - start
        turn = step[0] * others[:, 1] - step[1] * others[:, 0]
        safe = np.where(turn == 0.0, np.inf, turn)
        here = (gap[:, 0] * others[:, 1] - gap[:, 1] * others[:, 0]) / safe
        there = (gap[:, 0] * step[1] - gap[:, 1] * step[0]) / safe
        hits = (turn != 0.0) & (here >= 0.0) & (here <= 1.0) & (there >= 0.0) & (there <= 1.0)
        if hits.any():
            point: Points = start + step * here[int(hits.argmax())]
            return point
    return None
