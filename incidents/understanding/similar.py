"""Past incidents at this place or of this kind, each with the reasons it is shown.

A pure comparison of values: ten thousand past incidents take a fraction of a second.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from incidents.categories import CATEGORIES
from resources.geography import Position, distance_m

HERE_M: Final = 300.0
"""So near two incidents are at one place (P)."""

NEAR_M: Final = 1_000.0
ALIKE: Final = 0.25
"""From this likeness of words two incidents are alike (P); one of both is 1."""

# A degree of latitude is never shorter than 110.5 km on WGS 84: a cheap bound before geodesics.
_SHORTEST_DEGREE_M: Final = 110_500.0
_SPARE: Final = 1.02


@dataclass(frozen=True, slots=True)
class Account:
    """What is compared of a call or incident: where, what kind, and in which words."""

    narrative: str
    category: str | None = None
    position: Position | None = None
    place_code: str | None = None
    township_code: str | None = None


@dataclass(frozen=True, slots=True)
class PastIncident:
    """A closed incident; `is_generated` marks one of the demo."""

    number: str
    received_at: datetime
    account: Account
    is_generated: bool = False


@dataclass(frozen=True, slots=True)
class Similar:
    """A past incident that is like the told one, with points and reasons in words."""

    incident: PastIncident
    points: float
    distance_m: float | None
    reasons: tuple[str, ...]


def similar(told: Account, past: Iterable[PastIncident], limit: int = 5) -> tuple[Similar, ...]:
    """Return the past incidents most like the told one: at this place, or of kind and words.

    Most points first, then the latest, then by number. Raises ValueError for a negative limit.
    """
    if limit < 0:
        raise ValueError("a list cannot have fewer than no entries")
    known = list(past)
    grams = _grams(told.narrative)
    rarity = _rarity(grams, known)
    found = [hit for one in known if (hit := _compared(told, one, rarity)) is not None]
    found.sort(
        key=lambda hit: (
            -hit.points,
            -hit.incident.received_at.timestamp(),
            hit.incident.number,
        )
    )
    return tuple(found[:limit])


def likeness(words: Mapping[str, float], other: str) -> float:
    """Return how much of the weighted two-character pieces another narrative shares, 0 to 1."""
    total = sum(words.values())
    if not total:
        return 0.0
    shared = sum(weight for gram, weight in words.items() if gram in other)
    return shared / total


def _grams(text: str) -> frozenset[str]:
    plain = [sign if sign.isalnum() else " " for sign in text]
    pairs = ("".join(pair) for pair in pairwise(plain))
    return frozenset(pair for pair in pairs if " " not in pair)


def _rarity(grams: frozenset[str], past: Sequence[PastIncident]) -> dict[str, float]:
    """Weigh each piece by how few of the past narratives have it: 起火 says less than 电瓶."""
    count = len(past)
    weights = {}
    for gram in sorted(grams):
        seen = sum(gram in one.account.narrative for one in past)
        weights[gram] = math.log((count + 1) / (seen + 1)) + 0.1
    return weights


def _compared(told: Account, past: PastIncident, rarity: Mapping[str, float]) -> Similar | None:
    other = past.account
    points, reasons, away = _by_place(told, other)
    alike = likeness(rarity, other.narrative)
    same_kind = told.category is not None and told.category == other.category
    if same_kind and other.category is not None:
        kind = CATEGORIES.get(other.category)
        reasons.append(f"同为“{other.category if kind is None else kind.name}”")
        points += 2.0
    if alike >= ALIKE:
        reasons.append(f"说法相近（{alike:.0%}）")
    at_place = (away is not None and away <= HERE_M) or _same_place(told, other)
    # The same kind alone would fill the list with whatever is commonest.
    same_words = alike >= ALIKE and (same_kind or told.category is None)
    if not (at_place or same_words):
        return None
    return Similar(past, round(points + 4.0 * alike, 6), away, tuple(reasons))


def _same_place(told: Account, other: Account) -> bool:
    return told.place_code is not None and told.place_code == other.place_code


def _by_place(told: Account, other: Account) -> tuple[float, list[str], float | None]:
    away = _distance_within(told.position, other.position)
    if away is not None and away <= HERE_M:
        return 6.0 - away / HERE_M, [f"同一地点（相距 {away:.0f} 米）"], away
    if _same_place(told, other):
        return 5.0, ["同一地名"], away
    if away is not None:
        return 2.0, [f"附近（相距 {away:.0f} 米）"], away
    if told.township_code is not None and told.township_code == other.township_code:
        return 1.0, ["同一乡镇"], None
    return 0.0, [], None


def _distance_within(a: Position | None, b: Position | None) -> float | None:
    """Return the metres between two points within NEAR_M, None for all farther ones."""
    if a is None or b is None:
        return None
    east = abs(a.lon - b.lon)
    narrowest = math.cos(math.radians(min(90.0, max(abs(a.lat), abs(b.lat)))))
    if abs(a.lat - b.lat) * _SHORTEST_DEGREE_M > NEAR_M * _SPARE:
        return None
    if min(east, 360 - east) * narrowest * _SHORTEST_DEGREE_M > NEAR_M * _SPARE:
        return None
    away = distance_m(a, b)
    return away if away <= NEAR_M else None
