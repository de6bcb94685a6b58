"""The reader of a county folder: CSV files that a brigade keeps in a spreadsheet program.

The format is described in docs/county-folder.md.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from resources.county import CountyRows, Layers, county_faults, layer_faults
from resources.errors import BadCountyFolder, RowFault
from resources.row_faults import Unread
from seed.county_lines import (
    county_row,
    crew_row,
    dataset_row,
    house_number_row,
    key_unit_row,
    named_place_row,
    partner_row,
    road_row,
    station_row,
    township_row,
    unit_row,
    village_row,
    water_source_row,
)
from seed.county_sheet import Cells, Heading, read_sheet

Row = TypeVar("Row")

SOURCE: Final = ("dataset", "is_synthetic")
PLACED: Final = ("lon", "lat", "datum")

HEADINGS: Final[dict[str, Heading]] = {
    "county.csv": Heading(("code", "name", "short_name", "time_zone"), ("neighbours", "is_demo")),
    "datasets.csv": Heading(("code", "name", "licence", "attribution", "is_synthetic")),
    "townships.csv": Heading(
        ("code", "name", *PLACED, "radius_m", "is_urban", *SOURCE), ("aliases", "former_names")
    ),
    "villages.csv": Heading(
        ("code", "name", "township_code", *PLACED, "radius_m", "is_urban", *SOURCE),
        ("aliases", "former_names"),
    ),
    "places.csv": Heading(
        ("code", "name", "kind", "township_code", *PLACED, "radius_m", "is_urban", *SOURCE),
        ("village_code", "within_code", "aliases", "former_names"),
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
    "crews.csv": Heading(("call_sign", "people", "has_driver", *SOURCE), ("leader", "pool")),
    "water_sources.csv": Heading(
        ("code", "name", "kind", *PLACED, "state", *SOURCE),
        ("township_code", "flow_l_s", "capacity_m3", "remark"),
    ),
    "roads.csv": Heading(
        ("code", "road_class", "line", "datum", *SOURCE),
        (
            "name",
            "ref",
            "aliases",
            "start_stake_m",
            "end_stake_m",
            "is_oneway",
            "speed_kmh",
            "height_limit_m",
            "weight_limit_t",
        ),
    ),
    "partners.csv": Heading(
        ("code", "name", "rung", "kind", "is_commanded", "vehicles", "people", *PLACED, *SOURCE),
        ("contact", "capabilities", "remark"),
    ),
    "key_units.csv": Heading(
        ("place_code", "usage", *SOURCE),
        ("floors", "height_m", "hazards", "approach", "water", "contact", "remark"),
    ),
    "house_numbers.csv": Heading(("street_code", "number", *PLACED, *SOURCE)),
}
"""The columns of every file; docs/county-folder.md explains each."""

OPTIONAL: Final = frozenset({"roads.csv", "house_numbers.csv", "partners.csv", "key_units.csv"})
"""Files a folder may leave out; their rows are then none."""


def read_county(folder: Path) -> CountyRows:
    """Read a county folder whole; raises BadCountyFolder naming every bad row in it."""
    if not folder.is_dir():
        raise BadCountyFolder([RowFault(str(folder), 1, "没有这个文件夹，请核对路径。")])
    reading = _Reading(folder)
    counties = reading.rows("county.csv", county_row)
    layers = Layers(
        datasets=reading.rows("datasets.csv", dataset_row),
        places=(
            *reading.rows("townships.csv", township_row),
            *reading.rows("villages.csv", village_row),
            *reading.rows("places.csv", named_place_row),
        ),
        stations=reading.rows("stations.csv", station_row),
        units=reading.rows("vehicles.csv", unit_row),
        crews=reading.rows("crews.csv", crew_row),
        water_sources=reading.rows("water_sources.csv", water_source_row),
        roads=reading.rows("roads.csv", road_row),
        house_numbers=reading.rows("house_numbers.csv", house_number_row),
        partners=reading.rows("partners.csv", partner_row),
        key_units=reading.rows("key_units.csv", key_unit_row),
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
        roads=layers.roads,
        house_numbers=layers.house_numbers,
        partners=layers.partners,
        key_units=layers.key_units,
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
        if file in OPTIONAL and not (self.folder / file).exists():
            return ()
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
        if path.name not in HEADINGS
    ]
