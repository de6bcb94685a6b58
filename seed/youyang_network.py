"""The roads of the demonstration county between its towns and villages; every line is made up.

G65, G319, G326 and the provincial numbers are those of highways in that corner of the country;
where they run here, and what their stakes say, is invented. Pieces meet where their end points
are the same to the last digit, and nowhere else.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Final

from resources.county_rows import RoadClass
from resources.geography import Position, distance_m
from seed.youyang_places import DEGREE_M, Township, Village, between, draw_for

BEND_EVERY_M: Final = 1_500
MOST_BENDS: Final = 8
BORDER_M: Final = 7_000
"""How far a highway goes on past the last township, to the county's edge."""
BRIDGE_EVERY: Final = 11
"""Every so many villages the way there has a bridge that bears little."""
LOW_GATE_EVERY: Final = 47
"""Every so many villages the way there has a gate against lorries (限高杆)."""

SPEEDS_KMH: Final = {
    RoadClass.MOTORWAY: 80,
    RoadClass.NATIONAL: 60,
    RoadClass.PROVINCIAL: 50,
    RoadClass.COUNTY: 40,
    RoadClass.TOWNSHIP: 35,
    RoadClass.VILLAGE: 25,
    RoadClass.STREET: 30,
}
"""Of a fire engine in the mountains (a choice for the demonstration)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of road; two pieces meet where their ends are equal."""

    code: str
    name: str
    road_class: RoadClass
    line: tuple[Position, ...]
    ref: str = ""
    aliases: str = ""
    stakes_m: tuple[int, int] | None = None
    height_limit_m: float | None = None
    weight_limit_t: float | None = None

    @property
    def length_m(self) -> float:
        """How long it is."""
        pairs = pairwise(self.line)
        return sum(distance_m(one, other) for one, other in pairs)


@dataclass(frozen=True, slots=True)
class Highway:
    """A numbered road through townships, and the bearings by which it enters and leaves."""

    ref: str
    name: str
    aliases: str
    road_class: RoadClass
    first_stake_m: int
    stems: tuple[str, ...]
    enters: float | None = None
    leaves: float | None = None


HIGHWAYS: Final = (
    Highway(
        "G319",
        "319国道",
        "国道319 老国道",
        RoadClass.NATIONAL,
        2_010_000,
        ("黑水", "钟多", "桃花源", "板溪", "龙潭"),
        enters=335,
        leaves=140,
    ),
    Highway(
        "G326",
        "326国道",
        "国道326",
        RoadClass.NATIONAL,
        60_000,
        ("桃花源", "铜鼓", "小河", "李溪", "万木"),
        leaves=250,
    ),
    Highway(
        "S304",
        "304省道",
        "省道304",
        RoadClass.PROVINCIAL,
        12_000,
        ("龙潭", "麻旺", "酉水河", "酉酬", "可大"),
        leaves=80,
    ),
    Highway(
        "S305",
        "305省道",
        "省道305",
        RoadClass.PROVINCIAL,
        31_000,
        ("钟多", "宜居", "天馆", "两罾", "龚滩"),
        leaves=280,
    ),
    Highway(
        "S210",
        "210省道",
        "省道210",
        RoadClass.PROVINCIAL,
        5_000,
        ("麻旺", "泔溪", "偏柏", "大溪", "五福", "兴隆"),
        leaves=20,
    ),
)


@dataclass(frozen=True, slots=True)
class Interchange:
    """Where the motorway may be entered: so far from a township, in this direction."""

    stem: str
    name: str
    bearing: float
    away_m: float


MOTORWAY: Final = ("G65", "渝湘高速", "包茂高速 G65高速", 1_205_000)
INTERCHANGES: Final = (
    Interchange("黑水", "黑水互通", 250, 2_600),
    Interchange("钟多", "酉阳互通", 285, 3_200),
    Interchange("板溪", "板溪互通", 215, 2_200),
    Interchange("龙潭", "龙潭互通", 235, 2_400),
)
MOTORWAY_ENTERS: Final = 325
MOTORWAY_LEAVES: Final = 150


def offset(centre: Position, east_m: float, north_m: float) -> Position:
    """Return the point so far east and north of another, to five decimals (about a metre)."""
    lat = centre.lat + north_m / DEGREE_M
    lon = centre.lon + east_m / (DEGREE_M * math.cos(math.radians(centre.lat)))
    return Position(round(lon, 5), round(lat, 5))


def towards(centre: Position, bearing: float, away_m: float) -> Position:
    """Return the point at a distance from another, by compass degrees."""
    angle = math.radians(bearing)
    return offset(centre, away_m * math.sin(angle), away_m * math.cos(angle))


def plane_m(centre: Position, point: Position) -> tuple[float, float]:
    """Return how far east and north of another a point lies, in metres."""
    north = (point.lat - centre.lat) * DEGREE_M
    return (point.lon - centre.lon) * DEGREE_M * math.cos(math.radians(centre.lat)), north


def bent(start: Position, end: Position, draw: Random) -> tuple[Position, ...]:
    """Return a line between two points that winds a little, as roads in mountains do."""
    east, north = plane_m(start, end)
    length = math.hypot(east, north)
    count = min(MOST_BENDS, int(length / BEND_EVERY_M) + 1)
    line = [start]
    for number in range(1, count + 1):
        along = number / (count + 1)
        aside = between(draw, -0.06, 0.06) * length
        line.append(
            offset(
                start,
                east * along - north / length * aside,
                north * along + east / length * aside,
            )
        )
    return (*line, end)


def network(townships: Sequence[Township], villages: Iterable[Village]) -> Iterator[Piece]:
    """Yield every piece of road outside the towns: numbered roads first, village ways last."""
    by_stem = {township.stem: township for township in townships}
    taken: set[frozenset[str]] = set()
    for highway in HIGHWAYS:
        stops = [by_stem[stem] for stem in highway.stems]
        pairs = pairwise(stops)
        taken |= {frozenset((one.code, other.code)) for one, other in pairs}
        yield from _highway(highway, [stop.position for stop in stops])
    yield from _motorway(by_stem)
    for one, other in _neighbours(townships):
        if frozenset((one.code, other.code)) not in taken:
            yield _township_road(one, other)
    yield from _village_ways(townships, villages)


def _highway(highway: Highway, stops: list[Position]) -> Iterator[Piece]:
    if highway.enters is not None:
        stops = [towards(stops[0], highway.enters, BORDER_M), *stops]
    if highway.leaves is not None:
        stops = [*stops, towards(stops[-1], highway.leaves, BORDER_M)]
    numbered = (highway.ref, highway.name, highway.aliases)
    yield from _staked(numbered, highway.road_class, highway.first_stake_m, stops)


def _staked(
    numbered: tuple[str, str, str],
    road_class: RoadClass,
    first_stake_m: int,
    stops: Sequence[Position],
) -> Iterator[Piece]:
    """Yield the pieces between the stops; each begins at the stake where the last one ended."""
    ref, name, aliases = numbered
    stake_m = first_stake_m
    for number, (start, end) in enumerate(pairwise(stops), start=1):
        code = f"{ref}-{number:02}"
        bare = Piece(code, name, road_class, bent(start, end, draw_for(code)))
        end_m = stake_m + round(bare.length_m)
        yield Piece(code, name, road_class, bare.line, ref, aliases, (stake_m, end_m))
        stake_m = end_m


def _motorway(by_stem: dict[str, Township]) -> Iterator[Piece]:
    ref, name, aliases, first_stake_m = MOTORWAY
    entries = interchanges(by_stem.values())
    stops = [point for _, point in entries]
    stops = [
        towards(stops[0], MOTORWAY_ENTERS, BORDER_M),
        *stops,
        towards(stops[-1], MOTORWAY_LEAVES, BORDER_M),
    ]
    yield from _staked((ref, name, aliases), RoadClass.MOTORWAY, first_stake_m, stops)
    for entry, point in entries:
        code = f"L65-{by_stem[entry.stem].code[-3:]}"
        line = bent(by_stem[entry.stem].position, point, draw_for(code))
        yield Piece(code, f"{entry.name}连接线", RoadClass.COUNTY, line)


def interchanges(townships: Iterable[Township]) -> list[tuple[Interchange, Position]]:
    """Return the interchanges in the order of the motorway's stakes, with their points."""
    by_stem = {township.stem: township.position for township in townships}
    return [(each, towards(by_stem[each.stem], each.bearing, each.away_m)) for each in INTERCHANGES]


def _neighbours(townships: Sequence[Township]) -> Iterator[tuple[Township, Township]]:
    """Yield the pairs with no third township in the circle between them (the Gabriel graph).

    It holds the minimum spanning tree, so it joins all, and is part of the Delaunay edges.
    """
    middle = townships[0].position
    flat = {township.code: plane_m(middle, township.position) for township in townships}
    for at, one in enumerate(townships):
        for other in townships[at + 1 :]:
            across = math.dist(flat[one.code], flat[other.code]) ** 2
            if all(
                math.dist(flat[one.code], flat[third.code]) ** 2
                + math.dist(flat[other.code], flat[third.code]) ** 2
                >= across
                for third in townships
                if third not in (one, other)
            ):
                yield one, other


def _township_road(one: Township, other: Township) -> Piece:
    code = f"X{one.code[-3:]}-{other.code[-3:]}"
    road_class = RoadClass.COUNTY if one.is_big or other.is_big else RoadClass.TOWNSHIP
    line = bent(one.position, other.position, draw_for(code))
    return Piece(code, f"{one.stem}至{other.stem}公路", road_class, line)


def _village_ways(townships: Sequence[Township], villages: Iterable[Village]) -> Iterator[Piece]:
    of_township: dict[str, list[Village]] = {township.code: [] for township in townships}
    order: dict[str, int] = {}
    for number, village in enumerate(villages):
        of_township[village.township.code].append(village)
        order[village.code] = number
    for township in townships:
        joined = list(_tree(township, of_township[township.code]))
        passed = {above for _, above, _ in joined}
        for village, _, start in joined:
            is_through = village.code in passed
            yield _way(village, start, is_through, order[village.code])


def _tree(
    township: Township, villages: Sequence[Village]
) -> Iterator[tuple[Village, str, Position]]:
    """Yield each village with the code and point it is joined to, near ones first.

    A way over another village is taken where it shortens what must be built; half of the way
    driven from the town is counted too, or the last village would lie behind all others.
    """
    joined = {township.code: (township.position, 0.0)}
    left = list(villages)
    while left:
        village, code, driven_m = min(
            (
                (village, code, distance_m(point, village.position) + so_far / 2)
                for village in left
                for code, (point, so_far) in joined.items()
            ),
            key=lambda choice: (choice[2], choice[0].code, choice[1]),
        )
        start = joined[code][0]
        yield village, code, start
        joined[village.code] = (village.position, driven_m)
        left.remove(village)


def _way(village: Village, start: Position, is_through: bool, number: int) -> Piece:
    code = f"C{village.code[-6:]}"
    road_class = RoadClass.TOWNSHIP if is_through else RoadClass.VILLAGE
    has_bridge = number % BRIDGE_EVERY == 0
    return Piece(
        code=code,
        name=f"{village.stem}村道" if road_class is RoadClass.VILLAGE else f"{village.stem}路",
        road_class=road_class,
        line=bent(start, village.position, draw_for(code)),
        height_limit_m=3.2 if number % LOW_GATE_EVERY == 5 else None,
        weight_limit_t=(10.0 if is_through else 8.0) if has_bridge else None,
    )
