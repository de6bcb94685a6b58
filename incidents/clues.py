"""The clues by which a call is held against a known incident, each a weight and its words.

A weight is evidence in natural log odds: 0 says nothing, +1 makes "the same" 2.7 times likelier,
-1 as much less likely. Every figure here is a proposal (P), tried on the storm of the tests.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rapidfuzz.fuzz import partial_ratio

from incidents.categories import CATEGORIES

Curve = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Clue:
    """One piece of evidence for (or against) a call telling of an incident again."""

    weight: float
    words: str = ""


NOTHING: Final = Clue(0.0)

NEAR: Final[Curve] = ((50, 4.0), (150, 3.4), (500, 2.2), (1_000, 1.0), (2_000, -0.8), (5_000, -4.0))
"""Metres between two points and their weight: the prototype's 500 m stands well in it."""

SEEN_FROM_AFAR: Final[Curve] = (
    (50, 3.2),
    (500, 2.8),
    (1_000, 2.4),
    (2_000, 1.6),
    (4_000, 0.2),
    (10_000, -4.0),
)
"""The same for somebody who sees it from elsewhere, or whose telephone is all that is placed."""

AGE: Final[Curve] = ((10, 0.8), (30, 0.3), (60, -0.3), (120, -1.2), (360, -3.0), (1_440, -5.0))
"""Minutes between two calls and their weight."""

TOWNSHIP_WEIGHT: Final = 0.8
PLACE_WEIGHT: Final = 3.0
WORDS_WEIGHT: Final = 3.4
OTHER_HOUSE_WEIGHT: Final = -2.4
NUMBER_WEIGHT: Final = 3.8
NARRATIVE_WEIGHT: Final = 1.4
CLOSED_WEIGHT: Final = -1.5
MANY_CALLERS_WEIGHT: Final = 0.45
MOST_FOR_CALLERS: Final = 2.0

ALIKE_FROM: Final = 70.0
"""Per cent of rapidfuzz's partial ratio below which two places are not said alike."""

# Who speaks so tells where the fire is seen, not where he stands.
AFAR: Final = re.compile(
    r"(?<!没)(?<!没有)(?:看到|看见|望到|望见|瞧见|见到)|"
    r"听到|闻到|远处|对岸|对面[山楼]|那头|那边|方向|半山|浓烟|黑烟|大烟|火光|路过"
)
HOUSE_NUMBER: Final = re.compile(r"(\d{1,4})\s*号(?!线|楼|桥|车)")

# Words that every caller uses tell nothing of which fire it is.
EVERYDAY: Final = re.compile(
    r"起火|着火|失火|火灾|燃起来|烧起来|燃了|烧了|着了|喂|你好|快点?来?|赶紧|这里|这边|那边|我们|一个|有个|有人|了|的|啊|哦|吗|嘛|在"
)

# Kinds that callers take for one another; a kind in none of them stands alone in its group.
FAMILIES: Final = tuple(
    frozenset(codes.split())
    for codes in (
        "10100 10110 10200 10300 10400 10410 10500 10510 10600 10920 21100",
        "10520 10700 10710 10720 10730 21100",
        "10610 10900 10910",
        "20200 20210 10700 10710 10520 20100",
        "20410 20420 20300 20430 20400",
        "20600 20700 20710",
        "20110 20100 21100 10510 10930 10500",
        "50100 50110 50700",
        "50900 20430",
    )
)
VAGUE: Final = frozenset({"10930", "10990"})
"""Kinds that say no more than that it burns or smokes."""


def on_curve(curve: Curve, value: float) -> float:
    """Return the weight of a value: straight between two steps, level beyond both ends."""
    if value <= curve[0][0]:
        return curve[0][1]
    for (left, high), (right, low) in pairwise(curve):
        if value <= right:
            return high + (low - high) * (value - left) / (right - left)
    return curve[-1][1]


def is_seen_from_afar(told: str) -> bool:
    """Tell whether the words are those of somebody who sees it from elsewhere."""
    return AFAR.search(told) is not None


def by_distance(away_m: float, from_afar: bool) -> Clue:
    """Weigh the metres between the two points."""
    curve = SEEN_FROM_AFAR if from_afar else NEAR
    words = f"相距 {away_m:.0f} 米" if away_m < 1_000 else f"相距 {away_m / 1_000:.1f} 公里"
    return Clue(on_curve(curve, away_m), words)


def by_age(apart: timedelta, quiet: timedelta) -> Clue:
    """Weigh how long nobody has called about it; say when it was first told, before or after."""
    minutes = int(abs(apart) / timedelta(minutes=1))
    words = f"{minutes} 分钟" + ("前" if apart >= timedelta(0) else "后")
    return Clue(on_curve(AGE, quiet / timedelta(minutes=1)), words)


def by_place_words(told: str, known: str) -> Clue:
    """Weigh how alike two places are said; a part of one in the other counts by its length."""
    if len(told) < 2 or len(known) < 2:
        return NOTHING
    alike = partial_ratio(told, known)
    if alike < ALIKE_FROM:
        return NOTHING
    # The name of a township alone is in every address of it; six characters name a place.
    length = min(1.0, min(len(told), len(known)) / 6)
    share = (alike - ALIKE_FROM) / (100 - ALIKE_FROM)
    words = "地点说法相同" if told == known else "地点说法相近"
    return Clue(WORDS_WEIGHT * length * (0.4 + 0.6 * share), words)


def is_other_house(told: str, known: str) -> bool:
    """Tell whether both name a house number and not one of them is the same."""
    ours, theirs = set(HOUSE_NUMBER.findall(told)), set(HOUSE_NUMBER.findall(known))
    return bool(ours and theirs and ours.isdisjoint(theirs))


# The same few incidents are asked about at every few characters typed.
@lru_cache(maxsize=4_096)
def by_kind(told: str | None, known: str) -> Clue:
    """Weigh the two kinds; None is a kind nobody has told yet."""
    if told is None or told.endswith("0000") or told not in CATEGORIES:
        return NOTHING
    ours, theirs = CATEGORIES[told], CATEGORIES.get(known)
    if theirs is None:
        return NOTHING
    if told == known:
        return Clue(1.2, f"同为{ours.name}")
    if any({told, known} <= family for family in FAMILIES):
        return Clue(0.8, "类别相近")
    if ours.group_code != theirs.group_code:
        return Clue(-4.0, f"但类别不同（{theirs.name}）")
    if told in VAGUE or known in VAGUE or known.endswith("0000"):
        return Clue(0.5, f"同为{ours.group.name}")
    return Clue(-1.6, f"但类别不同（{theirs.name}）")


@lru_cache(maxsize=4_096)
def bigrams(told: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters that tell something."""
    parts = EVERYDAY.sub(" ", re.sub(r"[^\w]+", " ", told)).split()
    return frozenset(one + two for part in parts for one, two in pairwise(part))


def by_narrative(told: frozenset[str], known: frozenset[str]) -> Clue:
    """Weigh the words two narratives share."""
    shared = told & known
    if len(shared) < 2:
        return NOTHING
    share = len(shared) / min(len(told), len(known))
    return Clue(NARRATIVE_WEIGHT * share, "经过说法相近")
