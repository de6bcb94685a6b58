"""The roads by minutes to a place, and how long from beyond them."""

import math
import random
from datetime import timedelta

import pytest

from dispatch.arrivals import Basis
from dispatch.roads.isochrone import BEYOND, isochrone, reaches
from dispatch.roads.network import RoadNetwork, Way
from resources.geography import Position, distance_m
from tests.dispatch.road_makers import PICKUP, TANKER, at, make_network, make_piece, random_pieces

# A county road is driven at 40 km/h.
METRES_A_SECOND = 40 / 3.6
LENGTH_M = distance_m(at(0, 0), at(1, 0))
PIECE_S = LENGTH_M / METRES_A_SECOND


def test_a_piece_is_cut_where_the_minutes_are_over():
    network = make_network(make_piece((0, 0), (1, 0)))

    (near,) = isochrone(network, at(0, 0), [60.0], TANKER)

    # 60 s at 40 km/h are 666.7 m of the kilometre of the piece.
    assert near.from_s == pytest.approx(0)
    assert near.to_s == pytest.approx(60)
    assert near.line[0] == at(0, 0)
    assert distance_m(near.line[0], near.line[-1]) == pytest.approx(60 * METRES_A_SECOND, abs=0.5)


def test_each_band_begins_where_the_one_before_ends():
    network = make_network(make_piece((0, 0), (1, 0)))

    bands = isochrone(network, at(0, 0), [30.0, 60.0, 600.0], TANKER)

    assert [one.within_s for one in bands] == [30.0, 60.0, 600.0]
    assert [round(one.to_s, 3) for one in bands] == [30.0, 60.0, round(PIECE_S, 3)]
    assert [one.line[0] for one in bands[1:]] == [one.line[-1] for one in bands[:2]]


def test_a_one_way_street_counts_only_the_way_it_leads():
    away = make_piece((0, 0), (1, 0), is_oneway=True)
    towards = make_piece((0, 1), (0, 0), is_oneway=True)
    network = make_network(away, towards)

    lines = isochrone(network, at(0, 0), [600.0], TANKER)

    assert [(one.line[0], one.line[-1]) for one in lines] == [(at(0, 1), at(0, 0))]
    assert lines[0].to_s == pytest.approx(0)


def test_a_goal_on_a_piece_is_reached_from_both_sides():
    network = make_network(make_piece((0, 0), (2, 0)))

    lines = isochrone(network, at(1, 0), [30.0], TANKER)

    half_m = 30 * METRES_A_SECOND
    assert sum(distance_m(one.line[0], one.line[-1]) for one in lines) == pytest.approx(
        2 * half_m, abs=1
    )
    assert {round(min(one.from_s, one.to_s), 3) for one in lines} == {0.0}


def test_a_closed_piece_and_a_road_too_weak_are_not_in_the_circle():
    weak = make_piece((0, 0), (1, 0), weight_limit_t=8.0)
    closed = make_piece((0, 0), (0, 1), "shut")
    network = make_network(weak, closed, make_piece((0, 0), (-1, 0)), closed=frozenset({"shut"}))

    assert len(isochrone(network, at(0, 0), [600.0], TANKER)) == 1
    assert len(isochrone(network, at(0, 0), [600.0], PICKUP)) == 2


def test_without_roads_or_far_from_them_nothing_is_drawn():
    network = make_network(make_piece((0, 0), (1, 0)))

    assert isochrone(None, at(0, 0), [60.0], TANKER) == []
    assert isochrone(make_network(), at(0, 0), [60.0], TANKER) == []
    assert isochrone(network, at(50, 50), [60.0], TANKER) == []


@pytest.mark.parametrize("limits", [[], [0.0], [-1.0], [60.0, 60.0], [60.0, 30.0]])
def test_limits_must_be_above_nought_and_rise(limits):
    with pytest.raises(ValueError, match="limits"):
        isochrone(None, at(0, 0), limits, TANKER)


@pytest.mark.parametrize("seed", range(12))
def test_every_end_of_a_line_has_the_seconds_of_the_soonest_way_from_there(seed):
    generator = random.Random(seed)
    network = RoadNetwork(random_pieces(generator, 5))
    goal = at(generator.uniform(0, 4), generator.uniform(0, 4))
    limits = [300.0, 400.0, 900.0]

    lines = isochrone(network, goal, limits, TANKER)

    assert lines
    for one in lines:
        assert max(one.from_s, one.to_s) <= one.within_s + 1e-6
        middle = Position(
            (one.line[0].lon + one.line[1].lon) / 2, (one.line[0].lat + one.line[1].lat) / 2
        )
        (way,) = network.ways(goal, [(middle, TANKER)])
        assert isinstance(way, Way)
        # Crossing pieces share their junctions, and the middle of a straight line is on it.
        assert way.seconds <= one.within_s + 1e-3


@pytest.mark.parametrize("seed", range(6))
def test_what_lies_within_the_limit_is_drawn_whole(seed):
    generator = random.Random(100 + seed)
    pieces = random_pieces(generator, 5)
    network = RoadNetwork(pieces)
    goal = at(2.0, 2.0)
    drawn_m = sum(
        distance_m(a, b)
        for one in isochrone(network, goal, [100_000.0], TANKER)
        for a, b in zip(one.line, one.line[1:], strict=False)
    )

    reached_m = 0.0
    for piece in pieces:
        if (piece.weight_limit_t or math.inf) < TANKER.size.weight_t:
            continue
        ends = (
            [(piece.line[-1], TANKER)]
            if piece.is_oneway
            else [
                (piece.line[0], TANKER),
                (piece.line[-1], TANKER),
            ]
        )
        if any(isinstance(way, Way) for way in network.ways(goal, ends)):
            reached_m += distance_m(piece.line[0], piece.line[-1])

    assert drawn_m == pytest.approx(reached_m, rel=1e-6)


def test_from_the_roads_the_way_counts_and_from_beyond_the_straight_line():
    network = make_network(make_piece((0, 0), (1, 0)))
    beyond = Position(109.5, 29.5)

    by_road, estimated = reaches(network, at(0, 0), [at(1, 0), beyond])

    # 300 s of turn-out and the kilometre at 40 km/h, rounded up.
    assert by_road.eta == timedelta(seconds=300 + math.ceil(PIECE_S))
    assert (by_road.basis, by_road.note) == (Basis.BY_ROAD, "")
    away_m = distance_m(beyond, at(0, 0)) * 1.35
    assert estimated.eta == timedelta(seconds=300 + math.ceil(away_m / (60 / 3.6)))
    assert (estimated.basis, estimated.note) == (Basis.ESTIMATE, BEYOND)
    assert reaches(None, at(0, 0), [beyond]) == [estimated]
