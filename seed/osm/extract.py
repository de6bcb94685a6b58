"""What is read from an extract: its named places, drivable roads, house numbers and water."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import osmium

from resources.county_rows import PlaceKind, RoadClass, WaterKind
from resources.errors import Refusal
from resources.geography import Position
from seed.osm.kinds import HYDRANTS, VILLAGES, place_kind, road_class
from seed.osm.measures import metres, speed_kmh, tonnes

LONGEST_NAME: Final = 80
SIDE_BY_SIDE_DEGREES: Final = 0.002
OTHER_NAMES: Final = ("alt_name", "short_name", "loc_name", "official_name", "nickname", "name")


class UnreadableExtract(Refusal):
    """A file that is no OpenStreetMap extract, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An object that could not be used: which, and why."""

    object: str
    reason: str


@dataclass(frozen=True, slots=True)
class Named:
    """A named object; `place` is the value of its `place` tag, `kind` what it would be."""

    code: str
    name: str
    aliases: tuple[str, ...]
    former_names: tuple[str, ...]
    position: Position
    kind: PlaceKind | None
    place: str


@dataclass(frozen=True, slots=True)
class Way:
    """A drivable way: its nodes by their numbers and positions, in driving order."""

    code: str
    name: str
    aliases: tuple[str, ...]
    ref: str
    road_class: RoadClass
    nodes: tuple[int, ...]
    line: tuple[Position, ...]
    is_oneway: bool
    speed_kmh: float | None
    height_limit_m: float | None
    weight_limit_t: float | None


@dataclass(frozen=True, slots=True)
class Numbered:
    """A house with its street and number."""

    object: str
    street: str
    number: int
    position: Position


@dataclass(frozen=True, slots=True)
class Water:
    """A hydrant or another source of water; nobody has looked at it yet."""

    code: str
    name: str
    kind: WaterKind
    position: Position


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything usable in an extract, in the order of the file, and what was not usable."""

    named: tuple[Named, ...]
    ways: tuple[Way, ...]
    numbered: tuple[Numbered, ...]
    waters: tuple[Water, ...]
    faults: tuple[Fault, ...]


def read_extract(path: Path) -> Extract:
    """Read an extract (.osm.pbf, .osm, .osm.bz2); raises UnreadableExtract."""
    if not path.is_file():
        raise UnreadableExtract(f"没有这个文件：{path}，请核对路径。")
    reading = _Reading()
    try:
        for thing in osmium.FileProcessor(str(path)).with_locations():
            reading.take(thing)
    except RuntimeError as error:
        # The library raises nothing narrower for a file that is cut or of another format.
        raise UnreadableExtract(
            f"{path.name} 不是完整的 OpenStreetMap 数据（{error}），请重新下载 .osm.pbf 文件。"
        ) from error
    return reading.extract()


class _Reading:
    def __init__(self) -> None:
        self._named: list[Named] = []
        self._ways: list[Way] = []
        self._numbered: list[Numbered] = []
        self._waters: list[Water] = []
        self._faults: list[Fault] = []

    def extract(self) -> Extract:
        return Extract(
            tuple(self._named),
            tuple(self._ways),
            tuple(self._numbered),
            tuple(self._waters),
            tuple(self._faults),
        )

    def take(self, thing: object) -> None:
        """Keep what is wanted of one object; relations say nothing that their members do not."""
        if not isinstance(thing, osmium.osm.Node | osmium.osm.Way):
            return
        tags = {tag.k: tag.v for tag in thing.tags}
        if not _is_wanted(tags):
            return
        code = f"{thing.type_str()}{thing.id}"
        nodes: tuple[int, ...] = (thing.id,)
        line: tuple[Position, ...] = ()
        if isinstance(thing, osmium.osm.Way):
            known = [node for node in thing.nodes if node.location.valid()]
            if len(known) < len(thing.nodes):
                # The edge of an extract cuts ways; the part inside is whole.
                self._faults.append(Fault(code, "部分节点不在文件内，只用文件内的部分"))
            nodes = tuple(node.ref for node in known)
            line = tuple(Position(node.location.lon, node.location.lat) for node in known)
        elif thing.location.valid():
            line = (Position(thing.location.lon, thing.location.lat),)
        if not line:
            self._faults.append(Fault(code, "没有坐标"))
            return
        self._take_place(code, tags, _middle(line))
        self._take_number(code, tags, _middle(line))
        self._take_water(code, tags, _middle(line))
        if road_class(tags) is not None:
            self._take_way(code, tags, nodes, line)

    def _take_place(self, code: str, tags: Mapping[str, str], position: Position) -> None:
        if road_class(tags) is not None and tags.get("place") is None:
            name = tags.get("bridge:name") or tags.get("tunnel:name") or ""
        else:
            name = tags.get("name:zh") or tags.get("name") or ""
        kind = place_kind(tags)
        if kind is PlaceKind.POLE and not name:
            name = tags.get("ref", "")
        place = tags.get("place", "")
        if not name or (kind is None and not place):
            return
        if len(name) > LONGEST_NAME:
            self._faults.append(Fault(code, f"名称超过 {LONGEST_NAME} 字"))
            return
        aliases = _words(tags, OTHER_NAMES, name)
        former = _words(tags, ("old_name",), name)
        self._named.append(Named(code, name, aliases, former, position, kind, place))

    def _take_number(self, code: str, tags: Mapping[str, str], position: Position) -> None:
        told, street = tags.get("addr:housenumber"), tags.get("addr:street")
        if told is None or street is None:
            return
        digits = told.removesuffix("号").strip()
        if not digits.isdecimal() or not 0 < int(digits) < 100_000:
            self._faults.append(Fault(code, f"门牌号“{told}”不是一个整数，未读入"))
            return
        self._numbered.append(Numbered(code, street, int(digits), position))

    def _take_water(self, code: str, tags: Mapping[str, str], position: Position) -> None:
        kind = HYDRANTS.get(tags.get("emergency", ""))
        if kind is not None:
            name = tags.get("name") or tags.get("ref") or code
            self._waters.append(Water(code, name, kind, position))

    def _take_way(
        self,
        code: str,
        tags: Mapping[str, str],
        nodes: tuple[int, ...],
        line: tuple[Position, ...],
    ) -> None:
        kind = road_class(tags)
        assert kind is not None, "asked before"
        if len(nodes) < 2:
            return
        name = tags.get("name:zh") or tags.get("name") or ""
        if tags.get("oneway") == "-1":
            nodes, line = nodes[::-1], line[::-1]
        is_oneway = tags.get("oneway") in {"yes", "1", "true", "-1"} or (
            tags.get("oneway") != "no"
            and (kind is RoadClass.MOTORWAY or tags.get("junction") == "roundabout")
        )
        self._ways.append(
            Way(
                code=code,
                name=name,
                aliases=_words(tags, OTHER_NAMES, name),
                ref=tags.get("ref", "").split(";")[0].strip(),
                road_class=kind,
                nodes=nodes,
                line=line,
                is_oneway=is_oneway,
                speed_kmh=speed_kmh(tags.get("maxspeed", "")),
                height_limit_m=metres(tags.get("maxheight", "")),
                weight_limit_t=tonnes(tags.get("maxweight", "")),
            )
        )


def _is_wanted(tags: Mapping[str, str]) -> bool:
    return (
        place_kind(tags) is not None
        or road_class(tags) is not None
        or "place" in tags
        or "addr:housenumber" in tags
        or tags.get("emergency") in HYDRANTS
    )


def _middle(line: Sequence[Position]) -> Position:
    """Return the middle of an outline or the middle node of an open line."""
    if len(line) > 2 and line[0] == line[-1]:
        corners = line[:-1]
        return Position(
            sum(corner.lon for corner in corners) / len(corners),
            sum(corner.lat for corner in corners) / len(corners),
        )
    return line[len(line) // 2]


def _words(tags: Mapping[str, str], keys: Sequence[str], name: str) -> tuple[str, ...]:
    """Return other names; a county folder parts them by spaces, so their own spaces go."""
    told = [word for key in keys for word in tags.get(key, "").split(";")]
    words = ("".join(word.split()) for word in told)
    own = "".join(name.split())
    return tuple(dict.fromkeys(word for word in words if word and word != own))


def meeting_nodes(ways: Sequence[Way]) -> frozenset[int]:
    """Return the nodes where roads meet or end: several ways pass, or one begins."""
    passes = Counter(node for way in ways for node in way.nodes)
    ends = {way.nodes[at] for way in ways for at in (0, -1)}
    return frozenset(ends | {node for node, times in passes.items() if times > 1})


def pieces(way: Way, meetings: frozenset[int]) -> Iterator[tuple[Position, ...]]:
    """Cut a way where it meets others, so that a piece has junctions at its ends only."""
    start = 0
    for at in range(1, len(way.nodes)):
        if at == len(way.nodes) - 1 or way.nodes[at] in meetings:
            yield way.line[start : at + 1]
            start = at


def connected(ways: Sequence[Way]) -> list[list[Way]]:
    """Return the ways in groups that hang together, in the order they came.

    They share a node, or run side by side as the two carriageways of one street do.
    """
    groups: list[tuple[set[object], list[Way]]] = []
    for way in ways:
        nodes: set[object] = {*way.nodes, *map(_neighbourhood, way.line)}
        together = [way]
        apart = []
        for group in groups:
            if group[0].isdisjoint(nodes):
                apart.append(group)
            else:
                nodes |= group[0]
                together = [*group[1], *together]
        groups = [*apart, (nodes, together)]
    return [together for _, together in groups]


def _neighbourhood(position: Position) -> tuple[int, int]:
    """Return the cell of some 200 m a position lies in."""
    return round(position.lon / SIDE_BY_SIDE_DEGREES), round(position.lat / SIDE_BY_SIDE_DEGREES)


def is_village(named: Named) -> bool:
    """Whether an object is a village by its `place` tag."""
    return named.place in VILLAGES
