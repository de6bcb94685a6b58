"""How well places are found: descriptions as callers say them, labelled by hand.

The labels stand in descriptions.csv, and a local dispatcher could agree with each; they were
written without looking at how the search works. `expected` is what must be found:

* codes of the county folder parted by spaces: the place, or all the places of one name;
* `@lon,lat,tolerance_m`: an answer that is a point, as of a stake or a house number;
* `OUTSIDE`: a place of another county, to be flagged or at least not believed;
* `NOTHING`: words that name no place;

and where two answers are right, they are parted by `|`.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from incidents.places.gazetteer import HYDRANT, PlaceEntry
from incidents.places.proposal import PlaceCandidate
from incidents.places.roads import RoadLine
from incidents.places.search import PlaceSearch
from incidents.places.streets import HouseNumber
from resources.county import CountyRows
from resources.geography import Position, distance_m
from seed.county_folder import read_county
from seed.youyang_maker import COUNTY_FOLDER

DESCRIPTIONS = Path(__file__).with_name("descriptions.csv")
OUTSIDE = "OUTSIDE"
NOTHING = "NOTHING"
ACCEPTED = 0.5
"""The score from which a dispatcher is offered a place as the likely one."""
CLAIMED = 0.6
"""The score above which a search says that it knows."""
NEAR_THE_COUNTY_M = 8_000
KINDS = [
    "township",
    "village",
    "group",
    "building",
    "house_number",
    "named_place",
    "nickname",
    "relation",
    "intersection",
    "stake",
    "typo",
    "homophone",
    "dialect",
    "initials",
    "traditional",
    "numerals",
    "doubled_suffix",
    "coordinates",
    "ambiguous",
    "outside",
    "hopeless",
]
FEWEST = 15
FEWEST_HOPELESS = 8


@dataclass(frozen=True, slots=True)
class Description:
    """A description and the answers of which one must be found."""

    kind: str
    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the search made of a description."""

    description: Description
    candidates: Sequence[PlaceCandidate]

    def hits(self, within: int) -> bool:
        """Whether a right answer is among the first candidates."""
        return any(self._holds(answer, within) for answer in self.description.answers)

    def _holds(self, answer: str, within: int) -> bool:
        if answer == OUTSIDE:
            return not any(one.score > ACCEPTED for one in self.candidates) or (
                self.candidates[0].is_outside
            )
        if answer == NOTHING:
            return not any(one.score >= CLAIMED for one in self.candidates)
        if answer.startswith("@"):
            return any(_is_at(answer, one) for one in self.candidates[:within])
        codes = answer.split()
        first = self.candidates[: max(within, len(codes))]
        found = {one.code: one for one in first if not one.is_outside}
        if len(codes) == 1:
            return codes[0] in found
        return all(code in found and _says_namesakes(found[code]) for code in codes)


def _is_at(answer: str, candidate: PlaceCandidate) -> bool:
    point, tolerance_m = point_of(answer)
    if candidate.position is None or candidate.is_outside:
        return False
    return distance_m(candidate.position, point) <= tolerance_m


def point_of(answer: str) -> tuple[Position, float]:
    """Read an answer that is a point, and how many metres off it still is right."""
    lon, lat, tolerance_m = (float(part) for part in answer.removeprefix("@").split(","))
    return Position(lon, lat), tolerance_m


def _says_namesakes(candidate: PlaceCandidate) -> bool:
    return candidate.namesakes > 0 or any(word in candidate.why for word in ("同名", "处“", "几处"))


def read_descriptions() -> list[Description]:
    """Read the labelled set."""
    with DESCRIPTIONS.open(encoding="utf-8", newline="") as lines:
        return [
            Description(row["kind"], row["text"], tuple(row["expected"].split("|")))
            for row in csv.DictReader(lines)
        ]


SET = read_descriptions()


@pytest.fixture(scope="module")
def youyang() -> CountyRows:
    """The demonstration county as its folder tells it."""
    return read_county(COUNTY_FOLDER)


def entries_of(rows: CountyRows) -> list[PlaceEntry]:
    """Return the places of the county as the search takes them."""
    names = {place.code: place.name for place in rows.places}
    return [
        PlaceEntry(
            code=place.code,
            name=place.name,
            path=f"{names[place.township_code]} / {place.name}",
            kind=place.kind,
            position=place.point.position if place.point else None,
            radius_m=place.radius_m,
            aliases=place.aliases,
            is_synthetic=place.is_synthetic,
            township_code=place.township_code,
            parent_code=place.parent_code,
            former_names=place.former_names,
        )
        for place in rows.places
    ]


def hydrants_of(rows: CountyRows) -> list[PlaceEntry]:
    """Return the water sources as places: their number stands on the post."""
    return [
        PlaceEntry(
            code=source.code,
            name=source.name,
            path=source.name,
            kind=HYDRANT,
            position=source.point.position,
            radius_m=30,
            aliases=(),
            is_synthetic=source.is_synthetic,
            township_code=source.township_code,
            parent_code=source.township_code,
        )
        for source in rows.water_sources
    ]


def roads_of(rows: CountyRows) -> list[RoadLine]:
    """Return the pieces of road as the search takes them."""
    return [
        RoadLine(
            code=road.code,
            name=road.name,
            ref=road.ref,
            road_class=road.road_class,
            line=road.line,
            start_stake_m=road.start_stake_m,
            end_stake_m=road.end_stake_m,
            aliases=road.aliases,
        )
        for road in rows.roads
    ]


@pytest.fixture(scope="module")
def outcomes(youyang: CountyRows) -> list[Outcome]:
    """Every description searched for once."""
    county = youyang.county
    search = PlaceSearch(
        [*entries_of(youyang), *hydrants_of(youyang)],
        (county.name, f"{county.short_name}县", county.short_name),
        county.neighbours,
        roads_of(youyang),
        [
            HouseNumber(house.street_code, house.number, house.point.position)
            for house in youyang.house_numbers
        ],
    )
    return [Outcome(description, search.find(description.text)) for description in SET]


def test_the_set_is_large_and_has_every_kind_and_no_text_twice() -> None:
    kinds = [description.kind for description in SET]
    texts = [description.text for description in SET]

    assert len(texts) >= 300
    assert len(set(texts)) == len(texts)
    assert set(kinds) == set(KINDS)
    for kind in KINDS:
        assert kinds.count(kind) >= (FEWEST_HOPELESS if kind == "hopeless" else FEWEST), kind


def test_every_answer_of_the_set_exists(youyang: CountyRows) -> None:
    codes = {place.code for place in youyang.places}
    codes |= {source.code for source in youyang.water_sources}

    for description in SET:
        for answer in description.answers:
            if answer.startswith("@"):
                assert point_of(answer)[1] > 0, description.text
            elif answer not in (OUTSIDE, NOTHING):
                assert set(answer.split()) <= codes, description.text


def test_nine_of_ten_are_found_first_and_nearly_all_among_the_first_three(
    outcomes: list[Outcome], show_table: Callable[[str], None]
) -> None:
    show_table(table_of(outcomes))

    assert share(outcomes, 1) >= 0.90
    assert share(outcomes, 3) >= 0.98


def test_no_accepted_answer_lies_outside_the_county_without_saying_so(
    outcomes: list[Outcome], youyang: CountyRows
) -> None:
    known = [place.point.position for place in youyang.places if place.point]

    for outcome in outcomes:
        for candidate in outcome.candidates:
            if candidate.score >= ACCEPTED and not candidate.is_outside and candidate.position:
                nearest_m = min(distance_m(candidate.position, each) for each in known)
                assert nearest_m <= NEAR_THE_COUNTY_M, outcome.description.text


def share(outcomes: Sequence[Outcome], within: int) -> float:
    """Return the share of descriptions answered rightly among the first candidates."""
    return sum(outcome.hits(within) for outcome in outcomes) / len(outcomes)


def table_of(outcomes: Sequence[Outcome]) -> str:
    """Return the shares per kind as lines, the heading first."""
    lines = ["places found in 酉阳, by kind of description", "kind             rows  hit@1  hit@3"]
    kinds = dict.fromkeys(outcome.description.kind for outcome in outcomes)
    for kind in (*kinds, "all"):
        of_kind = [one for one in outcomes if kind in (one.description.kind, "all")]
        lines.append(
            f"{kind:<16}{len(of_kind):>5}{share(of_kind, 1):>7.2f}{share(of_kind, 3):>7.2f}"
        )
    return "\n".join(lines)
