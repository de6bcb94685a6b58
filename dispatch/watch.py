"""What is overdue: calls nobody answered with an order, orders nobody followed.

The rules take how long each matter has waited as a function, so that the ticker can measure it
on a clock that nobody can set.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

# Every limit here is proposed (mark P): no standard read so far sets one.
UNATTENDED: Final = (timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=90))
"""A call is taken and nothing is ordered: told again at each of these."""
UNACKNOWLEDGED: Final = timedelta(seconds=60)
"""A vehicle has its order and nobody in it has said so."""
NOT_ROLLING: Final = timedelta(seconds=120)
"""A vehicle has its order and its wheels have not left the garage."""
LONG_EN_ROUTE: Final = timedelta(minutes=30)
"""A vehicle is on the road far longer than any drive inside a county should take."""
CLOCK_TOLERANCE: Final = timedelta(seconds=2)
"""The wall clock may run this far from the steady one between two ticks (mark P)."""

Waited = Callable[[str, datetime], timedelta]
"""How long the matter of a subject has waited since a moment."""


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """One vehicle still bound to an open incident, with the stamps the watch looks at."""

    call_sign: str
    ordered_at: datetime
    acknowledged_at: datetime | None = None
    en_route_at: datetime | None = None
    on_scene_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """One open incident as the watch looks at it; `was_ordered` once any vehicle was sent."""

    number: str
    received_at: datetime
    place_text: str = ""
    was_ordered: bool = False
    orders: tuple[OpenOrder, ...] = ()


class Matter(NamedTuple):
    """One overdue matter as `desk.remind` takes it; kind and subject tell it from all others."""

    kind: str
    subject: str
    incident_number: str | None
    sentence: str
    call_sign: str | None = None


def overdue(incidents: Iterable[OpenIncident], waited: Waited) -> list[Matter]:
    """Return what is overdue, in the order of the incidents; told before or not."""
    return [matter for incident in incidents for matter in _overdue_in(incident, waited)]


def _overdue_in(incident: OpenIncident, waited: Waited) -> Iterator[Matter]:
    if not incident.was_ordered:
        yield from _unattended(incident, waited(incident.number, incident.received_at))
    for order in incident.orders:
        yield from _unfollowed(incident, order, waited)


def _unattended(incident: OpenIncident, age: timedelta) -> Iterator[Matter]:
    reached = [limit for limit in UNATTENDED if age >= limit]
    if not reached:
        return
    # Only the last limit reached: a watch that starts late must not tell three times at once.
    seconds = int(max(reached).total_seconds())
    where = f"（{incident.place_text}）" if incident.place_text else ""
    yield Matter(
        f"call_unattended_{seconds}",
        incident.number,
        incident.number,
        f"警情 {incident.number}{where}接警已超过 {seconds} 秒，尚未下达出动命令。",
    )


def _unfollowed(incident: OpenIncident, order: OpenOrder, waited: Waited) -> Iterator[Matter]:
    # A vehicle may be ordered to the same incident twice: the moment tells the orders apart.
    subject = f"{incident.number} {order.call_sign} {order.ordered_at:%Y%m%dT%H%M%S.%fZ}"
    is_rolling = order.en_route_at is not None or order.on_scene_at is not None
    if not is_rolling:
        age = waited(subject, order.ordered_at)
        if order.acknowledged_at is None and age >= UNACKNOWLEDGED:
            words = f"{order.call_sign} 下达后超过 {_words(UNACKNOWLEDGED)}未确认收到"
            yield _told("order_unacknowledged", subject, incident, order.call_sign, words)
        if age >= NOT_ROLLING:
            words = f"{order.call_sign} 下达后超过 {_words(NOT_ROLLING)}仍未出动"
            yield _told("unit_not_rolling", subject, incident, order.call_sign, words)
    elif (
        order.en_route_at is not None
        and order.on_scene_at is None
        and waited(subject, order.en_route_at) >= LONG_EN_ROUTE
    ):
        words = f"{order.call_sign} 途中已超过 {_words(LONG_EN_ROUTE)}仍未到场"
        yield _told("long_en_route", subject, incident, order.call_sign, words)


def _told(kind: str, subject: str, incident: OpenIncident, call_sign: str, words: str) -> Matter:
    sentence = f"{words}（警情 {incident.number}），请联系核实。"
    return Matter(kind, subject, incident.number, sentence, call_sign)


def _words(limit: timedelta) -> str:
    seconds = int(limit.total_seconds())
    return f"{seconds} 秒" if seconds <= 120 else f"{seconds // 60} 分钟"


class Waits:
    """How long matters have waited, by steady seconds; setting the wall clock changes nothing.

    Only the age at first sight comes from the wall clock; from then on the steady clock counts.
    """

    def __init__(self) -> None:
        self._first: dict[tuple[str, datetime], tuple[timedelta, float]] = {}
        self._asked: set[tuple[str, datetime]] = set()

    def at(self, now: datetime, steady_s: float) -> Waited:
        """Return the ages at one tick, told by both clocks."""

        def waited(subject: str, since: datetime) -> timedelta:
            key = (subject, since)
            self._asked.add(key)
            # A moment after now was stamped by a clock that was set back since.
            age, first_s = self._first.setdefault(key, (max(now - since, timedelta()), steady_s))
            return age + timedelta(seconds=steady_s - first_s)

        return waited

    def forget_unasked(self) -> None:
        """Forget what the last tick did not ask about: it was seen to."""
        self._first = {key: seen for key, seen in self._first.items() if key in self._asked}
        self._asked = set()


def clock_jump(passed: timedelta, steady: timedelta, now: datetime) -> Matter | None:
    """Return a matter when the wall clock was set by more than 2 s while `steady` time passed."""
    jump = passed - steady
    if abs(jump) <= CLOCK_TOLERANCE:
        return None
    way = "拨快" if jump > timedelta() else "拨慢"
    seconds = abs(jump).total_seconds()
    sentence = f"系统时钟被{way} {seconds:.0f} 秒，此前后的时间记录请核对。"
    # Every ticker sees the same jump: by the minute it is told once, or twice at a boundary.
    return Matter("clock_jump", f"{now:%Y%m%dT%H%MZ}", None, sentence)
