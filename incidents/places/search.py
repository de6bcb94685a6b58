"""The search for a caller's place among the named places of one county.

County-scoped on purpose: national address parsers send 李溪镇天台村 to another province. The
search proposes and a person decides; no score is an acceptance.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from incidents.places.gazetteer import Form, PlaceEntry, forms_of
from incidents.places.hearing import Hearing
from incidents.places.matching import Match
from incidents.places.outside import OutsideMention, outside_mentions
from incidents.places.parse import normalise, strip_county
from incidents.places.proposal import PlaceCandidate, propose, propose_outside
from incidents.places.weighing import Weighed, weigh

MINIMUM_SCORE: Final = 0.2


class PlaceSearch:
    """An index over the places of a county; build it once for each version of the county."""

    def __init__(
        self,
        entries: Iterable[PlaceEntry],
        county_names: Iterable[str],
        neighbours: Iterable[str] = (),
    ) -> None:
        """Take the places, the names the own county goes by, and the counties next door."""
        self._entries: dict[str, PlaceEntry] = {entry.code: entry for entry in entries}
        self._county_names = tuple(county_names)
        self._neighbours = tuple(neighbours)
        self._hearing = Hearing(self._forms())

    def _forms(self) -> list[Form]:
        county_names = tuple(normalise(name) for name in self._county_names)
        forms: list[Form] = []
        for entry in self._entries.values():
            township = None if entry.is_township else self._entries.get(entry.township_code or "")
            township_name = None if township is None else normalise(township.name)
            forms.extend(forms_of(entry, township_name, county_names))
        return forms

    def find(self, text: str, limit: int = 8) -> list[PlaceCandidate]:
        """Return the places a text may mean, best first; equal scores go by code.

        A text that names a place outside the county gets a candidate with `is_outside` set, and
        what follows that name is not looked for in the county.
        """
        said = normalise(text)
        place = strip_county(said, self._county_names)
        if len(place) < 2:
            return []
        matches: list[Match] = []
        mentions: list[OutsideMention] = []
        if place.isascii() and place.isalpha():
            matches = self._hearing.spelt(place)
        else:
            matches, mentions = self._heard(said, place)
        weighed = weigh(place, matches, self._entries)
        candidates = [
            propose(one, self._namesakes(one, weighed), self._entries)
            for one in weighed
            if one.score >= MINIMUM_SCORE
        ]
        candidates.extend(propose_outside(mention) for mention in mentions)
        candidates.sort(key=lambda candidate: (-candidate.score, candidate.code or ""))
        return candidates[:limit]

    def _heard(self, said: str, place: str) -> tuple[list[Match], list[OutsideMention]]:
        """Return the matches inside the county and the names outside it.

        Names that begin with the county's, such as 酉阳一中, are found in what was said.
        """
        lead = len(said) - len(place)
        with_county = (
            replace(match, start=match.start - lead, end=match.end - lead)
            for match in self._hearing.written(said)
            if match.start < lead < match.end
        )
        matches = [*with_county, *self._hearing.heard(place)]
        mentions = [
            mention
            for mention in outside_mentions(place, self._neighbours, self._county_names)
            if not any(match.is_certain and match.covers(mention) for match in matches)
        ]
        for mention in mentions:
            if not mention.is_direction:
                matches = [match for match in matches if match.end <= mention.start]
        return matches, mentions

    def _namesakes(self, one: Weighed, weighed: list[Weighed]) -> int:
        name = one.match.form.entry.name
        return sum(
            other.match.form.entry.name == name and other.score >= MINIMUM_SCORE
            for other in weighed
        )
