"""From the county's rows to advice: candidates with their times, and what is still wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from dispatch import seeing
from dispatch.candidates import Candidate
from dispatch.carried import CarriedAdvice, PlacedAdvice, carry
from dispatch.coverage import EmptyStation, stations_left_empty
from dispatch.fleet import Fleet
from dispatch.fleet_queries import with_fleet
from dispatch.recommendation import CandidateView, Recommendation, RoadsUsed, Shortfall, recommend
from dispatch.response_plans import Demand, DemandLine, demand_for
from dispatch.roads import queries as road_queries
from dispatch.seeing import Situation
from dispatch.shortlist import Sight, shortlist
from dispatch.substitution import DEFAULT_SUBSTITUTION
from dispatch.team import best_team
from incidents import queries as incident_queries
from incidents.ledger import canonical
from incidents.records import Incident
from resources.database import db
from resources.geography import Position
from resources.unit_status import UnitStatus

MANY: Final = 1_000
"""A fleet of more is not seen whole: the trees say whom nobody unseen can beat."""


@dataclass(frozen=True, slots=True)
class Question:
    """What advice is asked for; without a position there are no times.

    `at` is the moment it is asked for, None where hour, weather and rest are to be left aside.
    """

    category: str
    level: int
    position: Position | None
    township_code: str | None = None
    on_it: frozenset[str] = field(default=frozenset())
    """Call signs already ordered to it: a level adds to them and never repeats them."""
    at: datetime | None = None


def advise(question: Question) -> Recommendation:
    """Recommend units for a question from the fleet as it is now."""
    return with_fleet(lambda fleet: _advised(question, fleet))


def advise_candidates(
    category: str,
    level: int,
    positions: Sequence[tuple[Position, str | None]],
    on_it: frozenset[str] = frozenset(),
    at: datetime | None = None,
) -> CarriedAdvice:
    """Recommend for every place it may be (point and township), and what is right for all.

    The fleet is read once, so that all places are answered from the same moment.
    """

    def carried(fleet: Fleet) -> CarriedAdvice:
        return carry(
            [
                PlacedAdvice(
                    position,
                    township,
                    _advised(Question(category, level, position, township, on_it, at), fleet),
                )
                for position, township in positions
            ]
        )

    return with_fleet(carried)


def _advised(question: Question, fleet: Fleet) -> Recommendation:
    demand = demand_for(question.category, question.level)
    situation = _situation(question)
    engaged = [one for one in fleet.units.values() if one.call_sign in question.on_it]
    wanted = still_wanted(demand, [seeing.unseen(one) for one in engaged])
    others = [key for key, one in fleet.units.items() if one.call_sign not in question.on_it]
    if question.position is None:
        return _unplaced(wanted, (seeing.unseen(fleet.units[key], fleet) for key in others))
    if len(fleet.units) <= MANY:
        known = seeing.seen_from(fleet, others, situation)
        answer = recommend(wanted, known.values(), township_code=question.township_code)
    else:
        answer = _of_many(wanted, fleet, others, situation, question)
    network = situation.network
    if network is None or not len(network):
        return answer
    used = RoadsUsed.SYNTHETIC if network.is_synthetic else RoadsUsed.REAL
    return replace(answer, roads=used)


def _situation(question: Question) -> Situation:
    network = None if question.position is None else road_queries.network()
    return Situation(question.position, network, question.township_code, question.at)


def _of_many(
    wanted: Demand, fleet: Fleet, others: Sequence[int], situation: Situation, question: Question
) -> Recommendation:
    """Recommend from a fleet too large to see whole; of the rest the list says how far they are."""
    assert question.position is not None, "without a place nothing is nearer"
    asked = set(others)

    def see(keys: Iterable[int]) -> dict[int, Candidate]:
        return seeing.seen_from(fleet, keys, situation)

    sight = Sight(question.position, see, situation.soonest, DEFAULT_SUBSTITUTION)
    near = shortlist(fleet, wanted, sight)
    known = {key: one for key, one in near.items() if key in asked}
    # The trees hold nobody without a place; and the township's own are called in any case.
    beside = [
        key
        for key in others
        if key not in known
        and (
            fleet.units[key].place is None
            or fleet.units[key].township_code == question.township_code
        )
    ]
    known |= see(beside)
    answer = recommend(wanted, known.values(), township_code=question.township_code)
    rest = [key for key in others if key not in known]
    views = (*answer.candidates, *seeing.far_views(fleet, rest, situation, answer))
    return replace(answer, candidates=tuple(sorted(views, key=_by_time)))


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


def advise_incident(incident: Incident, at: datetime | None = None) -> Recommendation:
    """Recommend what an incident still needs beside the units that are on it."""
    return advise(question_of(incident, at))


def question_of(incident: Incident, at: datetime | None = None) -> Question:
    """What an incident asks, given what is already ordered to it."""
    on_it = incident_queries.call_signs_on(db.session(), incident.id)
    return Question(
        incident.category, incident.level, incident.position, incident.township_code, on_it, at
    )


def _by_time(view: CandidateView) -> tuple[bool, timedelta, str]:
    return (view.eta is None, view.eta or timedelta(0), view.call_sign)


def still_wanted(demand: Demand, engaged: Sequence[Candidate]) -> Demand:
    """Return what a demand still asks for beside the units already on the incident."""
    if not engaged:
        return demand
    # Whoever is there is there: neither crew, nor rest, nor the way is asked about any more.
    at_hand = [
        replace(
            one,
            status=UnitStatus.IN_STATION,
            is_staffed=True,
            why_not=None,
            is_cut_off=False,
            pool="",
            rest_note="",
        )
        for one in engaged
    ]
    filled = best_team(demand, at_hand, DEFAULT_SUBSTITUTION)
    lines: Iterable[DemandLine] = (
        replace(line, count=line.count - len(crew))
        for line, crew in zip(demand.lines, filled, strict=True)
        if len(crew) < line.count
    )
    water_t = max(0.0, demand.water_t - sum(one.water_t for one in at_hand))
    return replace(demand, lines=tuple(lines), water_t=water_t)


def left_empty(answer: Recommendation) -> tuple[EmptyStation, ...]:
    """Return the stations that would have nothing to send once the advice is followed."""
    return with_fleet(
        lambda fleet: stations_left_empty(
            answer.picks, [seeing.unseen(one, fleet) for one in fleet.units.values()]
        )
    )


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
