"""Reads of paper: slips typed in already, the number that comes next, the end of the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from incidents.records import (
    Assignment,
    Call,
    DailyCounter,
    Incident,
    LogHead,
    ShiftHandOver,
    Stamp,
)
from resources.database import db


@dataclass(frozen=True, slots=True)
class EnteredSlip:
    """One slip that was typed in: as which incident, by whom and when."""

    slip_number: str
    incident_number: str
    place_text: str
    received_at: datetime
    entered_at: datetime
    entered_by: str


_ENTERED = (
    select(
        Incident.slip_number,
        Incident.number,
        Incident.place_text,
        Incident.received_at,
        Call.entered_at,
        Call.taken_by,
    )
    .join(Call, Call.incident_id == Incident.id)
    .where(Incident.slip_number.is_not(None))
    .order_by(Call.entered_at.desc(), Incident.id.desc(), Call.id)
)


def entered_slip(session: Session, slip_number: str) -> EnteredSlip | None:
    """The slip of a number as it was typed in, or None."""
    query = _ENTERED.where(Incident.slip_number == slip_number).order_by(None).order_by(Call.id)
    found = session.execute(query.limit(1)).first()
    return None if found is None else _entered(*found)


def last_entered(limit: int) -> Sequence[EnteredSlip]:
    """The slips typed in last, newest first."""
    first = select(func.min(Call.id)).group_by(Call.incident_id)
    query = _ENTERED.where(Call.id.in_(first)).limit(limit)
    return [_entered(*row) for row in db.session.execute(query)]


def _entered(
    slip_number: str | None, number: str, place: str, received: datetime, at: datetime, by: str
) -> EnteredSlip:
    assert slip_number is not None, "only incidents with a slip were asked for"
    return EnteredSlip(slip_number, number, place, received, at, by)


def given_out(day: str) -> int:
    """How many numbers were given out under a day of the counter, such as P20261128."""
    return db.session.scalar(select(DailyCounter.last).where(DailyCounter.day == day)) or 0


def next_number(now: datetime, zone: ZoneInfo) -> str:
    """The incident number that would be given out next today; reading it takes it from nobody."""
    day = now.astimezone(zone).strftime("%Y%m%d")
    return f"{day}-{given_out(day) + 1:03d}"


def log_end() -> tuple[int, str]:
    """The sequence number and the hash of the last log entry."""
    head = db.session.execute(select(LogHead.seq, LogHead.hash)).one_or_none()
    return (0, "") if head is None else (head.seq, head.hash)


def on_duty_name() -> str | None:
    """Who signed last for the shift now on duty; None where nobody did."""
    query = select(ShiftHandOver.on_name).where(ShiftHandOver.on_name.is_not(None))
    return db.session.scalar(query.order_by(ShiftHandOver.made_at.desc()).limit(1))


def last_report_at(session: Session, unit_id: int) -> datetime | None:
    """When a vehicle's newest report that still counts was; None for one that never reported."""
    query = select(func.max(Stamp.at)).where(Stamp.unit_id == unit_id, Stamp.struck_at.is_(None))
    return session.scalar(query)


def other_work(
    session: Session, unit_id: int, incident_id: int, since: datetime, until: datetime | None
) -> Sequence[Assignment]:
    """The assignments of a vehicle to other incidents that overlap a span, in order."""
    query = (
        select(Assignment)
        .where(
            Assignment.unit_id == unit_id,
            Assignment.incident_id != incident_id,
            or_(Assignment.released_at.is_(None), Assignment.released_at > since),
        )
        .order_by(Assignment.ordered_at, Assignment.id)
    )
    if until is not None:
        query = query.where(Assignment.ordered_at < until)
    return session.scalars(query).all()
