"""How names sound: pinyin, its initials, and what southwestern speakers do not tell apart."""

import re
from functools import lru_cache
from typing import Final

from pypinyin import Style, lazy_pinyin, pinyin

_RETROFLEX: Final = re.compile(r"^([zcs])h")
_ROUNDED: Final = re.compile(r"^hu(?=[ae])")
_ROUNDED_I: Final = re.compile(r"^hu(?=[in]$)")
_NASAL: Final = re.compile(r"^n(?=[aeiouv])")
_BACK_NASAL: Final = re.compile(r"(?<=[ei])ng$")


# What a digit in place of a character sounds like: 5福镇 is 五福镇.
_DIGITS: Final = {
    "0": ("ling",),
    "1": ("yi",),
    "2": ("er", "liang"),
    "3": ("san",),
    "4": ("si",),
    "5": ("wu",),
    "6": ("liu",),
    "7": ("qi",),
    "8": ("ba",),
    "9": ("jiu",),
}


def readings(name: str) -> frozenset[tuple[str, ...]]:
    """Return the syllables of a name, read as a phrase and character by character."""
    by_character = tuple(_character_sounds(character)[0] for character in name)
    return frozenset({tuple(syllables(name)), by_character})


def sounds(text: str) -> tuple[frozenset[str], ...]:
    """Return every sound that each character of a text has.

    All of them, because a neighbour may mislead: in 麻旺镇长兴村 the phrase 镇长 would give 长 the
    sound that it does not have in the village's name.
    """
    return tuple(
        frozenset((*_character_sounds(character), *_DIGITS.get(character, ())))
        for character in text
    )


@lru_cache(maxsize=2_000)
def dialect(syllable: str) -> str:
    """Return a syllable as a southwestern speaker says it.

    zh and z, n and l, eng and en, hu and f are one: 湖 is 福, 花 is 发, 灰 is 飞.
    """
    if syllable == "hu":
        return "fu"
    folded = _ROUNDED_I.sub("fe", _ROUNDED.sub("f", _RETROFLEX.sub(r"\1", syllable)))
    return _BACK_NASAL.sub("n", _NASAL.sub("l", folded))


def letters(text: str) -> tuple[str, str]:
    """Return the pinyin of a text written together, and its initials."""
    spoken = syllables(text)
    return "".join(spoken), "".join(syllable[0] for syllable in spoken)


def syllables(text: str) -> list[str]:
    """Return one syllable for each character; digits and letters stand for themselves."""
    each = [_character_sounds(character) for character in text]
    if all(len(sounds_of_one) == 1 for sounds_of_one in each):
        # Only where a character has several sounds is the phrase worth looking up.
        return [one[0] for one in each]
    return " ".join(lazy_pinyin(text, errors=" ".join)).split()


@lru_cache(maxsize=10_000)
def _character_sounds(character: str) -> tuple[str, ...]:
    """Return the sounds of a character without tones, the usual one first."""
    found = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    return tuple(dict.fromkeys(found))
