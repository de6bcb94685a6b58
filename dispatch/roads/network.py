"""The roads of a county, and the soonest ways along them to one place."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Final

import numpy as np

from dispatch.roads.drives import DEFAULT_ROADS, Drive, RoadPolicy, Size
from dispatch.roads.searching import Lanes, Pieces, Search, Spots, spots_of
from dispatch.roads.snapping import Floats, Spot, Stretches
from dispatch.travel import METRES_PER_SECOND_OF_ONE_KMH
from resources.county_rows import RoadClass
from resources.geography import Position

DECIMALS: Final = 5
"""Ends that agree to a metre are one node."""
SMALLEST: Final = Size(0.0, 0.0)
MOST_KEPT: Final = 20_000
"""Places whose spot on the road is remembered; stations stay, moving vehicles pass."""
FARTHER: Final = 1.5
GUESSED_KMH: Final = 20.0
"""Of the straight line: how far the first look goes; a wrong guess costs time, never the answer."""
LAST_LOOK_S: Final = 4 * 3600.0
"""Beyond this the whole network is searched at once."""


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


class NoWay(StrEnum):
    """Why there is no way by road between two places."""

    OFF_ROAD = "off_road"
    """One of the two is too far from any road."""
    CUT_OFF = "cut_off"
    TOO_BIG = "too_big"
    """A small vehicle could: a limit of weight or height keeps this one off."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way by road: the seconds of driving and the metres, legs off the road included."""

    seconds: float
    metres: float


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


@dataclass(frozen=True, slots=True)
class _Company:
    """Starts, by their index, that share their lanes on the way to one end."""

    end: Spot
    starts: Sequence[tuple[int, Spot]]
    search: Search
    spots: Spots


class RoadNetwork:
    """The open roads of a county; it never changes."""

    def __init__(
        self,
        pieces: Iterable[RoadPiece],
        closed: frozenset[str] = frozenset(),
        policy: RoadPolicy = DEFAULT_ROADS,
    ) -> None:
        self._policy = policy
        known = tuple(one for one in pieces if one.code not in closed)
        self.pieces = known
        """The open pieces, in the order they were given."""
        self.is_synthetic = any(one.is_synthetic for one in known)
        self._stretches = Stretches([one.line for one in known])
        nodes: dict[tuple[float, float], int] = {}
        ends = [[_node(nodes, one.line[at]) for at in (0, -1)] for one in known]
        self._ends = np.array(ends, dtype=np.int32).reshape(-1, 2)
        self._nodes = len(nodes)
        self._oneway = np.array([one.is_oneway for one in known], dtype=bool)
        self._speeds = np.array([policy.speed_kmh[one.road_class] for one in known])
        self._signs = _limits(one.speed_kmh for one in known)
        self._heights = _limits(one.height_limit_m for one in known)
        self._weights = _limits(one.weight_limit_t for one in known)
        self._lanes: dict[tuple[float, bytes], Lanes] = {}
        self._of_drive: dict[Drive, Lanes] = {}
        self._spots: dict[tuple[Lanes, Position], Spot | None] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        """How many pieces are open."""
        return len(self._ends)

    def ways(
        self,
        goal: Position,
        starts: Sequence[tuple[Position, Drive]],
        limit_s: float = math.inf,
    ) -> list[Way | NoWay]:
        """Return the soonest way from each start to the goal, or why there is none.

        With a limit, ways of more seconds between the ends of their pieces may be left out.
        """
        answers = self._ways(self._gathered(goal, starts), len(starts), limit_s)
        kept_off = [
            at
            for at, (_, drive) in enumerate(starts)
            if isinstance(answers[at], NoWay) and not self._of_drive[drive].usable.all()
        ]
        if kept_off:
            small = [(starts[at][0], Drive(1.0, SMALLEST)) for at in kept_off]
            found = self._ways(self._gathered(goal, small), len(small), limit_s)
            for at, way in zip(kept_off, found, strict=True):
                answers[at] = NoWay.TOO_BIG if isinstance(way, Way) else way
        return answers

    def soonest(
        self, goal: Position, starts: Sequence[tuple[Position, Drive]], count: int
    ) -> list[tuple[int, Way]]:
        """Return the `count` soonest starts by their index, each with its way, soonest first.

        The search goes farther each time until no start unseen can come before them.
        """
        companies = self._gathered(goal, starts)
        limit_s = _first_look_s(companies, count)
        while True:
            ways = self._ways(companies, len(starts), limit_s)
            found = [(at, way) for at, way in enumerate(ways) if isinstance(way, Way)]
            # A way within the limit touches only nodes within it, so it is the soonest there is.
            if limit_s == math.inf or sum(way.seconds <= limit_s for _, way in found) >= count:
                return sorted(found, key=lambda one: (one[1].seconds, one[0]))[:count]
            limit_s = limit_s * FARTHER if limit_s < LAST_LOOK_S else math.inf

    def _gathered(self, goal: Position, starts: Sequence[tuple[Position, Drive]]) -> list[_Company]:
        """Gather the starts that share their lanes, without those that are far from any road."""
        groups: dict[Lanes, list[tuple[int, Spot]]] = {}
        # By identity first: one fleet shares few drives, and hashing each anew costs more.
        lanes_of: dict[int, Lanes] = {}
        for at, (position, drive) in enumerate(starts):
            lanes = lanes_of.get(id(drive))
            if lanes is None:
                lanes = lanes_of[id(drive)] = self._lanes_of(drive)
            spot = self._spot(lanes, position)
            if spot is not None:
                groups.setdefault(lanes, []).append((at, spot))
        return [
            _Company(end, group, lanes.towards(end), spots_of([spot for _, spot in group]))
            for lanes, group in groups.items()
            if (end := self._spot(lanes, goal)) is not None
        ]

    def _ways(self, companies: Sequence[_Company], count: int, limit_s: float) -> list[Way | NoWay]:
        answers: list[Way | NoWay] = [NoWay.OFF_ROAD] * count
        for one in companies:
            seconds, metres = one.search.driven(one.spots, limit_s)
            for at, _ in one.starts:
                answers[at] = NoWay.CUT_OFF
            for place in np.flatnonzero(np.isfinite(seconds)).tolist():
                at, spot = one.starts[place]
                off_m = spot.off_m + one.end.off_m
                answers[at] = self._way(float(seconds[place]), float(metres[place]), off_m)
        return answers

    def _way(self, seconds: float, metres: float, off_m: float) -> Way:
        access_m = off_m * self._policy.access_detour
        slow = access_m / (self._policy.access_kmh * METRES_PER_SECOND_OF_ONE_KMH)
        return Way(seconds + slow, metres + access_m)

    def _spot(self, lanes: Lanes, position: Position) -> Spot | None:
        key = (lanes, position)
        # Threads may both look for a spot; they find the same.
        kept = self._spots
        if key in kept:
            return kept[key]
        spot = self._stretches.nearest(position, lanes.usable, self._policy.farthest_access_m)
        with self._lock:
            if len(self._spots) >= MOST_KEPT:
                # A new table: another thread may be reading the old one.
                self._spots = {}
            self._spots[key] = spot
        return spot

    def _lanes_of(self, drive: Drive) -> Lanes:
        with self._lock:
            lanes = self._of_drive.get(drive)
            if lanes is None:
                usable = (self._heights >= drive.size.height_m) & (
                    self._weights >= drive.size.weight_t
                )
                key = (drive.share, usable.tobytes())
                lanes = self._lanes.get(key)
                if lanes is None:
                    kmh = np.minimum(self._speeds * drive.share, self._signs)
                    lengths = self._stretches.lengths
                    seconds = lengths / (kmh * METRES_PER_SECOND_OF_ONE_KMH)
                    lanes = Lanes(
                        Pieces(self._nodes, self._ends, lengths, seconds, self._oneway, usable)
                    )
                    self._lanes[key] = lanes
                self._of_drive[drive] = lanes
            return lanes

    def times_towards(
        self, goal: Position, drive: Drive, limit_s: float = math.inf
    ) -> list[TimedStretch]:
        """Return the stretches a vehicle can come along to a goal, with seconds from their ends.

        The piece the goal stands at is parted there. Nothing for a goal far from any road; with a
        limit, stretches both of whose ends are farther may be left out.
        """
        lanes = self._lanes_of(drive)
        end = self._spot(lanes, goal)
        if end is None:
            return []
        at = np.flatnonzero(lanes.usable).astype(np.int32)
        search, count = lanes.towards(end), len(at)
        shares = np.concatenate([np.zeros(count), np.ones(count)])
        seconds, _ = search.driven(Spots(np.concatenate([at, at]), shares), limit_s)
        kmh = np.minimum(self._speeds * drive.share, self._signs)
        driving_s = self._stretches.lengths / (kmh * METRES_PER_SECOND_OF_ONE_KMH)
        access_s = self._way(0.0, 0.0, end.off_m).seconds
        stretches = []
        for place, piece in enumerate(at.tolist()):
            first_s = float(seconds[place]) + access_s
            last_s = float(seconds[count + place]) + access_s
            known, along_s = self.pieces[piece], float(driving_s[piece])
            if piece == end.piece:
                cut = end.share
                stretches += [
                    TimedStretch(known, 0.0, cut, first_s, access_s, along_s * cut),
                    TimedStretch(known, cut, 1.0, access_s, last_s, along_s * (1.0 - cut)),
                ]
            elif min(first_s, last_s) < math.inf:
                stretches.append(TimedStretch(known, 0.0, 1.0, first_s, last_s, along_s))
        return stretches


def _node(nodes: dict[tuple[float, float], int], end: Position) -> int:
    return nodes.setdefault((round(end.lon, DECIMALS), round(end.lat, DECIMALS)), len(nodes))


def _limits(amounts: Iterable[float | None]) -> Floats:
    return np.array([np.inf if one is None else one for one in amounts], dtype=np.float64)


def _first_look_s(companies: Iterable[_Company], count: int) -> float:
    """Guess the time in which so many starts come, from their straight lines."""
    gaps = sorted(
        math.hypot(spot.east_m - one.end.east_m, spot.north_m - one.end.north_m)
        for one in companies
        for _, spot in one.starts
    )
    if len(gaps) < count:
        return math.inf
    return gaps[count - 1] / (GUESSED_KMH * METRES_PER_SECOND_OF_ONE_KMH)
