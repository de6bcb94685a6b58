"""What is told on every desk now, who said 知道了, and the messages that were refused."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from dispatch import queries
from dispatch.alarm_classes import (
    NEW_CALL,
    REFUSED,
    WATCH_SILENT,
    Alarm,
    Told,
    cause_of,
    limit_of,
    row_of,
    rows,
    stands,
)
from dispatch.errors import UnknownReminder
from dispatch.records import Reminder
from dispatch.watch import Matter, OpenIncident, overdue
from dispatch.watch import standing as still_open
from incidents import ledger, recorder
from incidents.lifecycle import IncidentState
from incidents.records import Incident
from incidents.timeline import Act, Entry
from resources.accounts import Role
from resources.records import Account

WATCH_GRACE: Final = timedelta(seconds=30)
"""The watch looks each second: what it has not told half a minute late it will not tell (P)."""


def standing(session: Session, now: datetime) -> list[Alarm]:
    """Return what stands now, the most urgent first; what was seen to is gone."""
    watched = queries.watched_incidents(session)
    incidents = {one.number for one in watched}
    matters = still_open(watched)
    query = select(Reminder).where(
        # A reminder without its sentence is older than the list it would stand in.
        Reminder.sentence != "",
        or_(
            Reminder.incident_number.in_(incidents),
            Reminder.incident_number.is_(None) & Reminder.seen_at.is_(None),
        ),
    )
    told = [_told(row) for row in session.scalars(query.order_by(Reminder.id))]
    return rows(
        [
            *(one for one in told if stands(one, matters, incidents)),
            *_new_calls(session),
            *_silence(session, watched, now),
        ]
    )


def _told(row: Reminder) -> Told:
    return Told(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        raised_at=row.raised_at,
        sentence=row.sentence,
        incident_number=row.incident_number,
        call_sign=row.call_sign,
        times=row.times,
        last_at=row.last_at,
        seen_at=row.seen_at,
        seen_by=row.seen_by,
    )


def _new_calls(session: Session) -> list[Told]:
    """Calls no order has followed yet, from their first second: no clock has to tell of them."""
    query = (
        select(Incident)
        .where(
            Incident.state == IncidentState.FILED,
            # What is written up from paper was ordered for by radio long ago.
            Incident.is_back_entered.is_(False),
        )
        .options(selectinload(Incident.calls), selectinload(Incident.assignments))
        .order_by(Incident.received_at, Incident.number)
    )
    waiting = [row for row in session.scalars(query) if not row.assignments]
    if not waiting:
        return []
    names = select(Account.display_name).where(Account.role == Role.DISPATCHER, Account.is_active)
    dispatchers = frozenset(session.scalars(names))
    found = []
    for row in waiting:
        takers = [call.taken_by for call in row.calls if call.taken_by in dispatchers]
        words = f"警情 {row.number}（{row.place_text or '地点未定'}）待下达出动命令。"
        found.append(
            Told(
                *(None, NEW_CALL, row.number, row.received_at, words, row.number),
                desk=next(iter(takers), None),
            )
        )
    return found


def _silence(session: Session, watched: list[OpenIncident], now: datetime) -> Iterable[Told]:
    """Tell when the watch itself has stopped telling: its silence must not pass for calm."""
    matters = overdue(watched, lambda subject, since: now - since - WATCH_GRACE)
    if not _untold(session, matters):
        return
    since = min(one.received_at for one in watched)
    words = "超时提醒没有按时产生，请系统管理员检查 fenghuo watch；在恢复前请人工盯守各项时限。"
    yield Told(None, WATCH_SILENT, WATCH_SILENT, since, words)


def _untold(session: Session, matters: Sequence[Matter]) -> bool:
    """Whether a limit was passed of which neither it nor a later one was told."""
    subjects = {one.subject for one in matters}
    if not subjects:
        return False
    query = select(Reminder.kind, Reminder.subject).where(Reminder.subject.in_(subjects))
    told: dict[tuple[str, str], int] = {}
    for kind, subject in session.execute(query):
        key = (cause_of(kind), subject)
        told[key] = max(told.get(key, -1), limit_of(kind))
    return any(
        limit_of(one.kind) > told.get((cause_of(one.kind), one.subject), -1) for one in matters
    )


def see(session: Session, reminder_id: int, act: Act) -> int:
    """Mark a row as known (知道了): this reminder and the earlier ones of its cause and place.

    Returns how many were unseen; saying it twice changes nothing. Raises UnknownReminder.
    """
    row = session.get(Reminder, reminder_id)
    if row is None:
        raise UnknownReminder(f"没有编号为 {reminder_id} 的提醒，请刷新后再看。")
    alike = select(Reminder).where(
        Reminder.id <= row.id,
        Reminder.seen_at.is_(None),
        Reminder.incident_number.is_not_distinct_from(row.incident_number),
        Reminder.call_sign.is_not_distinct_from(row.call_sign),
    )
    same = row_of(_told(row))
    keys = [one.id for one in session.scalars(alike) if row_of(_told(one)) == same]
    marked = session.execute(
        update(Reminder)
        .where(Reminder.id.in_(keys), Reminder.seen_at.is_(None))
        .values(seen_at=act.at, seen_by=act.by)
    )
    count: int = marked.rowcount  # type: ignore[attr-defined]
    if count:
        words = f"知道了：{row.sentence}"
        facts = {"reminder": row.id, "count": count}
        ledger.note(
            session,
            Entry("reminder_seen", words, act, row.incident_number, row.call_sign, facts=facts),
        )
    return count


def refuse_status(session: Session, call_sign: str, words: str, act: Act) -> None:
    """Log a status report that was refused, and count it in the one row of its vehicle.

    The row counts on until a person has seen it; what comes after that begins a new one.
    """
    recorder.note_refusal(session, call_sign, words, act)
    if _count_on(session, call_sign, words, act):
        return
    mine = (Reminder.kind == REFUSED, Reminder.call_sign == call_sign)
    earlier = session.scalar(select(func.count()).select_from(Reminder).where(*mine))
    row = Reminder(
        kind=REFUSED,
        subject=f"{call_sign} {earlier}",
        raised_at=act.now,
        sentence=words,
        call_sign=call_sign,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # Two messages of one vehicle in one moment: the other has begun the row.
        _count_on(session, call_sign, words, act)


def _count_on(session: Session, call_sign: str, words: str, act: Act) -> bool:
    counted = session.execute(
        update(Reminder)
        .where(
            Reminder.kind == REFUSED, Reminder.call_sign == call_sign, Reminder.seen_at.is_(None)
        )
        .values(times=Reminder.times + 1, last_at=act.now, sentence=words)
    )
    return bool(counted.rowcount)  # type: ignore[attr-defined]
