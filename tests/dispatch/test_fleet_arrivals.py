"""A whole fleet asked about at once, and the bound no vehicle beats."""

import math
from collections.abc import Sequence
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.arrivals import (
    OFF_ROAD,
    PLACE_CUT_OFF,
    Arrival,
    Departure,
    FleetDepartures,
    arrival_table,
    arrivals,
    fastest_s,
)
from dispatch.roads.network import RoadNetwork, RoadPiece
from dispatch.roads.roadbed import possible
from dispatch.travel import DEFAULT_TRAVEL, USUAL, Conditions, DayPeriod, TravelPolicy, Turnout
from dispatch.weather import Weather
from resources.county_rows import RoadClass, StationKind
from resources.geography import Position, distance_m
from resources.vehicle_types import VEHICLE_TYPES
from tests.dispatch.road_makers import at, make_network, make_piece, random_pieces

conditions_told = st.builds(
    Conditions,
    st.one_of(st.none(), st.integers(0, 23)),
    st.one_of(st.none(), st.sampled_from(Weather)),
)


def leaving(east: float, north: float, vehicle_type: str = "water_tanker", **told) -> Departure:
    return Departure(at(east, north), vehicle_type, "national_station", **told)


def random_fleet(random: Random, count: int = 20) -> list[Departure]:
    """Make vehicles of all kinds at home, on the road, off the road and far away."""
    types = sorted(VEHICLE_TYPES)
    return [
        Departure(
            at(random.uniform(-4, 9), random.uniform(-1, 6)),
            random.choice(types),
            random.choice(list(StationKind)),
            on_the_road=random.random() < 0.3,
            water_t=random.choice([0.0, 3.0, 12.0]),
            position_age=random.choice([None, timedelta(minutes=1), timedelta(minutes=9)]),
        )
        for _ in range(count)
    ]


def of_rows(found: Sequence[Arrival], rows: Sequence[int]) -> list[Arrival]:
    return [found[row] for row in rows]


# 3 905 m of county road at 40 km/h.
DRIVE_S = 351.453


def test_rain_and_ice_slow_the_way_by_road():
    network = make_network(make_piece((0, 0), (4, 0)))

    def eta(weather: Weather) -> timedelta | None:
        told = Conditions(weather=weather)
        (one,) = arrivals(network, at(4, 0), [leaving(0, 0, on_the_road=True)], conditions=told)
        return one.eta

    # A county road keeps 0.85 of its speed in the rain and 0.45 on ice.
    assert eta(Weather.CLEAR) == timedelta(seconds=math.ceil(DRIVE_S))
    assert eta(Weather.RAIN) == timedelta(seconds=math.ceil(DRIVE_S / 0.85))
    assert eta(Weather.SNOW_ICE) == timedelta(seconds=math.ceil(DRIVE_S / 0.45))


def test_rain_may_change_the_way_as_well_as_the_time():
    # The village way is shorter; wet, it is the slower one: 0.75 of 20 against 0.85 of 20.
    village = make_piece((0, 0), (2, 0), road_class=RoadClass.VILLAGE)
    around = [
        make_piece((0, 0), (1, 0.3), road_class=RoadClass.COUNTY, speed_kmh=21.0),
        make_piece((1, 0.3), (2, 0), road_class=RoadClass.COUNTY, speed_kmh=21.0),
    ]
    network = make_network(village, *around)

    dry, wet = (
        arrivals(network, at(2, 0), [leaving(0, 0)], conditions=Conditions(weather=weather))[0]
        for weather in (Weather.CLEAR, Weather.RAIN)
    )

    assert dry.road_m is not None
    assert wet.road_m is not None
    assert wet.road_m > dry.road_m + 50


def test_a_sign_still_bounds_a_street_at_night_and_rain_goes_below_it():
    signed = make_piece((0, 0), (4, 0), road_class=RoadClass.STREET, speed_kmh=25.0)
    network = make_network(signed)

    def driving_s(told: Conditions) -> float:
        fleet = FleetDepartures([leaving(0, 0)])
        return float(arrival_table(network, at(4, 0), fleet, told).driving_s[0])

    assert driving_s(Conditions(2)) == pytest.approx(driving_s(Conditions(12)))
    assert driving_s(Conditions(12, Weather.RAIN)) == pytest.approx(
        driving_s(Conditions(12)) / 0.85
    )


def test_a_doubt_is_a_share_of_the_drive_and_the_turn_out_nobody_has_measured():
    network = make_network(make_piece((0, 0), (4, 0)))
    policy = TravelPolicy(
        learned={("national_station", DayPeriod.DAY): Turnout(50.0, cases=30, learned=True)}
    )

    def doubt(departure: Departure, hour: int = 12) -> timedelta:
        (one,) = arrivals(network, at(4, 0), [departure], policy, Conditions(local_hour=hour))
        return one.doubt

    # 15 % of 351.5 s are 52.7 s, and crews are 15 s quicker or slower than the log says.
    assert doubt(leaving(0, 0)) == timedelta(seconds=68)
    # By night this road is driven at 0.9, so 58.6 s, and the turn-out was not learned: 30 s more.
    assert doubt(leaving(0, 0), hour=3) == timedelta(seconds=89)
    moving = leaving(0, 0, on_the_road=True, position_age=timedelta(minutes=6))
    # Four minutes beyond the first two: 240 s and 52.7 s.
    assert doubt(moving) == timedelta(seconds=293)


def test_an_estimate_is_less_sure_than_a_way_by_road():
    (found,) = arrivals(None, at(4, 0), [leaving(0, 0, on_the_road=True)])

    assert found.eta is not None
    # 3 905 m x 1.35 at 45 km/h are 421.8 s; 35 % of them are 147.6 s.
    assert found.eta == timedelta(seconds=422)
    assert found.doubt == timedelta(seconds=148)


def test_a_position_of_yesterday_is_in_doubt_but_the_vehicle_is_not_dropped():
    network = make_network(make_piece((0, 0), (4, 0)))
    lost = leaving(0, 0, on_the_road=True, position_age=timedelta(days=1))

    (found,) = arrivals(network, at(4, 0), [lost])

    assert found.eta == timedelta(seconds=352)
    assert found.doubt == timedelta(minutes=15, seconds=53)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), told=conditions_told, is_prepared=st.booleans())
def test_some_rows_and_a_moved_fleet_are_told_what_the_whole_is(seed, told, is_prepared):
    random = Random(seed)
    pieces = random_pieces(random, 6, keep=random.choice([0.4, 0.9]))
    network = make_network(*pieces)
    departures = random_fleet(random)
    goal = at(random.uniform(-1, 6), random.uniform(-1, 6))
    fleet = FleetDepartures(departures)
    if is_prepared:
        fleet.prepare(network, told)
    whole = arrival_table(network, goal, fleet, told).arrivals()

    rows = sorted(random.sample(range(len(departures)), 5))
    some = arrival_table(network, goal, fleet, told, np.array(rows)).arrivals()
    elsewhere = dict(enumerate(random_fleet(random, 4), start=3))
    moved = fleet.moved(elsewhere)

    assert [one.eta for one in some] == [one.eta for one in of_rows(whole, rows)]
    assert [one.note for one in some] == [one.note for one in of_rows(whole, rows)]
    anew = [elsewhere.get(row, one) for row, one in enumerate(departures)]
    expected = arrivals(make_network(*pieces), goal, anew, conditions=told)
    found = arrival_table(network, goal, moved, told).arrivals()
    assert [(one.eta, one.note, one.doubt) for one in found] == [
        (one.eta, one.note, one.doubt) for one in expected
    ]


def test_a_fleet_may_get_vehicles_and_stations_of_other_kinds_as_it_moves():
    network = make_network(make_piece((0, 0), (4, 0)))
    fleet = FleetDepartures([leaving(0, 0), leaving(1, 0)])
    arrival_table(network, at(4, 0), fleet)
    other = Departure(at(2, 0), "pickup", "micro_station")

    found = arrival_table(network, at(4, 0), fleet.moved({1: other})).arrivals()

    assert found == arrivals(network, at(4, 0), [leaving(0, 0), other])


def test_positions_age_and_policies_change_without_a_new_fleet():
    network = make_network(make_piece((0, 0), (4, 0)))
    fleet = FleetDepartures([leaving(0, 0, on_the_road=True), leaving(0, 0)])
    learned = {("national_station", period): Turnout(80.0, 9, learned=True) for period in DayPeriod}

    older = arrival_table(network, at(4, 0), fleet.aged([180.0, 0.0]))
    taught = arrival_table(network, at(4, 0), fleet.under(TravelPolicy(learned=learned)))
    slower = fleet.under(TravelPolicy(speed_kmh=dict.fromkeys(DEFAULT_TRAVEL.speed_kmh, 22.5)))

    # 53 s of the drive and the minute beyond the two; 53 s and 30 s for the turn-out.
    assert older.doubt_s.tolist() == [113.0, 83.0]
    assert taught.seconds.tolist() == [352.0, 432.0]
    assert taught.doubt_s.tolist() == [53.0, 68.0]
    assert arrival_table(network, at(4, 0), slower).seconds.tolist() == [703.0, 763.0]


def test_where_only_the_asked_rows_have_no_way_they_are_cut_off_and_not_estimated():
    network = make_network(make_piece((0, 0), (4, 0)), make_piece((0, 5), (4, 5)))
    fleet = FleetDepartures([leaving(0, 0), leaving(0, 5)])

    here = arrival_table(network, at(2, 5), fleet, rows=np.array([0])).arrival(0)
    nobody = arrival_table(network, at(2, 5), FleetDepartures([leaving(0, 0)])).arrival(0)

    assert here.is_cut_off
    assert nobody.note == PLACE_CUT_OFF


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), told=conditions_told, has_roads=st.booleans())
def test_no_vehicle_arrives_before_the_bound_says(seed, told, has_roads):
    random = Random(seed)
    # Ends a little apart are one node: many short pieces must not shorten the way.
    pieces = [nudged(piece, random) for piece in random_pieces(random, 6, keep=0.9)]
    pieces += tiny_steps(random)
    network = make_network(*pieces) if has_roads else None
    goal = at(random.uniform(-0.2, 5.2), random.uniform(-0.2, 5.2))
    fleet = random_fleet(random, 40)

    found = arrivals(network, goal, fleet, conditions=told)

    for departure, one in zip(fleet, found, strict=True):
        away_m = distance_m(departure.position, goal)
        for bound_s in (
            fastest_s(away_m, conditions=told),
            fastest_s(away_m, conditions=told, network=network),
        ):
            assert one.eta is None or one.eta.total_seconds() >= bound_s


def nudged(piece: RoadPiece, random: Random) -> RoadPiece:
    line = [
        Position(one.lon + random.uniform(-4e-6, 4e-6), one.lat + random.uniform(-4e-6, 4e-6))
        for one in piece.line
    ]
    return make_piece((0, 0), (0, 0), piece.code, road_class=piece.road_class, line=tuple(line))


def tiny_steps(random: Random) -> list[RoadPiece]:
    """Make a motorway of 400 pieces, each of which covers a metre and is much shorter."""
    pieces = []
    for step in range(400):
        edge = 108.7 + (step + 0.5) * 1e-5
        line = (Position(edge - 1e-8, 28.8), Position(edge + 1e-8, 28.8))
        motorway = RoadClass.MOTORWAY
        pieces.append(make_piece((0, 0), (0, 0), f"step{step}", road_class=motorway, line=line))
    return pieces


def test_many_short_pieces_are_no_way_faster_than_the_road():
    network = make_network(*tiny_steps(Random(1)))
    start, goal = Position(108.7, 28.8), Position(108.7 + 390e-5, 28.8)

    (found,) = arrivals(network, goal, [Departure(start, "rescue", "micro_station", True)])

    # 381 m at 80 km/h.
    assert found.eta is not None
    assert found.eta >= timedelta(seconds=17)


def test_the_bound_is_nought_at_the_door_and_grows_with_distance_and_bad_weather():
    network = make_network(make_piece((0, 0), (4, 0)))

    assert fastest_s(0.0) == 0.0
    assert fastest_s(1.0) == 0.0
    assert 0 < fastest_s(1000.0) < fastest_s(2000.0)
    assert fastest_s(1000.0) < fastest_s(1000.0, conditions=Conditions(weather=Weather.FOG))
    # A county road is slower than the motorway that might be.
    assert fastest_s(1000.0) < fastest_s(1000.0, network=network)


@pytest.mark.parametrize("amount", [None, 0.0, -30.0, math.nan, math.inf])
def test_a_speed_no_road_can_have_counts_as_none(amount):
    assert possible(amount) is None
    assert possible(20.0) == 20.0
    assert make_piece((0, 0), (1, 0), speed_kmh=possible(amount)).speed_kmh is None


NETWORKS: list[RoadNetwork | None] = [
    None,
    make_network(),
    make_network(make_piece((0, 0), (4, 0)), make_piece((0, 5), (4, 5))),
    # A piece that comes back to where it began, and one of no length at all.
    make_network(
        make_piece((0, 0), (0, 0), line=(at(0, 0), at(1, 1), at(0, 0))),
        make_piece((0, 0), (0, 0), "dot"),
    ),
]
SEA = Position(125.0, 28.8)


@pytest.mark.parametrize("network", NETWORKS, ids=["none", "empty", "in two", "rings"])
@pytest.mark.parametrize("goal", [at(1, 0), at(3, 5), SEA, Position(-180.0, 90.0)])
@pytest.mark.parametrize("told", [USUAL, Conditions(8, Weather.SNOW_ICE)])
def test_every_vehicle_gets_an_answer_whatever_the_map_is_like(network, goal, told):
    fleet = [leaving(0, 0), leaving(0, 5, "pickup"), Departure(SEA, "boat", "no such kind", True)]

    found = arrivals(network, goal, fleet, conditions=told)

    assert len(found) == 3
    assert all(one.eta is not None or one.note for one in found)
    assert arrivals(network, goal, [], conditions=told) == []
    if network is not None and goal == SEA:
        assert {one.note for one in found} <= {OFF_ROAD, ""}
