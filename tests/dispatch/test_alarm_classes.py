"""Three classes, one row per cause and place, nothing older pushed out of sight."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatch import watch
from dispatch.alarm_classes import (
    NEW_CALL,
    REPEATED,
    AlarmClass,
    Concern,
    Told,
    class_of,
    rows,
    stands,
)
from dispatch.watch import OpenIncident, OpenOrder

NINE = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
NUMBER = "20260701-001"


def after(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def told(kind: str, at_s: float = 0, **more: object) -> Told:
    return Told(more.pop("id", 1), kind, after(at_s), kind, **more)  # type: ignore[arg-type]


def test_every_kind_the_watch_knows_has_a_class() -> None:
    order = OpenOrder("龙潭1", NINE)
    rolling = OpenOrder("龙潭2", NINE, en_route_at=NINE)
    waiting = OpenIncident("1", NINE)
    working = OpenIncident("2", NINE, was_ordered=True, orders=(order, rolling))

    kinds = {one.kind for one in watch.overdue([waiting, working], lambda *_: timedelta(days=1))}

    assert {kind: class_of(kind) for kind in kinds} == {
        "call_unattended_90": AlarmClass.CALL,
        "order_unacknowledged": AlarmClass.OVERDUE,
        "unit_not_rolling": AlarmClass.OVERDUE,
        "long_en_route": AlarmClass.OVERDUE,
    }


def test_a_kind_nobody_has_judged_is_not_silent() -> None:
    assert class_of("something_new") is AlarmClass.OVERDUE
    assert REPEATED[AlarmClass.OVERDUE] == timedelta(minutes=1)
    assert REPEATED[AlarmClass.INFO] is None


def test_the_limits_of_a_call_are_one_row_that_concerns_ever_more_people() -> None:
    call = told(NEW_CALL, 0, id=None, incident_number=NUMBER, desk="王某")
    limits = [told(f"call_unattended_{s}", s, id=s, incident_number=NUMBER) for s in (30, 60, 90)]

    found = [rows([call, *limits[:count]]) for count in range(4)]

    assert [len(one) for one in found] == [1, 1, 1, 1]
    assert [one[0].id for one in found] == [None, 30, 60, 90]
    assert [one[0].concern for one in found] == [
        *(Concern.ROOM, Concern.DESK, Concern.ROOM, Concern.CHIEF)
    ]
    assert {(one[0].since, one[0].count, one[0].desk) for one in found} == {(NINE, 1, "王某")}


def test_a_row_is_seen_when_every_reminder_in_it_is() -> None:
    seen = {"seen_at": after(40), "seen_by": "王某"}
    first = told("call_unattended_30", 30, id=1, incident_number=NUMBER, **seen)
    second = told("call_unattended_60", 60, id=2, incident_number=NUMBER)

    assert rows([first])[0].seen_by == "王某"
    assert rows([first, second])[0].seen_at is None


def test_ten_thousand_bad_messages_are_one_row_a_vehicle_and_hide_nothing_older() -> None:
    call = told("call_unattended_30", 0, incident_number=NUMBER)
    late = told("unit_not_rolling", 10, id=2, incident_number=NUMBER, call_sign="龙潭1")
    bad = [
        told("status_refused", 20 + at / 100, id=10 + at, call_sign=f"龙潭{at % 40:02}")
        for at in range(10_000)
    ]

    found = rows([*reversed(bad), late, call])

    assert len(found) == 42
    assert [one.cause for one in found[:2]] == ["call_unattended", "unit_not_rolling"]
    assert {one.count for one in found[2:]} == {250}
    # The oldest unhandled first, counted from its first message and not from its last.
    assert [one.call_sign for one in found[2:5]] == ["龙潭00", "龙潭01", "龙潭02"]
    assert found[2].since == after(20) < found[2].last_at


def test_what_is_new_stands_below_what_is_unhandled_and_above_what_is_seen() -> None:
    old = told("unit_not_rolling", 0, id=1, incident_number=NUMBER, call_sign="龙潭1")
    known = told(
        "long_en_route", 1, id=2, incident_number=NUMBER, call_sign="龙潭2", seen_at=after(2)
    )
    new = told("order_unacknowledged", 3, id=3, incident_number=NUMBER, call_sign="龙潭3")
    call = told("call_unattended_30", 9, id=4, incident_number="20260701-002")

    assert [one.id for one in rows([new, known, old, call])] == [4, 1, 3, 2]


@pytest.mark.parametrize(
    ("kind", "stamp", "is_open"),
    [
        ("order_unacknowledged", None, True),
        ("order_unacknowledged", "acknowledged_at", False),
        ("order_unacknowledged", "en_route_at", False),
        ("unit_not_rolling", "acknowledged_at", True),
        ("unit_not_rolling", "en_route_at", False),
        ("long_en_route", "en_route_at", True),
        ("long_en_route", "on_scene_at", False),
    ],
)
def test_a_matter_of_an_order_ends_with_the_stamp_it_lacked(
    kind: str, stamp: str | None, is_open: bool
) -> None:
    order = OpenOrder("龙潭1", NINE, **({stamp: after(200)} if stamp else {}))
    incident = OpenIncident(NUMBER, NINE, was_ordered=True, orders=(order,))

    one = told(kind, 120, incident_number=NUMBER, call_sign="龙潭1")

    assert stands(one, {NUMBER: incident}) is is_open


def test_a_second_order_of_the_same_vehicle_does_not_wake_the_first() -> None:
    again = OpenOrder("龙潭1", after(600))
    incident = OpenIncident(NUMBER, NINE, was_ordered=True, orders=(again,))

    one = told("unit_not_rolling", 120, incident_number=NUMBER, call_sign="龙潭1")

    assert not stands(one, {NUMBER: incident})


def test_a_call_leaves_with_its_order_and_every_matter_with_its_incident() -> None:
    call = told("call_unattended_90", 90, incident_number=NUMBER)
    safety = told("inside_too_long", 90, incident_number=NUMBER)

    assert stands(call, {NUMBER: OpenIncident(NUMBER, NINE)})
    assert not stands(call, {NUMBER: OpenIncident(NUMBER, NINE, was_ordered=True)})
    assert stands(safety, {NUMBER: OpenIncident(NUMBER, NINE, was_ordered=True)})
    assert not stands(call, {})
    assert not stands(safety, {})


def test_what_concerns_no_incident_stands_until_it_is_seen() -> None:
    jump = told("clock_jump")

    assert stands(jump, {})
    assert not stands(told("clock_jump", seen_at=NINE), {})


def test_a_contact_made_again_ends_the_one_that_was_lost_and_is_no_row() -> None:
    lost, made = told("routing_lost", 0, id=1), told("routing_made", 60, id=2)
    again = told("routing_lost", 90, id=3)

    assert [one.id for one in rows([lost])] == [1]
    assert rows([lost, made]) == []
    assert [one.id for one in rows([lost, made, again])] == [3]
