"""Labelled examples: what a narrative resembles, for where the rules know too little.

They only fill the list below all that the rules met. Likeness is the cosine of the signs and
pairs of signs two narratives share, each weighed by its rarity; the nearest vote, squared.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

VOTERS: Final = 15
"""So many of the nearest vote: the best of 3, 5, 8 and 15, each example left out in turn (P)."""

LEAST_LIKENESS: Final = 0.2
"""Below this the first was right in little more than half of the cases (P)."""

LEAST_PAIRS: Final = 3
"""So many pairs of signs must be shared: 快来人 alone resembles everything (P)."""


@dataclass(frozen=True, slots=True)
class Example:
    """A narrative as somebody might tell it, with the category it was labelled with."""

    text: str
    category: str


@dataclass(frozen=True, slots=True)
class Alike:
    """An example, how like it the told words are (0 to 1), and the pairs and words both have."""

    example: Example
    likeness: float
    pairs: int
    words: tuple[str, ...]

    @property
    def is_close(self) -> bool:
        """Tell whether it is like enough to stand alone, where no rule was met."""
        return self.likeness >= LEAST_LIKENESS and self.pairs >= LEAST_PAIRS


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples with what makes them quick to compare; build them with `prepare`."""

    rows: tuple[Example, ...]
    holders: Mapping[str, tuple[int, ...]]
    rarity: Mapping[str, float]
    lengths: tuple[float, ...]


def prepare(rows: Iterable[Example]) -> Examples:
    """Return examples ready to be compared with."""
    kept = tuple(rows)
    pieces = [pieces_of(one.text) for one in kept]
    holders: dict[str, list[int]] = {}
    for index, found in enumerate(pieces):
        for piece in sorted(found):
            holders.setdefault(piece, []).append(index)
    rarity = {p: math.log((len(kept) + 1) / len(held)) for p, held in holders.items()}
    lengths = tuple(math.sqrt(sum(rarity[p] ** 2 for p in sorted(found))) for found in pieces)
    frozen = MappingProxyType({piece: tuple(held) for piece, held in holders.items()})
    return Examples(kept, frozen, MappingProxyType(rarity), lengths)


def pieces_of(text: str) -> frozenset[str]:
    """Return the signs and pairs of signs of a text, across no stop."""
    plain = [sign if sign.isalnum() else " " for sign in text.lower()]
    pairs = (a + b for a, b in pairwise(plain) if " " not in (a, b))
    return frozenset((*pairs, *(sign for sign in plain if sign != " ")))


def nearest(told: str, examples: Examples, leave_out: str = "") -> tuple[Alike, ...]:
    """Return per category the example most like the told words, the likeliest category first.

    `leave_out`: the text of an example that must not answer for itself, when it is measured.
    """
    pieces = pieces_of(told) & examples.rarity.keys()
    near = _near(pieces, examples, leave_out)
    votes: dict[str, float] = {}
    best: dict[str, Alike] = {}
    for likeness, pairs, index in near:
        example = examples.rows[index]
        votes[example.category] = votes.get(example.category, 0.0) + likeness**2
        if example.category not in best:
            best[example.category] = Alike(example, likeness, pairs, _shared(told, example.text))
    return tuple(best[code] for code in sorted(votes, key=lambda code: (-votes[code], code)))


def _near(
    pieces: frozenset[str], examples: Examples, leave_out: str
) -> list[tuple[float, int, int]]:
    """Return likeness, shared pairs and index of the nearest examples that share a pair."""
    shared: dict[int, float] = {}
    pairs: Counter[int] = Counter()
    for piece in sorted(pieces):
        weight = examples.rarity[piece] ** 2
        held = examples.holders[piece]
        for index in held:
            shared[index] = shared.get(index, 0.0) + weight
        if len(piece) > 1:
            pairs.update(held)
    length = math.sqrt(sum(examples.rarity[piece] ** 2 for piece in sorted(pieces)))
    near = [
        (weight / (length * examples.lengths[index]), pairs[index], index)
        for index, weight in shared.items()
        if pairs[index] and examples.rows[index].text != leave_out
    ]
    near.sort(key=lambda one: (-one[0], one[2]))
    return near[:VOTERS]


def _shared(told: str, other: str) -> tuple[str, ...]:
    """Return the words of both: the longest runs of the told words that stand in the other."""
    plain, there = told.lower(), other.lower()
    found: dict[str, None] = {}
    start = 0
    while start < len(plain):
        end = start
        while end < len(plain) and plain[end].isalnum() and plain[start : end + 1] in there:
            end += 1
        if end > start:
            found[plain[start:end]] = None
        start = max(end, start + 1)
    longer = tuple(run for run in found if len(run) > 1)
    return longer or tuple(found)
