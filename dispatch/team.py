"""The best team: which vehicle fills which line of a demand, exactly and in a stated order.

What counts, most important first; the next counts only where all before are equal:

1. the most places filled;
2. the fewest vehicles that come later than half an hour, or nobody knows when;
3. the fewest stand-ins, then the better ones;
4. the fewest crews that should rest, then the fewest vehicles nobody knows the place of;
5. in station order only: the responsible station first, then the next;
6. the earliest first arrival of the decisive ability;
7. the earliest last arrival of those whose time is known (everything demanded is there);
8. the least sum of arrivals;
9. the smallest loss of cover, as the sum of what each vehicle alone takes away;
10. the exact times, then the call signs.

Parts 6 to 8 count in half minutes: two times in the same one are equal, and then cover decides.
The sum of arrivals stands before cover, since a slow ladder must not let the tankers come late;
lateness stands before stand-ins, since a foam tanker at the door beats a water tanker far away.
A vehicle fills one place, and vehicles that share a crew send one of them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from dispatch.candidates import Candidate, place_in_order
from dispatch.matching import fill_lines
from dispatch.response_plans import Demand, DispatchMode
from dispatch.substitution import SubstitutionPolicy
from resources.vehicle_types import Capability

MILLISECOND: Final = timedelta(milliseconds=1)

DECISIVE: Final = {
    "1": (Capability.WATER, Capability.FOAM),
    "2": (Capability.RESCUE, Capability.BOAT, Capability.HAZMAT),
}
"""Whose first arrival decides, by the first digit of the category (P); else the first line."""

MOST_ADDED: Final = 10
"""No more vehicles are added for their water than this (P): a slip in a rule empties no county."""

# Where the time-free parts of a cost end and the last arrival is looked at.
_BEFORE_LAST_ARRIVAL: Final = 8


@dataclass(frozen=True, slots=True)
class _Seat:
    """A row of places of the matching: a line, or the one place of it whose time decides."""

    line: int
    places: int
    is_first: bool = False


def decisive_line(demand: Demand) -> int | None:
    """Return the number of the line whose first arrival decides; None for a demand of nothing."""
    abilities = [line.capability for line in demand.lines]
    for wanted in DECISIVE.get((demand.category or demand.rule.category)[:1], ()):
        if wanted in abilities:
            return abilities.index(wanted)
    return 0 if abilities else None


def best_team(
    demand: Demand, available: Sequence[Candidate], policy: SubstitutionPolicy
) -> list[list[Candidate]]:
    """Return the vehicles of each line of a demand, each line in order of arrival.

    `available` are those that may be advised; their order does not matter.
    """
    in_order, places = _those_able(demand, available, policy)
    kept = _worth_looking_at(demand, in_order, places)
    filled: list[list[Candidate]] = [[] for _ in demand.lines]
    if not kept:
        return filled
    board = _Board(demand, [in_order[at] for at in kept], [places[at] for at in kept])
    for candidate, line in board.best():
        filled[line].append(candidate)
    return [sorted(line, key=lambda one: one.arrival) for line in filled]


def _those_able(
    demand: Demand, available: Sequence[Candidate], policy: SubstitutionPolicy
) -> tuple[list[Candidate], list[list[int | None]]]:
    """Return who can fill any line, in order of arrival, with the place for each line.

    A fleet has few kinds of vehicles, so each kind is looked at once.
    """
    known: dict[tuple[object, ...], list[int | None]] = {}
    able, places = [], []
    for one in sorted(available, key=lambda one: one.arrival):
        kind = (
            *(one.vehicle_type, one.capabilities, one.water_t, one.ladder_m),
            *(one.has_rescue_kit, one.has_smoke_light_kit),
        )
        if kind not in known:
            known[kind] = [place_in_order(one, line, policy) for line in demand.lines]
        if any(place is not None for place in known[kind]):
            able.append(one)
            places.append(known[kind])
    return able, places


def top_up(
    demand: Demand, team: Sequence[Candidate], available: Sequence[Candidate]
) -> list[Candidate]:
    """Return the vehicles to add so that all together bring the water demanded, in tonnes.

    Of those that come in time and need no rest, where they bring enough; else of all. As few as
    can be; of so few the earliest last arrival; then those with the most water. Where there is too
    little, those with the most water are returned, and never more than `MOST_ADDED`.
    """
    wanted_kg = _kg(demand.water_t) - sum(_kg(one.water_t) for one in team)
    if wanted_kg <= 0:
        return []
    gone = {one.agent for one in team}
    able = [one for one in available if one.water_t > 0 and one.agent not in gone]
    fit = [one for one in able if not one.is_late and not one.rest_note]
    if _brought_kg(_most_water(fit, wanted_kg)) >= wanted_kg:
        able = fit
    most = _most_water(able, wanted_kg)
    fewest = len(most)
    if _brought_kg(most) < wanted_kg:
        return sorted(most, key=lambda one: one.arrival)
    for bound in sorted({_lateness(one) for one in able}):
        within = [one for one in able if _lateness(one) <= bound]
        chosen = _most_water(within, wanted_kg)
        if len(chosen) == fewest and _brought_kg(chosen) >= wanted_kg:
            return sorted(chosen, key=lambda one: one.arrival)
    raise AssertionError("all of them together bring enough")


def _lateness(one: Candidate) -> tuple[bool, bool, int]:
    return (bool(one.rest_note), one.eta is None, one.step)


def _most_water(able: Sequence[Candidate], wanted_kg: int) -> list[Candidate]:
    """Return the vehicles with the most water, one of each crew, until there is enough."""
    chosen: dict[tuple[str, str], Candidate] = {}
    brought_kg = 0
    for one in sorted(able, key=lambda one: (-one.water_t, one.arrival)):
        if brought_kg >= wanted_kg or len(chosen) == MOST_ADDED:
            break
        if one.agent not in chosen:
            chosen[one.agent] = one
            brought_kg += _kg(one.water_t)
    return list(chosen.values())


def _brought_kg(team: Sequence[Candidate]) -> int:
    return sum(_kg(one.water_t) for one in team)


def _kg(tonnes: float) -> int:
    """Return whole kilograms: tenths of tonnes do not add up in binary fractions."""
    return round(tonnes * 1000)


def _worth_looking_at(
    demand: Demand, fleet: Sequence[Candidate], places: Sequence[Sequence[int | None]]
) -> list[int]:
    """Return the units that can be in a best answer, in order of arrival.

    Of those in the same place of the order for a line, the first as many crews as the demand has
    places are enough: one behind them can always be exchanged for one of them that is left, and
    no part of the cost gets worse.
    """
    is_by_station = demand.mode is DispatchMode.STATION_ORDER

    def key(at: int) -> tuple[bool, bool, bool, int, int, int, timedelta, str]:
        one = fleet[at]
        unknown, eta, sign = one.arrival
        rank = one.station_rank if is_by_station else 0
        tired = bool(one.rest_note)
        return (one.is_late, tired, unknown, rank, one.step, one.cover_loss, eta, sign)

    enough = demand.vehicles
    seen: defaultdict[tuple[int, int], set[tuple[str, str]]] = defaultdict(set)
    kept = []
    for at in sorted(range(len(fleet)), key=key):
        agent = fleet[at].agent
        groups = [(line, place) for line, place in enumerate(places[at]) if place is not None]
        is_kept = False
        for group in groups:
            others = seen[group]
            if len(others) - (agent in others) < enough:
                is_kept = True
                others.add(agent)
        if is_kept:
            kept.append(at)
    return sorted(kept)


class _Board:
    """The vehicles worth a look against the places of a demand, with whole-number costs."""

    def __init__(
        self, demand: Demand, fleet: Sequence[Candidate], places: Sequence[Sequence[int | None]]
    ) -> None:
        self._fleet = fleet
        self._seats = _seats(demand)
        parts = [
            [self._parts(demand, at, seat, places[at][seat.line]) for seat in self._seats]
            for at in range(len(fleet))
        ]
        weights = _weights([one for row in parts for one in row if one], demand.vehicles)
        self._costs = [
            [None if one is None else sum(map(int.__mul__, one, weights)) for one in row]
            for row in parts
        ]
        self._unit_of_time = weights[_BEFORE_LAST_ARRIVAL - 1] if weights else 1
        agents: dict[tuple[str, str], list[int]] = {}
        for at, one in enumerate(fleet):
            agents.setdefault(one.agent, []).append(at)
        self._agents = list(agents.values())

    def best(self) -> list[tuple[Candidate, int]]:
        """Return the chosen vehicles with the number of the line each fills."""
        chosen, price = self._solve(None)
        latest = max((self._fleet[at].step for at, _ in chosen), default=0)
        steps = sorted({one.step for one in self._fleet if one.step < latest})
        low, high = 0, len(steps)
        while low < high:
            middle = (low + high) // 2
            within, its_price = self._solve(steps[middle])
            if its_price == price:
                chosen, high = within, middle
            else:
                low = middle + 1
        return [(self._fleet[at], self._seats[seat].line) for at, seat in chosen]

    def _solve(self, latest: int | None) -> tuple[list[tuple[int, int]], tuple[int, int]]:
        """Return who fills what when nobody comes after a half minute, and what it is worth.

        The worth is the number of places filled, and all parts of the cost before the last arrival.
        """
        rows = [self._row(members, latest) for members in self._agents]
        costs = [[None if best is None else best[0] for best in row] for row in rows]
        chosen, total = [], 0
        seats = fill_lines([seat.places for seat in self._seats], costs)
        for row, seat in zip(rows, seats, strict=True):
            if seat is not None:
                best = row[seat]
                assert best is not None, "only what can be filled is filled"
                total += best[0]
                chosen.append((best[1], seat))
        return chosen, (len(chosen), total // self._unit_of_time)

    def _row(self, members: Sequence[int], latest: int | None) -> list[tuple[int, int] | None]:
        """Return the cheapest of the vehicles that share their people, for each seat."""
        able = [at for at in members if latest is None or self._fleet[at].step <= latest]
        return [
            min(
                ((cost, at) for at in able if (cost := self._costs[at][seat]) is not None),
                default=None,
            )
            for seat in range(len(self._seats))
        ]

    def _parts(
        self, demand: Demand, at: int, seat: _Seat, place: int | None
    ) -> tuple[int, ...] | None:
        if place is None:
            return None
        one = self._fleet[at]
        unknown = one.eta is None
        is_by_station = demand.mode is DispatchMode.STATION_ORDER
        step = max((other.step for other in self._fleet), default=0) + 1 if unknown else one.step
        return (
            int(one.is_late),
            int(place > 0),
            place,
            int(bool(one.rest_note)),
            int(unknown),
            one.station_rank if is_by_station else 0,
            # The place whose time decides is filled before its twins of the same line.
            int(not seat.is_first),
            step if seat.is_first else 0,
            step,
            one.cover_loss,
            0 if one.eta is None else one.eta // MILLISECOND,
            at,
            # The earlier vehicle on the earlier line when all else is equal.
            seat.line * (len(self._fleet) - at),
        )


def _seats(demand: Demand) -> list[_Seat]:
    decisive = decisive_line(demand)
    seats = []
    for number, line in enumerate(demand.lines):
        if number == decisive:
            seats.append(_Seat(number, 1, is_first=True))
        seats.append(_Seat(number, line.count - int(number == decisive)))
    return seats


def _weights(parts: Sequence[tuple[int, ...]], places: int) -> tuple[int, ...]:
    """Return what one of each part weighs, so that all later parts together never reach it."""
    if not parts:
        return ()
    weights = [1]
    for column in reversed(list(zip(*parts, strict=True))[1:]):
        weights.append(weights[-1] * (places * max(column) + 1))
    return tuple(reversed(weights))
