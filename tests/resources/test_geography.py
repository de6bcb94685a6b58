"""Positions, metres and the Gauss-Kruger grid."""

import math

import pytest

from resources.errors import BadPosition
from resources.geography import (
    Position,
    distance_m,
    earth_centred_m,
    epsg_of_zone,
    grid_to_position,
)

YOUYANG = Position(108.77, 28.84)


def test_one_degree_of_latitude_at_the_equator_is_110574_metres() -> None:
    # The meridian arc from 0° to 1° on the WGS 84 ellipsoid.
    here, north = Position(0.0, 0.0), Position(0.0, 1.0)

    metres = distance_m(here, north)

    assert metres == pytest.approx(110_574.4, abs=0.5)


def test_distance_is_the_same_both_ways_and_nothing_to_itself() -> None:
    longtan = Position(108.96414, 28.75716)

    there, back, nowhere = (
        distance_m(YOUYANG, longtan),
        distance_m(longtan, YOUYANG),
        distance_m(YOUYANG, YOUYANG),
    )

    assert there == pytest.approx(back)
    assert nowhere == 0.0


def test_earth_centred_axes_are_the_ellipsoids_half_axes() -> None:
    # WGS 84: a = 6378137 m, b = 6356752.314 m.
    on_equator, on_second_axis, pole = Position(0, 0), Position(90, 0), Position(0, 90)

    points = [earth_centred_m(place) for place in (on_equator, on_second_axis, pole)]

    assert points[0] == pytest.approx((6_378_137.0, 0.0, 0.0), abs=1e-3)
    assert points[1] == pytest.approx((0.0, 6_378_137.0, 0.0), abs=1e-3)
    assert points[2] == pytest.approx((0.0, 0.0, 6_356_752.314), abs=1e-3)


def test_the_chord_between_earth_centred_points_ranks_what_degrees_rank_wrongly() -> None:
    # 0.0100° of longitude is about 976 m at 28.84° north, 0.0095° of latitude about 1053 m.
    east, north = Position(108.78, 28.84), Position(108.77, 28.8495)

    chord_east = math.dist(earth_centred_m(YOUYANG), earth_centred_m(east))
    chord_north = math.dist(earth_centred_m(YOUYANG), earth_centred_m(north))

    assert chord_east < chord_north
    assert chord_east == pytest.approx(distance_m(YOUYANG, east), abs=0.01)


@pytest.mark.parametrize(
    ("easting", "northing", "epsg", "lon", "lat"),
    [
        (520784, 4627231, 4537, 84.25, 41.78),
        (28520784, 4627231, 4516, 84.25, 41.78),
        (449016, 3899144, 4547, 113.44, 35.22),
        (38449016, 3899144, 4526, 113.44, 35.22),
        (575144, 3191779, 4545, 108.77, 28.84),
        (36575144, 3191779, 4524, 108.77, 28.84),
        (492499, 5288412, 4552, 128.90, 47.73),
        (623301, 4356115, 4546, 112.43, 39.33),
        (422955, 4411041, 4547, 113.10, 39.83),
    ],
)
def test_grid_pairs_of_five_counties_become_their_degrees(
    easting: float, northing: float, epsg: int, lon: float, lat: float
) -> None:
    # The pairs are rounded to the metre, so half a metre each way is the best to be had.
    expected = Position(lon, lat)

    position = grid_to_position(easting, northing, epsg)

    assert distance_m(position, expected) < 0.75


@pytest.mark.parametrize(
    ("zone", "epsg"), [(13, 4491), (19, 4497), (25, 4513), (36, 4524), (45, 4533)]
)
def test_the_zone_number_names_its_coordinate_system(zone: int, epsg: int) -> None:
    assert epsg_of_zone(zone) == epsg


@pytest.mark.parametrize("zone", [12, 24, 46, 99])
def test_a_zone_china_does_not_have_is_refused(zone: int) -> None:
    with pytest.raises(BadPosition, match=f"带号 {zone}"):
        epsg_of_zone(zone)


def test_a_pair_of_the_1980_system_is_refused_and_says_what_to_do() -> None:
    xian_1980_zone_36 = 2360

    with pytest.raises(BadPosition, match="请先转换为 2000 国家大地坐标系"):
        grid_to_position(36_575_144, 3_191_779, xian_1980_zone_36)


@pytest.mark.parametrize(
    ("easting", "northing"),
    [(3_191_779, 575_144), (35_575_144, 3_191_779), (math.nan, 3_191_779), (575_144, 7e6)],
    ids=["swapped", "another zone", "not a number", "north of China"],
)
def test_a_pair_outside_its_zone_is_refused(easting: float, northing: float) -> None:
    with pytest.raises(BadPosition, match="不在该投影带内"):
        grid_to_position(easting, northing, 4545)


def test_swapped_degrees_are_refused_with_the_likely_reason() -> None:
    with pytest.raises(BadPosition, match="写反"):
        Position(28.84, 108.77)


@pytest.mark.parametrize(
    ("lon", "lat"), [(math.nan, 28.84), (108.77, math.inf), (180.1, 28.84), (108.77, -90.1)]
)
def test_impossible_degrees_are_refused(lon: float, lat: float) -> None:
    with pytest.raises(BadPosition):
        Position(lon, lat)
