"""A kilometre stake found on the roads of the county, or said to be beyond them."""

import re
from collections.abc import Sequence
from typing import Final

from incidents.places.pinpoint import at_spot
from incidents.places.proposal import PlaceCandidate
from incidents.places.roads import Course
from incidents.places.spots import Spot
from incidents.places.stakes import SaidStake, stake_label
from incidents.places.surroundings import Surroundings

STAKE: Final = "stake"
STAKE_SCORE: Final = 0.97
WITHOUT_ROAD_SCORE: Final = 0.7
STAKE_RADIUS_M: Final = 100
OUTSIDE_SCORE: Final = 0.95

_WAY: Final = re.compile(
    r"(?:开往|前往|去往|往|向|朝|去)(?P<place>[^\s\d，。,往向朝去]{1,8}?)(?:方向|的?方|走|去|行驶)"
)
_SIDE: Final = re.compile(r"上行|下行|左幅|右幅|左侧|右侧|应急车道|超车道|行车道")


def at_stake(
    stake: SaidStake,
    named: Sequence[Course],
    courses: Sequence[Course],
    plain_text: str,
    around: Surroundings,
) -> list[PlaceCandidate]:
    """Return the point of a stake on the roads named, or on every road that has it.

    A stake that no named road has within the county is said to be outside.
    """
    way = _way(plain_text)
    if named:
        found = [_on(course, stake, STAKE_SCORE, way, around) for course in named]
        inside = [candidate for candidate in found if candidate is not None]
        if inside or not stake.is_sure:
            return inside
        return [_beyond(course, stake) for course in named if course.stake_range()][:1]
    holders = [course for course in courses if course.at_stake(stake.stake_m) is not None]
    score = STAKE_SCORE if len(holders) == 1 else WITHOUT_ROAD_SCORE
    several = f"本县有 {len(holders)} 条路有此桩号，请问清道路" if len(holders) > 1 else ""
    asked = several or "原话没有说是哪条路，请核对"
    found = [_on(course, stake, score, (*way, asked), around) for course in holders]
    return [candidate for candidate in found if candidate is not None]


def _on(
    course: Course, stake: SaidStake, score: float, why: tuple[str, ...], around: Surroundings
) -> PlaceCandidate | None:
    position = course.at_stake(stake.stake_m)
    if position is None:
        return None
    name = f"{course.label} {stake.label}"
    reasons = (f"按{course.label}的桩号推算", *why)
    return at_spot(Spot(name, STAKE, position, STAKE_RADIUS_M, score, reasons), around)


def _beyond(course: Course, stake: SaidStake) -> PlaceCandidate:
    stakes = course.stake_range()
    assert stakes is not None
    low, high = (stake_label(end) for end in stakes)
    return PlaceCandidate(
        code=None,
        name=f"{course.label} {stake.label}",
        path=f"本县以外/{course.label} {stake.label}",
        kind="outside",
        position=None,
        score=OUTSIDE_SCORE,
        radius_m=0,
        is_synthetic=False,
        township_code=None,
        is_outside=True,
        why=f"{course.label}在本县的桩号为 {low}～{high}，{stake.label} 不在本县；"
        "请核对桩号和道路，确属外地的转当地 119。",
    )


def _way(plain_text: str) -> tuple[str, ...]:
    way, side = _WAY.search(plain_text), _SIDE.search(plain_text)
    words = [f"往{way['place']}方向"] if way else []
    return tuple([*words, *([side[0]] if side else [])])
