"""What the words of a call point to: kinds with their words, elements, and a level with reasons.

A suggestion is shown with the words that led to it and never overrides a choice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from incidents.categories import category
from incidents.understanding.elements import ToldElements, high_floor, read_elements
from incidents.understanding.level import LevelProposal, propose_level
from incidents.understanding.ranking import Ranked, rank
from incidents.understanding.rules import DEFAULT_RULES, WordRules
from incidents.understanding.wording import Narrative, find_words, read_narrative

UNKNOWN: Final = "10000"
"""With no word to go by it is treated as a fire not yet specified: the safer mistake."""

VEHICLE_LIST: Final = "车"
# National motorways have one, two or four digits (G65, G5013), provincial ones two (S26);
# three digits are ordinary roads (G319).
_MOTORWAY: Final = re.compile(r"(?<![a-z0-9])(?:g(?:[0-9]{1,2}|[0-9]{4})|s[0-9]{2})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category and level with the words that led to them; no words, no ground."""

    category: str
    level: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that the words of a call point to; `ranked` is empty where no rule was met."""

    ranked: tuple[Ranked, ...]
    elements: ToldElements
    level: LevelProposal

    @property
    def category(self) -> str:
        """The likeliest category."""
        return self.ranked[0].category if self.ranked else UNKNOWN

    @property
    def suggestion(self) -> Suggestion:
        """The likeliest category with its level and all the words behind the two."""
        words = self.ranked[0].words if self.ranked else ()
        behind = (word for reason in self.level.reasons for word in reason.words)
        return Suggestion(self.category, self.level.level, tuple(dict.fromkeys((*words, *behind))))


def understand(
    narrative: str, place_text: str = "", rules: WordRules = DEFAULT_RULES
) -> Understanding:
    """Return what a caller's words point to; any text is read, however long or strange."""
    told, place = read_narrative(narrative), read_narrative(place_text)
    elements = read_elements(told)
    ranked = rank(told, place, _facts(told, rules), rules)
    code = ranked[0].category if ranked else UNKNOWN
    return Understanding(ranked, elements, propose_level(code, elements))


def suggest(narrative: str, place_text: str = "") -> Suggestion:
    """Suggest a category and level from what the caller said."""
    return understand(narrative, place_text).suggestion


def names_of(ranked: tuple[Ranked, ...]) -> tuple[str, ...]:
    """Return the names of ranked categories, in their order."""
    return tuple(category(one.category).name for one in ranked)


def _facts(told: Narrative, rules: WordRules) -> Mapping[str, str]:
    facts = {}
    high = high_floor(told)
    if high is not None:
        facts["#高楼层"] = high
    motorway = _MOTORWAY.search(told.text)
    if motorway is not None:
        facts["#高速路号"] = motorway.group().upper()
    if not find_words(told, rules.lists.get(VEHICLE_LIST, ())):
        facts["#无车"] = ""
    return facts
