"""From the county's rows to advice: candidates with their times, and what is still wanted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from dispatch import (
    cover_queries,
    outlook,
    rule_queries,
    seeing,
    water_queries,
)
from dispatch.candidates import Candidate
from dispatch.carried import CarriedAdvice, PlacedAdvice, carry
from dispatch.cover import CoverMap, Standing
from dispatch.cover_points import standing_of
from dispatch.coverage import stations_left_empty
from dispatch.fleet import Fleet
from dispatch.fleet_queries import with_fleet
from dispatch.move_up import Move, move_up
from dispatch.outlook import NO_OUTLOOK, NextLevel, Outlook
from dispatch.preparing import prepare_behind
from dispatch.recommendation import CandidateView, Recommendation, RoadsUsed, Shortfall, recommend
from dispatch.response_plans import Demand, DemandLine, DispatchMode, RuleSet, demand_for
from dispatch.roads import queries as road_queries
from dispatch.roads.freshness import RoutedWay
from dispatch.roads.network import RoadNetwork
from dispatch.roads.routed import routed_times
from dispatch.seeing import Situation
from dispatch.shortlist import Sight, shortlist
from dispatch.substitution import DEFAULT_SUBSTITUTION
from dispatch.team import best_team
from dispatch.travel_queries import travel_at
from dispatch.water_supply import WaterOutlook, asks_for_water, with_brought, with_water
from incidents import queries as incident_queries
from incidents.categories import category as kind_of
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
    incident_id: int | None = None
    """The incident, where there is one: a routing engine may have told times for it."""


@dataclass(frozen=True, slots=True)
class Advised:
    """An advice and what is shown beside it."""

    answer: Recommendation
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class _Ground:
    """What cover is counted on: the map of the county, and who stands ready, by key."""

    cover: CoverMap
    standings: dict[int, Standing]
    losses: dict[int, int]


def advise(question: Question) -> Recommendation:
    """Recommend units for a question from the fleet as it is now."""
    return with_fleet(lambda fleet: _Desk(question, fleet).advised())


def advise_whole(question: Question) -> Advised:
    """Recommend units, with all that is shown beside: what would change it, and what it costs."""
    return with_fleet(lambda fleet: _Desk(question, fleet).advised_whole())


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
        questions = [
            Question(category, level, position, township, on_it, at)
            for position, township in positions
        ]
        return carry(
            [
                PlacedAdvice(position, township, _Desk(question, fleet).advised())
                for (position, township), question in zip(positions, questions, strict=True)
            ]
        )

    return with_fleet(carried)


class _Desk:
    """One question before one state of the fleet."""

    def __init__(self, question: Question, fleet: Fleet) -> None:
        self._question = question
        self._fleet = fleet
        self._rules = self._rules_in_force()
        self._network = self._roads()
        self._ground = self._cover_ground()
        self._situation = self._seen_so()
        on_it = question.on_it
        self._engaged = [one for one in fleet.units.values() if one.call_sign in on_it]
        self._others = [key for key, one in fleet.units.items() if one.call_sign not in on_it]
        self._known: dict[int, Candidate] = {}
        self.water = self._water_at_hand()

    @cached_property
    def _unseen(self) -> dict[int, Candidate]:
        """Everybody as a candidate whose time nobody asked for, by key."""
        return {key: seeing.unseen(one, self._fleet) for key, one in self._fleet.units.items()}

    def advised(self) -> Recommendation:
        """Return whom to send."""
        wanted = self._wanted(self._question.level)
        if self._question.position is None:
            return _unplaced(wanted, (self._unseen[key] for key in self._others))
        township = self._question.township_code
        if len(self._fleet.units) <= MANY:
            self._known = seeing.seen_from(self._fleet, self._others, self._situation)
            answer = recommend(wanted, self._known.values(), township_code=township)
        else:
            answer = self._of_many(wanted)
        answer = replace(answer, circumstances=seeing.circumstances(self._situation, answer))
        if self._network is None or not len(self._network):
            return answer
        used = RoadsUsed.SYNTHETIC if self._network.is_synthetic else RoadsUsed.REAL
        return replace(answer, roads=used)

    def advised_whole(self) -> Advised:
        """Return whom to send, and what is to be said beside it."""
        answer = self.advised()
        empty = stations_left_empty(answer.picks, self._unseen.values())
        if self._question.position is None:
            return Advised(answer, replace(NO_OUTLOOK, empty=empty))
        known = list(self._known.values())
        told = outlook.what_ifs(answer.demand, known, answer)
        views = [replace(one, what_if=told.get(one.call_sign, "")) for one in answer.candidates]
        answer = replace(answer, candidates=tuple(views))
        brought_t = answer.water_t + sum(one.kind.water_t for one in self._engaged)
        water = with_brought(self.water, brought_t) if self.water is not None else None
        shown = Outlook(told, self._next_level(answer), water, empty=empty)
        if self._ground is None:
            return Advised(answer, shown)
        standings = list(self._ground.standings.values())
        picked = [pick.call_sign for pick in answer.picks]
        cover = self._ground.cover.lost_by(picked, standings)
        return Advised(answer, replace(shown, cover=cover, moves=self._moves(picked)))

    def _moves(self, gone: Sequence[str]) -> tuple[Move, ...]:
        """Return who should wait where once these have left."""
        assert self._ground is not None, "without a map nobody is moved"
        staying = [one for one in self._ground.standings.values() if one.call_sign not in gone]
        return move_up(self._ground.cover, staying)

    def _next_level(self, answer: Recommendation) -> NextLevel | None:
        kind, level = kind_of(self._question.category), self._question.level + 1
        if level not in kind.levels:
            return None
        here = [*(seeing.unseen(one) for one in self._engaged), *answer.team]
        wanted = still_wanted(self._demand(level), here)
        township = self._question.township_code
        return outlook.next_level(wanted, level, self._known.values(), answer, township)

    def _wanted(self, level: int) -> Demand:
        demand = self._demand(level)
        if self.water is not None:
            demand = with_water(demand, self.water)
        return still_wanted(demand, [seeing.unseen(one) for one in self._engaged])

    def _demand(self, level: int) -> Demand:
        return demand_for(self._question.category, level, self._rules)

    def _rules_in_force(self) -> RuleSet | None:
        at = self._question.at
        return None if at is None else rule_queries.rules_at(at)

    def _roads(self) -> RoadNetwork | None:
        if self._question.position is None:
            return None
        return road_queries.network(self._question.at)

    def _cover_ground(self) -> _Ground | None:
        at = self._question.at
        if at is None or self._question.position is None:
            return None
        ground = cover_queries.cover_map(at, self._network)
        standings = {key: standing_of(one, ground, one.pool) for key, one in self._unseen.items()}
        losses = ground.loss_of_each(list(standings.values()))
        return _Ground(ground, standings, dict(zip(standings, losses, strict=True)))

    def _seen_so(self) -> Situation:
        question, ground = self._question, self._ground
        mode = self._demand(question.level).mode
        situation = Situation(
            question.position,
            self._network,
            question.township_code,
            question.at,
            by_station=mode is DispatchMode.STATION_ORDER,
        )
        if question.at is None:
            return self._prepared(situation)
        travel = travel_at(question.at)
        routed: Mapping[int, RoutedWay] = {}
        if question.incident_id is not None and question.position is not None:
            routed = routed_times(db.session(), question.incident_id, question.at)
        told = replace(
            situation,
            travel=travel.policy,
            zone=travel.zone,
            losses=ground.losses if ground is not None else {},
            conditions=travel.conditions,
            routed=routed,
        )
        return seeing.paced(self._fleet, self._prepared(told))

    def _prepared(self, situation: Situation) -> Situation:
        leaving = self._fleet.leaving.at(None).under(situation.travel)
        prepare_behind(self._network, leaving, situation.conditions)
        return situation

    def _water_at_hand(self) -> WaterOutlook | None:
        question = self._question
        if question.at is None or question.position is None:
            return None
        if not asks_for_water(question.category):
            return None
        free = [self._unseen[key] for key in self._others]
        case = (question.category, question.level)
        return water_queries.outlook(question.position, case, free, self._network)

    def _of_many(self, wanted: Demand) -> Recommendation:
        """Recommend from a fleet too large to see whole; the list says how far the rest are."""
        question, fleet = self._question, self._fleet
        assert question.position is not None, "without a place nothing is nearer"
        asked = set(self._others)

        def see(keys: Iterable[int]) -> dict[int, Candidate]:
            return seeing.seen_from(fleet, keys, self._situation)

        sight = Sight(question.position, see, self._situation.soonest, DEFAULT_SUBSTITUTION)
        near = shortlist(fleet, wanted, sight)
        known = {key: one for key, one in near.items() if key in asked}
        # The trees hold nobody without a place; and the township's own are called in any case.
        beside = [
            key
            for key in self._others
            if key not in known
            and (
                fleet.units[key].place is None
                or (
                    question.township_code is not None
                    and fleet.units[key].township_code == question.township_code
                )
            )
        ]
        known |= see(beside)
        self._known = known
        answer = recommend(wanted, known.values(), township_code=question.township_code)
        rest = [key for key in self._others if key not in known]
        views = (*answer.candidates, *seeing.far_views(fleet, rest, self._situation, answer))
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
        incident.category,
        incident.level,
        incident.position,
        incident.township_code,
        on_it,
        at,
        incident.id,
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
