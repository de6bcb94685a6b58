"""Reads of what happened; every list states its order.

The rows it returns are named here too: whoever shows them need not know the tables.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, lazyload, selectinload

from incidents.duplicates import CLOSED_COMPARED_FOR, Comparable
from incidents.errors import UnknownFire, UnknownIncident
from incidents.lifecycle import OPEN, IncidentState
from incidents.records import Assignment as Assignment
from incidents.records import Call as Call
from incidents.records import ClosingReport as ClosingReport
from incidents.records import Fire as Fire
from incidents.records import Incident as Incident
from incidents.records import LogEntry as LogEntry
from incidents.records import LogHead
from incidents.records import Stamp as Stamp
from resources.database import db
from resources.geography import Position
from resources.records import Unit


def _unknown(number: str) -> UnknownIncident:
    return UnknownIncident(f"没有编号为“{number}”的警情，请核对编号。")


def incident_numbered(number: str) -> Incident:
    """The incident of a number with all that belongs to it; raises UnknownIncident."""
    query = (
        select(Incident)
        .where(Incident.number == number)
        .options(
            selectinload(Incident.calls),
            selectinload(Incident.assignments),
            selectinload(Incident.report),
            selectinload(Incident.fires),
        )
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise _unknown(number)
    return found


def lock_incident(session: Session, number: str) -> Incident:
    """Load an incident for change; incidents are locked before units; raises UnknownIncident."""
    query = (
        select(Incident)
        .where(Incident.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise _unknown(number)
    return found


def lock_incidents(session: Session, numbers: Iterable[str]) -> dict[str, Incident]:
    """Load incidents for change, locked in the order of their numbers; raises UnknownIncident."""
    return {number: lock_incident(session, number) for number in sorted(set(numbers))}


def is_open(session: Session, number: str) -> bool:
    """Whether an incident of this number is open, read without a lock."""
    query = select(Incident.id).where(Incident.number == number, Incident.state.in_(OPEN))
    return session.scalar(query) is not None


def open_incidents() -> Sequence[Incident]:
    """Open incidents with calls and assignments: highest level first, then the oldest."""
    query = (
        select(Incident)
        .where(Incident.state.in_(OPEN))
        .options(selectinload(Incident.calls), selectinload(Incident.assignments))
        .order_by(Incident.level.desc(), Incident.received_at, Incident.number)
    )
    return db.session.scalars(query).all()


_COMPARED: Final = (
    select(
        Incident.id,
        Incident.number,
        Incident.received_at,
        Incident.lon,
        Incident.lat,
        Incident.place_text,
        Incident.place_code,
        Incident.category,
        Incident.township_code,
        Incident.narrative,
        Incident.closed_at,
    )
    .where(
        Incident.state.in_(OPEN)
        | ((Incident.state == IncidentState.CLOSED) & (Incident.closed_at >= bindparam("since")))
    )
    .order_by(Incident.number)
)
_CALLERS: Final = select(Call.incident_id, Call.caller_number, Call.received_at).where(
    Call.incident_id.in_(bindparam("incidents", expanding=True))
)


def comparable(now: datetime) -> list[Comparable]:
    """Incidents as a new call is compared with them, by number: open, or closed a while ago.

    Columns, not rows: it is asked at every few characters typed.
    """
    found = db.session.execute(_COMPARED, {"since": now - CLOSED_COMPARED_FOR}).all()
    callers: dict[int, list[str]] = {row.id: [] for row in found}
    last_at: dict[int, datetime] = {}
    for incident_id, number, at in db.session.execute(_CALLERS, {"incidents": list(callers)}):
        callers[incident_id].append(number)
        last_at[incident_id] = max(at, last_at.get(incident_id, at))
    return [
        Comparable(
            number=row.number,
            received_at=row.received_at,
            position=None if row.lon is None or row.lat is None else Position(row.lon, row.lat),
            place_text=row.place_text,
            category=row.category,
            township_code=row.township_code,
            caller_numbers=frozenset(number for number in callers[row.id] if number),
            place_code=row.place_code,
            narrative=row.narrative,
            calls=len(callers[row.id]),
            last_call_at=last_at.get(row.id),
            closed_at=row.closed_at,
        )
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """What a list of incidents is asked for; None leaves a field open. Times are half-open."""

    states: tuple[str, ...] = ()
    since: datetime | None = None
    before: datetime | None = None
    category_prefix: str | None = None
    text: str = ""
    numbers: tuple[str, ...] = ()


def matching(wanted: IncidentFilter) -> Select[Incident]:
    """Return the question for the incidents of a filter, in no order yet."""
    query = select(Incident)
    if wanted.states:
        query = query.where(Incident.state.in_(wanted.states))
    if wanted.since is not None:
        query = query.where(Incident.received_at >= wanted.since)
    if wanted.before is not None:
        query = query.where(Incident.received_at < wanted.before)
    if wanted.category_prefix:
        query = query.where(Incident.category.startswith(wanted.category_prefix, autoescape=True))
    if wanted.text:
        matches = Incident.place_text.contains(wanted.text, autoescape=True)
        query = query.where(matches | Incident.number.contains(wanted.text, autoescape=True))
    if wanted.numbers:
        query = query.where(Incident.number.in_(wanted.numbers))
    return query


def incidents_matching(
    wanted: IncidentFilter, limit: int, offset: int = 0
) -> tuple[Sequence[Incident], int]:
    """Incidents of a filter, newest first, and how many there are in all."""
    query = matching(wanted)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = (
        query.options(selectinload(Incident.calls), selectinload(Incident.assignments))
        .order_by(Incident.received_at.desc(), Incident.number.desc())
        .limit(limit)
        .offset(offset)
    )
    return db.session.scalars(page).all(), total


# Asked with every status report: built once, because building costs as much as running.
_ACTIVE = (
    select(Assignment)
    .where(Assignment.unit_id == bindparam("unit_id"), Assignment.released_at.is_(None))
    # Whoever asks holds the unit already: it need not be read a second time.
    .options(lazyload(Assignment.unit))
    .execution_options(populate_existing=True)
)
_LAST = (
    select(Assignment)
    .where(Assignment.unit_id == bindparam("unit_id"), Assignment.ordered_at <= bindparam("by"))
    .options(lazyload(Assignment.unit))
    .order_by(Assignment.ordered_at.desc(), Assignment.id.desc())
    .limit(1)
)
_CALL_SIGNS_ON = (
    select(Unit.call_sign)
    .join(Assignment, Assignment.unit_id == Unit.id)
    .where(
        Assignment.incident_id == bindparam("incident_id"),
        Assignment.released_at.is_(None),
    )
)
_INCIDENT_OF = (
    select(Incident)
    .join(Assignment, Assignment.incident_id == Incident.id)
    .join(Unit, Unit.id == Assignment.unit_id)
    .where(Unit.call_sign == bindparam("call_sign"), Assignment.released_at.is_(None))
    .execution_options(populate_existing=True)
)
_LOCKED_INCIDENT_OF = _INCIDENT_OF.with_for_update(of=Incident)


def active_assignment(session: Session, unit_id: int) -> Assignment | None:
    """The one assignment a unit is on, or None."""
    return session.scalars(_ACTIVE, {"unit_id": unit_id}).one_or_none()


def lock_incident_of(session: Session, call_sign: str) -> Incident | None:
    """Load the incident a unit is on for change, or None; what else is read must be read after.

    The assignment found on the way may have changed while the lock was waited for.
    """
    return session.scalars(_LOCKED_INCIDENT_OF, {"call_sign": call_sign}).one_or_none()


def active_incident_number(session: Session, call_sign: str) -> str | None:
    """The number of the incident a unit is on, read without a lock, or None."""
    found = session.scalars(_INCIDENT_OF, {"call_sign": call_sign}).one_or_none()
    return found.number if found else None


def last_assignment(session: Session, unit_id: int, by: datetime) -> Assignment | None:
    """The assignment a unit had been ordered to last by a moment, active or not."""
    return session.scalars(_LAST, {"unit_id": unit_id, "by": by}).one_or_none()


def call_signs_on(session: Session, incident_id: int) -> frozenset[str]:
    """The call signs of the units on an incident at this moment."""
    return frozenset(session.scalars(_CALL_SIGNS_ON, {"incident_id": incident_id}))


def active_assignments_of(session: Session, incident_id: int) -> Sequence[Assignment]:
    """The assignments of an incident not yet released, by call sign."""
    query = (
        select(Assignment)
        .join(Assignment.unit)
        .where(Assignment.incident_id == incident_id, Assignment.released_at.is_(None))
        .order_by(Unit.call_sign)
    )
    return session.scalars(query).all()


def incidents_of_units() -> dict[str, str]:
    """The incident number each assigned unit is on, by call sign."""
    query = (
        select(Unit.call_sign, Incident.number)
        .join(Assignment, Assignment.unit_id == Unit.id)
        .join(Incident, Incident.id == Assignment.incident_id)
        .where(Assignment.released_at.is_(None))
    )
    return {call_sign: number for call_sign, number in db.session.execute(query)}


def stamps_of(assignment_ids: Iterable[int]) -> dict[int, list[Stamp]]:
    """The stamps of assignments, each list by when it happened."""
    query = (
        select(Stamp)
        .where(Stamp.assignment_id.in_(tuple(assignment_ids)))
        .order_by(Stamp.at, Stamp.id)
    )
    found: dict[int, list[Stamp]] = {}
    for stamp in db.session.scalars(query):
        if stamp.assignment_id is not None:
            found.setdefault(stamp.assignment_id, []).append(stamp)
    return found


def stamp_with_seq(session: Session, unit_id: int, device_seq: int) -> Stamp | None:
    """The stamp a device sent under a sequence number, or None."""
    query = select(Stamp).where(Stamp.unit_id == unit_id, Stamp.device_seq == device_seq)
    return session.scalars(query).one_or_none()


def is_stamped(session: Session, unit_id: int, status: str, at: datetime) -> bool:
    """Whether a unit's report of this status and moment is kept already, and not struck."""
    query = select(Stamp.id).where(
        Stamp.unit_id == unit_id,
        Stamp.status == status,
        Stamp.at == at,
        Stamp.struck_at.is_(None),
    )
    return session.scalars(query.limit(1)).first() is not None


def log_of(number: str) -> Sequence[LogEntry]:
    """The log entries of an incident, in order."""
    query = select(LogEntry).where(LogEntry.incident_number == number).order_by(LogEntry.seq)
    return db.session.scalars(query).all()


def events_since(seq: int, limit: int = 500) -> Sequence[LogEntry]:
    """Log entries after a sequence number, in order, none missing."""
    query = select(LogEntry).where(LogEntry.seq > seq).order_by(LogEntry.seq).limit(limit)
    return db.session.scalars(query).all()


def log_seq() -> int:
    """The sequence number of the last log entry."""
    return db.session.scalar(select(LogHead.seq)) or 0


def calls_from(caller_number: str, limit: int = 5) -> Sequence[Call]:
    """Earlier calls from a number, newest first."""
    query = (
        select(Call)
        .where(Call.caller_number == caller_number)
        .order_by(Call.received_at.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def fire_numbered(number: str) -> Fire | None:
    """The fire record of a number, or None."""
    return db.session.scalars(select(Fire).where(Fire.number == number)).one_or_none()


def lock_fire(session: Session, number: str) -> Fire:
    """Load a fire record for change; raises UnknownFire."""
    query = (
        select(Fire)
        .where(Fire.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise UnknownFire(f"没有编号为“{number}”的火灾记录，请核对编号。")
    return found


def fires_numbered(numbers: Iterable[str]) -> Sequence[Fire]:
    """Fire records of some numbers, by when they happened."""
    query = select(Fire).where(Fire.number.in_(tuple(numbers))).order_by(Fire.occurred_at, Fire.id)
    return db.session.scalars(query).all()


def counted_incidents() -> int:
    """How many incidents there are."""
    return db.session.scalar(select(func.count()).select_from(Incident)) or 0


def counted_generated() -> int:
    """How many incidents of the demonstration's made-up past there are."""
    query = select(func.count()).select_from(Incident).where(Incident.is_generated)
    return db.session.scalar(query) or 0
