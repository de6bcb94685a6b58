"""Whom to send: the vehicles that fill a demand best, with reasons, and what is still missing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from dispatch.arrivals import Basis
from dispatch.candidates import Candidate, answers, place_in_order
from dispatch.matching import Cost, fill_lines
from dispatch.response_plans import Demand, DemandLine
from dispatch.substitution import DEFAULT_SUBSTITUTION, SubstitutionPolicy
from resources.unit_status import UnitStatus
from resources.vehicle_types import VEHICLE_TYPES, Capability

MILLISECOND: Final = timedelta(milliseconds=1)

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

    `substituted_for` repeats that ability when the vehicle only stands in for it.
    """

    call_sign: str
    capability: Capability
    eta: timedelta | None
    substituted_for: Capability | None
    reasons: tuple[str, ...]
    basis: Basis = Basis.ESTIMATE

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

    `why_not` says why it is not advised; one that is available may be ordered all the same.
    """

    call_sign: str
    capabilities: frozenset[Capability]
    eta: timedelta | None
    available: bool
    why_not: str | None
    basis: Basis = Basis.ESTIMATE


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
    """Return the vehicles to send.

    A vehicle fills one place. In this order: as many places filled as can be; as few stand-ins
    as can be, the better ones first; the least sum of times; the earlier arrival, and of equal
    times the call sign; and the earlier vehicle on the earlier line of the plan.
    """
    known = sorted(candidates, key=lambda candidate: candidate.arrival)
    available = [candidate for candidate in known if candidate.why_unadvised is None]
    filled = _filled(demand.lines, available, policy)
    chosen = {candidate.call_sign for line in filled for candidate in line}
    picks = tuple(
        _pick(line, candidate, available)
        for line, crew in zip(demand.lines, filled, strict=True)
        for candidate in crew
    )
    shortfall = tuple(
        Shortfall(line.capability, line.count - len(crew), _why_short(line, crew, known, chosen))
        for line, crew in zip(demand.lines, filled, strict=True)
        if len(crew) < line.count
    )
    return Recommendation(
        demand=demand,
        picks=picks,
        shortfall=shortfall,
        candidates=tuple(_view(candidate) for candidate in known),
        also_notify=_also_notify(known, chosen, township_code),
        people=sum(candidate.crew for crew in filled for candidate in crew),
    )


def _filled(
    lines: Sequence[DemandLine], available: Sequence[Candidate], policy: SubstitutionPolicy
) -> list[list[Candidate]]:
    """Return the vehicles of each line; `available` is in order of arrival."""
    places = [
        [place_in_order(candidate, line, policy) for line in lines] for candidate in available
    ]
    kept = _worth_looking_at(lines, places)
    costs = [_costs(available[unit], unit, places[unit], len(available)) for unit in kept]
    filled: list[list[Candidate]] = [[] for _ in lines]
    for unit, line in zip(kept, fill_lines([one.count for one in lines], costs), strict=True):
        if line is not None:
            filled[line].append(available[unit])
    return filled


def _worth_looking_at(
    lines: Sequence[DemandLine], places: Sequence[Sequence[int | None]]
) -> list[int]:
    """Return the units that can be in a best answer.

    Of those in the same place of the order for a line, the first as many as the demand has
    places are enough: a later one can always be exchanged for one of them that is left.
    """
    enough = sum(line.count for line in lines)
    seen: Counter[tuple[int, int]] = Counter()
    kept = []
    for unit, of_unit in enumerate(places):
        groups = [(line, place) for line, place in enumerate(of_unit) if place is not None]
        if any(seen[group] < enough for group in groups):
            kept.append(unit)
        seen.update(groups)
    return kept


def _costs(
    candidate: Candidate, arrival: int, places: Sequence[int | None], fleet: int
) -> list[Cost | None]:
    unknown = candidate.eta is None
    time_ms = 0 if candidate.eta is None else candidate.eta // MILLISECOND
    return [
        # The last part puts the earlier vehicle on the earlier line when all else is equal.
        None
        if place is None
        else (int(place > 0), place, int(unknown), time_ms, arrival, line * (fleet - arrival))
        for line, place in enumerate(places)
    ]


def _pick(line: DemandLine, candidate: Candidate, available: Sequence[Candidate]) -> Pick:
    own = answers(candidate, line)
    reasons = [
        _why_first(line, candidate, available) if own else _why_stand_in(line, candidate),
        _about_time(candidate),
    ]
    if candidate.status == UnitStatus.RETURNING:
        reasons.append("正在返队，可以改派")
    elif candidate.status == UnitStatus.STANDBY:
        reasons.append("在驻防点，从驻防点出动")
    elif candidate.status == UnitStatus.TRAINING:
        reasons.append("正在训练，出动可能延迟")
    return Pick(
        call_sign=candidate.call_sign,
        capability=line.capability,
        eta=candidate.eta,
        substituted_for=None if own else line.capability,
        reasons=tuple(reasons),
        basis=candidate.basis,
    )


def _why_first(line: DemandLine, candidate: Candidate, available: Sequence[Candidate]) -> str:
    able = [one.call_sign for one in available if answers(one, line)]
    place = able.index(candidate.call_sign) + 1
    if candidate.eta is None:
        return f"可用的{line.label}"
    if place == 1:
        return f"可用的{line.label}中预计最先到达"
    return f"可用的{line.label}中预计第 {place} 个到达"


def _why_stand_in(line: DemandLine, candidate: Candidate) -> str:
    name = VEHICLE_TYPES[candidate.vehicle_type].name
    return f"可用的{line.label}不足，以{name}替代"


def _about_time(candidate: Candidate) -> str:
    if candidate.eta is None:
        return "位置不明，没有预计用时"
    minutes, seconds = divmod(round(candidate.eta.total_seconds()), 60)
    soon = f"预计 {minutes} 分 {seconds} 秒到场"
    if candidate.road_m is not None:
        return f"{soon}，按道路 {candidate.road_m / 1000:.1f} 公里"
    return f"{soon}，{candidate.travel_note or '预计用时为估算'}"


def _why_short(
    line: DemandLine, crew: Sequence[Candidate], known: Sequence[Candidate], chosen: set[str]
) -> str:
    """Return why a line is short, from the vehicles that have its ability."""
    measure = "艘" if line.capability == Capability.BOAT else "辆"
    able = [candidate for candidate in known if answers(candidate, line)]
    stand_ins = sum(not answers(candidate, line) for candidate in crew)
    more = f"，另以 {stand_ins} 辆其他车替代" if stand_ins else ""
    if not able:
        return f"全县没有{line.label}{more}" if more else f"全县没有{line.label}，也没有可替代的车"
    parts = []
    if ordered := sum(candidate.call_sign in chosen for candidate in able):
        parts.append(f"{ordered} {measure}已编入本次调派")
    outs = Counter(out for one in able if (out := one.why_unadvised) is not None)
    for reason, count in sorted(outs.items(), key=lambda item: (-item[1], item[0])):
        parts.append(f"{count} {measure}{reason}")
    return f"全县只有 {len(able)} {measure}{line.label}，{'，'.join(parts)}{more}"


def _view(candidate: Candidate) -> CandidateView:
    return CandidateView(
        call_sign=candidate.call_sign,
        capabilities=candidate.capabilities,
        eta=candidate.eta,
        available=candidate.is_available,
        why_not=candidate.why_unadvised,
        basis=candidate.basis,
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
