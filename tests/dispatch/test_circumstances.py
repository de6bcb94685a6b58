"""What surrounds an incident: night, water within reach, the way from the nearest station."""

from dispatch.circumstances import Land, circumstances
from resources.geography import Position

# One degree of latitude is some 110.9 km here: 0.01 is 1.1 km, 0.1 is 11 km.
HERE = Position(108.9, 28.7)
NOON = 12


def test_water_just_beyond_a_kilometre_is_not_within_reach():
    near, far = Position(108.9, 28.708), Position(108.9, 28.71)

    assert circumstances(HERE, 1, NOON, Land((), (near, far))).water_within_reach is True
    assert circumstances(HERE, 1, NOON, Land((), (far,))).water_within_reach is False


def test_eleven_kilometres_from_the_only_station_is_far():
    far, near = Position(108.9, 28.8), Position(108.9, 28.75)

    assert circumstances(HERE, 1, NOON, Land((far,), ())).far is True
    assert circumstances(HERE, 1, NOON, Land((far, near), ())).far is False


def test_nothing_is_said_where_nothing_is_known():
    nowhere = circumstances(None, 1, NOON, Land((HERE,), (HERE,)))
    empty = circumstances(HERE, 1, NOON, Land((), ()))

    assert (nowhere.water_within_reach, nowhere.far) == (None, None)
    assert (empty.water_within_reach, empty.far) == (None, None)


def test_the_night_of_the_rule_goes_over_midnight():
    nights = [hour for hour in range(24) if circumstances(None, 1, hour, Land((), ())).night]

    assert nights == [0, 1, 2, 3, 4, 5, 6, 7, 22, 23]
