"""The verb that takes back a status a dispatcher has just reported by mistake (撤销).

The stamp is struck and stays, a counter-entry tells of it, and vehicle, assignment and incident
stand again as before. Locked in the order of the desk: incident, unit, head of the log.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dispatch.errors import CannotUndo
from dispatch.stamps import recompute, strike
from dispatch.status_reports import LATE, RELEASING
from incidents import ledger, queries, recorder
from incidents.lifecycle import REACHED_BY, IncidentState, advanced
from incidents.records import Assignment, Incident, LogEntry, Stamp
from incidents.timeline import Act, Entry, Facts
from resources import roster
from resources.geography import Position
from resources.queries import lock_unit
from resources.records import Unit
from resources.unit_status import LABELS, UnitStatus, status_of

UNDONE_WITHIN: Final = timedelta(seconds=10)
"""How long a status can be taken back (mark P); later it is corrected by another report."""
INSTEAD: Final = "请改报正确的状态，或在火场文书中更正时刻。"


@dataclass(frozen=True, slots=True)
class Undone:
    """A status taken back: which vehicle, what was told, and what stands again."""

    call_sign: str
    status: UnitStatus
    restored: UnitStatus


def newest_by(session: Session, by: str, now: datetime) -> tuple[str, UnitStatus] | None:
    """Return vehicle and status of the last report a person can still take back, or None."""
    query = (
        select(Unit.call_sign, Stamp.status)
        .join(Stamp, Stamp.unit_id == Unit.id)
        .where(Stamp.by == by, Stamp.struck_at.is_(None), Stamp.entered_at >= now - UNDONE_WITHIN)
        .order_by(Stamp.id.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else (found.call_sign, UnitStatus(found.status))


def undo_status(session: Session, call_sign: str, act: Act) -> Undone:
    """Take back the last status of a vehicle, reported by this person less than 10 s ago.

    Raises CannotUndo when it is another's, too old, a recall, or when something newer happened to
    the vehicle; IncidentIsClosed; UnknownUnit.
    """
    seen = _newest_of(session, call_sign)
    incident = None
    if seen is not None and seen.assignment_id is not None:
        incident = _lock_incident_of(session, seen.assignment_id)
    unit = lock_unit(session, call_sign)
    stamp = _newest_of(session, call_sign)
    if stamp is None:
        raise CannotUndo(f"{call_sign} 没有可撤销的状态。")
    if seen is None or stamp.id != seen.id:
        raise CannotUndo(f"{call_sign} 刚有新的状态报入，未撤销；请核对后再操作。")
    _require_own_and_fresh(call_sign, stamp, act)
    entry = _entry_of(session, call_sign, stamp)
    assignment = None
    if stamp.assignment_id is not None:
        assignment = session.get_one(Assignment, stamp.assignment_id, populate_existing=True)
        if assignment.recalled_at == stamp.at:
            raise CannotUndo(f"{call_sign} 是被召回的，召回不能撤销；需要时请重新下达。")
    if incident is not None:
        recorder.require_open(incident)
    is_late = LATE in stamp.warning
    if not is_late:
        _require_unmoved(session, unit, stamp, assignment)
    strike(stamp, "报错，10 秒内撤销", act)
    if assignment is not None:
        recompute(session, assignment)
    restored = status_of(unit.status)
    if not is_late:
        before = ledger.facts_of(entry)
        restored = _put_back(unit, before)
        if incident is not None and assignment is not None and before.get("state_before"):
            _put_back_incident(session, incident, assignment, stamp, before)
    _note(session, unit, stamp, entry, restored, act)
    return Undone(call_sign, UnitStatus(stamp.status), restored)


def _newest_of(session: Session, call_sign: str) -> Stamp | None:
    query = (
        select(Stamp)
        .join(Unit, Stamp.unit_id == Unit.id)
        .where(Unit.call_sign == call_sign, Stamp.struck_at.is_(None))
        .order_by(Stamp.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).one_or_none()


def _lock_incident_of(session: Session, assignment_id: int) -> Incident:
    query = (
        select(Incident.number)
        .join(Assignment, Assignment.incident_id == Incident.id)
        .where(Assignment.id == assignment_id)
    )
    return queries.lock_incident(session, session.scalars(query).one())


def _require_own_and_fresh(call_sign: str, stamp: Stamp, act: Act) -> None:
    told = f"{call_sign} 的“{LABELS[UnitStatus(stamp.status)]}”"
    if stamp.by != act.by:
        raise CannotUndo(f"{told}是{stamp.by}报的，只能撤销自己刚报的状态；{INSTEAD}")
    if act.now - stamp.entered_at > UNDONE_WITHIN:
        seconds = round(UNDONE_WITHIN.total_seconds())
        raise CannotUndo(f"{told}已报出超过 {seconds} 秒，不能撤销；{INSTEAD}")


def _require_unmoved(
    session: Session, unit: Unit, stamp: Stamp, assignment: Assignment | None
) -> None:
    """Refuse when anything newer than the stamp happened to the vehicle."""
    active = queries.active_assignment(session, unit.id)
    own = assignment.id if assignment is not None and assignment.released_at is None else None
    if (active.id if active else None) != own:
        where = f"，现在警情 {active.incident.number} 上" if active else ""
        raise CannotUndo(f"{unit.call_sign} 之后另有任务{where}，不能撤销；{INSTEAD}")
    if unit.status != stamp.status or unit.status_since != stamp.at:
        now = LABELS[status_of(unit.status)]
        raise CannotUndo(f"{unit.call_sign} 之后已变为“{now}”，不能撤销；{INSTEAD}")


def _entry_of(session: Session, call_sign: str, stamp: Stamp) -> LogEntry:
    """Find the log entry that told of a stamp; it carries what stood before."""
    query = (
        select(LogEntry)
        .where(
            LogEntry.call_sign == call_sign,
            LogEntry.entered_at == stamp.entered_at,
            or_(LogEntry.kind == "status_reported", LogEntry.kind == "unit_unassigned_status"),
        )
        .order_by(LogEntry.seq.desc())
    )
    for entry in session.scalars(query):
        facts = ledger.facts_of(entry)
        if facts.get("status") == stamp.status and facts.get("before"):
            return entry
    label = LABELS[UnitStatus(stamp.status)]
    raise CannotUndo(f"{call_sign} 的“{label}”没有留下之前的状态，不能撤销；{INSTEAD}")


def _put_back(unit: Unit, before: Facts) -> UnitStatus:
    lon, lat, position_at = (before.get(name) for name in ("lon", "lat", "position_at"))
    place = None
    if lon is not None and lat is not None and position_at is not None:
        place = (Position(float(lon), float(lat)), datetime.fromisoformat(str(position_at)))
    status = status_of(str(before["before"]))
    since = datetime.fromisoformat(str(before["since"]))
    roster.put_back(unit, status, since, str(before.get("note") or ""), place)
    return status


def _put_back_incident(
    session: Session, incident: Incident, own: Assignment, stamp: Stamp, before: Facts
) -> None:
    """Put the incident back too, but no farther than what others have reached since."""
    if own.released_at is not None and stamp.status in RELEASING:
        own.released_at = None
    state = IncidentState(str(before["state_before"]))
    if any(row.ordered_at >= stamp.entered_at for row in incident.assignments if row is not own):
        state = advanced(state, IncidentState.ORDERED)
    query = (
        select(Stamp)
        .join(Assignment, Assignment.id == Stamp.assignment_id)
        .where(
            Assignment.incident_id == incident.id,
            Stamp.id > stamp.id,
            Stamp.struck_at.is_(None),
        )
        .order_by(Stamp.id)
    )
    for later in session.scalars(query):
        reached = REACHED_BY.get(UnitStatus(later.status))
        if reached is not None and LATE not in later.warning:
            state = advanced(state, reached)
    for at, stage in (
        (incident.controlled_at, IncidentState.CONTROLLED),
        (incident.extinguished_at, IncidentState.EXTINGUISHED),
    ):
        if at is not None and at >= stamp.entered_at:
            state = advanced(state, stage)
    incident.state = state
    incident.version += 1


def _note(
    session: Session, unit: Unit, stamp: Stamp, entry: LogEntry, restored: UnitStatus, act: Act
) -> None:
    told, stands = LABELS[UnitStatus(stamp.status)], LABELS[restored]
    words = f"撤销：{unit.call_sign} “{told}”报错，恢复为“{stands}”"
    facts: Facts = {
        "undoes": entry.seq,
        "status": stamp.status,
        "restored": str(restored),
    }
    number = entry.incident_number
    ledger.note(session, Entry("status_undone", words, act, number, unit.call_sign, facts=facts))
