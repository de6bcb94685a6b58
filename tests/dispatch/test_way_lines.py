"""The line of a way is as long as the way, and goes along the roads."""

from itertools import pairwise
from random import Random

import pytest

from dispatch.roads.network import RoadNetwork, Way
from resources.geography import Position, distance_m
from tests.dispatch.road_makers import TANKER, at, make_network, make_piece, random_pieces


def length(line: tuple[Position, ...]) -> float:
    return sum(distance_m(a, b) for a, b in pairwise(line))


def test_a_way_over_two_pieces_turns_at_the_junction() -> None:
    network = make_network(make_piece((0, 0), (2, 0)), make_piece((2, 0), (2, 2)))

    assert network.line(at(2, 2), (at(0, 0), TANKER)) == (at(0, 0), at(2, 0), at(2, 2))


def test_a_way_within_one_piece_ends_where_the_goal_is() -> None:
    network = make_network(make_piece((0, 0), (4, 0)))

    line = network.line(at(1, 0), (at(3, 0), TANKER))

    assert [(round(p.lon, 4), round(p.lat, 4)) for p in line] == [
        (round(p.lon, 4), round(p.lat, 4)) for p in (at(3, 0), at(1, 0))
    ]


def test_where_no_way_leads_there_is_no_line() -> None:
    network = make_network(make_piece((0, 0), (1, 0)), make_piece((5, 0), (6, 0)))

    assert network.line(at(6, 0), (at(0, 0), TANKER)) == ()
    assert network.line(at(600, 0), (at(0, 0), TANKER)) == ()


@pytest.mark.parametrize("seed", range(12))
def test_every_line_is_as_long_as_its_way(seed: int) -> None:
    chance = Random(seed)
    pieces = random_pieces(chance, 6)
    network = RoadNetwork(pieces)
    # A point beside a road that is closed to the vehicle would be a leg off the road.
    lines = [one.line for one in pieces if one.weight_limit_t is None]
    found = 0
    for _ in range(20):
        # Points on the road somewhere along a piece, not only its ends.
        start, goal = (_somewhere_on(chance.choice(lines), chance) for _ in range(2))
        (way,) = network.ways(goal, [(start, TANKER)])
        line = network.line(goal, (start, TANKER))
        assert bool(line) == isinstance(way, Way)
        if isinstance(way, Way) and way.metres > 50:
            found += 1
            assert length(line) == pytest.approx(way.metres, rel=0.02, abs=5)

    assert found > 3


def _somewhere_on(line: tuple[Position, ...], chance: Random) -> Position:
    share = chance.choice([0.0, 1.0, chance.random()])
    (a, b) = line[0], line[1]
    return Position(a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat))
