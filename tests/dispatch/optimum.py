"""The best team by ways that are not the engine's: by HiGHS, and by trying every choice.

Both are written from the order of aims that `dispatch.team` states, and share nothing with it:
HiGHS is asked for one aim after the other, each with all aims before it held at their best.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from dispatch.candidates import Candidate
from dispatch.response_plans import Demand, DemandLine, DispatchMode
from dispatch.substitution import STAND_INS, StandIn
from resources.unit_status import DISPATCHABLE

HALF_MINUTE_S = 30
# A decisive ability comes late when nobody knows when, and later still when nobody brings it.
AT_AN_UNKNOWN_TIME = 1_000_000
NEVER = 2_000_000
DECISIVE_WORDS = {"1": ("water", "foam"), "2": ("rescue", "boat", "hazmat")}

Pair = tuple[int, int]
"""A vehicle by its number on the board, and a line by its number in the demand."""


class Worth(NamedTuple):
    """What a team is worth, the most important part first; less is better."""

    open_places: int
    late: int
    stand_ins: int
    ranks: int
    resting: int
    unknown: int
    station_ranks: int
    first: int
    last: int
    half_minutes: int
    cover: int
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A demand and those who may go, with what the aims say of each vehicle on each line."""

    demand: Demand
    fleet: Sequence[Candidate]
    pairs: list[Pair] = field(init=False)
    ranks: dict[Pair, int] = field(init=False)
    decisive: int | None = field(init=False)
    crews: list[tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        found = {
            (at, number): rank
            for at, one in enumerate(self.fleet)
            for number, line in enumerate(self.demand.lines)
            if (rank := rank_of(one, line)) is not None
        }
        for name, value in (
            ("pairs", list(found)),
            ("ranks", found),
            ("decisive", decisive_number(self.demand)),
            ("crews", [crew_of(one) for one in self.fleet]),
        ):
            object.__setattr__(self, name, value)

    def worth(self, chosen: Sequence[Pair]) -> Worth:
        """Return what a team is worth; raises ValueError for one that cannot go."""
        taken = [self.crews[at] for at, _ in chosen]
        if len(set(taken)) < len(taken):
            raise ValueError("one crew cannot take out two vehicles")
        for number, line in enumerate(self.demand.lines):
            if sum(held == number for _, held in chosen) > line.count:
                raise ValueError("more vehicles than the line has places")
        if missing := [pair for pair in chosen if pair not in self.ranks]:
            raise ValueError(f"cannot fill the line: {missing}")
        ranks = [self.ranks[pair] for pair in chosen]
        team = [self.fleet[at] for at, _ in chosen]
        steps = [half_minutes(one) for one in team if one.eta is not None]
        firsts = [arrival(self.fleet[at]) for at, line in chosen if line == self.decisive]
        return Worth(
            open_places=sum(line.count for line in self.demand.lines) - len(chosen),
            late=sum(is_late(one) for one in team),
            stand_ins=sum(rank > 0 for rank in ranks),
            ranks=sum(ranks),
            resting=sum(one.rest_note != "" for one in team),
            unknown=sum(one.eta is None for one in team),
            station_ranks=sum(self.station_rank(one) for one in team),
            first=min(firsts, default=NEVER),
            last=max(steps, default=0),
            half_minutes=sum(steps),
            cover=sum(one.cover_loss for one in team),
            milliseconds=sum(milliseconds(one) for one in team),
        )

    def station_rank(self, one: Candidate) -> int:
        """Return the place of its station, which counts in station order only."""
        return one.station_rank if self.demand.mode is DispatchMode.STATION_ORDER else 0


def problem(demand: Demand, candidates: Sequence[Candidate]) -> Problem:
    """Return the problem of those who can be ordered and can get there."""
    return Problem(demand, [one for one in candidates if can_go(one)])


def can_go(one: Candidate) -> bool:
    """Tell whether a vehicle may be advised."""
    is_free = one.status in DISPATCHABLE and one.is_staffed and one.why_not is None
    return is_free and not one.is_cut_off


def crew_of(one: Candidate) -> tuple[str, ...]:
    """Return who goes with a vehicle: those of one pool of one station are the same people."""
    return (one.station, one.pool) if one.pool else (one.call_sign,)


def rank_of(one: Candidate, line: DemandLine) -> int | None:
    """Return 0 for a vehicle that answers a line, 1 and up for a stand-in, None for others."""
    is_able = any(ability in one.capabilities for ability in line.capabilities)
    is_wanted = is_able or one.vehicle_type in line.other_types
    if line.wanted_types:
        is_wanted = one.vehicle_type in line.wanted_types
    is_enough = one.water_t >= line.least_water_t and one.ladder_m >= line.least_ladder_m
    if is_wanted and is_enough:
        return 0
    if is_able:
        return 1
    # Where a kind or size is asked for, the first stand-in is one with the ability.
    is_particular = bool(line.wanted_types) or line.least_water_t > 0 or line.least_ladder_m > 0
    ranks = [
        rank + is_particular
        for ability in line.capabilities
        for rank, group in enumerate(STAND_INS.get(ability, ()), start=1)
        if _is_of(one, group)
    ]
    return min(ranks) if ranks else None


def _is_of(one: Candidate, group: StandIn) -> bool:
    return (
        one.vehicle_type in group.vehicle_types
        and one.water_t >= group.least_water_t
        and one.has_rescue_kit >= group.needs_rescue_kit
        and one.has_smoke_light_kit >= group.needs_smoke_light_kit
    )


def decisive_number(demand: Demand) -> int | None:
    """Return the line whose first arrival decides."""
    named = [str(line.capabilities[0]) for line in demand.lines]
    words = DECISIVE_WORDS.get(demand.rule.category[0], ())
    return next((named.index(word) for word in words if word in named), 0 if named else None)


def half_minutes(one: Candidate) -> int:
    """Return the half minute of an arrival, counted up."""
    return -(-milliseconds(one) // (HALF_MINUTE_S * 1000))


def arrival(one: Candidate) -> int:
    """Return the half minute of an arrival, with unknown ones after all known."""
    return AT_AN_UNKNOWN_TIME if one.eta is None else half_minutes(one)


def is_late(one: Candidate) -> bool:
    """Tell whether a vehicle comes after half an hour, or nobody knows when."""
    return one.eta is None or one.eta > timedelta(minutes=30)


def milliseconds(one: Candidate) -> int:
    """Return the time of arrival, nought where it is unknown."""
    return 0 if one.eta is None else one.eta // timedelta(milliseconds=1)


def by_trying_all(of: Problem) -> Worth:
    """Return the worth of the best team among all there are; for a handful of vehicles only."""
    return min(of.worth(team) for team in _teams(of, 0, [], defaultdict(int)))


def _teams(of: Problem, at: int, team: list[Pair], held: dict[int, int]) -> Iterator[list[Pair]]:
    if at == len(of.fleet):
        yield list(team)
        return
    yield from _teams(of, at + 1, team, held)
    if of.crews[at] in {of.crews[other] for other, _ in team}:
        return
    for number, line in enumerate(of.demand.lines):
        if (at, number) in of.ranks and held[number] < line.count:
            held[number] += 1
            team.append((at, number))
            yield from _teams(of, at + 1, team, held)
            team.pop()
            held[number] -= 1


def by_highs(of: Problem) -> Worth:
    """Return the worth of the best team as HiGHS finds it, one aim after the other."""
    if not of.pairs:
        return of.worth([])
    programme = _Programme(of)
    chosen: list[Pair] = []
    for costs in programme.aims():
        # An aim that all teams meet alike needs no question.
        if costs.any():
            chosen = programme.least(costs)
    return of.worth(chosen)


class _Programme:
    """Columns: each pair, whether its vehicle is the first to decide, and the last arrival."""

    def __init__(self, of: Problem) -> None:
        self._of = of
        self._deciding = [pair for pair in of.pairs if pair[1] == of.decisive]
        self._width = len(of.pairs) + len(self._deciding) + 1
        self._rows: list[np.ndarray] = []
        self._most: list[float] = []
        self._column = {pair: at for at, pair in enumerate(of.pairs)}
        crews: defaultdict[tuple[str, ...], list[Pair]] = defaultdict(list)
        lines: defaultdict[int, list[Pair]] = defaultdict(list)
        for pair in of.pairs:
            crews[of.crews[pair[0]]].append(pair)
            lines[pair[1]].append(pair)
        for members in crews.values():
            self._limit({self._column[pair]: 1 for pair in members}, 1)
            # The one of a crew that goes comes no later than the last.
            late = {
                self._column[pair]: half_minutes(of.fleet[pair[0]])
                for pair in members
                if of.fleet[pair[0]].eta is not None
            }
            self._limit({**late, self._width - 1: -1}, 0)
        for number, members in lines.items():
            self._limit({self._column[pair]: 1 for pair in members}, of.demand.lines[number].count)
        for at, pair in enumerate(self._deciding, start=len(of.pairs)):
            self._limit({at: 1, self._column[pair]: -1}, 0)
        firsts = range(len(of.pairs), self._width - 1)
        self._limit(dict.fromkeys(firsts, 1), 1)

    def _limit(self, factors: Mapping[int, int], most: float) -> None:
        row = np.zeros(self._width)
        row[list(factors)] = list(factors.values())
        self._rows.append(row)
        self._most.append(most)

    def aims(self) -> Iterator[np.ndarray]:
        """Yield what one of each column costs, aim by aim."""
        of = self._of
        team = [of.fleet[at] for at, _ in of.pairs]
        yield self._of_pairs([-1] * len(team))
        yield self._of_pairs([int(is_late(one)) for one in team])
        yield self._of_pairs([int(of.ranks[pair] > 0) for pair in of.pairs])
        yield self._of_pairs([of.ranks[pair] for pair in of.pairs])
        yield self._of_pairs([int(one.rest_note != "") for one in team])
        yield self._of_pairs([int(one.eta is None) for one in team])
        yield self._of_pairs([of.station_rank(one) for one in team])
        first = np.zeros(self._width)
        # What the first one saves against nobody at all, scaled so that the numbers stay small.
        known = [half_minutes(one) for one in of.fleet if one.eta is not None]
        unknown = max(known, default=0) + 1
        for at, (vehicle, _) in enumerate(self._deciding, start=len(of.pairs)):
            one = of.fleet[vehicle]
            first[at] = (unknown if one.eta is None else half_minutes(one)) - (unknown + 1)
        yield first
        last = np.zeros(self._width)
        last[-1] = 1
        yield last
        yield self._of_pairs([half_minutes(one) for one in team])
        yield self._of_pairs([one.cover_loss for one in team])
        yield self._of_pairs([milliseconds(one) for one in team])

    def _of_pairs(self, costs: Sequence[int]) -> np.ndarray:
        return np.array([*costs, *[0] * (self._width - len(costs))], dtype=np.float64)

    def least(self, costs: np.ndarray) -> list[Pair]:
        """Return a team of the least cost, and hold all later ones to that cost."""
        highest = np.ones(self._width)
        highest[-1] = NEVER
        answer = milp(
            costs,
            integrality=np.ones(self._width),
            bounds=Bounds(0, highest),
            constraints=LinearConstraint(np.array(self._rows), -np.inf, np.array(self._most)),
            options={"mip_rel_gap": 0.0},
        )
        assert answer.x is not None, answer.message
        least = int(np.rint(costs @ np.rint(answer.x)))
        self._rows.append(costs)
        self._most.append(least + 0.25)
        used = answer.x[: len(self._of.pairs)] > 0.5
        return [pair for pair, is_used in zip(self._of.pairs, used, strict=True) if is_used]
