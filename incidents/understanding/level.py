"""The level that the told facts demand at least; a proposal, and never below the kind's default.

Fires: the numeric version of 广东省突发火灾事故应急预案, 粤办函〔2022〕58号 (R), and the scene
words of the trial rule (R). Rescues: the four levels of the grading rule (R); it gives words and
no numbers, so the numbers are those of the fires, by analogy (P).
"""

from dataclasses import dataclass, replace
from typing import Final

from incidents.categories import Category, LevelScale, category, level_label
from incidents.understanding.elements import Named, ToldElements
from incidents.understanding.people import Count

FIRE_STEPS: Final = (
    (30, 5, "30 人及以上"),
    (10, 4, "10～29 人"),
    (3, 3, "3～9 人"),
    (1, 2, "不足 3 人"),
)
RESCUE_STEPS: Final = ((10, 4, "10 人及以上"), (3, 3, "3～9 人"), (1, 2, "不足 3 人"))
# Ordinary people in danger are level 1 of the rule (R) while they are few and unhurt.
DANGER_STEPS: Final = ((10, 3, "10 人及以上"), (3, 2, "3～9 人"))

ORDINARY_BUILDINGS: Final = frozenset({"10100", "10920"})
SPECIAL_PLACES: Final = frozenset(
    {
        *("10110", "10200", "10300", "10310", "10400", "10410"),
        *("10500", "10510", "10520", "10730"),
    }
)
"""高层, 地下, 人员密集, 易燃易爆, 重要 and 特殊场所 of the rule; which kinds these are is P."""

LARGE_SPACES: Final = frozenset({"10600"})
ORDINARY_DANGER: Final = frozenset(
    {
        *("20500", "20510", "20600", "20700", "20710"),
        *("20900", "20910", "21000", "21010"),
    }
)
"""Kinds that are people in danger by themselves (一般群众遇险)."""

ENGULFING: Final = frozenset(
    {*("20300", "20400", "20410", "20420", "20500", "20510"), *("20600", "20800", "20810")}
)
"""Kinds in which everybody told of counts as in danger, where nobody is said to be trapped (P)."""

GUANGDONG: Final = "广东省突发火灾事故应急预案（粤办函〔2022〕58号）"
TRIAL_RULE: Final = "火警分级试行规定"
RESCUE_RULE: Final = "应急救援分级规定"


@dataclass(frozen=True, slots=True)
class LevelReason:
    """One fact and the rule that makes it a level, with the mark of the rule."""

    level: int
    fact: str
    rule: str
    mark: str
    words: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Fact, rule and mark in one sentence."""
        said = f"（“{'”“'.join(self.words)}”）" if self.words else ""
        return f"{self.fact}{said}：{self.rule}（{self.mark}）。"


@dataclass(frozen=True, slots=True)
class LevelProposal:
    """The proposed level with its reasons, the one that decided first."""

    category: str
    level: int
    label: str
    reasons: tuple[LevelReason, ...]

    @property
    def sentence(self) -> str:
        """The proposal with the reason that decided."""
        return f"建议{self.label}。{self.reasons[0].sentence}"


def propose_level(code: str, told: ToldElements) -> LevelProposal:
    """Return the level a category asks for under the told facts; raises UnknownCategory."""
    kind = category(code)
    reasons = [_default(kind)]
    if kind.scale == LevelScale.FIRE:
        reasons += [*_by_people(told, FIRE_STEPS, GUANGDONG, "R"), *_by_size(kind, told)]
    elif kind.scale == LevelScale.RESCUE:
        reasons += [*_rescued(kind, told), *_by_extent(kind, told)]
    top = kind.levels[-1]
    # The highest decides; of equals a told fact says more than a default.
    reasons.sort(key=lambda one: (-min(one.level, top), not one.words))
    level = min(reasons[0].level, top)
    return LevelProposal(code, level, level_label(kind, level), tuple(reasons))


def _default(kind: Category) -> LevelReason:
    if kind.scale == LevelScale.UNGRADED:
        return LevelReason(1, kind.name, f"{kind.group.name}不分级", "P", ())
    label = level_label(kind, kind.default_level)
    return LevelReason(kind.default_level, kind.name, f"该类型默认{label}", kind.level_mark, ())


def _by_people(
    told: ToldElements, steps: tuple[tuple[int, int, str], ...], rule: str, mark: str
) -> list[LevelReason]:
    people = told.people
    trapped, hurt = _counted(people.trapped), _hurt(told)
    if _same_people(people.trapped, people.injured):
        hurt -= min(hurt, _counted(people.injured))
    total = trapped + hurt
    for least, level, text in steps:
        if total >= least:
            words = _words(people.trapped, people.injured, people.dead)
            fact = f"被困或伤亡 {_spoken(people.trapped, people.injured, people.dead)}"
            grade = f"{text}按{rule}不低于 {level} 级"
            return [LevelReason(level, fact, grade, mark, words)]
    return []


def _counted(count: Count | None) -> int:
    return 0 if count is None else count.taken


def _hurt(told: ToldElements) -> int:
    return _counted(told.people.injured) + _counted(told.people.dead)


def _same_people(trapped: Count | None, injured: Count | None) -> bool:
    """Tell whether the injured are some of the trapped: no number of their own, or the same."""
    if trapped is None or injured is None or not trapped.taken or not injured.taken:
        return False
    return injured.most is None or trapped.words[0] == injured.words[0]


def _words(*counts: Count | None) -> tuple[str, ...]:
    found = (word for count in counts if count is not None and count.taken for word in count.words)
    return tuple(dict.fromkeys(found))


def _spoken(*counts: Count | None) -> str:
    labels = ("被困", "受伤", "死亡")
    told = [
        f"{label}{count.sentence}"
        for label, count in zip(labels, counts, strict=True)
        if count is not None and count.taken
    ]
    return "、".join(told)


def _by_size(kind: Category, told: ToldElements) -> list[LevelReason]:
    sizes: tuple[tuple[int, str, tuple[str, ...]], ...]
    if kind.code in ORDINARY_BUILDINGS:
        sizes = ((2, "燃烧面积大的普通建筑", ("whole", "wide", "spreading", "large")),)
    elif kind.code in SPECIAL_PLACES:
        sizes = (
            (5, "燃烧面积大的高层、地下、人员密集、易燃易爆、重要或特殊场所", ("whole",)),
            (4, "燃烧面积较大的高层、地下、人员密集、易燃易爆、重要或特殊场所", ("wide",)),
            (3, "高层、地下、人员密集、易燃易爆、重要或特殊场所起火", ("large", "spreading")),
        )
    elif kind.code in LARGE_SPACES:
        sizes = ((3, "大跨度大空间、燃烧面积大", ("whole", "wide", "large")),)
    else:
        return []
    for level, text, values in sizes:
        said = told.says_fire(*values)
        if said is not None:
            rule = f"{text}按{TRIAL_RULE}不低于 {level} 级"
            return [LevelReason(level, said.label, rule, "R", said.words)]
    return []


def _rescued(kind: Category, told: ToldElements) -> list[LevelReason]:
    rule = f"{RESCUE_RULE}（人数界限为参照火警的建议）"
    people = told.people
    if kind.code in ENGULFING and people.trapped is None and not _hurt(told):
        told = replace(told, people=replace(people, trapped=people.told))
    if kind.code not in ORDINARY_DANGER:
        return _by_people(told, RESCUE_STEPS, rule, "P")
    reasons = []
    hurt, trapped = _hurt(told), _counted(told.people.trapped)
    for least, level, text in RESCUE_STEPS:
        if hurt >= least:
            spoken = _spoken(None, told.people.injured, told.people.dead)
            words = _words(told.people.injured, told.people.dead)
            grade = f"{text}按{rule}不低于 {level} 级"
            reasons.append(LevelReason(level, f"伤亡 {spoken}", grade, "P", words))
            break
    for least, level, text in DANGER_STEPS:
        if trapped >= least:
            spoken = _spoken(told.people.trapped, None, None)
            grade = f"群众遇险 {text}不低于 {level} 级（{RESCUE_RULE}，人数为建议）"
            words = _words(told.people.trapped)
            reasons.append(LevelReason(level, spoken, grade, "P", words))
            break
    return reasons


# Kind, words of the extent ("" = by itself), level, what the rule calls it.
_EXTENTS: Final[tuple[tuple[frozenset[str], tuple[str, ...], int, str], ...]] = (
    (frozenset({"20100"}), ("leak_polluting",), 3, "有次生污染危险的危化品泄漏"),
    (frozenset({"20100"}), ("leak_large",), 3, "大量危化品泄漏"),
    (frozenset({"20100"}), (), 2, "小型危化品泄漏"),
    (frozenset({"20110"}), ("pipe_broken", "leak_large"), 2, "较明显的泄漏"),
    (frozenset({"20200", "20210"}), ("pile_up", "bus"), 2, "较严重的交通事故"),
    (frozenset({"20300"}), ("collapse_large",), 3, "大面积坍塌"),
)


def _by_extent(kind: Category, told: ToldElements) -> list[LevelReason]:
    reasons = []
    for kinds, values, level, name in _EXTENTS:
        if kind.code not in kinds:
            continue
        said: Named | None = told.says_extent(*values) if values else None
        if said is None and values:
            continue
        rule = f"{name}按{RESCUE_RULE}不低于 {level} 级"
        fact, words = (kind.name, ()) if said is None else (said.label, said.words)
        reasons.append(LevelReason(level, fact, rule, "R", words))
    return reasons
