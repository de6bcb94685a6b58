"""Many open incidents and too few units: one proposal for all of them, beside call order.

The proposal changes nothing; the dispatcher decides. It is worked out from what each incident
still wants and how long each unit would take to it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np

from dispatch.candidates import Candidate, place_in_order
from dispatch.joint_assignment import (
    NOBODY,
    Board,
    Whole,
    in_call_order,
    least_total,
    least_worst,
)
from dispatch.response_plans import Demand, DemandLine
from dispatch.substitution import DEFAULT_SUBSTITUTION, SubstitutionPolicy
from resources.vehicle_types import Capability

Seconds: TypeAlias = Sequence[float]


class StormAim(StrEnum):
    """What is made as small as can be once as many places as can be are filled.

    Filled places count by the level of their incident: one at level 3 counts as three at level 1.
    `LEAST_TOTAL` goes on to the fewest and best stand-ins, then the least sum of times;
    `LEAST_WORST` to the earliest last arrival over all incidents, then as `LEAST_TOTAL`.
    """

    LEAST_TOTAL = "least_total"
    LEAST_WORST = "least_worst"


METHODS: Final[Mapping[StormAim, Callable[[Board], Whole]]] = {
    StormAim.LEAST_TOTAL: least_total,
    StormAim.LEAST_WORST: least_worst,
}


@dataclass(frozen=True, slots=True, eq=False)
class StormIncident:
    """An open incident and what it still wants.

    `times_s` has the seconds of each unit, in the order in which the units are given; infinite
    for a unit that cannot come or whose time nobody knows. An array of numbers will do.
    """

    number: str
    received_at: datetime
    level: int
    demand: Demand
    times_s: Seconds

    def __post_init__(self) -> None:
        if self.level < 1:
            raise ValueError(f"incident {self.number} has no level {self.level}")


@dataclass(frozen=True, slots=True)
class StormPick:
    """A unit for a place of an incident."""

    call_sign: str
    capability: Capability
    time: timedelta
    substituted: bool


@dataclass(frozen=True, slots=True)
class Share:
    """What an incident gets: its picks in order of the demand's lines, and what stays open.

    `short` names the capability of each place that stays open.
    """

    picks: tuple[StormPick, ...]
    short: tuple[Capability, ...] = ()

    @property
    def missing(self) -> int:
        """How many places stay open."""
        return len(self.short)

    @property
    def stand_ins(self) -> int:
        """How many stand in for another kind."""
        return sum(pick.substituted for pick in self.picks)

    @property
    def first(self) -> timedelta | None:
        """The time of the first arrival."""
        return min((pick.time for pick in self.picks), default=None)

    @property
    def last(self) -> timedelta | None:
        """The time of the last arrival of those that come."""
        return max((pick.time for pick in self.picks), default=None)

    @property
    def total(self) -> timedelta:
        """The sum of the times."""
        return sum((pick.time for pick in self.picks), timedelta())


@dataclass(frozen=True, slots=True)
class StormOutcome:
    """What the proposal gives one incident, beside what call order would give it."""

    number: str
    level: int
    proposed: Share
    by_call_order: Share

    @property
    def places_gained(self) -> int:
        """How many more places are filled; below nought when the incident gives units up."""
        return len(self.proposed.picks) - len(self.by_call_order.picks)

    @property
    def first_gained(self) -> timedelta | None:
        """How much sooner the first unit is there; None where either way sends none."""
        return _sooner(self.by_call_order.first, self.proposed.first)

    @property
    def last_gained(self) -> timedelta | None:
        """How much sooner the last unit is there; None where either way sends none."""
        return _sooner(self.by_call_order.last, self.proposed.last)

    @property
    def changes(self) -> bool:
        """Whether the incident would get other units than by call order."""
        return self.proposed.picks != self.by_call_order.picks


@dataclass(frozen=True, slots=True)
class StormProposal:
    """One proposal for all incidents, in order of their calls, and the units nobody needs."""

    aim: StormAim
    outcomes: tuple[StormOutcome, ...]
    left: tuple[str, ...]

    @property
    def total(self) -> timedelta:
        """The sum of all times as proposed."""
        return sum((one.proposed.total for one in self.outcomes), timedelta())

    @property
    def total_by_call_order(self) -> timedelta:
        """The sum of all times by call order."""
        return sum((one.by_call_order.total for one in self.outcomes), timedelta())

    @property
    def worst(self) -> timedelta | None:
        """The last arrival of all as proposed."""
        return _latest(one.proposed for one in self.outcomes)

    @property
    def worst_by_call_order(self) -> timedelta | None:
        """The last arrival of all by call order."""
        return _latest(one.by_call_order for one in self.outcomes)

    @property
    def stand_ins(self) -> int:
        """How many stand in as proposed."""
        return sum(one.proposed.stand_ins for one in self.outcomes)

    @property
    def stand_ins_by_call_order(self) -> int:
        """How many stand in by call order."""
        return sum(one.by_call_order.stand_ins for one in self.outcomes)

    @property
    def missing(self) -> int:
        """How many places stay open as proposed."""
        return sum(one.proposed.missing for one in self.outcomes)

    @property
    def missing_by_call_order(self) -> int:
        """How many places stay open by call order."""
        return sum(one.by_call_order.missing for one in self.outcomes)


def propose(
    incidents: Sequence[StormIncident],
    units: Sequence[Candidate],
    aim: StormAim = StormAim.LEAST_TOTAL,
    policy: SubstitutionPolicy = DEFAULT_SUBSTITUTION,
) -> StormProposal:
    """Return the best joint assignment of the available units, exactly.

    Times count in whole seconds. Of equal answers one is returned in which no exchange of two
    units, used or left, would put an earlier call sign on an earlier incident (by number, then
    line). The order in which incidents and units are given does not matter. Raises ValueError
    for a call sign or number given twice, and for rows of times that do not fit the units.
    """
    _check(incidents, units)
    by_number = sorted(incidents, key=lambda one: one.number)
    columns = [at for at, unit in enumerate(units) if unit.is_available]
    columns.sort(key=lambda at: units[at].call_sign)
    able = [units[at] for at in columns]
    board = board_of(by_number, able, columns, policy)
    by_call = sorted(
        range(len(by_number)), key=lambda at: (by_number[at].received_at, by_number[at].number)
    )
    proposed = METHODS[aim](board)
    shares = _shares(by_number, able, board, proposed)
    others = _shares(by_number, able, board, in_call_order(board, by_call))
    used = set(proposed.tolist())
    return StormProposal(
        aim=aim,
        outcomes=tuple(
            StormOutcome(by_number[at].number, by_number[at].level, shares[at], others[at])
            for at in by_call
        ),
        left=tuple(unit.call_sign for at, unit in enumerate(able) if at not in used),
    )


def board_of(
    incidents: Sequence[StormIncident],
    units: Sequence[Candidate],
    columns: Sequence[int],
    policy: SubstitutionPolicy,
) -> Board:
    """Return incidents and units as numbers; `columns` are the units' places in `times_s`."""
    lines: dict[DemandLine, int] = {}
    places: list[tuple[int, int, int]] = []
    for at, incident in enumerate(incidents):
        for line in incident.demand.lines:
            kind = lines.setdefault(line, len(lines))
            places.extend([(at, kind, incident.level)] * line.count)
    kinds: dict[tuple[object, ...], int] = {}
    examples: list[Candidate] = []
    unit_kind = []
    for unit in units:
        number = kinds.setdefault(_kind(unit), len(kinds))
        if number == len(examples):
            examples.append(unit)
        unit_kind.append(number)
    ranks = np.full((len(lines), len(examples)), -1, dtype=np.int64)
    for line, row in lines.items():
        for column, unit in enumerate(examples):
            rank = place_in_order(unit, line, policy)
            ranks[row, column] = -1 if rank is None else rank
    seconds = np.empty((len(incidents), len(units)), dtype=np.float64)
    for at, incident in enumerate(incidents):
        seconds[at] = np.rint(np.asarray(incident.times_s, dtype=np.float64)[list(columns)])
    table = np.array(places, dtype=np.int64).reshape(-1, 3)
    return Board(
        seconds=seconds,
        ranks=ranks,
        place_incident=table[:, 0],
        place_kind=table[:, 1],
        place_level=table[:, 2],
        unit_kind=np.array(unit_kind, dtype=np.int64),
    )


def _kind(unit: Candidate) -> tuple[object, ...]:
    """What decides which lines a unit can fill."""
    return (
        unit.vehicle_type,
        unit.capabilities,
        unit.water_t,
        unit.has_rescue_kit,
        unit.has_smoke_light_kit,
    )


def _check(incidents: Sequence[StormIncident], units: Sequence[Candidate]) -> None:
    if len({unit.call_sign for unit in units}) < len(units):
        raise ValueError("a call sign is given twice")
    if len({one.number for one in incidents}) < len(incidents):
        raise ValueError("an incident number is given twice")
    for one in incidents:
        if len(one.times_s) != len(units):
            raise ValueError(f"incident {one.number} has {len(one.times_s)} times")
        if not (np.asarray(one.times_s, dtype=np.float64) >= 0).all():
            raise ValueError(f"incident {one.number} has a time that is below nought or no number")


def _shares(
    incidents: Sequence[StormIncident], units: Sequence[Candidate], board: Board, chosen: Whole
) -> list[Share]:
    picks: list[list[StormPick]] = [[] for _ in incidents]
    short: list[list[Capability]] = [[] for _ in incidents]
    labels = [
        line.capability for one in incidents for line in one.demand.lines for _ in range(line.count)
    ]
    for place, unit in enumerate(chosen.tolist()):
        incident = int(board.place_incident[place])
        if unit == NOBODY:
            short[incident].append(labels[place])
            continue
        pick = StormPick(
            call_sign=units[unit].call_sign,
            capability=labels[place],
            time=timedelta(seconds=float(board.seconds[incident, unit])),
            substituted=bool(board.ranks[board.place_kind[place], board.unit_kind[unit]] > 0),
        )
        picks[incident].append(pick)
    return [Share(tuple(of_one), tuple(open_)) for of_one, open_ in zip(picks, short, strict=True)]


def _sooner(before: timedelta | None, after: timedelta | None) -> timedelta | None:
    return None if before is None or after is None else before - after


def _latest(shares: Iterable[Share]) -> timedelta | None:
    return max((last for share in shares if (last := share.last) is not None), default=None)
