"""The roads of the county as the search needs them: by the entry that names them."""

from collections.abc import Iterable, Sequence
from typing import Final

from incidents.places.gazetteer import PlaceEntry
from incidents.places.lines import plane_of
from incidents.places.parse import normalise
from incidents.places.roads import ROAD, Course, RoadLine, courses_of, road_entry
from incidents.places.surroundings import Surroundings
from incidents.places.weighing import Weighed
from resources.geography import Position

STREET: Final = "street"
# A street's point lies this near the line of the same name.
SAME_STREET_M: Final = 1_500


class RoadNetwork:
    """The roads of a county and the places that name them."""

    def __init__(self, lines: Iterable[RoadLine], entries: Sequence[PlaceEntry]) -> None:
        """Take the pieces of road, and the entries among which streets may be."""
        pieces = list(lines)
        points = [entry.position for entry in entries if entry.position is not None]
        points += [position for piece in pieces for position in piece.line]
        self.plane = plane_of(points)
        self.all_courses = courses_of(pieces, self.plane)
        self.numbered = [course for course in self.all_courses if course.ref]
        self.seat = _seat(entries)
        self.courses: dict[str, Course] = {}
        self._unnamed: list[Course] = []
        streets = [entry for entry in entries if entry.kind == STREET]
        for course in self.all_courses:
            street = _street_of(course, streets)
            if street is None:
                self._unnamed.append(course)
            else:
                self.courses[street.code] = course

    def entries(self, around: Surroundings) -> list[PlaceEntry]:
        """Return an entry for each road that no place of the gazetteer names."""
        made = []
        for course in self._unnamed:
            township = None if course.ref else around.township_of(course.middle()[0])
            entry = road_entry(course, township)
            self.courses[entry.code] = course
            made.append(entry)
        return made

    def stretching(self, weighed: Iterable[Weighed]) -> list[Course]:
        """Return the roads one may go along: those the text names, or else all."""
        return self.named(weighed) or self.all_courses

    def named(self, weighed: Iterable[Weighed]) -> list[Course]:
        """Return the roads with stakes among the places found, the likeliest first."""
        found = [self.courses.get(one.entry.code) for one in weighed if one.entry.kind == ROAD]
        return [course for course in found if course is not None and course.stake_range()]


def _seat(entries: Iterable[PlaceEntry]) -> Position | None:
    """Return the county town: where the county's government is."""
    return next(
        (
            entry.position
            for entry in entries
            if entry.position is not None and entry.name.endswith(("县人民政府", "县政府"))
        ),
        None,
    )


def _street_of(course: Course, streets: Iterable[PlaceEntry]) -> PlaceEntry | None:
    names = {normalise(name) for name in course.name.split("、") if name}
    same = [
        (course.nearest(street.position)[1], street.code, street)
        for street in streets
        if street.position is not None and normalise(street.name) in names
    ]
    if not same or min(same, key=lambda one: one[:2])[0] > SAME_STREET_M:
        return None
    return min(same, key=lambda one: one[:2])[2]
