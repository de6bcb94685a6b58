"""The shifted coordinates of map vendors."""

import pytest

from resources.datums import Datum, from_wgs84, to_wgs84
from resources.errors import BadPosition
from resources.geography import Position, distance_m

YOUYANG = Position(108.77, 28.84)


@pytest.mark.parametrize(
    ("lon", "lat", "shift_m"),
    [
        (84.25, 41.78, 261),
        (113.44, 35.22, 597),
        (108.77, 28.84, 550),
        (128.90, 47.73, 581),
        (112.43, 39.33, 605),
        (113.10, 39.83, 627),
    ],
    ids=["轮台", "修武", "酉阳", "伊美", "朔城", "怀仁"],
)
def test_the_shift_of_gcj02_at_six_places_is_the_published_one(
    lon: float, lat: float, shift_m: float
) -> None:
    true = Position(lon, lat)

    read_as_wgs84 = Position(*from_wgs84(true, Datum.GCJ02))

    assert distance_m(true, read_as_wgs84) == pytest.approx(shift_m, abs=1)


def test_baidu_coordinates_lie_farther_off_than_gcj02_by_its_constant_offset() -> None:
    # BD-09 adds 0.0065° and 0.006° to GCJ-02, give or take 0.00002° of radius and a turn of
    # 0.000003 rad, which at a radius of 112.6° is 0.00034°.
    gcj_lon, gcj_lat = from_wgs84(YOUYANG, Datum.GCJ02)

    baidu_lon, baidu_lat = from_wgs84(YOUYANG, Datum.BD09)

    assert baidu_lon - gcj_lon == pytest.approx(0.0065, abs=0.0004)
    assert baidu_lat - gcj_lat == pytest.approx(0.006, abs=0.0004)


@pytest.mark.parametrize("datum", list(Datum))
@pytest.mark.parametrize(
    ("lon", "lat"), [(73.6, 39.5), (84.25, 41.78), (108.77, 28.84), (113.1, 39.83), (134.7, 48.3)]
)
def test_there_and_back_is_closer_than_a_centimetre(datum: Datum, lon: float, lat: float) -> None:
    true = Position(lon, lat)

    returned = to_wgs84(*from_wgs84(true, datum), datum)

    assert distance_m(true, returned) < 0.01


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.CGCS2000])
def test_satellite_and_survey_degrees_are_taken_as_they_are(datum: Datum) -> None:
    assert to_wgs84(108.77, 28.84, datum) == YOUYANG
    assert from_wgs84(YOUYANG, datum) == (108.77, 28.84)


def test_gcj02_leaves_places_far_from_china_where_they_are() -> None:
    london = Position(-0.1276, 51.5072)

    assert from_wgs84(london, Datum.GCJ02) == (-0.1276, 51.5072)


def test_impossible_degrees_are_refused_in_every_datum() -> None:
    for datum in Datum:
        with pytest.raises(BadPosition):
            to_wgs84(28.84, 108.77, datum)


def test_the_datum_is_read_from_the_word_the_contract_uses() -> None:
    assert [Datum(word) for word in ("wgs84", "gcj02", "bd09")] == [
        Datum.WGS84,
        Datum.GCJ02,
        Datum.BD09,
    ]
