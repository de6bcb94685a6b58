"""Names found in a text by their sound, from characters and from pinyin letters between them."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from incidents.places.sounds import readings, sounds

LONGEST_SYLLABLE: Final = 6
# A text read aloud: at each character the ends and sounds of what may be spoken next.
Spoken = list[list[tuple[int, frozenset[str]]]]


@dataclass(frozen=True, slots=True)
class Sounded:
    """A name that sounds like a stretch of a text."""

    number: int
    start: int
    end: int


class SoundIndex:
    """Names by the first two syllables of each of their readings."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        """Take what makes two syllables one, such as a dialect."""
        self._fold = fold
        self._syllables: set[str] = set()
        self._starts: dict[tuple[str, str], list[tuple[tuple[str, ...], int]]] = defaultdict(list)

    def add(self, number: int, name: str) -> None:
        """Take a name of two or more characters under its number."""
        for reading in {tuple(map(self._fold, reading)) for reading in readings(name)}:
            self._syllables.update(reading)
            if len(reading) >= 2:
                self._starts[reading[0], reading[1]].append((reading[2:], number))

    def alike(self, text: str) -> Iterator[Sounded]:
        """Give every name that sounds like a stretch of a text."""
        spoken = self._read(text)
        for start, firsts in enumerate(spoken):
            for middle, first in firsts:
                if middle < len(spoken):
                    for end, second in spoken[middle]:
                        yield from self._beginning(spoken, start, end, first, second)

    def _beginning(
        self,
        spoken: Spoken,
        start: int,
        end: int,
        first: frozenset[str],
        second: frozenset[str],
    ) -> Iterator[Sounded]:
        for one in first:
            for two in second:
                for rest, number in self._starts.get((one, two), ()):
                    for last in _ends(spoken, end, rest):
                        yield Sounded(number, start, last)

    def _read(self, text: str) -> Spoken:
        """Return what each stretch may sound like; pinyin letters go syllable by syllable."""
        spoken: Spoken = [
            [(at + 1, frozenset(map(self._fold, heard)))] for at, heard in enumerate(sounds(text))
        ]
        for at, character in enumerate(text):
            if character.isascii() and character.isalpha():
                for end in range(at + 2, min(at + LONGEST_SYLLABLE, len(text)) + 1):
                    syllable = text[at:end]
                    if syllable.isascii() and self._fold(syllable) in self._syllables:
                        spoken[at].append((end, frozenset({self._fold(syllable)})))
        return spoken


def _ends(spoken: Spoken, start: int, rest: tuple[str, ...]) -> set[int]:
    """Return where the rest of a reading may end that goes on from a start."""
    ends = {start}
    for syllable in rest:
        ends = {
            after
            for end in ends
            if end < len(spoken)
            for after, heard in spoken[end]
            if syllable in heard
        }
    return ends
