"""The streets of the demonstration county's towns, their crossings and house numbers; all made up.

The county seat is a grid of three avenues and seven cross streets; a market town has a street
through its middle, and the larger ones a second across it. Names are of the kind towns there have.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from resources.county_rows import RoadClass
from resources.geography import Position
from seed.youyang_network import Piece, offset, plane_m, towards
from seed.youyang_places import Township, between, draw_for

SEAT: Final = ("500242001", "500242002")
"""桃花源街道 and 钟多街道, the two halves of the county seat from south to north."""
LONGTAN: Final = "500242101"

AVENUES: Final = (("桃花源大道", 0.0), ("酉州大道", 450.0), ("金银山路", -450.0))
"""Names and metres to the east of the line between the two street offices."""
CROSS_STREETS: Final = (
    ("体育路", -0.16),
    ("翠屏路", 0.0),
    ("碧津路", 0.25),
    ("玉柱路", 0.5),
    ("民族路", 0.75),
    ("和平路", 1.0),
    ("城北路", 1.16),
)
"""Names and parts of the way from 桃花源街道 to 钟多街道."""
BEYOND_M: Final = 300
"""How far a street goes on past its last crossing."""

ALONG_LONGTAN: Final = ("永胜上街", "顺河街", "石板街")
METRES_A_HOUSE: Final = 14
MOST_HOUSES: Final = 200
FROM_THE_MIDDLE_M: Final = 14

STREETS_OF_THEIR_OWN: Final = {"桃花源大道": "D003", "永胜下街": "D009"}
"""Streets that had a code before there were roads."""


@dataclass(frozen=True, slots=True)
class Street:
    """A street with the points where others may meet it, in driving order."""

    code: str
    name: str
    township_code: str
    nodes: tuple[Position, ...]
    is_numbered: bool = False

    @property
    def length_m(self) -> float:
        """How long it is, on a plane."""
        return sum(math.hypot(*plane_m(one, other)) for one, other in pairwise(self.nodes))

    @property
    def middle(self) -> Position:
        """The point half way along it."""
        return self.at(self.length_m / 2)

    def at(self, along_m: float, left_m: float = 0) -> Position:
        """Return the point so far along it and so far to its left."""
        for one, other in pairwise(self.nodes):
            east, north = plane_m(one, other)
            length = math.hypot(east, north)
            if along_m <= length or other is self.nodes[-1]:
                break
            along_m -= length
        return offset(
            one,
            (east * along_m - north * left_m) / length,
            (north * along_m + east * left_m) / length,
        )


def streets(townships: Sequence[Township], known: Mapping[str, Position]) -> list[Street]:
    """Return the streets of every town; `known` are points of streets placed before."""
    by_code = {township.code: township for township in townships}
    south, north = (by_code[code] for code in SEAT)
    found = [*_seat(south, north), *_longtan(by_code[LONGTAN], known["永胜下街"])]
    for township in townships:
        if township.code not in (*SEAT, LONGTAN):
            found += _market_town(township)
    return found


def _code(township_code: str, number: int, name: str) -> str:
    return STREETS_OF_THEIR_OWN.get(name, f"street-{township_code[-3:]}-{number}")


def _seat(south: Township, north: Township) -> Iterator[Street]:
    east, up = plane_m(south.position, north.position)
    length = math.hypot(east, up)

    def node(along: float, aside: float) -> Position:
        if aside == 0 and along in (0.0, length):
            return north.position if along else south.position
        return offset(
            south.position,
            (east * along + up * aside) / length,
            (up * along - east * aside) / length,
        )

    rows = [part * length for _, part in CROSS_STREETS]
    for number, (name, aside) in enumerate(AVENUES, start=1):
        ends = (rows[0] - BEYOND_M, *rows, rows[-1] + BEYOND_M)
        nodes = tuple(node(along, aside) for along in ends)
        yield Street(_code(SEAT[0], number, name), name, SEAT[0], nodes, is_numbered=True)
    columns = sorted(aside for _, aside in AVENUES)
    for number, (name, part) in enumerate(CROSS_STREETS, start=len(AVENUES) + 1):
        township = SEAT[0] if part < 0.5 else SEAT[1]
        ends = (columns[0] - BEYOND_M, *columns, columns[-1] + BEYOND_M)
        nodes = tuple(node(part * length, aside) for aside in ends)
        yield Street(_code(township, number, name), name, township, nodes, is_numbered=True)


def _longtan(township: Township, lower_street: Position) -> Iterator[Street]:
    """Yield the streets of 龙潭镇: the main one leads from the middle to 永胜下街."""
    east, north = plane_m(township.position, lower_street)
    bearing = math.degrees(math.atan2(east, north))
    length = math.hypot(east, north)
    crossings = [towards(township.position, bearing, away) for away in (-600, -300)]
    main = (
        towards(township.position, bearing, -900),
        *crossings,
        township.position,
        lower_street,
        towards(township.position, bearing, length + 300),
    )
    yield Street(_code(LONGTAN, 1, ""), "龙潭中路", LONGTAN, main, is_numbered=True)
    across = (*zip(ALONG_LONGTAN, (*crossings, township.position), strict=True),)
    for number, (name, point) in enumerate((*across, ("永胜下街", lower_street)), start=2):
        ends = (towards(point, bearing + 90, -350), point, towards(point, bearing + 90, 350))
        numbered = name.startswith("永胜")
        yield Street(_code(LONGTAN, number, name), name, LONGTAN, ends, is_numbered=numbered)


def _market_town(township: Township) -> Iterator[Street]:
    draw = draw_for(f"street-{township.code}")
    bearing, middle = between(draw, 0, 180), township.position
    half_m = 450 if township.is_big else 250
    for number, ending in enumerate(("老街", "新街") if township.is_big else ("老街",), start=1):
        nodes = (
            towards(middle, bearing, -half_m),
            middle,
            towards(middle, bearing, half_m),
        )
        name = township.stem + ending
        yield Street(_code(township.code, number, name), name, township.code, nodes)
        bearing, half_m = bearing + 90, half_m - 150


def street_pieces(every: Sequence[Street]) -> Iterator[Piece]:
    """Yield the pieces of road of the streets, from crossing to crossing."""
    for street in every:
        for number, line in enumerate(pairwise(street.nodes), start=1):
            yield Piece(f"{street.code}-{number}", street.name, RoadClass.STREET, line)


def crossings(every: Sequence[Street]) -> Iterator[tuple[Street, Street, Position]]:
    """Yield each two streets that meet, and where."""
    for at, one in enumerate(every):
        for other in every[at + 1 :]:
            for point in one.nodes:
                if point in other.nodes:
                    yield one, other, point


def house_numbers(every: Sequence[Street]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of house_numbers.csv: odd numbers left, even right, every other pair."""
    for street in every:
        if not street.is_numbered:
            continue
        count = min(MOST_HOUSES, int(street.length_m / METRES_A_HOUSE) * 2)
        spacing_m = street.length_m * 2 / count
        for number in range(1, count + 1):
            if number % 4 in (1, 2):
                side_m = FROM_THE_MIDDLE_M if number % 2 else -FROM_THE_MIDDLE_M
                point = street.at(((number - 1) // 2 + 0.5) * spacing_m, side_m)
                lon, lat = f"{point.lon:.5f}", f"{point.lat:.5f}"
                yield street.code, number, lon, lat, "wgs84", "roads", 1
