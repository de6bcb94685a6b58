"""Whom to send: the vehicles that fill a demand best, with reasons, and what is still missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from dispatch import reasons
from dispatch.arrivals import Basis
from dispatch.candidates import Candidate, answers
from dispatch.response_plans import Demand, DemandLine
from dispatch.substitution import DEFAULT_SUBSTITUTION, SubstitutionPolicy
from dispatch.team import best_team, top_up
from resources.vehicle_types import Capability

CALLED_WITH: Final = (
    "辖区乡镇专职消防队，与责任站同时通知",
    "就近微型消防站，同时通知先行处置",
)
"""Why brigade and micro station are called with the responsible one (published rule, mark R)."""

MOST_MICRO_STATIONS: Final = 3
"""How many micro stations are named (P): a township may have a dozen, most of them far away."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A vehicle to send and the ability of the demand it fills.

    `substituted_for` repeats that ability when the vehicle only stands in for it. `doubt` is how
    far the true time may lie to either side; `level_with` names vehicles not picked that could as
    well be there first.
    """

    call_sign: str
    capability: Capability
    eta: timedelta | None
    substituted_for: Capability | None
    reasons: tuple[str, ...]
    basis: Basis = Basis.ESTIMATE
    doubt: timedelta = timedelta(0)
    level_with: tuple[str, ...] = ()

    @property
    def substituted(self) -> bool:
        """Tell whether the vehicle stands in for another kind."""
        return self.substituted_for is not None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What could not be filled, and why."""

    capability: Capability
    missing: int
    reason: str


@dataclass(frozen=True, slots=True)
class CandidateView:
    """One vehicle that was looked at, whether picked or not.

    `why_not` says why it is not picked, None for a pick; one that is available may be ordered all
    the same. `what_if` says what it would change if it could go.
    """

    call_sign: str
    capabilities: frozenset[Capability]
    eta: timedelta | None
    available: bool
    why_not: str | None
    basis: Basis = Basis.ESTIMATE
    doubt: timedelta = timedelta(0)
    what_if: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A station of the incident's township to call at once, beside the vehicles picked."""

    station: str
    station_kind: str
    reason: str


class RoadsUsed(StrEnum):
    """Which roads the times were reckoned along."""

    NONE = "none"
    REAL = "real"
    SYNTHETIC = "synthetic"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The advice: picks in order of the demand's lines, what is missing, who was looked at.

    `first` and `complete` are the estimated times of the first and the last arrival; `complete`
    is None while anything is missing or a time is not known.
    """

    demand: Demand
    picks: tuple[Pick, ...]
    shortfall: tuple[Shortfall, ...]
    candidates: tuple[CandidateView, ...]
    also_notify: tuple[Notice, ...]
    people: int
    roads: RoadsUsed = RoadsUsed.NONE
    water_t: float = 0.0
    """The water the picks bring, in tonnes."""
    team: tuple[Candidate, ...] = ()
    """The candidates behind the picks, in the same order."""

    @property
    def first(self) -> timedelta | None:
        """The estimated time to the first arrival."""
        return min((pick.eta for pick in self.picks if pick.eta is not None), default=None)

    @property
    def complete(self) -> timedelta | None:
        """The estimated time until everything demanded is there."""
        etas = [pick.eta for pick in self.picks if pick.eta is not None]
        if self.shortfall or not etas or len(etas) < len(self.picks):
            return None
        return max(etas)


def recommend(
    demand: Demand,
    candidates: Iterable[Candidate],
    policy: SubstitutionPolicy = DEFAULT_SUBSTITUTION,
    township_code: str | None = None,
) -> Recommendation:
    """Return the vehicles to send, the best team in the order that `dispatch.team` states."""
    known = sorted(candidates, key=lambda candidate: candidate.arrival)
    available = [candidate for candidate in known if candidate.why_unadvised is None]
    filled = best_team(demand, available, policy)
    seated = [(line, one) for line, crew in zip(demand.lines, filled, strict=True) for one in crew]
    more = top_up(demand, [one for _, one in seated], available)
    team = [*(one for _, one in seated), *more]
    chosen = {one.call_sign for one in team}
    told = reasons.Board(demand, known, available, filled, chosen, policy)
    picks = [_pick(line, one, told) for line, one in seated] + [_added(one, told) for one in more]
    return Recommendation(
        demand=demand,
        picks=tuple(picks),
        shortfall=(*_shortfall(demand, filled, told), *_water_shortfall(demand, team)),
        candidates=tuple(_view(one, told) for one in known),
        also_notify=_also_notify(known, chosen, township_code),
        people=sum(one.crew for one in team),
        water_t=sum(one.water_t for one in team),
        team=tuple(team),
    )


def _shortfall(
    demand: Demand, filled: Sequence[Sequence[Candidate]], told: reasons.Board
) -> list[Shortfall]:
    return [
        Shortfall(line.capability, line.count - len(crew), reasons.why_short(line, crew, told))
        for line, crew in zip(demand.lines, filled, strict=True)
        if len(crew) < line.count
    ]


def _water_shortfall(demand: Demand, team: Sequence[Candidate]) -> list[Shortfall]:
    """Say what water is missing after all that have some are sent."""
    brought_t = sum(one.water_t for one in team)
    if brought_t >= demand.water_t:
        return []
    reason = f"随车水量 {brought_t:g} 吨，要求 {demand.water_t:g} 吨，全县可派车辆的水已全部编入"
    return [Shortfall(Capability.SUPPLY, 1, reason)]


def _pick(line: DemandLine, one: Candidate, told: reasons.Board) -> Pick:
    own = answers(one, line)
    level_with = reasons.level_with(line, one, told)
    return Pick(
        call_sign=one.call_sign,
        capability=line.capability,
        eta=one.eta,
        substituted_for=None if own else line.capability,
        reasons=reasons.why_picked(line, one, told, level_with),
        basis=one.basis,
        doubt=one.doubt,
        level_with=tuple(other.call_sign for other in level_with),
    )


def _added(one: Candidate, told: reasons.Board) -> Pick:
    """Return a vehicle that is added for the water it brings."""
    return Pick(
        call_sign=one.call_sign,
        capability=Capability.WATER,
        eta=one.eta,
        substituted_for=None,
        reasons=reasons.why_added(one, told),
        basis=one.basis,
        doubt=one.doubt,
    )


def _view(one: Candidate, told: reasons.Board) -> CandidateView:
    return CandidateView(
        call_sign=one.call_sign,
        capabilities=one.capabilities,
        eta=one.eta,
        available=one.is_available,
        why_not=reasons.why_not(one, told),
        basis=one.basis,
        doubt=one.doubt,
    )


def _also_notify(
    known: Sequence[Candidate], chosen: set[str], township_code: str | None
) -> tuple[Notice, ...]:
    """The brigades of the township, and the few micro stations that are soonest there."""
    if township_code is None:
        return ()
    ordered = {candidate.station for candidate in known if candidate.call_sign in chosen}
    # `known` is in order of arrival, so the first vehicle of a station places the station.
    local = dict.fromkeys(
        (candidate.station_kind, candidate.station)
        for candidate in known
        if candidate.township_code == township_code and candidate.station not in ordered
    )
    brigades = [one for kind, one in local if kind == "township_brigade"]
    micro = [one for kind, one in local if kind == "micro_station"][:MOST_MICRO_STATIONS]
    return (
        *(Notice(one, "township_brigade", CALLED_WITH[0]) for one in brigades),
        *(Notice(one, "micro_station", CALLED_WITH[1]) for one in micro),
    )
