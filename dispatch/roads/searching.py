"""Soonest ways through a graph of roads: backwards from one spot, or outwards from many."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from dispatch.roads.snapping import Flags, Floats, Spot

Integers: TypeAlias = NDArray[np.int32]
Places: TypeAlias = NDArray[np.int64]

Step: TypeAlias = tuple[int, float, float]
"""A piece of a way, and the shares of its length it is driven from and to."""

AT_END_M: Final = 1.0
"""So near its end a point on a piece is on the node."""
MOST_DOORS: Final = 2
NOWHERE: Final = -9999
"""What scipy gives as the node before one that was not reached."""


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
    """Many spots as numbers: the piece of each, and the share of its length from the first end."""

    pieces: Integers
    shares: Floats

    def of(self, rows: Places | slice) -> "Spots":
        """Return some of the spots."""
        return Spots(self.pieces[rows], self.shares[rows])

    def and_also(self, others: "Spots") -> "Spots":
        """Return these spots and others behind them."""
        return Spots(
            np.concatenate([self.pieces, others.pieces]),
            np.concatenate([self.shares, others.shares]),
        )


def spots_of(spots: Sequence[Spot]) -> Spots:
    """Return spots as numbers."""
    return Spots(
        np.array([one.piece for one in spots], dtype=np.int32),
        np.array([one.share for one in spots], dtype=np.float64),
    )


class Edges:
    """The edges out of each node, by node; of several between the same two the soonest."""

    def __init__(self, nodes: int, ends: tuple[Integers, Integers], costs: Floats) -> None:
        """Take the node each edge leaves, the one it comes to, and rows of seconds and metres."""
        leaves, comes = ends
        order = np.lexsort((costs[1], costs[0], comes, leaves))
        keys = leaves.astype(np.int64)[order] * (nodes + 1) + comes[order]
        self._keys, first = np.unique(keys, return_index=True)
        kept = order[first]
        self._nodes = nodes
        self._seconds, self._metres = costs[:, kept]
        self._to = comes[kept].astype(np.int32)
        counts = np.bincount(leaves[kept], minlength=nodes)
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        self._idle: list[csr_array] = []

    def with_nodes(self, added: Sequence[Mapping[int, float]]) -> csr_array:
        """Return the graph with more nodes behind the others, each with its edges in seconds."""
        to = [np.array(sorted(one), dtype=np.int32) for one in added]
        costs = [[one[node] for node in sorted(one)] for one in added]
        counts = np.cumsum([len(one) for one in added], dtype=np.int32) + len(self._to)
        size = self._nodes + len(added)
        return csr_array(
            (
                np.concatenate([self._seconds, *costs]),
                np.concatenate([self._to, *to]),
                np.concatenate([self._starts, counts.astype(np.int32)]),
            ),
            shape=(size, size),
        )

    def search(
        self, start: Mapping[int, float], limit_s: float = math.inf
    ) -> tuple[Floats, Integers]:
        """Return the seconds from a start to every node, and the node before each on the way.

        The start, a node of its own behind the others, is told by its edges, two at the most.
        """
        # Filling a graph costs as much as a short search, so it is used again; threads that
        # search at once have one each.
        try:
            graph = self._idle.pop()
        except IndexError:
            graph = self.with_nodes([dict.fromkeys(range(MOST_DOORS), 0.0)])
        ends = (list(start.items()) * MOST_DOORS)[:MOST_DOORS]
        for place, (node, cost) in enumerate(ends):
            graph.indices[place - MOST_DOORS], graph.data[place - MOST_DOORS] = node, cost
        times, before = dijkstra(
            graph, indices=[self._nodes], return_predecessors=True, limit=limit_s
        )
        self._idle.append(graph)
        return times[0], before[0]

    def metres(self, leaves: Places, comes: Places) -> Floats:
        """Return the metres of edges by their two nodes, all of which there must be."""
        wanted = leaves.astype(np.int64) * (self._nodes + 1) + comes
        found: Floats = self._metres[np.searchsorted(self._keys, wanted)]
        return found


class Lanes:
    """The roads some vehicles may use, and how long each piece takes them."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        usable = pieces.usable
        whole_s = float(pieces.seconds[usable].sum())
        self.mean_speed = float(pieces.metres[usable].sum()) / whole_s if whole_s else 1.0
        """Metres a second over all roads: what a first guess of a time is made from."""

    def _edges(self, first: int) -> Edges:
        pieces = self.pieces
        both = pieces.usable & ~pieces.oneway
        leaves, comes = (
            np.concatenate([pieces.ends[pieces.usable, one], pieces.ends[both, 1 - one]])
            for one in (first, 1 - first)
        )
        amounts = np.stack([pieces.seconds, pieces.metres])
        costs = np.concatenate([amounts[:, pieces.usable], amounts[:, both]], axis=1)
        return Edges(pieces.nodes, (leaves, comes), costs)

    @cached_property
    def backwards(self) -> Edges:
        """The edges turned round, so that one search finds all who come to a place."""
        return self._edges(1)

    def towards(self, goal: Spot) -> "Search":
        """Return a search towards a goal, a node of its own between the two ends of its piece."""
        return Search(self, goal)

    def doors(self, goal: Spot) -> dict[int, float]:
        """Return the nodes the goal is driven to from, each with the seconds that are left."""
        pieces, piece = self.pieces, goal.piece
        first, last = pieces.ends[piece].tolist()
        # Whoever comes from the first end drives the first share, and the other way round.
        doors = {first: float(goal.share * pieces.seconds[piece])}
        if not pieces.oneway[piece] or (1.0 - goal.share) * pieces.metres[piece] <= AT_END_M:
            left = float((1.0 - goal.share) * pieces.seconds[piece])
            doors[last] = min(left, doors.get(last, math.inf))
        return doors

    def along(self, spots: Spots, goal: Spot) -> Floats:
        """Return the share of the goal's own piece from spots on it, infinite for all others.

        The way need not touch a node at all there.
        """
        step = goal.share - spots.shares
        is_there = spots.pieces == goal.piece
        straight = is_there & ((step >= 0) | (not self.pieces.oneway[goal.piece]))
        return np.where(straight, np.abs(step), np.inf)

    def outwards(self, spots: Spots) -> tuple[Floats, Floats]:
        """Return seconds and metres from each spot (a row) to every node, or infinity."""
        pieces, nodes, edges = self.pieces, self.pieces.nodes, self._forwards
        exits = [self._exits(piece, share) for piece, share in _pairs(spots)]
        graph = edges.with_nodes(exits)
        roots = nodes + np.arange(len(exits))
        times, before = dijkstra(graph, indices=roots, return_predecessors=True)
        metres = np.full((len(exits), nodes), np.inf)
        for row, root in enumerate(roots.tolist()):
            speed = pieces.metres[spots.pieces[row]] / pieces.seconds[spots.pieces[row]]
            metres[row] = _lengths(edges, times[row], before[row], (root, speed))[:nodes]
        return times[:, :nodes], metres

    @cached_property
    def _forwards(self) -> Edges:
        return self._edges(0)

    def _exits(self, piece: int, share: float) -> dict[int, float]:
        pieces = self.pieces
        first, last = pieces.ends[piece].tolist()
        exits = {last: float((1.0 - share) * pieces.seconds[piece])}
        # A point at the very end of a one-way street stands on the junction itself.
        if not pieces.oneway[piece] or share * pieces.metres[piece] <= AT_END_M:
            back = float(share * pieces.seconds[piece])
            exits[first] = min(back, exits.get(first, math.inf))
        return exits


class Search:
    """A search towards one goal, which may be let go farther and farther; threads may share it."""

    def __init__(self, lanes: Lanes, goal: Spot) -> None:
        self.lanes = lanes
        self.goal = goal
        self._seen: tuple[float, Floats, Integers] | None = None
        self._lengths: Floats = np.zeros(lanes.pieces.nodes + 1)
        """Metres from the nodes somebody asked for; 0 from the others, and from the goal itself."""

    @property
    def limit_s(self) -> float:
        """How far the search has gone, in seconds to the last node."""
        return 0.0 if self._seen is None else self._seen[0]

    def seconds(self, spots: Spots, limit_s: float = math.inf) -> Floats:
        """Return the seconds along the road from each spot to the goal.

        Infinite where there is no way, or perhaps none of `limit_s` or less to the last node.
        """
        ways: Floats = self._ways(spots, self._looked(limit_s)[1]).min(axis=0)
        return ways

    def metres(self, spots: Spots) -> Floats:
        """Return the metres of the ways last found, infinite without one."""
        if self._seen is None:
            return np.full(len(spots.pieces), np.inf)
        _, times, before = self._seen
        pieces, at, share = self.lanes.pieces, spots.pieces, spots.shares
        ways = self._ways(spots, times)
        best = ways.argmin(axis=0)
        is_found = np.isfinite(ways.min(axis=0))
        node = np.where(best == 0, pieces.ends[at, 1], pieces.ends[at, 0])
        by_node = is_found & (best < 2)
        metres = np.where(best == 0, 1.0 - share, share) * pieces.metres[at]
        metres[by_node] += self._lengths_from(node[by_node], times, before)
        on_piece = is_found & (best == 2)
        metres[on_piece] = np.abs(self.goal.share - share[on_piece]) * pieces.metres[at[on_piece]]
        metres[~is_found] = np.inf
        return metres

    def steps(self, spot: Spot) -> list[Step]:
        """Return the pieces of the soonest way from a spot, in order; none where there is no way.

        Each is a piece and the shares of its length that are driven from and to.
        """
        _, times, before = self._looked(math.inf)
        ways = self._ways(spots_of([spot]), times)[:, 0]
        best = int(ways.argmin())
        if not np.isfinite(ways[best]):
            return []
        goal, pieces = self.goal, self.lanes.pieces
        if best == 2:
            return [(spot.piece, spot.share, goal.share)]
        nodes = [int(pieces.ends[spot.piece, 1 - best])]
        while (node := int(before[nodes[-1]])) != pieces.nodes:
            nodes.append(node)
        first, last = pieces.ends[goal.piece].tolist()
        is_shut = bool(pieces.oneway[goal.piece])
        from_first = nodes[-1] == first and (last != first or is_shut or goal.share <= 0.5)
        arriving = (goal.piece, 0.0 if from_first else 1.0, goal.share)
        return [(spot.piece, spot.share, 1.0 - best), *self._between(nodes), arriving]

    def _between(self, nodes: Sequence[int]) -> list[Step]:
        """Return the quickest piece between each node of a way and the next."""
        pieces = self.lanes.pieces
        ends = pieces.ends.astype(np.int64)
        onward = ends[:, 0] * pieces.nodes + ends[:, 1]
        back = ends[:, 1] * pieces.nodes + ends[:, 0]
        pairs = [a * pieces.nodes + b for a, b in pairwise(nodes)]
        found: dict[int, tuple[float, Step]] = {}
        both = pieces.usable & ~pieces.oneway
        for keys, may, start in ((onward, pieces.usable, 0.0), (back, both, 1.0)):
            for at in np.flatnonzero(may & np.isin(keys, pairs)).tolist():
                way = float(pieces.seconds[at]), (at, start, 1.0 - start)
                key = int(keys[at])
                found[key] = min(way, found.get(key, way))
        return [found[pair][1] for pair in pairs]

    def _ways(self, spots: Spots, times: Floats) -> Floats:
        """Return the seconds by the last end, by the first, and along the goal's own piece."""
        pieces, at, share = self.lanes.pieces, spots.pieces, spots.shares
        seconds, (first, last) = pieces.seconds[at], pieces.ends[at].T
        is_shut = pieces.oneway[at] & (share * pieces.metres[at] > AT_END_M)
        onward = times[last] + (1.0 - share) * seconds
        back = np.where(is_shut, np.inf, times[first] + share * seconds)
        return np.stack([onward, back, self.lanes.along(spots, self.goal) * seconds])

    def _looked(self, limit_s: float) -> tuple[float, Floats, Integers]:
        seen = self._seen
        if seen is None or seen[0] < limit_s:
            edges, doors = self.lanes.backwards, self.lanes.doors(self.goal)
            seen = self._seen = limit_s, *edges.search(doors, limit_s)
        return seen

    def _lengths_from(self, nodes: Integers, times: Floats, before: Integers) -> Floats:
        """Return the metres of the soonest ways from some nodes, each of which has one."""
        root, known, above = self.lanes.pieces.nodes, self._lengths.item, before.item
        # Parents come before their children, and what an earlier way went over is not repeated.
        order: list[int] = []
        queued = set[int]()
        for node in nodes.tolist():
            path = []
            while node != root and node not in queued and not known(node):
                path.append(node)
                node = above(node)
            path.reverse()
            order += path
            queued.update(path)
        if order:
            self._measure(np.array(order, dtype=np.int64), times, before)
        found: Floats = self._lengths[nodes]
        return found

    def _measure(self, order: Places, times: Floats, before: Integers) -> None:
        pieces, root = self.lanes.pieces, self.lanes.pieces.nodes
        above = before[order].astype(np.int64)
        inner = above != root
        steps = times[order] * (pieces.metres[self.goal.piece] / pieces.seconds[self.goal.piece])
        steps[inner] = self.lanes.backwards.metres(above[inner], order[inner])
        known = self._lengths.item
        fresh: dict[int, float] = {}
        for node, parent, step in zip(order.tolist(), above.tolist(), steps.tolist(), strict=True):
            fresh[node] = step + (fresh[parent] if parent in fresh else known(parent))
        self._lengths[order] = list(fresh.values())


def _pairs(spots: Spots) -> Iterable[tuple[int, float]]:
    return zip(spots.pieces.tolist(), spots.shares.tolist(), strict=True)


def _lengths(edges: Edges, times: Floats, before: Integers, start: tuple[int, float]) -> Floats:
    """Return the metres of the soonest way to every node, infinite without one.

    `start` is the node all ways begin at and the metres a second on the piece it lies on.
    """
    root, speed = start
    reached = np.flatnonzero(before != NOWHERE)
    reached = np.append(reached, root)
    place = np.zeros(len(times), dtype=np.int64)
    place[reached] = np.arange(len(reached))
    above = np.append(before[reached[:-1]], root).astype(np.int64)
    is_first = above == root
    way = np.where(is_first, times[reached] * speed, 0.0)
    way[~is_first] = edges.metres(above[~is_first], reached[~is_first])
    up = place[above]
    # Each round doubles how far back towards the start a node has looked.
    while (up[up] != up).any():
        way = way + way[up]
        up = up[up]
    metres = np.full(len(times), np.inf)
    metres[reached] = way
    return metres
