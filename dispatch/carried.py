"""Several places carried forward: the units that are right for all of them can roll at once.

The place need not be settled for the first engine to leave; advice for each place stands beside.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dispatch.recommendation import Pick, Recommendation
from resources.geography import Position


@dataclass(frozen=True, slots=True)
class PlacedAdvice:
    """The advice for one of the places it may be."""

    position: Position
    township_code: str | None
    advice: Recommendation


@dataclass(frozen=True, slots=True)
class CommonUnit:
    """A unit picked for every place, with its shortest and longest time; None if one is unknown."""

    call_sign: str
    best: timedelta | None
    worst: timedelta | None
    reason: str


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """One place it may be: its whole advice, and what that adds to the common units."""

    position: Position
    township_code: str | None
    advice: Recommendation
    adds: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class CarriedAdvice:
    """What is right wherever it is, and what each place would add.

    `for_all` is in order of the longest time; `why_none` says why it is empty, "" when it is not.
    `first_unit_unchanged` tells whether one and the same unit is the first to arrive everywhere.
    """

    for_all: tuple[CommonUnit, ...]
    places: tuple[OpenPlace, ...]
    first_unit: str | None
    first_unit_unchanged: bool
    why_none: str


def carry(answers: Sequence[PlacedAdvice]) -> CarriedAdvice:
    """Find what the advice for several places has in common; their order does not matter."""
    common = _common(one.advice for one in answers)
    found = [_common_unit(call_sign, answers) for call_sign in common]
    firsts = {_first(one.advice) for one in answers}
    is_one = len(firsts) == 1 and None not in firsts
    return CarriedAdvice(
        for_all=tuple(sorted(found, key=_by_worst)),
        places=tuple(
            OpenPlace(
                one.position,
                one.township_code,
                one.advice,
                tuple(pick for pick in one.advice.picks if pick.call_sign not in common),
            )
            for one in answers
        ),
        first_unit=next(iter(firsts)) if is_one else None,
        first_unit_unchanged=is_one,
        why_none="" if common else _why_none(answers),
    )


def _common(advice: Iterable[Recommendation]) -> frozenset[str]:
    picked = [frozenset(pick.call_sign for pick in one.picks) for one in advice]
    return frozenset.intersection(*picked) if picked else frozenset()


def _common_unit(call_sign: str, answers: Sequence[PlacedAdvice]) -> CommonUnit:
    etas = [pick.eta for one in answers for pick in one.advice.picks if pick.call_sign == call_sign]
    known = [eta for eta in etas if eta is not None]
    is_known = len(known) == len(etas)
    best, worst = (min(known), max(known)) if is_known else (None, None)
    reason = f"对 {len(answers)} 处候选地点都在首派之列"
    if best is not None and worst is not None:
        reason += f"，预计 {_told(best)} 到 {_told(worst)} 到场"
    else:
        reason += "，到场时间未知"
    return CommonUnit(call_sign, best, worst, reason)


def _told(eta: timedelta) -> str:
    minutes, seconds = divmod(round(eta.total_seconds()), 60)
    return f"{minutes} 分 {seconds} 秒"


def _by_worst(unit: CommonUnit) -> tuple[bool, timedelta, str]:
    return (unit.worst is None, unit.worst or timedelta(0), unit.call_sign)


def _first(advice: Recommendation) -> str | None:
    """The unit that arrives first, of equal times by call sign; None where no time is known."""
    timed = [(pick.eta, pick.call_sign) for pick in advice.picks if pick.eta is not None]
    return min(timed)[1] if timed else None


def _why_none(answers: Sequence[PlacedAdvice]) -> str:
    if not answers:
        return "没有候选地点：请先定位，或人工加派。"
    empty = sum(not one.advice.picks for one in answers)
    if empty == len(answers):
        return f"{len(answers)} 处候选地点都没有可派的车，请人工加派或请求增援。"
    if empty:
        return f"其中 {empty} 处候选地点没有可派的车，因此没有共同的首派车辆；请先分清地点。"
    firsts = sorted({call_sign for one in answers if (call_sign := _first(one.advice))})
    return (
        f"{len(answers)} 处候选地点相距较远，首到车辆各不相同（{'、'.join(firsts)}），"
        "没有共同的首派车辆；请先分清地点，或先派最可能的一处。"
    )
