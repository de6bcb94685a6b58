"""How names sound: pinyin, its initials, and what southwestern speakers do not tell apart."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pypinyin import Style, lazy_pinyin, pinyin

_RETROFLEX: Final = re.compile(r"^([zcs])h")
_NASAL: Final = re.compile(r"^n(?=[aeiouv])")
_BACK_NASAL: Final = re.compile(r"(?<=[ei])ng$")


def readings(text: str) -> frozenset[str]:
    """Return the readings of a text, each with a blank before and after every syllable.

    Three are taken, by phrase, by character and by each character's second sound, because a
    neighbour changes the first: in 麻旺镇长兴村 the phrase 镇长 would give 长 the sound that it
    does not have in the village's name.
    """
    sounds = [_character_sounds(character) for character in text]
    by_phrase = _syllables(text)
    return frozenset(
        {
            _spaced(by_phrase),
            _spaced([first for first, _ in sounds]),
            _spaced([second for _, second in sounds]),
        }
    )


def dialect(reading: str) -> str:
    """Return a reading as a southwestern speaker says it: zh/z, n/l, eng/en and hu/fu are one."""
    return _spaced([_dialect_syllable(syllable) for syllable in reading.split()])


def letters(text: str) -> tuple[str, str]:
    """Return the pinyin of a text written together, and its initials."""
    syllables = _syllables(text)
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


def _syllables(text: str) -> list[str]:
    """Return one syllable for each character; digits and letters stand for themselves."""
    return " ".join(lazy_pinyin(text, errors=" ".join)).split()


def _spaced(syllables: Sequence[str]) -> str:
    return f" {' '.join(syllables)} "


@lru_cache(maxsize=10_000)
def _character_sounds(character: str) -> tuple[str, str]:
    """Return the usual sound of a character and its second one, or the usual one twice."""
    sounds = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    others = [sound for sound in sounds if sound != sounds[0]]
    return sounds[0], others[0] if others else sounds[0]


@lru_cache(maxsize=2_000)
def _dialect_syllable(syllable: str) -> str:
    if syllable == "hu":
        return "fu"
    folded = _RETROFLEX.sub(r"\1", syllable)
    return _BACK_NASAL.sub("n", _NASAL.sub("l", folded))
