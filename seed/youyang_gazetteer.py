"""The finer places of the demonstration county: groups, buildings, crossings, bridges, poles.

Points are made up, and lie on or beside the made-up roads where the place does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from resources.county_rows import PlaceKind, RoadClass
from resources.geography import Position, distance_m
from seed.youyang_names import (
    ANCIENT_TOWNS,
    ESTATES,
    FILLING_STATIONS,
    FORMER_NAMES,
    HIGHWAY_BRIDGES,
    KEY_UNITS,
    NICKNAMES,
    POWER_LINES,
    SCHOOLS,
    TUNNELS,
)
from seed.youyang_network import HIGHWAYS, Piece, interchanges, towards
from seed.youyang_places import (
    Township,
    Village,
    between,
    draw_for,
    landmarks,
    scattered,
    whole_between,
    written,
)
from seed.youyang_streets import SEAT, Street, crossings

GROUP_NUMBERS: Final = "一二三四五六"
LAMP_SPACING_M: Final = 60
LAMP_EVERY: Final = 3
"""Every so many lamp posts of a street have a row."""
LAMP_STREETS: Final = ("桃花源大道", "碧津路", "龙潭中路")
POLE_SPACING_M: Final = 70
POLES_OF_A_LINE: Final = 4
BRIDGE_SPACES: Final = 4
"""Spaces for bridges along the motorway; one may stay empty."""
BY_THE_ROAD_M: Final = 25

PLACE_COLUMNS: Final = (
    "code",
    "name",
    "kind",
    "township_code",
    "village_code",
    "within_code",
    "lon",
    "lat",
    "datum",
    "radius_m",
    "is_urban",
    "aliases",
    "former_names",
    "dataset",
    "is_synthetic",
)


@dataclass(frozen=True, slots=True)
class Named:
    """A place of places.csv before its nicknames and former names are looked up."""

    code: str
    name: str
    kind: PlaceKind
    township_code: str
    position: Position
    radius_m: int
    village_code: str = ""
    within_code: str = ""
    aliases: str = ""
    former_names: str = ""

    def row(self) -> tuple[object, ...]:
        """Return its cells."""
        nicknames = NICKNAMES.get(self.code) or NICKNAMES.get(self.name, "")
        return (
            self.code,
            self.name,
            self.kind.value,
            self.township_code,
            self.village_code,
            self.within_code,
            *written(self.position),
            self.radius_m,
            int(self.township_code in SEAT and self.kind is not PlaceKind.GROUP),
            f"{self.aliases} {nicknames}".strip(),
            self.former_names or FORMER_NAMES.get(self.code, ""),
            "named_places",
            1,
        )


def named_places(
    townships: Sequence[Township],
    villages: Sequence[Village],
    every_street: Sequence[Street],
    pieces: Sequence[Piece],
) -> Iterator[tuple[object, ...]]:
    """Yield the rows of places.csv: landmarks, then the finer places."""
    for code, landmark, position in landmarks(townships, villages):
        # A street is placed by its line, with the other streets.
        if landmark.kind is not PlaceKind.STREET:
            yield Named(
                code=code,
                name=landmark.name,
                kind=landmark.kind,
                township_code=landmark.township_code,
                position=position,
                radius_m=landmark.radius_m,
                village_code=landmark.village_code,
                aliases=landmark.aliases,
            ).row()
    for place in finer_places(townships, villages, every_street, pieces):
        yield place.row()


def finer_places(
    townships: Sequence[Township],
    villages: Sequence[Village],
    every_street: Sequence[Street],
    pieces: Sequence[Piece],
) -> Iterator[Named]:
    """Yield all places that stand on no list of landmarks."""
    by_code = {township.code: township for township in townships}
    by_stem = {township.stem: township for township in townships}
    yield from _groups(villages)
    yield from _streets(every_street)
    yield from _street_crossings(every_street)
    yield from _highway_crossings(by_stem)
    yield from _interchanges(townships, by_stem)
    yield from _estates(every_street)
    yield from _listed(by_code)
    yield from _of_stems(by_stem)
    yield from _tunnels(pieces, townships)
    yield from _highway_bridges(pieces, townships, villages)
    yield from _village_bridges(villages, pieces)
    yield from _lamp_posts(every_street)
    yield from _power_poles(by_stem)


def _groups(villages: Sequence[Village]) -> Iterator[Named]:
    for village in villages:
        count = whole_between(draw_for(f"groups {village.code}"), 3, len(GROUP_NUMBERS))
        for number, word in enumerate(GROUP_NUMBERS[:count], start=1):
            code = f"{village.code}-{number:02}"
            near_m, far_m = (50, 300) if village.is_community else (150, 900)
            yield Named(
                code=code,
                name=f"{village.name}{word}组",
                kind=PlaceKind.GROUP,
                township_code=village.township.code,
                position=scattered(village.position, draw_for(code), near_m, far_m),
                radius_m=150 if village.is_community else 300,
                village_code=village.code,
            )


def _streets(every: Sequence[Street]) -> Iterator[Named]:
    for street in every:
        half_m = round(street.length_m / 2)
        yield Named(
            street.code, street.name, PlaceKind.STREET, street.township_code, street.middle, half_m
        )


def _street_crossings(every: Sequence[Street]) -> Iterator[Named]:
    for number, (one, other, point) in enumerate(crossings(every), start=1):
        yield Named(
            code=f"junction-{number:03}",
            name=f"{one.name}与{other.name}交叉口",
            kind=PlaceKind.JUNCTION,
            township_code=other.township_code,
            position=point,
            radius_m=60,
            aliases=f"{one.name}{other.name}路口",
        )


def _highway_crossings(by_stem: Mapping[str, Township]) -> Iterator[Named]:
    """Yield where numbered roads meet: in the middle of a township two of them pass."""
    for at, one in enumerate(HIGHWAYS):
        for other in HIGHWAYS[at + 1 :]:
            for stem in one.stems:
                if stem in other.stems:
                    township = by_stem[stem]
                    yield Named(
                        code=f"junction-{one.ref}-{other.ref}-{township.code[-3:]}",
                        name=f"{one.name}与{other.name}交叉口",
                        kind=PlaceKind.JUNCTION,
                        township_code=township.code,
                        position=township.position,
                        radius_m=100,
                        aliases=f"{stem}岔路口",
                    )


def _interchanges(
    townships: Sequence[Township], by_stem: Mapping[str, Township]
) -> Iterator[Named]:
    for entry, point in interchanges(townships):
        township = by_stem[entry.stem]
        code = f"junction-G65-{township.code[-3:]}"
        nickname = entry.name.removesuffix("互通") + "高速路口"
        aliases = f"{nickname} {entry.name.removesuffix('互通')}收费站"
        yield Named(
            code, entry.name, PlaceKind.JUNCTION, township.code, point, 300, aliases=aliases
        )


def _estates(every_street: Sequence[Street]) -> Iterator[Named]:
    of_township: dict[str, list[Street]] = {}
    for street in every_street:
        of_township.setdefault(street.township_code, []).append(street)
    number = 0
    for township_code, names in ESTATES.items():
        for name in names.split():
            number += 1
            code = f"estate-{number:02}"
            draw = draw_for(code)
            beside = of_township[township_code]
            street = beside[whole_between(draw, 0, len(beside) - 1)]
            along_m = between(draw, 0.1, 0.9) * street.length_m
            position = street.at(along_m, 90 if draw.random() < 0.5 else -90)
            yield Named(code, name, PlaceKind.RESIDENTIAL_AREA, township_code, position, 120)
            for building in range(1, whole_between(draw, 4, 9) + 1):
                own = f"{code}-{building}"
                yield Named(
                    code=own,
                    name=f"{name}{building}栋",
                    kind=PlaceKind.BUILDING,
                    township_code=township_code,
                    position=scattered(position, draw_for(own), 15, 80),
                    radius_m=25,
                    within_code=code,
                    aliases=f"{name}{building}号楼",
                )


def _listed(by_code: Mapping[str, Township]) -> Iterator[Named]:
    for prefix, kind, lists, far_m, radius_m in (
        ("key", PlaceKind.KEY_UNIT, KEY_UNITS, 900, 100),
        ("ancient", PlaceKind.ANCIENT_TOWN, ANCIENT_TOWNS, 2_500, 400),
    ):
        number = 0
        for township_code, names in lists.items():
            for name in names.split():
                number += 1
                code = f"{prefix}-{number:02}"
                position = scattered(by_code[township_code].position, draw_for(code), 120, far_m)
                yield Named(code, name, kind, township_code, position, radius_m)


def _of_stems(by_stem: Mapping[str, Township]) -> Iterator[Named]:
    for prefix, kind, stems, ending in (
        ("fuel", PlaceKind.FILLING_STATION, FILLING_STATIONS, "加油站"),
        ("middle", PlaceKind.SCHOOL, SCHOOLS, "初级中学"),
    ):
        for stem in stems.split():
            township = by_stem[stem]
            code = f"{prefix}-{township.code[-3:]}"
            position = scattered(township.position, draw_for(code), 200, 900)
            yield Named(
                code=code,
                name=stem + ending,
                kind=kind,
                township_code=township.code,
                position=position,
                radius_m=80 if kind is PlaceKind.FILLING_STATION else 200,
                aliases=f"{stem}初中 {stem}中学" if kind is PlaceKind.SCHOOL else "",
                former_names=FORMER_NAMES.get(f"{prefix}-{stem}", ""),
            )


def _tunnels(pieces: Sequence[Piece], townships: Sequence[Township]) -> Iterator[Named]:
    """Yield the tunnels, at bends of the motorway."""
    names = TUNNELS.split()
    points = _spread(_bends(pieces, on_motorway=True)[::2], len(names))
    for number, (name, point) in enumerate(zip(names, points, strict=True), start=1):
        home = _nearest_township(point, townships)
        yield Named(f"tunnel-{number:02}", name, PlaceKind.TUNNEL, home, point, 400)


def _highway_bridges(
    pieces: Sequence[Piece], townships: Sequence[Township], villages: Sequence[Village]
) -> Iterator[Named]:
    """Yield large bridges: at bends of the motorway, or of the road by what they are named for."""
    spaces = _spread(_bends(pieces, on_motorway=True)[1::2], BRIDGE_SPACES)
    others = _bends(pieces, on_motorway=False)
    by_stem = {village.stem: village.position for village in villages}
    by_stem |= {township.stem: township.position for township in townships}
    for number, (name, stem) in enumerate(HIGHWAY_BRIDGES.items(), start=1):
        # Each has its space on the motorway, so that one that stands elsewhere moves no other.
        near = partial(distance_m, by_stem[stem]) if stem else None
        point = min(others, key=near) if near else spaces[number - 1]
        home = _nearest_township(point, townships)
        yield Named(f"bridge-G-{number:02}", name, PlaceKind.BRIDGE, home, point, 400)


def _bends(pieces: Sequence[Piece], on_motorway: bool) -> list[Position]:
    """Return the bends of the motorway, or of the other numbered roads."""
    numbered = [piece for piece in pieces if piece.ref]
    chosen = [piece for piece in numbered if (piece.ref == "G65") == on_motorway]
    return [point for piece in chosen for point in piece.line[1:-1]]


def _nearest_township(point: Position, townships: Sequence[Township]) -> str:
    def away(each: Township) -> float:
        there = each.position
        return (there.lon - point.lon) ** 2 + (there.lat - point.lat) ** 2

    return min(townships, key=away).code


def _spread(points: Sequence[Position], count: int) -> list[Position]:
    return [points[number * len(points) // count] for number in range(count)]


def _village_bridges(villages: Sequence[Village], pieces: Sequence[Piece]) -> Iterator[Named]:
    """Yield the bridge of each village way that bears little."""
    ways = {piece.code: piece for piece in pieces if piece.weight_limit_t is not None}
    for village in villages:
        way = ways.get(f"C{village.code[-6:]}")
        if way is None:
            continue
        yield Named(
            code=f"bridge-{village.code[-6:]}",
            name=f"{village.stem}桥",
            kind=PlaceKind.BRIDGE,
            township_code=village.township.code,
            position=way.line[1],
            radius_m=60,
            village_code=village.code,
            aliases=f"{village.stem}大桥" if way.road_class is RoadClass.TOWNSHIP else "",
        )


def _lamp_posts(every: Sequence[Street]) -> Iterator[Named]:
    for street in every:
        if street.name not in LAMP_STREETS:
            continue
        posts = int(street.length_m / LAMP_SPACING_M)
        for number in range(LAMP_EVERY, posts + 1, LAMP_EVERY):
            yield Named(
                code=f"lamp-{street.code}-{number:03}",
                name=f"{street.name}{number}号灯杆",
                kind=PlaceKind.POLE,
                township_code=street.township_code,
                position=street.at((number - 0.5) * LAMP_SPACING_M, -8),
                radius_m=BY_THE_ROAD_M,
            )


def _power_poles(by_stem: Mapping[str, Township]) -> Iterator[Named]:
    for stem in POWER_LINES.split():
        township = by_stem[stem]
        draw = draw_for(f"10kV {township.code}")
        bearing, number = between(draw, 0, 360), 0
        for _ in range(POLES_OF_A_LINE):
            number += whole_between(draw, 7, 23)
            yield Named(
                code=f"pole-{township.code[-3:]}-{number:03}",
                name=f"10kV{stem}线{number:03}号杆",
                kind=PlaceKind.POLE,
                township_code=township.code,
                position=towards(township.position, bearing, number * POLE_SPACING_M),
                radius_m=BY_THE_ROAD_M,
                aliases=f"{stem}线{number}号杆 {stem}线{number}号电线杆",
            )
