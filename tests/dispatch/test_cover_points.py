from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from dispatch.arrivals import Arrival, Departure, arrivals
from dispatch.cover import CoverPolicy, DemandPoint, Post
from dispatch.cover_points import (
    Ground,
    busy_share,
    cover_map,
    seconds_from_posts,
    standing_of,
    weighed,
)
from resources.geography import Position
from resources.unit_status import UnitStatus
from tests.dispatch.candidate_makers import make_candidate
from tests.dispatch.cover_makers import make_map
from tests.dispatch.road_makers import at, make_network, make_piece
from tests.makers import TOWN

POLICY = CoverPolicy()
POSTS = (Post("县站", "national_station", at(0, 0)), Post("乡队", "township_brigade", at(4, 0)))


def seconds_of(arrival: Arrival) -> float:
    assert arrival.eta is not None
    return arrival.eta.total_seconds()


def test_a_place_weighs_one_and_the_incidents_a_year_near_it():
    places = [DemandPoint("甲", at(0, 0)), DemandPoint("乙", at(6, 0))]
    at_a = [at(0.1, 0)] * 4
    at_b = [at(5.9, 0)] * 2
    far_from_both = [at(50, 50)]

    first, second = weighed(places, at_a + at_b + far_from_both, 2.0, POLICY)

    assert (first.weight, second.weight) == (3.0, 2.0)


def test_without_incidents_every_place_weighs_the_same():
    places = [DemandPoint("甲", at(0, 0), 9.0), DemandPoint("乙", at(6, 0))]

    assert [one.weight for one in weighed(places, [], 5.0, POLICY)] == [1.0, 1.0]
    assert [one.weight for one in weighed(places, [at(0, 0)], 0.0, POLICY)] == [1.0, 1.0]
    assert weighed([], [at(0, 0)], 5.0, POLICY) == ()


def test_an_engine_is_taken_for_as_busy_as_the_log_says_and_never_for_less_than_the_policy():
    hour, day = timedelta(hours=1), timedelta(days=1)

    # 12 hours of one engine's day; 1 hour of two engines' day.
    assert busy_share([6 * hour, 6 * hour], 1, day, POLICY) == 0.5
    assert busy_share([hour], 2, day, POLICY) == POLICY.busy
    assert busy_share([], 0, day, POLICY) == POLICY.busy
    assert busy_share([-hour], 1, day, POLICY) == POLICY.busy
    assert busy_share([48 * hour], 1, day, POLICY) == 0.9


def test_times_by_road_are_those_advice_tells():
    network = make_network(make_piece((0, 0), (2, 0)), make_piece((2, 0), (4, 0)))
    goals = [at(1, 0), at(2, 0.1)]

    seconds = seconds_from_posts(network, POSTS, goals)

    for column, goal in enumerate(goals):
        leaving = [Departure(one.position, "water_tanker", one.kind) for one in POSTS]
        told = [seconds_of(one) for one in arrivals(network, goal, leaving)]
        assert seconds[:, column].tolist() == told


def test_a_place_no_road_leads_to_from_a_station_is_never_reached_from_there():
    network = make_network(make_piece((0, 0), (1, 0)), make_piece((4, 0), (5, 0)))

    seconds = seconds_from_posts(network, POSTS, [at(1, 0)])

    assert np.isfinite(seconds[0, 0])
    assert np.isinf(seconds[1, 0])


def test_without_roads_the_straight_line_is_taken_as_advice_takes_it():
    goals = [at(0, 0), at(3, 7)]

    seconds = seconds_from_posts(None, POSTS, goals)

    for column, goal in enumerate(goals):
        leaving = [Departure(one.position, "water_tanker", one.kind) for one in POSTS]
        told = [seconds_of(one) for one in arrivals(None, goal, leaving)]
        assert seconds[:, column].tolist() == pytest.approx(told, abs=1)


def test_a_county_without_stations_or_places_makes_an_empty_map():
    for ground in (Ground((), ()), Ground(POSTS, ()), Ground((), (DemandPoint("甲", TOWN),))):
        made = cover_map(None, ground, POLICY)

        assert made.gap
        assert made.now([]).cover == 0


def at_home(call_sign="水一", **told):
    return standing_of(make_candidate(call_sign, station="东站", **told), make_map({"东站": (5,)}))


def test_an_engine_at_home_covers_from_its_station():
    assert at_home().station == "东站"
    assert at_home(status=UnitStatus.TRAINING).station == "东站"
    assert at_home(vehicle_type="foam_tanker").station == "东站"


def test_what_cannot_go_or_puts_no_water_on_a_fire_covers_nothing():
    assert at_home(is_staffed=False).station is None
    assert at_home(why_not="停用").station is None
    assert at_home(status=UnitStatus.EN_ROUTE).station is None
    assert at_home(vehicle_type="rescue").station is None
    assert at_home(vehicle_type="portable_pump").station is None


def test_an_engine_on_its_way_home_is_left_out_until_it_is_there():
    assert at_home(status=UnitStatus.RETURNING).station is None


def test_an_engine_on_standby_covers_from_the_station_it_stands_at():
    ground = make_map({"东站": (5,)})
    posted = make_candidate("水一", station="西站", status=UnitStatus.STANDBY)
    near = Position(TOWN.lon + 0.003, TOWN.lat)
    far = Position(TOWN.lon + 0.03, TOWN.lat)

    assert standing_of(_placed(posted, near), ground).station == "东站"
    assert standing_of(_placed(posted, far), ground).station is None
    assert standing_of(posted, ground).station is None


def _placed(candidate, position):

    return replace(candidate, position=position)
