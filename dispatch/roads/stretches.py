"""The stretches of road a place is come to along, with the time from each of their ends."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.roads.roadbed import RoadPiece
from dispatch.roads.searching import Search, Spots


@dataclass(frozen=True, slots=True)
class TimedStretch:
    """A stretch of an open piece, by shares of its length, and the seconds from its ends to a goal.

    `driving_s` is the drive along it. Infinite for an end with no way; of a one-way piece only
    the time of the last end counts.
    """

    piece: RoadPiece
    first: float
    last: float
    first_s: float
    last_s: float
    driving_s: float


def timed_stretches(
    search: Search, known: Sequence[RoadPiece], access_s: float, limit_s: float
) -> list[TimedStretch]:
    """Return the stretches of the known pieces that lead to the goal of a search.

    `access_s` is the leg off the road, on top of every time.
    """
    bed, end = search.lanes.pieces, search.goal
    at = np.flatnonzero(bed.usable).astype(np.int32)
    count = len(at)
    shares = np.concatenate([np.zeros(count), np.ones(count)])
    seconds = search.seconds(Spots(np.concatenate([at, at]), shares), limit_s) + access_s
    stretches = []
    for place, piece in enumerate(at.tolist()):
        first_s, last_s = float(seconds[place]), float(seconds[count + place])
        told, along_s = known[piece], float(bed.seconds[piece])
        if piece == end.piece:
            cut = end.share
            stretches += [
                TimedStretch(told, 0.0, cut, first_s, access_s, along_s * cut),
                TimedStretch(told, cut, 1.0, access_s, last_s, along_s * (1.0 - cut)),
            ]
        elif min(first_s, last_s) < math.inf:
            stretches.append(TimedStretch(told, 0.0, 1.0, first_s, last_s, along_s))
    return stretches
