"""The reading of commands on incidents: stages, level, note, merge, close, open."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from dispatch.command_line.acts import (
    CommandAct,
    Merge,
    OpenClosing,
    OpenIncident,
    RaiseLevel,
    TellStage,
    WriteNote,
)
from dispatch.command_line.known import Known
from dispatch.command_line.naming import incident_meant
from dispatch.command_line.readings import Offer, Unread
from dispatch.command_line.words import Line, shown
from incidents.categories import CATEGORIES, level_label
from incidents.lifecycle import IncidentState, Stage, label_for

Understood = tuple[str, CommandAct]
MOST_MISSING: Final = 4
"""How many missing fields the one line of the bar names."""


def _no_more(line: Line, after: int) -> None:
    """Refuse words a command has no use for: they may have been meant for another one."""
    if len(line.words) > after:
        raise Unread(f"“{shown(line.words[after].raw)}”多余。")


def _stage(line: Line, known: Known, stage: Stage) -> Understood:
    incident = incident_meant(line, 0, known)
    _no_more(line, 1)
    label = label_for(IncidentState(stage), CATEGORIES[incident.category].group_code)
    return f"记 {incident.told}：{label}", TellStage(incident.number, stage)


def _raise(line: Line, known: Known) -> Understood:
    incident = incident_meant(line, 0, known)
    _no_more(line, 2)
    kind = CATEGORIES[incident.category]
    higher = [level for level in kind.levels if level > incident.level]
    now = level_label(kind, incident.level)
    if not higher:
        raise Unread(f"{incident.told} 现为{now}，已是最高，不能再升。")
    level = higher[0]
    if len(line.words) > 1:
        told = line.words[1].text.rstrip("级")
        told = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5"}.get(told, told)
        wanted = [one for one in kind.levels if str(one) == told]
        if not wanted or wanted[0] <= incident.level:
            offers = [
                Offer(f"u {incident.number} {one}", f"升为{level_label(kind, one)}")
                for one in higher
            ]
            raise Unread(f"{incident.told} 现为{now}，处置中只升不降，请选等级。", offers)
        level = wanted[0]
    words = f"升级 {incident.told}：{now} → {level_label(kind, level)}"
    return words, RaiseLevel(incident.number, level)


def _note(line: Line, known: Known) -> Understood:
    incident = incident_meant(line, 0, known, may_be_closed=True)
    words = line.after(line.words[0])
    if not words:
        raise Unread(f"在 {incident.told} 记一笔：请写明内容。")
    return f"记入 {incident.told}：{words}", WriteNote(incident.number, words)


def _merge(line: Line, known: Known) -> Understood:
    lost = incident_meant(line, 0, known)
    kept = incident_meant(line, 1, known)
    _no_more(line, 2)
    if lost.number == kept.number:
        raise Unread(f"警情 {lost.short} 不能并入自己，请另选警情。")
    if lost.units:
        names = "、".join(lost.units)
        raise Unread(f"{names} 尚在警情 {lost.number} 上，请先召回或改派后再并案。")
    return f"并案：{lost.told} 并入 {kept.told}", Merge(lost.number, kept.number)


def _close(line: Line, known: Known) -> Understood:
    incident = incident_meant(line, 0, known)
    _no_more(line, 1)
    words = f"打开 {incident.told} 的结案表"
    if incident.missing:
        first = "、".join(incident.missing[:MOST_MISSING])
        more = "等" if len(incident.missing) > MOST_MISSING else ""
        words += f"，还缺 {len(incident.missing)} 项：{first}{more}"
    if incident.units:
        words += f"；▲ {'、'.join(incident.units)} 尚未归队"
    return words, OpenClosing(incident.number)


def _open(line: Line, known: Known) -> Understood:
    incident = incident_meant(line, 0, known, may_be_closed=True)
    _no_more(line, 1)
    return f"打开 {incident.told}", OpenIncident(incident.number)


READERS: Final[Mapping[str, Callable[[Line, Known], Understood]]] = MappingProxyType(
    {
        "stage_controlled": lambda line, known: _stage(line, known, Stage.CONTROLLED),
        "stage_extinguished": lambda line, known: _stage(line, known, Stage.EXTINGUISHED),
        "raise": _raise,
        "note": _note,
        "merge": _merge,
        "close": _close,
        "open": _open,
    }
)
