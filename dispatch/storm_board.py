"""From the county's rows to a proposal for all open incidents, and the order of one share of it.

The proposal is made anew whenever somebody looks; nothing of it is kept. Only a person orders.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from dispatch import advising, desk, queries
from dispatch.arrivals import Departure, arrivals
from dispatch.candidates import Candidate
from dispatch.errors import StaleProposal
from dispatch.recommendation import RoadsUsed
from dispatch.response_plans import Demand, RuleSet, demand_for
from dispatch.roads import queries as road_queries
from dispatch.roads.network import RoadNetwork
from dispatch.rule_queries import rules_at
from dispatch.storm import StormAim, StormIncident, StormPick, StormProposal, propose
from dispatch.travel_queries import TravelNow, travel_at
from incidents import queries as incident_queries
from incidents.records import Assignment, Incident
from incidents.timeline import Act
from resources.crewing import is_staffed
from resources.database import db
from resources.geography import Position
from resources.records import Crew, Unit
from resources.unit_faults import UnitRecord, unusable
from resources.unit_status import UnitStatus, status_of
from resources.vehicle_types import abilities

Pool: TypeAlias = tuple[int, str]
"""A station and the word its vehicles of one crew have in common."""

UNKNOWN_S: Final = float("inf")
AIM_LABELS: Final[Mapping[StormAim, str]] = {
    StormAim.LEAST_TOTAL: "总用时最短",
    StormAim.LEAST_WORST: "最后到场最早",
}
NO_PLACE: Final = "地点未定，无法比较到场时间，请先定位"
PER_ORDER: Final = "按命令调派，规则没有规定力量"
FEWEST: Final = 2
"""From so many incidents that want units on, one proposal for all says more than advice does."""


@dataclass(frozen=True, slots=True)
class ApartIncident:
    """An open incident the proposal leaves out, and why."""

    incident: Incident
    reason: str


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An available unit the proposal leaves out, and why; it may be ordered by hand."""

    call_sign: str
    reason: str


@dataclass(frozen=True, slots=True)
class Storm:
    """The proposal with the rows it speaks of; `wanted` is what each incident still asks for."""

    proposal: StormProposal
    incidents: Mapping[str, Incident]
    wanted: Mapping[str, Demand]
    units: Mapping[str, Candidate]
    apart: tuple[ApartIncident, ...]
    held_back: tuple[HeldBack, ...]
    roads: RoadsUsed

    def picks_for(self, number: str) -> tuple[StormPick, ...]:
        """Return what is proposed for an incident, nothing for one that is not in it."""
        found = (one.proposed.picks for one in self.proposal.outcomes if one.number == number)
        return next(found, ())


def read_storm(aim: StormAim, now: datetime) -> Storm:
    """Propose for all open incidents that still want units, as everything stands now."""
    rows = list(queries.fleet(db.session()))
    fleet = {row.call_sign: _candidate(row) for row in rows}
    open_rows = sorted(incident_queries.open_incidents(), key=lambda one: one.number)
    rules = rules_at(now)
    wanted = {row.number: _still_wanted(row, fleet, rules) for row in open_rows}
    apart = tuple(
        ApartIncident(row, reason)
        for row in open_rows
        if (reason := _why_apart(row, wanted[row.number])) is not None
    )
    joined = [row for row in open_rows if row.position is not None and wanted[row.number].lines]
    pools = _pools()
    held = dict(_held_back(rows, pools, now))
    network = road_queries.network(now) if joined else None
    ready = [row for row in rows if fleet[row.call_sign].is_available]
    leaving = _leaving(ready)
    travel = travel_at(now)
    times = {
        row.number: _times_s(network, row.position, (leaving, travel), len(ready))
        for row in joined
        if row.position is not None
    }
    units = [row.call_sign for row in ready]
    while True:
        at = [place for place, sign in enumerate(units) if sign not in held]
        proposal = propose(
            [
                StormIncident(
                    number=row.number,
                    received_at=row.received_at,
                    level=row.level,
                    demand=wanted[row.number],
                    times_s=[times[row.number][place] for place in at],
                )
                for row in joined
            ],
            [fleet[units[place]] for place in at],
            aim,
        )
        # A shared crew fills one vehicle only: the later ones step back and all is asked again.
        doubled = _doubled(proposal, pools)
        if not doubled:
            break
        held |= doubled
    available = {row.call_sign for row in ready}
    return Storm(
        proposal=proposal,
        incidents={row.number: row for row in open_rows},
        wanted=wanted,
        units=fleet,
        apart=apart,
        held_back=tuple(HeldBack(*one) for one in sorted(held.items()) if one[0] in available),
        roads=_roads_used(network),
    )


def wanting(rows: Sequence[Incident], now: datetime) -> int:
    """How many of the open incidents still want units.

    The board asks this all the time: the fleet is only read where vehicles are out already.
    """
    rules = rules_at(now)
    if len(rows) < FEWEST:
        return sum(bool(demand_for(row.category, row.level, rules).lines) for row in rows)
    out = {one.unit.call_sign for row in rows for one in row.assignments if one.released_at is None}
    found = queries.fleet(db.session()) if out else ()
    fleet = {row.call_sign: _candidate(row) for row in found if row.call_sign in out}
    return sum(bool(_still_wanted(row, fleet, rules).lines) for row in rows)


def order(
    session: Session,
    number: str,
    units: Sequence[str],
    storm: Storm,
    act: Act,
) -> list[Assignment]:
    """Order the units proposed for one incident, all or none, as the desk orders any.

    `units` are what the dispatcher saw, `storm` what holds now. Raises StaleProposal where the
    two differ, and whatever `desk.send` refuses.
    """
    now_proposed = [pick.call_sign for pick in storm.picks_for(number)]
    if not units or sorted(units) != sorted(now_proposed):
        before = "、".join(units) or "无车"
        after = "、".join(now_proposed) or "无车可派"
        raise StaleProposal(
            f"警情 {number} 的方案已变化（所见：{before}；现在：{after}），未下达。"
            "请核对新方案后重新勾选下达。"
        )
    incident = incident_queries.lock_incident(session, number)
    advice = advising.advise(advising.question_of(incident))
    is_advised = {pick.call_sign for pick in advice.picks} == set(units)
    reason = "" if is_advised else f"多警统筹方案：{AIM_LABELS[storm.proposal.aim]}"
    rows = desk.send(session, incident, units, act, reason, advice)
    stand_ins = {pick.call_sign for pick in storm.picks_for(number) if pick.substituted}
    for row in rows:
        row.is_substitute = row.unit.call_sign in stand_ins
    return rows


def _why_apart(row: Incident, wanted: Demand) -> str | None:
    if wanted.per_order:
        return PER_ORDER
    return NO_PLACE if row.position is None and wanted.lines else None


def _still_wanted(row: Incident, fleet: Mapping[str, Candidate], rules: RuleSet) -> Demand:
    on_it = [
        fleet[one.unit.call_sign]
        for one in row.assignments
        if one.released_at is None and one.unit.call_sign in fleet
    ]
    return advising.still_wanted(demand_for(row.category, row.level, rules), on_it)


def _candidate(unit: Row[Any]) -> Candidate:
    """See a unit without a time: those of a storm differ from incident to incident."""
    people, has_driver = unit.people or 0, bool(unit.has_driver)
    return Candidate(
        call_sign=unit.call_sign,
        station=unit.station,
        station_kind=unit.station_kind,
        vehicle_type=unit.vehicle_type,
        capabilities=abilities(unit.vehicle_type, unit.extra_capabilities),
        status=status_of(unit.status),
        is_staffed=is_staffed(people, unit.minimum_crew, has_driver),
        eta=None,
        why_not=_fault_of(unit),
        position=_here(unit),
        township_code=unit.township_code,
        water_t=unit.water_t,
        crew=people,
    )


def _fault_of(unit: Row[Any]) -> str | None:
    """Say why the record of a unit cannot be used, or None where it can."""
    return unusable(
        UnitRecord(
            vehicle_type=unit.vehicle_type,
            extra_capabilities=unit.extra_capabilities,
            status=unit.status,
            has_crew=unit.people is not None,
            has_position=_here(unit) is not None,
        )
    )


def _here(unit: Row[Any]) -> Position | None:
    """Where a unit is: as last reported, else at its station."""
    if unit.lon is not None and unit.lat is not None:
        return Position(unit.lon, unit.lat)
    if unit.station_lon is not None and unit.station_lat is not None:
        return Position(unit.station_lon, unit.station_lat)
    return None


def _leaving(units: Sequence[Row[Any]]) -> dict[int, Departure]:
    """Return the units whose place is known as they would leave, by their place in the list."""
    return {
        at: Departure(
            here,
            unit.vehicle_type,
            unit.station_kind,
            unit.status == UnitStatus.RETURNING,
            unit.water_t,
        )
        for at, unit in enumerate(units)
        if (here := _here(unit)) is not None and _fault_of(unit) is None
    }


def _times_s(
    network: RoadNetwork | None,
    goal: Position,
    going: tuple[Mapping[int, Departure], TravelNow],
    count: int,
) -> list[float]:
    """Return the seconds of each of `count` units to a place; infinite where it cannot come."""
    leaving, travel = going
    seconds = [UNKNOWN_S] * count
    found = arrivals(network, goal, [*leaving.values()], travel.policy, travel.conditions)
    for at, arrival in zip(leaving, found, strict=True):
        if arrival.eta is not None:
            seconds[at] = arrival.eta.total_seconds()
    return seconds


def _held_back(
    rows: Iterable[Row[Any]], pools: Mapping[str, Pool], now: datetime
) -> Iterable[tuple[str, str]]:
    """Yield the units that could be ordered and should not be proposed, with the reason."""
    resting = select(Unit.call_sign).where(Unit.rest_until > now)
    for sign in db.session.scalars(resting):
        yield sign, "班组休整中"
    status = {row.call_sign: row.status for row in rows}
    at_home = (UnitStatus.IN_STATION, UnitStatus.OUT_OF_SERVICE)
    for sign, pool in pools.items():
        for other, of_other in pools.items():
            if other != sign and of_other == pool and status[other] not in at_home:
                yield sign, f"与 {other} 共用班组，{other} 已出动"


def _pools() -> dict[str, Pool]:
    """The units that share their crew with others of their station, each with its pool."""
    query = (
        select(Unit.call_sign, Unit.station_id, Crew.pool)
        .join(Crew, Crew.unit_id == Unit.id)
        .where(Crew.pool != "")
        .order_by(Unit.call_sign)
    )
    return {sign: (station, pool) for sign, station, pool in db.session.execute(query)}


def _doubled(proposal: StormProposal, pools: Mapping[str, Pool]) -> dict[str, str]:
    """Return the picks whose crew another, sooner pick already takes, with the reason."""
    picks = [pick for one in proposal.outcomes for pick in one.proposed.picks]
    first: dict[Pool, str] = {}
    later = {}
    for pick in sorted(picks, key=lambda one: (one.time, one.call_sign)):
        pool = pools.get(pick.call_sign)
        if pool is not None and first.setdefault(pool, pick.call_sign) != pick.call_sign:
            later[pick.call_sign] = f"与 {first[pool]} 共用班组，只能出一辆"
    return later


def _roads_used(network: RoadNetwork | None) -> RoadsUsed:
    if network is None or not len(network):
        return RoadsUsed.NONE
    return RoadsUsed.SYNTHETIC if network.is_synthetic else RoadsUsed.REAL
