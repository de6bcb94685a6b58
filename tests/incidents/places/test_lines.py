"""Lines on a county's plane, against geodesics and figures drawn on paper."""

import numpy as np
import pytest

from incidents.places.lines import meeting, nearest_on, plane_of, point_along
from resources.geography import Position, distance_m

CORNER = np.array([[0.0, 0.0], [300.0, 0.0], [300.0, 400.0]])


def test_metres_on_the_plane_are_those_on_the_ground() -> None:
    west, north = Position(108.4, 28.6), Position(109.1, 29.1)
    flat = plane_of([west, north]).flat([west, north])

    on_the_plane = float(np.hypot(*(flat[1] - flat[0])))

    assert on_the_plane == pytest.approx(distance_m(west, north), rel=0.003)


def test_a_position_survives_the_plane() -> None:
    plane = plane_of([Position(108.4, 28.6), Position(109.1, 29.1)])

    back = plane.position(plane.flat([Position(108.77, 28.84)])[0])

    assert distance_m(back, Position(108.77, 28.84)) < 0.001


@pytest.mark.parametrize(
    ("metres", "point"), [(0, (0, 0)), (150, (150, 0)), (500, (300, 200)), (9_999, (300, 400))]
)
def test_a_point_along_a_line_turns_its_corners(metres: float, point: tuple[float, float]) -> None:
    assert tuple(point_along(CORNER, metres)) == pytest.approx(point)


def test_the_nearest_spot_is_told_by_gap_and_way() -> None:
    assert nearest_on(CORNER, np.array([350.0, 200.0])) == pytest.approx((50.0, 500.0))
    assert nearest_on(CORNER, np.array([-30.0, -40.0])) == pytest.approx((50.0, 0.0))


def test_lines_that_cross_meet_there_and_others_where_they_are_nearest() -> None:
    across = np.array([[100.0, -50.0], [100.0, 50.0]])
    beside = np.array([[100.0, 20.0], [100.0, 80.0]])

    assert [*meeting(CORNER, across)[0], meeting(CORNER, across)[1]] == pytest.approx([100, 0, 0])
    assert [*meeting(CORNER, beside)[0], meeting(CORNER, beside)[1]] == pytest.approx([100, 10, 20])
