"""The verb of back-entry (补录): a paper slip becomes an incident, with the times of the paper.

It goes the way of a live call (take, order, report, close), under its true times and marked as
written on paper. Where a vehicle stands now is changed only by what the slip knows newer.
Locked in the order of the desk: the incident, the units by call sign, the head of the log.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dispatch import desk
from dispatch.errors import SlipTaken
from dispatch.slip_fates import Fate, Held, Known, fate
from dispatch.status_reports import StatusReport, keep_stamp
from incidents import ledger, queries, recorder, slip_queries
from incidents.duplicates import Duplicate
from incidents.lifecycle import REACHED_BY, IncidentState, Stage, advanced
from incidents.records import Assignment, Incident
from incidents.slip_times import shown
from incidents.slips import PaperSlip, UnitOnSlip, order_faults
from incidents.timeline import Act, Entry, Facts, Source
from resources import roster
from resources.errors import BadInput
from resources.queries import lock_units
from resources.records import Unit
from resources.unit_status import status_of

Sent = tuple[UnitOnSlip, Unit, Assignment, Fate]


@dataclass(frozen=True, slots=True)
class BackEntered:
    """A slip as filed: its incident, what it may repeat, and what to check."""

    incident: Incident
    duplicates: tuple[Duplicate, ...]
    warnings: tuple[str, ...]


def enter(session: Session, slip: PaperSlip, zone: ZoneInfo, act: Act) -> BackEntered:
    """File a paper slip under its true times.

    Raises SlipTaken for a number typed before, BadInput for times out of order and an outcome
    that lacks something, UnknownUnit, and what `slip_fates.fate` raises.
    """
    require_unused(session, slip.number, act.now, zone)
    faults = tuple(order_faults(slip, act.now, zone))
    if faults:
        raise BadInput(faults)
    act = replace(act, source=Source.BACK_DATED)
    incident, duplicates = _file(session, slip, zone, act)
    sent = _order(session, incident, slip, act)
    warnings = [item[3].warning for item in sent if item[3].warning]
    warnings += _overlaps(session, incident, sent, act.now, zone)
    _report(session, sent, act)
    _settle(session, incident, sent)
    for stage, at in (
        (Stage.CONTROLLED, slip.controlled_at),
        (Stage.EXTINGUISHED, slip.extinguished_at),
    ):
        if at is not None:
            recorder.reach_stage(session, incident, stage, replace(act, told_at=at))
    if slip.outcome is not None:
        _close(session, incident, slip, act)
    incident.version += 1
    _note(session, incident, slip, warnings, act)
    return BackEntered(incident, duplicates, tuple(warnings))


def require_unused(session: Session, number: str, now: datetime, zone: ZoneInfo) -> None:
    """Refuse a slip that was typed in before, and show as what; raises SlipTaken."""
    first = slip_queries.entered_slip(session, number)
    if first is None:
        return
    place = first.place_text or "地点不详"
    raise SlipTaken(
        f"纸单 {number} 已由{first.entered_by}于 {shown(first.entered_at, now, zone)} 补录为警情 "
        f"{first.incident_number}（{place}，接警 {shown(first.received_at, now, zone)}），"
        "请核对单号；如确为另一张，请在单号后加字母区分。",
        first.incident_number,
    )


def _file(
    session: Session, slip: PaperSlip, zone: ZoneInfo, act: Act
) -> tuple[Incident, tuple[Duplicate, ...]]:
    received_at = slip.call.received_at
    taken = desk.take_call(session, slip.call, zone, replace(act, told_at=received_at))
    incident = taken.incident
    # On paper it was filed as it was taken; when it was typed in stands with its call.
    incident.filed_at = received_at
    incident.is_back_entered = True
    try:
        with session.begin_nested():
            incident.slip_number = slip.number
            session.flush()
    except IntegrityError:
        # Somebody else typed the same slip at this very moment and was first.
        require_unused(session, slip.number, act.now, zone)
        raise
    return incident, taken.duplicates


def _order(session: Session, incident: Incident, slip: PaperSlip, act: Act) -> list[Sent]:
    """Put the vehicles on the incident, each order with its own time; the first ones together."""
    rows = lock_units(session, [unit.call_sign for unit in slip.units]) if slip.units else []
    units = {row.call_sign: row for row in rows}
    sent: list[Sent] = []
    in_order = sorted(slip.units, key=lambda unit: (unit.ordered_at, unit.call_sign))
    for ordered_at, group in groupby(in_order, key=lambda unit: unit.ordered_at):
        told = list(group)
        ends = [fate(unit, _known(session, units[unit.call_sign])) for unit in told]
        ordered = replace(act, told_at=ordered_at)
        called = [units[unit.call_sign] for unit in told]
        opened = recorder.open_assignments(session, incident, called, ordered)
        for unit, assignment, end in zip(told, opened, ends, strict=True):
            # Ended before it is written: the vehicle may be on another incident by now.
            assignment.released_at = end.released_at
            if unit.people is not None:
                assignment.people = unit.people
        session.flush()
        sent += zip(told, called, opened, ends, strict=True)
        names = "、".join(unit.call_sign for unit in told)
        facts: Facts = {"units": " ".join(unit.call_sign for unit in told), "slip": slip.number}
        words = f"下达出动：{names}（纸单）"
        ledger.note(session, Entry("units_ordered", words, ordered, incident.number, facts=facts))
    return sent


def _known(session: Session, unit: Unit) -> Known:
    active = queries.active_assignment(session, unit.id)
    held = None if active is None else Held(active.incident.number, active.ordered_at)
    reported_at = slip_queries.last_report_at(session, unit.id)
    return Known(status_of(unit.status), unit.status_since, reported_at, held)


def _overlaps(
    session: Session, incident: Incident, sent: Sequence[Sent], now: datetime, zone: ZoneInfo
) -> Iterator[str]:
    for unit, row, assignment, end in sent:
        if end.warning:
            continue
        for other in slip_queries.other_work(
            session, row.id, incident.id, assignment.ordered_at, assignment.released_at
        ):
            since = shown(other.ordered_at, now, zone)
            other_one = f"警情 {other.incident.number}（下达 {since}）"
            yield f"{unit.call_sign} 与{other_one}的时间重叠，请核对"


def _report(session: Session, sent: Sequence[Sent], act: Act) -> None:
    """Stamp every report in the order of time, and move what the slip knows newer."""
    reports = sorted(
        ((at, unit.call_sign, status, row, assignment)
        for unit, row, assignment, _ in sent
        for status, at in unit.reports),
        key=lambda report: (report[0], report[1]),
    )  # fmt: skip
    for at, _, status, row, assignment in reports:
        keep_stamp(session, row, assignment, StatusReport(status), replace(act, told_at=at), "")
    for unit, row, _, end in sent:
        if end.moves_to is not None:
            roster.set_status(row, end.moves_to, unit.last[1])


def _settle(session: Session, incident: Incident, sent: Sequence[Sent]) -> None:
    state = IncidentState(incident.state)
    for unit, *_ in sent:
        for status, _ in unit.reports:
            if status in REACHED_BY:
                state = advanced(state, REACHED_BY[status])
    if sent and not queries.call_signs_on(session, incident.id):
        state = IncidentState.RETURNED
    incident.state = state


def _close(session: Session, incident: Incident, slip: PaperSlip, act: Act) -> None:
    """Close with the outcome of the slip, at its last time; its fields are told as the slip's."""
    assert slip.outcome is not None, "only a slip with an outcome closes its incident"
    try:
        desk.close(session, incident, slip.outcome, replace(act, told_at=slip.last_at))
    except BadInput as refusal:
        of_call = {"category"}
        raise BadInput(
            replace(
                fault, field=fault.field if fault.field in of_call else f"outcome.{fault.field}"
            )
            for fault in refusal.faults
        ) from refusal


def _note(
    session: Session, incident: Incident, slip: PaperSlip, warnings: Sequence[str], act: Act
) -> None:
    words = f"补录纸单 {slip.number}"
    words += f"（{'；'.join(warnings)}）" if warnings else ""
    facts: Mapping[str, str | int | None] = {"slip": slip.number, "units": len(slip.units)}
    written = replace(act, told_at=slip.call.received_at)
    ledger.note(session, Entry("slip_entered", words, written, incident.number, facts=facts))
