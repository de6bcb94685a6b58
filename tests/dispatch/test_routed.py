"""What is asked of the engine, and which of its answers a dispatcher may rest on."""

import pytest

from dispatch.records import RoadClosure, RoutedTime
from dispatch.roads import routed
from dispatch.roads.engines import Leg
from dispatch.roads.freshness import Contact
from incidents.records import Incident
from resources.database import db, transaction
from resources.geography import Position
from resources.records import Unit
from resources.unit_status import UnitStatus
from tests.makers import (
    NOON,
    TOWN,
    a_county_with,
    close,
    count,
    incident,
    make_county,
    make_station,
    make_unit,
    minute,
    order,
    report,
    take_a_call,
    unit,
)

FIRE = Position(108.690, 28.730)
LEG = Leg(900.0, 12_300.0)


@pytest.fixture
def fire(application):
    """A fire at its place, told at noon, in a county of two tankers in one station."""
    a_county_with("龙潭1", "龙潭2")
    return take_a_call(0, position=FIRE)


def goal_of(number):
    key = incident(number).id
    return next(goal for goal in routed.goals(db.session(), "osrm") if goal.incident_id == key)


def keep(number, at=0, **legs):
    """Keep an answer for vehicles where they stand now."""
    goal = goal_of(number)
    rows = {name: unit(name) for name in legs}
    answers = {row.id: (position_of(row), legs[name]) for name, row in rows.items()}
    with transaction() as session:
        return routed.keep(session, goal, answers, "osrm", minute(at))


def position_of(row: Unit) -> Position:
    """Where a vehicle is, at home or not."""
    here = row.position or row.station.position
    assert here is not None
    return here


def times(number, at=0):
    """Return call signs and times that hold."""
    key = incident(number).id
    found = routed.routed_times(db.session(), key, minute(at))
    return {name: found[unit(name).id] for name in ("龙潭1", "龙潭2") if unit(name).id in found}


def test_an_answer_is_there_for_the_dispatcher(fire):
    kept = keep(fire, 龙潭1=LEG)

    way = times(fire, at=1)["龙潭1"]

    assert kept == 1
    assert (way.seconds, way.metres, way.engine, way.asked_at) == (900.0, 12_300.0, "osrm", NOON)
    assert (way.start, way.goal) == (TOWN, FIRE)


def test_a_new_answer_takes_the_place_of_the_old_one(fire):
    keep(fire, 龙潭1=LEG, 龙潭2=LEG)
    keep(fire, at=5, 龙潭1=Leg(800.0, 12_000.0))

    assert {name: way.seconds for name, way in times(fire, 6).items()} == {
        "龙潭1": 800.0,
        "龙潭2": 900.0,
    }
    assert count(RoutedTime) == 2


def test_a_vehicle_the_engine_knows_no_way_for_loses_what_it_had(fire):
    keep(fire, 龙潭1=LEG, 龙潭2=LEG)

    keep(fire, at=1, 龙潭1=None)

    assert set(times(fire, 1)) == {"龙潭2"}
    assert count(RoutedTime) == 1


def test_an_answer_ages_and_one_from_a_station_ages_slowly(fire):
    keep(fire, 龙潭1=LEG)

    assert "龙潭1" in times(fire, at=60)
    assert times(fire, at=61) == {}


def test_a_vehicle_that_has_driven_on_has_no_time(fire):
    keep(fire, 龙潭1=LEG, 龙潭2=LEG)

    with transaction() as session:
        row = session.get_one(Unit, unit("龙潭1").id)
        row.position, row.position_at = Position(TOWN.lon, TOWN.lat + 0.001), NOON

    assert set(times(fire)) == {"龙潭2"}


def test_an_incident_that_was_moved_has_no_times_and_is_asked_anew(fire):
    keep(fire, 龙潭1=LEG)
    moved = Position(FIRE.lon + 0.01, FIRE.lat)

    move(fire, moved)

    assert times(fire) == {}
    assert goal_of(fire).position == moved


def move(number, position):
    with transaction() as session:
        row = session.get_one(Incident, incident(number).id)
        row.position = position


def test_an_answer_that_comes_after_the_incident_was_moved_or_closed_is_dropped(fire):
    goal = goal_of(fire)
    move(fire, Position(FIRE.lon + 0.01, FIRE.lat))
    answers = {unit("龙潭1").id: (TOWN, LEG)}
    with transaction() as session:
        kept_moved = routed.keep(session, goal, answers, "osrm", NOON)
    move(fire, FIRE)
    close(fire)
    with transaction() as session:
        kept_closed = routed.keep(session, goal, answers, "osrm", NOON)

    assert (kept_moved, kept_closed, count(RoutedTime)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("starts", "ends", "lifted", "is_used"),
    [
        (-1, None, None, False),
        (-1, 30, None, False),
        (10, None, None, True),
        (-30, -1, None, True),
        (-30, None, -1, True),
    ],
)
def test_while_a_road_is_closed_the_engine_is_not_believed(fire, starts, ends, lifted, is_used):
    keep(fire, 龙潭1=LEG)
    with transaction() as session:
        session.add(
            RoadClosure(
                code="F1",
                reason="塌方",
                road_codes="G319-01",
                starts_at=minute(starts),
                ends_at=None if ends is None else minute(ends),
                lifted_at=None if lifted is None else minute(lifted),
                closed_by="甲",
                closed_at=minute(-30),
            )
        )

    assert bool(times(fire)) is is_used


def test_only_vehicles_that_can_be_ordered_and_have_a_place_are_asked_for(application):
    with transaction() as session:
        make_county(session)
        here, nowhere = make_station(session), make_station(session, "二站", position=None)
        make_unit(session, "龙潭1", station=here)
        make_unit(session, "龙潭2", station=here, status=UnitStatus.OUT_OF_SERVICE)
        make_unit(session, "龙潭3", station=here)
        make_unit(session, "板溪1", station=nowhere)
    number = take_a_call(0, position=FIRE)
    order(number, "龙潭3")

    starts = routed.starts(db.session())

    assert [one.unit_id for one in starts] == [unit("龙潭1").id]
    assert starts[0].standpoint.is_at_station and starts[0].standpoint.position == TOWN
    assert starts[0].size.height_m == 3.4


def test_a_vehicle_on_its_way_home_is_asked_for_where_it_is(fire):
    order(fire, "龙潭1")
    for at, status in ((2, UnitStatus.EN_ROUTE), (9, UnitStatus.ON_SCENE)):
        report("龙潭1", status, at)
    report("龙潭1", UnitStatus.RETURNING, 40)
    with transaction() as session:
        row = session.get_one(Unit, unit("龙潭1").id)
        row.position, row.position_at = FIRE, minute(40)

    standpoints = {one.unit_id: one.standpoint for one in routed.starts(db.session())}

    assert standpoints[unit("龙潭1").id].position == FIRE
    assert not standpoints[unit("龙潭1").id].is_at_station


def test_open_incidents_with_a_place_are_asked_for_the_newest_first(application):
    a_county_with("龙潭1")
    first = take_a_call(0, position=FIRE)
    take_a_call(1, position=None, place="某处", category="20100")
    second = take_a_call(2, position=TOWN, category="50100", place="城东")
    third = take_a_call(3, position=Position(108.9, 28.9), category="20100", place="城西")
    close(third)

    asked = [goal.incident_id for goal in routed.goals(db.session(), "osrm")]

    assert asked == [incident(second).id, incident(first).id]


def test_times_of_closed_incidents_are_thrown_away(fire):
    other = take_a_call(1, position=TOWN, category="50100", place="城东")
    keep(fire, 龙潭1=LEG)
    keep(other, 龙潭1=LEG)
    close(fire)

    with transaction() as session:
        routed.drop_old(session)

    assert count(RoutedTime) == 1
    assert set(times(other)) == {"龙潭1"}


def test_what_another_engine_answered_is_asked_again(fire):
    keep(fire, 龙潭1=LEG)

    (of_osrm,) = routed.goals(db.session(), "osrm")
    (of_valhalla,) = routed.goals(db.session(), "valhalla")

    assert set(of_osrm.asked) == {unit("龙潭1").id}
    assert of_valhalla.asked == {}


def test_nothing_was_told_of_an_engine_nobody_asked(application):
    assert routed.last_told(db.session()) is None
    assert {str(kind) for kind in Contact} == {"routing_lost", "routing_made"}
