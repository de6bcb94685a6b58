"""Which times of a routing engine still hold, which are asked anew, and what is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final, NamedTuple

from dispatch.roads.engines import FAULT_WORDS, Fault
from dispatch.watch import Matter
from resources.geography import Position, distance_m

# Every limit here is proposed (mark P).
MOVED_M: Final = 100.0
"""A vehicle farther than this from where it was asked for has no time any more."""
MOVING_HOLDS: Final = timedelta(minutes=10)
STANDING_HOLDS: Final = timedelta(hours=1)
"""Of a vehicle at its station: only a new map changes its time."""
ANEW_AFTER_M: Final = 50.0
ANEW_AFTER: Final = timedelta(minutes=4)
ANEW_AFTER_STANDING: Final = timedelta(minutes=25)


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where a vehicle is now; at its station it has no position of its own."""

    position: Position
    is_at_station: bool


@dataclass(frozen=True, slots=True)
class RoutedWay:
    """A way as a routing engine told it: driving alone, without the turn-out, on dry roads."""

    start: Position
    goal: Position
    seconds: float
    metres: float
    engine: str
    asked_at: datetime

    def __post_init__(self) -> None:
        if not (self.seconds >= 0 and self.metres >= 0):
            raise ValueError("seconds and metres cannot be negative")


class Asked(NamedTuple):
    """What was asked for one vehicle, with or without an answer."""

    start: Position
    goal: Position
    at: datetime


def holds(asked: Asked, now_at: Standpoint, goal: Position, now: datetime) -> bool:
    """Tell whether an answer may be used: vehicle and incident where they were, and not too old.

    A moment to come was stamped before the clock was set back: it ages like one that passed.
    """
    longest = STANDING_HOLDS if now_at.is_at_station else MOVING_HOLDS
    return (
        asked.goal == goal
        and abs(now - asked.at) <= longest
        and not _is_farther(asked.start, now_at.position, MOVED_M)
    )


def is_due(asked: Asked | None, now_at: Standpoint, goal: Position, now: datetime) -> bool:
    """Tell whether a vehicle is to be asked for (again): before its answer ceases to hold."""
    if asked is None or asked.goal != goal:
        return True
    longest = ANEW_AFTER_STANDING if now_at.is_at_station else ANEW_AFTER
    has_moved = _is_farther(asked.start, now_at.position, ANEW_AFTER_M)
    return has_moved or abs(now - asked.at) > longest


def _is_farther(one: Position, other: Position, limit_m: float) -> bool:
    # Most vehicles stand where they stood, and a geodesic costs more than a look.
    return one != other and distance_m(one, other) > limit_m


class Contact(StrEnum):
    """Kinds of the entries that tell whether the engine answers."""

    LOST = "routing_lost"
    MADE = "routing_made"


class Told(NamedTuple):
    """The last that was told of the engine: what, when, and the entry's own number."""

    contact: Contact
    at: datetime
    number: int


def contact_matter(last: Told | None, fault: Fault | None) -> Matter | None:
    """Return what is to be told now that the engine answered (no fault) or did not; once each.

    The subject names the entry before, so that of two tickers only one tells the change.
    """
    contact = Contact.MADE if fault is None else Contact.LOST
    if last is not None and last.contact is contact:
        return None
    subject = f"after {last.number if last else 0}"
    if fault is not None:
        words = f"路径服务{FAULT_WORDS[fault]}，行车时间改按本县道路计算，请通知系统管理员。"
    elif last is None:
        words = "路径服务已接通，行车时间可按其应答计算。"
    else:
        words = "路径服务已恢复，行车时间可按其应答计算。"
    return Matter(contact, subject, None, words)


FEWEST_PAIRS: Final = 5


def pace(engine_s: Mapping[int, float], own_s: Mapping[int, float]) -> float:
    """Return by what an engine's times are longer than our own for the same vehicles, as a median.

    Times of two makers do not compare: a vehicle the engine has no time for would win by being
    reckoned faster. Its own time, multiplied by this, may stand beside the engine's. It is 1
    where fewer than five vehicles have both.
    """
    ratios = [
        told / own_s[key] for key, told in engine_s.items() if own_s.get(key, 0) > 0 and told > 0
    ]
    return median(ratios) if len(ratios) >= FEWEST_PAIRS else 1.0
