"""Where two named roads or places meet, and what lies between them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Final

from incidents.places.gazetteer import PlaceEntry
from incidents.places.matching import Likeness
from incidents.places.pinpoint import at_spot
from incidents.places.proposal import PlaceCandidate
from incidents.places.roads import Course
from incidents.places.spots import Spot
from incidents.places.surroundings import Surroundings
from incidents.places.weighing import Weighed
from resources.geography import Position, distance_m

CROSSING: Final = "crossing"
BETWEEN: Final = "between"
STRETCH: Final = "stretch"
JUNCTION: Final = "junction"

CROSSING_SCORE: Final = 0.99
APART_SCORE: Final = 0.6
BETWEEN_SCORE: Final = 0.85
CROSSING_RADIUS_M: Final = 60
# Two lines that come this near meet, drawn as they are by hand.
MEET_M: Final = 60
# Farther than this from each other nobody speaks of a crossing.
FAR_APART_M: Final = 3_000
SAME_JUNCTION_M: Final = 200
ALONG_M: Final = 1_500
# A pair is looked for among so many of the likeliest names.
LIKELIEST: Final = 12
LONGEST_ASIDE: Final = 8
STRETCH_SCORE: Final = 0.97
STRETCH_RADIUS_M: Final = 2_000

_JOINED: Final = re.compile(r"^(?:路|街)?(?:与|和|跟|同|及|到|至|交|通往)$|^$")
_AND: Final = re.compile(r"(?:与|和|跟|同|及|交)?")
_NUMBERED: Final = re.compile(r"(?:门牌|第)?\d")
_CROSSING: Final = re.compile(
    r"^(?:的|那个|这个|相|两条路)*(?:交叉|交汇|交界|相交|十字|丁字|三岔|岔|t字)*(?:路口|街口|口|处|(?:的|那个|这个)*地方|点|路)"
)
_BETWEEN: Final = re.compile(
    r"^(?:的|这|那|两|个|地|处|村|镇|条|段)*(?:之间|中间|交界|路上|公路上?|路段|段|这段|那段|马路上)"
)


def crossings(
    weighed: Sequence[Weighed],
    text: str,
    courses: Mapping[str, Course],
    junctions: Sequence[PlaceEntry],
    around: Surroundings,
) -> list[PlaceCandidate]:
    """Return the crossing that a text names by two roads, or what lies between two places.

    `courses` are the roads by the code of their entry or street.
    """
    for first, second in _pairs(weighed, text):
        rest = text[second.match.end :]
        pair = (courses.get(first.entry.code), courses.get(second.entry.code))
        words = f"{first.entry.name}与{second.entry.name}"
        between = text[first.match.end : second.match.start]
        if _CROSSING.search(rest) or between.startswith("口"):
            spot = _crossing_spot(words, pair, (first.entry, second.entry))
            if spot is not None:
                return [_at_junction(at_spot(spot, around), spot.position, junctions)]
        if _BETWEEN.search(rest):
            spot = _stretch_spot(pair, (first.entry, second.entry)) or _between_spot(
                words, (first.entry, second.entry), courses
            )
            if spot is not None:
                return [at_spot(spot, around)]
    return [
        _at_junction(at_spot(spot, around), spot.position, junctions)
        for spot in _one_after_the_other(weighed, text, courses)
    ]


def _one_after_the_other(
    weighed: Sequence[Weighed], text: str, courses: Mapping[str, Course]
) -> list[Spot]:
    """Return where two roads cross that are named together and nothing else is said of them."""
    for first, second in _pairs(weighed, text):
        between = text[first.match.end : second.match.start]
        # 民族路25号 is a house, whatever street was said before it.
        is_numbered = _NUMBERED.match(text[second.match.end :])
        if _AND.fullmatch(between) is None or is_numbered:
            continue
        if not (_stands_alone(first, weighed) and _stands_alone(second, weighed)):
            continue
        one, other = courses.get(first.entry.code), courses.get(second.entry.code)
        if one is None or other is None or one.code == other.code:
            continue
        position, gap = one.meeting(other)
        if gap <= MEET_M:
            words = f"{first.entry.name}与{second.entry.name}"
            why = (f"原话先后说到两条路，取{words}相交处",)
            name = f"{words}交叉口"
            return [Spot(name, CROSSING, position, CROSSING_RADIUS_M, CROSSING_SCORE, why)]
    return []


def _stands_alone(road: Weighed, weighed: Sequence[Weighed]) -> bool:
    """Tell whether a road was named in full, and not as part of another name: 和平路小学."""
    return road.match.likeness is Likeness.EXACT and not any(
        other.match.likeness is Likeness.EXACT
        and other.entry.kind != JUNCTION
        and other.match.covers(road.match)
        and other.match.end - other.match.start > road.match.end - road.match.start
        for other in weighed
    )


def _pairs(weighed: Sequence[Weighed], text: str) -> Iterator[tuple[Weighed, Weighed]]:
    likeliest = sorted(weighed, key=lambda one: -one.score)[:LIKELIEST]
    pairs = [
        (first, second)
        for first, second in product(likeliest, repeat=2)
        if first.match.end <= second.match.start
        and first.entry.code != second.entry.code
        and _are_joined(text[first.match.end : second.match.start])
    ]
    yield from sorted(pairs, key=lambda pair: -(pair[0].score + pair[1].score))


def _are_joined(between: str) -> bool:
    """Tell whether two names are said of one crossing: 碧津路口靠酉州大道 as well as A与B."""
    at_a_mouth = between.startswith("口") and len(between) <= LONGEST_ASIDE
    return at_a_mouth or _JOINED.match(between) is not None


def _crossing_spot(
    words: str, pair: tuple[Course | None, Course | None], entries: tuple[PlaceEntry, PlaceEntry]
) -> Spot | None:
    first, second = pair
    if first is not None and second is not None:
        position, gap = first.meeting(second)
    elif first is not None and entries[1].position is not None:
        position, gap = first.nearest(entries[1].position)
    elif second is not None and entries[0].position is not None:
        position, gap = second.nearest(entries[0].position)
    else:
        return None
    if gap > FAR_APART_M:
        return None
    name = f"{words}交叉口"
    if gap <= MEET_M:
        why = (f"取{words}相交处",)
        return Spot(name, CROSSING, position, CROSSING_RADIUS_M, CROSSING_SCORE, why)
    why = (f"{words}没有相交，取最近处（相距 {gap:.0f} 米），请核对",)
    return Spot(name, CROSSING, position, CROSSING_RADIUS_M + gap, APART_SCORE, why)


def _stretch_spot(
    pair: tuple[Course | None, Course | None], entries: tuple[PlaceEntry, PlaceEntry]
) -> Spot | None:
    """Return where a road passes the place named after it: 319国道黑水段."""
    course, place = pair[0], entries[1]
    if course is None or pair[1] is not None or place.position is None:
        return None
    position, gap = course.nearest(place.position)
    if gap > FAR_APART_M:
        return None
    why = (f"取{course.label}离{place.name}最近处", "请问清桩号或附近的标志")
    name = f"{course.label}{place.name}段"
    return Spot(name, STRETCH, position, STRETCH_RADIUS_M, STRETCH_SCORE, why)


def _between_spot(
    words: str, entries: tuple[PlaceEntry, PlaceEntry], courses: Mapping[str, Course]
) -> Spot | None:
    start, end = entries[0].position, entries[1].position
    if start is None or end is None:
        return None
    middle = Position((start.lon + end.lon) / 2, (start.lat + end.lat) / 2)
    gap = distance_m(start, end)
    reach = max(ALONG_M, gap / 4)
    roads = [
        (course.nearest(middle)[1], course.code, course)
        for course in courses.values()
        if course.may_pass(start, ALONG_M)
        and course.may_pass(end, ALONG_M)
        and max(course.nearest(start)[1], course.nearest(end)[1]) <= ALONG_M
    ]
    why = f"取{words}的中间"
    if roads:
        off, _, course = min(roads, key=lambda road: road[:2])
        if off <= reach:
            middle = course.nearest(middle)[0]
            why = f"取{words}之间{course.label}的中段"
    return Spot(
        f"{words}之间",
        BETWEEN,
        middle,
        max(100.0, gap / 2),
        BETWEEN_SCORE,
        (why, "请问清靠近哪一头"),
    )


def _at_junction(
    candidate: PlaceCandidate, position: Position, junctions: Sequence[PlaceEntry]
) -> PlaceCandidate:
    """Return the junction the county has a name for where one stands at the crossing."""
    near = [
        (distance_m(junction.position, position), junction.code, junction)
        for junction in junctions
        if junction.position is not None
    ]
    if not near or min(near, key=lambda one: one[:2])[0] > SAME_JUNCTION_M:
        return candidate
    junction = min(near, key=lambda one: one[:2])[2]
    return replace(
        candidate,
        code=junction.code,
        name=junction.name,
        path=junction.path,
        kind=junction.kind,
        township_code=junction.home_code,
        is_synthetic=junction.is_synthetic,
        why=f"{candidate.why.rstrip('。')}；当地称{junction.name}。",
    )
