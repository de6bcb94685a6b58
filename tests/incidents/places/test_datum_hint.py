"""A point off the road by exactly the shift of a map service."""

from incidents.places.datum_hint import datum_hint
from resources.datums import Datum, from_wgs84
from resources.geography import Position
from tests.incidents.places.small_county import ROADS

ON_THE_ROAD = Position(108.55, 28.8)


def test_a_point_of_a_map_service_given_as_a_receivers_is_noticed() -> None:
    shifted = Position(*from_wgs84(ON_THE_ROAD, Datum.GCJ02))

    hint = datum_hint(shifted, ROADS)

    assert hint is not None
    assert "GCJ-02" in hint
    assert "东经 108.550000" in hint


def test_a_point_of_the_other_service_is_told_apart() -> None:
    shifted = Position(*from_wgs84(ON_THE_ROAD, Datum.BD09))

    hint = datum_hint(shifted, ROADS)

    assert hint is not None
    assert "BD-09" in hint


def test_a_point_on_a_road_or_away_from_all_gives_no_hint() -> None:
    assert datum_hint(ON_THE_ROAD, ROADS) is None
    assert datum_hint(Position(108.55, 28.83), ROADS) is None
    assert datum_hint(ON_THE_ROAD, ()) is None
