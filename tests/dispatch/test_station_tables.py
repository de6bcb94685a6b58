"""Times read from tables are those of the search, whatever the roads are like."""

import math
from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.roads import network as networks
from dispatch.roads.network import NoWay, RoadNetwork, Way
from dispatch.travel import DEFAULT_TRAVEL, USUAL_PACE, Conditions
from dispatch.weather import Weather
from tests.dispatch.road_makers import PICKUP, TANKER, at, make_network, make_piece, random_pieces

PACES = [
    USUAL_PACE,
    DEFAULT_TRAVEL.pace(Conditions(local_hour=8, weather=Weather.SNOW_ICE)),
    DEFAULT_TRAVEL.pace(Conditions(local_hour=3)),
]


def somewhere(random: Random) -> tuple[float, float]:
    """Return a place on a corner, on a street or off it."""
    east, north = random.uniform(-0.5, 5.5), random.uniform(-0.5, 5.5)
    return random.choice([(round(east), round(north)), (round(east), north), (east, north)])


def seconds_of(ways: list[Way | NoWay]) -> list[float]:
    assert all(isinstance(way, Way) for way in ways)
    return [way.seconds for way in ways if isinstance(way, Way)]


def assert_same(before: networks.Reached, after: networks.Reached) -> None:
    assert before.codes.tolist() == after.codes.tolist()
    found = np.isfinite(before.seconds)
    assert np.array_equal(found, np.isfinite(after.seconds))
    assert after.seconds[found] == pytest.approx(before.seconds[found], abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), pace=st.sampled_from(PACES))
def test_a_table_says_what_the_search_says_on_any_graph(seed, pace):
    random = Random(seed)
    pieces = random_pieces(random, 6, keep=random.choice([0.5, 0.8, 1.0]))
    searched, prepared = make_network(*pieces), make_network(*pieces)
    starts = [(at(*somewhere(random)), random.choice([TANKER, PICKUP])) for _ in range(12)]
    goals = [at(*somewhere(random)) for _ in range(6)] + [position for position, _ in starts[:3]]

    has_room = prepared.prepare(starts, pace)

    assert has_room
    for goal in goals:
        before = searched.reached(goal, searched.origins(starts), pace=pace)
        after = prepared.reached(goal, prepared.origins(starts), pace=pace)
        assert_same(before, after)


def test_metres_of_a_table_are_those_of_the_soonest_way():
    slow = make_piece((0, 0), (2, 0), speed_kmh=5.0)
    network = make_network(slow, make_piece((0, 0), (1, 1)), make_piece((1, 1), (2, 0)))
    (searched,) = network.ways(at(2, 0), [(at(0, 0), TANKER)])

    network.prepare([(at(0, 0), TANKER)])

    (read,) = network.ways(at(2, 0), [(at(0, 0), TANKER)])
    assert isinstance(searched, Way)
    assert isinstance(read, Way)
    assert read.metres == pytest.approx(searched.metres, abs=0.01)


@pytest.mark.parametrize("is_oneway", [False, True], ids=["both ways", "one-way"])
def test_on_the_piece_of_the_station_itself_the_table_goes_straight_or_all_round(is_oneway):
    ring = [make_piece((0, 0), (4, 0), is_oneway=is_oneway)]
    ring += [make_piece((4, 0), (2, 3)), make_piece((2, 3), (0, 0))]
    network = make_network(*ring)
    starts = [(at(3, 0), TANKER), (at(1, 0), TANKER)]
    before = network.ways(at(2, 0), starts)

    network.prepare(starts)

    after = network.ways(at(2, 0), starts)
    assert seconds_of(after) == pytest.approx(seconds_of(before))
    # Backwards on a one-way piece there is only the ring.
    assert isinstance(after[0], Way)
    assert (after[0].metres > 9000) is is_oneway


def test_vehicles_on_the_road_are_searched_for_beside_those_in_the_table():
    pieces = random_pieces(Random(3), 6, keep=1.0)
    network = make_network(*pieces)
    home, moving = (at(1, 1), PICKUP), (at(2.4, 3), PICKUP)
    network.prepare([home])

    both = network.soonest(at(4, 4), [home, moving], 2)

    apart = make_network(*pieces).ways(at(4, 4), [home, moving])
    assert {row: way.seconds for row, way in both} == pytest.approx(
        dict(enumerate(seconds_of(apart)))
    )


def test_what_finds_no_room_is_searched_for(monkeypatch):
    pieces = random_pieces(Random(5), 6, keep=1.0)
    network = make_network(*pieces)
    starts = [(at(1, 1), PICKUP), (at(3, 4), TANKER)]
    searched = network.reached(at(5, 2), network.origins(starts))
    monkeypatch.setattr(networks, "MOST_CELLS", 40)

    has_room = network.prepare(starts)

    assert not has_room
    assert_same(searched, network.reached(at(5, 2), network.origins(starts)))


def test_the_tables_of_another_hour_make_room_for_those_of_this_one(monkeypatch):
    network = make_network(*random_pieces(Random(5), 6, keep=1.0))
    monkeypatch.setattr(networks, "MOST_CELLS", 40)

    assert network.prepare([(at(1, 1), PICKUP)], PACES[0])
    assert network.prepare([(at(1, 1), PICKUP)], PACES[1])
    # 36 corners: one column at a time.
    assert not network.prepare([(at(1, 1), PICKUP), (at(2, 1), PICKUP)], PACES[1])


def test_more_stations_may_be_prepared_later():
    network = make_network(*random_pieces(Random(5), 6, keep=1.0))
    first, second = (at(1, 1), PICKUP), (at(3, 2), PICKUP)
    searched = network.ways(at(5, 5), [first, second])

    network.prepare([first])
    network.prepare([second])
    network.prepare([first, second])

    read = network.ways(at(5, 5), [first, second])
    assert seconds_of(read) == pytest.approx(seconds_of(searched))


def test_nothing_to_prepare_is_prepared():
    assert make_network().prepare([(at(0, 0), TANKER)])
    assert make_network(make_piece((0, 0), (1, 0))).prepare([])
    assert make_network(make_piece((0, 0), (1, 0))).prepare([(at(90, 40), TANKER)])


def test_threads_may_ask_while_a_table_is_made():
    random = Random(11)
    pieces = random_pieces(random, 7, keep=1.0)
    starts = [(at(random.randrange(7), random.randrange(7)), PICKUP) for _ in range(30)]
    goals = [at(random.uniform(0, 6), random.uniform(0, 6)) for _ in range(40)]
    alone = make_network(*pieces)
    expected = [alone.reached(goal, alone.origins(starts)).seconds for goal in goals]
    shared = make_network(*pieces)

    def ask(goal_at: int) -> list[float]:
        if goal_at % 10 == 0:
            shared.prepare(starts[: goal_at + 1])
        return list(shared.reached(goals[goal_at], shared.origins(starts)).seconds)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(len(goals))))

    for answer, told in zip(answers, expected, strict=True):
        assert answer == pytest.approx(told.tolist(), abs=1e-6)


def test_a_search_that_was_limited_goes_on_when_more_is_asked():
    network: RoadNetwork = make_network(*random_pieces(Random(2), 6, keep=1.0))
    starts = [(at(5, 5), PICKUP), (at(1, 1), PICKUP)]

    near = network.soonest(at(0, 0), starts, 1)
    all_of_them = network.soonest(at(0, 0), starts, 2)

    assert [row for row, _ in near] == [1]
    assert [row for row, _ in all_of_them] == [1, 0]
    assert all(math.isfinite(way.metres) for _, way in all_of_them)
