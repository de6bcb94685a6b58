"""The reader of a county folder: CSV files that a brigade keeps in a spreadsheet program.

The format is described in docs/county-folder.md.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from resources.county import CountyRows, Layers, Unread, county_faults, layer_faults
from resources.county_rows import (
    PLACE_KIND_LABELS,
    STATION_KIND_LABELS,
    WATER_KIND_LABELS,
    WATER_STATE_LABELS,
    CountyRow,
    CrewRow,
    DatasetRow,
    PlaceKind,
    PlaceRow,
    Point,
    StationRow,
    UnitRow,
    WaterSourceRow,
)
from resources.datums import Datum
from resources.errors import BadCountyFolder, RowFault
from resources.geography import Position
from resources.unit_status import LABELS, UnitStatus
from resources.vehicle_types import CAPABILITY_LABELS, VEHICLE_TYPES
from seed.county_sheet import Cells, Heading, read_sheet

Row = TypeVar("Row")

SOURCE: Final = ("dataset", "is_synthetic")
PLACED: Final = ("lon", "lat", "datum")

HEADINGS: Final[dict[str, Heading]] = {
    "county.csv": Heading(("code", "name", "short_name", "time_zone"), ("neighbours", "is_demo")),
    "datasets.csv": Heading(("code", "name", "licence", "attribution", "is_synthetic")),
    "townships.csv": Heading(
        ("code", "name", *PLACED, "radius_m", "is_urban", *SOURCE), ("aliases",)
    ),
    "villages.csv": Heading(
        ("code", "name", "township_code", *PLACED, "radius_m", "is_urban", *SOURCE), ("aliases",)
    ),
    "places.csv": Heading(
        ("code", "name", "kind", "township_code", *PLACED, "radius_m", "is_urban", *SOURCE),
        ("village_code", "aliases"),
    ),
    "stations.csv": Heading(
        ("code", "name", "kind", *PLACED, *SOURCE), ("station_class", "township_code")
    ),
    "vehicles.csv": Heading(
        ("call_sign", "station_code", "vehicle_type", "seats", "minimum_crew", *SOURCE),
        (
            "extra_capabilities",
            "plate_number",
            "water_t",
            "foam_t",
            "ladder_m",
            "pump_l_s",
            "in_service_on",
            "initial_status",
            "initial_note",
        ),
    ),
    "crews.csv": Heading(("call_sign", "people", "has_driver", *SOURCE), ("leader",)),
    "water_sources.csv": Heading(
        ("code", "name", "kind", *PLACED, "state", *SOURCE),
        ("township_code", "flow_l_s", "capacity_m3", "remark"),
    ),
}
"""The columns of every file; docs/county-folder.md explains each."""

LATER: Final = frozenset({"roads.csv"})
"""Files that the format names and this version does not read."""

_VEHICLE_TYPE_CODES: Final = {kind.name: code for code, kind in VEHICLE_TYPES.items()}
_CAPABILITY_WORDS: Final = {label: word.value for word, label in CAPABILITY_LABELS.items()}
_SOMEWHERE: Final = Point(Position(0, 0), Datum.WGS84)


def read_county(folder: Path) -> CountyRows:
    """Read a county folder whole; raises BadCountyFolder naming every bad row in it."""
    if not folder.is_dir():
        raise BadCountyFolder([RowFault(str(folder), 1, "没有这个文件夹，请核对路径。")])
    reading = _Reading(folder)
    counties = reading.rows("county.csv", _county)
    layers = Layers(
        datasets=reading.rows("datasets.csv", _dataset),
        places=(
            *reading.rows("townships.csv", _township),
            *reading.rows("villages.csv", _village),
            *reading.rows("places.csv", _named_place),
        ),
        stations=reading.rows("stations.csv", _station),
        units=reading.rows("vehicles.csv", _unit),
        crews=reading.rows("crews.csv", _crew),
        water_sources=reading.rows("water_sources.csv", _water_source),
    )
    faults = [*reading.faults, *_strange_files(folder)]
    if len(counties) != 1 and not reading.is_faulty("county.csv"):
        faults.append(RowFault("county.csv", 1, f"应当恰好有一行县，现有 {len(counties)} 行。"))
    for county in counties:
        faults.extend(county_faults(county))
    faults.extend(layer_faults(layers, reading.unread()))
    if faults:
        raise BadCountyFolder(sorted(faults, key=_in_reading_order))
    return CountyRows(
        county=counties[0],
        datasets=layers.datasets,
        places=layers.places,
        stations=layers.stations,
        units=layers.units,
        crews=layers.crews,
        water_sources=layers.water_sources,
        ignored_files=tuple(sorted(name for name in LATER if (folder / name).exists())),
    )


class _Reading:
    """One pass over a folder: the faults met, and what could not be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[RowFault] = []
        self._unread_files: set[str] = set()
        self._unread_keys: set[str] = set()

    def rows(self, file: str, read: Callable[[Cells], Row]) -> tuple[Row, ...]:
        """Return the readable rows of one file."""
        heading = HEADINGS[file]
        sheet = read_sheet(self.folder / file, heading)
        if sheet.faults:
            self.faults.extend(sheet.faults)
            self._unread_files.add(file)
        rows = []
        for cells in sheet.lines:
            row = None if cells.faults else read(cells)
            if row is None or cells.faults:
                self.faults.extend(cells.faults)
                self._unread_keys.add(cells.optional(heading.required[0]))
            else:
                rows.append(row)
        return tuple(rows)

    def unread(self) -> Unread:
        """Return what could not be read."""
        return Unread(frozenset(self._unread_files), frozenset(self._unread_keys))

    def is_faulty(self, file: str) -> bool:
        """Tell whether a file had a fault."""
        return any(fault.file == file for fault in self.faults)


def _in_reading_order(fault: RowFault) -> tuple[int, str, int]:
    files = list(HEADINGS)
    place = files.index(fault.file) if fault.file in files else len(files)
    return place, fault.file, fault.line


def _strange_files(folder: Path) -> list[RowFault]:
    known = "、".join(HEADINGS)
    return [
        RowFault(path.name, 1, f"不认识这个文件，请改名或移出文件夹。可用的文件：{known}。")
        for path in sorted(folder.glob("*.csv"))
        if path.name not in HEADINGS and path.name not in LATER
    ]


def _county(cells: Cells) -> CountyRow:
    return CountyRow(
        origin=cells.origin,
        code=cells.text("code"),
        name=cells.text("name"),
        short_name=cells.text("short_name"),
        time_zone=cells.text("time_zone"),
        neighbours=cells.words("neighbours"),
        is_demo=bool(cells.optional("is_demo")) and cells.yes("is_demo"),
    )


def _dataset(cells: Cells) -> DatasetRow:
    return DatasetRow(
        origin=cells.origin,
        code=cells.text("code"),
        name=cells.text("name"),
        licence=cells.text("licence"),
        attribution=cells.text("attribution"),
        is_synthetic=cells.yes("is_synthetic"),
    )


def _township(cells: Cells) -> PlaceRow:
    return _place(cells, PlaceKind.TOWNSHIP, None, cells.text("code"))


def _village(cells: Cells) -> PlaceRow:
    township = cells.text("township_code")
    return _place(cells, PlaceKind.VILLAGE, township, township)


def _named_place(cells: Cells) -> PlaceRow:
    labels = {
        kind: label
        for kind, label in PLACE_KIND_LABELS.items()
        if kind not in (PlaceKind.TOWNSHIP, PlaceKind.VILLAGE)
    }
    township = cells.text("township_code")
    parent = cells.optional("village_code") or township
    return _place(cells, cells.word("kind", labels), parent, township)


def _place(cells: Cells, kind: PlaceKind, parent: str | None, township: str) -> PlaceRow:
    return PlaceRow(
        origin=cells.origin,
        code=cells.text("code"),
        name=cells.text("name"),
        kind=kind,
        parent_code=parent,
        township_code=township,
        point=cells.point(),
        radius_m=cells.whole("radius_m"),
        is_urban=cells.yes("is_urban"),
        aliases=cells.words("aliases"),
        dataset_code=cells.text("dataset"),
        is_synthetic=cells.yes("is_synthetic"),
    )


def _station(cells: Cells) -> StationRow:
    return StationRow(
        origin=cells.origin,
        code=cells.text("code"),
        name=cells.text("name"),
        kind=cells.word("kind", STATION_KIND_LABELS),
        station_class=cells.optional("station_class"),
        township_code=cells.optional("township_code") or None,
        point=_needed_point(cells),
        dataset_code=cells.text("dataset"),
        is_synthetic=cells.yes("is_synthetic"),
    )


def _unit(cells: Cells) -> UnitRow:
    type_word = cells.text("vehicle_type")
    return UnitRow(
        origin=cells.origin,
        call_sign=cells.text("call_sign"),
        station_code=cells.text("station_code"),
        vehicle_type=_VEHICLE_TYPE_CODES.get(type_word, type_word),
        extra_capabilities=tuple(
            _CAPABILITY_WORDS.get(word, word) for word in cells.words("extra_capabilities")
        ),
        plate_number=cells.optional("plate_number"),
        water_t=cells.amount("water_t"),
        foam_t=cells.amount("foam_t"),
        ladder_m=cells.amount("ladder_m"),
        pump_l_s=cells.amount("pump_l_s"),
        seats=cells.whole("seats"),
        minimum_crew=cells.whole("minimum_crew"),
        in_service_on=cells.day("in_service_on"),
        initial_status=cells.word("initial_status", LABELS, UnitStatus.IN_STATION),
        initial_note=cells.optional("initial_note"),
        dataset_code=cells.text("dataset"),
        is_synthetic=cells.yes("is_synthetic"),
    )


def _crew(cells: Cells) -> CrewRow:
    return CrewRow(
        origin=cells.origin,
        call_sign=cells.text("call_sign"),
        people=cells.whole("people"),
        has_driver=cells.yes("has_driver"),
        leader=cells.optional("leader"),
        dataset_code=cells.text("dataset"),
        is_synthetic=cells.yes("is_synthetic"),
    )


def _water_source(cells: Cells) -> WaterSourceRow:
    return WaterSourceRow(
        origin=cells.origin,
        code=cells.text("code"),
        kind=cells.word("kind", WATER_KIND_LABELS),
        name=cells.text("name"),
        township_code=cells.optional("township_code") or None,
        point=_needed_point(cells),
        flow_l_s=cells.measured("flow_l_s"),
        capacity_m3=cells.measured("capacity_m3"),
        state=cells.word("state", WATER_STATE_LABELS),
        remark=cells.optional("remark"),
        dataset_code=cells.text("dataset"),
        is_synthetic=cells.yes("is_synthetic"),
    )


def _needed_point(cells: Cells) -> Point:
    point = cells.point()
    if point is None and not cells.faults:
        cells.note("lon 和 lat 不能为空，没有坐标就无法派车。")
    return point or _SOMEWHERE
