"""How grave a fire was and whose statistic it is, by the rule in force on its day.

A grade is never stored as told: it is worked out from the people, the loss and the households, so
a death told later or a correction moves it. Marks: S read, R second-hand, P proposed here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

FEN_PER_YUAN: Final = 100
_WAN: Final = 10_000 * FEN_PER_YUAN
_YI: Final = 10_000 * _WAN

MINOR_BELOW_FEN: Final = 1_000 * FEN_PER_YUAN
"""轻微火灾: no casualties and direct property loss under 1,000 元 (消防〔2025〕17号, R)."""


class FireOwner(StrEnum):
    """Whose statistic a fire is: that of the brigade, or of another authority."""

    BRIGADE = "brigade"
    FOREST = "forest"
    RAILWAY = "railway"
    WATER = "water"
    AIR = "air"
    MILITARY = "military"
    MINE = "mine"
    NUCLEAR = "nuclear"
    OFFSHORE = "offshore"
    CORPS = "corps"


# Military, mines, nuclear and offshore are named in article 2 of 消防〔2025〕17号 (S); the others
# in its official explanation (R).
OWNER_LABELS: Final = {
    FireOwner.BRIGADE: "消防救援",
    FireOwner.FOREST: "森林草原",
    FireOwner.RAILWAY: "铁路",
    FireOwner.WATER: "水运",
    FireOwner.AIR: "民航",
    FireOwner.MILITARY: "军事设施",
    FireOwner.MINE: "矿井地下",
    FireOwner.NUCLEAR: "核电厂",
    FireOwner.OFFSHORE: "海上油气",
    FireOwner.CORPS: "兵团",
}


class FireGrade(StrEnum):
    """The grade of a fire, gravest first; the grades of the 1996 rule are classes of their own.

    重大 of 1996 began at 3 deaths and 300,000 元, 重大 of 2007 at 10 deaths and 50 million: one
    name, two classes, and so never one row of a table.
    """

    EXCEPTIONAL = "exceptional"
    MAJOR = "major"
    SERIOUS = "serious"
    ORDINARY = "ordinary"
    MINOR = "minor"
    EXCEPTIONAL_1996 = "exceptional_1996"
    MAJOR_1996 = "major_1996"
    ORDINARY_1996 = "ordinary_1996"


GRADE_LABELS: Final = {
    FireGrade.EXCEPTIONAL: "特别重大",
    FireGrade.MAJOR: "重大",
    FireGrade.SERIOUS: "较大",
    FireGrade.ORDINARY: "一般",
    FireGrade.MINOR: "一般（轻微）",
    FireGrade.EXCEPTIONAL_1996: "特大（1996年规定）",
    FireGrade.MAJOR_1996: "重大（1996年规定）",
    FireGrade.ORDINARY_1996: "一般（1996年规定）",
}


@dataclass(frozen=True, slots=True)
class Toll:
    """The people a fire cost, as they stand in the statistic; nobody is counted twice."""

    dead: int = 0
    seriously_injured: int = 0
    lightly_injured: int = 0

    def __post_init__(self) -> None:
        assert min(self.dead, self.seriously_injured, self.lightly_injured) >= 0, "people below 0"

    @property
    def injured(self) -> int:
        """The seriously and the slightly injured together, as the plans print them."""
        return self.seriously_injured + self.lightly_injured

    @property
    def nobody(self) -> bool:
        """Whether nobody was hurt."""
        return not (self.dead or self.injured)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a grade begins at; any one of them is enough, and 以上 includes the number itself.

    `together` is deaths and serious injuries added up; None where the rule has no such limit.
    """

    grade: FireGrade
    dead: int
    seriously_injured: int
    loss_fen: int
    together: int | None = None
    households: int | None = None


@dataclass(frozen=True, slots=True)
class GradeRule:
    """One rule of grading: since which local day, from which paper, with which limits."""

    key: str
    since: date
    paper: str
    clause: str
    mark: str
    limits: tuple[Limits, ...]
    """Gravest first."""
    lowest: FireGrade
    minor: FireGrade | None
    """The class inside the lowest grade for fires that cost nobody and nearly nothing."""
    death_days: int
    """A death counts up to and including this many days after the day of the fire."""
    asks_households: bool

    def __post_init__(self) -> None:
        dead = [limit.dead for limit in self.limits]
        assert dead == sorted(dead, reverse=True), "the gravest grade comes first"


RULE_1996: Final = GradeRule(
    key="1996",
    # There was another rule before 1997; a fire so old is graded by this one (P).
    since=date.min,
    paper="公通字〔1996〕82号《火灾统计管理规定》",
    clause="第六条（等级）、第七条（死亡以火灾发生后七天内为限）",
    mark="S",
    limits=(
        Limits(FireGrade.EXCEPTIONAL_1996, 10, 20, 100 * _WAN, together=20, households=50),
        Limits(FireGrade.MAJOR_1996, 3, 10, 30 * _WAN, together=10, households=30),
    ),
    lowest=FireGrade.ORDINARY_1996,
    minor=None,
    death_days=7,
    asks_households=True,
)

RULE_2007: Final = GradeRule(
    key="2007",
    # The circular is of 2007-06-26; the decree it rests on (国务院令第493号) is in force since
    # 2007-06-01, and that day is taken here (P). The 7 days of 1996 stayed until 2025-04-30 (R).
    since=date(2007, 6, 1),
    paper="公安部《关于调整火灾等级标准的通知》（2007年，依据国务院令第493号）",
    clause="四级标准；死亡仍以 7 日内为限",
    mark="R",
    limits=(
        Limits(FireGrade.EXCEPTIONAL, 30, 100, _YI),
        Limits(FireGrade.MAJOR, 10, 50, 5_000 * _WAN),
        Limits(FireGrade.SERIOUS, 3, 10, 1_000 * _WAN),
    ),
    lowest=FireGrade.ORDINARY,
    minor=None,
    death_days=7,
    asks_households=False,
)

RULE_2025: Final = GradeRule(
    key="2025",
    since=date(2025, 5, 1),
    paper="消防〔2025〕17号《火灾统计管理规定》",
    clause="等级标准（损失界限、轻微火灾、受灾户）；死亡以 30 日内为限",
    mark="R",
    limits=(
        Limits(FireGrade.EXCEPTIONAL, 30, 100, 3 * _YI),
        Limits(FireGrade.MAJOR, 10, 50, _YI),
        Limits(FireGrade.SERIOUS, 3, 10, 3_000 * _WAN),
    ),
    lowest=FireGrade.ORDINARY,
    minor=FireGrade.MINOR,
    death_days=30,
    # It grades by 受灾户 again, but the numbers were not found: the note of a grade says so.
    asks_households=True,
)

RULES: Final = (RULE_2025, RULE_2007, RULE_1996)
"""Newest first."""


def rule_on(day: date) -> GradeRule:
    """Return the rule in force on a local day."""
    return next(rule for rule in RULES if rule.since <= day)


WINDOW_NOTE: Final = (
    "死亡人数含续报：2025 年 5 月 1 日起的火灾计起火后 30 日内的死亡，"
    "此前的火灾计 7 日内的死亡（R）。"
)


def rules_note(first: date, last: date) -> str:
    """Say which rules grade the fires of a time, both local days included."""
    in_force = [rule for rule in reversed(RULES) if rule.since <= last and _end_of(rule) >= first]
    told = [
        f"{rule.since}起依{rule.paper}" if rule.since > first else f"依{rule.paper}"
        for rule in in_force
    ]
    marks = "、".join(dict.fromkeys(rule.mark for rule in in_force))
    words = f"等级按起火当日的规定：{'；'.join(told)}（{marks}）。"
    if any(rule.asks_households for rule in in_force):
        words += "受灾户未填或界限未查到的，等级未考虑受灾户，见各起火灾。"
    return words


def _end_of(rule: GradeRule) -> date:
    later = [one.since for one in RULES if one.since > rule.since]
    return min(later) - timedelta(days=1) if later else date.max


@dataclass(frozen=True, slots=True)
class Grading:
    """A grade, the rule it comes from, what reached it, and what it could not look at."""

    grade: FireGrade
    rule: GradeRule
    reasons: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def label(self) -> str:
        """The name of the grade."""
        return GRADE_LABELS[self.grade]


def grade_of(day: date, toll: Toll, loss_fen: int, households: int | None) -> Grading:
    """Grade a fire by the rule in force on the local day it broke out; the worst criterion decides.

    `loss_fen` is the direct property loss. Households not told, or told where the rule's numbers
    are not known, never raise a grade: the notes say so.
    """
    rule = rule_on(day)
    notes = tuple(_household_notes(rule, households))
    for limits in rule.limits:
        reasons = tuple(_reached(limits, toll, loss_fen, households))
        if reasons:
            return Grading(limits.grade, rule, reasons, notes)
    if rule.minor is not None and toll.nobody and loss_fen < MINOR_BELOW_FEN:
        return Grading(rule.minor, rule, ("无人员伤亡且直接财产损失低于 1000 元",), notes)
    return Grading(rule.lowest, rule, ("未达到更高等级的任何一项界限",), notes)


def _reached(limits: Limits, toll: Toll, loss_fen: int, households: int | None) -> Iterator[str]:
    if toll.dead >= limits.dead:
        yield f"死亡 {toll.dead} 人，达到 {limits.dead} 人以上"
    if toll.seriously_injured >= limits.seriously_injured:
        yield f"重伤 {toll.seriously_injured} 人，达到 {limits.seriously_injured} 人以上"
    together = toll.dead + toll.seriously_injured
    if limits.together is not None and together >= limits.together:
        yield f"死亡、重伤共 {together} 人，达到 {limits.together} 人以上"
    if limits.households is not None and (households or 0) >= limits.households:
        yield f"受灾 {households} 户，达到 {limits.households} 户以上"
    if loss_fen >= limits.loss_fen:
        yield f"直接财产损失达到 {_in_words(limits.loss_fen)}以上"


def _in_words(fen: int) -> str:
    return f"{fen // _YI} 亿元" if fen % _YI == 0 else f"{fen // _WAN} 万元"


def _household_notes(rule: GradeRule, households: int | None) -> Iterator[str]:
    if not rule.asks_households:
        return
    if households is None:
        yield "受灾户未填，等级未考虑受灾户。"
    elif households and all(limits.households is None for limits in rule.limits):
        yield f"受灾 {households} 户；本规定的受灾户界限未查到原文，等级未考虑受灾户。"


def within_window(occurred_at: datetime, died_at: datetime, zone: ZoneInfo) -> bool:
    """Tell whether a death is counted for a fire: 30 days since 2025-05-01, 7 days before (R).

    Days are local calendar days and the day of the fire is not counted, as legal periods run:
    a death on the last day counts until midnight (P).
    """
    fire_day = occurred_at.astimezone(zone).date()
    days = (died_at.astimezone(zone).date() - fire_day).days
    return 0 <= days <= rule_on(fire_day).death_days


class CountedBefore(StrEnum):
    """As what a person who died later was counted until then."""

    NOBODY = ""
    SERIOUS = "serious"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class LaterDeath:
    """A death told after the fire was registered, and as what the person was counted before."""

    died_at: datetime
    counted_before: CountedBefore = CountedBefore.NOBODY


def toll_with(
    at_fire: Toll, deaths: Iterable[LaterDeath], occurred_at: datetime, zone: ZoneInfo
) -> Toll:
    """Add the deaths told later that are inside the window; a person who died leaves the injured.

    Deaths outside the window change nothing; deaths that were struck must not be given.
    """
    counted = [one for one in deaths if within_window(occurred_at, one.died_at, zone)]
    serious = sum(one.counted_before is CountedBefore.SERIOUS for one in counted)
    light = sum(one.counted_before is CountedBefore.LIGHT for one in counted)
    return Toll(
        dead=at_fire.dead + len(counted),
        seriously_injured=at_fire.seriously_injured - serious,
        lightly_injured=at_fire.lightly_injured - light,
    )
