"""The places of the demonstration county: real names, and points drawn round their township."""

import csv
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from resources.county_rows import PlaceKind
from resources.geography import Position

# Metres in a degree of latitude; near enough for points that are made up.
DEGREE_M: Final = 111_320.0

NEIGHBOUR_OF_UNSURVEYED: Final = "500242002"
"""桃花源街道 has no published point; it lies beside 钟多街道, and is put there."""

BIG_TOWNS: Final = frozenset(
    {"龙潭", "麻旺", "酉酬", "大溪", "兴隆", "黑水", "丁市", "龚滩", "李溪", "板溪"}
)
"""Towns given a larger brigade and more places (a choice for the demonstration)."""


@dataclass(frozen=True, slots=True)
class Township:
    """A township or street office; `is_surveyed` tells of its point."""

    code: str
    name: str
    position: Position
    is_surveyed: bool

    @property
    def stem(self) -> str:
        """The name without 镇, 乡 or 街道."""
        return self.name.removesuffix("街道").removesuffix("镇").removesuffix("乡")

    @property
    def is_street(self) -> bool:
        """Tell whether it is one of the county seat's street offices."""
        return self.name.endswith("街道")

    @property
    def is_big(self) -> bool:
        """Tell whether it is given a larger brigade."""
        return self.is_street or self.stem in BIG_TOWNS


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community; its point is always made up."""

    code: str
    name: str
    township: Township
    position: Position

    @property
    def is_community(self) -> bool:
        """Tell whether it is a town's residents' community."""
        return self.name.endswith("社区")

    @property
    def stem(self) -> str:
        """The name without 村 or 社区."""
        return self.name.removesuffix("社区").removesuffix("村")


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place callers name; the name is real or obvious, the point is made up."""

    name: str
    kind: PlaceKind
    township_code: str
    radius_m: int
    aliases: str = ""
    village_code: str = ""


LANDMARKS: Final = (
    Landmark("酉州古城", PlaceKind.SCENIC_SPOT, "500242001", 500),
    Landmark("桃花源景区", PlaceKind.SCENIC_SPOT, "500242001", 1_000, "酉阳桃花源"),
    Landmark("桃花源大道", PlaceKind.STREET, "500242001", 2_000),
    Landmark("酉阳县人民政府", PlaceKind.GOVERNMENT, "500242001", 200, "县政府"),
    Landmark("酉阳一中", PlaceKind.SCHOOL, "500242002", 300, "酉阳第一中学 县一中"),
    Landmark("酉阳县人民医院", PlaceKind.HOSPITAL, "500242002", 200, "县医院"),
    Landmark("金银山菜市场", PlaceKind.MARKET, "500242002", 150),
    Landmark("酉阳汽车站", PlaceKind.LANDMARK, "500242002", 200, "县汽车站"),
    Landmark("永胜下街", PlaceKind.STREET, "500242101", 400),
    Landmark("龙潭古镇", PlaceKind.SCENIC_SPOT, "500242101", 600),
    Landmark("渤海加油站", PlaceKind.FILLING_STATION, "500242101", 100, "", "500242101202"),
    Landmark("黑水路口", PlaceKind.JUNCTION, "500242106", 200),
    Landmark("龚滩古镇", PlaceKind.SCENIC_SPOT, "500242108", 600),
    Landmark("板溪工业园区", PlaceKind.FACTORY, "500242114", 1_000, "板溪工业园"),
)


def draw_for(code: str) -> Random:
    """Return the generator of one row; only `random()` is called on it, which never changes."""
    return Random(f"酉阳 {code}")


def between(draw: Random, low: float, high: float) -> float:
    """Draw a number from low to high."""
    return low + (high - low) * draw.random()


def whole_between(draw: Random, low: int, high: int) -> int:
    """Draw a whole number from low to high, both included."""
    return low + int(draw.random() * (high - low + 1))


def scattered(centre: Position, draw: Random, near_m: float, far_m: float) -> Position:
    """Draw a point at a distance between two bounds from another, in any direction."""
    away_m, bearing = between(draw, near_m, far_m), between(draw, 0, math.tau)
    north = away_m * math.cos(bearing) / DEGREE_M
    east = away_m * math.sin(bearing) / (DEGREE_M * math.cos(math.radians(centre.lat)))
    return Position(round(centre.lon + east, 5), round(centre.lat + north, 5))


def written(position: Position) -> tuple[str, str, str]:
    """Return the cells lon, lat and datum; five decimals are about a metre."""
    return f"{position.lon:.5f}", f"{position.lat:.5f}", "wgs84"


def read_townships(path: Path) -> tuple[Township, ...]:
    """Read names and surveyed points; a point that is missing or made up is made up anew."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    surveyed = {
        row["code"]: Position(float(row["lon"]), float(row["lat"]))
        for row in rows
        if row["lon"] and row["is_synthetic"] == "0"
    }
    centre = surveyed[NEIGHBOUR_OF_UNSURVEYED]
    return tuple(
        Township(
            code=row["code"],
            name=row["name"],
            position=surveyed.get(row["code"])
            or scattered(centre, draw_for(row["code"]), 1_500, 2_500),
            is_surveyed=row["code"] in surveyed,
        )
        for row in rows
    )


def read_villages(path: Path, townships: Iterable[Township]) -> tuple[Village, ...]:
    """Read names; points lie round the township, communities nearer than villages."""
    by_code = {township.code: township for township in townships}
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_village(row, by_code[row["township_code"]]) for row in csv.DictReader(file))


def _village(row: dict[str, str], township: Township) -> Village:
    near_m, far_m = (300, 1_200) if row["name"].endswith("社区") else (1_000, 5_000)
    position = scattered(township.position, draw_for(row["code"]), near_m, far_m)
    return Village(row["code"], row["name"], township, position)


def landmarks(
    townships: Iterable[Township], villages: Iterable[Village]
) -> Iterator[tuple[str, Landmark, Position]]:
    """Yield code, landmark and point of every landmark, then of what every township has."""
    townships = tuple(townships)
    centres = {township.code: township.position for township in townships}
    centres |= {village.code: village.position for village in villages}
    for number, landmark in enumerate(LANDMARKS, start=1):
        centre = centres[landmark.village_code or landmark.township_code]
        code = f"D{number:03}"
        yield code, landmark, scattered(centre, draw_for(code), 100, 800)
    for township in townships:
        for ending, kind, radius_m in _facilities(township):
            code = f"{kind.value}-{township.code}"
            landmark = Landmark(township.name + ending, kind, township.code, radius_m)
            yield code, landmark, scattered(township.position, draw_for(code), 100, 800)


def _facilities(township: Township) -> Iterator[tuple[str, PlaceKind, int]]:
    office = "办事处" if township.is_street else "人民政府"
    yield office, PlaceKind.GOVERNMENT, 150
    if township.is_big:
        yield "中心小学", PlaceKind.SCHOOL, 200
        yield "社区卫生服务中心" if township.is_street else "卫生院", PlaceKind.HOSPITAL, 150
