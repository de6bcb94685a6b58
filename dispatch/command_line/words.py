"""A command cut into words, however it was typed: full width, Chinese stops, extra blanks."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from dispatch.command_line.verbs import BY_NAME, Verb

_PART: Final = re.compile(r"[^\s,，、;；。：:\u3000\u200b\ufeff]+")
_NUMBER: Final = re.compile(r"[0-9#]")
LONGEST_SHOWN: Final = 20
"""How much of what was typed is said back in a sentence."""


def folded(text: str) -> str:
    """Return text as it is compared: full width made narrow, small letters, nothing invisible."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(c for c in narrow if unicodedata.category(c)[0] != "C").casefold()


def shown(text: str) -> str:
    """Return typed words as a sentence may say them back: short, nothing invisible."""
    clean = "".join(c for c in text if unicodedata.category(c)[0] != "C")
    return clean if len(clean) <= LONGEST_SHOWN else f"{clean[:LONGEST_SHOWN]}…"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command: as typed, where it stands, and as it is compared."""

    raw: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.raw)

    @property
    def text(self) -> str:
        """The word as it is compared."""
        return folded(self.raw)


@dataclass(frozen=True, slots=True)
class Line:
    """A command cut up: its whole text, its verb if one was understood, and the words after it."""

    text: str
    first: Word | None
    verb: Verb | None
    words: tuple[Word, ...]

    def after(self, word: Word) -> str:
        """What stands behind a word, as it was typed."""
        return self.text[word.end :].strip(" \t\u3000,，、;；:：")

    def with_words(self, start: int, end: int, instead: str) -> str:
        """The whole command with one stretch of it said in another way."""
        before = self.text[:start]
        blank = " " if before and not before[-1].isspace() else ""
        return f"{before}{blank}{instead}{self.text[end:]}"


def cut(text: str) -> Line:
    """Cut a command into its verb and words."""
    parts = [Word(found.group(), found.start()) for found in _PART.finditer(text)]
    parts = [part for part in parts if part.text]
    if parts and parts[0].raw[0] in "/／":
        # People type the key that opens the line once more.
        rest = parts[0].raw.lstrip("/／")
        start = parts[0].end - len(rest)
        parts = [*([Word(rest, start)] if rest else []), *parts[1:]]
    if not parts:
        return Line(text, None, None, ())
    first = parts[0]
    verb = BY_NAME.get(first.text)
    if verb is not None:
        return Line(text, first, verb, tuple(parts[1:]))
    for length in range(min(4, len(first.raw) - 1), 0, -1):
        name, rest = first.raw[:length], first.raw[length:]
        verb = BY_NAME.get(folded(name))
        if verb is not None and _may_be_joined(folded(name), folded(rest)):
            tail = Word(rest, first.start + length)
            return Line(text, Word(name, first.start), verb, (tail, *parts[1:]))
    return Line(text, first, None, tuple(parts[1:]))


def _may_be_joined(name: str, rest: str) -> bool:
    """Tell whether a verb may stand without a blank before what follows: 调7, d7, ?d."""
    return bool(rest) and (name == "?" or not name.isascii() or bool(_NUMBER.match(rest)))
