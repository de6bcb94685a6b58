"""Times by road: from tables, by a search that stops when nobody unseen can win, or all over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from time import perf_counter
from typing import Final, TypeVar

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from bench.figures import Figure, faster
from dispatch.arrivals import Departure, FleetDepartures, arrival_table
from dispatch.roads.drives import CLASS_SPEEDS_KMH, Drive, Size
from dispatch.roads.network import RoadNetwork, RoadPiece
from dispatch.roads.snapping import Floats
from resources.county_rows import RoadClass
from resources.geography import Position, distance_m

NODES: Final = 50_000
SIDE: Final = 224
"""A little more than the root of the nodes."""
STEP: Final = 0.004
UNITS: Final = 200
SOONEST: Final = 8
QUESTIONS: Final = 40
STATIONS: Final = 500
FLEET: Final = 5_000
ON_THE_ROAD: Final = 10
EXACT_S: Final = 1e-6
TANKER: Final = Drive(1.0, Size(16.0, 3.4))
CLASSES: Final = (RoadClass.COUNTY, RoadClass.TOWNSHIP, RoadClass.VILLAGE, RoadClass.STREET)
KMH: Final = 1000 / 3600

Answer = TypeVar("Answer")


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


@dataclass(frozen=True, slots=True)
class County:
    """The roads as ours and as the peer has them, and where the incidents are asked for."""

    network: RoadNetwork
    whole: csr_array
    nodes: list[Position]
    pieces: int
    joined: list[int]
    """Nodes that lead to each other: a few corners of the grid have lost all their pieces."""
    goals: list[int]

    def timed(self, ask: Callable[[int], Answer]) -> tuple[list[Answer], float]:
        """Return the answer to each question and the mean milliseconds for one.

        Each way goes over all questions by itself: whoever searches the whole graph in between
        leaves nothing of the other's in the processor.
        """
        started = perf_counter()
        answers = [ask(goal) for goal in self.goals]
        return answers, (perf_counter() - started) * 1000 / len(self.goals)


def figures() -> Iterator[Figure]:
    """Yield the figures of this subject."""
    random = Random(119)
    nodes, pieces = county_roads(random)
    network = RoadNetwork(
        RoadPiece(str(at), road_class, (nodes[first], nodes[last]))
        for at, (first, last, road_class) in enumerate(pieces)
    )
    whole = _whole_graph(nodes, pieces)
    joined = np.flatnonzero(np.isfinite(dijkstra(whole, indices=[NODES // 2])[0])).tolist()
    units, goals = random.sample(joined, UNITS), random.sample(joined, QUESTIONS)
    county = County(network, whole, nodes, len(pieces), joined, goals)
    yield _on_the_road(county, units)
    yield _at_home(county, units)
    yield _fleet(county, random)


def _on_the_road(county: County, units: list[int]) -> Figure:
    """Nothing is known beforehand but where the vehicles stand."""
    origins = county.network.origins([(county.nodes[at], TANKER) for at in units])
    county.network.soonest(county.nodes[0], origins, 1)

    def peer(goal: int) -> tuple[list[int], Floats]:
        times = dijkstra(county.whole, indices=[goal])[0][units]
        order = np.argsort(times, kind="stable")[:SOONEST]
        return order.tolist(), times[order]

    ours, ours_ms = county.timed(
        lambda goal: county.network.soonest(county.nodes[goal], origins, SOONEST)
    )
    theirs, peer_ms = county.timed(peer)
    same = all(
        [at for at, _ in few] == order
        and np.abs([way.seconds for _, way in few] - times).max() < EXACT_S
        for few, (order, times) in zip(ours, theirs, strict=True)
    )
    return faster(
        "travel time, on the road",
        f"{SOONEST} soonest of {UNITS} units, {NODES} nodes, {county.pieces} pieces, no table",
        ours_ms,
        ("scipy, whole graph", peer_ms),
        8,
        same,
    )


def _at_home(county: County, units: list[int]) -> Figure:
    """The times from stations to every node are worked out beforehand."""
    starts = [(county.nodes[at], TANKER) for at in units]
    origins = county.network.origins(starts)
    county.network.prepare(starts)
    county.network.reached(county.nodes[0], origins)

    def peer(goal: int) -> Floats:
        times: Floats = dijkstra(county.whole, indices=[goal])[0][units]
        return times

    ours, ours_ms = county.timed(
        lambda goal: county.network.reached(county.nodes[goal], origins).seconds
    )
    theirs, peer_ms = county.timed(peer)
    return faster(
        "travel time, at home",
        f"all {UNITS} units in station, {NODES} nodes, {county.pieces} pieces, table made before",
        ours_ms,
        ("scipy, whole graph", peer_ms),
        8,
        all(np.abs(one - other).max() < EXACT_S for one, other in zip(ours, theirs, strict=True)),
    )


def _fleet(county: County, random: Random) -> Figure:
    """The whole call, turn-outs, doubts and rounding included, as the desk polls an incident."""
    stations = random.sample(county.joined, STATIONS)
    where = [
        random.choice(county.joined) if at % ON_THE_ROAD == 0 else stations[at % STATIONS]
        for at in range(FLEET)
    ]
    fleet = FleetDepartures(
        [
            Departure(county.nodes[at], "water_tanker", "national_station", row % ON_THE_ROAD == 0)
            for row, at in enumerate(where)
        ]
    )
    fleet.prepare(county.network)
    for goal in county.goals:
        arrival_table(county.network, county.nodes[goal], fleet)

    def peer(goal: int) -> Floats:
        times: Floats = dijkstra(county.whole, indices=[goal])[0][where]
        return times

    ours, ours_ms = county.timed(
        lambda goal: arrival_table(county.network, county.nodes[goal], fleet).driving_s
    )
    theirs, peer_ms = county.timed(peer)
    return faster(
        "travel time, polled",
        f"{FLEET} units of {STATIONS} stations, 1 in {ON_THE_ROAD} on the road, asked once before",
        ours_ms,
        ("scipy, whole graph", peer_ms),
        1,
        all(np.abs(one - other).max() < EXACT_S for one, other in zip(ours, theirs, strict=True)),
    )


def _whole_graph(nodes: list[Position], pieces: list[tuple[int, int, RoadClass]]) -> csr_array:
    first, last = (np.array([one[end] for one in pieces]) for end in (0, 1))
    seconds = np.array(
        [distance_m(nodes[a], nodes[b]) / (CLASS_SPEEDS_KMH[kind] * KMH) for a, b, kind in pieces]
    )
    ends = np.concatenate([first, last]), np.concatenate([last, first])
    return csr_array((np.concatenate([seconds, seconds]), ends), shape=(NODES, NODES))
