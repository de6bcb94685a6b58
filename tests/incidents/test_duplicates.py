"""Which open incidents a new call may be telling of again."""

from dataclasses import replace

from incidents.duplicates import OpenIncident, Told, suspected
from resources.geography import Position
from tests.makers import TOWN, minute

# A degree of latitude is 110.8 km here: 0.009° is 997 m, 0.0091° is 1,008 m.
JUST_NEAR = Position(TOWN.lon, TOWN.lat + 0.0090)
JUST_FAR = Position(TOWN.lon, TOWN.lat + 0.0091)
NEXT_DOOR = Position(TOWN.lon, TOWN.lat + 0.0010)

FIRE = OpenIncident(
    number="20260101-001",
    received_at=minute(0),
    position=TOWN,
    place_text="龙潭镇",
    category="10100",
    township_code=None,
    caller_numbers=frozenset({"13800000001"}),
)


def numbers(told: Told, *incidents: OpenIncident) -> list[str]:
    return [hit.incident.number for hit in suspected(incidents or (FIRE,), told)]


def test_a_call_within_a_kilometre_and_an_hour_is_suspected():
    (hit,) = suspected([FIRE], Told(minute(60), JUST_NEAR))

    assert hit.distance_m is not None
    assert round(hit.distance_m) in range(990, 1_000)
    assert (hit.minutes, "60 分钟" in hit.reason) == (60, True)


def test_a_call_farther_off_or_later_is_not():
    assert numbers(Told(minute(5), JUST_FAR)) == []
    assert numbers(Told(minute(60.1), NEXT_DOOR)) == []


def test_a_call_typed_in_later_that_came_earlier_is_compared_both_ways():
    assert numbers(Told(minute(-30), NEXT_DOOR)) == [FIRE.number]
    assert numbers(Told(minute(-61), NEXT_DOOR)) == []


def test_the_same_telephone_is_suspected_however_far_and_late():
    (hit,) = suspected([FIRE], Told(minute(600), JUST_FAR, caller_number="13800000001"))

    assert hit.reason == "同一报警电话"


def test_two_callers_without_a_number_are_not_the_same_caller():
    unknown = replace(FIRE, caller_numbers=frozenset(), position=None, place_text="")

    assert numbers(Told(minute(1), caller_number=""), unknown) == []


def test_the_same_words_count_only_while_a_point_is_missing():
    assert numbers(Told(minute(1), None, "龙潭镇")) == [FIRE.number]
    assert numbers(Told(minute(1), JUST_FAR, "龙潭镇")) == []
    assert numbers(Told(minute(1), None, "")) == []


def test_the_nearest_stands_first_and_the_unknown_distance_last():
    near = replace(FIRE, number="N", position=NEXT_DOOR)
    unplaced = replace(FIRE, number="A", position=None)
    later = replace(FIRE, number="L", received_at=minute(4))

    found = numbers(Told(minute(5), TOWN, "龙潭镇"), unplaced, near, FIRE, later)

    assert found == ["L", FIRE.number, "N", "A"]
