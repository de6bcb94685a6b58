"""The roads of the county as an OpenStreetMap file, for a routing engine to be built from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import osmium

from resources.county_rows import RoadClass
from resources.errors import Refusal
from resources.geography import Position
from seed.osm.kinds import ROAD_CLASSES

ENDINGS: Final = (".osm.pbf", ".osm")
DECIMALS: Final = 5
"""Ends that agree to a metre are one node, as in `dispatch/roads/network.py`."""

HIGHWAYS: Final[Mapping[RoadClass, str]] = {
    # The first value of each class is the usual one: a lane is no track, a street no yard.
    road_class: next(value for value, own in ROAD_CLASSES.items() if own is road_class)
    for road_class in RoadClass
}


class NoRoads(Refusal):
    """A county without roads, of which there is nothing to write."""


class UnwritableExtract(Refusal):
    """A file that cannot be written: its name says no known format, or it is there already."""


class Piece(Protocol):
    """A piece of road, as the county's rows hold it."""

    code: str
    name: str
    ref: str
    road_class: str
    is_oneway: bool
    speed_kmh: float | None
    height_limit_m: float | None
    weight_limit_t: float | None

    @property
    def line(self) -> tuple[Position, ...]:
        """Its points in driving order."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """How much was written."""

    ways: int
    nodes: int


def write_roads(pieces: Iterable[Piece], path: Path) -> Written:
    """Write pieces of road as ways that meet at their ends and nowhere else.

    Raises NoRoads, and UnwritableExtract; a file that is there already is left alone.
    """
    known = sorted(pieces, key=lambda one: one.code)
    if not known:
        raise NoRoads("本县还没有道路资料，没有可以导出的内容。")
    if not path.name.endswith(ENDINGS):
        raise UnwritableExtract(f"{path}：文件名应以 .osm.pbf 或 .osm 结尾。")
    if path.exists():
        raise UnwritableExtract(f"{path} 已经存在，请换一个文件名或先移走它。")
    places: list[Position] = []
    ends: dict[tuple[float, float], int] = {}
    ways = [_numbered(one.line, places, ends) for one in known]
    try:
        with osmium.SimpleWriter(str(path)) as writer:
            for number, place in enumerate(places, start=1):
                location = (place.lon, place.lat)
                writer.add_node(osmium.osm.mutable.Node(id=number, version=1, location=location))
            for number, (one, nodes) in enumerate(zip(known, ways, strict=True), start=1):
                writer.add_way(
                    osmium.osm.mutable.Way(id=number, version=1, nodes=nodes, tags=_tags(one))
                )
    except (RuntimeError, OSError) as error:
        raise UnwritableExtract(f"{path} 无法写入，请检查文件夹与权限。") from error
    return Written(len(ways), len(places))


def _numbered(
    line: Sequence[Position], places: list[Position], ends: dict[tuple[float, float], int]
) -> list[int]:
    """Number the points of a line; only an end is shared with other lines."""
    nodes = []
    for at, place in enumerate(line):
        is_end = at in (0, len(line) - 1)
        key = (round(place.lon, DECIMALS), round(place.lat, DECIMALS))
        known = ends.get(key) if is_end else None
        if known is None:
            places.append(place)
            known = len(places)
            if is_end:
                ends[key] = known
        nodes.append(known)
    return nodes


def _tags(piece: Piece) -> dict[str, str]:
    told = {
        "highway": HIGHWAYS[RoadClass(piece.road_class)],
        "oneway": "yes" if piece.is_oneway else "no",
        "name": piece.name,
        "ref": piece.ref,
        "maxspeed": _number(piece.speed_kmh),
        "maxheight": _number(piece.height_limit_m),
        "maxweight": _number(piece.weight_limit_t),
        "note": piece.code,
    }
    return {key: value for key, value in told.items() if value}


def _number(amount: float | None) -> str:
    return "" if amount is None else f"{amount:g}"
