"""What is overdue: calls without an order, orders with a missing link, people inside too long.

An order is a chain: sent, shown, acknowledged, rolling, arrived. Each link that is missing at its
deadline is told to a person, with the vehicle, its station and what to do now.

The rules take how long each matter has waited as a function, so that the ticker can measure it
on a clock that nobody can set.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from dispatch.deadlines import DEFAULT_CHAIN

# Every limit here is proposed (mark P): no standard read so far sets one.
UNATTENDED: Final = (timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=90))
"""A call is taken and nothing is ordered: told again at each of these."""
UNACKNOWLEDGED: Final = DEFAULT_CHAIN.acknowledged
"""A vehicle has its order and nobody in it has said so; for an order without deadlines."""
NOT_ROLLING: Final = DEFAULT_CHAIN.rolling
"""A vehicle has its order and its wheels have not left the garage; as above."""
LONG_EN_ROUTE: Final = timedelta(minutes=30)
"""A vehicle without an estimated arrival is on the road longer than any drive in a county."""
INSIDE_AGAIN: Final = (timedelta(), timedelta(seconds=60), timedelta(seconds=180))
"""People inside who were not asked or are not out: told at the deadline, and twice more."""
CLOCK_TOLERANCE: Final = timedelta(seconds=2)
"""The wall clock may run this far from the steady one between two ticks (mark P)."""

Waited = Callable[[str, datetime], timedelta]
"""How long the matter of a subject has waited since a moment."""


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """One vehicle still bound to an open incident, with the stamps the watch looks at.

    A deadline that is None is not watched (`shown_due_at`, `arrival_due_at`), or is that of the
    usual policy (the other two).
    """

    call_sign: str
    ordered_at: datetime
    acknowledged_at: datetime | None = None
    en_route_at: datetime | None = None
    on_scene_at: datetime | None = None
    station: str = ""
    shown_at: datetime | None = None
    shown_due_at: datetime | None = None
    acknowledged_due_at: datetime | None = None
    rolling_due_at: datetime | None = None
    arrival_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenTeam:
    """A team inside (内攻): when it went in, was last asked, and when both are due again."""

    key: int
    name: str
    people: int
    entered_at: datetime
    check_due_at: datetime
    out_due_at: datetime
    checked_at: datetime | None = None
    call_sign: str | None = None


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """One open incident as the watch looks at it; `was_ordered` once any vehicle was sent."""

    number: str
    received_at: datetime
    place_text: str = ""
    was_ordered: bool = False
    orders: tuple[OpenOrder, ...] = ()
    teams: tuple[OpenTeam, ...] = ()


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


def standing(incidents: Iterable[OpenIncident]) -> frozenset[tuple[str, str]]:
    """Return family and subject of all that may still be told: what was seen to is not there."""
    matters = overdue(incidents, lambda subject, since: timedelta.max)
    return frozenset((family(matter.kind), matter.subject) for matter in matters)


def family(kind: str) -> str:
    """Return what a kind is called at all its limits: `call_unattended` for the one at 60 s."""
    return kind.rstrip("0123456789").rstrip("_")


def _overdue_in(incident: OpenIncident, waited: Waited) -> Iterator[Matter]:
    # People inside come first: they can wait least.
    for team in incident.teams:
        yield from _inside(incident, team, waited)
    if not incident.was_ordered:
        yield from _unattended(incident, waited(incident.number, incident.received_at))
    for order in incident.orders:
        yield from _unfollowed(incident, order, waited)


def _last_reached(age: timedelta, limits: Sequence[timedelta]) -> int | None:
    """Return the last limit reached in seconds: a watch that starts late must not tell thrice."""
    reached = [limit for limit in limits if age >= limit]
    return int(max(reached).total_seconds()) if reached else None


def _unattended(incident: OpenIncident, age: timedelta) -> Iterator[Matter]:
    seconds = _last_reached(age, UNATTENDED)
    if seconds is None:
        return
    where = f"（{incident.place_text}）" if incident.place_text else ""
    yield Matter(
        f"call_unattended_{seconds}",
        incident.number,
        incident.number,
        f"警情 {incident.number}{where}接警已超过 {seconds} 秒，尚未下达出动命令。",
    )


def _unfollowed(incident: OpenIncident, order: OpenOrder, waited: Waited) -> Iterator[Matter]:
    """Yield the links of one order that are missing; a later link says more than an earlier."""
    # A vehicle may be ordered to the same incident twice: the moment tells the orders apart.
    subject = f"{incident.number} {order.call_sign} {order.ordered_at:%Y%m%dT%H%M%S.%fZ}"
    if order.on_scene_at is not None:
        return
    age = waited(subject, order.ordered_at)
    told = _Telling(incident, order, subject)
    if order.en_route_at is None:
        if order.acknowledged_at is None:
            is_shown = order.shown_due_at is None or order.shown_at is not None
            shown = _limit(order, order.shown_due_at, timedelta())
            if not is_shown and age >= shown:
                yield told.missing(
                    "order_not_shown", shown, "站点终端未显示命令", "请电话叫通{}念读命令"
                )
            acknowledged = _limit(order, order.acknowledged_due_at, UNACKNOWLEDGED)
            if age >= acknowledged:
                then = "请电话叫通{}，叫不通即改派"
                yield told.missing("order_unacknowledged", acknowledged, "未确认收到", then)
        rolling = _limit(order, order.rolling_due_at, NOT_ROLLING)
        if age >= rolling:
            then = "请电话联系{}问明原因，不能出动即改派"
            yield told.missing("unit_not_rolling", rolling, "仍未出动", then)
    elif order.arrival_due_at is None and waited(subject, order.en_route_at) >= LONG_EN_ROUTE:
        then = "请电话联系{}核实位置"
        yield told.missing("long_en_route", LONG_EN_ROUTE, "途中仍未到场", then, "出动")
    arrival = _limit(order, order.arrival_due_at, timedelta.max)
    if order.arrival_due_at is not None and age >= arrival:
        then = "请电话联系{}核实位置，考虑增派"
        yield told.missing("unit_not_arrived", arrival, "仍未到场", then)


def _limit(order: OpenOrder, due_at: datetime | None, usual: timedelta) -> timedelta:
    return usual if due_at is None else due_at - order.ordered_at


@dataclass(frozen=True, slots=True)
class _Telling:
    """The words of what is missing of one order."""

    incident: OpenIncident
    order: OpenOrder
    subject: str

    def missing(
        self, kind: str, limit: timedelta, what: str, then: str, since: str = "下达"
    ) -> Matter:
        order, number = self.order, self.incident.number
        whom = order.station or order.call_sign
        who = f"{order.call_sign}（{order.station}）" if order.station else f"{order.call_sign} "
        late = f"{who}{since}后超过 {_words(limit)}{what}"
        sentence = f"{late}（警情 {number}），{then.format(whom)}。"
        return Matter(kind, self.subject, number, sentence, order.call_sign)


def _inside(incident: OpenIncident, team: OpenTeam, waited: Waited) -> Iterator[Matter]:
    """Yield what is late of a team inside; being late out says more than being late asked."""
    subject = f"{incident.number} inside {team.key}"
    who = f"内攻组“{team.name}”{team.people} 人" + (
        f"（{team.call_sign}）" if team.call_sign else ""
    )
    out_age = waited(subject, team.entered_at) - (team.out_due_at - team.entered_at)
    seconds = _last_reached(out_age, INSIDE_AGAIN)
    if seconds is not None:
        words = f"{who}到时未出（已超 {_words(timedelta(seconds=seconds))}）"
        if not seconds:
            words = f"{who}空气时限已到，未报出来"
        sentence = f"▲ {words}（警情 {incident.number}），立即电台呼叫安全员核实，令其撤出。"
        yield Matter(f"inside_out_{seconds}", subject, incident.number, sentence, team.call_sign)
        return
    since = team.checked_at or team.entered_at
    check_subject = f"{subject} {since:%Y%m%dT%H%M%S.%fZ}"
    check_age = waited(check_subject, since) - (team.check_due_at - since)
    seconds = _last_reached(check_age, INSIDE_AGAIN)
    if seconds is not None:
        sentence = f"{who}该作安全询问（警情 {incident.number}），请电台呼叫核实人数和余气。"
        kind = f"inside_check_{seconds}"
        yield Matter(kind, check_subject, incident.number, sentence, team.call_sign)


def _words(limit: timedelta) -> str:
    seconds = int(limit.total_seconds())
    minutes, left = divmod(seconds, 60)
    if seconds <= 120:
        return f"{seconds} 秒"
    return f"{minutes} 分 {left} 秒" if left else f"{minutes} 分钟"


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
