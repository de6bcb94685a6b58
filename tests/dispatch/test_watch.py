import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from dispatch import desk
from dispatch.records import Reminder
from dispatch.watch import Matter, OpenIncident, OpenOrder, Waits, clock_jump, overdue
from incidents.records import LogEntry
from resources.database import db, transaction

NINE = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


def told(age_s, *orders, was_ordered=True, received_at=NINE):
    """The kinds of matters of one incident, asked `age_s` seconds after nine."""
    now = NINE + timedelta(seconds=age_s)
    incident = OpenIncident("20260701-0001", received_at, "桃花源镇", was_ordered, orders)
    return [m.kind for m in overdue([incident], lambda subject, since: now - since)]


def test_a_call_is_told_at_thirty_sixty_and_ninety_seconds_without_an_order():
    ages = (29, 30, 59, 60, 89, 90, 900)

    kinds = {age: told(age, was_ordered=False) for age in ages}

    assert kinds == {
        29: [],
        30: ["call_unattended_30"],
        59: ["call_unattended_30"],
        60: ["call_unattended_60"],
        89: ["call_unattended_60"],
        90: ["call_unattended_90"],
        900: ["call_unattended_90"],
    }


def test_a_call_with_an_order_is_attended_even_when_the_order_has_ended():
    assert told(600, was_ordered=True) == []


@pytest.mark.parametrize(
    ("age_s", "stamps", "kinds"),
    [
        (59, {}, []),
        (60, {}, ["order_unacknowledged"]),
        (119, {"acknowledged_at": NINE}, []),
        (120, {"acknowledged_at": NINE}, ["unit_not_rolling"]),
        (120, {}, ["order_unacknowledged", "unit_not_rolling"]),
        # Rolling says more than a word on the radio.
        (130, {"en_route_at": NINE}, []),
        (1799, {"en_route_at": NINE}, []),
        (1800, {"en_route_at": NINE}, ["long_en_route"]),
        (1800, {"en_route_at": NINE, "on_scene_at": NINE}, []),
        (1800, {"on_scene_at": NINE}, []),
    ],
)
def test_an_order_is_overdue_by_the_stamp_it_still_lacks(age_s, stamps, kinds):
    order = OpenOrder("酉阳01", NINE, **stamps)

    assert told(age_s, order) == kinds


def test_a_second_order_of_the_same_vehicle_is_a_matter_of_its_own():
    first, second = (
        OpenOrder("酉阳01", NINE),
        OpenOrder("酉阳01", NINE + timedelta(minutes=5)),
    )
    incident = OpenIncident("20260701-0001", NINE, was_ordered=True, orders=(first, second))

    matters = overdue([incident], lambda subject, since: timedelta(seconds=60))

    assert len({m.subject for m in matters}) == 2


def test_the_sentence_names_the_incident_the_vehicle_and_the_limit():
    incident = OpenIncident("0001", NINE, was_ordered=True, orders=(OpenOrder("酉阳01", NINE),))

    matter = overdue([incident], lambda subject, since: timedelta(seconds=60))[0]

    assert matter.incident_number == "0001"
    assert matter.sentence == "酉阳01 下达后超过 60 秒未确认收到（警情 0001），请联系核实。"


@pytest.mark.parametrize("jump_s", [-3600, 3600])
def test_setting_the_wall_clock_changes_no_wait(jump_s):
    waits = Waits()
    waits.at(NINE, 1000.0)("0001", NINE)

    later = waits.at(NINE + timedelta(seconds=jump_s + 25), 1025.0)

    assert later("0001", NINE) == timedelta(seconds=25)


def test_a_restarted_watch_takes_the_age_from_the_wall_clock():
    fresh = Waits()

    assert fresh.at(NINE + timedelta(seconds=40), 7.0)("0001", NINE) == timedelta(seconds=40)


def test_a_matter_stamped_in_the_future_has_waited_for_nothing():
    waits = Waits()

    assert waits.at(NINE, 7.0)("0001", NINE + timedelta(hours=1)) == timedelta()


def test_a_matter_not_asked_about_in_a_tick_is_forgotten():
    waits = Waits()
    waits.at(NINE, 0.0)("0001", NINE)
    waits.forget_unasked()
    waits.forget_unasked()

    # Counted anew from the wall clock; still remembered it would be 10 s old.
    assert waits.at(NINE, 10.0)("0001", NINE) == timedelta()


def test_a_clock_that_keeps_pace_is_no_matter():
    assert clock_jump(timedelta(seconds=3), timedelta(seconds=1), NINE) is None


@pytest.mark.parametrize(("passed_s", "way"), [(3601, "拨快 3600 秒"), (-3599, "拨慢 3600 秒")])
def test_a_clock_that_was_set_is_told_with_its_direction(passed_s, way):
    matter = clock_jump(timedelta(seconds=passed_s), timedelta(seconds=1), NINE)

    assert matter is not None and way in matter.sentence
    assert matter.incident_number is None


def test_two_watches_at_once_raise_a_matter_a_single_time(application: Flask):
    matter = Matter("call_unattended_30", "0001", "0001", "警情 0001 超过 30 秒未下达。")
    together = threading.Barrier(2)
    raised = []

    def watch():
        with application.app_context():
            together.wait()
            with transaction() as session:
                raised.append(desk.remind(session, [matter], NINE))

    watches = [threading.Thread(target=watch) for _ in range(2)]
    for one in watches:
        one.start()
    for one in watches:
        one.join()

    assert sorted(raised) == [0, 1]
    assert db.session.scalar(select(func.count()).select_from(Reminder)) == 1
    entries = db.session.scalars(select(LogEntry).where(LogEntry.kind == "reminder")).all()
    assert [entry.text for entry in entries] == [matter.sentence]
