"""A change of the rules rehearsed: the first dispatches of the past under two tables.

What happened is the kind, level, place and moment of each incident, and which vehicles were on
another one just then. What is assumed is that every other vehicle stood in its station with the
crew it has now, and that roads were as they are now. An incident counts at the level it ended
with.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from dispatch.candidates import Candidate
from dispatch.county_forces import CountyForces
from dispatch.fleet import Fleet
from dispatch.plan_rows import DispatchMode, RuleSet
from dispatch.recommendation import recommend
from dispatch.response_plans import Demand, demand_for
from dispatch.roads.network import RoadNetwork
from dispatch.seeing import Situation, seen_from
from dispatch.substitution import DEFAULT_SUBSTITUTION, SubstitutionPolicy
from incidents.categories import CATEGORIES
from resources.geography import Position
from resources.vehicle_types import CAPABILITY_LABELS

ASSUMPTIONS: Final = (
    "假定：除当时在其他警情上的车辆外，全部车辆在站、班组按现在的人数；"
    "道路按现在的路网；等级按结案时的等级。"
)

Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PastIncident:
    """An incident as it was, and the vehicles that were on another one when it came in."""

    number: str
    category: str
    level: int
    received_at: datetime
    position: Position | None
    township_code: str | None = None
    busy: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FirstDispatch:
    """What a table would have had sent first; times are None where they are not known."""

    call_signs: tuple[str, ...]
    first: timedelta | None
    complete: timedelta | None
    gaps: tuple[tuple[str, int], ...]
    """What is short, in words, with how many."""

    @property
    def missing(self) -> int:
        """How many vehicles are short."""
        return sum(count for _, count in self.gaps)


@dataclass(frozen=True, slots=True)
class Changed:
    """An incident whose first dispatch the other table changes."""

    incident: PastIncident
    before: FirstDispatch
    after: FirstDispatch

    @property
    def added(self) -> tuple[str, ...]:
        """Who would go besides, in the order of the advice."""
        return tuple(one for one in self.after.call_signs if one not in self.before.call_signs)

    @property
    def dropped(self) -> tuple[str, ...]:
        """Who would not go any more."""
        return tuple(one for one in self.before.call_signs if one not in self.after.call_signs)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The outcome: incidents compared, those without a place, and every changed first dispatch."""

    before: str
    after: str
    compared: int
    unplaced: int
    changes: tuple[Changed, ...]

    @property
    def groups(self) -> tuple["ChangedGroup", ...]:
        """The changes by kind and level, the most changed first."""
        parts: dict[tuple[str, int], list[Changed]] = defaultdict(list)
        for one in self.changes:
            parts[one.incident.category, one.incident.level].append(one)
        groups = [ChangedGroup(*key, tuple(found)) for key, found in parts.items()]
        return tuple(sorted(groups, key=lambda one: (-len(one.changes), one.category, one.level)))


@dataclass(frozen=True, slots=True)
class ChangedGroup:
    """The changed first dispatches of one kind and level."""

    category: str
    level: int
    changes: tuple[Changed, ...]

    @property
    def vehicles(self) -> int:
        """How many more vehicles would go, in all; below nought for fewer."""
        return sum(len(one.after.call_signs) - len(one.before.call_signs) for one in self.changes)

    @property
    def missing(self) -> int:
        """How many more would be short, in all."""
        return sum(one.after.missing - one.before.missing for one in self.changes)

    @property
    def first(self) -> timedelta | None:
        """How much later the first would be there, on average; below nought for sooner."""
        return _mean(_later(one.before.first, one.after.first) for one in self.changes)

    @property
    def complete(self) -> timedelta | None:
        """How much later all would be there, on average, where both tables could be filled."""
        return _mean(_later(one.before.complete, one.after.complete) for one in self.changes)


def _later(before: timedelta | None, after: timedelta | None) -> timedelta | None:
    return None if before is None or after is None else after - before


def _mean(spans: Iterable[timedelta | None]) -> timedelta | None:
    known = [one for one in spans if one is not None]
    return sum(known, timedelta(0)) / len(known) if known else None


def rehearse(
    tables: tuple[RuleSet, RuleSet],
    past: Sequence[PastIncident],
    forces: CountyForces,
    network: RoadNetwork | None,
    policy: SubstitutionPolicy = DEFAULT_SUBSTITUTION,
    progress: Progress = lambda done, of: None,
) -> Rehearsal:
    """Compare the first dispatch of each incident under two tables, the present one first.

    Where both ask for the same, the same go: those are counted without being worked out.
    """
    before, after = tables
    home = Fleet(one.in_station(key) for key, one in enumerate(forces.vehicles))
    changes, unplaced = [], 0
    for done, incident in enumerate(past):
        progress(done, len(past))
        if incident.position is None:
            unplaced += 1
            continue
        asked = tuple(_demand(incident, rules) for rules in (before, after))
        if _asks(asked[0]) == _asks(asked[1]):
            continue
        by_station = any(one.mode is DispatchMode.STATION_ORDER for one in asked)
        place = Situation(incident.position, network, incident.township_code, by_station=by_station)
        fleet = list(seen_from(home, _free(home, incident.busy), place).values())
        first, second = (
            _dispatched(demand, fleet, incident.township_code, policy) for demand in asked
        )
        if set(first.call_signs) != set(second.call_signs) or first.gaps != second.gaps:
            changes.append(Changed(incident, first, second))
    progress(len(past), len(past))
    return Rehearsal(before.version, after.version, len(past) - unplaced, unplaced, tuple(changes))


def _demand(incident: PastIncident, rules: RuleSet) -> Demand:
    # A level of the past may be none of the scale any more.
    levels = CATEGORIES[incident.category].levels
    return demand_for(incident.category, min(incident.level, levels[-1]), rules)


def _asks(demand: Demand) -> tuple[object, ...]:
    """What of a demand decides who goes; marks, people and notes do not."""
    lines = tuple(
        (
            *(line.capabilities, line.count, line.wanted_types, line.other_types),
            *(line.least_water_t, line.least_ladder_m),
        )
        for line in demand.lines
    )
    return (lines, demand.mode, demand.water_t)


def _free(home: Fleet, busy: frozenset[str]) -> list[int]:
    """Return the keys of those that were free: not busy, nor without the people they share."""
    taken = {one.manned.group for one in home.units.values() if one.pool and one.call_sign in busy}
    return [
        key
        for key, one in home.units.items()
        if one.call_sign not in busy and not (one.pool and one.manned.group in taken)
    ]


def _dispatched(
    demand: Demand,
    fleet: Sequence[Candidate],
    township_code: str | None,
    policy: SubstitutionPolicy,
) -> FirstDispatch:
    answer = recommend(demand, fleet, policy, township_code)
    return FirstDispatch(
        call_signs=tuple(pick.call_sign for pick in answer.picks),
        first=answer.first,
        complete=answer.complete,
        gaps=tuple((CAPABILITY_LABELS[one.capability], one.missing) for one in answer.shortfall),
    )
