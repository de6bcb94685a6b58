"""Soonest ways through a graph of roads, searched backwards from one spot with scipy."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from dispatch.roads.snapping import Flags, Floats, Spot

Integers: TypeAlias = NDArray[np.int32]

AT_END_M: Final = 1.0
"""So near its end a point on a piece is on the node."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of road as numbers: their end nodes, metres, seconds, and what they allow."""

    nodes: int
    ends: Integers
    metres: Floats
    seconds: Floats
    oneway: Flags
    usable: Flags


@dataclass(frozen=True, slots=True)
class Spots:
    """Many spots as numbers."""

    pieces: Integers
    shares: Floats


def spots_of(spots: Sequence[Spot]) -> Spots:
    """Return spots as numbers."""
    return Spots(
        np.array([one.piece for one in spots], dtype=np.int32),
        np.array([one.share for one in spots], dtype=np.float64),
    )


class Lanes:
    """The roads some vehicles may use, turned round so that one search finds all who come."""

    def __init__(self, pieces: Pieces) -> None:
        self.usable = pieces.usable
        self._pieces = pieces
        both = pieces.usable & ~pieces.oneway
        # Forwards a piece leads from its first end to its last, so backwards the other way.
        root = np.concatenate([pieces.ends[pieces.usable, 1], pieces.ends[both, 0]])
        leaf = np.concatenate([pieces.ends[pieces.usable, 0], pieces.ends[both, 1]])
        seconds = np.concatenate([pieces.seconds[pieces.usable], pieces.seconds[both]])
        metres = np.concatenate([pieces.metres[pieces.usable], pieces.metres[both]])
        order = np.lexsort((metres, seconds, leaf, root))
        keys = root.astype(np.int64)[order] * (pieces.nodes + 1) + leaf[order]
        # Of several pieces between the same two nodes the soonest is kept.
        self._keys, first = np.unique(keys, return_index=True)
        kept = order[first]
        self._metres = metres[kept]
        self._seconds = seconds[kept]
        self._to = leaf[kept].astype(np.int32)
        counts = np.bincount(root[kept], minlength=pieces.nodes)
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)

    def towards(self, goal: Spot) -> "Search":
        """Return a search towards a goal, a node of its own between the two ends of its piece."""
        pieces, piece = self._pieces, goal.piece
        first, last = (int(node) for node in pieces.ends[piece])
        # Whoever comes from the first end drives the first share, and the other way round.
        doors = {first: goal.share * pieces.seconds[piece]}
        from_end_m = (1.0 - goal.share) * pieces.metres[piece]
        if not pieces.oneway[piece] or from_end_m <= AT_END_M:
            left = (1.0 - goal.share) * pieces.seconds[piece]
            doors[last] = min(left, doors.get(last, math.inf))
        to = np.concatenate([self._to, np.array(sorted(doors), dtype=np.int32)])
        costs = np.concatenate([self._seconds, [doors[node] for node in sorted(doors)]])
        starts = np.append(self._starts, np.int32(len(to)))
        graph = csr_array((costs, to, starts), shape=(pieces.nodes + 1, pieces.nodes + 1))
        return Search(pieces, goal, graph, (self._keys, self._metres))


class Search:
    """A search towards one goal, which may be let go farther and farther."""

    def __init__(
        self,
        pieces: Pieces,
        goal: Spot,
        graph: csr_array,
        edges: tuple[NDArray[np.int64], Floats],
    ) -> None:
        self._pieces = pieces
        self._goal = goal
        self._graph = graph
        self._keys, self._metres = edges

    def driven(self, spots: Spots, limit_s: float = math.inf) -> tuple[Floats, Floats]:
        """Return seconds and metres along the road from each spot to the goal.

        Infinite where there is no way, or none of `limit_s` seconds or less to the last node.
        """
        pieces, goal = self._pieces, self._goal
        times, before = dijkstra(
            self._graph, indices=[pieces.nodes], return_predecessors=True, limit=limit_s
        )
        lengths = self._lengths(times[0], before[0])
        at, share = spots.pieces, spots.shares
        first, last = pieces.ends[at].T
        onward = times[0][last] + (1.0 - share) * pieces.seconds[at]
        # A point at the very end of a one-way street stands on the junction itself.
        is_shut = pieces.oneway[at] & (share * pieces.metres[at] > AT_END_M)
        back = np.where(is_shut, np.inf, times[0][first] + share * pieces.seconds[at])
        # On the goal's own piece the way need not touch a node at all.
        step = goal.share - share
        straight = (at == goal.piece) & ((step >= 0) | ~pieces.oneway[at])
        along = np.where(straight, np.abs(step), np.inf)
        ways = np.stack([onward, back, along * pieces.seconds[at]])
        metres = np.stack(
            [
                lengths[last] + (1.0 - share) * pieces.metres[at],
                lengths[first] + share * pieces.metres[at],
                along * pieces.metres[at],
            ]
        )
        best = ways.argmin(axis=0)
        here = np.arange(len(at))
        return ways[best, here], metres[best, here]

    def _lengths(self, times: Floats, before: Integers) -> Floats:
        """Return the metres of the soonest way from every node, infinite without one."""
        pieces, goal, root = self._pieces, self._goal, self._pieces.nodes
        # Only the nodes that were reached count: with a limit they are few.
        reached = np.flatnonzero(np.isfinite(times))
        place = np.zeros(root + 1, dtype=np.int64)
        place[reached] = np.arange(len(reached))
        is_root = reached == root
        above = np.where(is_root, root, before[reached])
        is_door = (above == root) & ~is_root
        inner = above != root
        wanted = above[inner].astype(np.int64) * (root + 1) + reached[inner]
        way = np.zeros(len(reached))
        way[inner] = self._metres[np.searchsorted(self._keys, wanted)]
        speed = pieces.metres[goal.piece] / pieces.seconds[goal.piece]
        way[is_door] = times[reached[is_door]] * speed
        up = place[above]
        # Each round doubles how far towards the goal a node has looked.
        while (up[up] != up).any():
            way = way + way[up]
            up = up[up]
        metres = np.full(root + 1, np.inf)
        metres[reached] = way
        return metres
