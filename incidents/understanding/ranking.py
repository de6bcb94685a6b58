"""Which categories the words of a call point to, the likeliest first, each with its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from incidents.categories import category
from incidents.understanding.examples import nearest
from incidents.understanding.rules import FACT_SIGN, Rule, WordRules
from incidents.understanding.wording import Hit, Narrative, find_words

FIRE_FIRST: Final = 30
"""Added to every fire while something burns: of two things at once the fire is led (P)."""

NO_FAVOUR: Final = 60
"""Taken from social aid while something burns or smokes: a cat in there is no favour (P)."""

ONLY_BESIDE: Final = 40
"""Taken where a word only says where ("加油站旁边"): it stays on the list, as a danger near (P)."""

SURMISED: Final = 3
"""Taken where the caller only supposes it (P)."""

SHOWN: Final = 4
"""So many categories are offered where the rules and their neighbours know as many."""

OF_THREE: Final = 3
"""So many are filled with what resembles labelled examples, before the neighbours."""

BURNING_LIST: Final = "起火"
SMOKE_LIST: Final = "冒烟"
SOCIAL_AID: Final = "50000"
FIRE: Final = "10000"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A category with its points and what led to it: the words, and the rules by line."""

    category: str
    points: int
    words: tuple[str, ...]
    rules: tuple[int, ...]
    note: str


@dataclass(frozen=True, slots=True)
class _Match:
    rule: Rule
    points: int
    hits: tuple[Hit, ...]
    facts: tuple[str, ...]


def is_burning(narrative: Narrative, rules: WordRules) -> bool:
    """Tell whether the caller says that something burns; denied and past fires do not count."""
    return _is_said(narrative, rules, BURNING_LIST)


def _is_said(narrative: Narrative, rules: WordRules, name: str) -> bool:
    return any(not hit.beside for hit in find_words(narrative, rules.lists.get(name, ())))


def rank(
    narrative: Narrative, place: Narrative, facts: Mapping[str, str], rules: WordRules
) -> tuple[Ranked, ...]:
    """Return the categories pointed to: most points first, then first told, then by code.

    `place` is what was said of the place: it may tell what kind of premises, never alone what
    happened. `facts` are the facts a rule may ask for, with the words they came from.
    """
    burning = is_burning(narrative, rules)
    smoking = burning or _is_said(narrative, rules, SMOKE_LIST)
    found: dict[str, list[_Match]] = {}
    known = _Known(narrative, place)
    for rule in rules.rules:
        match = _match(rule, known, facts, burning, smoking)
        if match is not None:
            found.setdefault(rule.category, []).append(match)
    ranked = [(_first(matches), _ranked(code, matches)) for code, matches in found.items()]
    ranked.sort(key=lambda one: (-one[1].points, one[0], one[1].category))
    met = tuple(one for _, one in ranked)
    return _with_neighbours(_with_examples(met, narrative, rules), rules)


def _with_examples(
    ranked: tuple[Ranked, ...], narrative: Narrative, rules: WordRules
) -> tuple[Ranked, ...]:
    """Fill a list of less than three with what labelled examples are like, below what was met."""
    spare = OF_THREE - len(ranked)
    if spare <= 0:
        return ranked
    known = {one.category for one in ranked}
    near = nearest(narrative.text, rules.examples)
    if not ranked and not (near and near[0].is_close):
        return ()
    found = [
        Ranked(one.example.category, 0, one.words, (), f"与示例“{one.example.text}”相近")
        for one in near
        if one.example.category not in known
    ]
    return ranked + tuple(found[:spare])


def _with_neighbours(ranked: tuple[Ranked, ...], rules: WordRules) -> tuple[Ranked, ...]:
    """Fill a short list with what the first is easily mistaken for, below all that was met."""
    if not ranked:
        return ()
    first, known = ranked[0], {one.category for one in ranked}
    near = [code for code in rules.neighbours.get(first.category, ()) if code not in known]
    note = f"易与“{category(first.category).name}”混淆"
    spare = max(0, SHOWN - len(ranked))
    return ranked + tuple(Ranked(code, 0, first.words, (), note) for code in near[:spare])


class _Known:
    """What was said, each group of words looked for once however many rules name it."""

    def __init__(self, narrative: Narrative, place: Narrative) -> None:
        self._narrative, self._place = narrative, place
        self._told: dict[tuple[str, ...], tuple[Hit, ...]] = {}
        self._placed: dict[tuple[str, ...], tuple[Hit, ...]] = {}

    def told(self, words: tuple[str, ...]) -> tuple[Hit, ...]:
        if words not in self._told:
            self._told[words] = find_words(self._narrative, words)
        return self._told[words]

    def placed(self, words: tuple[str, ...]) -> tuple[Hit, ...]:
        if words not in self._placed:
            self._placed[words] = find_words(self._place, words)
        return self._placed[words]


def _match(
    rule: Rule, known: _Known, facts: Mapping[str, str], burning: bool, smoking: bool
) -> _Match | None:
    hits: list[Hit] = []
    told_facts: list[str] = []
    penalty, said = 0, False
    for group in rule.wanted:
        told = known.told(group)
        stated = [facts[word] for word in group if word.startswith(FACT_SIGN) and word in facts]
        placed = () if told or stated else known.placed(group)
        if not (told or stated or placed):
            return None
        said = said or bool(told or stated)
        told_facts.extend(stated)
        hits.extend(told or placed)
        if told and not stated:
            penalty = max(penalty, _doubt(told))
        elif placed and all(hit.beside for hit in placed):
            penalty = max(penalty, ONLY_BESIDE)
    if not said or _ruled_out(rule, known, facts):
        return None
    points = rule.weight - penalty
    group_code = category(rule.category).group_code
    if burning and group_code == FIRE:
        points += FIRE_FIRST
    if smoking and group_code == SOCIAL_AID:
        points -= NO_FAVOUR
    return _Match(rule, points, tuple(hits), tuple(told_facts))


def _doubt(hits: tuple[Hit, ...]) -> int:
    if all(hit.beside for hit in hits):
        return ONLY_BESIDE
    return SURMISED if all(hit.surmised for hit in hits) else 0


def _ruled_out(rule: Rule, known: _Known, facts: Mapping[str, str]) -> bool:
    if any(word in facts for word in rule.without if word.startswith(FACT_SIGN)):
        return True
    return any(not hit.beside for hit in known.told(rule.without))


def _first(matches: list[_Match]) -> int:
    return min((hit.start for match in matches for hit in match.hits), default=0)


def _ranked(code: str, matches: list[_Match]) -> Ranked:
    best = max(matches, key=lambda match: match.points)
    ordered = [best, *(match for match in matches if match is not best)]
    words: dict[str, None] = {}
    for match in ordered:
        words.update(dict.fromkeys(match.facts))
        words.update(dict.fromkeys(_longest(match.hits)))
    lines = tuple(match.rule.line for match in ordered)
    return Ranked(code, best.points, tuple(words), lines, best.rule.note)


def _longest(hits: tuple[Hit, ...]) -> list[str]:
    """Return the words, without those that lie inside a longer one."""
    ordered = sorted(set(hits), key=lambda hit: (hit.start, -hit.end))
    kept: list[Hit] = []
    for hit in ordered:
        if not any(one.start <= hit.start and hit.end <= one.end for one in kept):
            kept.append(hit)
    return [hit.word for hit in kept]
