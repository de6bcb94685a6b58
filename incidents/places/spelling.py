"""Names by the letters of their pinyin or its initials, whole or begun."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from incidents.places.sounds import letters

WHOLE_SHARE: Final = 1.0
INITIALS_SHARE: Final = 0.85
BEGUN_SHARE: Final = 0.7
INITIALS_BEGUN_SHARE: Final = 0.6
NEARLY_SHARE: Final = 0.5
LEAST_NEARLY: Final = 5
# More names than this begin with hardly any letters; the rest come when more are typed.
MOST_BEGUN: Final = 60


class SpellingIndex:
    """Names by their letters; a name is known by its number."""

    def __init__(self) -> None:
        self._together = _Words()
        self._initials = _Words()

    def add(self, number: int, name: str) -> None:
        """Take a name under its number."""
        together, initials = letters(name)
        self._together.add(together, number)
        self._initials.add(initials, number)

    def spelt(self, key: str) -> dict[int, float]:
        """Return the names that letters spell or begin, with the share of certainty."""
        shares: dict[int, float] = {}
        for numbers, share in (
            (self._together.whole(key), WHOLE_SHARE),
            (self._initials.whole(key), INITIALS_SHARE),
            (self._together.begun(key) if len(key) >= 3 else (), BEGUN_SHARE),
            (self._initials.begun(key), INITIALS_BEGUN_SHARE),
        ):
            for number in numbers:
                shares.setdefault(number, share)
        return shares

    def nearly(self, key: str) -> dict[int, float]:
        """Return the names whose initials are one keystroke away from the letters given."""
        if len(key) < LEAST_NEARLY:
            return {}
        near = self._initials.within_one(key)
        return dict.fromkeys(near, NEARLY_SHARE)

    def whole(self, key: str) -> dict[int, float]:
        """Return the names that letters spell to the end."""
        return {number: share for number, share in self.spelt(key).items() if share > BEGUN_SHARE}


class _Words:
    """Words in order, so that those with one beginning stand together."""

    def __init__(self) -> None:
        self._numbers: dict[str, list[int]] = defaultdict(list)
        self._sorted: list[str] = []

    def add(self, word: str, number: int) -> None:
        self._numbers[word].append(number)
        self._sorted.clear()

    def whole(self, word: str) -> list[int]:
        return self._numbers.get(word, [])

    def within_one(self, word: str) -> list[int]:
        near = process.extract(
            word, list(self._numbers), scorer=Levenshtein.distance, score_cutoff=1, limit=None
        )
        return sorted(number for found, _, _ in near for number in self._numbers[found])

    def begun(self, start: str) -> Iterator[int]:
        if not self._sorted:
            self._sorted = sorted(self._numbers)
        at, given = bisect_left(self._sorted, start), 0
        while at < len(self._sorted) and self._sorted[at].startswith(start) and given < MOST_BEGUN:
            yield from self._numbers[self._sorted[at]]
            at, given = at + 1, given + 1
