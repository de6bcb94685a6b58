"""The figures of a county plan that a generated past has to equal, and 酉阳's own.

Source: the 酉阳 "十四五" fire and rescue plan, 专栏1 (fires) and 专栏2 (call-outs), mark S.
The two tables contradict each other for 2020: 299 fire call-outs, 229 fires. The plan's share of
rural fires (132 a year, 51.97 %) was computed from 299, so 229 is probably a misprint. Neither is
repaired here: both stand, and 70 call-outs of that year end without a registered fire.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class NotedRescue:
    """A rescue the plan names by its day; all but day, kind and township is made up."""

    day: date
    category: str
    township: str | None = None


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What one calendar year has to sum to; money in yuan.

    `rural_fires` counts fire call-outs outside the town. People and protected property are the
    plan's sums over five years, split into years here (P).
    """

    year: int
    fire_call_outs: int
    rescues: int
    social_aid: int
    others: int
    fires: int
    dead: int
    injured: int
    loss_yuan: int
    rural_fires: int
    rescued: int
    evacuated: int
    protected_yuan: int
    noted: tuple[NotedRescue, ...] = ()

    def __post_init__(self) -> None:
        if not self.fires <= self.fire_call_outs or not self.rural_fires <= self.fire_call_outs:
            raise ValueError("every generated fire has a call-out of its own")
        if len(self.noted) > self.rescues or any(one.day.year != self.year for one in self.noted):
            raise ValueError("a noted rescue is one of its year's rescues")
        if self.fires == 0 and (self.dead or self.injured or self.loss_yuan):
            raise ValueError("a loss needs a fire")

    @property
    def call_outs(self) -> int:
        """All call-outs of the year."""
        return self.fire_call_outs + self.rescues + self.social_aid + self.others


YOUYANG_PLAN: Final = (
    YearFigures(
        year=2016,
        fire_call_outs=182,
        rescues=59,
        social_aid=40,
        others=1,
        fires=182,
        dead=1,
        injured=7,
        loss_yuan=17_123_746,
        rural_fires=95,
        rescued=135,
        evacuated=345,
        protected_yuan=19_500_000,
        noted=(
            NotedRescue(date(2016, 6, 18), "20420"),
            NotedRescue(date(2016, 6, 28), "20420"),
        ),
    ),
    YearFigures(
        year=2017,
        fire_call_outs=213,
        rescues=51,
        social_aid=27,
        others=3,
        fires=213,
        dead=0,
        injured=6,
        loss_yuan=12_639_964,
        rural_fires=111,
        rescued=98,
        evacuated=212,
        protected_yuan=17_200_000,
        noted=(NotedRescue(date(2017, 6, 22), "20200"),),
    ),
    YearFigures(
        year=2018,
        fire_call_outs=239,
        rescues=54,
        social_aid=48,
        others=5,
        fires=239,
        dead=0,
        injured=4,
        loss_yuan=9_608_640,
        rural_fires=124,
        rescued=112,
        evacuated=240,
        protected_yuan=18_080_000,
    ),
    YearFigures(
        year=2019,
        fire_call_outs=338,
        rescues=64,
        social_aid=65,
        others=5,
        fires=338,
        dead=0,
        injured=2,
        loss_yuan=1_708_750,
        rural_fires=175,
        rescued=140,
        evacuated=306,
        protected_yuan=16_400_000,
        noted=(NotedRescue(date(2019, 4, 11), "20600", "涂市镇"),),
    ),
    YearFigures(
        year=2020,
        fire_call_outs=299,
        rescues=92,
        social_aid=55,
        others=4,
        fires=229,
        dead=0,
        injured=2,
        loss_yuan=6_748_198,
        rural_fires=155,
        rescued=161,
        evacuated=397,
        protected_yuan=21_600_000,
        noted=(NotedRescue(date(2020, 6, 13), "20420"),),
    ),
)
"""The five years of the plan.

`rural_fires` sums to 660 of the 1,271 fire call-outs (51.93 %): the population the plan's "132 a
year" was computed from. The 2,146 people are 646 rescued and 1,500 evacuated; the plan does not
part them. The 9,278 万元 stand as property protected; the plan gives no figure for property saved.
"""
