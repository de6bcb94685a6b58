"""Response intervals (响应时间): how long each part took, how surely, and the share on target.

A percentile is that of the nearest rank: the smallest time that at least so many per cent of the
measured ones do not exceed; nothing is interpolated. What lacks a stamp is counted and said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from incidents.yearbook.definitions import (
    TEN_THOUSAND,
    TOTAL_KEY,
    Column,
    Definition,
    Kind,
)

PERCENTILES: Final = (50, 80, 90, 95)
LATE_S: Final = 60
"""A stamp entered later than this after its moment was told afterwards (P)."""


@dataclass(frozen=True, slots=True)
class Interval:
    """One interval: from which moment to which, whose it is, and its target where there is one.

    `ends` are the statuses whose stamps bound it; `is_urban_only` says that the target is that of
    built-up areas, elsewhere the interval is only reported.
    """

    key: str
    heading: str
    words: str
    is_of_vehicle: bool
    ends: tuple[str, ...] = ()
    target_s: int | None = None
    is_urban_only: bool = False
    mark: str = ""
    source: str = ""

    def judges(self, is_urban: bool | None) -> bool:
        """Whether the target is meant for a scene of this kind of area."""
        return self.target_s is not None and (not self.is_urban_only or is_urban is True)


INTERVALS: Final[Mapping[str, Interval]] = MappingProxyType(
    {
        one.key: one
        for one in (
            Interval(
                "call_to_order",
                "接警到下达",
                "每起警情：接警到首次下达出动命令",
                False,
                target_s=45,
                mark="R",
                source="GB 50313-2013 4.3.1（7）",
            ),
            Interval(
                "turnout",
                "下达到出动",
                "每车：下达到出动",
                True,
                ("en_route",),
                60,
                mark="R",
                source="接警出动 1 分钟（昼 45 秒、夜 60 秒取 60 秒）",
            ),
            Interval(
                "travel",
                "出动到到场",
                "每车：出动到到场",
                True,
                ("en_route", "on_scene"),
                240,
                True,
                "R",
                "行车 4 分钟（15 分钟消防时间模型），限城市建成区",
            ),
            Interval(
                "attendance",
                "下达到到场",
                "每车：下达到到场",
                True,
                ("on_scene",),
                300,
                True,
                "P",
                "出动 1 分钟与行车 4 分钟之和，限城市建成区",
            ),
            Interval("vehicle_total", "下达到归队", "每车：下达到归队", True, ("in_station",)),
            Interval(
                "first_arrival",
                "接警到首车到场",
                "每起警情：接警到第一辆车到场",
                False,
                ("on_scene",),
            ),
            Interval(
                "to_controlled",
                "首车到场到控制",
                "每起火灾真警：第一辆车到场到火势控制",
                False,
                ("on_scene",),
            ),
            Interval(
                "to_extinguished",
                "首车到场到熄灭",
                "每起火灾真警：第一辆车到场到基本扑灭",
                False,
                ("on_scene",),
            ),
            Interval(
                "incident_total",
                "接警到末车归队",
                "每起警情：接警到最后一辆车归队",
                False,
                ("in_station",),
            ),
        )
    }
)
OF_VEHICLE: Final = tuple(one for one in INTERVALS.values() if one.is_of_vehicle)

COUNTED: Final = (
    "due",
    "known",
    "missing",
    "reversed",
    "set_right",
    "told_late",
    "back_entered",
    "judged",
    "on_target",
)
"""The columns whose cells open the times behind them."""
_COLUMNS: Final = (
    Column("due", "应有", "次", Kind.COUNT),
    Column("known", "两端时刻齐全", "次", Kind.COUNT),
    Column("missing", "缺时刻", "次", Kind.COUNT),
    Column("reversed", "先后颠倒", "次", Kind.COUNT),
    Column("set_right", "其中更正或补报", "次", Kind.COUNT),
    Column("told_late", "其中事后录入", "次", Kind.COUNT),
    Column("back_entered", "其中补录纸单", "次", Kind.COUNT),
    *(Column(f"p{rank}", f"P{rank}", "分:秒", Kind.SECONDS) for rank in PERCENTILES),
    Column("target", "目标", "分:秒", Kind.SECONDS),
    Column("judged", "按目标考核", "次", Kind.COUNT),
    Column("on_target", "达标", "次", Kind.COUNT),
    Column("share", "达标率", "%", Kind.SHARE),
)
_NOTES: Final = (
    "P50、P80、P90、P95 为最近序位百分位：把齐全的时间从小到大排列，取第⌈n×百分数⌉个，不插值。",
    "只用两端时刻都有且先后不颠倒的；缺时刻和先后颠倒的另列，不估算、不补值。",
    "更正或补报：区间一端的时刻由人事后更正或补报；事后录入：录入时间比所记时刻晚 60 秒以上（P）。"
    "两者都计入，另列次数。",
    "召回后未到场的车辆不计出动后的区间；在途未归的车辆暂不计缺。",
    "按队站筛选时看车辆现属的队站，只列车辆的区间，不列整起警情的区间。",
    "达标率的分母是“按目标考核”的次数；行车和到场目标只考核标为城市的现场，其余只报时间。",
    *(
        f"{one.heading}：{one.words}"
        + (
            f"，目标 {one.target_s} 秒（{one.mark}，{one.source}）。"
            if one.target_s
            else "，无公开目标，只报时间。"
        )
        for one in INTERVALS.values()
    ),
)
_POPULATION: Final = "按接警时间在统计期内的警情及其派出车辆；不含并案、重复报警和测试"


def _definition(name: str, title: str, row_heading: str) -> Definition:
    return Definition(
        name=name,
        title=title,
        population=_POPULATION,
        columns=_COLUMNS,
        version="2026-1",
        source="区间与百分位口径为建议（P）；目标各自标明出处",
        notes=_NOTES,
        whole="due",
        parts=("known", "missing", "reversed"),
        row_heading=row_heading,
        by="",
    )


RESPONSE: Final = _definition("response", "响应时间统计表", "区间")
BY_STATION: Final = _definition("response-stations", "响应时间统计表（按队站）", "队站与区间")
BY_UNIT: Final = _definition("response-units", "响应时间统计表（按车辆）", "车辆与区间")
BY_TYPE: Final = _definition("response-types", "响应时间统计表（按车型）", "车型与区间")
RESPONSES: Final = (RESPONSE, BY_STATION, BY_UNIT, BY_TYPE)


@dataclass(frozen=True, slots=True)
class Sample:
    """One interval of one vehicle or incident; `seconds` is None where a stamp is missing.

    `key` orders the samples of a cell and asks for the next page; `who` is the call sign of a
    vehicle, empty for an incident.
    """

    key: int
    incident_number: str
    who: str
    seconds: int | None
    is_judged: bool = False
    is_set_right: bool = False
    is_told_late: bool = False
    is_back_entered: bool = False

    @property
    def is_known(self) -> bool:
        """Whether both moments are told, the second not before the first."""
        return self.seconds is not None and self.seconds >= 0

    def counts_in(self, column: str, target_s: int | None) -> bool:
        """Whether it is one of those a column counts; `Tally.add` counts the same."""
        tally = Tally(target_s)
        tally.add(self)
        return tally.counts[column] == 1


@dataclass(slots=True)
class Tally:
    """What the samples of one row come to; it is filled as they are read, millions of them."""

    target_s: int | None
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    seconds: list[int] = field(default_factory=list)

    def add(self, sample: Sample) -> None:
        """Count one sample in."""
        counts, seconds = self.counts, sample.seconds
        counts["due"] += 1
        if seconds is None:
            counts["missing"] += 1
            return
        if seconds < 0:
            counts["reversed"] += 1
            return
        counts["known"] += 1
        self.seconds.append(seconds)
        counts["set_right"] += sample.is_set_right
        counts["told_late"] += sample.is_told_late
        counts["back_entered"] += sample.is_back_entered
        if sample.is_judged and self.target_s is not None:
            counts["judged"] += 1
            counts["on_target"] += seconds <= self.target_s

    def amounts(self) -> dict[str, int | None]:
        """Return the figure of each column; None where nothing was measured."""
        ranked = sorted(self.seconds)
        found: dict[str, int | None] = dict(self.counts)
        for rank in PERCENTILES:
            found[f"p{rank}"] = nearest_rank(ranked, rank) if ranked else None
        found["target"] = self.target_s
        if self.target_s is None:
            found["judged"] = found["on_target"] = None
        judged, on_target = self.counts["judged"], self.counts["on_target"]
        found["share"] = share(on_target, judged) if judged else None
        return found


def nearest_rank(ranked: Sequence[int], percent: int) -> int:
    """Return the smallest value that at least so many per cent do not exceed.

    `ranked` is in ascending order and not empty.
    """
    assert ranked and 0 < percent <= 100
    return ranked[-(-percent * len(ranked) // 100) - 1]


def share(part: int, whole: int) -> int:
    """Return a share in ten-thousandths, rounded half up."""
    return (2 * part * TEN_THOUSAND + whole) // (2 * whole)


def row_key(member: str, interval: str) -> str:
    """Return the key of a row: the interval, behind the member it is of."""
    return f"{member}~{interval}" if member else interval


def members_in_order(labels: Mapping[str, str], found: Iterable[str]) -> list[str]:
    """Return the members that were found, in the order in which they are listed."""
    seen = set(found)
    return [one for one in labels if one in seen]


TARGETED: Final = {
    **{column: column for column in COUNTED},
    **{f"p{rank}": "known" for rank in PERCENTILES},
    "share": "on_target",
}
"""Which column a figure opens: a percentile all the times it was found among."""
TOTAL: Final = TOTAL_KEY
