"""Who is soonest by road: a search that stops when nobody unseen can win, or the whole graph."""

from collections.abc import Iterator
from random import Random
from time import perf_counter
from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from bench.figures import Figure, faster
from dispatch.roads.drives import CLASS_SPEEDS_KMH, Drive, Size
from dispatch.roads.network import RoadNetwork, RoadPiece
from resources.county_rows import RoadClass
from resources.geography import Position, distance_m

NODES: Final = 50_000
SIDE: Final = 224
"""A little more than the root of the nodes."""
STEP: Final = 0.004
UNITS: Final = 200
SOONEST: Final = 16
QUESTIONS: Final = 40
TANKER: Final = Drive(1.0, Size(16.0, 3.4))
CLASSES: Final = (RoadClass.COUNTY, RoadClass.TOWNSHIP, RoadClass.VILLAGE, RoadClass.STREET)
KMH: Final = 1000 / 3600


def county_roads(random: Random) -> tuple[list[Position], list[tuple[int, int, RoadClass]]]:
    """Return nodes strewn about a grid and the pieces between neighbours, one in eight missing."""
    nodes = [
        Position(
            round(107.5 + (at % SIDE + random.uniform(-0.3, 0.3)) * STEP, 5),
            round(28.0 + (at // SIDE + random.uniform(-0.3, 0.3)) * STEP, 5),
        )
        for at in range(NODES)
    ]
    pieces = []
    for at in range(NODES):
        right, above = at + 1, at + SIDE
        for other, is_there in ((right, right % SIDE), (above, True)):
            if is_there and other < NODES and random.random() < 7 / 8:
                pieces.append((at, other, random.choice(CLASSES)))
    return nodes, pieces


def figures() -> Iterator[Figure]:
    """Yield the figures of this subject."""
    random = Random(119)
    nodes, pieces = county_roads(random)
    network = RoadNetwork(
        RoadPiece(str(at), road_class, (nodes[first], nodes[last]))
        for at, (first, last, road_class) in enumerate(pieces)
    )
    whole = _whole_graph(nodes, pieces)
    units = random.sample(range(NODES), UNITS)
    starts = [(nodes[at], TANKER) for at in units]
    goals = random.sample(range(NODES), QUESTIONS)
    network.soonest(nodes[0], starts, 1)
    ours_ms = peer_ms = 0.0
    same = True
    for goal in goals:
        began = perf_counter()
        few = network.soonest(nodes[goal], starts, SOONEST)
        ours_ms += (perf_counter() - began) * 1000 / QUESTIONS
        began = perf_counter()
        times = dijkstra(whole, indices=[goal])[0][units]
        order = np.argsort(times, kind="stable")[:SOONEST]
        peer_ms += (perf_counter() - began) * 1000 / QUESTIONS
        gap = [abs(way.seconds - times[at]) for at, way in few]
        same &= max(gap) < 1e-6 and [at for at, _ in few] == order.tolist()
    yield faster(
        "travel time",
        f"{SOONEST} soonest of {UNITS} units, {NODES} nodes, {len(pieces)} pieces",
        ours_ms,
        ("scipy, whole graph", peer_ms),
        8,
        same,
    )


def _whole_graph(nodes: list[Position], pieces: list[tuple[int, int, RoadClass]]) -> csr_array:
    first, last = (np.array([one[end] for one in pieces]) for end in (0, 1))
    seconds = np.array(
        [distance_m(nodes[a], nodes[b]) / (CLASS_SPEEDS_KMH[kind] * KMH) for a, b, kind in pieces]
    )
    ends = np.concatenate([first, last]), np.concatenate([last, first])
    return csr_array((np.concatenate([seconds, seconds]), ends), shape=(NODES, NODES))
