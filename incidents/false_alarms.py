"""False and nuisance calls: their kinds, what calling back came to, and what forbids the word.

An incident may be called false (虚假警) only where nothing in its record says that a fire was found
or that somebody came to harm or was saved.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from incidents.categories import DISPOSITION_LABELS, FALSE_ALARMS, Disposition
from resources.errors import BadInput, FieldFault


class CallBack(StrEnum):
    """What calling the number back (回拨) came to."""

    NOT_CALLED = "not_called"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    CONFIRMED_FALSE = "confirmed_false"
    CONFIRMED_REAL = "confirmed_real"


CALL_BACK_LABELS: Final = {
    CallBack.NOT_CALLED: "未回拨",
    CallBack.NO_ANSWER: "无人接听",
    CallBack.UNREACHABLE: "关机或空号",
    CallBack.CONFIRMED_FALSE: "报警人承认不实",
    CallBack.CONFIRMED_REAL: "报警人称属实",
}

CHOSEN_WHEN: Final[Mapping[Disposition, str]] = {
    Disposition.REAL: "确有警情，不论到场前是否已自行处置。",
    Disposition.MISTAKEN: "报警人出于好意，到场或核实后无事。",
    Disposition.AUTOMATIC_MISTAKEN: "自动报警、物联网设备误动作，经核实无事。",
    Disposition.MALICIOUS: "明知无事而报警，可移交公安机关。",
    Disposition.NUISANCE: "无声、辱骂、闲聊等骚扰来电。",
    Disposition.DUPLICATE: "与另一警情是同一起，已并案或以另一编号处置。",
    Disposition.RECALLED: "到场前得知无需到场，中途返回。",
    Disposition.TEST: "线路、系统测试，不计入统计。",
}
"""When each disposition is chosen (the sub-kinds are proposals, P), beside its label."""

NOT_BESIDE_A_FIRE: Final = FALSE_ALARMS | {Disposition.TEST}
"""Dispositions that say that there was nothing."""

NUISANCES: Final = frozenset({Disposition.MALICIOUS, Disposition.NUISANCE})
"""Calls made knowing that there is nothing: what the nuisance ledger gathers."""

# "未发现明火" is taken out before "发现明火" is looked for.
NO_FIRE: Final = re.compile(
    r"(?:未|没有?|无|不)(?:曾|能)?(?:见到?|发现|看到|看见|找到)?(?:任何|有)?(?:明火|火情|火点|火苗|起火|燃烧|着火)"
)
FIRE_SEEN: Final = re.compile(
    r"明火|确有火情|发现火|见到?火[光苗势]|火势|正在(?:燃烧|着火)|燃烧面积|过火面积|起火点"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the record of an incident says of a fire or of people; notes in the order written."""

    water_on: tuple[str, ...] = ()
    """Call signs that reported water on."""
    is_controlled: bool = False
    is_extinguished: bool = False
    fires: tuple[str, ...] = ()
    """Numbers of the fires registered."""
    dead: int = 0
    injured: int = 0
    rescued: int = 0
    notes: tuple[str, ...] = ()


def findings(evidence: Evidence) -> tuple[str, ...]:
    """Name what says that the incident was real, in words that follow 记录显示."""
    found = [f"{call_sign} 已出水" for call_sign in evidence.water_on]
    if evidence.is_controlled:
        found.append("现场已报控制")
    if evidence.is_extinguished:
        found.append("现场已报熄灭或处置完毕")
    found += [f"已登记火灾 {number}" for number in evidence.fires]
    people = (("死亡", evidence.dead), ("受伤", evidence.injured), ("抢救", evidence.rescued))
    found += [f"{label} {count} 人" for label, count in people if count]
    found += [f"记事“{_shortened(note)}”" for note in evidence.notes if tells_of_fire(note)]
    return tuple(found)


def tells_of_fire(note: str) -> bool:
    """Tell whether a note says that a fire was found; what it denies does not count."""
    return FIRE_SEEN.search(NO_FIRE.sub("", note)) is not None


def _shortened(note: str) -> str:
    return note if len(note) <= 30 else f"{note[:30]}…"


def require_no_fire(disposition: str, evidence: Evidence) -> None:
    """Refuse a disposition that denies what the record shows; raises BadInput naming it."""
    if disposition not in NOT_BESIDE_A_FIRE:
        return
    found = findings(evidence)
    if found:
        label = DISPOSITION_LABELS[Disposition(disposition)]
        told = "、".join(found)
        why = f"性质不能选“{label}”：记录显示{told}。请改选“真警”，记录有误的先更正记录。"
        raise BadInput((FieldFault("disposition", why),))


def require_real(disposition: str, is_closed: bool) -> None:
    """Refuse a fire beside a disposition that says there was nothing; raises BadInput."""
    if disposition not in NOT_BESIDE_A_FIRE:
        return
    label = DISPOSITION_LABELS[Disposition(disposition)]
    first = "更正" if is_closed else "修改"
    why = f"本警情的性质是“{label}”，不能登记火灾。确有火灾的，请先{first}警情性质，再登记。"
    raise BadInput((FieldFault("disposition", why),))


def require_call_back(told: str) -> CallBack:
    """Return the result of calling back; raises BadInput for a word that is none."""
    if told not in set(CallBack):
        raise BadInput((FieldFault("call_back", "请从列表中选择回拨结果。"),))
    return CallBack(told)


@dataclass(frozen=True, slots=True)
class NuisanceCall:
    """One call of an incident that turned out a nuisance; `closed_at` is None while it is open."""

    caller_number: str
    incident_number: str
    disposition: Disposition
    received_at: datetime
    closed_at: datetime | None
    call_back: CallBack
    vehicle_time: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class NuisanceCaller:
    """What one number has cost: its calls by kind, the minutes it took, and who called back.

    An empty number gathers the calls that came without one.
    """

    caller_number: str
    calls: int
    malicious: int
    nuisance: int
    incidents: tuple[str, ...]
    desk_minutes: int
    vehicle_minutes: int
    last_at: datetime
    called_back: int
    confirmed_false: int


def nuisance_callers(calls: Iterable[NuisanceCall]) -> list[NuisanceCaller]:
    """Gather nuisance calls by number: most calls first, then most minutes, then by number."""
    by_number: dict[str, list[NuisanceCall]] = {}
    for call in calls:
        by_number.setdefault(call.caller_number, []).append(call)
    found = [_gathered(number, made) for number, made in by_number.items()]
    return sorted(found, key=lambda one: (-one.calls, -one.desk_minutes, one.caller_number))


def _gathered(number: str, made: list[NuisanceCall]) -> NuisanceCaller:
    # One number may have called twice about one incident, which took its minutes once.
    incidents = {call.incident_number: call for call in made}
    desk = sum(
        (call.closed_at - call.received_at for call in incidents.values() if call.closed_at),
        timedelta(0),
    )
    vehicles = sum((call.vehicle_time for call in incidents.values()), timedelta(0))
    results = [call.call_back for call in incidents.values()]
    return NuisanceCaller(
        caller_number=number,
        calls=len(made),
        malicious=sum(call.disposition is Disposition.MALICIOUS for call in made),
        nuisance=sum(call.disposition is Disposition.NUISANCE for call in made),
        incidents=tuple(sorted(incidents)),
        desk_minutes=desk // timedelta(minutes=1),
        vehicle_minutes=vehicles // timedelta(minutes=1),
        last_at=max(call.received_at for call in made),
        called_back=sum(result is not CallBack.NOT_CALLED for result in results),
        confirmed_false=sum(result is CallBack.CONFIRMED_FALSE for result in results),
    )
