"""The roads of a county: what they are called, their stakes, and the way along them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from incidents.places.gazetteer import PlaceEntry
from incidents.places.lines import Plane, Points, distances, meeting, nearest_on, point_along
from resources.geography import Position

ROAD: Final = "road"
# Ends of two pieces this near are one end.
JOINED_M: Final = 40.0
REF_WORDS: Final = {"g": "国道", "s": "省道", "x": "县道", "y": "乡道", "c": "村道"}
MOTORWAY: Final = "motorway"


@dataclass(frozen=True, slots=True)
class RoadLine:
    """A piece of road: its line in driving order, its number, the stakes of its ends in metres."""

    code: str
    name: str
    ref: str
    road_class: str
    line: tuple[Position, ...]
    start_stake_m: int | None
    end_stake_m: int | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of road on the county's plane."""

    road: RoadLine
    line: Points

    @property
    def stakes(self) -> tuple[int, int] | None:
        """The stakes of its two ends in metres, None where it has none."""
        if self.road.start_stake_m is None or self.road.end_stake_m is None:
            return None
        return self.road.start_stake_m, self.road.end_stake_m

    @property
    def length_m(self) -> float:
        """How long it is."""
        return float(distances(self.line)[-1])


@dataclass(frozen=True, slots=True)
class Course:
    """All pieces of one road within the county."""

    code: str
    name: str
    ref: str
    pieces: tuple[Piece, ...]
    plane: Plane
    bounds: tuple[Points, Points]

    @property
    def label(self) -> str:
        """The road as people write it: G65 渝湘高速公路, and G319 rather than G319 319国道."""
        if self.ref and self.ref[1:] in self.name:
            return self.ref
        return " ".join(part for part in (self.ref, self.name) if part)

    def at_stake(self, stake_m: int) -> Position | None:
        """Return the point of a kilometre stake, None where no piece has it."""
        for piece in self.pieces:
            if piece.stakes and min(piece.stakes) <= stake_m <= max(piece.stakes):
                start, end = piece.stakes
                share = (stake_m - start) / (end - start) if end != start else 0.0
                return self.plane.position(point_along(piece.line, share * piece.length_m))
        return None

    def stake_range(self) -> tuple[int, int] | None:
        """Return the lowest and highest stake within the county in metres."""
        ends = [stake for piece in self.pieces for stake in piece.stakes or ()]
        return (min(ends), max(ends)) if ends else None

    def may_pass(self, position: Position, within_m: float) -> bool:
        """Tell whether the road may come that near a position: a quick look at its rectangle."""
        point = self.plane.flat([position])[0]
        low, high = self.bounds
        return bool((point >= low - within_m).all() and (point <= high + within_m).all())

    def nearest(self, position: Position) -> tuple[Position, float]:
        """Return the point of the road nearest to a position, and its distance in metres."""
        piece, off, along = self._nearest(self.plane.flat([position])[0])
        return self.plane.position(point_along(piece.line, along)), off

    def middle(self) -> tuple[Position, float]:
        """Return the middle of its longest piece, and how far from there it reaches."""
        longest = max(self.pieces, key=lambda piece: (piece.length_m, piece.road.code))
        point = point_along(longest.line, longest.length_m / 2)
        reach = max(float(np.hypot(*(piece.line - point).T).max()) for piece in self.pieces)
        return self.plane.position(point), reach

    def meeting(self, other: "Course") -> tuple[Position, float]:
        """Return where two roads cross or come nearest, and the gap between them in metres."""
        spots = (meeting(a.line, b.line) for a in self.pieces for b in other.pieces)
        point, gap = min(spots, key=lambda spot: spot[1])
        return self.plane.position(point), gap

    def walk(self, start: Position, towards: Position, metres: float) -> Position:
        """Return where one is after so many metres along the road, setting out towards a place."""
        goal = self.plane.flat([towards])[0]
        ways = self.plane.flat(self.both_ways(start, metres))
        return self.plane.position(min(ways, key=lambda point: float(np.hypot(*(point - goal)))))

    def both_ways(self, start: Position, metres: float) -> tuple[Position, Position]:
        """Return where one is after so many metres along the road, either way."""
        piece, _, along = self._nearest(self.plane.flat([start])[0])
        forwards, backwards = (self._walk(piece, along, way, metres) for way in (True, False))
        return self.plane.position(forwards), self.plane.position(backwards)

    def _nearest(self, point: Points) -> tuple[Piece, float, float]:
        found = ((piece, *nearest_on(piece.line, point)) for piece in self.pieces)
        return min(found, key=lambda one: (one[1], one[0].road.code))

    def _walk(self, piece: Piece, along: float, forwards: bool, metres: float) -> Points:
        walked = {piece.road.code}
        while True:
            left = piece.length_m - along if forwards else along
            if metres <= left:
                return point_along(piece.line, along + (metres if forwards else -metres))
            metres -= left
            end: Points = piece.line[-1] if forwards else piece.line[0]
            following = self._joined(end, walked)
            if following is None:
                return end
            piece, forwards = following
            along = 0.0 if forwards else piece.length_m
            walked.add(piece.road.code)

    def _joined(self, end: Points, walked: set[str]) -> tuple[Piece, bool] | None:
        for piece in self.pieces:
            if piece.road.code not in walked:
                if float(np.hypot(*(piece.line[0] - end))) <= JOINED_M:
                    return piece, True
                if float(np.hypot(*(piece.line[-1] - end))) <= JOINED_M:
                    return piece, False
        return None


def courses_of(lines: Iterable[RoadLine], plane: Plane) -> list[Course]:
    """Return the roads that pieces make up: one number is one road, one name where it joins."""
    numbered: dict[str, list[Piece]] = defaultdict(list)
    named: dict[str, list[Piece]] = defaultdict(list)
    for road in sorted(lines, key=lambda road: road.code):
        if len(road.line) >= 2 and (road.ref or road.name):
            piece = Piece(road, plane.flat(road.line))
            (numbered[road.ref] if road.ref else named[road.name]).append(piece)
    groups = [*numbered.values(), *(group for pieces in named.values() for group in _parts(pieces))]
    return [_course(pieces, plane) for pieces in groups]


def _course(pieces: list[Piece], plane: Plane) -> Course:
    names = dict.fromkeys(piece.road.name for piece in pieces if piece.road.name)
    first = pieces[0].road
    bounds = (
        np.min([piece.line.min(axis=0) for piece in pieces], axis=0),
        np.max([piece.line.max(axis=0) for piece in pieces], axis=0),
    )
    return Course(first.code, "、".join(names), first.ref, tuple(pieces), plane, bounds)


def _parts(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Part the pieces of one name into those that hang together: two towns may have a 正街."""
    left = list(pieces)
    while left:
        part = [left.pop(0)]
        for held in part:
            near = [piece for piece in left if _touch(held, piece)]
            part.extend(near)
            left = [piece for piece in left if piece not in near]
        yield part


def _touch(one: Piece, other: Piece) -> bool:
    ends = (one.line[[0, -1]][:, None] - other.line[[0, -1]][None]).reshape(-1, 2)
    return float(np.hypot(*ends.T).min()) <= 10 * JOINED_M


def road_entry(course: Course, township_code: str | None) -> PlaceEntry:
    """Return a road as an entry of the gazetteer, with the ways of saying its number."""
    position, reach_m = course.middle()
    names = [name for name in course.name.split("、") if name]
    others = [alias for piece in course.pieces for alias in piece.road.aliases]
    said = [*names, *others, *(name.removesuffix("公路") for name in names), *_refs(course)]
    return PlaceEntry(
        code=f"{ROAD}:{course.code}",
        name=names[0] if names else course.ref,
        path=course.label,
        kind=ROAD,
        position=position,
        radius_m=round(reach_m),
        aliases=tuple(dict.fromkeys(one for one in said if len(one) >= 2)),
        is_synthetic=False,
        township_code=township_code,
        parent_code=None,
    )


def _refs(course: Course) -> Iterator[str]:
    if not course.ref:
        return
    letter, digits = course.ref[:1].lower(), course.ref[1:]
    yield course.ref
    is_motorway = any(piece.road.road_class == MOTORWAY for piece in course.pieces)
    for word in ("高速",) if is_motorway else (REF_WORDS.get(letter, ""),):
        if word:
            yield from (f"{course.ref}{word}", f"{digits}{word}", f"{word}{digits}")
