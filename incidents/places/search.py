"""The search for a caller's place among the named places of one county.

County-scoped on purpose: national address parsers send 李溪镇天台村 to another province. The
search proposes and a person decides; no score is an acceptance.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from incidents.places.county_words import county_names_of
from incidents.places.crossings import JUNCTION, crossings
from incidents.places.gazetteer import Form, PlaceEntry, forms_of
from incidents.places.hearing import Hearing
from incidents.places.hints import Hint, ranked
from incidents.places.linear import at_stake
from incidents.places.matching import Likeness, Match
from incidents.places.moving import Moved, both_ways, moved
from incidents.places.narrowing import Numbered
from incidents.places.outside import OutsideMention, outside_mentions
from incidents.places.parse import Said, normalise, plain, said_in, strip_county
from incidents.places.pinpoint import at_spot, pasted
from incidents.places.proposal import PlaceCandidate, propose, propose_outside
from incidents.places.relations import Relation, relation_at
from incidents.places.road_network import RoadNetwork
from incidents.places.roads import ROAD, RoadLine
from incidents.places.stakes import SaidStake, said_stake
from incidents.places.streets import HouseNumber, HouseNumbers
from incidents.places.surroundings import Surroundings, Vicinity
from incidents.places.transcript import Transcript, set_right
from incidents.places.weighing import Weighed, weigh
from resources.geography import Position

MINIMUM_SCORE: Final = 0.2
LIKELIEST: Final = 3
# What comes later in a longer text is not looked at: nobody says a place in more words.
LONGEST_TEXT: Final = 600
_GREETING: Final = re.compile(
    r"^(?:喂|你好|您好|哎呀?|119吗?|我要报警|报警|请问|快来|我们?|这里|这边|这|人?在|到|是|位于|地址|地点)+"
)


class PlaceSearch:
    """An index over the places of a county; build it once for each version of the county."""

    def __init__(
        self,
        entries: Iterable[PlaceEntry],
        county_names: Iterable[str],
        neighbours: Iterable[str] = (),
        roads: Iterable[RoadLine] = (),
        house_numbers: Iterable[HouseNumber] = (),
    ) -> None:
        """Take the places, the names the own county goes by, the counties next door, the roads."""
        given = sorted(entries, key=lambda entry: entry.code)
        self._county_names = tuple(map(normalise, county_names_of(county_names, given)))
        self._neighbours = tuple(map(normalise, neighbours))
        self._roads = RoadNetwork(roads, given)
        self._around = Surroundings(given, self._roads.plane)
        self._entries = {
            entry.code: entry for entry in (*given, *self._roads.entries(self._around))
        }
        self._junctions = [entry for entry in given if entry.kind == JUNCTION]
        self._hearing = Hearing(self._forms())
        named = ((entry, normalise(entry.name)) for entry in given)
        self._numbered = Numbered(named, HouseNumbers(house_numbers))

    def _forms(self) -> list[Form]:
        forms: list[Form] = []
        for entry in self._entries.values():
            township = None if entry.is_township else self._entries.get(entry.township_code or "")
            township_name = None if township is None else normalise(township.name)
            forms.extend(forms_of(entry, township_name, self._county_names))
        return forms

    def find(self, text: str, limit: int = 8, near: Hint | None = None) -> list[PlaceCandidate]:
        """Return the places a text may mean, best first; equal scores go by code.

        A text that names a place outside the county gets a candidate with `is_outside` set, and
        what follows that name is not looked for in the county. `near` ranks places that fit the
        words alike. Only the first LONGEST_TEXT characters count.
        """
        points, words = pasted(plain(text[:LONGEST_TEXT]), self._around)
        stake = said_stake(words)
        if stake is not None and stake.is_sure:
            words = f"{words[: stake.start]}，{words[stake.end :]}"
        whole = said_in(words)
        said = whole.shifted(_lead(whole.text, self._county_names))
        says_more = len(said.text) >= 2 and said.text not in self._county_names
        matches, mentions = self._heard(whole, said) if says_more else ([], [])
        weighed = self._numbered.narrow(weigh(said, matches), said.text)
        candidates = [*points, *self._points(weighed, said, stake, words)]
        likely = [one for one in weighed if one.score >= MINIMUM_SCORE]
        # A hint may lift one from far down the list; without it the first are the first.
        proposed = likely if near is not None else likely[:limit]
        candidates += [self._propose(one, weighed, said) for one in proposed]
        candidates += [propose_outside(mention) for mention in mentions]
        if near is not None:
            candidates = ranked(candidates, near)
        candidates.sort(key=lambda one: (-one.score, one.code or "", one.name))
        # A junction may be found by its roads and by its name: it is one place.
        once: dict[str | int, PlaceCandidate] = {}
        for number, one in enumerate(candidates):
            once.setdefault(one.code or number, one)
        return list(once.values())[:limit]

    def transcript(self, words: str) -> Transcript:
        """Return a machine's transcript with the county's names in place of what sounds so."""
        return set_right(words[:LONGEST_TEXT], self._hearing)

    def around(self, position: Position) -> Vicinity:
        """Return what a point of the map lies in and near."""
        return self._around.vicinity(position)

    def _points(
        self, weighed: list[Weighed], said: Said, stake: SaidStake | None, words: str
    ) -> list[PlaceCandidate]:
        """Return what is a point rather than a place: a stake, a crossing, the middle of two."""
        found = crossings(weighed, said.text, self._roads.courses, self._junctions, self._around)
        found += self._either_way(weighed, said)
        if stake is None:
            return found
        named = self._roads.named(weighed)
        if named or stake.is_sure or not weighed:
            found += at_stake(stake, named, self._roads.numbered, words, self._around)
        return found

    def _either_way(self, weighed: list[Weighed], said: Said) -> list[PlaceCandidate]:
        """Return both points a distance away along a road whose direction leads out of the map."""
        for one in weighed[:LIKELIEST]:
            relation = relation_at(said.text, one.match.start, one.match.end)
            if one.entry.kind == ROAD or relation is None or one.entry.position is None:
                continue
            if relation.towards and relation.distance_m and not self._goal(relation, one, weighed):
                spots = both_ways(one.entry, relation, self._roads.stretching(weighed))
                return [at_spot(spot, self._around) for spot in spots]
        return []

    def _propose(self, one: Weighed, weighed: list[Weighed], said: Said) -> PlaceCandidate:
        # A stake or a bend of a road is told otherwise; its middle is not set out from.
        relation = None
        if one.entry.kind != ROAD:
            relation = relation_at(said.text, one.match.start, one.match.end)

        def move(position: Position | None, radius_m: int) -> Moved | None:
            if relation is None or one.match.likeness is Likeness.BEGUN:
                return None
            goal = self._goal(relation, one, weighed)
            plane = self._roads.plane
            courses = self._roads.stretching(weighed)
            return moved(position, radius_m, relation, goal, courses, plane)

        return propose(one, self._namesakes(one, weighed), self._entries, move)

    def _goal(self, relation: Relation, one: Weighed, weighed: list[Weighed]) -> Position | None:
        """Return where a way leads: to the likeliest place named in its words."""
        start, end = relation.towards_at
        there = [
            other
            for other in weighed
            if start <= other.match.start
            and other.match.end <= end
            and other.entry.code != one.entry.code
            and other.entry.position is not None
        ]
        if there:
            return max(there, key=lambda other: (other.score, other.entry.code)).entry.position
        is_seat = "城" in relation.towards or relation.towards in self._county_names
        return self._roads.seat if is_seat else None

    def _heard(self, whole: Said, said: Said) -> tuple[list[Match], list[OutsideMention]]:
        """Return the matches inside the county and the names outside it.

        Names that begin with the county's, such as 酉阳一中, are found in what was said.
        """
        place = said.text
        lead = len(whole.text) - len(place)
        with_county = (
            replace(match, start=match.start - lead, end=match.end - lead)
            for match in self._hearing.written(whole.text)
            if match.start < lead < match.end
        )
        matches = [*with_county, *self._hearing.heard(place)]
        if place.isascii() and place.isalpha():
            matches += self._hearing.spelt(place)
        mentions = [
            mention
            for mention in outside_mentions(place, self._neighbours, self._county_names)
            if not any(match.is_certain and match.covers(mention) for match in matches)
            and not _ends_in_a_name(mention, matches)
        ]
        for mention in mentions:
            if not mention.is_direction:
                matches = [match for match in matches if match.end <= mention.start]
        return matches, mentions

    def _namesakes(self, one: Weighed, weighed: list[Weighed]) -> int:
        name = one.entry.name
        return sum(other.entry.name == name and other.score >= MINIMUM_SCORE for other in weighed)


def _lead(text: str, county_names: tuple[str, ...]) -> int:
    """Return how many characters say no more than the county, with a greeting before it."""
    greeting = _GREETING.match(text)
    for start in {0, greeting.end() if greeting else 0}:
        rest = strip_county(text[start:], county_names)
        if len(rest) < len(text) - start:
            return len(text) - len(rest)
    return 0


def _ends_in_a_name(mention: OutsideMention, matches: Iterable[Match]) -> bool:
    """Tell whether what looks like another county ends in a name of this one: 我在丁市."""
    return any(
        match.likeness is Likeness.EXACT and mention.start < match.start < mention.end <= match.end
        for match in matches
    )
