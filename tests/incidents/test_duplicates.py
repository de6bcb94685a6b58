"""Which incidents a new call may be telling of again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from incidents.duplicates import OFFERED_FROM, Comparable, Duplicate, Told, suspected
from resources.geography import Position
from tests.makers import TOWN, minute

# A degree of latitude is 110.8 km here.
NEXT_DOOR = Position(TOWN.lon, TOWN.lat + 0.0010)
A_KILOMETRE_OFF = Position(TOWN.lon, TOWN.lat + 0.0090)
TWO_KILOMETRES_OFF = Position(TOWN.lon, TOWN.lat + 0.0180)
FAR = Position(TOWN.lon, TOWN.lat + 0.1000)

FIRE = Comparable(
    number="20260101-001",
    received_at=minute(0),
    position=TOWN,
    place_text="龙潭镇渤海村三组",
    category="10100",
    township_code="500242101",
    caller_numbers=frozenset({"13800000001"}),
    place_code="bohai",
    narrative="三组一户民房起火，屋顶已经烧穿",
)
UNPLACED = replace(FIRE, position=None)


def numbers(told: Told, *incidents: Comparable) -> list[str]:
    return [hit.incident.number for hit in suspected(incidents or (FIRE,), told)]


def the_hit(told: Told, incident: Comparable = FIRE) -> Duplicate:
    (hit,) = suspected([incident], told)
    return hit


def score(told: Told, incident: Comparable = FIRE) -> float:
    found = suspected([incident], told)
    return found[0].score if found else 0.0


def test_a_point_next_door_a_few_minutes_later_is_offered_with_what_speaks_for_it():
    hit = the_hit(Told(minute(5), NEXT_DOOR))

    assert hit.distance_m is not None
    assert round(hit.distance_m) in range(110, 112)
    assert (hit.minutes, hit.reason) == (5, "相距 111 米，5 分钟前")


def test_nothing_told_offers_nothing():
    assert numbers(Told(minute(1))) == []
    assert numbers(Told(minute(1), narrative="喂")) == []


def test_a_place_ten_kilometres_off_is_not_offered_whatever_the_words():
    told = Told(minute(1), FAR, FIRE.place_text, narrative=FIRE.narrative, category="10100")

    assert numbers(told) == []


def test_what_is_farther_or_later_scores_lower():
    by_place = [score(Told(minute(1), at)) for at in (NEXT_DOOR, A_KILOMETRE_OFF, FAR)]
    by_time = [score(Told(minute(after), NEXT_DOOR)) for after in (1, 45, 300)]

    assert by_place == sorted(by_place, reverse=True)
    assert by_time == sorted(by_time, reverse=True)
    assert len({*by_place}) == len({*by_time}) == 3


def test_a_call_typed_in_later_that_came_earlier_is_compared_both_ways():
    assert score(Told(minute(-30), NEXT_DOOR)) == score(Told(minute(30), NEXT_DOOR))
    assert "30 分钟后" in the_hit(Told(minute(-30), NEXT_DOOR)).reason


def test_somebody_who_sees_it_from_afar_may_stand_two_kilometres_off():
    here = Told(minute(3), TWO_KILOMETRES_OFF, narrative="我家房子起火了", category="10100")
    there = replace(here, narrative="看到山脚下好大的火光")

    assert score(here) < 0.5 < score(there)


def test_the_same_telephone_is_offered_wherever_it_rings_from_now():
    told = Told(minute(20), caller_number="13800000001")

    assert "同一报警电话" in the_hit(told).reason
    assert numbers(Told(minute(20), A_KILOMETRE_OFF, caller_number="13800000001")) != []


def test_two_callers_without_a_number_are_not_the_same_caller():
    unknown = replace(FIRE, caller_numbers=frozenset(), position=None, place_text="")

    assert numbers(Told(minute(1), caller_number=""), unknown) == []


@pytest.mark.parametrize(
    "typed", ["渤海村三组", "龙潭镇渤海村", "龙潭渤海村3组那里", "龙谭镇渤海村三组"]
)
def test_a_place_said_a_little_otherwise_is_alike(typed):
    assert "地点说法" in the_hit(Told(minute(2), place_text=typed), UNPLACED).reason


def test_the_first_characters_of_the_narrative_are_enough_when_they_name_the_place():
    assert numbers(Told(minute(2), narrative="渤海村三组起火")) == [FIRE.number]


def test_the_name_of_a_township_alone_says_less_than_that_of_a_village():
    township = score(Told(minute(2), place_text="龙潭镇"), UNPLACED)
    village = score(Told(minute(2), place_text="龙潭镇渤海村"), UNPLACED)

    assert 0 < township < village


def test_the_same_place_of_the_gazetteer_outweighs_the_same_township():
    in_township = Told(minute(2), township_code="500242101")
    at_place = replace(in_township, place_code="bohai")

    assert score(in_township, UNPLACED) < score(at_place, UNPLACED)
    assert "同一地点" in the_hit(at_place, UNPLACED).reason


def test_of_several_places_it_may_be_the_nearest_counts():
    told = Told(minute(2), candidates=(FAR, NEXT_DOOR))

    assert round(the_hit(told).distance_m or 0) == 111
    assert score(told) == score(replace(told, candidates=(NEXT_DOOR, FAR)))


def test_another_kind_is_said_and_is_never_as_sure():
    fire = the_hit(Told(minute(5), NEXT_DOOR, category="10110"))
    wasps = suspected([FIRE], Told(minute(5), NEXT_DOOR, category="50200"))

    assert fire.is_same
    assert all(not hit.is_same and "类别不同" in hit.reason for hit in wasps)


def test_another_house_number_of_the_street_is_said_and_is_never_as_sure():
    street = replace(FIRE, place_text="桃花源大道12号")
    same = Told(minute(5), NEXT_DOOR, "桃花源大道 12 号", category="10100")
    other = replace(same, place_text="桃花源大道86号")

    assert the_hit(same, street).is_same
    assert not the_hit(other, street).is_same
    assert "门牌号不同" in the_hit(other, street).reason


def test_many_callers_make_the_next_one_likelier():
    one = Told(minute(5), A_KILOMETRE_OFF)

    assert score(one) < score(one, replace(FIRE, calls=60))
    assert "已有 60 个电话" in the_hit(one, replace(FIRE, calls=60)).reason


def test_a_closed_incident_counts_less_and_is_said_to_be_closed():
    told = Told(minute(40), NEXT_DOOR, category="10100")
    closed = replace(FIRE, closed_at=minute(30))

    hit = the_hit(told, closed)

    assert hit.is_closed
    assert hit.score < score(told)
    assert "已结案（10 分钟前）" in hit.reason


def test_the_likeliest_stands_first_and_equal_ones_go_by_number():
    near = replace(FIRE, number="B", position=NEXT_DOOR)
    twin = replace(FIRE, number="A")
    far = replace(FIRE, number="C", position=A_KILOMETRE_OFF)

    found = numbers(Told(minute(5), TOWN), far, near, replace(FIRE, number="D"), twin)

    assert found == ["A", "D", "B", "C"]


def test_every_score_lies_between_the_glance_and_certainty():
    best = Told(minute(0), TOWN, FIRE.place_text, "13800000001", FIRE.narrative, category="10100")

    for after in range(0, 240, 10):
        told = replace(best, at=best.at + timedelta(minutes=after))
        assert OFFERED_FROM <= the_hit(told).score <= 1
