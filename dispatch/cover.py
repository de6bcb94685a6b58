"""What the county's places lose when engines leave: how many can still be reached in time.

A place is covered by every engine that reaches it within the standard. With a share of time in
which an engine is busy (q), k engines in reach cover it with 1 - q^k of its weight: the measure
of DMEXCLP (Jagtenberg, Bhulai, van der Mei 2015). All sums are whole numbers, so that equal
losses compare as equal whatever order they were added in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from resources.geography import Position, distance_m

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]

PARTS: Final = 10**12
"""The county's weight in the parts that are summed; a double holds their sum exactly."""
MILLIONTH: Final = PARTS // 10**6
NOWHERE: Final = -1
NAMED: Final = 3
"""So many places are named in a sentence; the rest is a number."""


@dataclass(frozen=True, slots=True)
class CoverPolicy:
    """The numbers of cover, all proposed (P) and to be set by the brigade.

    `within` is from order to arrival, turn-out included. The five minutes of 建标152 (R) are
    meant for built-up areas: most of a county's villages are farther from any engine.
    """

    within: timedelta = timedelta(minutes=15)
    busy: float = 0.1
    """The share of time in which an engine is out; never taken for less than this."""
    years: int = 5
    """How far back incidents weigh."""
    near_m: float = 5_000.0
    """So far from a place at most an incident counts as near it."""
    posted_m: float = 500.0
    """So near a station an engine on standby stands there."""

    def __post_init__(self) -> None:
        if self.within <= timedelta(0) or not 0 < self.busy < 1:
            raise ValueError("the standard is above nought, an engine busy some of the time")
        if self.years < 1 or self.near_m < 0 or self.posted_m < 0:
            raise ValueError("years and distances cannot be negative")

    @property
    def minutes(self) -> int:
        """The standard in whole minutes, for sentences."""
        return round(self.within.total_seconds() / 60)


DEFAULT_COVER: Final = CoverPolicy()


@dataclass(frozen=True, slots=True)
class Post:
    """A station that engines can stand at; its name is its own."""

    station: str
    kind: str
    position: Position


@dataclass(frozen=True, slots=True)
class DemandPoint:
    """A village or township that wants to be reached, and how much it weighs."""

    name: str
    position: Position
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.weight < 1e9:
            raise ValueError("a place weighs something")


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit and the station it could leave from now; None where it covers nothing.

    Units of one station with the same `pool` word share one crew: together they are one engine.
    """

    call_sign: str
    station: str | None
    pool: str = ""


@dataclass(frozen=True, slots=True)
class PlaceCover:
    """A place and the time of the first engine, None where no engine can come at all."""

    name: str
    first: timedelta | None
    position: Position


@dataclass(frozen=True, slots=True)
class LostPlace:
    """A place that falls out of the standard: the first engine's time before and after."""

    name: str
    before: timedelta
    after: timedelta | None

    @property
    def text(self) -> str:
        """Name and minutes, as in "毛坝乡 9→24 分钟"."""
        after = "无车可到" if self.after is None else f"{_minutes(self.after)} 分钟"
        return f"{self.name} {_minutes(self.before)}→{after}"


@dataclass(frozen=True, slots=True)
class CoverLoss:
    """What an order costs: cover before and after in millionths of the county's weight.

    `places` fall out of the standard, the worst first. `stations_emptied` have no engine left.
    """

    before: int
    after: int
    loss: int
    places: tuple[LostPlace, ...]
    stations_emptied: tuple[str, ...]
    within: timedelta

    @property
    def count(self) -> int:
        """How many places fall out of the standard."""
        return len(self.places)

    @property
    def reason(self) -> str:
        """The loss as a sentence for the dispatcher."""
        minutes = _minutes(self.within)
        if not self.places and not self.stations_emptied:
            return f"派出后没有村镇超出 {minutes} 分钟"
        parts = []
        if self.places:
            named = "、".join(one.text for one in self.places[:NAMED])
            more = "等" if self.count > NAMED else ""
            parts.append(f"派出后 {self.count} 个村镇超出 {minutes} 分钟：{named}{more}")
        if self.stations_emptied:
            parts.append(f"{'、'.join(self.stations_emptied)}没有灭火车留守")
        return "；".join(parts)


@dataclass(frozen=True, slots=True)
class CoverNow:
    """How the county is covered: millionths of its weight, and who is not reached in time."""

    cover: int
    places: int
    uncovered: tuple[PlaceCover, ...]
    empty_stations: tuple[str, ...]
    within: timedelta

    @property
    def covered(self) -> int:
        """How many places are reached within the standard."""
        return self.places - len(self.uncovered)


class CoverMap:
    """Who reaches which place of the county in what time; it never changes."""

    def __init__(
        self,
        posts: Sequence[Post],
        points: Sequence[DemandPoint],
        times: tuple[Floats, Floats],
        policy: CoverPolicy = DEFAULT_COVER,
        note: str = "",
    ) -> None:
        """Take seconds from each post to each point, and from each post to each post.

        A time is infinite where there is no way. The note says what is wrong with the times.
        """
        self.posts, self.points, self.policy = tuple(posts), tuple(points), policy
        self.note = note
        self.seconds, self.between = times
        assert self.seconds.shape == (len(posts), len(points)), "a row for each post"
        assert self.between.shape == (len(posts), len(posts)), "posts among themselves"
        self._at = {post.station: at for at, post in enumerate(posts)}
        assert len(self._at) == len(posts), "a station is named once"
        weights = np.array([one.weight for one in points], dtype=np.float64)
        self._parts = np.floor(weights / max(weights.sum(), 1e-9) * PARTS)
        self._reach = csr_array((self.seconds <= policy.within.total_seconds()).astype(np.float64))
        self._reached_from = csr_array(self._reach.T)

    @property
    def gap(self) -> str:
        """Why nothing can be said of cover, "" where it can."""
        if not self.points:
            return "没有带坐标的村和乡镇，无法估算覆盖"
        return "" if self.posts else "没有带坐标的队站，无法估算覆盖"

    def station_at(self, position: Position) -> str | None:
        """Return the station an engine on standby stands at, the nearest within reach of words."""
        near = [(distance_m(post.position, position), post.station) for post in self.posts]
        metres, station = min(near, default=(np.inf, None))
        return station if metres <= self.policy.posted_m else None

    def cover(self, available: Iterable[Standing]) -> int:
        """Return what is covered, in whole millionths of the county's weight."""
        return _millionths(self._covered(self._counts(self._places(list(available))[1])))

    def loss_of_each(self, available: Sequence[Standing]) -> tuple[int, ...]:
        """Return what the county loses if that unit alone leaves, in millionths, in their order."""
        at, engines = self._places(available)
        counts = self._counts(engines)
        reached = self._reached(counts)
        lost = self._table(counts)
        fewer = np.maximum(reached - 1, 0)
        # Whole numbers below 2^53: exact in any order of adding.
        gone = np.floor(self._parts * lost[reached]) - np.floor(self._parts * lost[fewer])
        of_post = np.append(np.asarray(self._reach @ gone), 0.0)
        millionths = ((of_post + MILLIONTH // 2) // MILLIONTH).astype(np.int64)
        return tuple(millionths[at].tolist())

    def lost_by(self, taken: Iterable[str], available: Sequence[Standing]) -> CoverLoss:
        """Return what the county loses if these units leave together."""
        gone = set(taken)
        kept = self._staying(gone, available)
        before, after = self.counts(available), self.counts(kept)
        fallen = np.flatnonzero((self._reached(before) > 0) & (self._reached(after) == 0))
        earlier, later = self.first_seconds(before, fallen), self.first_seconds(after, fallen)
        places = [
            LostPlace(self.points[point].name, _span(soon), _later(late))
            for point, soon, late in zip(fallen.tolist(), earlier, later, strict=True)
        ]
        parts = self._covered(before) - self._covered(after)
        emptied = np.flatnonzero((before > 0) & (after == 0)).tolist()
        return CoverLoss(
            before=_millionths(self._covered(before)),
            after=_millionths(self._covered(after)),
            loss=_millionths(parts),
            places=tuple(sorted(places, key=_worst_first)),
            stations_emptied=tuple(self.posts[at].station for at in emptied),
            within=self.policy.within,
        )

    def now(self, available: Sequence[Standing]) -> CoverNow:
        """Return how the county is covered by the engines that stand ready."""
        counts = self.counts(available)
        late = np.flatnonzero(self._reached(counts) == 0)
        uncovered = [
            PlaceCover(self.points[point].name, _later(first), self.points[point].position)
            for point, first in zip(late.tolist(), self.first_seconds(counts, late), strict=True)
        ]
        empty = np.flatnonzero(counts == 0).tolist()
        return CoverNow(
            cover=_millionths(self._covered(counts)),
            places=len(self.points),
            uncovered=tuple(sorted(uncovered, key=_farthest_first)),
            empty_stations=tuple(self.posts[at].station for at in empty),
            within=self.policy.within,
        )

    def counts(self, available: Sequence[Standing]) -> Whole:
        """Return how many engines stand at each post."""
        return self._counts(self._places(available)[1])

    def cover_of(self, counts: Whole) -> int:
        """Return what so many engines at each post cover, in millionths."""
        return _millionths(self._covered(counts))

    def reached_places(self, counts: Whole) -> int:
        """Return how many places so many engines at each post reach within the standard."""
        return int((self._reached(counts) > 0).sum())

    def gains(self, counts: Whole) -> Whole:
        """Return what one more engine at each post would add, in millionths."""
        reached = self._reached(counts)
        table = self._table(counts, more=1)
        added = np.floor(self._parts * table[reached + 1]) - np.floor(self._parts * table[reached])
        of_post = np.asarray(self._reach @ added)
        return ((of_post + MILLIONTH // 2) // MILLIONTH).astype(np.int64)

    def first_seconds(self, counts: Whole, points: Whole) -> Floats:
        """Return the time of the first engine at some points, infinite where none can come."""
        manned = np.flatnonzero(counts > 0)
        first: Floats = self.seconds[np.ix_(manned, points)].min(axis=0, initial=np.inf)
        return first

    def _places(self, available: Sequence[Standing]) -> tuple[Whole, Whole]:
        """Return the post of each unit, and that of each engine; a shared crew is one engine."""
        known = self._at
        at = [NOWHERE if one.station is None else known.get(one.station, -1) for one in available]
        posts = np.array(at, dtype=np.int64)
        if not any(one.pool for one in available):
            return posts, posts
        crews: dict[object, int] = {}
        for number, (one, post) in enumerate(zip(available, at, strict=True)):
            crews.setdefault((one.station, one.pool) if one.pool else number, post)
        return posts, np.array(list(crews.values()), dtype=np.int64)

    def _staying(self, gone: set[str], available: Sequence[Standing]) -> list[Standing]:
        """Return the units left; a crew that has gone leaves its other vehicles standing empty."""
        crews = {(one.station, one.pool) for one in available if one.pool and one.call_sign in gone}
        return [
            one
            for one in available
            if one.call_sign not in gone and (not one.pool or (one.station, one.pool) not in crews)
        ]

    def _counts(self, engines: Whole) -> Whole:
        return np.bincount(engines[engines != NOWHERE], minlength=len(self.posts))

    def _reached(self, counts: Whole) -> Whole:
        return np.asarray(self._reached_from @ counts.astype(np.float64)).astype(np.int64)

    def _table(self, counts: Whole, more: int = 0) -> Floats:
        """Return the share covered by so many engines in reach."""
        engines = np.arange(int(counts.sum()) + more + 1, dtype=np.float64)
        table: Floats = np.asarray(1.0 - self.policy.busy**engines, dtype=np.float64)
        return table

    def _covered(self, counts: Whole) -> int:
        shares = self._table(counts)[self._reached(counts)]
        return int(np.floor(self._parts * shares).sum())


def _millionths(parts: int) -> int:
    return (parts + MILLIONTH // 2) // MILLIONTH


def _span(seconds: float) -> timedelta:
    return timedelta(seconds=round(float(seconds)))


def _later(seconds: float) -> timedelta | None:
    return None if np.isinf(seconds) else _span(seconds)


def _minutes(span: timedelta) -> int:
    # Rounded up: a place reached in 15 minutes and a second is not reached in 15.
    return -int(-span.total_seconds() // 60)


def _worst_first(one: LostPlace) -> tuple[bool, timedelta, str]:
    return one.after is not None, -(one.after or timedelta(0)), one.name


def _farthest_first(one: PlaceCover) -> tuple[bool, timedelta, str]:
    return one.first is not None, -(one.first or timedelta(0)), one.name
