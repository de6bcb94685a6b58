"""The verbs of the dispatch desk: take a call, advise, send, report, recall, close, remind.

Only here do a unit and an incident change in one act. Everything that is locked is locked in
one order (incident, then units by call sign, then the head of the log), so that two desks
never wait for each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dispatch import advising
from dispatch.errors import ImpossibleStatus, UnitNotReady, UnitTaken
from dispatch.recommendation import Recommendation
from dispatch.records import Advice, Reminder
from dispatch.watch import Matter
from incidents import ledger, queries, recorder
from incidents.calls import EmergencyCall
from incidents.duplicates import Duplicate, Told, suspected
from incidents.lifecycle import REACHED_BY, IncidentState, advanced
from incidents.records import Assignment, Call, ClosingReport, Incident, Stamp
from incidents.reports import Outcome
from incidents.suggestion import suggest
from incidents.timeline import Act, Entry, Source
from resources import roster
from resources.errors import BadInput, FieldFault
from resources.geography import Position
from resources.queries import lock_unit, lock_units
from resources.records import Unit
from resources.unit_status import (
    BEFORE_ARRIVAL,
    LABELS,
    WORKING,
    UnitStatus,
    is_impossible,
    order_warning,
)

RELEASING = frozenset(UnitStatus) - WORKING
"""Statuses in which a unit is no longer bound to its incident: it may be ordered again."""

TIMED_BY_DEVICE = frozenset({Source.CREW, Source.AVL})
"""Sources whose told time is a vehicle's own clock, not a person's word."""

STAMP_COLUMNS = {
    UnitStatus.ALERTED: "acknowledged_at",
    UnitStatus.EN_ROUTE: "en_route_at",
    UnitStatus.ON_SCENE: "on_scene_at",
    UnitStatus.WATER_ON: "water_on_at",
    UnitStatus.WATER_OFF: "water_off_at",
    UnitStatus.RETURNING: "returning_at",
    UnitStatus.IN_STATION: "in_station_at",
}


@dataclass(frozen=True, slots=True)
class TakenCall:
    """A call as filed: its rows, and the open incidents it may be repeating."""

    call: Call
    incident: Incident
    duplicates: tuple[Duplicate, ...]


@dataclass(frozen=True, slots=True)
class StatusReport:
    """One report of a vehicle's status; `reason` is asked for out of service."""

    status: UnitStatus
    reason: str = ""
    device_seq: int | None = None
    position: Position | None = None


def take_call(
    session: Session, call: EmergencyCall, zone: ZoneInfo, act: Act, attach_to: str | None = None
) -> TakenCall:
    """File a call as a new incident, or attach it to an open one a person chose.

    Suspected repeats are returned for a person to judge; nothing is merged by machine.
    """
    told = Told(call.received_at, call.where.position, call.where.text, call.caller_number)
    duplicates = tuple(suspected(queries.comparable_open(), told))
    if attach_to is not None:
        incident = queries.lock_incident(session, attach_to)
        row = recorder.attach_call(session, incident, call, act)
        others = tuple(hit for hit in duplicates if hit.incident.number != attach_to)
        return TakenCall(row, incident, others)
    suggestion = suggest(call.narrative, call.where.text)
    code = call.category or suggestion.category
    if call.category is None and call.level is None:
        # The words that gave the kind give the level too: somebody trapped is no level 1.
        call = replace(call, level=suggestion.level)
    number = recorder.next_number(session, call.received_at, zone)
    row = recorder.open_incident(session, call, code, number, act)
    session.flush()
    return TakenCall(row, row.incident, duplicates)


def send(
    session: Session,
    incident: Incident,
    call_signs: Sequence[str],
    act: Act,
    override_reason: str = "",
    advice: Recommendation | None = None,
) -> list[Assignment]:
    """Order units to an incident: all of them, or none.

    The partial unique index decides a race: whoever commits first has the unit. The advice of
    this moment is kept beside the choice; whoever has just asked for it in this transaction
    hands it over as `advice`. Raises UnitTaken, UnitNotReady, UnknownUnit, BadInput.
    """
    if not call_signs:
        raise BadInput((FieldFault("units", "请至少选择一辆车。"),))
    recorder.require_open(incident)
    question = advising.question_of(incident)
    units = lock_units(session, call_signs)
    for unit in units:
        if unit.status == UnitStatus.OUT_OF_SERVICE:
            why = unit.status_note or "原因未填"
            raise UnitNotReady(f"{unit.call_sign} 停用中（{why}），请先恢复战备或改派其他车辆。")
    rows = _claim(session, incident, units, act)
    # Only the winner of a race is advised; the units still stand as they stood before the order.
    advice = advice or advising.advise(question)
    substitutes = {pick.call_sign for pick in advice.picks if pick.substituted}
    for unit, row in zip(units, rows, strict=True):
        row.is_substitute = unit.call_sign in substitutes
        roster.set_status(unit, UnitStatus.ALERTED, act.at)
    _note_order(session, incident, units, override_reason, act)
    session.add(
        Advice(
            incident_id=incident.id,
            at=act.now,
            rule_version=advice.demand.rule.version,
            rule_mark=str(advice.demand.rule.mark),
            advised=advising.kept(advice),
            ordered=" ".join(unit.call_sign for unit in units),
            override_reason=override_reason,
            by=act.by,
        )
    )
    return rows


def _claim(
    session: Session, incident: Incident, units: Sequence[Unit], act: Act
) -> list[Assignment]:
    try:
        with session.begin_nested():
            return recorder.open_assignments(session, incident, units, act)
    except IntegrityError as error:
        taken = [(unit, queries.active_assignment(session, unit.id)) for unit in units]
        told = [
            f"{unit.call_sign} 已由{held.ordered_by}派往警情 {held.incident.number}"
            for unit, held in taken
            if held is not None
        ]
        assert told, f"an order failed on something else than a taken unit: {error}"
        raise UnitTaken(f"{'; '.join(told)}。本次所选车辆均未下达，请改选后重新下达。") from error


def _note_order(
    session: Session, incident: Incident, units: Sequence[Unit], override_reason: str, act: Act
) -> None:
    names = "、".join(unit.call_sign for unit in units)
    words = f"下达出动：{names}"
    if override_reason:
        words += f"（与建议不同：{override_reason}）"
    facts = {"units": " ".join(unit.call_sign for unit in units), "reason": override_reason}
    ledger.note(session, Entry("units_ordered", words, act, incident.number, facts=facts))


def report_status(session: Session, call_sign: str, report: StatusReport, act: Act) -> bool:
    """Record a unit's status on the unit, its assignment and its incident together.

    Returns False for a repeat, which changes nothing: radios repeat until acknowledged. A report
    older than what is known is kept and marked late, and never moves the board back.
    Raises ImpossibleStatus for work without an order.
    """
    unit, assignment = _lock_unit_and_incident(session, call_sign)
    act, skew = _by_own_clock(session, unit, assignment, report, act)
    is_late = act.told_at is not None and act.at < unit.status_since
    if _is_repeat(session, unit, assignment, report, act, is_late):
        return False
    before = UnitStatus(unit.status)
    if is_late or (assignment is None and report.status in WORKING):
        # What came late may belong to an order ended since; new work needs a new order.
        assignment = _assignment_told_of(session, unit, assignment, report, act)
        is_late = is_late or (assignment is not None and assignment.released_at is not None)
    if is_impossible(before, report.status) and not is_late:
        raise ImpossibleStatus(
            f"{call_sign} 现为“{LABELS[before]}”，不能直接报“{LABELS[report.status]}”。"
        )
    warning = "迟到的报告，不改变当前状态" if is_late else order_warning(before, report.status)
    warning = "；".join(part for part in (skew, warning) if part)
    _keep_stamp(session, unit, assignment, report, act, warning)
    if not is_late:
        _apply_status(session, unit, assignment, report, act)
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
        raise ImpossibleStatus(
            f"{unit.call_sign} 没有任务，不能报“{LABELS[report.status]}”；请先下达出动命令。"
        )
    return active if is_work else None


def _keep_stamp(
    session: Session,
    unit: Unit,
    assignment: Assignment | None,
    report: StatusReport,
    act: Act,
    warning: str,
) -> None:
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
        # The first stamp of a kind stands; only the last "water off" is the end of the water.
        if kept is None or (report.status is UnitStatus.WATER_OFF and kept < act.at):
            setattr(assignment, column, act.at)
    number = assignment.incident.number if assignment else None
    words = f"{unit.call_sign} {LABELS[report.status]}"
    if report.status is UnitStatus.ALERTED:
        words = f"{unit.call_sign} 收到命令"
    words += f": {report.reason}" if report.reason else ""
    words += f"（{warning}）" if warning else ""
    facts = {"status": str(report.status)}
    kind = "status_reported" if assignment else "unit_unassigned_status"
    ledger.note(session, Entry(kind, words, act, number, unit.call_sign, facts=facts))


def _apply_status(
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


def recall(session: Session, incident: Incident, call_sign: str, act: Act) -> Assignment:
    """Call a unit back before it arrives (中途返回): it turns home and is free at once.

    Raises ImpossibleStatus when it is not on this incident or has already arrived.
    """
    unit = lock_unit(session, call_sign)
    assignment = queries.active_assignment(session, unit.id)
    if assignment is None or assignment.incident_id != incident.id:
        raise ImpossibleStatus(f"{call_sign} 不在警情 {incident.number} 上，不能召回。")
    if assignment.on_scene_at is not None or unit.status not in BEFORE_ARRIVAL:
        raise ImpossibleStatus(f"{call_sign} 已到场，请改报返队。")
    has_left = assignment.en_route_at is not None
    status = UnitStatus.RETURNING if has_left else UnitStatus.IN_STATION
    assignment.recalled_at = act.at
    words = f"召回 {call_sign}" + ("（途中）" if has_left else "（未出动）")
    ledger.note(session, Entry("unit_recalled", words, act, incident.number, call_sign))
    _keep_stamp(session, unit, assignment, StatusReport(status), act, "")
    _apply_status(session, unit, assignment, StatusReport(status), act)
    return assignment


def start_shift(session: Session, act: Act) -> None:
    """Begin a shift (交接班): every unit standing in its station counts its time from now."""
    for unit in session.scalars(select(Unit).where(Unit.status == UnitStatus.IN_STATION)):
        roster.set_status(unit, UnitStatus.IN_STATION, act.at)
    ledger.note(session, Entry("shift_started", "交接班：在站车辆重新计时", act))


def report_position(session: Session, call_sign: str, position: Position, at: datetime) -> bool:
    """Keep a unit's newest position; returns False for one older than the last kept."""
    return roster.set_position(lock_unit(session, call_sign), position, at)


def close(session: Session, incident: Incident, outcome: Outcome, act: Act) -> ClosingReport:
    """Close an incident; refused while a unit is on it or a field is missing."""
    return recorder.close(session, incident, outcome, act)


def remind(session: Session, matters: Sequence[Matter], now: datetime) -> int:
    """Raise overdue matters once each, whoever else raises them; return how many were new."""
    act = replace(Act("系统", now), source=Source.AUTOMATIC)
    raised = 0
    for kind, subject, number, sentence in matters:
        try:
            with session.begin_nested():
                session.add(Reminder(kind=kind, subject=subject, raised_at=now))
        except IntegrityError:
            continue
        ledger.note(session, Entry("reminder", sentence, act, number))
        raised += 1
    return raised
