"""How long an engine's time holds, when it is asked anew, and what is told once."""

from datetime import timedelta

import pytest

from dispatch.roads.engines import Fault
from dispatch.roads.freshness import (
    Asked,
    Contact,
    RoutedWay,
    Standpoint,
    Told,
    contact_matter,
    holds,
    is_due,
    pace,
)
from resources.geography import Position
from tests.makers import NOON

HOME = Position(108.770, 28.841)
FIRE = Position(108.690, 28.730)
# A degree of latitude is 110.8 km here: 0.0004 are 44 m, 0.0008 are 89 m, 0.001 are 111 m.
A_BIT_ON = Position(108.770, 28.8414)
NEAR_BY = Position(108.770, 28.8418)
TOO_FAR = Position(108.770, 28.842)
ASKED = Asked(HOME, FIRE, NOON)


def at_station(position=HOME):
    return Standpoint(position, is_at_station=True)


def on_the_road(position=HOME):
    return Standpoint(position, is_at_station=False)


@pytest.mark.parametrize(
    ("standpoint", "minutes", "expected"),
    [
        (on_the_road(), 10, True),
        (on_the_road(), 10.1, False),
        (at_station(), 60, True),
        (at_station(), 60.1, False),
        (on_the_road(NEAR_BY), 1, True),
        (on_the_road(TOO_FAR), 1, False),
        (at_station(TOO_FAR), 1, False),
    ],
)
def test_a_time_holds_while_the_vehicle_stays_and_it_is_not_too_old(standpoint, minutes, expected):
    now = NOON + timedelta(minutes=minutes)

    assert holds(ASKED, standpoint, FIRE, now) is expected


def test_an_incident_that_was_moved_at_all_has_no_times():
    moved = Position(FIRE.lon + 0.000001, FIRE.lat)

    assert not holds(ASKED, at_station(), moved, NOON)


def test_a_time_of_before_the_clock_was_set_back_ages_too():
    assert holds(ASKED, on_the_road(), FIRE, NOON - timedelta(minutes=9))
    assert not holds(ASKED, on_the_road(), FIRE, NOON - timedelta(minutes=11))


@pytest.mark.parametrize(
    ("asked", "standpoint", "minutes", "expected"),
    [
        (None, at_station(), 0, True),
        (ASKED, at_station(), 0, False),
        (ASKED, at_station(), 26, True),
        (ASKED, on_the_road(A_BIT_ON), 3, False),
        (ASKED, on_the_road(NEAR_BY), 0, True),
        (ASKED, on_the_road(), 5, True),
        (Asked(HOME, HOME, NOON), at_station(), 0, True),
    ],
)
def test_a_vehicle_is_asked_for_before_its_time_ceases_to_hold(
    asked, standpoint, minutes, expected
):
    now = NOON + timedelta(minutes=minutes)

    assert is_due(asked, standpoint, FIRE, now) is expected


def test_each_change_of_the_contact_is_told_once():
    lost = Told(Contact.LOST, NOON, 7)
    made = Told(Contact.MADE, NOON, 8)

    first = contact_matter(None, None)
    away = contact_matter(made, Fault.AWAY)
    back = contact_matter(lost, None)

    assert first is not None and away is not None and back is not None
    assert (first.kind, first.subject) == ("routing_made", "after 0")
    assert (away.kind, away.subject) == ("routing_lost", "after 8")
    assert away.sentence == "路径服务连接不上，行车时间改按本县道路计算，请通知系统管理员。"
    assert (back.kind, back.subject) == ("routing_made", "after 7")
    assert contact_matter(lost, Fault.LATE) is None
    assert contact_matter(made, None) is None


def test_the_pace_is_the_median_of_what_both_know():
    own = {1: 100.0, 2: 100.0, 3: 200.0, 4: 400.0, 5: 100.0, 6: 50.0}
    engine = {1: 110.0, 2: 120.0, 3: 240.0, 4: 520.0, 5: 900.0, 7: 1.0}

    # 1.1, 1.2, 1.2, 1.3 and 9.0; six and seven have one time only.
    assert pace(engine, own) == pytest.approx(1.2)


def test_few_pairs_or_ways_of_no_length_say_nothing_of_the_pace():
    assert pace({1: 200.0, 2: 200.0}, {1: 100.0, 2: 100.0}) == 1
    assert pace(dict.fromkeys(range(9), 10.0), dict.fromkeys(range(9), 0.0)) == 1


def test_a_wrong_way_cannot_be_built():
    with pytest.raises(ValueError):
        RoutedWay(HOME, FIRE, -1.0, 1.0, "osrm", NOON)
