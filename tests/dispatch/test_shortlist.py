"""A shortened list of vehicles gives the same advice as the whole fleet."""

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest

from dispatch.candidates import Candidate
from dispatch.fleet import Fleet, UnitNow
from dispatch.recommendation import Recommendation, recommend
from dispatch.response_plans import Demand, demand_for
from dispatch.seeing import Situation, seen_from
from dispatch.shortlist import Sight, shortlist
from dispatch.substitution import DEFAULT_SUBSTITUTION
from dispatch.travel import DEFAULT_TRAVEL, TURNOUT, estimate
from resources.geography import Position, distance_m
from resources.unit_status import UnitStatus
from resources.vehicle_types import VEHICLE_TYPES, Capability
from tests.dispatch.candidate_makers import make_demand, make_line
from tests.dispatch.fleet_makers import make_unit_now
from tests.dispatch.road_makers import at, make_network, random_pieces
from tests.makers import TOWN

HERE = Situation(TOWN)
FLEETS = 300
# What a county mostly has stands here oftener than what it hardly has.
USUAL = ("water_tanker", "foam_tanker", "rescue", "first_attack", "compressed_air_foam", "platform")
ASKED = (
    *(("10100", 1), ("10100", 2), ("10100", 3), ("10110", 3), ("10200", 2), ("10200", 3)),
    *(("10300", 3), ("10400", 3), ("10500", 3), ("10610", 2), ("20200", 2), ("20500", 1)),
)


def placed(
    call_sign: str,
    vehicle_type: str,
    position: Position,
    station_kind: str = "national_station",
    status: UnitStatus = UnitStatus.IN_STATION,
    water_t: float = 0.0,
) -> UnitNow:
    """Make a vehicle somewhere, at a station of its own."""
    return make_unit_now(
        call_sign, vehicle_type, position, station_kind=station_kind, status=status, water_t=water_t
    )


def north(km: float) -> Position:
    """Return the place so many kilometres north of the first station."""
    return Position(TOWN.lon, TOWN.lat + km / 110.8)


def random_fleet(chance: random.Random) -> list[UnitNow]:
    spread = chance.choice((0.05, 0.3, 1.0))
    sites = [
        Position(
            TOWN.lon + chance.uniform(-1, 1) * spread, TOWN.lat + chance.uniform(-1, 1) * spread
        )
        for _ in range(chance.randint(1, 40))
    ]
    types = chance.choices(USUAL, k=90) + chance.choices(sorted(VEHICLE_TYPES), k=30)
    chance.shuffle(types)
    return [
        placed(
            f"{number:03d}",
            vehicle_type,
            chance.choice(sites),
            chance.choice(tuple(TURNOUT)),
            chance.choice((UnitStatus.IN_STATION, UnitStatus.IN_STATION, UnitStatus.RETURNING)),
            chance.choice((0.0, 6.0, 8.0, 12.0)),
        )
        for number, vehicle_type in enumerate(types[: chance.randint(1, len(types))])
    ]


def whole_of(fleet: Sequence[UnitNow], situation: Situation = HERE) -> list[Candidate]:
    """Return every vehicle as the incident sees it."""
    held = Fleet(fleet)
    return list(seen_from(held, held.units, situation).values())


def kept_of(
    fleet: Sequence[UnitNow], demand: Demand, situation: Situation = HERE
) -> list[Candidate]:
    """Return the vehicles the shortened list keeps."""
    held = Fleet(fleet)
    assert situation.position is not None
    sight = Sight(
        situation.position,
        lambda keys: seen_from(held, keys, situation),
        situation.soonest,
        DEFAULT_SUBSTITUTION,
    )
    return list(shortlist(held, demand, sight).values())


def nearest_of(fleet: Sequence[UnitNow], demand: Demand) -> list[Candidate]:
    """Return as many of the nearest vehicles of each ability as the demand has places."""
    return [
        one
        for capability in Capability
        for one in sorted(
            (one for one in whole_of(fleet) if capability in one.capabilities),
            key=lambda one: distance_m(one.position, TOWN) if one.position else 0.0,
        )[: demand.vehicles]
    ]


def said(answer: Recommendation) -> tuple[object, ...]:
    """Return what is decided; who else would do as well may stand beyond the shortened list."""
    picks = [(one.call_sign, one.capability, one.eta, one.substituted_for) for one in answer.picks]
    missing = [(one.capability, one.missing) for one in answer.shortfall]
    return (picks, missing, answer.people, answer.first, answer.complete)


@pytest.mark.parametrize("part", range(10))
def test_the_shortened_list_gives_the_advice_of_the_whole_fleet(part):
    for seed in range(part, FLEETS, 10):
        chance = random.Random(seed)
        fleet = random_fleet(chance)
        demand = demand_for(*chance.choice(ASKED))

        shortened = recommend(demand, kept_of(fleet, demand))

        assert said(shortened) == said(recommend(demand, whole_of(fleet))), f"fleet {seed}"


def test_it_looks_at_few_of_a_large_fleet():
    fleet = [placed(f"{km:03d}", "water_tanker", north(km)) for km in range(1, 500)]

    kept = kept_of(fleet, demand_for("10100", 1))

    assert len(kept) < 40


def test_the_nearest_by_distance_alone_are_not_the_first_to_arrive():
    # The red twin. Volunteers 300 s to turn out; 1 km at 45 km/h with detour 1.35 takes 108 s,
    # so 408 s; the national station 2 km off is there in 60 + 216 = 276 s.
    slow = [placed(f"志愿{n}", "water_tanker", north(1), "volunteer_brigade") for n in range(4)]
    fleet = [
        *slow,
        placed("国家1", "water_tanker", north(2)),
        placed("国家2", "water_tanker", north(2)),
    ]
    demand = make_demand(make_line("water", 2))

    by_distance = recommend(demand, nearest_of(fleet, demand))
    shortened = recommend(demand, kept_of(fleet, demand))

    assert [pick.call_sign for pick in recommend(demand, whole_of(fleet)).picks] == [
        "国家1",
        "国家2",
    ]
    assert said(shortened) == said(recommend(demand, whole_of(fleet)))
    assert [pick.call_sign for pick in by_distance.picks] == ["志愿0", "志愿1"]


def test_a_wanted_type_is_found_behind_many_others_of_its_ability():
    # Forty catering vehicles, nearer all of them, have the ability but are not what is wanted.
    others = [placed(f"餐{at:02d}", "catering", north(at / 4)) for at in range(1, 41)]
    fleet = [*others, placed("供气", "air_supply", north(11))]
    demand = make_demand(make_line("support", 1, wanted=("air_supply",)))

    shortened = recommend(demand, kept_of(fleet, demand))

    assert [pick.call_sign for pick in recommend(demand, whole_of(fleet)).picks] == ["供气"]
    assert said(shortened) == said(recommend(demand, whole_of(fleet)))


def test_the_better_stand_in_is_found_behind_many_worse_ones():
    # Compressed air foam stands in for water after the foam tanker, however near it is.
    worse = [placed(f"压{km:02d}", "compressed_air_foam", north(km)) for km in range(1, 41)]
    fleet = [*worse, placed("泡沫", "foam_tanker", north(60))]
    demand = make_demand(make_line("water", 1))

    shortened = recommend(demand, kept_of(fleet, demand))

    assert said(shortened) == said(recommend(demand, whole_of(fleet)))


@pytest.mark.parametrize("seed", range(20))
def test_the_list_is_right_along_roads_too(seed):
    # Missing, one-way and slow streets make the nearer by the straight line the later by road.
    chance = random.Random(seed)
    corners = [at(chance.uniform(-1, 9), chance.uniform(-1, 9)) for _ in range(30)]
    network = make_network(*random_pieces(chance, 9, keep=0.7))
    situation = Situation(chance.choice(corners), network)
    fleet = [
        placed(f"{number:02d}", chance.choice(USUAL), chance.choice(corners), water_t=6.0)
        for number in range(60)
    ]
    demand = demand_for(*chance.choice(ASKED))

    shortened = recommend(demand, kept_of(fleet, demand, situation))

    assert said(shortened) == said(recommend(demand, whole_of(fleet, situation)))


def test_no_vehicle_is_sooner_than_the_bound():
    away = 10_000.0

    assert HERE.soonest(away) > timedelta(minutes=5)
    for vehicle_type in VEHICLE_TYPES:
        eta = estimate(
            away,
            DEFAULT_TRAVEL,
            vehicle_type=vehicle_type,
            station_kind="national_station",
            on_the_road=True,
        )
        assert eta >= HERE.soonest(away)
