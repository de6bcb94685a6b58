"""What a person or program may ask to be done, read from the request once for both doors.

Each function reads and checks the fields, and returns the act to run inside a transaction. The
JSON interface answers with the new state, a page with a redirect; what is done is the same.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from dispatch import desk, reinforcing
from dispatch.overrides import OverrideReason
from dispatch.status_reports import StatusReport
from incidents import closing, queries, recorder, registrar, staleness
from incidents.calls import Whereabouts
from incidents.edits import Changes
from incidents.false_alarms import CallBack
from incidents.lifecycle import Stage
from incidents.queries import Incident
from incidents.timeline import Act, Source
from resources.accounts import Role
from resources.database import Session
from resources.errors import BadInput, FieldFault
from resources.queries import place_coded, unit_called
from resources.unit_status import UnitStatus
from web import forms
from web.access import NotAllowed, current
from web.clock import now
from web.gazetteer import settle
from web.presenting import SERVICE_ZONE
from web.reading import LONGEST_TEXT, Reader

Deed: TypeAlias = Callable[[Session], Incident]
MOST_UNITS = 100


def my_act() -> Act:
    """The act of the one who asks, now."""
    return Act(current().display_name, now())


def take_call(reader: Reader) -> Callable[[Session], desk.TakenCall]:
    """Take a call: a new incident, or one more caller of an open one."""
    act = my_act()
    call = forms.with_where(forms.read_call(reader, act.now), settle)
    attach_to = reader.text("incident") or None
    reader.finish()
    return lambda session: desk.take_call(session, call, SERVICE_ZONE, act, attach_to)


def revise(number: str, reader: Reader, version: int | None) -> Deed:
    """Change an open incident as its editor saw it."""
    call_back = reader.choice("call_back", CallBack)
    changes = forms.read_changes(reader)
    if changes.where is not None:
        changes = forms.changed_where(changes, settle(changes.where))
    act = my_act()

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        recorder.revise(session, row, changes, version, act)
        if call_back is not None:
            closing.call_back(session, row, call_back, act)
        return row

    return deed


def send_units(number: str, reader: Reader) -> Deed:
    """Order units to an incident: all of them or none."""
    call_signs = reader.words("units", most=MOST_UNITS)
    why = reader.text("override_reason")
    code = reader.choice("override_code", OverrideReason)
    reader.finish()
    act = my_act()

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        desk.send(session, row, call_signs, act, why, override_code=code)
        return row

    return deed


def recall_unit(number: str, reader: Reader) -> Deed:
    """Call a unit back before it arrives."""
    call_sign = reader.text("unit")
    if not call_sign:
        reader.blame("unit", "请给出要召回的车辆。")
    act = forms.read_act(reader, current().display_name, now())

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        desk.recall(session, row, call_sign, act)
        return row

    return deed


def reach_stage(number: str, reader: Reader) -> Deed:
    """Stamp 控制 or 熄灭 as the scene commander reports it."""
    stage = reader.choice("stage", Stage)
    if stage is None:
        reader.blame("stage", "请选择 controlled（控制）或 extinguished（熄灭）。")
    act = forms.read_act(reader, current().display_name, now())
    assert stage is not None, "read_act refuses a request with a fault"

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        recorder.reach_stage(session, row, stage, act)
        return row

    return deed


def add_note(number: str, reader: Reader) -> Deed:
    """Add a note to the timeline."""
    words = reader.text("text", most=LONGEST_TEXT)
    if not words:
        reader.blame("text", "请填写记事内容。")
    reader.finish()
    act = my_act()

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        recorder.add_note(session, row, words, act)
        return row

    return deed


def note_reinforcement(number: str, reader: Reader) -> Deed:
    """Note that a force beyond the county's own was asked for help."""
    code = reader.text("partner")
    if not code:
        reader.blame("partner", "请选择向哪支力量请求增援。")
    remark = reader.text("remark")
    reader.finish()
    act = my_act()

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        reinforcing.note_request(session, row, code, remark, act)
        return row

    return deed


def close(number: str, reader: Reader, version: int | None = None) -> Deed:
    """Close an incident as its editor saw it, or name every field the report lacks."""
    outcome = forms.read_outcome(reader)
    act = my_act()

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        recorder.require_open(row)
        if version is not None:
            wanted = Changes(disposition=outcome.disposition)
            staleness.require_version(session, row, version, wanted)
        desk.close(session, row, outcome, act)
        return row

    return deed


def correct(number: str, reader: Reader, version: int | None) -> Deed:
    """Correct a closed incident; what stood there stays in the log with the reason."""
    correction = forms.read_correction(reader)
    if correction.where is not None:
        correction = replace(correction, where=_settled(correction.where))
    act = my_act()

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        seen = row.version if version is None else version
        registrar.correct(session, row, correction, seen, act)
        if correction.outcome is not None and correction.outcome.call_back is not None:
            closing.call_back(session, row, correction.outcome.call_back, act)
        return row

    return deed


def _settled(where: Whereabouts) -> Whereabouts:
    """Fill in what a chosen place tells; a township and a kind of area that are told stand."""
    if where.township_code is not None:
        township = place_coded(where.township_code)
        if township is None or township.kind != "township":
            raise bad("township", f"没有代码为“{where.township_code}”的乡镇，请重新选择。")
    found = settle(where)
    return replace(
        found,
        township_code=where.township_code or found.township_code,
        is_urban=found.is_urban if where.is_urban is None else where.is_urban,
    )


def require_own(call_sign: str) -> None:
    """Refuse a device that speaks for another vehicle, and a chief for another station's."""
    who = current()
    unit = unit_called(call_sign)
    if who.role is Role.DEVICE and who.call_sign != call_sign:
        raise NotAllowed(f"这个设备不能代表 {call_sign} 上报。")
    if who.role is Role.CHIEF and who.station_code not in {None, unit.station.code}:
        raise NotAllowed(f"{call_sign} 不属于您的队站，不能改其状态或班组。")


def report_status(call_sign: str, reader: Reader) -> tuple[StatusReport, Act]:
    """Read a status report and when and by whom it is told."""
    require_own(call_sign)
    who = current()
    status = reader.choice("status", UnitStatus)
    reason = reader.text("reason")
    if status is None:
        reader.blame("status", "请给出状态。")
    if status is UnitStatus.OUT_OF_SERVICE and not reason:
        reader.blame("reason", "停用须写明原因。")
    device_seq = reader.whole("device_seq", most=2**31 - 1)
    position, _ = reader.position()
    source = Source.CREW if who.role is Role.DEVICE else Source.OPERATOR
    act = forms.read_act(reader, who.display_name, now(), source)
    assert status is not None, "read_act refuses a request with a fault"
    return StatusReport(status, reason, device_seq, position), act


def bad(field: str, message: str) -> BadInput:
    """Build the refusal of one field."""
    return BadInput((FieldFault(field, message),))
