"""The pieces of road of a county as numbers: who may use them, and how fast at what pace."""

import math
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import numpy as np

from dispatch.roads.drives import Drive, RoadPolicy
from dispatch.roads.searching import Lanes, Pieces
from dispatch.roads.snapping import Flags, Floats, Passage, Stretches
from dispatch.roads.tables import StationTable
from dispatch.travel import METRES_PER_SECOND_OF_ONE_KMH, Pace
from resources.county_rows import RoadClass
from resources.geography import Position, distance_m

DECIMALS: Final = 5
"""Ends that agree to a metre are one node."""
MOST_PACES: Final = 3
"""Hours and weathers whose lanes are kept: that of now, and those just before."""


@dataclass(frozen=True, slots=True)
class RoadPiece:
    """A piece of road between two ends where roads may meet; None for what is not known.

    Raises ValueError for a speed or limit that is not above zero.
    """

    code: str
    road_class: RoadClass
    line: tuple[Position, ...]
    is_oneway: bool = False
    speed_kmh: float | None = None
    height_limit_m: float | None = None
    weight_limit_t: float | None = None
    is_synthetic: bool = False

    def __post_init__(self) -> None:
        if len(self.line) < 2:
            raise ValueError(f"{self.code}: a piece of road has two ends")
        for amount in (self.speed_kmh, self.height_limit_m, self.weight_limit_t):
            if amount is not None and not 0 < amount < math.inf:
                raise ValueError(f"{self.code}: speeds and limits must be above zero")


def possible(amount: float | None) -> float | None:
    """Return a speed or limit as a road's row has it, None for one that no road can have.

    Whoever reads rows asks this first: a wrong number in the county then costs a sign, and not
    the times of all vehicles.
    """
    return amount if amount is not None and 0 < amount < math.inf else None


@dataclass(frozen=True, slots=True, eq=False)
class Paced:
    """The roads at one pace: the lanes of each drive, and times from stations along them."""

    of_drive: dict[Drive, Lanes] = field(default_factory=dict)
    lanes: dict[tuple[float, Passage], Lanes] = field(default_factory=dict)
    tables: dict[Lanes, StationTable] = field(default_factory=dict)


class Roadbed:
    """The pieces that are open; it never changes, but remembers what it was asked."""

    def __init__(self, known: Sequence[RoadPiece], policy: RoadPolicy) -> None:
        self._policy = policy
        self._stretches = Stretches([one.line for one in known])
        self.extent_m = self._stretches.extent_m
        nodes: dict[tuple[float, float], int] = {}
        ends = [[_node(nodes, one.line[at]) for at in (0, -1)] for one in known]
        self.ends = np.array(ends, dtype=np.int32).reshape(-1, 2)
        self.nodes = len(nodes)
        self._metres = np.maximum(self._stretches.lengths, _across(list(nodes), ends, known))
        self._oneway: Flags = np.array([one.is_oneway for one in known], dtype=bool)
        classes = list(RoadClass)
        self._classes = np.array([classes.index(one.road_class) for one in known], dtype=np.intp)
        self._speeds = np.array([policy.speed_kmh[one.road_class] for one in known])
        self._signs = _limits(one.speed_kmh for one in known)
        self._heights = _limits(one.height_limit_m for one in known)
        self._weights = _limits(one.weight_limit_t for one in known)
        self._passages: dict[bytes, Passage] = {}
        self._paced: OrderedDict[Pace, Paced] = OrderedDict()
        self._lock = Lock()

    def passage(self, drive: Drive) -> Passage:
        """Return what a vehicle of this size may use."""
        size = drive.size
        usable = (self._heights >= size.height_m) & (self._weights >= size.weight_t)
        farthest_m = self._policy.farthest_access_m
        with self._lock:
            key = usable.tobytes()
            if key not in self._passages:
                self._passages[key] = Passage(self._stretches, usable, farthest_m)
            return self._passages[key]

    def at(self, pace: Pace) -> Paced:
        """Return what is kept of a pace, and forget the one that was longest out of use."""
        with self._lock:
            kept = self._paced.setdefault(pace, Paced())
            self._paced.move_to_end(pace)
            if len(self._paced) > MOST_PACES:
                self._paced.popitem(last=False)
            return kept

    def cells(self) -> int:
        """Return how many times from stations are kept."""
        with self._lock:
            return sum(one.cells for kept in self._paced.values() for one in kept.tables.values())

    def forget_tables_but(self, pace: Pace) -> None:
        """Make room: forget the times from stations at every other pace."""
        with self._lock:
            for other, kept in self._paced.items():
                if other != pace:
                    kept.tables.clear()

    def lanes(self, drive: Drive, pace: Pace) -> Lanes:
        """Return the lanes of a vehicle; those that differ in nothing share them."""
        kept = self.at(pace)
        lanes = kept.of_drive.get(drive)
        if lanes is None:
            passage = self.passage(drive)
            with self._lock:
                key = (drive.share, passage)
                lanes = kept.lanes.get(key)
                if lanes is None:
                    lanes = kept.lanes[key] = self._new_lanes(drive.share, passage, pace)
                kept.of_drive[drive] = lanes
        return lanes

    def top_kmh(self, share: float, pace: Pace) -> float:
        """Return the speed no vehicle of this share of the table exceeds on any open piece."""
        return float(self._kmh(share, pace).max(initial=0.0))

    def _new_lanes(self, share: float, passage: Passage, pace: Pace) -> Lanes:
        seconds = self._metres / (self._kmh(share, pace) * METRES_PER_SECOND_OF_ONE_KMH)
        return Lanes(
            Pieces(self.nodes, self.ends, self._metres, seconds, self._oneway, passage.usable)
        )

    def _kmh(self, share: float, pace: Pace) -> Floats:
        """Return the speed on each piece: a sign bounds it, and rain slows down below the sign."""
        of_pace = np.array(pace.shares)[self._classes]
        own = self._speeds * share
        kmh: Floats = np.minimum(own * of_pace, self._signs * np.minimum(of_pace, 1.0))
        return kmh


def _node(nodes: dict[tuple[float, float], int], end: Position) -> int:
    return nodes.setdefault((round(end.lon, DECIMALS), round(end.lat, DECIMALS)), len(nodes))


def _limits(amounts: Iterable[float | None]) -> Floats:
    return np.array([np.inf if one is None else one for one in amounts], dtype=np.float64)


def _across(
    nodes: Sequence[tuple[float, float]], ends: Sequence[Sequence[int]], known: Sequence[RoadPiece]
) -> Floats:
    """Return the metres between the nodes of each piece, 0 where they are its very ends.

    Ends that are a metre apart are one node. A piece may then be shorter than the line between
    its nodes, and many short ones would be a way that is faster than light.
    """
    across = np.zeros(len(known))
    for place, (pair, piece) in enumerate(zip(ends, known, strict=True)):
        there = [Position(*nodes[node]) for node in pair]
        if there != [piece.line[0], piece.line[-1]]:
            across[place] = distance_m(*there)
    return across
