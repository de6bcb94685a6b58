"""From a place to what is numbered in it: 三组, 3栋, 128号, 03号消火栓, 12号灯杆."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from incidents.places.gazetteer import CODED_KINDS, Form, FormKind, PlaceEntry
from incidents.places.matching import Likeness, Match
from incidents.places.streets import HouseNumbers
from incidents.places.weighing import Weighed

# The share of what is missing to certainty that a number found in the place makes up for.
NUMBER_FOUND: Final = 0.6
HOLDER_KEEPS: Final = 0.8
NUMBER_ALONE_SCORE: Final = 0.5


class Counted(StrEnum):
    """What a number may count."""

    GROUP = "group"
    BUILDING = "building"
    POLE = "pole"
    HYDRANT = "hydrant"
    HOUSE = "house"


_HYDRANT: Final = r"(?:市政|室外|公共)?消[火防]栓"
_POLE: Final = r"(?:路灯杆|路灯|灯杆|电线杆|电杆|电桩|杆塔)"
_PATTERNS: Final = (
    (Counted.HYDRANT, rf"(?P<a>\d+)号?{_HYDRANT}|{_HYDRANT}(?:第|编号|号码)?(?P<b>\d+)号?"),
    (Counted.POLE, rf"(?P<a>\d+)号?{_POLE}|{_POLE}(?:第|编号|号码)?(?P<b>\d+)号?|(?P<c>\d+)号?杆"),
    (Counted.BUILDING, r"(?P<a>\d+|[a-z])(?:号楼(?![上下顶道梯])|栋|幢|座)"),
    (Counted.GROUP, r"(?P<a>\d+)(?:村民小组|小组|生产队|组|社|队)"),
    (Counted.HOUSE, r"(?P<a>\d+)(?:-\d+)?号(?!线|店|井)"),
)
_COUNTERS: Final = tuple((counted, re.compile(pattern)) for counted, pattern in _PATTERNS)


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its counter in a text: 3组."""

    counted: Counted
    number: str
    start: int
    end: int
    words: str


def counts_in(text: str) -> list[Count]:
    """Return every counted number in a normalised text, in order."""
    found: list[Count] = []
    for counted, pattern in _COUNTERS:
        for match in pattern.finditer(text):
            number = next(group for group in match.groupdict().values() if group)
            count = Count(counted, number.lstrip("0") or "0", match.start(), match.end(), match[0])
            if not any(one.start < count.end and count.start < one.end for one in found):
                found.append(count)
    return sorted(found, key=lambda count: count.start)


class Numbered:
    """The numbered entries of a county by what they are, and the numbered houses of its streets."""

    def __init__(self, entries: Iterable[tuple[PlaceEntry, str]], houses: HouseNumbers) -> None:
        """Take entries with their normalised names."""
        self._houses = houses
        self._by_count: dict[tuple[Counted, str], list[PlaceEntry]] = defaultdict(list)
        for entry, name in entries:
            counts = [count for count in counts_in(name) if count.counted == entry.kind]
            if counts:
                self._by_count[counts[-1].counted, counts[-1].number].append(entry)

    def narrow(self, weighed: list[Weighed], text: str) -> list[Weighed]:
        """Return the matches, those inside a found place by its number before the place itself."""
        counts = counts_in(text)
        result: dict[str, Weighed] = {}
        for one in weighed:
            for narrowed in self._narrowed(one, counts):
                known = result.get(narrowed.entry.code)
                if known is None or known.score < narrowed.score:
                    result[narrowed.entry.code] = narrowed
        used = {one.entry.code for one in result.values() if one.numbered}
        for count in counts:
            for loose in [] if used else self._alone(count):
                result.setdefault(loose.entry.code, loose)
        return sorted(result.values(), key=lambda one: (-one.score, one.entry.code))

    def _narrowed(self, one: Weighed, counts: list[Count]) -> Iterator[Weighed]:
        entry, unknown = one.match.form.entry, ""
        for count in counts:
            if count.start < one.match.end:
                continue
            if count.counted is Counted.HOUSE:
                house = self._houses.at(entry, int(count.number))
                if house is not None:
                    yield _grown(one, house.entry, house.how)
                    return
            children = [
                child
                for child in self._by_count.get((count.counted, count.number), ())
                if child.code != entry.code and _holds(entry, child)
            ]
            if children:
                yield from (_grown(one, child, f"原话有“{count.words}”") for child in children)
                yield replace(one, score=one.score * HOLDER_KEEPS, rest="")
                return
            unknown = unknown or count.words
        note = f"“{unknown}”没有登记点位" if unknown and not entry.is_township else ""
        yield replace(one, note=note)

    def _alone(self, count: Count) -> Iterator[Weighed]:
        """Give what bears a number that was said without a place: all of them, a person asks."""
        if count.counted not in (Counted.HYDRANT, Counted.POLE):
            return
        for entry in self._by_count.get((count.counted, count.number), ()):
            form = Form(entry, count.words, count.words, FormKind.LOCAL, NUMBER_ALONE_SCORE, True)
            match = Match(form, count.start, count.end, count.words, Likeness.EXACT, 1.0)
            note = "原话没有说在哪个乡镇"
            yield Weighed(match, NUMBER_ALONE_SCORE, None, (), "", note=note)


def _holds(entry: PlaceEntry, child: PlaceEntry) -> bool:
    """Tell whether a number said of a place means this child: 三组 of a township says nothing."""
    if child.kind in CODED_KINDS and entry.code == child.township_code:
        return True
    return entry.code == child.parent_code


def _grown(one: Weighed, entry: PlaceEntry, note: str) -> Weighed:
    score = one.score + (1.0 - one.score) * NUMBER_FOUND
    return replace(one, score=score, rest="", numbered=entry, note=note)
