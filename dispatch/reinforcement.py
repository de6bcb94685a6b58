"""Who helps when the county's own vehicles do not do: the ladder of reinforcement and its letter.

The rungs are proposed (P) from parts of published plans: 县级协作区, 支队全勤指挥部 and
2小时灭火救援圈 are named there, their order and the least rung of a level are not.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from dispatch.arrivals import Basis
from dispatch.matching import Cost, fill_lines
from dispatch.response_plans import Mark
from resources.vehicle_types import CAPABILITY_LABELS, Capability

LADDER_MARK: Final = Mark.PROPOSED
UNKNOWN_S: Final = 10**9
"""Instead of seconds nobody knows: later than any that are known."""
RALLY_POINT: Final = "警情地点附近，具体位置由现场指挥员指定"


class Rung(IntEnum):
    """How far a call for help goes; each rung includes those below it."""

    NEARBY = 0
    STATION = 1
    BRIGADE = 2
    AREA = 3
    CITY = 4
    PROVINCE = 5
    NATION = 6


RUNG_LABELS: Final[Mapping[Rung, str]] = MappingProxyType(
    {
        Rung.NEARBY: "微型站、乡镇队、企业队",
        Rung.STATION: "辖区站",
        Rung.BRIGADE: "大队全部力量",
        Rung.AREA: "县（区）协作区和支队全勤指挥部",
        Rung.CITY: "支队全市力量",
        Rung.PROVINCE: "总队、跨市增援",
        Rung.NATION: "跨省增援",
    }
)

LEAST_RUNG: Final[Mapping[int, Rung]] = MappingProxyType(
    {
        1: Rung.NEARBY,
        2: Rung.STATION,
        3: Rung.BRIGADE,
        4: Rung.AREA,
        5: Rung.CITY,
    }
)
"""From which rung on a level is told at once, short of anything or not (P)."""


@dataclass(frozen=True, slots=True)
class Force:
    """A force that can be asked or ordered; each of its vehicles may have any capability.

    `eta` runs from the request to arrival, None where nobody knows where it starts.
    """

    code: str
    name: str
    rung: Rung
    kind_label: str
    is_commanded: bool
    contact: str
    vehicles: int
    people: int
    capabilities: frozenset[Capability]
    eta: timedelta | None = None
    basis: Basis = Basis.ESTIMATE
    eta_note: str = ""
    is_synthetic: bool = False

    @property
    def way(self) -> str:
        """Whether it is ordered or asked, as a letter says it."""
        return "指挥" if self.is_commanded else "商请"


@dataclass(frozen=True, slots=True)
class Gap:
    """So many vehicles of a capability that the county cannot send."""

    capability: Capability
    count: int

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError("a gap is of one vehicle or more")

    @property
    def words(self) -> str:
        """The gap in words."""
        return f"{CAPABILITY_LABELS[self.capability]} {self.count} 辆"


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """What one force is asked for."""

    force: Force
    wanted: tuple[Gap, ...]

    @property
    def vehicles(self) -> int:
        """How many vehicles are wanted of it."""
        return sum(one.count for one in self.wanted)

    @property
    def people(self) -> int:
        """The people that come with them: their share of the force's people, rounded up."""
        return math.ceil(self.force.people * self.vehicles / max(self.force.vehicles, 1))


@dataclass(frozen=True, slots=True)
class Reinforcement:
    """Which rung answers the gaps and whom to ask; `rung` is None where no help is wanted."""

    gaps: tuple[Gap, ...]
    rung: Rung | None
    why_rung: str
    asked: tuple[HelpAsked, ...]
    still_open: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What a request tells of the incident; nothing of its callers. Moments are local."""

    requester: str
    at: datetime
    number: str
    category: str
    level: str
    place: str
    received_at: datetime
    trapped: int | None
    sent: tuple[str, ...]
    sent_people: int
    contact_person: str


def climb(gaps: Sequence[Gap], level: int, forces: Iterable[Force]) -> Reinforcement:
    """Return the first rung whose forces, with those below it, fill the gaps, and whom to ask.

    As much is filled as can be; among all ways the lowest rungs, then the soonest arrivals, then
    the codes. A level names a least rung, asked or not. What no rung fills is left open.
    """
    least = LEAST_RUNG.get(level, Rung.NATION if level > max(LEAST_RUNG) else Rung.NEARBY)
    known = sorted(forces, key=lambda one: (one.rung, _seconds(one), one.code))
    if not gaps:
        if least <= Rung.BRIGADE:
            return Reinforcement((), None, "本县可派力量已满足需求。", (), ())
        why = f"力量已满足需求；按等级应同时报告第 {least:d} 级（{RUNG_LABELS[least]}）。"
        return Reinforcement((), least, why, (), ())
    asked: tuple[HelpAsked, ...] = ()
    answered = None
    for rung in Rung:
        asked = _asked(gaps, [one for one in known if one.rung <= rung])
        if _filled(asked) == sum(gap.count for gap in gaps):
            answered = rung
            break
    still_open = _open(gaps, asked)
    if answered is None:
        highest = max((one.force.rung for one in asked), default=Rung.BRIGADE)
        rung = max(least, highest if asked else Rung.AREA)
        why = f"应报到第 {rung:d} 级（{RUNG_LABELS[rung]}）：{_why_open(asked)}"
        return Reinforcement(tuple(gaps), rung, why, asked, still_open)
    rung = max(least, answered)
    why = f"第 {answered:d} 级（{RUNG_LABELS[answered]}）可补齐缺口"
    why += f"；按等级应同时报告第 {rung:d} 级（{RUNG_LABELS[rung]}）。" if rung > answered else "。"
    return Reinforcement(tuple(gaps), rung, why, asked, still_open)


def _why_open(asked: Sequence[HelpAsked]) -> str:
    if not asked:
        return "没有登记能补缺口的增援力量，请报告上级指挥中心。"
    return "登记的增援力量全部用上仍不足，请报告上级指挥中心。"


def _seconds(force: Force) -> int:
    return UNKNOWN_S if force.eta is None else round(force.eta.total_seconds())


def _asked(gaps: Sequence[Gap], forces: Sequence[Force]) -> tuple[HelpAsked, ...]:
    enough = sum(gap.count for gap in gaps)
    vehicles = [one for one in forces for _ in range(min(one.vehicles, enough))]
    costs: list[list[Cost | None]] = [
        [
            (int(one.rung), _seconds(one)) if gap.capability in one.capabilities else None
            for gap in gaps
        ]
        for one in vehicles
    ]
    filled = fill_lines([gap.count for gap in gaps], costs)
    answers = []
    for force in forces:
        counts = [0] * len(gaps)
        for one, line in zip(vehicles, filled, strict=True):
            if one is force and line is not None:
                counts[line] += 1
        wanted = tuple(
            Gap(gap.capability, count) for gap, count in zip(gaps, counts, strict=True) if count
        )
        if wanted:
            answers.append(HelpAsked(force, wanted))
    return tuple(answers)


def _filled(asked: Sequence[HelpAsked]) -> int:
    return sum(one.vehicles for one in asked)


def _open(gaps: Sequence[Gap], asked: Sequence[HelpAsked]) -> tuple[Gap, ...]:
    left = []
    for gap in gaps:
        found = sum(
            one.count for help_ in asked for one in help_.wanted if one.capability is gap.capability
        )
        if found < gap.count:
            left.append(Gap(gap.capability, gap.count - found))
    return tuple(left)


def draft(asked: HelpAsked, gaps: Sequence[Gap], situation: Situation) -> str:
    """Return the request to one force, as it is read over the telephone or sent as a letter."""
    force = asked.force
    verb = "请立即派出" if force.is_commanded else "商请贵单位派出"
    sent = "、".join(situation.sent) or "尚无车辆派出"
    trapped = "" if situation.trapped is None else f"，被困 {situation.trapped} 人"
    wanted = "、".join(one.words for one in asked.wanted)
    lines = [
        "增援请求（函／电话稿）",
        f"时间：{_moment(situation.at)}",
        f"请求单位：{situation.requester}",
        f"受请单位：{force.name}（{force.way}）",
        f"一、警情：{situation.number}，{situation.category}，{situation.level}，"
        f"{_moment(situation.received_at)}接警，地点：{situation.place}{trapped}。",
        f"二、已派力量：{sent}，共 {len(situation.sent)} 车 {situation.sent_people} 人。",
        f"三、力量缺口：{'、'.join(gap.words for gap in gaps)}。",
        f"四、请求：{verb}{wanted}，人员不少于 {asked.people} 人。{_expected(force)}",
        f"五、集结点：{RALLY_POINT}。",
        f"六、联系人：{situation.contact_person}（{situation.requester}），电话：________",
    ]
    return "\n".join(lines)


def _expected(force: Force) -> str:
    if force.eta is None:
        return "预计到场时间请回复。"
    minutes = math.ceil(force.eta.total_seconds() / 60)
    basis = "按道路推算" if force.basis is Basis.BY_ROAD else "直线估算"
    return f"预计到场约 {minutes} 分钟（{basis}，以贵单位回复为准）。"


def _moment(at: datetime) -> str:
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02d}分"
