"""How the fleet looks from one incident: every vehicle a candidate with its time and its doubt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Final

from dispatch.arrivals import PLACE_CUT_OFF, Arrival, Departure, arrivals
from dispatch.candidates import Candidate
from dispatch.fleet import Fleet, UnitNow
from dispatch.reasons import span
from dispatch.recommendation import CandidateView, Recommendation
from dispatch.roads.drives import CLASS_SPEEDS_KMH, SPEED_OF_TABLE_KMH
from dispatch.roads.network import RoadNetwork
from dispatch.travel import DEFAULT_TRAVEL, METRES_PER_SECOND_OF_ONE_KMH, TravelPolicy
from resources.crewing import resting_words
from resources.geography import Position, distance_m
from resources.unit_status import UnitStatus

ON_THE_ROAD: Final = frozenset({UnitStatus.RETURNING})
"""Statuses in which a vehicle needs no turn-out."""


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

    def soonest(self, away_m: float) -> timedelta:
        """Return the least time any vehicle can need over a straight line: a lower bound."""
        top_kmh = max(*self.travel.speed_kmh.values(), *self.travel.type_speed_kmh.values())
        if self.network is None:
            away_m *= self.travel.detour
        else:
            top_kmh *= max(CLASS_SPEEDS_KMH.values()) / SPEED_OF_TABLE_KMH
        return timedelta(seconds=away_m / (top_kmh * METRES_PER_SECOND_OF_ONE_KMH))


def unseen(one: UnitNow, fleet: Fleet | None = None) -> Candidate:
    """Return a vehicle as a candidate whose time nobody asked for."""
    return _candidate(one, None, fleet.why_not(one) if fleet else None, None)


def seen_from(fleet: Fleet, keys: Iterable[int], situation: Situation) -> dict[int, Candidate]:
    """Return vehicles as candidates for an incident, by key."""
    units = [fleet.units[key] for key in keys]
    arriving = _arrivals(units, situation)
    if arriving and all(one.note == PLACE_CUT_OFF for one in arriving.values()):
        # Whether nobody at all has a way is for the whole fleet to say.
        everyone = _arrivals(list(fleet.units.values()), situation)
        arriving = {key: everyone[key] for key in arriving}
    ranks = _station_ranks(units, arriving, situation)
    return {
        one.key: _candidate(
            one,
            arriving.get(one.key),
            fleet.why_not(one),
            _resting(one, situation),
            ranks.get(one.station, 0),
        )
        for one in units
    }


def _arrivals(units: Sequence[UnitNow], situation: Situation) -> dict[int, Arrival]:
    if situation.position is None:
        return {}
    placed = [(one, one.place) for one in units if one.place is not None and one.fault is None]
    leaving = [_departure(one, place, situation.at) for one, place in placed]
    found = arrivals(situation.network, situation.position, leaving, situation.travel)
    return {one.key: arrival for (one, _), arrival in zip(placed, found, strict=True)}


def _departure(one: UnitNow, place: Position, at: datetime | None) -> Departure:
    age = None
    if at is not None and one.position_at is not None and one.status != UnitStatus.IN_STATION:
        age = max(at - one.position_at, timedelta(0))
    on_the_road = one.status in ON_THE_ROAD
    kind = one.kind
    return Departure(place, kind.vehicle_type, one.station_kind, on_the_road, kind.water_t, age)


def _station_ranks(
    units: Sequence[UnitNow], arriving: dict[int, Arrival], situation: Situation
) -> dict[str, int]:
    """Return the place of each station in the order: the township's own first, then by time.

    Of the township's stations those of the national force come first, then the brigades.
    """
    firsts: dict[str, tuple[bool, bool, timedelta, str]] = {}
    for one in units:
        arrival = arriving.get(one.key)
        eta = arrival.eta if arrival is not None else None
        is_own = (
            situation.township_code is not None and one.township_code == situation.township_code
        )
        is_force = one.station_kind in ("national_station", "township_brigade")
        key = (not (is_own and is_force), eta is None, eta or timedelta(0), one.station)
        firsts[one.station] = min(firsts.get(one.station, key), key)
    return {name: at for at, name in enumerate(sorted(firsts, key=lambda name: firsts[name]))}


def _resting(one: UnitNow, situation: Situation) -> str | None:
    if situation.at is None or situation.zone is None:
        return None
    return resting_words(one.rest_until, situation.at, situation.zone)


def _candidate(
    one: UnitNow,
    arrival: Arrival | None,
    why_not: str | None,
    resting: str | None,
    station_rank: int = 0,
) -> Candidate:
    kind = one.kind
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
        station_rank=station_rank,
    )


def far_views(
    fleet: Fleet, keys: Iterable[int], situation: Situation, answer: Recommendation
) -> list[CandidateView]:
    """Return the vehicles that were too far to matter, with the straight line that says so."""
    position = situation.position
    assert position is not None, "without a place nothing is far"
    views = []
    for key in keys:
        one = fleet.units[key]
        away = unseen(one, fleet)
        why = away.why_unavailable
        if why is None and one.place is None:
            why = "位置不明，没有预计用时"
        elif why is None and one.place is not None:
            away_m = distance_m(one.place, position)
            soonest = situation.soonest(away_m)
            why = f"较远：直线 {away_m / 1000:.1f} 公里，最快也要 {span(soonest)}"
        views.append(
            CandidateView(one.call_sign, one.kind.capabilities, None, away.is_available, why)
        )
    return views
