"""Names of places found in a text: as written, by their sound, or nearly as written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from incidents.places.gazetteer import Form, FormKind
from incidents.places.outside import OutsideMention
from incidents.places.parse import TOWNSHIP_SUFFIXES, VILLAGE_SUFFIXES
from incidents.places.sounds import dialect, letters, readings, sounds
from incidents.places.vocabulary import EVERYDAY_WORDS

SUFFIXES: Final = (*TOWNSHIP_SUFFIXES, *VILLAGE_SUFFIXES, "县", "市", "省")

# Names by the first syllable of a reading.
SoundIndex = dict[str, set[tuple[tuple[str, ...], str]]]

# Below these shares of equal characters two names are different names.
NEAR_STEM: Final = 0.66
NEAR_NAME: Final = 0.75


class Likeness(StrEnum):
    """How a form was found in the text, the surest first."""

    EXACT = "exact"
    SOUND = "sound"
    DIALECT = "dialect"
    NEAR = "near"
    SPELT = "spelt"


@dataclass(frozen=True, slots=True)
class Match:
    """A form found in a text between two places, and the share of its strength that is left."""

    form: Form
    start: int
    end: int
    heard: str
    likeness: Likeness
    share: float

    @property
    def is_certain(self) -> bool:
        """Whether a whole name stands in the text as it is written on the map."""
        return self.likeness is Likeness.EXACT and self.form.kind in (FormKind.FULL, FormKind.ALIAS)

    def covers(self, other: "Match | OutsideMention") -> bool:
        """Tell whether this match takes in all characters of another."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Match") -> bool:
        """Tell whether two matches share a character."""
        return self.start < other.end and other.start < self.end


class Hearing:
    """The forms of all names of a county, ready to be found in a text."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._by_text: dict[str, list[Form]] = defaultdict(list)
        for form in forms:
            self._by_text[form.text].append(form)
        self._by_sound: SoundIndex = defaultdict(set)
        self._by_dialect: SoundIndex = defaultdict(set)
        self._by_bigram: dict[str, set[str]] = defaultdict(set)
        self._letters: dict[str, tuple[str, str]] = {}
        for text in self._by_text:
            self._index(text)

    def _index(self, text: str) -> None:
        for reading in readings(text):
            folded = tuple(map(dialect, reading))
            self._by_sound[reading[0]].add((reading, text))
            self._by_dialect[folded[0]].add((folded, text))
        for bigram in _bigrams(text):
            self._by_bigram[bigram].add(text)
        self._letters[text] = letters(text)

    def heard(self, place: str) -> list[Match]:
        """Return every form found in a text, by whichever way is surest for it."""
        written = list(self.written(place))
        taken = [match for match in written if match.is_certain]
        nearly = (
            match
            for match in self._nearly(place)
            if not any(certain.covers(match) for certain in taken)
        )
        surest: dict[tuple[str, str], Match] = {}
        for match in (*written, *self._sounded(place), *nearly):
            surest.setdefault((match.form.entry.code, match.form.text), match)
        return list(surest.values())

    def spelt(self, key: str) -> list[Match]:
        """Return the forms whose pinyin or initials are, or begin with, the given letters."""
        matches: list[Match] = []
        for text, (together, initials) in self._letters.items():
            share = _spelling_share(key, together, initials)
            if share:
                matches.extend(
                    Match(form, 0, len(key), key, Likeness.SPELT, share)
                    for form in self._by_text[text]
                )
        return matches

    def written(self, place: str) -> Iterator[Match]:
        """Give the forms that stand in a text character by character."""
        for text, forms in self._by_text.items():
            for start in _occurrences(text, place):
                end = start + len(text)
                for form in forms:
                    if _may_stand(form, place, end):
                        yield Match(form, start, end, text, Likeness.EXACT, 1.0)

    def _sounded(self, place: str) -> Iterator[Match]:
        spoken = sounds(place)
        yield from self._alike(place, spoken, self._by_sound, Likeness.SOUND, 0.9)
        folded = tuple(frozenset(map(dialect, syllables)) for syllables in spoken)
        yield from self._alike(place, folded, self._by_dialect, Likeness.DIALECT, 0.8)

    def _alike(
        self,
        place: str,
        spoken: tuple[frozenset[str], ...],
        index: SoundIndex,
        likeness: Likeness,
        share: float,
    ) -> Iterator[Match]:
        for start, syllables in enumerate(spoken):
            names = {name for syllable in syllables for name in index.get(syllable, ())}
            for reading, text in sorted(names):
                end = start + len(reading)
                heard = place[start:end]
                # Two characters sound like too many things to count inside a longer text.
                if end > len(place) or (len(text) < 3 and heard != place):
                    continue
                pairs = zip(reading, spoken[start:end], strict=True)
                if all(syllable in heard_as for syllable, heard_as in pairs):
                    for form in self._by_text[text]:
                        # 庙溪湘 is not 庙溪乡 misheard: nobody mistakes the suffix.
                        if heard.endswith(form.text.removeprefix(form.stem)):
                            yield Match(form, start, end, heard, likeness, share)

    def _nearly(self, place: str) -> Iterator[Match]:
        texts = {text for bigram in _bigrams(place) for text in self._by_bigram.get(bigram, ())}
        for text in sorted(texts):
            for form in self._by_text[text]:
                if form.kind is FormKind.FULL and len(form.stem) >= 3 and _is_spoken(form):
                    match = _near(form, place)
                    if match is not None:
                        yield match


def _may_stand(form: Form, place: str, end: int) -> bool:
    """Tell whether a bare name stands for its place here: 龙潭 in 龙潭镇 is not 龙潭村."""
    if form.kind is not FormKind.BARE:
        return True
    return not place.startswith(SUFFIXES, end)


def _is_spoken(form: Form) -> bool:
    """Tell a spoken name from one with its office, such as 亮垭村村民委员会."""
    return len(form.text) - len(form.stem) <= 2


def _near(form: Form, place: str) -> Match | None:
    """Find the stretch of a text that is nearly a name, compared without their suffixes."""
    alignment = fuzz.partial_ratio_alignment(form.stem, place)
    if alignment is None:
        return None
    nearest: Match | None = None
    for start in range(max(0, alignment.dest_start - 1), alignment.dest_start + 2):
        for end in range(start + 2, min(len(place), alignment.dest_end + 1) + 1):
            match = _near_at(form, place, start, end)
            if match is not None and (nearest is None or nearest.share < match.share):
                nearest = match
    return nearest


def _near_at(form: Form, place: str, start: int, end: int) -> Match | None:
    """Compare a name with one stretch of a text, without its suffix and, where said, with it."""
    heard = place[start:end]
    alike = Levenshtein.normalized_similarity(form.stem, heard)
    if heard in EVERYDAY_WORDS or not NEAR_STEM <= alike < 1.0:
        return None
    suffix = form.text.removeprefix(form.stem)
    if suffix and place.startswith(suffix, end):
        end += len(suffix)
        alike = Levenshtein.normalized_similarity(form.text, place[start:end])
    if alike < NEAR_NAME:
        return None
    return Match(form, start, end, place[start:end], Likeness.NEAR, 0.3 + 0.5 * alike)


def _spelling_share(key: str, together: str, initials: str) -> float:
    if key == together:
        return 1.0
    if key == initials:
        return 0.85
    if len(key) >= 3 and together.startswith(key):
        return 0.7
    return 0.6 if initials.startswith(key) else 0.0


def _occurrences(text: str, place: str) -> Iterator[int]:
    start = place.find(text)
    while start >= 0:
        yield start
        start = place.find(text, start + 1)


def _bigrams(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
