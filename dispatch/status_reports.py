"""The verbs of what a vehicle reports: its status kept on unit, assignment and incident together.

Locked in the order of the desk: the incident, then the unit, then the head of the log.
"""

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.errors import ImpossibleStatus, UnitTaken
from dispatch.stamps import STAMP_COLUMNS, kept_of
from incidents import ledger, queries
from incidents.lifecycle import REACHED_BY, IncidentState, advanced
from incidents.records import Assignment, Incident, Stamp
from incidents.timeline import Act, Entry, Facts, Source
from resources import roster
from resources.geography import Position
from resources.queries import lock_unit
from resources.records import Unit
from resources.unit_status import (
    LABELS,
    WORKING,
    UnitStatus,
    order_warning,
    status_of,
    why_impossible,
    why_unordered,
)

RELEASING = frozenset(UnitStatus) - WORKING
"""Statuses in which a unit is no longer bound to its incident: it may be ordered again."""

TIMED_BY_DEVICE = frozenset({Source.CREW, Source.AVL})
"""Sources whose told time is a vehicle's own clock, not a person's word."""

LATE: Final = "迟到的报告，不改变当前状态"
"""The warning of a stamp that came too late to move the board."""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """One report of a vehicle's status; `reason` is asked for out of service."""

    status: UnitStatus
    reason: str = ""
    device_seq: int | None = None
    position: Position | None = None


def report_status(session: Session, call_sign: str, report: StatusReport, act: Act) -> bool:
    """Record a unit's status on the unit, its assignment and its incident together.

    Returns False for a repeat, which changes nothing: radios repeat until acknowledged. A report
    older than what is known is kept and marked late, and never moves the board back.
    Raises ImpossibleStatus for work without an order.
    """
    unit, assignment = _lock_unit_and_incident(session, call_sign)
    act, skew = _by_own_clock(session, unit, assignment, report, act)
    act, is_overtaken, misfit = _in_sequence(session, unit, report, act)
    skew = "；".join(part for part in (skew, misfit) if part)
    is_late = is_overtaken or (act.told_at is not None and act.at < unit.status_since)
    if _is_repeat(session, unit, assignment, report, act, is_late):
        return False
    before = status_of(unit.status)
    if is_late or (assignment is None and report.status in WORKING):
        # What came late may belong to an order ended since; new work needs a new order.
        assignment = _assignment_told_of(session, unit, assignment, report, act)
        is_late = is_late or (assignment is not None and assignment.released_at is not None)
    impossible = why_impossible(call_sign, before, report.status)
    if impossible is not None and not is_late:
        raise ImpossibleStatus(impossible)
    warning = LATE if is_late else order_warning(before, report.status)
    warning = "；".join(part for part in (skew, warning) if part)
    keep_stamp(session, unit, assignment, report, act, warning)
    if not is_late:
        apply_status(session, unit, assignment, report, act)
    return True


def _by_own_clock(
    session: Session, unit: Unit, active: Assignment | None, report: StatusReport, act: Act
) -> tuple[Act, str]:
    """Set right a report told of a moment before the order it works on: its clock is slow.

    No order of that moment explains it, so it happened when it came in; the board must move.
    """
    is_early = active is not None and act.told_at is not None and act.at < active.ordered_at
    if not is_early or report.status not in WORKING or active is None:
        return act, ""
    if act.source not in TIMED_BY_DEVICE:
        # A person who tells an earlier time means it: the order was spoken before it was typed.
        return act, ""
    then = queries.last_assignment(session, unit.id, act.at)
    if then is not None and then.released_at is not None and act.at <= then.released_at:
        return act, ""
    behind = round((active.ordered_at - act.at).total_seconds())
    return replace(act, told_at=None), f"设备时间早于下达 {behind} 秒，按收到时间记"


def _in_sequence(
    session: Session, unit: Unit, report: StatusReport, act: Act
) -> tuple[Act, bool, str]:
    """Put a numbered report between its neighbours of the same device; tell if it was overtaken.

    Within one order a device counts on whatever its clock does: the number decides, and a moment
    that contradicts it is moved to the neighbour it contradicts. A device that starts to count
    anew with the next order does no harm.
    """
    last = queries.last_assignment(session, unit.id, act.now)
    if report.device_seq is None or last is None:
        return act, False, ""
    told_by_device = select(Stamp).where(
        Stamp.unit_id == unit.id,
        Stamp.by == act.by,
        Stamp.device_seq.is_not(None),
        Stamp.entered_at >= last.ordered_at,
    )
    seq = report.device_seq
    before = session.scalars(
        told_by_device.where(Stamp.device_seq < seq).order_by(Stamp.device_seq.desc()).limit(1)
    ).first()
    after = session.scalars(
        told_by_device.where(Stamp.device_seq > seq).order_by(Stamp.device_seq).limit(1)
    ).first()
    at = act.at
    if after is not None and at > after.at:
        at = after.at
    if before is not None and at < before.at:
        # The newest report happened when it came in: nothing says more of a clock set back.
        at = before.at if after is not None else max(before.at, act.now)
    if at == act.at:
        return act, after is not None, ""
    off = abs(round((at - act.at).total_seconds()))
    words = f"设备时间与其报告序号不符，移动 {off} 秒"
    return replace(act, told_at=at), after is not None, words


def _lock_unit_and_incident(session: Session, call_sign: str) -> tuple[Unit, Assignment | None]:
    """Lock the incident a unit is on, then the unit; again if it was moved in between."""
    for _ in range(3):
        incident = queries.lock_incident_of(session, call_sign)
        unit = lock_unit(session, call_sign)
        assignment = queries.active_assignment(session, unit.id)
        seen = incident.id if incident else None
        if (assignment.incident_id if assignment else None) == seen:
            return unit, assignment
    raise UnitTaken(f"{call_sign} 的任务正在变动，请重试。")


def _is_repeat(
    session: Session,
    unit: Unit,
    assignment: Assignment | None,
    report: StatusReport,
    act: Act,
    is_late: bool,
) -> bool:
    if report.device_seq is not None:
        known = queries.stamp_with_seq(session, unit.id, report.device_seq)
        if known is not None:
            return True
    if act.told_at is not None and queries.is_stamped(session, unit.id, report.status, act.at):
        return True
    if is_late or report.status != unit.status:
        return False
    is_acknowledgement = (
        report.status is UnitStatus.ALERTED
        and assignment is not None
        and assignment.acknowledged_at is None
    )
    return not is_acknowledgement


def _assignment_told_of(
    session: Session, unit: Unit, active: Assignment | None, report: StatusReport, act: Act
) -> Assignment | None:
    """Find the order a report tells of by its moment; None for a move between two orders."""
    is_work = report.status in WORKING
    then = queries.last_assignment(session, unit.id, act.at)
    if then is not None and (then.released_at is None or act.at <= then.released_at):
        return then
    if is_work and active is None:
        raise ImpossibleStatus(why_unordered(unit.call_sign, report.status))
    return active if is_work else None


def keep_stamp(
    session: Session,
    unit: Unit,
    assignment: Assignment | None,
    report: StatusReport,
    act: Act,
    warning: str,
) -> None:
    facts = _stood_before(unit, assignment, report)
    if assignment is None and report.status is UnitStatus.IN_STATION:
        # The way home is the end of the last order, though the unit was free to be sent again.
        last = queries.last_assignment(session, unit.id, act.at)
        if last is not None and last.in_station_at is None:
            last.in_station_at = act.at
            assignment = last
    row = Stamp(
        unit_id=unit.id,
        assignment_id=assignment.id if assignment else None,
        status=report.status,
        at=act.at,
        entered_at=act.now,
        source=str(act.source),
        by=act.by,
        device_seq=report.device_seq,
        warning=warning,
    )
    session.add(row)
    column = STAMP_COLUMNS.get(report.status)
    if assignment is not None and column is not None:
        kept = getattr(assignment, column)
        told = [act.at] if kept is None else [kept, act.at]
        setattr(assignment, column, kept_of(report.status, told))
    number = assignment.incident.number if assignment else None
    words = f"{unit.call_sign} {LABELS[report.status]}"
    if report.status is UnitStatus.ALERTED:
        words = f"{unit.call_sign} 收到命令"
    words += f": {report.reason}" if report.reason else ""
    words += f"（{warning}）" if warning else ""
    kind = "status_reported" if assignment else "unit_unassigned_status"
    ledger.note(session, Entry(kind, words, act, number, unit.call_sign, facts=facts))


def _stood_before(unit: Unit, assignment: Assignment | None, report: StatusReport) -> Facts:
    """Return what the log tells beside a status: how everything stood, for whoever undoes it."""
    place, at = unit.position, unit.position_at
    is_active = assignment is not None and assignment.released_at is None
    return {
        "status": str(report.status),
        "before": unit.status,
        "since": unit.status_since.isoformat(),
        "note": unit.status_note,
        "lon": None if place is None else repr(place.lon),
        "lat": None if place is None else repr(place.lat),
        "position_at": None if at is None else at.isoformat(),
        "state_before": assignment.incident.state if is_active and assignment else None,
    }


def apply_status(
    session: Session, unit: Unit, assignment: Assignment | None, report: StatusReport, act: Act
) -> None:
    roster.set_status(unit, report.status, act.at, report.reason)
    if report.position is not None:
        roster.set_position(unit, report.position, act.at)
    if assignment is None:
        return
    incident = assignment.incident
    if assignment.released_at is None and report.status in RELEASING:
        assignment.released_at = act.at
        _settle(session, incident)
    reached = REACHED_BY.get(report.status)
    if reached is not None:
        incident.state = advanced(IncidentState(incident.state), reached)
    incident.version += 1


def _settle(session: Session, incident: Incident) -> None:
    """Call an incident returned once its last unit is released."""
    is_done = not queries.call_signs_on(session, incident.id)
    if is_done and incident.state not in {IncidentState.CLOSED, IncidentState.MERGED}:
        incident.state = IncidentState.RETURNED
