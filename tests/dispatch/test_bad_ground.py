"""Advice on bad ground: it answers, says what it left out and why, and never raises."""

import pytest

from dispatch.advising import Question, advise_whole
from resources.database import db, transaction
from resources.geography import Position
from resources.records import Crew, Unit
from tests.makers import NOON, TOWN, a_county_with, make_county, make_road, make_station, make_unit

SEA = Position(0.0, 0.0)
EAST = Position(TOWN.lon + 0.05, TOWN.lat)


def shown(question: Question):
    answer = advise_whole(question)
    return answer.answer, {one.call_sign: one.why_not for one in answer.answer.candidates}


def test_a_county_without_any_unit_is_told_that_it_has_none(application):
    with transaction() as session:
        make_county(session)

    answer, views = shown(Question("10100", 1, TOWN, at=NOON))

    assert (answer.picks, views) == ((), {})
    assert answer.shortfall[0].reason == "全县没有水罐车，也没有可替代的车"


def test_a_place_in_the_sea_is_answered_by_the_straight_line(application):
    a_county_with("水1", "水2")
    with transaction() as session:
        make_road(session, "R1", TOWN, EAST)

    answer, _ = shown(Question("10100", 1, SEA, at=NOON))

    assert sorted(pick.call_sign for pick in answer.picks) == ["水1", "水2"]
    assert all("按直线估算" in pick.reasons[1] for pick in answer.picks)


def test_units_without_position_crew_or_known_type_are_named_and_left_out(application):
    a_county_with("水1")
    with transaction() as session:
        nowhere = make_station(session, "无址站", position=None)
        make_unit(session, "水2", station=nowhere)
        make_unit(session, "水3", crew=0)
        uncrewed = make_unit(session, "水4")
        session.query(Crew).filter_by(unit_id=uncrewed.id).delete()
        make_unit(session, "奇1")
        session.query(Unit).filter_by(call_sign="奇1").update({"vehicle_type": "hovercraft"})
    db.session.rollback()

    answer, views = shown(Question("10100", 1, TOWN, at=NOON))

    # 水2 may stand anywhere: it is the last one taken, and its time is not known.
    assert [pick.call_sign for pick in answer.picks] == ["水1", "水2"]
    assert "位置不明，没有预计用时" in answer.picks[1].reasons
    assert "人员不足" in (views["水3"] or "")
    assert "人员不足" in (views["水4"] or "")
    assert "hovercraft" in (views["奇1"] or "")


def test_a_rule_that_asks_for_what_nobody_has_says_so(application):
    a_county_with("水1")

    # A fire in a petrochemical works of level 2 asks for a tower nozzle among others.
    answer, _ = shown(Question("10500", 2, TOWN, at=NOON))

    reasons = {str(one.capability): one.reason for one in answer.shortfall}
    assert reasons["tower_nozzle"] == "全县没有高喷车，也没有可替代的车"


@pytest.mark.parametrize("speed", [-5.0, 0.0, None])
def test_a_road_with_an_impossible_speed_is_driven_at_the_usual_one(application, speed):
    a_county_with("水1")
    with transaction() as session:
        make_road(session, "R1", TOWN, EAST, speed_kmh=speed)

    answer, _ = shown(Question("10100", 1, EAST, at=NOON))

    assert "按道路" in answer.picks[0].reasons[1]


def test_a_road_that_is_not_joined_cuts_off_whoever_stands_at_it(application):
    far = Position(TOWN.lon + 0.3, TOWN.lat)
    beyond = Position(TOWN.lon + 0.32, TOWN.lat)
    a_county_with("水1")
    with transaction() as session:
        make_road(session, "R1", TOWN, EAST)
        make_road(session, "R2", far, beyond)
        make_unit(session, "水2", station=make_station(session, "孤站", position=far))

    answer, views = shown(Question("10100", 1, EAST, at=NOON))

    assert [pick.call_sign for pick in answer.picks] == ["水1"]
    assert views["水2"] == "道路不通"
    assert "1 辆道路不通" in answer.shortfall[0].reason
