"""The roads of a county, and the soonest ways along them to one place."""

import math
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dispatch.roads.drives import DEFAULT_ROADS, Drive, RoadPolicy, Size
from dispatch.roads.origins import NO_PIECE, Origins, Start, origins_of
from dispatch.roads.roadbed import Roadbed, RoadPiece
from dispatch.roads.searching import Lanes, Places, Search, Spots
from dispatch.roads.snapping import Floats, Passage, Spot
from dispatch.roads.stretches import TimedStretch, timed_stretches
from dispatch.roads.tables import StationTable
from dispatch.roads.way_lines import way_line
from dispatch.travel import METRES_PER_SECOND_OF_ONE_KMH, USUAL_PACE, Pace
from resources.geography import Position

__all__ = [
    "CUT_OFF",
    "FOUND",
    "NO_WAYS",
    "OFF_ROAD",
    "TOO_BIG",
    "NoWay",
    "Reached",
    "RoadNetwork",
    "RoadPiece",
    "TimedStretch",
    "Way",
]

SMALL: Final = Drive(1.0, Size(0.0, 0.0))
FARTHER: Final = 1.5
UNSURE: Final = 1.2
"""How much farther a first look goes than it is guessed to need."""
LAST_LOOK: Final = 0.35
"""A look over more than this share of the county goes over all of it at once."""
MOST_CELLS: Final = 64_000_000
"""Times from stations kept beforehand (P), 12 bytes each; what is beyond them is searched for."""
MOST_SEARCHED: Final = 4_000_000
"""Times of searches kept (P), 20 bytes each: one place is asked about again and again."""


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


FOUND, OFF_ROAD, CUT_OFF, TOO_BIG = range(4)
NO_WAYS: Final = (None, NoWay.OFF_ROAD, NoWay.CUT_OFF, NoWay.TOO_BIG)
"""What the codes of `Reached` mean."""


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """Ways from many starts, as columns in the order asked for.

    Seconds and metres, legs off the road included, are infinite where there is no way.
    """

    seconds: Floats
    metres: Floats
    codes: NDArray[np.int8]
    """`FOUND`, or which of `NO_WAYS`."""


@dataclass(frozen=True, slots=True, eq=False)
class _Company:
    """Starts to search for, by their place in the answer, that share their lanes to one end."""

    search: Search
    at: Places
    spots: Spots
    access_m: Floats
    access_s: Floats
    guess_s: Floats


class RoadNetwork:
    """The open roads of a county; it never changes, and threads may share it."""

    def __init__(
        self,
        pieces: Iterable[RoadPiece],
        closed: frozenset[str] = frozenset(),
        policy: RoadPolicy = DEFAULT_ROADS,
    ) -> None:
        self.pieces = tuple(one for one in pieces if one.code not in closed)
        """The open pieces, in the order they were given."""
        self.is_synthetic = any(one.is_synthetic for one in self.pieces)
        self._bed = Roadbed(self.pieces, policy)
        self._detour = policy.access_detour
        self._access_speed = policy.access_kmh * METRES_PER_SECOND_OF_ONE_KMH
        self._searches: OrderedDict[tuple[Lanes, Position], Search] = OrderedDict()
        self._lock = Lock()
        self._preparing = Lock()

    def __len__(self) -> int:
        """How many pieces are open."""
        return len(self._bed.ends)

    def origins(self, starts: Sequence[Start]) -> Origins:
        """Return starts as columns, which many questions may use."""
        return origins_of(self._bed.passage, starts)

    def ways(
        self,
        goal: Position,
        starts: Sequence[Start],
        limit_s: float = math.inf,
        pace: Pace = USUAL_PACE,
    ) -> list[Way | NoWay]:
        """Return the soonest way from each start to the goal, or why there is none.

        With a limit, ways of more seconds between the ends of their pieces may be left out.
        """
        found = self.reached(goal, self.origins(starts), pace=pace, limit_s=limit_s)
        columns = found.seconds.tolist(), found.metres.tolist(), found.codes.tolist()
        return [
            NO_WAYS[code] or Way(seconds, metres)
            for seconds, metres, code in zip(*columns, strict=True)
        ]

    def line(self, goal: Position, start: Start, pace: Pace = USUAL_PACE) -> tuple[Position, ...]:
        """Return the points of the soonest way to the goal, legs off the road included.

        Empty where there is no way.
        """
        position, drive = start
        passage = self._bed.passage(drive)
        spot, end = passage.spot(position), passage.spot(goal)
        if spot is None or end is None:
            return ()
        steps = self._search(self._bed.lanes(drive, pace), goal, end).steps(spot)
        return way_line(steps, self.pieces, position, goal)

    def reached(
        self,
        goal: Position,
        origins: Origins,
        rows: Places | None = None,
        *,
        pace: Pace = USUAL_PACE,
        limit_s: float = math.inf,
    ) -> Reached:
        """Return the soonest way from each origin, or from those of some rows, as columns.

        A limit works as in `ways`. Without one a search goes only as far as these rows need.
        """
        asked = np.arange(len(origins)) if rows is None else rows
        answer = self._reached(goal, origins, asked, pace, limit_s)
        is_limited = np.array([not one.is_whole for one in origins.passages], dtype=bool)
        if is_limited.any():
            kept_off = np.flatnonzero((answer.codes != FOUND) & is_limited[origins.drive[asked]])
            if len(kept_off):
                small = self.origins([(origins.starts[at][0], SMALL) for at in asked[kept_off]])
                found = self._reached(goal, small, np.arange(len(small)), pace, limit_s).codes
                answer.codes[kept_off] = np.where(found == FOUND, TOO_BIG, found)
        return answer

    def soonest(
        self,
        goal: Position,
        starts: Sequence[Start] | Origins,
        count: int,
        pace: Pace = USUAL_PACE,
    ) -> list[tuple[int, Way]]:
        """Return the `count` soonest starts by their row, each with its way, soonest first.

        The search goes farther each time until no start unseen can come before them.
        """
        origins = starts if isinstance(starts, Origins) else self.origins(starts)
        answer, companies = self._gathered(goal, origins, np.arange(len(origins)), pace)
        limit_s = self._first_look_s(answer, companies, count)
        while companies:
            for one in companies:
                self._look(one, answer, limit_s)
            # A way within the limit touches only nodes within it, so it is the soonest there is.
            if limit_s == math.inf or int((answer.seconds <= limit_s).sum()) >= count:
                break
            limit_s = self._no_farther_than_all(limit_s * FARTHER, companies)
        order = np.argsort(answer.seconds, kind="stable")[:count]
        order = order[np.isfinite(answer.seconds[order])]
        is_told = np.zeros(len(origins), dtype=bool)
        is_told[order] = True
        for one in companies:
            self._measure(one, answer, is_told[one.at])
        self._keep(goal, companies)
        return [
            (at, Way(float(answer.seconds[at]), float(answer.metres[at]))) for at in order.tolist()
        ]

    def times_towards(
        self,
        goal: Position,
        drive: Drive,
        limit_s: float = math.inf,
        pace: Pace = USUAL_PACE,
    ) -> list[TimedStretch]:
        """Return the stretches a vehicle can come along to a goal, with seconds from their ends.

        The piece the goal stands at is parted there. Nothing for a goal far from any road; with a
        limit, stretches both of whose ends are farther may be left out.
        """
        end = self._bed.passage(drive).spot(goal)
        if end is None:
            return []
        search = self._search(self._bed.lanes(drive, pace), goal, end)
        access_s = end.off_m * self._detour / self._access_speed
        return timed_stretches(search, self.pieces, access_s, limit_s)

    def prepare(self, starts: Iterable[Start], pace: Pace = USUAL_PACE) -> bool:
        """Work out the times from places that stay, so that they are read and not searched for.

        For whoever makes the network, in a thread nobody waits for: it takes about 20 ms for each
        place and kind of vehicle where there are 50,000 nodes. Returns whether all found room;
        what did not is searched for as before.
        """
        origins = self.origins(list(dict.fromkeys(starts)))
        with self._preparing:
            tables = self._bed.at(pace).tables
            found_room = True
            for lanes, _, at in self._by_lanes(origins, np.arange(len(origins)), pace):
                known = tables.get(lanes)
                spots = origins.spots.of(at)
                if known is not None:
                    if (known.columns(spots) >= 0).all():
                        continue
                    spots = known.spots.and_also(spots)
                added = self._bed.nodes * len(spots.pieces) - (known.cells if known else 0)
                if self._bed.cells() + added > MOST_CELLS:
                    self._bed.forget_tables_but(pace)
                if self._bed.cells() + added > MOST_CELLS:
                    found_room = False
                    continue
                tables[lanes] = StationTable(lanes, spots)
            return found_room

    def top_speed(self, share: float, pace: Pace = USUAL_PACE) -> float:
        """Return the metres of straight line in a second that no vehicle exceeds.

        `share` is the largest share of the table's speeds among them.
        """
        by_road = self._bed.top_kmh(share, pace) * METRES_PER_SECOND_OF_ONE_KMH
        return max(by_road, self._access_speed / self._detour)

    def _reached(
        self, goal: Position, origins: Origins, rows: Places, pace: Pace, limit_s: float
    ) -> Reached:
        answer, companies = self._gathered(goal, origins, rows, pace)
        for one in companies:
            look_s = max(float(one.guess_s.max()) * UNSURE, one.search.limit_s)
            while True:
                look_s = min(self._no_farther_than_all(look_s, [one]), limit_s)
                self._look(one, answer, look_s)
                if look_s == limit_s or (answer.seconds[one.at] <= look_s).all():
                    break
                look_s *= FARTHER
            self._measure(one, answer, np.isfinite(answer.seconds[one.at]))
        self._keep(goal, companies)
        return answer

    def _gathered(
        self, goal: Position, origins: Origins, rows: Places, pace: Pace
    ) -> tuple[Reached, list[_Company]]:
        """Answer from the tables what they hold; gather the rest by the lanes they share."""
        answer = Reached(
            np.full(len(rows), np.inf),
            np.full(len(rows), np.inf),
            np.full(len(rows), OFF_ROAD, dtype=np.int8),
        )
        companies = []
        tables = self._bed.at(pace).tables
        for lanes, passage, at in self._by_lanes(origins, rows, pace):
            end = passage.spot(goal)
            if end is None:
                continue
            answer.codes[at] = CUT_OFF
            table = tables.get(lanes)
            if table is not None:
                columns = table.columns(origins.spots.of(rows[at]))
                is_known = columns >= 0
                found = table.driven(end, columns[is_known])
                access_m = (origins.off_m[rows[at[is_known]]] + end.off_m) * self._detour
                self._fill(answer, at[is_known], found[0] + access_m / self._access_speed)
                answer.metres[at[is_known]] = found[1] + access_m
                at = at[~is_known]
            if len(at):
                search = self._search(lanes, goal, end)
                companies.append(self._company(search, origins, rows, at))
        return answer, companies

    def _by_lanes(
        self, origins: Origins, rows: Places, pace: Pace
    ) -> Iterator[tuple[Lanes, Passage, Places]]:
        """Yield lanes, with the places among the rows of the starts near a road that use them."""
        numbers: dict[Lanes, int] = {}
        passages = []
        of_drive = []
        for drive, passage in zip(origins.drives, origins.passages, strict=True):
            lanes = self._bed.lanes(drive, pace)
            if lanes not in numbers:
                numbers[lanes] = len(numbers)
                passages.append(passage)
            of_drive.append(numbers[lanes])
        near = np.flatnonzero(origins.spots.pieces[rows] != NO_PIECE)
        used = np.array(of_drive, dtype=np.int32)[origins.drive[rows[near]]]
        for lanes, number in numbers.items():
            at = near[used == number]
            if len(at):
                yield lanes, passages[number], at

    def _company(self, search: Search, origins: Origins, rows: Places, at: Places) -> _Company:
        end, mine = search.goal, rows[at]
        access_m = (origins.off_m[mine] + end.off_m) * self._detour
        access_s = access_m / self._access_speed
        gap_m = np.hypot(*(origins.flat_m[mine] - (end.east_m, end.north_m)).T)
        guess_s = access_s + gap_m / search.lanes.mean_speed
        return _Company(search, at, origins.spots.of(mine), access_m, access_s, guess_s)

    def _search(self, lanes: Lanes, goal: Position, end: Spot) -> Search:
        with self._lock:
            kept = self._searches.get((lanes, goal))
            if kept is not None:
                self._searches.move_to_end((lanes, goal))
        return kept or lanes.towards(end)

    def _keep(self, goal: Position, companies: Iterable[_Company]) -> None:
        """Keep searches of the whole county; a short one is sooner done again than kept."""
        with self._lock:
            for one in companies:
                if one.search.limit_s == math.inf:
                    self._searches[(one.search.lanes, goal)] = one.search
            while len(self._searches) * self._bed.nodes > MOST_SEARCHED:
                self._searches.popitem(last=False)

    def _look(self, one: _Company, answer: Reached, limit_s: float) -> None:
        self._fill(answer, one.at, one.search.seconds(one.spots, limit_s) + one.access_s)

    def _fill(self, answer: Reached, at: Places, seconds: Floats) -> None:
        answer.seconds[at] = seconds
        answer.codes[at] = np.where(np.isfinite(seconds), FOUND, CUT_OFF)

    def _measure(self, one: _Company, answer: Reached, wanted: NDArray[np.bool_]) -> None:
        here = np.flatnonzero(wanted)
        if len(here):
            metres = one.search.metres(one.spots.of(here))
            answer.metres[one.at[here]] = metres + one.access_m[here]

    def _first_look_s(self, answer: Reached, companies: Sequence[_Company], count: int) -> float:
        """Guess the time in which so many starts come; no farther than the tables say."""
        known = answer.seconds[np.isfinite(answer.seconds)]
        guesses = np.concatenate([known, *(one.guess_s for one in companies)])
        if len(guesses) < count:
            return math.inf
        look_s = UNSURE * float(np.partition(guesses, count - 1)[count - 1])
        enough_s = (
            float(np.partition(known, count - 1)[count - 1]) if len(known) >= count else look_s
        )
        return self._no_farther_than_all(min(look_s, enough_s), companies)

    def _no_farther_than_all(self, look_s: float, companies: Sequence[_Company]) -> float:
        """Return the look, or infinity where it would go over most of the county anyway."""
        fastest = max((one.search.lanes.mean_speed for one in companies), default=0.0)
        return look_s if look_s * fastest <= LAST_LOOK * self._bed.extent_m else math.inf
