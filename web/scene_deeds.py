"""What may be asked beside an incident, read once for both doors: files, other bodies, stamps."""

import re
from dataclasses import replace

from dispatch import going_home, stamp_corrections
from dispatch.stamp_corrections import TrueTime
from incidents import attaching, handing_over, linking, queries
from incidents.handing_over import HandOverTold
from incidents.lifecycle import IncidentState
from incidents.linkage_kinds import LinkageKind
from incidents.linking import LinkageStep, LinkageTold
from incidents.queries import Incident
from incidents.timeline import Act, Source
from resources.accounts import Role
from resources.database import Session
from resources.unit_status import UnitStatus
from web import forms
from web.access import NotAllowed, current
from web.clock import now
from web.deeds import Deed, bad, my_act
from web.presenting import SERVICE_ZONE
from web.reading import LONGEST_TEXT, Reader
from web.uploads import sent_file

LONGEST_NAME = 50


def _key(told: str) -> int:
    """Read a key from an address; what is none becomes one that no row has."""
    return int(told) if re.fullmatch(r"[0-9]{1,9}", told) else 0


def _told_act(reader: Reader) -> Act:
    """Read when it happened; a time told afterwards is marked as such."""
    act = forms.read_act(reader, current().display_name, now())
    if act.told_at is not None and act.source is Source.OPERATOR:
        act = replace(act, source=Source.BACK_DATED)
    return act


def attach(number: str, reader: Reader) -> Deed:
    """Keep the file of the request with an incident."""
    caption = reader.text("caption")
    reader.finish()
    file = sent_file()
    act = my_act()

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        attaching.attach(session, row, file, caption, act)
        return row

    return deed


def strike_attachment(number: str, attachment_id: str, reader: Reader) -> Deed:
    """Strike a file that does not belong to an incident."""
    reason = reader.text("reason")
    if not reason:
        reader.blame("reason", "请写明划去附件的原因。")
    reader.finish()
    key = _key(attachment_id)
    act = my_act()

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        attaching.strike(session, row, key, reason, act)
        return row

    return deed


def notify_linkage(number: str, reader: Reader) -> Deed:
    """Stamp that a linkage unit was told of an incident."""
    kind = reader.choice("kind", LinkageKind)
    if kind is None:
        reader.blame("kind", "请选择通知了哪个联动单位。")
    name = reader.text("name", most=LONGEST_NAME)
    contact = reader.text("contact", most=LONGEST_NAME)
    remark = reader.text("remark")
    act = _told_act(reader)
    assert kind is not None, "read_act refuses a request with a fault"
    told = LinkageTold(kind, name, contact, remark)

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        linking.notify(session, row, told, SERVICE_ZONE, act)
        return row

    return deed


def stamp_linkage(number: str, linkage_id: str, reader: Reader) -> Deed:
    """Stamp that a linkage unit came or left."""
    step = reader.choice("step", LinkageStep)
    if step is None:
        reader.blame("step", "请选择 arrived（到场）或 left（离场）。")
    act = _told_act(reader)
    assert step is not None, "read_act refuses a request with a fault"
    key = _key(linkage_id)

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        linking.stamp(session, row, key, step, SERVICE_ZONE, act)
        return row

    return deed


def hand_over(number: str, reader: Reader) -> Deed:
    """Keep that the scene was handed over."""
    told = HandOverTold(
        reader.text("given_by", most=LONGEST_NAME),
        reader.text("taken_by", most=LONGEST_NAME),
        reader.text("taker_body", most=LONGEST_NAME),
        reader.text("words", most=LONGEST_TEXT),
    )
    act = _told_act(reader)

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        handing_over.hand_over(session, row, told, act)
        return row

    return deed


def set_stamp_right(number: str, reader: Reader) -> Deed:
    """Correct a stamp, or add one that nobody made.

    Open incidents are the dispatcher's; closed ones those of chiefs and statisticians, as every
    correction of the record is.
    """
    stamp_id = reader.whole("stamp", most=2**31 - 1, least=1)
    status = reader.choice("status", UnitStatus)
    call_sign = reader.text("unit")
    reason = reader.text("reason")
    if stamp_id is None and not (status and call_sign):
        reader.blame("stamp", "请给出要更正的时刻，或补报哪辆车的什么时刻。")
    if reader.moment("at") is None:
        reader.blame("at", "请填写实际时间。")
    if not reason:
        reader.blame("reason", "请写明更正或补报的原因。")
    act = replace(forms.read_act(reader, current().display_name, now()), source=Source.BACK_DATED)
    told = TrueTime(reason, stamp_id, call_sign, status)

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        _require_right_hands(row)
        if stamp_id is not None:
            stamp_corrections.correct(session, row, told, SERVICE_ZONE, act)
        else:
            stamp_corrections.fill_in(session, row, told, SERVICE_ZONE, act)
        return row

    return deed


def _require_right_hands(row: Incident) -> None:
    is_closed = row.state == IncidentState.CLOSED
    hands = {Role.CHIEF, Role.STATISTICIAN} if is_closed else {Role.DISPATCHER}
    if current().role not in hands:
        who = "站长或统计员" if is_closed else "调度员"
        state = "已结案" if is_closed else "尚未结案"
        raise NotAllowed(f"警情 {row.number} {state}，时刻由{who}更正。")


def send_home(number: str, reader: Reader) -> Deed:
    """Turn every vehicle of an incident home."""
    act = _told_act(reader)
    if act.told_at is not None:
        raise bad("at", "全部返队按现在记；要补记以前的时刻，请在车辆下补报。")

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        going_home.send_home(session, row, act)
        return row

    return deed
