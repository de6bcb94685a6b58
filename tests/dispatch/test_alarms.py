"""What stands on every desk: raised by the watch or a refused message, ended by what was done."""

import pytest
from sqlalchemy import select

from dispatch import alarms, desk, queries
from dispatch.alarm_classes import Alarm
from dispatch.errors import UnknownReminder
from dispatch.records import Reminder
from dispatch.watch import Waits, overdue
from incidents.records import Incident, LogEntry
from resources.accounts import NewAccount, Role, add_account
from resources.database import db, transaction
from resources.unit_status import UnitStatus
from tests.makers import (
    NOON,
    a_county_with,
    count,
    make_act,
    minute,
    order,
    report,
    take_a_call,
)

pytestmark = pytest.mark.usefixtures("application")


def watch(at: float) -> None:
    """Look once as the ticker does, so many minutes after noon."""
    now = minute(at)
    with transaction() as session:
        waited = Waits().at(now, 0)
        matters = overdue(queries.watched_incidents(session), waited)
        desk.remind(session, queries.untold(session, matters), now)


def standing(at: float) -> list[Alarm]:
    db.session.rollback()
    return alarms.standing(db.session(), minute(at))


def causes(at: float) -> list[str]:
    return [one.cause for one in standing(at)]


def see(reminder_id: int | None, at: float) -> int:
    assert reminder_id is not None
    with transaction() as session:
        return alarms.see(session, reminder_id, make_act(at, by="乙"))


def refuse(call_sign: str, at: float) -> None:
    with transaction() as session:
        alarms.refuse_status(session, call_sign, f"{call_sign} 未出动，不能到场。", make_act(at))


def test_a_call_stands_from_its_first_second_until_something_is_ordered() -> None:
    a_county_with("龙潭1")
    number = take_a_call(0)

    first = standing(0)
    watch(1)
    later = standing(1)
    order(number, "龙潭1", at=1.1)

    assert [(one.incident_number, one.id, one.since) for one in first] == [(number, None, NOON)]
    assert [(one.incident_number, one.since, one.kind) for one in later] == [
        (number, NOON, "call_unattended_60")
    ]
    assert later[0].id is not None
    assert causes(1.1) == []


def test_a_call_names_its_desk_only_where_its_taker_may_order() -> None:
    with transaction() as session:
        for name, role in (("甲", Role.DISPATCHER), ("丙", Role.CALL_TAKER)):
            password = "守土有责-烽火-2026"
            add_account(session, NewAccount(name, role, password, name), NOON)
    take_a_call(0)

    assert [one.desk for one in standing(0)] == ["甲"]


def test_an_incident_written_up_from_paper_waits_for_no_order() -> None:
    number = take_a_call(0)
    with transaction() as session:
        row = session.scalars(select(Incident).where(Incident.number == number)).one()
        row.is_back_entered = True

    assert "call_unattended" not in causes(0)


def test_a_matter_leaves_by_itself_when_the_vehicle_reports() -> None:
    a_county_with("龙潭1")
    order(take_a_call(0), "龙潭1", at=0)
    watch(3)
    before = causes(3)

    report("龙潭1", UnitStatus.EN_ROUTE, 3.5)

    assert before == ["order_unacknowledged", "unit_not_rolling"]
    assert causes(4) == []


def test_known_once_it_stays_on_the_list_and_the_next_limit_is_told_anew() -> None:
    number = take_a_call(0)
    watch(0.5)

    marked = see(standing(0.6)[0].id, 0.6)
    again = see(standing(0.6)[0].id, 0.7)
    known = standing(0.7)
    watch(1)

    assert (marked, again) == (1, 0)
    assert [(one.seen_by, one.seen_at) for one in known] == [("乙", minute(0.6))]
    assert [(one.seen_at, one.kind) for one in standing(1)] == [(None, "call_unattended_60")]
    entries = db.session.scalars(select(LogEntry).where(LogEntry.kind == "reminder_seen")).all()
    assert [(one.incident_number, one.by) for one in entries] == [(number, "乙")]
    assert entries[0].text.startswith("知道了：警情 ")


def test_what_came_after_the_look_is_not_marked_with_it() -> None:
    take_a_call(0)
    watch(0.5)
    looked_at = standing(0.5)[0].id
    watch(1)

    see(looked_at, 1.1)

    assert standing(1.1)[0].seen_at is None


def test_a_reminder_nobody_raised_cannot_be_known() -> None:
    with pytest.raises(UnknownReminder, match="没有编号为 77 的提醒"):
        see(77, 0)


def test_bad_messages_are_counted_in_one_row_until_seen_and_then_in_a_new_one() -> None:
    a_county_with("龙潭1", "龙潭2")
    for at in range(5):
        refuse("龙潭1", at)
    refuse("龙潭2", 5)

    before = [(one.call_sign, one.count, one.since, one.last_at) for one in standing(6)]
    see(standing(6)[0].id, 6)
    refuse("龙潭1", 6)

    assert before == [
        ("龙潭1", 5, NOON, minute(4)),
        ("龙潭2", 1, minute(5), minute(5)),
    ]
    assert [(one.call_sign, one.count) for one in standing(7)] == [("龙潭2", 1), ("龙潭1", 1)]
    assert count(Reminder) == 3


def test_the_log_keeps_every_refused_message() -> None:
    a_county_with("龙潭1")

    for at in range(3):
        refuse("龙潭1", at)

    kinds = db.session.scalars(select(LogEntry.kind)).all()
    assert kinds.count("status_refused") == 3


def test_the_silence_of_the_watch_is_told_after_half_a_minute() -> None:
    take_a_call(0)

    assert causes(0.9) == ["call_unattended"]
    assert causes(1) == ["call_unattended", "watch_silent"]
    watch(1.5)
    assert causes(1.5) == ["call_unattended"]


def test_reminders_older_than_the_list_do_not_come_back() -> None:
    with transaction() as session:
        session.add(Reminder(kind="clock_jump", subject="x", raised_at=NOON))

    assert standing(0) == []
