"""Parting whole sums among many so that nothing is lost or added."""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Final

ROUND_FROM: Final = 1_000
COARSE: Final = 100
FINE: Final = 10


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """Part a sum by weight, each share rounded as an estimate is; the heaviest takes the rest."""
    if not total:
        return [0] * len(weights)
    used = _usable(weights)
    whole = sum(used)
    shares = [_rounded(int(total * weight / whole)) for weight in used]
    heaviest = max(range(len(used)), key=lambda index: (used[index], -index))
    shares[heaviest] += total - sum(shares)
    return shares


def drawn_one_by_one(total: int, weights: Sequence[float], draw: Random) -> list[int]:
    """Part a number of people by drawing a place for each."""
    if not total:
        return [0] * len(weights)
    hits = Counter(draw.choices(range(len(weights)), _usable(weights), k=total))
    return [hits[index] for index in range(len(weights))]


def _usable(weights: Sequence[float]) -> Sequence[float]:
    assert weights, "a sum cannot be parted among nobody"
    return weights if any(weights) else [1.0] * len(weights)


def _rounded(share: int) -> int:
    if share < COARSE:
        return share
    step = COARSE if share >= ROUND_FROM else FINE
    return share // step * step
