"""What may be asked to be done with callers: move, split, merge, undo, call back; for both doors.

As in `deeds`, each function reads and checks the fields and returns the act to run inside a
transaction; the incident it returns is where the calls stand afterwards.
"""

import re

from incidents import caller_queries, callers, closing, queries, recorder
from incidents.errors import CannotMove, StaleEdit, UnknownCall
from incidents.false_alarms import CallBack
from incidents.queries import Incident
from resources.database import Session
from web.deeds import Deed, bad, my_act
from web.presenting import SERVICE_ZONE
from web.reading import LONGEST_TEXT, Reader

MOST_CALLS = 1_000
LAST_KEY = 2**31 - 1


def _key(told: str) -> int:
    """Read the key of a call from an address; raises UnknownCall."""
    if not re.fullmatch(r"[0-9]{1,10}", told) or int(told) > LAST_KEY:
        raise UnknownCall(f"没有键为 {told[:20]} 的来电，请重新载入后再选。")
    return int(told)


def _require_under(session: Session, number: str, call_id: int) -> None:
    """Refuse an address whose call stands under another incident by now."""
    queries.incident_numbered(number)
    if caller_queries.call_with(session, call_id).incident.number != number:
        raise StaleEdit(f"所选来电已不在警情 {number} 名下，请重新载入后再操作。")


def _target(reader: Reader) -> str:
    into = reader.text("into")
    if not into:
        reader.blame("into", "请选择或填写要并入的警情编号。")
    reader.finish()
    return into


def detach(number: str, call: str, reader: Reader) -> Deed:
    """Take a call out of the incident it was attached to."""
    call_id, act = _key(call), my_act()
    reason = reader.text("reason", most=LONGEST_TEXT)
    reader.finish()

    def deed(session: Session) -> Incident:
        _require_under(session, number, call_id)
        return callers.detach_call(session, call_id, SERVICE_ZONE, act, reason)

    return deed


def attach(number: str, call: str, reader: Reader) -> Deed:
    """Move a call to another open incident."""
    call_id, act, into = _key(call), my_act(), _target(reader)

    def deed(session: Session) -> Incident:
        _require_under(session, number, call_id)
        return callers.attach(session, into, call_id, act).incident

    return deed


def split(number: str, reader: Reader) -> Deed:
    """Make an incident of its own of some calls of one."""
    call_ids, act = _calls(reader), my_act()
    reason = reader.text("reason", most=LONGEST_TEXT)
    if not call_ids:
        reader.blame("calls", "请至少选择一个来电。")
    reader.finish()

    def deed(session: Session) -> Incident:
        return callers.split(session, number, call_ids, SERVICE_ZONE, act, reason)

    return deed


def _calls(reader: Reader) -> tuple[int, ...]:
    """Read the keys of calls: numbers of a JSON list, or what a form's boxes say."""
    told = reader.values.get("calls")
    listed = told if isinstance(told, list) else ([] if told in (None, "") else [told])
    keys = [str(one) for one in listed if isinstance(one, (int, str))]
    if len(keys) < len(listed) or not all(re.fullmatch(r"[0-9]{1,9}", key) for key in keys):
        reader.blame("calls", "应为来电的键的列表，例如 [12, 13]。")
        return ()
    if len(keys) > MOST_CALLS:
        reader.blame("calls", f"一次最多 {MOST_CALLS} 个，现为 {len(keys)} 个。")
        return ()
    return tuple(int(key) for key in keys)


def merge(number: str, reader: Reader) -> Deed:
    """Merge an incident into another."""
    into, act = _target(reader), my_act()
    return lambda session: callers.merge(session, number, into, act)


def undo(number: str, reader: Reader) -> Deed:
    """Undo an entry of this incident's timeline that has not been undone yet."""
    seq, act = reader.whole("seq", most=LAST_KEY, least=1), my_act()
    if seq is None:
        reader.blame("seq", "请给出要撤销的记录的序号。")
    reader.finish()

    def deed(session: Session) -> Incident:
        row = queries.incident_numbered(number)
        entries = queries.log_of(number)
        entry = next((one for one in entries if one.seq == seq), None)
        if entry is None:
            raise bad("seq", f"警情 {number} 没有第 {seq} 号记录，请核对序号。")
        if entry.kind in callers.UNDOABLE and seq not in callers.not_undone(entries):
            raise CannotMove(f"第 {seq} 号记录已经撤销，无需再撤销。")
        callers.undo(session, entry, SERVICE_ZONE, act)
        return row

    return deed


def call_back(number: str, reader: Reader) -> Deed:
    """Keep what calling the caller back came to."""
    result, act = reader.choice("result", CallBack), my_act()
    if result is None or result is CallBack.NOT_CALLED:
        reader.blame("result", "请选择回拨的结果（无人接听、关机或空号、不实、属实）。")
    reader.finish()

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        recorder.require_open(row)
        closing.call_back(session, row, str(result), act)
        return row

    return deed
