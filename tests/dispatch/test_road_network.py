"""The soonest way along the roads, against a search of its own over the whole graph."""

import heapq
import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.roads.drives import CLASS_SPEEDS_KMH, Drive, RoadPolicy, drive_of
from dispatch.roads.network import NoWay, RoadNetwork, RoadPiece, Way
from resources.county_rows import RoadClass
from resources.geography import Position, distance_m
from tests.dispatch.road_makers import (
    PICKUP,
    TANKER,
    at,
    make_network,
    make_piece,
    random_pieces,
)

KMH = 1000 / 3600
COUNTY_ROAD_KMH = 40.0


def way(network: RoadNetwork, start: Position, goal: Position, drive: Drive = TANKER) -> Way:
    (found,) = network.ways(goal, [(start, drive)])
    assert isinstance(found, Way), found
    return found


def no_way(
    network: RoadNetwork, start: Position, goal: Position, drive: Drive = TANKER
) -> Way | NoWay:
    (found,) = network.ways(goal, [(start, drive)])
    return found


def seconds_of(piece: RoadPiece, drive: Drive) -> float:
    """Work the seconds of a straight piece out by hand."""
    kmh = min(CLASS_SPEEDS_KMH[piece.road_class] * drive.share, piece.speed_kmh or math.inf)
    return distance_m(piece.line[0], piece.line[-1]) / (kmh * KMH)


def plain_dijkstra(
    pieces: list[RoadPiece], drive: Drive, start: Position
) -> dict[Position, tuple[float, float]]:
    """Return seconds and metres from a start to every node, by the textbook and forwards."""
    out: dict[Position, list[tuple[Position, float, float]]] = {}
    for piece in pieces:
        if piece.weight_limit_t is not None and piece.weight_limit_t < drive.size.weight_t:
            continue
        first, last = piece.line[0], piece.line[-1]
        cost, metres = seconds_of(piece, drive), distance_m(first, last)
        out.setdefault(first, []).append((last, cost, metres))
        if not piece.is_oneway:
            out.setdefault(last, []).append((first, cost, metres))
    best: dict[Position, tuple[float, float]] = {}
    heap = [(0.0, 0.0, start.lon, start.lat)]
    while heap:
        cost, metres, lon, lat = heapq.heappop(heap)
        here = Position(lon, lat)
        if here in best:
            continue
        best[here] = (cost, metres)
        for there, more, further in out.get(here, []):
            if there not in best:
                heapq.heappush(heap, (cost + more, metres + further, there.lon, there.lat))
    return best


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), side=st.integers(2, 7), drive=st.sampled_from([TANKER, PICKUP]))
def test_the_way_is_that_of_the_textbook_search_on_any_graph(seed, side, drive):
    random = Random(seed)
    pieces = random_pieces(random, side)
    open_to = [one for one in pieces if (one.weight_limit_t or math.inf) >= drive.size.weight_t]
    if not open_to:
        return
    nodes = sorted({end for one in open_to for end in one.line}, key=lambda p: (p.lon, p.lat))
    goal = random.choice(nodes)

    found = make_network(*pieces).ways(goal, [(start, drive) for start in nodes])

    for start, answer in zip(nodes, found, strict=True):
        told = plain_dijkstra(pieces, drive, start).get(goal)
        if told is None:
            assert answer in (NoWay.CUT_OFF, NoWay.TOO_BIG)
        else:
            assert isinstance(answer, Way)
            # A node is found back on the plane of the county, within a micrometre or so.
            assert answer.seconds == pytest.approx(told[0], abs=1e-5)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), limit=st.floats(30, 1200))
def test_a_limited_search_finds_all_within_the_limit_and_the_same(seed, limit):
    random = Random(seed)
    network = make_network(*random_pieces(random, 6, keep=1.0))
    goal = at(random.uniform(0, 5), random.uniform(0, 5))
    starts = [(at(random.uniform(0, 5), random.uniform(0, 5)), PICKUP) for _ in range(12)]

    whole = network.ways(goal, starts)
    limited = network.ways(goal, starts, limit)

    for one, other in zip(whole, limited, strict=True):
        if isinstance(other, Way):
            assert isinstance(one, Way)
            assert other.seconds >= one.seconds - 1e-6
        if isinstance(one, Way) and one.seconds <= limit:
            assert isinstance(other, Way)
            assert other.seconds == pytest.approx(one.seconds, abs=1e-6)
            assert other.metres == pytest.approx(one.metres, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(1, 6))
def test_the_soonest_few_are_those_of_the_whole_search(seed, count):
    random = Random(seed)
    network = make_network(*random_pieces(random, 6, keep=0.7))
    goal = at(random.uniform(0, 5), random.uniform(0, 5))
    starts = [(at(random.uniform(0, 5), random.uniform(0, 5)), PICKUP) for _ in range(12)]

    few = network.soonest(goal, starts, count)

    whole = [
        (one.seconds, place)
        for place, one in enumerate(network.ways(goal, starts))
        if isinstance(one, Way)
    ]
    expected = sorted(whole)[:count]
    assert [place for place, _ in few] == [place for _, place in expected]
    assert [way.seconds for _, way in few] == pytest.approx([one for one, _ in expected], abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_on_roads_that_go_both_ways_there_and_back_take_the_same(seed):
    random = Random(seed)
    both = [one for one in random_pieces(random, 5) if not one.is_oneway]
    if not both:
        return
    network = make_network(*both)
    here, there = (at(random.uniform(0, 4), random.uniform(0, 4)) for _ in range(2))

    out, back = no_way(network, here, there), no_way(network, there, here)

    if isinstance(out, Way) and isinstance(back, Way):
        assert out.seconds == pytest.approx(back.seconds, abs=1e-6)
    else:
        assert out == back


def test_a_straight_road_takes_its_length_by_the_speed_of_its_class():
    found = way(make_network(make_piece((0, 0), (2, 0))), at(0, 0), at(2, 0))

    length = distance_m(at(0, 0), at(2, 0))
    assert found.metres == pytest.approx(length, abs=0.01)
    assert found.seconds == pytest.approx(length / (COUNTY_ROAD_KMH * KMH), abs=0.01)


def test_a_way_within_one_piece_does_not_go_round_by_its_ends():
    found = way(make_network(make_piece((0, 0), (4, 0))), at(1, 0), at(2, 0))

    assert found.metres == pytest.approx(distance_m(at(1, 0), at(2, 0)), rel=1e-4)


def test_metres_are_those_of_the_soonest_way_not_the_shortest():
    slow = make_piece((0, 0), (2, 0), speed_kmh=5.0)
    round_about = [make_piece((0, 0), (1, 1)), make_piece((1, 1), (2, 0))]

    found = way(make_network(slow, *round_about), at(0, 0), at(2, 0))

    expected = distance_m(at(0, 0), at(1, 1)) + distance_m(at(1, 1), at(2, 0))
    assert found.metres == pytest.approx(expected, abs=0.1)


def test_a_sign_slows_down_but_never_speeds_up():
    plain = way(make_network(make_piece((0, 0), (2, 0))), at(0, 0), at(2, 0)).seconds

    def signed(kmh: float) -> float:
        piece = make_piece((0, 0), (2, 0), speed_kmh=kmh)
        return way(make_network(piece), at(0, 0), at(2, 0)).seconds

    assert signed(20.0) == pytest.approx(2 * plain, abs=0.01)
    assert signed(120.0) == pytest.approx(plain, abs=0.01)


def test_a_one_way_street_is_not_driven_the_other_way():
    there = make_piece((0, 0), (2, 0), is_oneway=True)
    back = [make_piece((2, 0), (1, 3)), make_piece((1, 3), (0, 0))]

    alone, ring = make_network(there), make_network(there, *back)

    assert way(alone, at(0, 0), at(2, 0)).metres == pytest.approx(1952, abs=10)
    assert no_way(alone, at(2, 0), at(0, 0)) is NoWay.CUT_OFF
    # Backwards on the piece itself: once round the whole ring.
    assert way(ring, at(1.5, 0), at(0.5, 0)).metres > 6000


def test_a_closed_piece_is_gone_around_or_cuts_off():
    short, long = make_piece((0, 0), (2, 0), code="short"), make_piece((0, 0), (1, 2))
    rest = make_piece((1, 2), (2, 0))
    ends = at(0, 0), at(2, 0)

    usual = way(make_network(short, long, rest), *ends)
    around = way(make_network(short, long, rest, closed=frozenset({"short"})), *ends)
    islands = make_network(short, make_piece((0, 0), (-1, 0)), make_piece((2, 0), (3, 0)))
    cut = make_network(
        short,
        make_piece((0, 0), (-1, 0)),
        make_piece((2, 0), (3, 0)),
        closed=frozenset({"short"}),
    )

    assert around.seconds > 2 * usual.seconds
    assert way(islands, *ends).seconds == pytest.approx(usual.seconds, abs=0.01)
    assert no_way(cut, *ends) is NoWay.CUT_OFF


@pytest.mark.parametrize("limit", [{"weight_limit_t": 8.0}, {"height_limit_m": 3.2}])
def test_a_limit_keeps_the_heavy_and_the_tall_off_and_lets_the_small_pass(limit):
    bridge = make_piece((2, 0), (3, 0), **limit)
    network = make_network(make_piece((0, 0), (2, 0)), bridge, make_piece((3, 0), (6, 0)))

    assert no_way(network, at(0, 0), at(6, 0), TANKER) is NoWay.TOO_BIG
    assert isinstance(no_way(network, at(0, 0), at(6, 0), PICKUP), Way)


def test_a_weight_just_allowed_is_allowed():
    piece = make_piece((0, 0), (2, 0), weight_limit_t=16.0)

    assert isinstance(no_way(make_network(piece), at(0, 0), at(2, 0), TANKER), Way)


def test_the_last_leg_off_the_road_is_slow_and_a_point_far_from_any_has_no_way():
    network = make_network(make_piece((0, 0), (4, 0)))

    near, far = at(2, 1), at(2, 5)
    found = way(network, at(2, 0), near)

    off = distance_m(at(2, 0), near)
    assert found.metres == pytest.approx(off * 1.35, rel=0.01)
    assert found.seconds == pytest.approx(off * 1.35 / (10 * KMH), rel=0.01)
    assert no_way(network, at(2, 0), far) is NoWay.OFF_ROAD
    assert no_way(network, far, at(2, 0)) is NoWay.OFF_ROAD


def test_a_point_in_the_sea_has_no_way():
    network = make_network(make_piece((0, 0), (4, 0)))

    assert no_way(network, at(0, 0), Position(125.0, 28.8)) is NoWay.OFF_ROAD


def test_no_roads_at_all_is_no_way():
    assert no_way(make_network(), at(0, 0), at(1, 0)) is NoWay.OFF_ROAD


def test_of_two_pieces_between_the_same_ends_the_sooner_is_taken():
    slow, fast = (make_piece((0, 0), (2, 0), code=str(kmh), speed_kmh=kmh) for kmh in (10.0, 30.0))
    ends = [make_piece((-1, 0), (0, 0)), make_piece((2, 0), (3, 0))]

    found = way(make_network(slow, fast, *ends), at(-1, 0), at(3, 0))

    length = distance_m(at(0, 0), at(2, 0))
    outer = 2 * distance_m(at(2, 0), at(3, 0)) / (COUNTY_ROAD_KMH * KMH)
    assert found.seconds == pytest.approx(length / (30 * KMH) + outer, abs=0.05)


@pytest.mark.parametrize("amount", [0.0, -30.0, math.nan, math.inf])
@pytest.mark.parametrize("what", ["speed_kmh", "height_limit_m", "weight_limit_t"])
def test_a_speed_or_limit_that_is_not_above_zero_is_refused(what, amount):
    with pytest.raises(ValueError, match="above zero"):
        make_piece((0, 0), (1, 0), **{what: amount})


def test_a_policy_without_a_speed_for_a_class_or_with_a_negative_one_is_refused():
    some = {RoadClass.COUNTY: 40.0}
    backwards = dict.fromkeys(RoadClass, 40.0) | {RoadClass.STREET: -1.0}

    with pytest.raises(ValueError, match="every class"):
        RoadPolicy(speed_kmh=some)
    with pytest.raises(ValueError, match="above zero"):
        RoadPolicy(speed_kmh=backwards)


def test_a_small_tanker_is_light_enough_for_a_village_road_and_a_large_one_is_not():
    assert drive_of("water_tanker", 3.0).size.weight_t <= 8.0
    assert drive_of("water_tanker", 12.0).size.weight_t > 10.0
    # What an aerial carries in water says nothing about its weight.
    assert drive_of("platform", 1.0).size.weight_t == 30.0


def test_the_roads_that_lead_to_a_place_tell_the_seconds_from_their_ends():
    there = make_piece((0, 0), (2, 0))
    oneway = make_piece((2, 0), (4, 0), is_oneway=True)
    network = make_network(there, oneway, make_piece((0, 5), (4, 5)))

    parted, rest, *others = network.times_towards(at(1, 0), TANKER)

    half_s = distance_m(at(0, 0), at(1, 0)) / (COUNTY_ROAD_KMH * KMH)
    assert (parted.first, rest.last) == (0.0, 1.0)
    assert parted.last == rest.first == pytest.approx(0.5, abs=1e-3)
    assert parted.first_s == pytest.approx(half_s, abs=0.1)
    assert rest.last_s == pytest.approx(half_s, abs=0.1)
    # From the far end of the one-way street there is no way back, and none from the other road.
    (behind,) = others
    assert (behind.piece, behind.last_s) == (oneway, math.inf)
    assert network.times_towards(at(1, 40), TANKER) == []
