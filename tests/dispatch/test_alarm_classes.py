"""Three classes, one row per cause and place, nothing older pushed out of sight."""

from datetime import UTC, datetime, timedelta

from dispatch import watch
from dispatch.alarm_classes import (
    NEW_CALL,
    REPEATED,
    WATCHED,
    AlarmClass,
    Concern,
    Told,
    cause_of,
    class_of,
    repeated,
    rows,
    stands,
)
from dispatch.watch import OpenIncident, OpenOrder, OpenTeam

NINE = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
NUMBER = "20260701-001"


def after(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def told(kind: str, at_s: float = 0, **more: object) -> Told:
    subject = more.pop("subject", kind)
    return Told(more.pop("id", 1), kind, subject, after(at_s), kind, **more)  # type: ignore[arg-type]


def test_the_table_knows_every_cause_the_watch_knows() -> None:
    order = OpenOrder("龙潭1", NINE, shown_due_at=NINE)
    rolling = OpenOrder("龙潭2", NINE, en_route_at=NINE)
    expected = OpenOrder("龙潭3", NINE, en_route_at=NINE, arrival_due_at=NINE)
    asked = OpenTeam(1, "一组", 3, NINE, NINE, after(9e9))
    late = OpenTeam(2, "二组", 3, NINE, NINE, NINE)
    waiting = OpenIncident("1", NINE)
    working = OpenIncident("2", NINE, "", True, (order, rolling, expected), (asked, late))

    matters = watch.overdue([waiting, working], lambda *_: timedelta(days=1))

    assert {cause_of(one.kind) for one in matters} == WATCHED
    classes = {cause_of(one.kind): class_of(one.kind) for one in matters}
    assert classes.pop("call_unattended") is AlarmClass.CALL
    assert set(classes.values()) == {AlarmClass.OVERDUE}


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


def test_what_the_watch_knows_ends_when_it_knows_it_no_more_seen_or_not() -> None:
    late = told("unit_not_rolling", 120, subject="x", incident_number=NUMBER, seen_at=NINE)

    assert stands(late, {("unit_not_rolling", "x")}, {NUMBER})
    assert not stands(late, {("unit_not_rolling", "a second order")}, {NUMBER})
    assert not stands(late, {("unit_not_rolling", "x")}, set())


def test_what_the_watch_does_not_know_stands_until_seen_or_its_incident_ends() -> None:
    other = told("something_new", incident_number=NUMBER)
    known = told("something_new", incident_number=NUMBER, seen_at=NINE)

    assert stands(other, set(), {NUMBER})
    assert not stands(other, set(), set())
    assert not stands(known, set(), {NUMBER})


def test_two_teams_inside_are_two_rows_and_stand_before_vehicles() -> None:
    more = {"incident_number": NUMBER}
    truck = told("unit_not_rolling", 0, id=1, call_sign="龙潭1", **more)
    one = told("inside_out_0", 5, id=2, subject=f"{NUMBER} inside 1", **more)
    again = told("inside_out_60", 65, id=3, subject=f"{NUMBER} inside 1", **more)
    two = told("inside_check_0", 6, id=4, subject=f"{NUMBER} inside 2 2026", **more)

    assert [(row.id, row.count) for row in rows([truck, one, two, again])] == [
        *((3, 2), (4, 1), (1, 1))
    ]
    assert repeated("inside_out_60") == timedelta(seconds=15)
    assert repeated("unit_not_rolling") == timedelta(seconds=60)


def test_what_concerns_no_incident_stands_until_it_is_seen() -> None:
    jump = told("clock_jump")

    assert stands(jump, set(), set())
    assert not stands(told("clock_jump", seen_at=NINE), set(), set())


def test_a_contact_made_again_ends_the_one_that_was_lost_and_is_no_row() -> None:
    lost, made = told("routing_lost", 0, id=1), told("routing_made", 60, id=2)
    again = told("routing_lost", 90, id=3)

    assert [one.id for one in rows([lost])] == [1]
    assert rows([lost, made]) == []
    assert [one.id for one in rows([lost, made, again])] == [3]
