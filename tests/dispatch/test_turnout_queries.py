"""Which past orders tell how long a crew takes, and how long what they teach is kept."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from dispatch import turnout_queries
from dispatch.travel import DayPeriod
from dispatch.turnout import TurnoutCase
from incidents.records import Assignment, Incident
from incidents.timeline import Source
from resources.database import db, transaction
from resources.unit_status import UnitStatus
from tests.makers import NOON, a_county_with, minute, order, report, take_a_call

LATER = NOON + timedelta(days=30)


def turn_out(call_sign="水罐1", at=1.0, seconds=90.0, home=60.0, **told):
    """Let a vehicle be ordered, leave so many seconds later and come home."""
    number = take_a_call(at)
    order(number, call_sign, at=at)
    report(call_sign, UnitStatus.EN_ROUTE, at + seconds / 60, **told)
    report(call_sign, UnitStatus.RETURNING, at + home / 2)
    if home:
        report(call_sign, UnitStatus.IN_STATION, at + home)
    return number


def seconds_read(now=LATER):
    return [one.seconds for one in turnout_queries.cases(db.session(), now)]


def test_an_order_is_a_case_by_the_clock_of_the_county(application: Flask):
    a_county_with("水罐1")
    turn_out()

    # Ordered at one minute past noon.
    assert list(turnout_queries.cases(db.session(), LATER)) == [
        TurnoutCase("national_station", 12, 90.0, "一站")
    ]


def test_without_a_county_there_is_nothing_to_learn(application: Flask):
    assert seconds_read() == []


def test_an_order_nobody_left_on_is_no_case(application: Flask):
    a_county_with("水罐1")
    order(take_a_call(), "水罐1")

    assert seconds_read() == []


def test_a_time_that_a_person_typed_is_no_case(application: Flask):
    a_county_with("水罐1", "水罐2", "水罐3")
    number = take_a_call()
    order(number, "水罐1", "水罐2", "水罐3", at=1)
    report("水罐1", UnitStatus.EN_ROUTE, 9, told=2)
    report("水罐2", UnitStatus.EN_ROUTE, 3, source=Source.BACK_DATED)
    # A vehicle's own clock is no person's word, however late it comes in.
    report("水罐3", UnitStatus.EN_ROUTE, 9, told=4, source=Source.CREW)

    assert seconds_read() == [180.0]


def test_a_vehicle_ordered_on_its_way_home_is_no_case(application: Flask):
    a_county_with("水罐1")
    turn_out(at=1, home=60)
    first = take_a_call(31)
    # Released half an hour after its order, home an hour after it.
    with transaction() as session:
        session.execute(update(Assignment).values(in_station_at=minute(70)))
    order(first, "水罐1", at=65)
    report("水罐1", UnitStatus.EN_ROUTE, 65.25)

    assert seconds_read() == [90.0]


def test_what_is_older_than_three_years_is_no_case_unless_it_is_made_up(application: Flask):
    a_county_with("水罐1")
    number = turn_out()
    long_after = NOON + timedelta(days=4 * 365)
    assert seconds_read(long_after) == []

    with transaction() as session:
        session.execute(update(Incident).where(Incident.number == number).values(is_generated=True))

    assert seconds_read(long_after) == [90.0]


def test_what_was_learned_is_kept_for_an_hour(application: Flask):
    a_county_with("水罐1")
    before = turnout_queries.learned(minute(0))
    turn_out()

    within = turnout_queries.learned(minute(59))
    after = turnout_queries.learned(minute(60))

    assert (before.cases, within.cases, after.cases) == (0, 0, 1)
    # The table says 45 s by day: (90 + 20 * 45) / 21.
    key = ("national_station", DayPeriod.DAY)
    assert round(after.table[key].seconds, 3) == round(990 / 21, 3)


def test_a_clock_set_back_reads_anew(application: Flask):
    a_county_with("水罐1")
    turnout_queries.learned(minute(600))
    turn_out()

    assert turnout_queries.learned(minute(300)).cases == 1
