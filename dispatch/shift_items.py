"""What one shift leaves to the next: open items as sentences, gathered by machine."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import rfc8785


class ItemKind(StrEnum):
    """What an open item is about, in the order of a hand-over."""

    INCIDENT = "incident"
    ALARM = "alarm"
    CALL_BACK = "call_back"
    OUT_OF_SERVICE = "out_of_service"
    CLOSURE = "closure"


ITEM_LABELS: Final = {
    ItemKind.INCIDENT: "未结案警情",
    ItemKind.ALARM: "未确认的提醒",
    ItemKind.CALL_BACK: "待回拨",
    ItemKind.OUT_OF_SERVICE: "停用车辆",
    ItemKind.CLOSURE: "封路",
}
NOTHING_OPEN: Final = {
    ItemKind.INCIDENT: "没有未结案的警情。",
    ItemKind.ALARM: "没有未确认的提醒。",
    ItemKind.CALL_BACK: "没有待回拨的来电。",
    ItemKind.OUT_OF_SERVICE: "没有停用的车辆。",
    ItemKind.CLOSURE: "没有封路。",
}


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One thing the next shift must know: what it is about, which one, and its sentence."""

    kind: ItemKind
    subject: str
    """The number of an incident, a call sign, the code of a closure; "" where there is none."""
    words: str

    def __post_init__(self) -> None:
        assert self.words, "an open item says what is open"


@dataclass(frozen=True, slots=True)
class StandingIncident:
    """An open incident as a hand-over tells of it."""

    number: str
    category: str
    place: str
    state: str
    units_out: tuple[str, ...]
    has_place: bool
    is_confirmed: bool


def told_of(incident: StandingIncident) -> OpenItem:
    """Say where an incident stands and what is outstanding."""
    open_ends = []
    if incident.units_out:
        open_ends.append(f"在外 {'、'.join(incident.units_out)}")
    else:
        open_ends.append("没有车辆在外，待结案")
    if not incident.has_place:
        open_ends.append("地点未定")
    if not incident.is_confirmed:
        open_ends.append("类别待确认")
    where = incident.place or "地点待查"
    words = f"{where}，{incident.category}，{incident.state}；{'；'.join(open_ends)}"
    return OpenItem(ItemKind.INCIDENT, incident.number, words)


def written(items: Iterable[OpenItem]) -> str:
    """Write items as the one JSON text that is kept with the signatures."""
    rows = [{"kind": str(one.kind), "subject": one.subject, "words": one.words} for one in items]
    return rfc8785.dumps(rows).decode()


def read(text: str) -> list[OpenItem]:
    """Read back items as they were written."""
    return [
        OpenItem(ItemKind(row["kind"]), row["subject"], row["words"]) for row in json.loads(text)
    ]
