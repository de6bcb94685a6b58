import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from dispatch import desk
from dispatch.records import Reminder
from dispatch.watch import (
    Matter,
    OpenIncident,
    OpenOrder,
    OpenTeam,
    Waits,
    clock_jump,
    family,
    overdue,
    standing,
)
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
    assert (
        matter.sentence
        == "酉阳01 下达后超过 60 秒未确认收到（警情 0001），请电话叫通酉阳01，叫不通即改派。"
    )


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


def chained(**stamps):
    """An order of one terminal station with its own deadlines: 15 s, 60 s, 150 s, 10 min."""
    return OpenOrder(
        "酉阳01",
        NINE,
        station="城关站",
        shown_due_at=NINE + timedelta(seconds=15),
        acknowledged_due_at=NINE + timedelta(seconds=60),
        rolling_due_at=NINE + timedelta(seconds=150),
        arrival_due_at=NINE + timedelta(minutes=10),
        **stamps,
    )


@pytest.mark.parametrize(
    ("age_s", "stamps", "kinds"),
    [
        (14, {}, []),
        (15, {}, ["order_not_shown"]),
        (15, {"shown_at": NINE}, []),
        # Who has said 收到 has seen it somewhere.
        (16, {"acknowledged_at": NINE}, []),
        (60, {"shown_at": NINE}, ["order_unacknowledged"]),
        (60, {}, ["order_not_shown", "order_unacknowledged"]),
        (149, {"acknowledged_at": NINE}, []),
        (150, {"acknowledged_at": NINE}, ["unit_not_rolling"]),
        (599, {"en_route_at": NINE}, []),
        (600, {"en_route_at": NINE}, ["unit_not_arrived"]),
        (600, {"acknowledged_at": NINE}, ["unit_not_rolling", "unit_not_arrived"]),
        (600, {"on_scene_at": NINE}, []),
        # The arrival of its own advice takes the place of the half hour for all.
        (1800, {"en_route_at": NINE}, ["unit_not_arrived"]),
    ],
)
def test_each_missing_link_of_an_order_is_told_at_its_own_deadline(age_s, stamps, kinds):
    assert told(age_s, chained(**stamps)) == kinds


def test_a_missing_link_names_vehicle_station_what_is_missing_and_what_to_do():
    incident = OpenIncident("0001", NINE, was_ordered=True, orders=(chained(),))

    words = [m.sentence for m in overdue([incident], lambda subject, since: timedelta(hours=1))]

    assert words == [
        "酉阳01（城关站）下达后超过 15 秒站点终端未显示命令（警情 0001），"
        "请电话叫通城关站念读命令。",
        "酉阳01（城关站）下达后超过 60 秒未确认收到（警情 0001），请电话叫通城关站，叫不通即改派。",
        "酉阳01（城关站）下达后超过 2 分 30 秒仍未出动（警情 0001），"
        "请电话联系城关站问明原因，不能出动即改派。",
        "酉阳01（城关站）下达后超过 10 分钟仍未到场（警情 0001），"
        "请电话联系城关站核实位置，考虑增派。",
    ]


def inside(age_s, **told_of):
    """The kinds told of a team that went in at nine: asked by 9:10, out by 9:20."""
    due = {"check_due_at": NINE + timedelta(minutes=10), "out_due_at": NINE + timedelta(minutes=20)}
    team = OpenTeam(7, "一组", 3, NINE, **(due | told_of))
    incident = OpenIncident("0001", NINE, was_ordered=True, teams=(team,))
    now = NINE + timedelta(seconds=age_s)
    return [m.kind for m in overdue([incident], lambda subject, since: now - since)]


@pytest.mark.parametrize(
    ("age_s", "kinds"),
    [
        (599, []),
        (600, ["inside_check_0"]),
        (660, ["inside_check_60"]),
        (780, ["inside_check_180"]),
        (1199, ["inside_check_180"]),
        # Out of air says more than not asked.
        (1200, ["inside_out_0"]),
        (1260, ["inside_out_60"]),
        (1380, ["inside_out_180"]),
    ],
)
def test_people_inside_are_told_of_three_times_from_each_deadline(age_s, kinds):
    assert inside(age_s) == kinds


def test_a_team_that_was_asked_is_due_from_that_moment():
    asked = {
        "checked_at": NINE + timedelta(minutes=9),
        "check_due_at": NINE + timedelta(minutes=19),
    }

    assert inside(18 * 60, **asked) == []
    assert inside(19 * 60, **asked) == ["inside_check_0"]


def test_what_was_seen_to_no_longer_stands():
    waiting = OpenIncident("0001", NINE, was_ordered=True, orders=(chained(),))
    acknowledged = replace(waiting, orders=(chained(acknowledged_at=NINE),))

    before = {kind for kind, _ in standing([waiting])}
    after = {kind for kind, _ in standing([acknowledged])}

    assert before - after == {"order_not_shown", "order_unacknowledged"}
    assert after == {"unit_not_rolling", "unit_not_arrived"}
    assert standing([replace(waiting, orders=())]) == frozenset()


def test_a_call_told_at_thirty_seconds_stands_under_the_name_of_all_three():
    call = OpenIncident("0001", NINE)

    assert standing([call]) == {(family("call_unattended_30"), "0001")}
