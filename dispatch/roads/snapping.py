"""Where a point comes to the road: the nearest spot on the pieces a vehicle may use."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from incidents.places.lines import plane_of
from resources.geography import Position, distance_m

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

LEAST: Final = 1e-9
"""Instead of a length of nothing, which nothing could be divided by."""
MOST_KEPT: Final = 20_000
"""Places whose spot on the road is remembered; stations stay, moving vehicles pass."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A spot on a piece: the share of its length from its first end, and the metres off it."""

    piece: int
    share: float
    off_m: float
    east_m: float = 0.0
    north_m: float = 0.0
    """Where the point itself lies on the plane of the county."""


class Stretches:
    """The straight stretches of all pieces, in metres on the plane of the county."""

    def __init__(self, lines: Sequence[Sequence[Position]]) -> None:
        self._plane = plane_of([point for line in lines for point in line])
        corners = [self._plane.flat(line) for line in lines]
        along = [np.cumsum([0.0, *(distance_m(a, b) for a, b in pairwise(line))]) for line in lines]
        self.lengths: Floats = np.array([max(one[-1], LEAST) for one in along], dtype=np.float64)
        shares = [one / max(float(one[-1]), LEAST) for one in along]
        none = np.empty(0)
        self._from = np.concatenate([np.empty((0, 2)), *(line[:-1] for line in corners)])
        self._step = np.concatenate(
            [np.empty((0, 2)), *(np.diff(line, axis=0) for line in corners)]
        )
        self._square = np.maximum((self._step**2).sum(axis=1), LEAST)
        self._share_from = np.concatenate([none, *(one[:-1] for one in shares)])
        self._share_step = np.concatenate([none, *(np.diff(one) for one in shares)])
        self._piece = np.repeat(np.arange(len(lines)), [len(line) - 1 for line in lines])
        self.extent_m = float(np.hypot(*np.ptp(self._from, axis=0))) if len(lines) else 0.0
        """The straight line from corner to corner."""
        self._sort_by_south()

    def _sort_by_south(self) -> None:
        """Put the stretches in order from south to north, so that few need a look."""
        south = np.minimum(self._from[:, 1], self._from[:, 1] + self._step[:, 1])
        order = np.argsort(south, kind="stable")
        self._south = south[order]
        self._tallest_m = float(np.abs(self._step[:, 1]).max(initial=0.0))
        self._from, self._step = self._from[order], self._step[order]
        self._square, self._piece = self._square[order], self._piece[order]
        self._share_from, self._share_step = self._share_from[order], self._share_step[order]

    def nearest(self, position: Position, usable: Flags, farthest_m: float) -> Spot | None:
        """Return the nearest spot of the usable pieces, None where all are farther than that."""
        point = self._plane.flat([position])[0]
        east, north = float(point[0]), float(point[1])
        # Most stretches of a large county are far to one side: sorted out without any arithmetic.
        first, last = np.searchsorted(
            self._south, [north - farthest_m - self._tallest_m, north + farthest_m]
        )
        starts = self._from[first:last, 0]
        widest = farthest_m + np.abs(self._step[first:last, 0])
        near = (np.abs(starts - east) <= widest) & usable[self._piece[first:last]]
        at = first + np.flatnonzero(near)
        if not len(at):
            return None
        gap, step = point - self._from[at], self._step[at]
        shares = np.clip((gap * step).sum(axis=1) / self._square[at], 0.0, 1.0)
        off = np.hypot(*(gap - step * shares[:, None]).T)
        best = int(off.argmin())
        if off[best] > farthest_m:
            return None
        here = at[best]
        share = float(self._share_from[here] + shares[best] * self._share_step[here])
        return Spot(int(self._piece[here]), share, float(off[best]), east, north)


class Passage:
    """The pieces vehicles of one size may use, and where points come to them."""

    def __init__(self, stretches: Stretches, usable: Flags, farthest_m: float) -> None:
        self.usable = usable
        self.is_whole = bool(usable.all())
        """No limit keeps such a vehicle off any piece."""
        self._stretches = stretches
        self._farthest_m = farthest_m
        self._spots: dict[Position, Spot | None] = {}
        self._lock = Lock()

    def spot(self, position: Position) -> Spot | None:
        """Return the nearest spot, None for a point that is far from any road."""
        # Threads may both look for a spot; they find the same.
        kept = self._spots
        if position in kept:
            return kept[position]
        spot = self._stretches.nearest(position, self.usable, self._farthest_m)
        with self._lock:
            if len(self._spots) >= MOST_KEPT:
                # A new table: another thread may be reading the old one.
                self._spots = {}
            self._spots[position] = spot
        return spot
