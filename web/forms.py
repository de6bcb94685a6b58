"""From a request to values: what each form of the trade is made of."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from incidents.calls import Elements, EmergencyCall, Whereabouts
from incidents.categories import CATEGORIES, Channel, Disposition
from incidents.edits import Changes
from incidents.false_alarms import CallBack
from incidents.premises import Occupancy
from incidents.registrar import Correction
from incidents.reports import Outcome
from incidents.timeline import Act, Source
from web.reading import LONGEST_TEXT, Reader

CALLER_NUMBER = re.compile(r"[0-9+\-() ]{0,20}")


def read_where(reader: Reader) -> Whereabouts:
    """Read where it is; the place's township is looked up by the caller."""
    position, datum = reader.position()
    return Whereabouts(
        text=reader.text("place"),
        place_code=reader.text("place_code") or None,
        position=position,
        datum_in=str(datum),
    )


def read_elements(reader: Reader) -> Elements:
    """Read the elements of an alarm."""
    occupancy = reader.choice("occupancy", Occupancy)
    return Elements(
        trapped=reader.whole("trapped"),
        burning=reader.text("burning"),
        floors=reader.whole("floors", most=200),
        fire_floor=reader.whole("fire_floor", most=200, least=-10),
        occupancy=str(occupancy) if occupancy else "",
    )


def read_call(reader: Reader, now: datetime) -> EmergencyCall:
    """Read a call; raises BadInput naming every bad field."""
    number = reader.text("caller_number", most=20)
    if not CALLER_NUMBER.fullmatch(number):
        reader.blame("caller_number", "报警电话只能含数字、+、- 和括号。")
    received_at = reader.moment("received_at") or now
    if received_at > now + timedelta(minutes=2):
        reader.blame("received_at", "报警时间晚于现在，请核对。")
    call = EmergencyCall(
        received_at=received_at,
        caller_number=number,
        caller_name=reader.text("caller_name", most=50),
        narrative=reader.text("narrative", most=LONGEST_TEXT),
        where=read_where(reader),
        elements=read_elements(reader),
        category=reader.category(),
        level=reader.whole("level", most=5, least=1),
        channel=reader.choice("channel", Channel) or Channel.EMERGENCY_LINE,
    )
    _require_some_word(reader, call)
    _check_level(reader, call.category, call.level)
    reader.finish()
    return call


def _require_some_word(reader: Reader, call: EmergencyCall) -> None:
    where = call.where
    if not (call.narrative or where.text or where.position or where.place_code or call.category):
        reader.blame("narrative", "请至少填写警情描述、地点或类别中的一项。")


def _check_level(reader: Reader, code: str | None, level: int | None) -> None:
    if code is not None and level is not None and level not in CATEGORIES[code].levels:
        most = max(CATEGORIES[code].levels)
        reader.blame("level", f"{CATEGORIES[code].name}的等级应为 1 到 {most}。")


def read_changes(reader: Reader) -> Changes:
    """Read what an editor wants changed; raises BadInput naming every bad field."""
    known = {
        *("category", "level", "place", "place_code", "position", "lon", "lat", "datum"),
        *("trapped", "burning", "floors", "fire_floor", "occupancy", "disposition"),
        *("narrative", "version", "csrf_token", "is_urban"),
        "call_back",
    }
    for name in sorted(set(reader.values) - known):
        reader.blame(name, "没有这个可改的字段。")
    disposition = reader.choice("disposition", Disposition)
    narrative = (
        reader.text("narrative", most=LONGEST_TEXT) if "narrative" in reader.values else None
    )
    changes = Changes(
        category=reader.category(),
        level=reader.whole("level", most=5, least=1),
        where=read_where(reader),
        elements=read_elements(reader),
        disposition=str(disposition) if disposition else None,
        narrative=narrative,
    )
    _check_level(reader, changes.category, changes.level)
    reader.finish()
    return changes


def read_outcome(reader: Reader) -> Outcome:
    """Read a closing report as far as it is told; raises BadInput for what is wrong."""
    disposition = reader.choice("disposition", Disposition)
    occupancy = reader.choice("occupancy", Occupancy)
    call_back = reader.choice("call_back", CallBack)
    outcome = Outcome(
        disposition=str(disposition) if disposition else None,
        rescued=reader.whole("rescued"),
        evacuated=reader.whole("evacuated"),
        dead=reader.whole("dead"),
        injured=reader.whole("injured"),
        property_saved_fen=reader.fen("property_saved_yuan"),
        property_protected_fen=reader.fen("property_protected_yuan"),
        loss_fen=reader.fen("loss_yuan"),
        occupancy=str(occupancy) if occupancy else None,
        is_urban=reader.yes_or_no("is_urban"),
        summary=reader.text("summary", most=LONGEST_TEXT),
        call_back=str(call_back) if call_back else None,
    )
    reader.finish()
    return outcome


def read_correction(reader: Reader) -> Correction:
    """Read the correction of a closed incident; raises BadInput naming every bad field."""
    told = reader.values.get("outcome")
    if told is not None and not isinstance(told, Mapping):
        reader.blame("outcome", "应为一个对象 {…}。")
    disposition = reader.choice("disposition", Disposition)
    correction = Correction(
        reason=reader.text("reason", most=LONGEST_TEXT),
        category=reader.category(),
        level=reader.whole("level", most=5, least=1),
        disposition=str(disposition) if disposition else None,
        outcome=read_outcome(Reader(told)) if isinstance(told, Mapping) else None,
        where=replace(
            read_where(reader),
            township_code=reader.text("township") or None,
            is_urban=reader.yes_or_no("is_urban"),
        ),
    )
    reader.finish()
    return correction


def read_act(reader: Reader, by: str, now: datetime, usual: Source = Source.OPERATOR) -> Act:
    """Read when and from where something is told; raises BadInput."""
    told_at = reader.moment("at")
    source = reader.choice("source", Source)
    if source is Source.AUTOMATIC:
        reader.blame("source", "“automatic”只由系统自己使用。")
    if told_at is not None and told_at > now + timedelta(minutes=2):
        reader.blame("at", "时间晚于现在，请核对时钟或改填实际时间。")
    reader.finish()
    return Act(by, now, source or usual, told_at)


def with_where(call: EmergencyCall, settle: Callable[[Whereabouts], Whereabouts]) -> EmergencyCall:
    """Return the call with its place settled: township, kind of area and point filled in."""
    return replace(call, where=settle(call.where))


def changed_where(changes: Changes, where: Whereabouts) -> Changes:
    """Return the changes with their place settled."""
    return replace(changes, where=where)
