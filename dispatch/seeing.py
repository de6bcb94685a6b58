"""How the fleet looks from one incident: every vehicle a candidate with its time and its doubt."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from typing import Final

from dispatch import engine_times
from dispatch.arrivals import NOTES, Arrival, Basis, arrival_table, arrivals, fastest_s
from dispatch.candidates import Candidate, why_unavailable
from dispatch.departures import Departure
from dispatch.fleet import Fleet, Post, UnitNow
from dispatch.reasons import span
from dispatch.recommendation import CandidateView, Recommendation
from dispatch.roads.freshness import RoutedWay
from dispatch.roads.network import RoadNetwork
from dispatch.travel import DEFAULT_TRAVEL, USUAL, Conditions, TravelPolicy
from resources.county_rows import STATION_KIND_LABELS
from resources.crewing import resting_words
from resources.geography import Position

USUAL_VEHICLE: Final = "water_tanker"
NEVER: Final = Arrival(None)
"""Of a vehicle that leaves from nowhere."""
RESPONSIBLE: Final = frozenset({"national_station", "township_brigade"})
"""Kinds of station that a township is given to."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Where an incident is, the roads there, and the moment it is looked at.

    Without a moment (`at`) hour, weather, rest and the age of positions are left aside.
    """

    position: Position | None
    network: RoadNetwork | None = None
    township_code: str | None = None
    at: datetime | None = None
    zone: tzinfo | None = None
    travel: TravelPolicy = field(default=DEFAULT_TRAVEL)
    conditions: Conditions = USUAL
    by_station: bool = True
    """Whether the order of the stations is asked for."""
    routed: Mapping[int, RoutedWay] = field(default_factory=dict)
    """What a routing engine has told of vehicles, by their key."""
    engine_pace: float = 1.0
    """By what the engine's times are longer than ours."""
    losses: Mapping[int, int] = field(default_factory=dict)
    """What the county's cover loses when a vehicle alone leaves, by its key, in millionths."""

    def soonest(self, away_m: float) -> timedelta:
        """Return the least time any vehicle can need over a straight line: a lower bound."""
        bound_s = fastest_s(away_m, self.travel, self.conditions, self.network)
        if self.routed:
            # An engine may know roads and speeds that we do not: it may halve the time (P).
            bound_s /= 2
        return timedelta(seconds=bound_s)


def circumstances(situation: Situation, answer: Recommendation) -> str:
    """Say what the times took into account beside the way: hour, weather, learned turn-outs."""
    if situation.at is None:
        return ""
    told = [note] if (note := situation.travel.note(situation.conditions)) else []
    hour = situation.conditions.local_hour
    for kind in dict.fromkeys(one.station_kind for one in answer.team):
        turnout = situation.travel.turnout_of(kind, hour)
        label = next((words for known, words in STATION_KIND_LABELS.items() if known == kind), kind)
        source = f"本地记录 {turnout.cases} 例" if turnout.learned else "默认值（P）"
        told.append(f"{label}出动准备 {turnout.seconds:.0f} 秒，{source}")
    return "；".join(told)


@dataclass(frozen=True, slots=True)
class _Place:
    """What a vehicle is to the incident by its station, and to the county by its leaving."""

    station_rank: int
    is_responsible: bool
    cover_loss: int


def unseen(one: UnitNow, fleet: Fleet | None = None) -> Candidate:
    """Return a vehicle as a candidate whose time nobody asked for."""
    return _candidate(one, None, fleet.why_not(one) if fleet else None, None)


def seen_from(fleet: Fleet, keys: Iterable[int], situation: Situation) -> dict[int, Candidate]:
    """Return vehicles as candidates for an incident, by key."""
    units = [fleet.units[key] for key in keys]
    arriving = _arrivals(fleet, units, situation)
    ranks = _station_ranks(fleet, situation)
    return {
        one.key: _candidate(
            one,
            arriving.get(one.key),
            fleet.why_not(one),
            _resting(one, situation),
            _Place(
                ranks.get(one.station, 0),
                is_responsible(one.station_kind, one.township_code, situation),
                situation.losses.get(one.key, 0),
            ),
        )
        for one in units
    }


def _arrivals(fleet: Fleet, units: Sequence[UnitNow], situation: Situation) -> dict[int, Arrival]:
    found, driving = _own_arrivals(fleet, [one.key for one in units], situation)
    if not situation.routed:
        return found
    policy = (situation.travel, situation.conditions)
    for key, own in found.items():
        one, way = fleet.units[key], situation.routed.get(key)
        if way is not None:
            found[key] = engine_times.by_engine(one, own, way, *policy)
        else:
            pace = situation.engine_pace
            found[key] = engine_times.beside_engine(one, own, driving[key], pace, policy)
    return found


def _own_arrivals(
    fleet: Fleet, keys: Sequence[int], situation: Situation
) -> tuple[dict[int, Arrival], dict[int, float]]:
    """Return arrivals and seconds of driving by our own roads."""
    if situation.position is None:
        return {}, {}
    known, rows = fleet.leaving.rows(keys)
    network = situation.network
    leaving = fleet.leaving.at(situation.at, network).under(situation.travel)
    table = arrival_table(network, situation.position, leaving, situation.conditions, rows)
    return (
        dict(zip(known, table.arrivals(), strict=True)),
        dict(zip(known, table.driving_s.tolist(), strict=True)),
    )


def paced(fleet: Fleet, situation: Situation) -> Situation:
    """Return the situation with the pace at which our own times stand beside an engine's."""
    keys = [key for key in situation.routed if key in fleet.units]
    if not keys:
        return situation
    _, own_s = _own_arrivals(fleet, keys, situation)
    policy = (situation.travel, situation.conditions)
    engine_s = {
        key: engine_times.driving_s(fleet.units[key], situation.routed[key], *policy)
        for key in keys
        if fleet.units[key].fault is None
    }
    finite = {key: seconds for key, seconds in own_s.items() if math.isfinite(seconds)}
    return replace(situation, engine_pace=engine_times.engine_pace(engine_s, finite))


def _station_ranks(fleet: Fleet, situation: Situation) -> dict[str, int]:
    """Return the place of each station in the order: the township's own first, then by time.

    The time is that of a tanker from the station itself, wherever its vehicles are. Without a
    place there is no order.
    """
    if situation.position is None or not situation.by_station:
        return {}
    posts = fleet.posts()
    placed = [post for post in posts if post.home is not None]
    leaving = [
        Departure(post.home, USUAL_VEHICLE, post.kind) for post in placed if post.home is not None
    ]
    found = arrivals(
        situation.network, situation.position, leaving, situation.travel, situation.conditions
    )
    etas = {post.station: one.eta for post, one in zip(placed, found, strict=True)}

    def key(post: Post) -> tuple[bool, bool, timedelta, str]:
        eta = etas.get(post.station)
        is_own = is_responsible(post.kind, post.township_code, situation)
        return (not is_own, eta is None, eta or timedelta(0), post.station)

    return {post.station: at for at, post in enumerate(sorted(posts, key=key))}


def is_responsible(kind: str, township_code: str | None, situation: Situation) -> bool:
    """Tell whether a station is the township's own: of the national force, or its brigade."""
    is_own = situation.township_code is not None and township_code == situation.township_code
    return is_own and kind in RESPONSIBLE


def _resting(one: UnitNow, situation: Situation) -> str | None:
    if situation.at is None or situation.zone is None:
        return None
    return resting_words(one.rest_until, situation.at, situation.zone)


def _candidate(
    one: UnitNow,
    arrival: Arrival | None,
    why_not: str | None,
    resting: str | None,
    place: _Place | None = None,
) -> Candidate:
    kind = one.kind
    told = place or _Place(0, False, 0)
    return Candidate(
        call_sign=one.call_sign,
        station=one.station,
        station_kind=one.station_kind,
        vehicle_type=kind.vehicle_type,
        capabilities=kind.capabilities,
        status=one.status,
        is_staffed=one.is_staffed,
        eta=arrival.eta if arrival else None,
        why_not=why_not,
        position=one.place,
        township_code=one.township_code,
        water_t=kind.water_t,
        crew=one.people,
        road_m=arrival.road_m if arrival else None,
        is_cut_off=arrival is not None and arrival.is_cut_off,
        travel_note=arrival.note if arrival else "",
        ladder_m=kind.ladder_m,
        doubt=arrival.doubt if arrival else timedelta(0),
        pool=one.pool,
        rest_note=resting or "",
        station_rank=told.station_rank,
        is_responsible=told.is_responsible,
        cover_loss=told.cover_loss,
        basis_by=Basis.BY_ENGINE if arrival and arrival.note == engine_times.BY_ENGINE else None,
    )


def far_views(
    fleet: Fleet, keys: Iterable[int], situation: Situation, answer: Recommendation
) -> list[CandidateView]:
    """Return the vehicles that nobody needs to look at closer, with how late they would be.

    Those at home are told by road; for those on the road, who are many searches away, the
    straight line must do.
    """
    assert situation.position is not None, "without a place nobody is far"
    last = max((pick.eta for pick in answer.picks if pick.eta is not None), default=None)
    words = _FarWords(last)
    units, asked = fleet.units, list(keys)
    at_home = [key for key in asked if units[key].is_at_home]
    away = [key for key in asked if not units[key].is_at_home]
    leaving = fleet.leaving.at(situation.at, situation.network).under(situation.travel)
    views = []
    for group, network in ((at_home, situation.network), (away, None)):
        known, rows = fleet.leaving.rows(group)
        if len(known) < len(group):
            lost = set(group) - set(known)
            views += [_far_view(fleet, units[key], NEVER, words) for key in lost]
        table = arrival_table(network, situation.position, leaving, situation.conditions, rows)
        columns = table.seconds, table.metres, table.doubt_s, table.notes
        for key, *told in zip(known, *(column.tolist() for column in columns), strict=True):
            views.append(_far_view(fleet, units[key], words.arrival(*told), words))
    return views


class _FarWords:
    """The reasons of far vehicles; a fleet has far fewer different times than vehicles."""

    def __init__(self, last: timedelta | None) -> None:
        self._last = last
        self._told: dict[timedelta, str] = {}
        self._arrivals: dict[tuple[float, bool, float, int], Arrival] = {}

    def arrival(self, seconds: float, metres: float, doubt_s: float, note: int) -> Arrival:
        """Return an arrival without its metres, which nobody reads of a far vehicle."""
        is_estimate = metres != metres
        key = (seconds, is_estimate, doubt_s, note)
        if key not in self._arrivals:
            eta = timedelta(seconds=seconds) if math.isfinite(seconds) else None
            road_m = None if is_estimate else 0.0
            doubt = timedelta(seconds=doubt_s)
            self._arrivals[key] = Arrival(eta, road_m, NOTES[note], doubt)
        return self._arrivals[key]

    def why(self, eta: timedelta | None) -> str:
        """Return why a vehicle that could go is not looked at closer."""
        if eta is None:
            return "位置不明，没有预计用时"
        if self._last is None or eta <= self._last:
            return "本次不需要，或远于所选"
        if eta not in self._told:
            self._told[eta] = f"较远：比所选最晚的晚 {span(eta - self._last)}"
        return self._told[eta]


def _far_view(fleet: Fleet, one: UnitNow, arrival: Arrival, words: _FarWords) -> CandidateView:
    why = None
    # Whoever stands in the trees could go.
    if one.key not in fleet.index:
        why = why_unavailable(fleet.why_not(one), one.status, one.is_staffed)
    is_available = why is None
    if why is None and arrival is not NEVER and arrival.is_cut_off:
        why = arrival.note
    return CandidateView(
        one.call_sign,
        one.kind.capabilities,
        arrival.eta,
        is_available,
        why or words.why(arrival.eta),
        Basis.ESTIMATE if arrival.road_m is None else Basis.BY_ROAD,
        arrival.doubt,
    )
