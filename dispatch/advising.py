"""From the county's rows to advice: candidates with estimated times, and what is still wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import Row

from dispatch import queries
from dispatch.arrivals import Arrival, Departure, arrivals
from dispatch.candidates import Candidate
from dispatch.carried import CarriedAdvice, PlacedAdvice, carry
from dispatch.coverage import EmptyStation, stations_left_empty
from dispatch.recommendation import CandidateView, Recommendation, RoadsUsed, Shortfall, recommend
from dispatch.response_plans import Demand, DemandLine, demand_for
from dispatch.roads import queries as road_queries
from dispatch.roads.network import RoadNetwork
from dispatch.shortlist import shortlist
from dispatch.substitution import DEFAULT_SUBSTITUTION
from dispatch.travel import DEFAULT_TRAVEL
from incidents import queries as incident_queries
from incidents.ledger import canonical
from incidents.records import Incident
from resources.crewing import is_staffed, why_unstaffed
from resources.database import db
from resources.geography import Position
from resources.nearest import CapabilityIndex, IndexEntry
from resources.unit_status import UnitStatus
from resources.vehicle_types import VEHICLE_TYPES, Capability

KEPT_PLACES: Final = 8_192
"""Stations are read again for every question; making their places anew costs more than that."""


@dataclass(frozen=True, slots=True)
class Question:
    """What advice is asked for; without a position there are no times."""

    category: str
    level: int
    position: Position | None
    township_code: str | None = None
    on_it: frozenset[str] = frozenset()
    """Call signs already ordered to it: a level adds to them and never repeats them."""


def _rows() -> Sequence[Row[Any]]:
    return list(queries.fleet(db.session()))


def _seen_from(
    rows: Iterable[Row[Any]], position: Position | None, network: RoadNetwork | None = None
) -> dict[int, Candidate]:
    """See every unit as a candidate for an incident at a position, by its key."""
    fleet = list(rows)
    arriving: dict[int, Arrival] = {}
    places = {
        row.id: _place(row.lon, row.lat) or _place(row.station_lon, row.station_lat)
        for row in fleet
    }
    if position is not None:
        leaving = {
            row.id: _departure(row, here) for row in fleet if (here := places[row.id]) is not None
        }
        found = arrivals(network, position, list(leaving.values()))
        arriving = dict(zip(leaving, found, strict=True))
    return {row.id: _candidate(row, places[row.id], arriving.get(row.id)) for row in fleet}


def _departure(unit: Row[Any], here: Position) -> Departure:
    on_the_road = unit.status == UnitStatus.RETURNING
    return Departure(here, unit.vehicle_type, unit.station_kind, on_the_road, unit.water_t)


def _candidate(unit: Row[Any], here: Position | None, arrival: Arrival | None) -> Candidate:
    people, has_driver = unit.people or 0, bool(unit.has_driver)
    return Candidate(
        call_sign=unit.call_sign,
        station=unit.station,
        station_kind=unit.station_kind,
        vehicle_type=unit.vehicle_type,
        capabilities=_capabilities(unit.vehicle_type, unit.extra_capabilities),
        status=UnitStatus(unit.status),
        is_staffed=is_staffed(people, unit.minimum_crew, has_driver),
        eta=arrival.eta if arrival else None,
        why_not=_why_not(unit, people, has_driver),
        position=here,
        township_code=unit.township_code,
        water_t=unit.water_t,
        crew=people,
        road_m=arrival.road_m if arrival else None,
        is_cut_off=arrival is not None and arrival.is_cut_off,
        travel_note=arrival.note if arrival else "",
    )


@cache
def _capabilities(vehicle_type: str, extra: str) -> frozenset[Capability]:
    own = frozenset(Capability(word) for word in extra.split())
    return VEHICLE_TYPES[vehicle_type].capabilities | own


@lru_cache(maxsize=KEPT_PLACES)
def _place(lon: float | None, lat: float | None) -> Position | None:
    return None if lon is None or lat is None else Position(lon, lat)


def _why_not(unit: Row[Any], people: int, has_driver: bool) -> str | None:
    if unit.status == UnitStatus.OUT_OF_SERVICE and unit.status_note:
        return f"停用（{unit.status_note}）"
    lacking = why_unstaffed(people, unit.minimum_crew, has_driver)
    return f"人员不足（{lacking}）" if lacking and unit.status == UnitStatus.IN_STATION else None


def advise(question: Question) -> Recommendation:
    """Recommend units for a question from the fleet as it is now."""
    return _advised(question, _rows())


def advise_candidates(
    category: str,
    level: int,
    positions: Sequence[tuple[Position, str | None]],
    on_it: frozenset[str] = frozenset(),
) -> CarriedAdvice:
    """Recommend for every place it may be (point and township), and what is right for all.

    The fleet is read once, so that all places are answered from the same moment.
    """
    rows = _rows()
    return carry(
        [
            PlacedAdvice(
                position,
                township,
                _advised(Question(category, level, position, township, on_it), rows),
            )
            for position, township in positions
        ]
    )


def _advised(question: Question, rows: Sequence[Row[Any]]) -> Recommendation:
    demand = demand_for(question.category, question.level)
    network = None if question.position is None else road_queries.network()
    fleet = _seen_from(rows, question.position, network)
    engaged = [one for one in fleet.values() if one.call_sign in question.on_it]
    wanted = still_wanted(demand, engaged)
    others = {key: one for key, one in fleet.items() if one.call_sign not in question.on_it}
    if question.position is None:
        return _unplaced(wanted, others.values())
    if network is not None:
        # Distance says little about times by road, and all times are known: nobody is left out.
        answer = recommend(wanted, others.values(), township_code=question.township_code)
        used = RoadsUsed.SYNTHETIC if network.is_synthetic else RoadsUsed.REAL
        return replace(answer, roads=used)
    looked_at = _looked_at(others, wanted, question)
    answer = recommend(wanted, looked_at.values(), township_code=question.township_code)
    unseen = [_far(one) for key, one in others.items() if key not in looked_at]
    return replace(answer, candidates=tuple(sorted((*answer.candidates, *unseen), key=_by_time)))


def _unplaced(demand: Demand, fleet: Iterable[Candidate]) -> Recommendation:
    """Answer where nobody knows the place: no unit is nearer than another, so none is picked."""
    reason = "地点未定，无法比较到场时间：请先定位，或人工加派"
    views = [
        CandidateView(one.call_sign, one.capabilities, None, one.is_available, one.why_unavailable)
        for one in fleet
    ]
    return Recommendation(
        demand=demand,
        picks=(),
        shortfall=tuple(Shortfall(one.capability, one.count, reason) for one in demand.lines),
        candidates=tuple(sorted(views, key=_by_time)),
        also_notify=(),
        people=0,
    )


def advise_incident(incident: Incident) -> Recommendation:
    """Recommend what an incident still needs beside the units that are on it."""
    return advise(question_of(incident))


def question_of(incident: Incident) -> Question:
    """What an incident asks, given what is already ordered to it."""
    on_it = incident_queries.call_signs_on(db.session(), incident.id)
    return Question(
        incident.category, incident.level, incident.position, incident.township_code, on_it
    )


def _looked_at(
    fleet: dict[int, Candidate], demand: Demand, question: Question
) -> dict[int, Candidate]:
    """Keep of the available units the nearest that matter; of the rest all, for the reasons."""
    assert question.position is not None, "without a place nothing is nearer"
    indexed = {
        key: one for key, one in fleet.items() if one.is_available and one.position is not None
    }
    index = CapabilityIndex(
        IndexEntry(key, one.position, one.capabilities)
        for key, one in indexed.items()
        if one.position is not None
    )
    policies = (DEFAULT_TRAVEL, DEFAULT_SUBSTITUTION)
    near = shortlist(index, indexed, demand, question.position, policies)
    return {
        key: one
        for key, one in fleet.items()
        if key not in indexed
        or key in near
        or not one.capabilities
        or one.township_code == question.township_code
    }


def _far(candidate: Candidate) -> CandidateView:
    return CandidateView(candidate.call_sign, candidate.capabilities, candidate.eta, True, None)


def _by_time(view: CandidateView) -> tuple[bool, timedelta, str]:
    return (view.eta is None, view.eta or timedelta(0), view.call_sign)


def still_wanted(demand: Demand, engaged: Sequence[Candidate]) -> Demand:
    """Return what a demand still asks for beside the units already on the incident."""
    if not engaged:
        return demand
    at_hand = [
        replace(one, status=UnitStatus.IN_STATION, is_staffed=True, why_not=None, is_cut_off=False)
        for one in engaged
    ]
    short = {one.capability: one.missing for one in recommend(demand, at_hand).shortfall}
    lines: Iterable[DemandLine] = (
        replace(line, count=short[line.capability])
        for line in demand.lines
        if line.capability in short
    )
    return replace(demand, lines=tuple(lines))


def left_empty(answer: Recommendation) -> tuple[EmptyStation, ...]:
    """Return the stations that would have nothing to send once the advice is followed."""
    return stations_left_empty(answer.picks, _seen_from(_rows(), None).values())


def kept(answer: Recommendation) -> str:
    """Return the advice as the text that is kept beside the order."""
    return canonical(
        {
            "demand": [[str(line.capability), line.count] for line in answer.demand.lines],
            "picks": [
                {
                    "call_sign": pick.call_sign,
                    "capability": str(pick.capability),
                    "eta_s": None if pick.eta is None else round(pick.eta.total_seconds()),
                    "basis": str(pick.basis),
                    "substituted": pick.substituted,
                    "reasons": list(pick.reasons),
                }
                for pick in answer.picks
            ],
            "shortfall": [
                [str(one.capability), one.missing, one.reason] for one in answer.shortfall
            ],
        }
    )
