"""How names sound: pinyin, its initials, and what southwestern speakers do not tell apart."""

import re
from functools import lru_cache
from typing import Final

from pypinyin import Style, lazy_pinyin, pinyin

_RETROFLEX: Final = re.compile(r"^([zcs])h")
_NASAL: Final = re.compile(r"^n(?=[aeiouv])")
_BACK_NASAL: Final = re.compile(r"(?<=[ei])ng$")


def readings(name: str) -> frozenset[tuple[str, ...]]:
    """Return the syllables of a name, read as a phrase and character by character."""
    by_character = tuple(_character_sounds(character)[0] for character in name)
    return frozenset({tuple(_syllables(name)), by_character})


def sounds(text: str) -> tuple[frozenset[str], ...]:
    """Return every sound that each character of a text has.

    All of them, because a neighbour may mislead: in 麻旺镇长兴村 the phrase 镇长 would give 长 the
    sound that it does not have in the village's name.
    """
    return tuple(frozenset(_character_sounds(character)) for character in text)


def dialect(syllable: str) -> str:
    """Return a syllable as a southwestern speaker says it: zh/z, n/l, eng/en and hu/fu are one."""
    if syllable == "hu":
        return "fu"
    folded = _RETROFLEX.sub(r"\1", syllable)
    return _BACK_NASAL.sub("n", _NASAL.sub("l", folded))


def letters(text: str) -> tuple[str, str]:
    """Return the pinyin of a text written together, and its initials."""
    syllables = _syllables(text)
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


def _syllables(text: str) -> list[str]:
    """Return one syllable for each character; digits and letters stand for themselves."""
    return " ".join(lazy_pinyin(text, errors=" ".join)).split()


@lru_cache(maxsize=10_000)
def _character_sounds(character: str) -> tuple[str, ...]:
    """Return the sounds of a character without tones, the usual one first."""
    found = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    return tuple(dict.fromkeys(found))
