"""The three classes of alarm, what belongs to which, and how reminders become rows of a list.

There are three and no more, because people stop hearing what rings too often (EEMUA 191 takes
about one alarm in ten minutes for what one operator can bear, G).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final

from dispatch.watch import UNATTENDED, family


class AlarmClass(StrEnum):
    """How loud a matter is.

    CALL: a call nobody has followed; its sound repeats until somebody does, and is never muted.
    OVERDUE: something should have happened by now; one soft tone, the row stays. INFO: no sound.
    """

    CALL = "call"
    OVERDUE = "overdue"
    INFO = "info"


CLASS_LABELS: Final = {
    AlarmClass.CALL: "待派",
    AlarmClass.OVERDUE: "超时",
    AlarmClass.INFO: "提示",
}

REPEATED: Final = {
    AlarmClass.CALL: timedelta(seconds=5),
    AlarmClass.OVERDUE: timedelta(seconds=60),
    AlarmClass.INFO: None,
}
"""How often an alarm nobody has said 知道了 to sounds again (mark P); None for never."""
SOONER: Final = {"inside_out": timedelta(seconds=15)}
"""Causes that sound again sooner than their class: people inside have no minute (P)."""


class Concern(StrEnum):
    """Whom an alarm concerns by now: who took the call, every desk, the duty chief as well."""

    DESK = "desk"
    ROOM = "room"
    CHIEF = "chief"


CONCERN_LABELS: Final = {
    Concern.DESK: "本席",
    Concern.ROOM: "各席",
    Concern.CHIEF: "值班领导",
}

NEW_CALL: Final = "new_call"
"""A call taken and not yet ordered for, before the first limit of the watch: told once."""
WATCH_SILENT: Final = "watch_silent"
"""Something is overdue and the watch has not said so: the watch itself has failed."""
REFUSED: Final = "status_refused"
"""A status report that was refused: the vehicle may stand otherwise than the board says."""

UNATTENDED_KINDS: Final = tuple(
    f"call_unattended_{int(limit.total_seconds())}" for limit in UNATTENDED
)
ESCALATES_TO: Final = dict(zip(UNATTENDED_KINDS, Concern, strict=True))
"""At 30 s the desk that took the call, at 60 s every desk, at 90 s the duty chief (T33, P)."""

INSIDE: Final = frozenset({"inside_out", "inside_check"})
WATCHED: Final = INSIDE | {
    *("call_unattended", "order_not_shown", "order_unacknowledged", "unit_not_rolling"),
    *("long_en_route", "unit_not_arrived"),
}
"""Causes the watch itself knows to be open or over; what else is told stands until it is seen."""

# Kinds of reminders, and kinds of log entries that are told as alarms. What stands in no table
# is OVERDUE: a kind nobody has judged must not be silent.
CLASSES: Final[dict[str, AlarmClass]] = {
    NEW_CALL: AlarmClass.CALL,
    **dict.fromkeys(UNATTENDED_KINDS, AlarmClass.CALL),
    **dict.fromkeys(sorted(WATCHED - {"call_unattended"}), AlarmClass.OVERDUE),
    "clock_jump": AlarmClass.OVERDUE,
    "paper_not_written": AlarmClass.OVERDUE,
    WATCH_SILENT: AlarmClass.OVERDUE,
    REFUSED: AlarmClass.INFO,
    "routing_lost": AlarmClass.INFO,
    # A wrong figure costs no life: the room is told, not startled at three in the morning.
    "yearbook_differs": AlarmClass.INFO,
}
ENDED_BY: Final = {"routing_lost": "routing_made"}
"""Kinds that end when a later reminder says that all is well again; that one is no row."""


def class_of(kind: str) -> AlarmClass:
    """The class of a kind of reminder or log entry."""
    return CLASSES.get(kind) or CLASSES.get(family(kind), AlarmClass.OVERDUE)


def cause_of(kind: str) -> str:
    """What kinds of one matter have in common: the three limits of a call are one cause."""
    return "call_unattended" if kind == NEW_CALL else family(kind)


def limit_of(kind: str) -> int:
    """The limit in a kind, such as 60 of `call_unattended_60`; 0 where it names none."""
    limit = kind.removeprefix(family(kind)).lstrip("_")
    return int(limit) if limit else 0


def repeated(kind: str) -> timedelta | None:
    """How often a kind sounds again until it is seen; None for never."""
    return SOONER.get(cause_of(kind), REPEATED[class_of(kind)])


@dataclass(frozen=True, slots=True)
class Told:
    """One reminder as it was raised; `times` counts how often the same was told in it.

    `id` is None for what stands on the board without a reminder of its own. `desk` is who took
    the call, where they may order themselves.
    """

    id: int | None
    kind: str
    subject: str
    raised_at: datetime
    sentence: str
    incident_number: str | None = None
    call_sign: str | None = None
    times: int = 1
    last_at: datetime | None = None
    seen_at: datetime | None = None
    seen_by: str | None = None
    desk: str | None = None

    def __post_init__(self) -> None:
        if self.times < 1:
            raise ValueError("what was told was told at least once")


@dataclass(frozen=True, slots=True)
class Alarm:
    """One row: every reminder of one cause on one incident or vehicle.

    `since` is the oldest of them, `last_at` the newest, `text` the newest's. `seen_at` is None
    while any of them is unseen; `id` is that of the newest, by which all up to it are seen.
    """

    id: int | None
    kind: str
    cause: str
    text: str
    since: datetime
    last_at: datetime
    count: int
    concern: Concern
    incident_number: str | None = None
    call_sign: str | None = None
    seen_at: datetime | None = None
    seen_by: str | None = None
    desk: str | None = None

    @property
    def alarm_class(self) -> AlarmClass:
        """How loud it is."""
        return class_of(self.kind)


def stands(told: Told, matters: Collection[tuple[str, str]], incidents: Collection[str]) -> bool:
    """Tell whether the matter of a reminder is still open.

    `matters` are the causes and subjects the watch still knows, `incidents` the numbers of those
    open. What the watch does not know stands until a person has seen it, or its incident ends.
    """
    cause = cause_of(told.kind)
    if told.incident_number is not None and told.incident_number not in incidents:
        return False
    if cause in WATCHED:
        return (cause, told.subject) in matters
    return told.seen_at is None


def row_of(told: Told) -> tuple[str, str, str, str]:
    """What the reminders of one row have in common."""
    # Two teams of one vehicle are two rows: one must not hide the other.
    team = " ".join(told.subject.split()[:3]) if cause_of(told.kind) in INSIDE else ""
    return (cause_of(told.kind), told.incident_number or "", told.call_sign or "", team)


_RANK: Final = {one: rank for rank, one in enumerate(AlarmClass)}


def rows(told: Iterable[Told]) -> list[Alarm]:
    """Return one row per cause and incident or vehicle, the most urgent first.

    Calls stand on top; within a class the unseen, people inside, then the longest standing, so
    that nothing new pushes an older unhandled matter out of sight.
    """
    found = list(told)
    ends = {kind: _last(found, kind) for kind in ENDED_BY.values()}
    left = [one for one in found if one.kind not in ends and not _has_ended(one, ends)]
    groups = groupby(sorted(left, key=row_of), row_of)
    alarms = [_row(list(members)) for _, members in groups]
    alarms.sort(
        key=lambda one: (
            _RANK[one.alarm_class],
            one.seen_at is not None,
            one.cause not in INSIDE,
            one.since,
            one.incident_number or "",
            one.call_sign or "",
            one.cause,
        )
    )
    return alarms


def _last(found: Iterable[Told], kind: str) -> datetime | None:
    return max((one.raised_at for one in found if one.kind == kind), default=None)


def _has_ended(told: Told, ends: Mapping[str, datetime | None]) -> bool:
    end = ends.get(ENDED_BY.get(told.kind, ""))
    return end is not None and end > told.raised_at


def _row(members: list[Told]) -> Alarm:
    members.sort(key=lambda one: (one.raised_at, one.id or 0))
    newest = members[-1]
    open_ones = [one for one in members if one.id is not None and one.seen_at is None]
    is_call = class_of(newest.kind) is AlarmClass.CALL
    # Of one call there is one row and one matter, however many limits it has passed.
    counted = [one for one in members if one.seen_at is None] or members
    numbered = [one.id for one in members if one.id is not None]
    is_seen = bool(numbered) and not open_ones
    return Alarm(
        id=max(numbered, default=None),
        kind=newest.kind,
        cause=cause_of(newest.kind),
        text=newest.sentence,
        since=(members if is_call else counted)[0].raised_at,
        last_at=max(one.last_at or one.raised_at for one in members),
        count=1 if is_call else sum(one.times for one in counted),
        concern=ESCALATES_TO.get(newest.kind, Concern.ROOM),
        incident_number=newest.incident_number,
        call_sign=newest.call_sign,
        seen_at=newest.seen_at if is_seen else None,
        seen_by=newest.seen_by if is_seen else None,
        desk=next((one.desk for one in members if one.desk), None),
    )
