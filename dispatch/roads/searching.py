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

NO_NODE: Final = -9999
"""What scipy writes where a node was not reached, or is the root."""
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

    def driven(
        self, goal: Spot, spots: Sequence[Spot], limit_s: float = math.inf
    ) -> tuple[Floats, Floats]:
        """Return seconds and metres along the road from each spot to the goal.

        Infinite where there is no way, or none of `limit_s` seconds or less to the last node.
        """
        pieces = self._pieces
        root = pieces.nodes
        times, before = self._searched(goal, limit_s)
        lengths = self._lengths(goal, times, before, root)
        at = np.array([one.piece for one in spots])
        share = np.array([one.share for one in spots])
        first, last = pieces.ends[at].T
        onward = times[last] + (1.0 - share) * pieces.seconds[at]
        # A point at the very end of a one-way street stands on the junction itself.
        is_shut = pieces.oneway[at] & (share * pieces.metres[at] > AT_END_M)
        back = np.where(is_shut, np.inf, times[first] + share * pieces.seconds[at])
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
        here = np.arange(len(spots))
        return ways[best, here], metres[best, here]

    def _searched(self, goal: Spot, limit_s: float) -> tuple[Floats, Integers]:
        """Search from the goal, a node of its own between the two ends of its piece."""
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
        times, before = dijkstra(
            graph, indices=[pieces.nodes], return_predecessors=True, limit=limit_s
        )
        return times[0], before[0]

    def _lengths(self, goal: Spot, times: Floats, before: Integers, root: int) -> Floats:
        """Return the metres of the soonest way from every node, infinite without one."""
        pieces = self._pieces
        nodes = np.arange(root + 1)
        reached = before != NO_NODE
        above = np.where(reached, before, nodes)
        metres = np.zeros(root + 1)
        inner = reached & (above != root)
        wanted = above[inner].astype(np.int64) * (root + 1) + nodes[inner]
        metres[inner] = self._metres[np.searchsorted(self._keys, wanted)]
        for node in nodes[reached & (above == root)]:
            metres[node] = times[node] / pieces.seconds[goal.piece] * pieces.metres[goal.piece]
        # Each round doubles how far up a node has looked.
        while (above[above] != above).any():
            metres = metres + metres[above]
            above = above[above]
        metres[~np.isfinite(times)] = np.inf
        return metres
