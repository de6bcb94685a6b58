import math
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.geography import Position, earth_centred_m
from resources.nearest import CapabilityIndex, IndexEntry
from resources.vehicle_types import Capability

WATER = frozenset({Capability.WATER})
BOTH = frozenset({Capability.WATER, Capability.RESCUE})
TOWN = Position(108.77, 28.84)


def north_of_town(degrees):
    return Position(TOWN.lon, TOWN.lat + degrees)


def by_brute_force(entries, capability, position, count):
    here = earth_centred_m(position)
    able = [entry for entry in entries if capability in entry.capabilities]
    able.sort(key=lambda one: (math.dist(here, earth_centred_m(one.position)), one.key))
    return [one.key for one in able[:count]]


def make_fleet(generator, size):
    # A coarse grid, so that many vehicles share a station and distances tie exactly.
    return [
        IndexEntry(
            key=key,
            position=Position(
                108.3 + generator.randrange(8) * 0.1, 28.3 + generator.randrange(8) * 0.1
            ),
            capabilities=frozenset(generator.sample(sorted(Capability), generator.randrange(4))),
        )
        for key in generator.sample(range(10 * size), size)
    ]


def test_the_nearest_able_vehicles_come_in_order():
    index = CapabilityIndex(
        [
            IndexEntry(1, north_of_town(0.3), WATER),
            IndexEntry(2, north_of_town(0.1), WATER),
            IndexEntry(3, north_of_town(0.2), BOTH),
        ]
    )

    assert index.nearest(Capability.WATER, TOWN, 2) == [2, 3]
    assert index.nearest(Capability.RESCUE, TOWN, 2) == [3]


def test_a_degree_of_longitude_counts_for_less_than_one_of_latitude():
    # At 28.84 N a degree east is about 97.6 km and a degree north about 110.8 km.
    east = Position(TOWN.lon + 1.0, TOWN.lat)
    north = north_of_town(0.95)
    index = CapabilityIndex([IndexEntry(1, north, WATER), IndexEntry(2, east, WATER)])

    assert index.nearest(Capability.WATER, TOWN, 1) == [2]


def test_vehicles_of_one_station_go_by_key_and_no_more_than_asked():
    index = CapabilityIndex([IndexEntry(key, TOWN, WATER) for key in (9, 4, 7, 1)])

    assert index.nearest(Capability.WATER, north_of_town(0.2), 2) == [1, 4]


def test_an_empty_index_finds_nothing_and_can_be_filled():
    index = CapabilityIndex()
    assert index.nearest(Capability.WATER, TOWN, 3) == []

    index.insert(5, TOWN, WATER)

    assert index.nearest(Capability.WATER, TOWN, 3) == [5]


def test_a_count_of_nothing_finds_nothing():
    index = CapabilityIndex([IndexEntry(1, TOWN, WATER)])

    assert index.nearest(Capability.WATER, TOWN, 0) == []
    assert index.nearest(Capability.WATER, TOWN, -1) == []


def test_a_capability_nobody_has_finds_nothing():
    index = CapabilityIndex([IndexEntry(1, TOWN, WATER)])

    assert index.nearest(Capability.BOAT, TOWN, 3) == []


def test_a_removed_vehicle_is_found_for_none_of_its_capabilities():
    index = CapabilityIndex([IndexEntry(1, TOWN, BOTH), IndexEntry(2, north_of_town(1), WATER)])

    index.remove(1)

    assert index.nearest(Capability.WATER, TOWN, 3) == [2]
    assert index.nearest(Capability.RESCUE, TOWN, 3) == []
    assert 1 not in index
    assert len(index) == 1


def test_a_moved_vehicle_is_found_where_it_is_now():
    index = CapabilityIndex([IndexEntry(1, TOWN, WATER), IndexEntry(2, north_of_town(0.1), WATER)])

    index.move(1, north_of_town(0.3))

    assert index.nearest(Capability.WATER, TOWN, 2) == [2, 1]


def test_a_key_cannot_be_in_the_index_twice():
    index = CapabilityIndex([IndexEntry(1, TOWN, WATER)])

    with pytest.raises(ValueError, match="key 1"):
        index.insert(1, TOWN, WATER)


def test_a_vehicle_that_is_not_there_cannot_move_or_leave():
    index = CapabilityIndex()

    with pytest.raises(KeyError):
        index.move(1, TOWN)
    with pytest.raises(KeyError):
        index.remove(1)


@pytest.mark.parametrize("seed", range(5))
def test_the_index_agrees_with_brute_force_through_moves_and_removals(seed):
    generator = random.Random(seed)
    entries = make_fleet(generator, 150)
    index = CapabilityIndex(entries)
    for entry in entries[:50]:
        index.remove(entry.key)
    moved = [
        IndexEntry(old.key, new.position, old.capabilities)
        for old, new in zip(entries[50:100], make_fleet(generator, 50), strict=True)
    ]
    for entry in moved:
        index.move(entry.key, entry.position)
    fleet = moved + entries[100:]

    for _ in range(60):
        here = Position(generator.uniform(108.2, 109.2), generator.uniform(28.2, 29.2))
        capability = generator.choice(sorted(Capability))
        count = generator.randrange(1, 40)

        assert index.nearest(capability, here, count) == by_brute_force(
            fleet, capability, here, count
        )


# Grid points half a station apart in a line, so that small moves change the order, and some tie.
AT = st.integers(0, 400).map(lambda step: north_of_town(step / 1000))
MOVES = st.lists(st.tuples(st.integers(0, 59), AT), max_size=60)
STEPS = st.lists(st.tuples(st.integers(0, 59), st.integers(-4, 4)), max_size=80)


@settings(max_examples=150, deadline=None)
@given(st.lists(AT, min_size=60, max_size=60), STEPS, MOVES, STEPS, AT, st.integers(1, 45))
def test_short_and_long_moves_in_any_order_leave_the_answers_of_brute_force(
    starts, early, far, late, here, count
):
    index = CapabilityIndex(IndexEntry(key, at, WATER) for key, at in enumerate(starts))
    at = dict(enumerate(starts))

    for key, step in early:
        # A thousandth of a degree is 111 m: most steps stay within the drift, some go beyond.
        at[key] = Position(at[key].lon, at[key].lat + step / 1000)
        index.move(key, at[key])
    for key, there in far:
        at[key] = there
        index.move(key, there)
    for key, step in late:
        at[key] = Position(at[key].lon, at[key].lat + step / 1000)
        index.move(key, at[key])

    fleet = [IndexEntry(key, there, WATER) for key, there in at.items()]
    found = index.nearest(Capability.WATER, here, count)
    assert found == by_brute_force(fleet, Capability.WATER, here, count)


def test_a_vehicle_left_in_its_old_place_by_the_tree_does_not_hide_a_nearer_one():
    # All but one stand 1 to 60 km away. The last is moved 400 m, from 1300 m to 900 m.
    standing = [IndexEntry(key, north_of_town(key / 111), WATER) for key in range(1, 61)]
    index = CapabilityIndex([*standing, IndexEntry(99, north_of_town(1.3 / 111), WATER)])

    index.move(99, north_of_town(0.9 / 111))

    assert index.nearest(Capability.WATER, TOWN, 1) == [99]


def test_a_drifted_vehicle_can_be_taken_out_and_put_in_again():
    index = CapabilityIndex(IndexEntry(key, TOWN, WATER) for key in range(40))
    index.move(7, north_of_town(0.002))

    index.remove(7)
    assert 7 not in index.nearest(Capability.WATER, TOWN, 50)
    index.insert(7, north_of_town(0.5), WATER)

    assert index.nearest(Capability.WATER, TOWN, 50)[-1] == 7


def test_moves_and_questions_from_many_threads_leave_every_vehicle_in_place():
    index = CapabilityIndex([IndexEntry(key, TOWN, WATER) for key in range(40)])

    def move_and_ask(key):
        for step in range(20):
            index.move(key, north_of_town((key + step) / 1000))
            assert len(index.nearest(Capability.WATER, TOWN, 50)) == 40

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(move_and_ask, range(40)))

    # Each ends at (key + 19) thousandths of a degree, so the keys are in order of distance.
    assert index.nearest(Capability.WATER, TOWN, 40) == list(range(40))
