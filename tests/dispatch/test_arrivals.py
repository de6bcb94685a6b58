"""When a vehicle arrives by road, and what is said where no road leads there."""

from datetime import timedelta

import pytest

from dispatch.arrivals import CUT_OFF, OFF_ROAD, PLACE_CUT_OFF, TOO_BIG, Departure, arrivals
from dispatch.travel import DEFAULT_TRAVEL, estimate
from resources.geography import distance_m
from tests.dispatch.road_makers import at, make_network, make_piece


def leaving(east: float, north: float, vehicle_type: str = "water_tanker", **told) -> Departure:
    return Departure(at(east, north), vehicle_type, "national_station", **told)


def test_the_turn_out_comes_on_top_of_the_road_but_not_for_a_vehicle_on_it():
    network = make_network(make_piece((0, 0), (4, 0)))
    # 3 903 m at 40 km/h are 351.3 s, and a promise is rounded up.
    home, moving = arrivals(network, at(4, 0), [leaving(0, 0), leaving(0, 0, on_the_road=True)])

    assert moving.eta == timedelta(seconds=352)
    assert home.eta == moving.eta + timedelta(seconds=60)
    assert home.road_m == pytest.approx(3903, abs=5)


@pytest.mark.parametrize("network", [None, make_network()], ids=["no county", "no roads"])
def test_without_roads_the_estimate_stands_as_it_was(network):
    (found,) = arrivals(network, at(4, 0), [leaving(0, 0)])

    assert found.road_m is None
    assert found.eta == estimate(
        distance_m(at(0, 0), at(4, 0)),
        DEFAULT_TRAVEL,
        vehicle_type="water_tanker",
        station_kind="national_station",
    )


def test_a_vehicle_no_road_leads_from_has_no_time_and_says_so():
    network = make_network(make_piece((0, 0), (4, 0)), make_piece((0, 5), (4, 5)))

    reached, cut = arrivals(network, at(4, 0), [leaving(0, 0), leaving(0, 5)])

    assert reached.eta is not None
    assert (cut.eta, cut.note, cut.is_cut_off) == (None, CUT_OFF, True)


def test_a_vehicle_too_heavy_for_the_only_road_says_so():
    bridge = make_piece((2, 0), (3, 0), weight_limit_t=5.0)
    network = make_network(make_piece((0, 0), (2, 0)), bridge, make_piece((3, 0), (6, 0)))

    small, large = arrivals(network, at(6, 0), [leaving(0, 0, "pickup"), leaving(0, 0)])

    assert small.road_m is not None
    assert (large.eta, large.note) == (None, TOO_BIG)


def test_where_nobody_has_a_way_all_are_estimated_rather_than_nobody_sent():
    network = make_network(make_piece((0, 0), (4, 0)), make_piece((0, 5), (4, 5)))

    found = arrivals(network, at(2, 5), [leaving(0, 0), leaving(4, 0)])

    assert all(one.eta is not None for one in found)
    assert {one.note for one in found} == {PLACE_CUT_OFF}


def test_far_from_any_road_the_straight_line_is_taken_and_said():
    network = make_network(make_piece((0, 0), (4, 0)))

    (found,) = arrivals(network, at(2, 8), [leaving(0, 0)])

    assert found.eta is not None
    assert (found.road_m, found.note) == (None, OFF_ROAD)
