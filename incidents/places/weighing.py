"""How likely each found name is the place meant, given all that was found in the text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from incidents.places.gazetteer import FormKind, PlaceEntry
from incidents.places.matching import Likeness, Match
from incidents.places.parse import Said
from incidents.places.relations import is_way
from incidents.places.roads import ROAD
from incidents.places.vocabulary import EVERYDAY_WORDS

# Shares of a score that are kept, all by judgement on real descriptions; a person decides anyway.
INSIDE_A_LONGER_NAME: Final = 0.5
ITS_OWN_PLACE_SAYS_MORE: Final = 0.75
REST_NOT_UNDERSTOOD: Final = 0.9
OTHER_TOWNSHIP_NAMED: Final = 0.45
OTHER_TOWNSHIP_HINTED: Final = 0.75
TOWNSHIP_NOT_NAMED: Final = 0.5
NEAR_BUT_TOWNSHIP_NOT_NAMED: Final = 0.85
ONLY_A_WAY: Final = 0.4
# A road is many kilometres long: its name alone is hardly a place.
ROAD_ALONE: Final = 0.55

_COUNT_AFTER: Final = re.compile(r"\d+(?:村民小组|小组|组|社|队)")

# The share of what is missing to certainty that a matching township makes up for.
TOWNSHIP_NAMED: Final = 0.5
TOWNSHIP_HINTED: Final = 0.25


@dataclass(frozen=True, slots=True)
class Weighed:
    """A match with its score from 0 to 1 and the townships the text names besides.

    `rest` is what follows a township's name and was not understood. `numbered` is what was found
    inside the place by its number, and `note` how.
    """

    match: Match
    score: float
    named_township: PlaceEntry | None
    contradicted_by: tuple[PlaceEntry, ...]
    rest: str
    numbered: PlaceEntry | None = None
    note: str = ""

    @property
    def entry(self) -> PlaceEntry:
        """The place proposed."""
        return self.numbered or self.match.form.entry


def weigh(said: Said, matches: list[Match]) -> list[Weighed]:
    """Return the best match of each place with its score, best first."""
    place = said.text
    longest = [match for match in matches if not _is_everyday(match, said, matches)]
    ways = {match for match in longest if is_way(place, match.start, match.end)}
    staying = [match for match in longest if match not in ways]
    named = _townships(staying, certain=True)
    hinted = {} if named else _townships(staying, certain=False)
    best: dict[str, Weighed] = {}
    for match in longest:
        weighed = _weigh_one(place, match, longest, named, hinted)
        if match in ways:
            note = "看来是方向或来处，请核对"
            weighed = replace(weighed, score=weighed.score * ONLY_A_WAY, rest="", note=note)
        known = best.get(match.form.entry.code)
        if known is None or known.score < weighed.score:
            best[match.form.entry.code] = weighed
    return sorted(best.values(), key=lambda one: (-one.score, one.match.form.entry.code))


def _weigh_one(
    place: str,
    match: Match,
    matches: list[Match],
    named: Mapping[str, Match],
    hinted: Mapping[str, Match],
) -> Weighed:
    score = match.form.strength * match.share
    if _is_inside_longer_name(match, matches):
        score *= INSIDE_A_LONGER_NAME
    rest = "" if match.likeness is Likeness.SPELT else place[match.end :]
    if match.form.entry.kind == ROAD:
        return Weighed(match, score * ROAD_ALONE, None, (), "")
    if match.form.entry.is_township:
        if _says_more(match, matches):
            score, rest = score * ITS_OWN_PLACE_SAYS_MORE, ""
        elif len(rest) >= 2:
            score *= REST_NOT_UNDERSTOOD
        return Weighed(match, score, None, (), rest)
    home = match.form.entry.home_code or ""
    naming = named.get(home) or hinted.get(home)
    if naming is not None and not naming.overlaps(match):
        is_named = home in named or naming.end == match.start
        score += (1.0 - score) * (TOWNSHIP_NAMED if is_named else TOWNSHIP_HINTED)
        return Weighed(match, score, naming.form.entry, (), rest)
    if match.form.needs_township:
        score *= TOWNSHIP_NOT_NAMED
    if match.likeness is Likeness.NEAR and not _begins_with_home(match, matches):
        score *= NEAR_BUT_TOWNSHIP_NOT_NAMED
    others = tuple(
        other.form.entry
        for code, other in {**named, **hinted}.items()
        # 苍岭镇卫生院 is not 镇卫生院 of another township, though the two share 镇.
        if code != home and (not other.overlaps(match) or other.start < match.start)
    )
    if others:
        score *= OTHER_TOWNSHIP_NAMED if named else OTHER_TOWNSHIP_HINTED
    return Weighed(match, score, None, others, rest)


def _begins_with_home(match: Match, matches: list[Match]) -> bool:
    """Tell whether a misheard name begins with its township's: 龙潭 in 龙潭占镇."""
    return _is_miswritten(match) and any(
        other.form.entry.code == match.form.entry.home_code
        and other.likeness is Likeness.EXACT
        and other.start == match.start
        for other in matches
    )


def _is_miswritten(match: Match) -> bool:
    """Tell a wrong character from one left out: 麻旺街上 is not 麻旺老街."""
    return match.likeness is Likeness.NEAR and len(match.heard) == len(match.form.text)


def _is_everyday(match: Match, said: Said, matches: list[Match]) -> bool:
    """Tell whether a bare name is only a word here: 中心 in 游客中心 is not 中心村.

    It counts where it is the whole text, or ends a clause right after the name of its township.
    """
    form = match.form
    if form.kind is not FormKind.BARE or form.text not in EVERYDAY_WORDS:
        return False
    if match.likeness is Likeness.SPELT or _COUNT_AFTER.match(said.text[match.end :]):
        return False
    after_township = any(
        other.form.entry.code == form.entry.home_code
        and other.likeness is Likeness.EXACT
        and other.end == match.start
        for other in matches
    )
    is_all_there_is = match.start == 0 and match.end == len(said.text)
    return not is_all_there_is and not (after_township and match.end in said.ends)


def _townships(matches: list[Match], certain: bool) -> dict[str, Match]:
    """Return the townships a text names, or those it only hints at, by code."""
    found: dict[str, Match] = {}
    for match in matches:
        if not match.form.entry.is_township or match.likeness in (Likeness.NEAR, Likeness.BEGUN):
            continue
        is_whole = match.form.kind is not FormKind.BARE
        is_exact = match.likeness in (Likeness.EXACT, Likeness.SPELT)
        if certain != is_whole or not (is_exact or is_whole):
            continue
        if not _is_inside_longer_name(match, matches):
            found.setdefault(match.form.entry.code, match)
    return found


def _is_inside_longer_name(match: Match, matches: list[Match]) -> bool:
    """Tell whether the characters of a match belong to a longer name of somewhere else."""
    entry = match.form.entry
    return any(
        other.covers(match)
        and other.end - other.start > match.end - match.start
        and other.form.entry.code != entry.code
        and other.likeness is Likeness.EXACT
        and not (entry.is_township and other.form.entry.home_code == entry.code)
        for other in matches
    )


def _says_more(match: Match, matches: list[Match]) -> bool:
    """Tell whether a place inside the township was named beside it, or by a longer name."""
    return any(
        other.form.entry.home_code == match.form.entry.code
        and not other.form.entry.is_township
        and (not other.overlaps(match) or _goes_on(other, match))
        for other in matches
    )


def _goes_on(other: Match, match: Match) -> bool:
    """Tell whether a name begins with another and goes on: 官清坝 after 官清."""
    is_written = other.likeness in (Likeness.EXACT, Likeness.BEGUN) or _is_miswritten(other)
    return is_written and other.start == match.start and other.end > match.end
