"""Orders that differ from the advice: why, as one key, and what that says about the rules.

A reason is asked for and never demanded: an order without one goes all the same. Counted by the
row of the rules the advice was read from, orders that differ show where a rule is often wrong.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class OverrideReason(StrEnum):
    """Why a dispatcher orders other vehicles than advised (P)."""

    ROAD = "road"
    CREW = "crew"
    SCENE = "scene"
    COMMANDER = "commander"
    COVER = "cover"
    OTHER = "other"


OVERRIDE_LABELS: Final[Mapping[OverrideReason, str]] = MappingProxyType(
    {
        OverrideReason.ROAD: "距离路况",
        OverrideReason.CREW: "人员装备",
        OverrideReason.SCENE: "现场情况",
        OverrideReason.COMMANDER: "指挥员指定",
        OverrideReason.COVER: "留守防区",
        OverrideReason.OTHER: "其他",
    }
)
"""The reasons in the order of their keys, 1 to 6."""

OVERRIDE_KEYS: Final[tuple[tuple[str, OverrideReason, str], ...]] = tuple(
    (str(key), reason, label) for key, (reason, label) in enumerate(OVERRIDE_LABELS.items(), 1)
)
"""Key, value and words of each reason, as a form offers them."""

UNTOLD: Final = "未说明"
WORDS_ONLY: Final = "只写了文字"


def told_words(code: OverrideReason | None, words: str) -> str:
    """Return a reason as the log tells it; empty where nothing was told."""
    if code is None:
        return words
    return f"{OVERRIDE_LABELS[code]}：{words}" if words else OVERRIDE_LABELS[code]


@dataclass(frozen=True, slots=True)
class GivenOrder:
    """One order as it was given: the rule's row, who was advised, who was ordered, and why."""

    incident_number: str
    at: datetime
    category: str
    level: int | None
    advised: frozenset[str]
    ordered: frozenset[str]
    code: OverrideReason | None = None
    words: str = ""

    @property
    def differs(self) -> bool:
        """Tell whether others were ordered than advised."""
        return self.advised != self.ordered

    @property
    def why(self) -> str:
        """The heading the order is counted under, among those that differ."""
        if self.code is not None:
            return OVERRIDE_LABELS[self.code]
        return WORDS_ONLY if self.words else UNTOLD


WHYS: Final = (*OVERRIDE_LABELS.values(), WORDS_ONLY, UNTOLD)
"""The headings a report counts by, in order."""


@dataclass(frozen=True, slots=True)
class RowOverrides:
    """The orders read from one row of the rules; every count can be opened to its orders."""

    category: str
    level: int | None
    orders: tuple[GivenOrder, ...]

    @property
    def differing(self) -> tuple[GivenOrder, ...]:
        """The orders that were not as advised."""
        return tuple(one for one in self.orders if one.differs)

    @property
    def share(self) -> float:
        """The part of its orders that differ, 0 to 1."""
        return len(self.differing) / len(self.orders)

    def because(self, why: str) -> tuple[GivenOrder, ...]:
        """The orders that differ under one heading."""
        return tuple(one for one in self.differing if one.why == why)

    @property
    def added(self) -> tuple[tuple[str, int], ...]:
        """Units ordered beyond the advice, the most often first, equal ones by call sign."""
        return _most_often(one.ordered - one.advised for one in self.differing)

    @property
    def dropped(self) -> tuple[tuple[str, int], ...]:
        """Units advised and not ordered, the most often first, equal ones by call sign."""
        return _most_often(one.advised - one.ordered for one in self.differing)


def _most_often(groups: Iterable[frozenset[str]]) -> tuple[tuple[str, int], ...]:
    counts = Counter(call_sign for group in groups for call_sign in group)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def count_overrides(orders: Iterable[GivenOrder]) -> tuple[RowOverrides, ...]:
    """Return the orders by row of the rules, the row most often overridden first.

    Equal counts go by the larger share, then by category and level.
    """
    rows: dict[tuple[str, int | None], list[GivenOrder]] = defaultdict(list)
    for one in orders:
        rows[one.category, one.level].append(one)
    counted = [RowOverrides(*key, tuple(found)) for key, found in rows.items()]
    return tuple(
        sorted(
            counted,
            key=lambda row: (-len(row.differing), -row.share, row.category, row.level or 0),
        )
    )
