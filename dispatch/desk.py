"""The verbs of the dispatch desk: take a call, advise, send, recall, close, remind.

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

from dispatch import advising, order_advice, order_chain
from dispatch.errors import ImpossibleStatus, UnitNotReady, UnitTaken
from dispatch.order_advice import Choice
from dispatch.overrides import OverrideReason, told_words
from dispatch.recommendation import Recommendation
from dispatch.records import Reminder
from dispatch.status_reports import StatusReport, apply_status, keep_stamp
from dispatch.watch import Matter
from incidents import closing, ledger, queries, recorder
from incidents.calls import EmergencyCall
from incidents.duplicates import Duplicate, Told, suspected
from incidents.records import Assignment, Call, ClosingReport, Incident
from incidents.reports import Outcome
from incidents.timeline import Act, Entry, Source
from incidents.understanding.suggestion import suggest
from resources import roster
from resources.crewing import is_resting
from resources.errors import BadInput, FieldFault
from resources.geography import Position
from resources.queries import lock_unit, lock_units
from resources.records import Unit
from resources.unit_status import BEFORE_ARRIVAL, UnitStatus


@dataclass(frozen=True, slots=True)
class TakenCall:
    """A call as filed: its rows, and the open incidents it may be repeating."""

    call: Call
    incident: Incident
    duplicates: tuple[Duplicate, ...]


def take_call(
    session: Session, call: EmergencyCall, zone: ZoneInfo, act: Act, attach_to: str | None = None
) -> TakenCall:
    """File a call as a new incident, or attach it to an open one a person chose.

    Suspected repeats are returned for a person to judge; nothing is merged by machine.
    """
    code = call.category
    if code is None:
        suggestion = suggest(call.narrative, call.where.text)
        code = suggestion.category
        if call.level is None:
            # The words that gave the kind give the level too: somebody trapped is no level 1.
            call = replace(call, level=suggestion.level)
    told = Told(
        at=call.received_at,
        position=call.where.position,
        place_text=call.where.text,
        caller_number=call.caller_number,
        narrative=call.narrative,
        place_code=call.where.place_code,
        township_code=call.where.township_code,
        category=code,
    )
    duplicates = tuple(suspected(queries.comparable(call.received_at), told))
    if attach_to is not None:
        incident = queries.lock_incident(session, attach_to)
        row = recorder.attach_call(session, incident, call, act)
        others = tuple(hit for hit in duplicates if hit.incident.number != attach_to)
        return TakenCall(row, incident, others)
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
    override_code: OverrideReason | None = None,
) -> list[Assignment]:
    """Order units to an incident: all of them, or none.

    The partial unique index decides a race: whoever commits first has the unit. The advice of
    this moment is kept beside the choice; whoever has just asked for it in this transaction
    hands it over as `advice`. Raises UnitTaken, UnitNotReady, UnknownUnit, BadInput.
    """
    if not call_signs:
        raise BadInput((FieldFault("units", "请至少选择一辆车。"),))
    recorder.require_open(incident)
    question = advising.question_of(incident, act.now)
    units = _in_service(lock_units(session, call_signs))
    rows = _claim(session, incident, units, act)
    # Only the winner of a race is advised; the units still stand as they stood before the order.
    advice = advice or order_advice.of(session, question)
    picks = advice.picks if advice is not None else ()
    substitutes = {pick.call_sign for pick in picks if pick.substituted}
    for unit, row in zip(units, rows, strict=True):
        row.is_substitute = unit.call_sign in substitutes
        roster.set_status(unit, UnitStatus.ALERTED, act.at)
    order_chain.set_deadlines(session, rows, units, advice)
    _note_order(session, incident, units, told_words(override_code, override_reason), act)
    if advice is not None:
        ordered = " ".join(unit.call_sign for unit in units)
        choice = Choice(ordered, override_reason, override_code)
        order_advice.keep(session, incident, advice, choice, act)
    return rows


def _in_service(units: Sequence[Unit]) -> Sequence[Unit]:
    """Return the units as they are; raises UnitNotReady for one out of service."""
    for unit in units:
        if unit.status == UnitStatus.OUT_OF_SERVICE:
            why = unit.status_note or "原因未填"
            raise UnitNotReady(f"{unit.call_sign} 停用中（{why}），请先恢复战备或改派其他车辆。")
    return units


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
    session: Session, incident: Incident, units: Sequence[Unit], why: str, act: Act
) -> None:
    names = "、".join(unit.call_sign for unit in units)
    words = f"下达出动：{names}"
    if why:
        words += f"（与建议不同：{why}）"
    facts = {"units": " ".join(unit.call_sign for unit in units), "reason": why}
    ledger.note(session, Entry("units_ordered", words, act, incident.number, facts=facts))


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
    keep_stamp(session, unit, assignment, StatusReport(status), act, "")
    apply_status(session, unit, assignment, StatusReport(status), act)
    return assignment


def start_shift(session: Session, act: Act) -> None:
    """Begin a shift (交接班): every unit standing in its station counts its time from now.

    A rest ends with it: it belonged to the people who go off duty.
    """
    rested = []
    for unit in session.scalars(select(Unit).where(Unit.status == UnitStatus.IN_STATION)):
        roster.set_status(unit, UnitStatus.IN_STATION, act.at)
        if unit.rest_until is not None:
            if is_resting(unit.rest_until, act.at):
                rested.append(unit.call_sign)
            roster.end_rest(unit)
    words = "交接班：在站车辆重新计时"
    words += f"；结束休整：{'、'.join(sorted(rested))}" if rested else ""
    ledger.note(session, Entry("shift_started", words, act))


def report_position(
    session: Session,
    call_sign: str,
    position: Position,
    at: datetime,
    motion: roster.Motion = roster.UNTOLD,
) -> bool:
    """Keep a unit's newest position; returns False for one older than the last kept."""
    return roster.set_position(lock_unit(session, call_sign), position, at, motion)


def close(session: Session, incident: Incident, outcome: Outcome, act: Act) -> ClosingReport:
    """Close an incident; refused while a unit is on it or a field is missing."""
    return closing.close(session, incident, outcome, act)


def remind(session: Session, matters: Sequence[Matter], now: datetime) -> int:
    """Raise overdue matters once each, whoever else raises them; return how many were new."""
    act = replace(Act("系统", now), source=Source.AUTOMATIC)
    raised = 0
    for matter in matters:
        try:
            with session.begin_nested():
                session.add(
                    Reminder(
                        kind=matter.kind,
                        subject=matter.subject,
                        raised_at=now,
                        sentence=matter.sentence,
                        incident_number=matter.incident_number,
                        call_sign=matter.call_sign,
                    )
                )
        except IntegrityError:
            continue
        facts = {"matter": matter.kind, "subject": matter.subject}
        words, number = matter.sentence, matter.incident_number
        ledger.note(session, Entry("reminder", words, act, number, matter.call_sign, facts=facts))
        raised += 1
    return raised
