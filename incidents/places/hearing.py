"""Names of places found in a text: as written, by their sound, nearly as written, or begun."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from incidents.places.gazetteer import Form, FormKind
from incidents.places.matching import Likeness, Match
from incidents.places.name_index import NameIndex
from incidents.places.parse import TOWNSHIP_SUFFIXES, VILLAGE_SUFFIXES
from incidents.places.sounding import SoundIndex
from incidents.places.sounds import dialect
from incidents.places.spelling import SpellingIndex
from incidents.places.vocabulary import EVERYDAY_WORDS, EVERYWHERE

SUFFIXES: Final = (*TOWNSHIP_SUFFIXES, *VILLAGE_SUFFIXES, "县", "市", "省")

# Below these shares of equal characters two names are different names.
NEAR_STEM: Final = 0.66
NEAR_NAME: Final = 0.75
# One of two characters and the suffix are right: 涂布镇 for 涂市镇.
HALF_HEARD_SHARE: Final = 0.5

# A long text is looked at through windows, or its many pairs would drown the few of one name.
WINDOW: Final = 8
STRIDE: Final = 4
NEAREST_PER_WINDOW: Final = 40
LEAST_LIKE: Final = 55.0
BEGUN_NAMES: Final = 40

_LETTERS: Final = re.compile(r"[a-z]{2,}")


class Hearing:
    """The forms of all names of a county, ready to be found in a text."""

    def __init__(self, forms: Iterable[Form]) -> None:
        by_text: dict[str, list[Form]] = defaultdict(list)
        for form in forms:
            by_text[form.text].append(form)
        # In the order of the texts, so that no answer hangs on the order of the gazetteer.
        self._texts = sorted(by_text)
        self._forms = [
            sorted(by_text[text], key=lambda form: form.entry.code) for text in self._texts
        ]
        self._index = NameIndex(self._texts)
        self._sound = SoundIndex(lambda syllable: syllable)
        self._dialect = SoundIndex(dialect)
        self._spelling = SpellingIndex()
        for number, text in enumerate(self._texts):
            if any(form.is_spoken for form in self._forms[number]):
                self._sound.add(number, text)
                self._dialect.add(number, text)
                self._spelling.add(number, text)

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
        for match in (
            *written,
            *self._alike(place, self._sound, Likeness.SOUND, 0.9),
            *self._alike(place, self._dialect, Likeness.DIALECT, 0.8),
            *nearly,
            *self._in_letters(place),
        ):
            surest.setdefault((match.form.entry.code, match.form.text), match)
        found = list(surest.values())
        return [*found, *self._begun(place, found)]

    def spelt(self, key: str) -> list[Match]:
        """Return the forms whose pinyin or initials are, or begin with, the given letters."""
        return [
            Match(form, 0, len(key), key, Likeness.SPELT, share)
            for number, share in self._spelling.spelt(key).items()
            for form in self._forms[number]
            if form.is_spoken
        ]

    def written(self, place: str) -> Iterator[Match]:
        """Give the forms that stand in a text character by character."""
        for start, number in self._index.standing_in(place):
            text = self._texts[number]
            end = start + len(text)
            for form in self._forms[number]:
                if _may_stand(form, place, end):
                    yield Match(form, start, end, text, Likeness.EXACT, 1.0)

    def _alike(
        self, place: str, index: SoundIndex, likeness: Likeness, share: float
    ) -> Iterator[Match]:
        for one in sorted(index.alike(place), key=lambda one: (one.start, one.number)):
            text, heard = self._texts[one.number], place[one.start : one.end]
            is_typed = bool(_LETTERS.search(heard))
            # Two characters sound like too many things to count inside a longer text.
            if len(text) < 3 and heard != place and not is_typed:
                continue
            for form in self._forms[one.number]:
                # 庙溪湘 is not 庙溪乡 misheard: nobody mistakes the suffix.
                if form.is_spoken and (is_typed or heard.endswith(form.suffix)):
                    how = Likeness.SPELT if is_typed else likeness
                    yield Match(form, one.start, one.end, heard, how, share)

    def _nearly(self, place: str) -> Iterator[Match]:
        numbers = {
            number
            for start in range(0, max(1, len(place) - WINDOW + STRIDE), STRIDE)
            for number, likeness in self._index.nearest(
                place[start : start + WINDOW], NEAREST_PER_WINDOW
            )
            if likeness >= LEAST_LIKE
        }
        for number in sorted(numbers):
            for form in self._forms[number]:
                if form.kind is FormKind.FULL and form.is_spoken:
                    match = _near(form, place) if len(form.stem) >= 3 else _half(form, place)
                    if match is not None:
                        yield match

    def _in_letters(self, place: str) -> Iterator[Match]:
        """Give what runs of letters inside a text spell, two names in a row as well: mwlyc."""
        for run in _LETTERS.finditer(place):
            key, start = run[0], run.start()
            whole = self._spelling.whole(key) or self._spelling.nearly(key)
            for number, share in whole.items():
                for match in self._spelt_at(number, start, key, share):
                    # Two letters beside characters, as in lt古镇, can only be a township's.
                    if len(key) >= 3 or (len(key) < len(place) and match.form.entry.is_township):
                        yield match
            for cut in range(2, len(key) - 1):
                townships = [
                    match
                    for number, share in self._spelling.whole(key[:cut]).items()
                    for match in self._spelt_at(number, start, key[:cut], share)
                    if match.form.entry.is_township
                ]
                homes = {match.form.entry.code for match in townships}
                inside = [
                    match
                    for number, share in self._spelling.spelt(key[cut:]).items()
                    for match in self._spelt_at(number, start + cut, key[cut:], share)
                    if not match.form.entry.is_township and match.form.entry.home_code in homes
                ]
                kept = {match.form.entry.home_code for match in inside}
                yield from (match for match in townships if match.form.entry.code in kept)
                yield from inside

    def _spelt_at(self, number: int, start: int, key: str, share: float) -> Iterator[Match]:
        for form in self._forms[number]:
            if form.is_spoken:
                yield Match(form, start, start + len(key), key, Likeness.SPELT, share)

    def _begun(self, place: str, found: list[Match]) -> Iterator[Match]:
        """Give the names that contain all of a text, or all that follows the names in it."""
        known = {match.form.entry.code for match in found if match.likeness is not Likeness.NEAR}
        after = max((match.end for match in found if match.is_certain), default=0)
        for start in {0, after}:
            part = place[start:]
            if len(part) < 2 or part.isdigit() or part in EVERYDAY_WORDS or part in EVERYWHERE:
                continue
            for number in self._index.containing(part, BEGUN_NAMES):
                text = self._texts[number]
                share = 0.4 + 0.4 * len(part) / len(text)
                if text.startswith(part) and len(part) >= 3:
                    # Typed from its beginning, it is what will stand there in a moment.
                    share = 0.6 + 0.35 * len(part) / len(text)
                for form in self._forms[number]:
                    if form.is_spoken and form.entry.code not in known:
                        yield Match(form, start, len(place), part, Likeness.BEGUN, share)


def _may_stand(form: Form, place: str, end: int) -> bool:
    """Tell whether a bare name stands for its place here: 龙潭 in 龙潭镇 is not 龙潭村."""
    if form.kind is not FormKind.BARE:
        return True
    return not place.startswith(SUFFIXES, end)


def _half(form: Form, place: str) -> Match | None:
    """Find a name of two characters of which one is wrong, with its suffix after it."""
    length = len(form.text)
    if not form.suffix or len(form.stem) != 2:
        return None
    at = place.find(form.suffix, 2)
    while at >= 0:
        heard = place[at - 2 : at + len(form.suffix)]
        if (heard[0] == form.stem[0]) != (heard[1] == form.stem[1]):
            return Match(form, at - 2, at - 2 + length, heard, Likeness.NEAR, HALF_HEARD_SHARE)
        at = place.find(form.suffix, at + 1)
    return None


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
    if form.suffix and place.startswith(form.suffix, end):
        end += len(form.suffix)
        alike = Levenshtein.normalized_similarity(form.text, place[start:end])
    if alike < NEAR_NAME:
        return None
    return Match(form, start, end, place[start:end], Likeness.NEAR, 0.3 + 0.5 * alike)
