"""The verbs that set stamps right afterwards: a correction keeps the original, struck.

Locked in the order of the desk: the incident, then the unit, then the head of the log.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import status_reports
from dispatch.errors import UnknownStamp
from dispatch.stamp_order import WORDS, order_faults, order_warning_of
from dispatch.stamps import STAMP_COLUMNS, columns_of, recompute, standing, strike
from dispatch.status_reports import StatusReport
from incidents import ledger
from incidents.errors import CannotMove, StaleEdit
from incidents.lifecycle import IncidentState
from incidents.records import Assignment, Incident, Stamp
from incidents.timeline import Act, Entry, Facts
from resources.errors import BadInput, FieldFault
from resources.queries import lock_unit
from resources.records import Unit
from resources.unit_status import UnitStatus


@dataclass(frozen=True, slots=True)
class TrueTime:
    """What a person tells of a stamp afterwards: which one is wrong, or what was never stamped."""

    reason: str
    stamp_id: int | None = None
    call_sign: str = ""
    status: UnitStatus | None = None


def correct(
    session: Session, incident: Incident, told: TrueTime, zone: ZoneInfo, act: Act
) -> Assignment:
    """Strike a wrong stamp and write the true one, at the moment `act` tells.

    Raises UnknownStamp, StaleEdit when it was struck already, BadInput for a time that cannot be.
    """
    _require_correctable(incident, told)
    stamp = session.get(Stamp, told.stamp_id, populate_existing=True)
    assignment = session.get(Assignment, stamp.assignment_id) if stamp is not None else None
    if stamp is None or assignment is None or assignment.incident_id != incident.id:
        raise UnknownStamp(f"警情 {incident.number} 没有这个时刻，请重新载入后再选。")
    unit = lock_unit(session, assignment.unit.call_sign)
    if stamp.struck_at is not None:
        raise StaleEdit(f"{unit.call_sign} 的这个时刻已由{stamp.struck_by}更正，请重新载入后再改。")
    status = UnitStatus(stamp.status)
    if act.at == stamp.at:
        raise BadInput((FieldFault("at", "与原时刻相同，不用更正。"),))
    others = [one for one in standing(session, assignment) if one.id != stamp.id]
    _check_order(incident, status, others, zone, act)
    strike(stamp, told.reason, act)
    _write(session, unit, assignment, status, act)
    recompute(session, assignment)
    _move_what_hung_on(unit, assignment, stamp, act.at)
    incident.version += 1
    before, after = _clock(stamp.at, zone), _clock(act.at, zone)
    words = f"更正 {unit.call_sign} {WORDS[status]}：{before} 改为 {after}（{told.reason}）"
    facts: Facts = {
        "stamp": stamp.id,
        "status": str(status),
        "before": stamp.at.isoformat(),
        "after": act.at.isoformat(),
        "reason": told.reason,
    }
    kind = "record_corrected" if incident.state == IncidentState.CLOSED else "stamp_corrected"
    ledger.note(session, Entry(kind, words, act, incident.number, unit.call_sign, facts=facts))
    return assignment


def fill_in(
    session: Session, incident: Incident, told: TrueTime, zone: ZoneInfo, act: Act
) -> Assignment:
    """Add a stamp nobody made, at the moment `act` tells (补报).

    While the vehicle is on the incident this is a report like any other and may move the board;
    afterwards it is only kept. Raises UnknownStamp, BadInput for a time that cannot be.
    """
    _require_correctable(incident, told)
    status = told.status
    if status is None or status not in STAMP_COLUMNS:
        names = "、".join(WORDS[one] for one in STAMP_COLUMNS)
        raise BadInput((FieldFault("status", f"请选择要补报的时刻：{names}。"),))
    unit = lock_unit(session, told.call_sign)
    assignment = _assignment_of(session, incident, unit)
    stamps = standing(session, assignment)
    if any(one.status == status for one in stamps):
        raise BadInput(
            (FieldFault("status", f"{unit.call_sign} 已有{WORDS[status]}时刻，请更正它。"),)
        )
    _check_order(incident, status, stamps, zone, act)
    report = StatusReport(status, told.reason)
    if assignment.released_at is None:
        status_reports.report_status(session, unit.call_sign, report, act)
    else:
        status_reports.keep_stamp(session, unit, assignment, report, act, "补报")
        incident.version += 1
    recompute(session, assignment)
    return assignment


def _require_correctable(incident: Incident, told: TrueTime) -> None:
    if incident.state == IncidentState.MERGED:
        raise CannotMove(f"警情 {incident.number} 已并案，请到 {incident.merged_into} 更正。")
    if not told.reason:
        raise BadInput((FieldFault("reason", "请写明更正或补报的原因。"),))


def _assignment_of(session: Session, incident: Incident, unit: Unit) -> Assignment:
    """Find the last assignment of a unit on an incident."""
    query = (
        select(Assignment)
        .where(Assignment.incident_id == incident.id, Assignment.unit_id == unit.id)
        .order_by(Assignment.ordered_at.desc(), Assignment.id.desc())
        .limit(1)
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise UnknownStamp(f"{unit.call_sign} 没有派往警情 {incident.number}，不能补报时刻。")
    return found


def _check_order(
    incident: Incident, status: UnitStatus, others: Iterable[Stamp], zone: ZoneInfo, act: Act
) -> None:
    columns = columns_of(others)
    times = {kind: columns[name] for kind, name in STAMP_COLUMNS.items() if name in columns}
    faults = order_faults(status, act.at, times, incident.received_at, zone)
    if faults:
        raise BadInput(tuple(FieldFault("at", one) for one in faults))


def _write(
    session: Session, unit: Unit, assignment: Assignment, status: UnitStatus, act: Act
) -> None:
    row = Stamp(
        unit_id=unit.id,
        assignment_id=assignment.id,
        status=status,
        at=act.at,
        entered_at=act.now,
        source=str(act.source),
        by=act.by,
        warning=order_warning_of(act.at, assignment.ordered_at),
    )
    session.add(row)


def _move_what_hung_on(unit: Unit, assignment: Assignment, stamp: Stamp, at: datetime) -> None:
    """Move the release and the age of the unit's status where the wrong stamp had set them."""
    if assignment.released_at == stamp.at:
        assignment.released_at = at
    if unit.status == stamp.status and unit.status_since == stamp.at:
        unit.status_since = at
        unit.version += 1


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%m-%d %H:%M:%S")
