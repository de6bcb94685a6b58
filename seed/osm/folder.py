"""What an extract adds to a county folder; the folder is checked whole before a file is changed."""

import csv
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from resources.county_rows import PlaceKind, PlaceRow, RoadClass, WaterState
from resources.errors import Refusal
from resources.geography import Position, distance_m
from seed.county_folder import HEADINGS, read_county
from seed.osm.extract import (
    Extract,
    Fault,
    Named,
    Numbered,
    Way,
    connected,
    is_village,
    meeting_nodes,
    pieces,
)
from seed.osm.kinds import OTHER_RADIUS_M, RADII_M, TOWNSHIPS

DATASET: Final = "osm"
FARTHEST_FROM_TOWNSHIP_M: Final = 30_000
"""What lies farther from every township is taken for another county (P)."""

TOWNSHIP_RADIUS_M: Final = 5_000
VILLAGE_RADIUS_M: Final = 1_500
LEAST_STREET_RADIUS_M: Final = 50
SAME_HOUSE_M: Final = 200
FARTHEST_FROM_STREET_M: Final = 1_000
"""A house farther than this from every piece of a street of its street's name is a slip (P)."""

Row = dict[str, object]


class NoFolder(Refusal):
    """A folder that is not there, and no county to begin one for."""


class NoTownships(Refusal):
    """A folder and an extract in which nothing can be a township."""


@dataclass(frozen=True, slots=True)
class NewCounty:
    """The names of a county whose folder begins with an extract."""

    code: str
    name: str
    short_name: str
    time_zone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote, file by file, and what it left out and why."""

    written: tuple[tuple[str, int], ...]
    outside: int
    known_villages: int
    faults: tuple[Fault, ...]

    def sentences(self) -> tuple[str, ...]:
        """Return the summary as lines for people."""
        lines = [f"{file}：写入 {count} 行（来源 {DATASET}）。" for file, count in self.written]
        if self.outside:
            kilometres = FARTHEST_FROM_TOWNSHIP_M // 1000
            lines.append(f"距各乡镇均超过 {kilometres} 公里，视为县外，未写入：{self.outside} 个。")
        if self.known_villages:
            lines.append(f"文件夹中已有同名村，保留原行：{self.known_villages} 个。")
        lines += [f"{fault.object}：{fault.reason}。" for fault in self.faults]
        return tuple(lines)


def write_into(extract: Extract, folder: Path, new: NewCounty | None = None) -> Imported:
    """Write an extract into a county folder, or begin one for a new county.

    Rows of an earlier import are replaced, all others kept. Raises NoTownships, and
    BadCountyFolder with the folder unchanged when the whole would not be a county.
    """
    with tempfile.TemporaryDirectory() as workshop:
        draft = Path(workshop) / "county"
        if folder.exists():
            shutil.copytree(folder, draft)
        elif new is not None:
            _begin(draft, new, extract)
        else:
            raise NoFolder(f"没有这个文件夹：{folder}。新建请同时给出县代码和县名。")
        additions = _Additions(extract, read_county(draft).places)
        for file, rows in additions.rows.items():
            _replace_rows(draft / file, rows)
        read_county(draft)
        folder.mkdir(parents=True, exist_ok=True)
        for sheet in draft.glob("*.csv"):
            shutil.copyfile(sheet, folder / sheet.name)
    return Imported(
        tuple((file, len(rows)) for file, rows in additions.rows.items()),
        additions.outside,
        additions.known_villages,
        (*extract.faults, *additions.faults),
    )


@dataclass(frozen=True, slots=True)
class _Street:
    """A street of one township: its row, and the points of all its ways."""

    name: str
    row: Row
    points: tuple[Position, ...]

    @property
    def code(self) -> str:
        return str(self.row["code"])


class _Additions:
    """The rows an extract adds, sorted out by file."""

    def __init__(self, extract: Extract, places: Sequence[PlaceRow]) -> None:
        self._townships = [
            (place.code, place.point.position)
            for place in places
            if place.kind is PlaceKind.TOWNSHIP and place.point is not None
        ]
        if not self._townships:
            raise NoTownships(
                "文件夹里没有带坐标的乡镇，无法确定地点归属，请先填写 townships.csv。"
            )
        self._own = frozenset(code for code, _ in self._townships)
        self._known = frozenset(
            (place.township_code, _stem(place.name))
            for place in places
            if place.kind is PlaceKind.VILLAGE and place.dataset_code != DATASET
        )
        self.outside = 0
        self.known_villages = 0
        self.faults: list[Fault] = []
        streets = self._streets(extract.ways)
        self.rows: dict[str, list[Row]] = {
            "datasets.csv": [_dataset_row()],
            "villages.csv": self._villages(extract.named),
            "places.csv": [*self._places(extract.named), *(street.row for street in streets)],
            "roads.csv": self._roads(extract.ways),
            "house_numbers.csv": self._numbers(extract, streets),
            "water_sources.csv": self._waters(extract),
        }

    def _home(self, position: Position) -> str | None:
        """Return the nearest township, None outside the county."""
        away, code = min((distance_m(centre, position), code) for code, centre in self._townships)
        return code if away <= FARTHEST_FROM_TOWNSHIP_M else None

    def _villages(self, named: Iterable[Named]) -> list[Row]:
        rows = []
        for one in named:
            if not is_village(one) or one.code in self._own:
                continue
            home = self._home(one.position)
            if home is None:
                self.outside += 1
            elif (home, _stem(one.name)) in self._known:
                self.known_villages += 1
            else:
                rows.append(_place_row(one, home, VILLAGE_RADIUS_M))
        return rows

    def _places(self, named: Iterable[Named]) -> list[Row]:
        rows = []
        for one in named:
            if is_village(one) or one.kind is None or one.code in self._own:
                continue
            home = self._home(one.position)
            if home is None:
                self.outside += 1
                continue
            row = _place_row(one, home, RADII_M.get(one.kind, OTHER_RADIUS_M))
            rows.append({**row, "kind": str(one.kind)})
        return rows

    def _streets(self, ways: Sequence[Way]) -> list[_Street]:
        """Make one place of all ways of a name that hang together, whatever township they cross."""
        named: dict[str, list[Way]] = {}
        for way in ways:
            if way.name and way.road_class is not RoadClass.MOTORWAY:
                named.setdefault(way.name, []).append(way)
        streets = []
        for name, same in named.items():
            for parts in connected(same):
                longest = max(parts, key=lambda way: (len(way.line), way.code))
                home = self._home(longest.line[len(longest.line) // 2])
                if home is not None:
                    points = tuple(point for way in parts for point in way.line)
                    streets.append(_Street(name, _street_row(name, home, parts), points))
        return streets

    def _roads(self, ways: Sequence[Way]) -> list[Row]:
        meetings = meeting_nodes(ways)
        rows = []
        for way in ways:
            if self._home(way.line[len(way.line) // 2]) is None:
                self.outside += 1
                continue
            for at, line in enumerate(pieces(way, meetings), start=1):
                rows.append(_road_row(way, f"{way.code}-{at}", line))
        return rows

    def _numbers(self, extract: Extract, streets: Sequence[_Street]) -> list[Row]:
        named: dict[str, list[_Street]] = {}
        for street in streets:
            named.setdefault(street.name, []).append(street)
        rows: dict[tuple[str, int], tuple[Position, Row]] = {}
        for house in extract.numbered:
            code = _street_of(house, named.get(house.street, ()))
            if code is None:
                why = f"门牌所属的“{house.street}”不是文件内附近的道路，未读入"
                self.faults.append(Fault(house.object, why))
                continue
            key = (code, house.number)
            if key not in rows:
                row = {"street_code": code, "number": house.number, **_source(house.position)}
                rows[key] = house.position, row
            elif distance_m(rows[key][0], house.position) > SAME_HOUSE_M:
                why = f"与另一处“{house.street}{house.number}号”相距过远，未读入"
                self.faults.append(Fault(house.object, why))
        return [row for _, row in rows.values()]

    def _waters(self, extract: Extract) -> list[Row]:
        rows: list[Row] = []
        for water in extract.waters:
            home = self._home(water.position)
            if home is None:
                self.outside += 1
                continue
            rows.append(
                {
                    "code": water.code,
                    "name": water.name,
                    "kind": str(water.kind),
                    "township_code": home,
                    "state": str(WaterState.UNCHECKED),
                    **_source(water.position),
                }
            )
        return rows


def _street_of(house: Numbered, streets: Iterable[_Street]) -> str | None:
    """Return the code of the nearest street of its street's name, None where none is near."""
    away, code = min(
        (
            (min(distance_m(point, house.position) for point in street.points), street.code)
            for street in streets
        ),
        default=(float("inf"), ""),
    )
    return code if away <= FARTHEST_FROM_STREET_M else None


def _place_row(one: Named, home: str, radius_m: int) -> Row:
    return {
        "code": one.code,
        "name": one.name,
        "township_code": home,
        "radius_m": radius_m,
        "is_urban": 0,
        "aliases": " ".join(one.aliases),
        "former_names": " ".join(one.former_names),
        **_source(one.position),
    }


def _street_row(name: str, home: str, parts: Sequence[Way]) -> Row:
    longest = max(parts, key=lambda way: (len(way.line), way.code))
    middle = longest.line[len(longest.line) // 2]
    reach = max(distance_m(middle, way.line[at]) for way in parts for at in (0, -1))
    return {
        "code": f"street-{min(way.code for way in parts)}",
        "name": name,
        "kind": str(PlaceKind.STREET),
        "township_code": home,
        "radius_m": max(LEAST_STREET_RADIUS_M, round(reach)),
        "is_urban": 0,
        **_source(middle),
    }


def _road_row(way: Way, code: str, line: Sequence[Position]) -> Row:
    row: Row = {
        "code": code,
        "name": way.name,
        "aliases": " ".join(way.aliases),
        "ref": way.ref,
        "road_class": str(way.road_class),
        "line": ";".join(f"{point.lon:.7f} {point.lat:.7f}" for point in line),
        "datum": "wgs84",
        "is_oneway": int(way.is_oneway),
        "dataset": DATASET,
        "is_synthetic": 0,
    }
    for column, limit in (
        ("speed_kmh", way.speed_kmh),
        ("height_limit_m", way.height_limit_m),
        ("weight_limit_t", way.weight_limit_t),
    ):
        if limit is not None:
            row[column] = limit
    return row


def _source(position: Position) -> Row:
    return {
        "lon": f"{position.lon:.7f}",
        "lat": f"{position.lat:.7f}",
        "datum": "wgs84",
        "dataset": DATASET,
        "is_synthetic": 0,
    }


def _dataset_row() -> Row:
    return {
        "code": DATASET,
        "name": "OpenStreetMap 地点、道路、门牌和水源",
        "licence": "ODbL 1.0",
        "attribution": "© OpenStreetMap 贡献者（openstreetmap.org/copyright）",
        "is_synthetic": 0,
    }


def _begin(folder: Path, new: NewCounty, extract: Extract) -> None:
    """Begin a folder: its county, the townships the extract has, and empty files for the rest."""
    folder.mkdir()
    for file in HEADINGS:
        _write(folder / file, ())
    county: Row = {
        "code": new.code,
        "name": new.name,
        "short_name": new.short_name,
        "time_zone": new.time_zone,
        "is_demo": 0,
    }
    _write(folder / "county.csv", (county,))
    _write(folder / "datasets.csv", (_dataset_row(),))
    for value in TOWNSHIPS:
        found = [one for one in extract.named if one.place == value]
        if found:
            # A later import replaces what came from the map; the townships stay.
            rows = [_place_row(one, "", TOWNSHIP_RADIUS_M) for one in found]
            _write(folder / "townships.csv", rows)
            return
    raise NoTownships(
        "文件里没有可作乡镇的地点（place=town、suburb 等），"
        "请先按 docs/county-folder.md 建立文件夹。"
    )


def _stem(name: str) -> str:
    return name.removesuffix("社区").removesuffix("村") or name


def _read(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _replace_rows(path: Path, rows: Sequence[Row]) -> None:
    """Write the rows of a file that came from elsewhere, then those of this import."""
    column = "code" if path.name == "datasets.csv" else "dataset"
    kept: list[Row] = [dict(row) for row in _read(path) if row.get(column) != DATASET]
    _write(path, (*kept, *rows))


def _write(path: Path, rows: Iterable[Row]) -> None:
    columns = HEADINGS[path.name].known
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
