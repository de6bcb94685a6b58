"""Where a point comes to the road: the nearest spot on the pieces a vehicle may use."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from incidents.places.lines import plane_of
from resources.geography import Position, distance_m

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

LEAST: Final = 1e-9
"""Instead of a length of nothing, which nothing could be divided by."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A spot on a piece: the share of its length from its first end, and the metres off it."""

    piece: int
    share: float
    off_m: float


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

    def nearest(self, position: Position, usable: Flags, farthest_m: float) -> Spot | None:
        """Return the nearest spot of the usable pieces, None where all are farther than that."""
        if not usable.any():
            return None
        gap = self._plane.flat([position])[0] - self._from
        shares = np.clip((gap * self._step).sum(axis=1) / self._square, 0.0, 1.0)
        off = np.hypot(*(gap - self._step * shares[:, None]).T)
        at = int(np.where(usable[self._piece], off, np.inf).argmin())
        if off[at] > farthest_m:
            return None
        share = float(self._share_from[at] + shares[at] * self._share_step[at])
        return Spot(int(self._piece[at]), share, float(off[at]))
