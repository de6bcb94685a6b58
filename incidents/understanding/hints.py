"""When the first order should be stronger than the plan (加强第一出动), and why.

The triggers are those of the county brigades' rule (R: far from a station, weak force at hand,
likely to spread, sensitive place or time) and those this project adds (P: somebody trapped who
calls, three callers or more, night, short of water, strong wind, old, young or sick people). That
a brigade keeps 缺水, 敏感地区, 敏感时间 and 报警人是否被困 as columns was seen in deployed
systems (D). What to add is proposed: one water tanker more, or the next level.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from incidents.categories import LevelScale, category
from incidents.premises import CROWDED, OCCUPANCY_LABELS, Occupancy
from incidents.understanding.elements import ToldElements

NIGHT_FROM_HOUR: Final = 22
NIGHT_TO_HOUR: Final = 8
MANY_CALLERS: Final = 3
STRONG_WIND: Final = 6
"""Beaufort; proposed (P)."""

ADVICE: Final = "建议加强第一出动：加派一辆水罐车或按高一级调派。"
RESCUE_ADVICE: Final = "建议加强第一出动：加派一辆车或按高一级调派。"


class Trigger(StrEnum):
    """Why the first order should be stronger."""

    CALLER_TRAPPED = "caller_trapped"
    MANY_CALLERS = "many_callers"
    SHORT_OF_WATER = "short_of_water"
    STRONG_WIND = "strong_wind"
    SPREADING = "spreading"
    VULNERABLE = "vulnerable"
    SENSITIVE_PLACE = "sensitive_place"
    SENSITIVE_TIME = "sensitive_time"
    FAR = "far"
    SHORT_STAFFED = "short_staffed"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a call besides its words; None where nobody knows.

    `callers` counts those who told of it, this one included; `wind` is in Beaufort;
    `water_within_reach` is whether a water source is near enough; `far` whether the nearest
    station is; `short_staffed` whether that station lacks vehicles or crew now.
    """

    night: bool = False
    callers: int = 1
    wind: int | None = None
    water_within_reach: bool | None = None
    caller_trapped: bool = False
    far: bool | None = None
    sensitive_place: bool | None = None
    sensitive_time: bool | None = None
    short_staffed: bool | None = None

    def __post_init__(self) -> None:
        if self.callers < 0 or not 0 <= (self.wind or 0) <= 17:
            raise ValueError("callers are no fewer than none, wind is 0 to 17 Beaufort")


@dataclass(frozen=True, slots=True)
class Hint:
    """One reason to send more, in a sentence, with its mark and the words it came from."""

    trigger: Trigger
    sentence: str
    mark: str
    words: tuple[str, ...] = ()


def is_night(hour: int) -> bool:
    """Tell whether a local hour lies in the night of the rule, 22 to 8 (P)."""
    return hour >= NIGHT_FROM_HOUR or hour < NIGHT_TO_HOUR


def escalation_hints(
    code: str, circumstances: Circumstances, told: ToldElements
) -> tuple[Hint, ...]:
    """Return the reasons to strengthen the first order, the gravest first.

    Social aid and ordered duties get none. Water, wind and spread are asked of fires only.
    Raises UnknownCategory.
    """
    kind = category(code)
    if kind.scale == LevelScale.UNGRADED:
        return ()
    found = [*_of_people(circumstances, told)]
    if kind.scale == LevelScale.FIRE:
        found += _of_fire(circumstances, told)
    found += _of_place_and_time(circumstances, told)
    advice = ADVICE if kind.scale == LevelScale.FIRE else RESCUE_ADVICE
    return tuple(
        Hint(trigger, f"{sentence}，{advice}", mark, words)
        for trigger, sentence, mark, words in found
    )


_Found = tuple[Trigger, str, str, tuple[str, ...]]


def _of_people(known: Circumstances, told: ToldElements) -> list[_Found]:
    found: list[_Found] = []
    said = told.caller_trapped
    if known.caller_trapped or said is not None:
        words = () if said is None else said.words
        found.append((Trigger.CALLER_TRAPPED, "报警人被困", "P", words))
    if known.callers >= MANY_CALLERS:
        found.append((Trigger.MANY_CALLERS, f"已有 {known.callers} 个报警人", "P", ()))
    if told.vulnerable:
        labels = "、".join(one.label for one in told.vulnerable)
        words = tuple(word for one in told.vulnerable for word in one.words)
        found.append((Trigger.VULNERABLE, f"现场有老幼病残（{labels}）", "P", words))
    return found


def _of_fire(known: Circumstances, told: ToldElements) -> list[_Found]:
    found: list[_Found] = []
    dry = told.short_of_water
    if known.water_within_reach is False or dry is not None:
        words = () if dry is None else dry.words
        found.append((Trigger.SHORT_OF_WATER, "现场缺水", "P", words))
    wind = told.strong_wind
    if known.wind is not None and known.wind >= STRONG_WIND:
        found.append((Trigger.STRONG_WIND, f"风力 {known.wind} 级", "P", ()))
    elif wind is not None:
        found.append((Trigger.STRONG_WIND, "报警人说风大，请核实风力", "P", wind.words))
    spread = told.says_fire("spreading", "wide", "whole")
    if spread is not None:
        found.append((Trigger.SPREADING, "火势可能蔓延", "R", spread.words))
    return found


def _of_place_and_time(known: Circumstances, told: ToldElements) -> list[_Found]:
    found: list[_Found] = []
    crowded = [one for one in told.occupancy if Occupancy(one.value) in CROWDED]
    if known.sensitive_place or crowded:
        names = "、".join(OCCUPANCY_LABELS[Occupancy(one.value)] for one in crowded)
        words = tuple(word for one in crowded for word in one.words)
        sentence = f"敏感地点（{names}）" if names else "敏感地点"
        found.append((Trigger.SENSITIVE_PLACE, sentence, "R", words))
    if known.sensitive_time:
        found.append((Trigger.SENSITIVE_TIME, "敏感时间", "R", ()))
    if known.far:
        found.append((Trigger.FAR, "距消防站远", "R", ()))
    if known.short_staffed:
        found.append((Trigger.SHORT_STAFFED, "站内在勤力量不足", "R", ()))
    if known.night:
        night = f"夜间（{NIGHT_FROM_HOUR} 时至次日 {NIGHT_TO_HOUR} 时）"
        found.append((Trigger.NIGHT, night, "P", ()))
    return found
