"""A crew is edited as its editor saw it, and the log says what changed without names."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from dispatch import desk
from dispatch.crew_duty import CrewChange, set_crew
from dispatch.duty_queries import Work, last_work
from incidents.errors import StaleEdit
from incidents.records import LogEntry, LogPrivate
from resources import roster
from resources.crewing import CrewDuty
from resources.database import db, transaction
from resources.errors import BadInput, UnknownUnit
from resources.records import Crew
from resources.unit_status import UnitStatus
from tests.makers import (
    TOWN,
    ZONE,
    a_county_with,
    count,
    make_act,
    make_station,
    make_unit,
    minute,
    order,
    report,
    take_a_call,
    unit,
)

DUTY = CrewDuty(people=4, has_driver=True)


def change(call_sign="水罐1", seen=1, reason="", at=0.0, **told):
    with transaction() as session:
        wanted = CrewChange(replace(DUTY, **told), seen, reason)
        set_crew(session, call_sign, wanted, ZONE, make_act(at))


def entries():
    query = select(LogEntry).where(LogEntry.kind == "crew_changed").order_by(LogEntry.seq)
    return db.session.scalars(query).all()


def faulty_fields(**told):
    with pytest.raises(BadInput) as refusal:
        change(**told)
    return [fault.field for fault in refusal.value.faults]


def test_a_changed_crew_is_kept_and_told_in_the_log(application: Flask):
    a_county_with("水罐1")
    before = unit("水罐1").version

    change(people=3, has_driver=False, pool="一班", reason="2 人病假")

    row = unit("水罐1")
    assert roster.crew_duty(row) == CrewDuty(3, False, pool="一班")
    assert (row.version, roster.crew_version(row)) == (before + 1, 2)
    (entry,) = entries()
    assert (entry.call_sign, entry.incident_number) == ("水罐1", None)
    assert entry.text == (
        "水罐1 班组：在岗 5 人改为 3 人，没有驾驶员，与“一班”共用人员（2 人病假）"
    )


def test_the_name_of_a_leader_stands_in_the_private_part_alone(application: Flask):
    a_county_with("水罐1")

    change(people=5, leader="冉某")

    (entry,) = entries()
    assert entry.text == "水罐1 班组：带队人员已更换"
    assert "冉某" not in entry.text + entry.facts
    assert "冉某" in db.session.scalars(select(LogPrivate.content)).one()


def test_a_rest_is_told_with_its_end_and_its_reason(application: Flask):
    a_county_with("水罐1")

    # Noon in the county; the rest ends at half past one.
    change(people=5, rest_until=minute(90), reason="连续作战")
    change(people=5, seen=2, at=30)

    assert unit("水罐1").rest_until is None
    assert [entry.text for entry in entries()] == [
        "水罐1 班组：休整中（至 13:30）（连续作战）",
        "水罐1 班组：结束休整",
    ]


def test_the_same_crew_again_changes_nothing(application: Flask):
    a_county_with("水罐1")
    version = unit("水罐1").version

    change(people=5)

    assert (unit("水罐1").version, count(LogEntry)) == (version, 0)


def test_a_crew_somebody_edited_in_between_is_not_overwritten(application: Flask):
    a_county_with("水罐1")
    change(people=4)

    with pytest.raises(StaleEdit, match="水罐1"):
        change(people=3)

    assert roster.crew_duty(unit("水罐1")).people == 4
    assert len(entries()) == 1


def test_a_position_does_not_make_an_edit_of_the_crew_stale(application: Flask):
    a_county_with("水罐1")
    with transaction() as session:
        desk.report_position(session, "水罐1", TOWN, minute(1))

    change(people=4, at=2)

    assert roster.crew_duty(unit("水罐1")).people == 4


def test_a_vehicle_without_a_crew_row_gets_one(application: Flask):
    a_county_with("水罐1")
    with transaction() as session:
        session.delete(session.scalars(select(Crew)).one())

    change(seen=0)

    assert roster.crew_duty(unit("水罐1")) == DUTY


def test_every_field_that_is_wrong_is_named_at_once(application: Flask):
    a_county_with("水罐1")

    assert faulty_fields(people=7, pool="一 二", rest_until=minute(30)) == [
        "people",
        "pool",
        "reason",
    ]
    assert faulty_fields(rest_until=minute(-1), reason="累") == ["rest_until"]
    assert faulty_fields(people=0) == ["has_driver"]
    assert count(LogEntry) == 0


def test_two_stations_cannot_share_a_crew(application: Flask):
    a_county_with("水罐1")
    with transaction() as session:
        second = make_station(session, "二站")
        make_unit(session, "板溪1", station=second)
    change(pool="一班")

    with pytest.raises(BadInput, match="已用于一站"):
        change("板溪1", pool="一班")

    change("板溪1", pool="二班")
    assert roster.crew_duty(unit("板溪1")).pool == "二班"


def test_an_unknown_vehicle_is_refused(application: Flask):
    a_county_with("水罐1")

    with pytest.raises(UnknownUnit):
        change("水罐9")


def test_a_new_shift_ends_every_rest_in_the_stations(application: Flask):
    a_county_with("水罐1", "水罐2", "水罐3")
    change("水罐1", rest_until=minute(600), reason="连续作战")
    change("水罐2", rest_until=minute(10), reason="连续作战")

    with transaction() as session:
        desk.start_shift(session, make_act(60))

    assert [unit(one).rest_until for one in ("水罐1", "水罐2", "水罐3")] == [None] * 3
    last = db.session.scalars(select(LogEntry).order_by(LogEntry.seq)).all()[-1]
    # The second had ended by itself fifty minutes before.
    assert last.text == "交接班：在站车辆重新计时；结束休整：水罐1"


def test_the_last_work_counts_from_the_wheels_moving_to_the_people_being_back(
    application: Flask,
):
    a_county_with("水罐1", "水罐2")
    number = take_a_call()
    order(number, "水罐1", at=1)
    report("水罐1", UnitStatus.EN_ROUTE, 2)
    report("水罐1", UnitStatus.RETURNING, 300)
    report("水罐1", UnitStatus.IN_STATION, 330)

    found = last_work(db.session(), ["水罐1", "水罐2"], minute(330) - timedelta(hours=1))

    assert found == {"水罐1": Work(minute(2), minute(330))}
    assert last_work(db.session(), ["水罐1"], minute(331)) == {}
