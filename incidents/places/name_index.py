"""Many names ready to be asked: which contain this part, which are nearest, which stand in a text.

Pairs of neighbouring characters lead to the names that hold them, so that no question looks at
all names. SQLite's trigram index cannot serve here: most Chinese parts have two characters.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

Ids = NDArray[np.int32]

# A character needs 21 bits.
CHARACTER_BITS: Final = 21
SHORTLIST: Final = 200
# Below this many candidates checking each in turn beats intersecting arrays.
FEW: Final = 48

_NOBODY: Final[Ids] = np.empty(0, dtype=np.int32)


class NameIndex:
    """An index over names; a name's number is its place in the sequence given."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take the names; equal names keep their own numbers."""
        self._names = tuple(names)
        codes, owners = _characters(self._names)
        self._single = _Postings(codes, owners)
        self._pairs = _pairs(codes, owners, 1)
        # Neighbours but one: what is left of 亮垭村 when its middle character is wrong.
        self._gapped = _pairs(codes, owners, 2)
        self._exact: dict[str, list[int]] = defaultdict(list)
        lengths: dict[str, set[int]] = defaultdict(set)
        for number, name in enumerate(self._names):
            self._exact[name].append(number)
            lengths[name[:2]].add(len(name))
        self._lengths = {start: tuple(sorted(found)) for start, found in lengths.items()}

    def containing(self, part: str, limit: int) -> list[int]:
        """Return the first names that contain a part, in their order."""
        if len(part) in (1, 2):
            holders = self._single if len(part) == 1 else self._pairs
            first: list[int] = holders.of(_key(part))[:limit].tolist()
            return first
        postings = sorted(
            (self._pairs.of(_key(part[at : at + 2])) for at in range(len(part) - 1)), key=len
        )
        if not postings:
            return []
        candidates = postings[0]
        if len(candidates) > FEW:
            candidates = np.intersect1d(candidates, postings[1], assume_unique=True)
        found: list[int] = []
        for number in candidates.tolist():
            if part in self._names[number]:
                found.append(number)
                if len(found) == limit:
                    break
        return found

    def nearest(self, text: str, limit: int) -> list[tuple[int, float]]:
        """Return the names most like a text or a part of it, with their likeness from 0 to 100."""
        numbers = self._shortlist(text)
        scored = process.extract(
            text,
            [self._names[number] for number in numbers],
            scorer=fuzz.partial_ratio,
            limit=limit,
        )
        return [(numbers[at], score) for _, score, at in scored]

    def standing_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Give start and number of every name that stands in a text."""
        for start in range(len(text)):
            lead = text[start : start + 2]
            for length in self._lengths.get(lead, ()):
                if start + length <= len(text):
                    for number in self._exact.get(text[start : start + length], ()):
                        yield start, number

    def _shortlist(self, text: str) -> list[int]:
        """Return the names that share most pairs of characters with a text, in their order."""
        neighbours = {_key(text[at : at + 2]) for at in range(len(text) - 1)}
        gapped = {_key(text[at] + text[at + 2]) for at in range(len(text) - 2)}
        shared = [posting for key in neighbours if len(posting := self._pairs.of(key))]
        # A pair kept whole says twice what a pair with a gap does.
        shared *= 2
        shared += [posting for key in gapped if len(posting := self._gapped.of(key))]
        if not shared:
            shared = [self._single.of(_key(character)) for character in set(text)]
        votes = np.bincount(np.concatenate([_NOBODY, *shared]), minlength=1)
        numbers: list[int] = _most_voted(votes).tolist()
        return numbers


class _Postings:
    """For each key the numbers of the names that hold it, ascending."""

    def __init__(self, keys: NDArray[np.int64], owners: Ids) -> None:
        order = np.argsort(keys, kind="stable")
        keys, owners = keys[order], owners[order]
        if len(keys):
            # A name that holds a pair twice still counts once.
            fresh = np.ones(len(keys), dtype=bool)
            fresh[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
            keys, owners = keys[fresh], owners[fresh]
        distinct, starts = np.unique(keys, return_index=True)
        ends = [*starts[1:].tolist(), len(keys)]
        bounds = zip(starts.tolist(), ends, strict=False)
        self._bounds = dict(zip(distinct.tolist(), bounds, strict=False))
        self._owners = owners

    def of(self, key: int) -> Ids:
        """Return the numbers under a key, none where nobody has it."""
        bounds = self._bounds.get(key)
        return _NOBODY if bounds is None else self._owners[bounds[0] : bounds[1]]


def _characters(names: Sequence[str]) -> tuple[NDArray[np.int64], Ids]:
    """Return all characters of all names one after another, and whose each is."""
    text = "".join(names).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(text, dtype=np.uint32).astype(np.int64)
    lengths = np.fromiter(map(len, names), dtype=np.int64, count=len(names))
    return codes, np.repeat(np.arange(len(names), dtype=np.int32), lengths)


def _pairs(codes: NDArray[np.int64], owners: Ids, gap: int) -> _Postings:
    together = owners[gap:] == owners[:-gap]
    keys = (codes[:-gap] << CHARACTER_BITS) | codes[gap:]
    return _Postings(keys[together], owners[gap:][together])


def _key(characters: str) -> int:
    if len(characters) == 1:
        return ord(characters)
    return (ord(characters[0]) << CHARACTER_BITS) | ord(characters[1])


def _most_voted(votes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers with most votes, about SHORTLIST of them, in their order."""
    voted = np.flatnonzero(votes)
    if len(voted) <= SHORTLIST:
        return voted
    counts = votes[voted]
    with_at_least = np.cumsum(np.bincount(counts)[::-1])[::-1]
    enough = int(np.flatnonzero(with_at_least >= SHORTLIST)[-1])
    surely = voted[counts > enough]
    undecided = voted[counts == enough][: SHORTLIST - len(surely)]
    return np.sort(np.concatenate([surely, undecided]))
