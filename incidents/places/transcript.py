"""A machine's transcript of a recording, its place names set right by their sound.

A recogniser writes common words for names it has never met: 两亚村 for 亮垭村. What sounds like a
name of the county is shown as that name, with what was heard, and never silently.
"""

from dataclasses import dataclass
from typing import Final

from incidents.places.hearing import Hearing
from incidents.places.matching import Likeness, Match
from incidents.places.parse import clauses

SOUNDED: Final = frozenset({Likeness.SOUND, Likeness.DIALECT})


@dataclass(frozen=True, slots=True)
class Correction:
    """What the recogniser wrote, and the name of the county that sounds so."""

    heard: str
    name: str
    is_dialect: bool


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of a recording with names set right, and each correction made."""

    text: str
    corrections: tuple[Correction, ...]


def set_right(words: str, hearing: Hearing) -> Transcript:
    """Return the words with names of the county in place of what only sounds like them."""
    texts, corrections = [], []
    for clause in clauses(words):
        chosen = _chosen(hearing.heard(clause))
        text, at = "", 0
        for match in chosen:
            text += clause[at : match.start] + match.form.text
            at = match.end
            corrections.append(
                Correction(match.heard, match.form.text, match.likeness is Likeness.DIALECT)
            )
        texts.append(text + clause[at:])
    return Transcript("，".join(texts), tuple(corrections))


def _chosen(matches: list[Match]) -> list[Match]:
    """Return the corrections that overlap neither a name as written nor a longer one."""
    written = [match for match in matches if match.likeness is Likeness.EXACT]
    sounded = [
        match
        for match in matches
        if match.likeness in SOUNDED
        and match.heard != match.form.text
        and not any(name.is_certain and name.overlaps(match) for name in written)
    ]
    sounded.sort(key=lambda one: (one.start - one.end, -one.share, one.start, one.form.text))
    chosen: list[Match] = []
    for match in sounded:
        if not any(match.overlaps(other) for other in chosen):
            chosen.append(match)
    return sorted(chosen, key=lambda one: one.start)
