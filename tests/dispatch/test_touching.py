"""Which pieces a drawing touches, on a grid whose step is a good kilometre north, 0.98 km east."""

from itertools import pairwise

import pytest

from dispatch.roads.touching import blocked, left, part, touched
from resources.geography import Position, distance_m
from tests.dispatch.road_makers import at

METRE = 1 / 1_110
"""A metre north, in steps of the grid."""
CROSS = {
    "west": (at(-2, 0), at(0, 0)),
    "east": (at(0, 0), at(2, 0)),
    "north": (at(0, 0), at(0, 2)),
    "far": (at(-2, 5), at(2, 5)),
}


def test_a_point_on_a_road_touches_that_road_alone():
    assert touched([at(1, 0)], CROSS) == ("east",)


def test_a_hand_may_draw_twenty_metres_beside_the_road_but_not_forty():
    assert touched([at(1, 20 * METRE)], CROSS) == ("east",)
    assert touched([at(1, 40 * METRE)], CROSS) == ()


def test_a_line_across_a_road_touches_it_though_both_its_ends_are_far():
    assert touched([at(1, -1), at(1, 1)], CROSS) == ("east",)


def test_a_line_along_one_road_leaves_out_those_that_meet_it_at_the_ends():
    assert touched([at(0, 0), at(1, 0), at(2, 0)], CROSS) == ("east",)


def test_a_line_round_a_corner_touches_both_roads():
    assert touched([at(-1, 0), at(0, 0), at(0, 1)], CROSS) == ("north", "west")


def test_a_point_on_a_junction_touches_every_road_that_meets_there():
    assert touched([at(0, 0)], CROSS) == ("east", "north", "west")


def test_a_short_street_is_touched_when_most_of_it_is():
    # 60 m: no spot of it is 50 m from both ends; the neighbour is touched at its end only.
    end = at(0, 60 * METRE)
    town = {"street": (at(0, 0), end), "next": (end, at(0, 120 * METRE))}

    assert touched([at(-1, 30 * METRE), at(1, 30 * METRE)], town) == ("street",)
    assert touched([at(0, 0), at(0, 55 * METRE)], town) == ("street",)


def test_a_wider_reach_touches_more():
    assert touched([at(1, 40 * METRE)], CROSS, within_m=50.0) == ("east",)


def test_a_bend_between_two_drawn_points_is_found_where_the_line_meets_it():
    bend = {"bend": (at(0, 0), at(1, 1), at(2, 0))}

    assert touched([at(0.5, 0.5), at(1.5, 0.5)], bend) == ("bend",)
    assert touched([at(0.9, 0.1), at(1.1, 0.1)], bend) == ()


def test_no_roads_are_touched_where_there_are_none():
    assert touched([at(1, 0)], {}) == ()


def test_points_drawn_twice_on_one_spot_are_a_point():
    assert touched([at(1, 0), at(1, 0)], CROSS) == ("east",)


def test_the_order_of_the_pieces_changes_nothing():
    turned = dict(reversed(CROSS.items()))

    assert touched([at(0, 0)], turned) == touched([at(0, 0)], CROSS)


def test_a_drawing_of_no_points_is_no_drawing():
    with pytest.raises(ValueError, match="at least one point"):
        touched([], CROSS)


def test_a_drawing_in_another_county_touches_nothing():
    assert touched([Position(116.4, 39.9), Position(116.5, 39.9)], CROSS) == ()


EAST = (at(0, 0), at(1, 0), at(2, 0))


def length_m(line) -> float:
    return sum(distance_m(a, b) for a, b in pairwise(line))


def test_a_spot_parts_a_road_into_what_lies_before_and_behind_it():
    gap = blocked(EAST, [at(0.5, 0)])

    assert gap is not None
    closed = part(EAST, gap)
    before, behind = left(EAST, [gap])
    assert before[0] == EAST[0]
    assert behind[1:] == EAST[1:]
    # 25 m to either side of the spot; looked at every 10 m and rounded outwards by half of it.
    assert 40 <= length_m(closed) <= 60
    whole = length_m(before) + length_m(closed) + length_m(behind)
    assert whole == pytest.approx(length_m(EAST), abs=1)


def test_a_drawing_over_the_end_of_a_road_leaves_the_other_end():
    gap = blocked(EAST, [at(-0.1, 0), at(0.5, 0)])

    assert gap is not None
    (behind,) = left(EAST, [gap])
    assert behind[-1] == EAST[-1]
    assert part(EAST, gap)[0] == EAST[0]


def test_what_lies_between_two_touches_is_blocked_with_them():
    bend = (at(0, 0), at(1, 1), at(2, 0))

    gap = blocked(bend, [at(0.5, 0.5), at(1.5, 0.5)])

    assert gap is not None
    assert len(left(bend, [gap])) == 2
    assert at(1, 1) in part(bend, gap)


def test_a_road_drawn_over_from_end_to_end_has_nothing_left():
    gap = blocked(EAST, EAST)

    assert gap is not None
    assert left(EAST, [gap]) == ()
    assert part(EAST, gap) == EAST


def test_two_spots_leave_what_lies_between_them_and_one_inside_the_other_changes_nothing():
    near, far = blocked(EAST, [at(0.5, 0)]), blocked(EAST, [at(1.5, 0)])
    long = blocked(EAST, [at(0.4, 0), at(1.6, 0)])

    assert near and far and long
    assert len(left(EAST, [far, near])) == 3
    assert left(EAST, [near, long, far]) == left(EAST, [long])


def test_a_road_that_is_not_touched_is_not_blocked():
    assert blocked(EAST, [at(9, 9)]) is None
    assert left(EAST, []) == (EAST,)
