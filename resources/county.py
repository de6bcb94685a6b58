"""The rows of one county together, and every fault that keeps them from fitting together."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

from resources.county_rows import (
    CountyRow,
    CrewRow,
    DatasetRow,
    Origin,
    PlaceKind,
    PlaceRow,
    Point,
    StationRow,
    UnitRow,
    WaterSourceRow,
)
from resources.errors import BadCountyFolder, RowFault
from resources.geography import Position, distance_m
from resources.unit_status import LABELS, UnitStatus
from resources.vehicle_types import VEHICLE_TYPES, Capability

# 若羌, the largest county of China, is some 600 km across.
FARTHEST_M: Final = 300_000
"""A point farther than this from the middle of the county's points is a slip."""

CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
# Call signs stand in addresses and are spoken and typed: no spaces, no slashes.
CALL_SIGN: Final = re.compile(r"[\w-]{1,20}")
INITIAL_STATUSES: Final = (UnitStatus.IN_STATION, UnitStatus.OUT_OF_SERVICE)

SourcedRow = PlaceRow | StationRow | UnitRow | CrewRow | WaterSourceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """All rows of a county but its own; they may still contradict each other."""

    datasets: tuple[DatasetRow, ...]
    places: tuple[PlaceRow, ...]
    stations: tuple[StationRow, ...]
    units: tuple[UnitRow, ...]
    crews: tuple[CrewRow, ...]
    water_sources: tuple[WaterSourceRow, ...]

    @property
    def sourced(self) -> tuple[SourcedRow, ...]:
        """Every row that names a dataset."""
        return self.places + self.stations + self.units + self.crews + self.water_sources


@dataclass(frozen=True, slots=True)
class Unread:
    """What exists and could not be read: whole files, and the codes and call signs of rows.

    A reference to it is not reported as unknown on top of the fault that hides it.
    """

    files: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()

    def hides(self, key: str, file: str) -> bool:
        """Tell whether a key that is missing from a file may stand in its unread part."""
        return file in self.files or key in self.keys


NOTHING_UNREAD: Final = Unread()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyRows(Layers):
    """A county that fits together; raises BadCountyFolder naming every row that does not.

    `ignored_files` are files of the folder that this version knows of and does not read.
    """

    county: CountyRow
    ignored_files: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        faults = (*county_faults(self.county), *layer_faults(self))
        if faults:
            raise BadCountyFolder(faults)


def county_faults(county: CountyRow) -> tuple[RowFault, ...]:
    """Return what is wrong with the county's own row."""
    faults = list(_malformed(CODE, "县代码", ((county.origin, county.code),)))
    try:
        ZoneInfo(county.time_zone)
    except (KeyError, ValueError, OSError):
        faults.append(
            _fault(
                county.origin,
                f"不认识时区“{county.time_zone}”，请填写 Asia/Shanghai 这样的名称。",
            )
        )
    return tuple(faults)


def layer_faults(layers: Layers, unread: Unread = NOTHING_UNREAD) -> tuple[RowFault, ...]:
    """Return every fault among the rows, in the order of file and line."""
    faults = [
        *_identity_faults(layers),
        *_dataset_faults(layers, unread),
        *_place_faults(layers, unread),
        *_station_and_water_faults(layers, unread),
        *_unit_faults(layers, unread),
        *_crew_faults(layers, unread),
        *_outliers(layers),
    ]
    return tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.reason)))


def _identity_faults(layers: Layers) -> Iterator[RowFault]:
    datasets = [(row.origin, row.code) for row in layers.datasets]
    places = [(row.origin, row.code) for row in layers.places]
    stations = [(row.origin, row.code) for row in layers.stations]
    units = [(row.origin, row.call_sign) for row in layers.units]
    waters = [(row.origin, row.code) for row in layers.water_sources]
    for name, keys in (
        ("数据集代码", datasets),
        ("地点代码", places),
        ("队站代码", stations),
        ("水源代码", waters),
    ):
        yield from _malformed(CODE, name, keys)
        yield from _repeated(name, keys)
    yield from _malformed(CALL_SIGN, "呼号", units)
    yield from _repeated("呼号", units)
    yield from _repeated("队站名称", [(row.origin, row.name) for row in layers.stations])
    yield from _repeated("班组的呼号", [(row.origin, row.call_sign) for row in layers.crews])


def _malformed(
    pattern: re.Pattern[str], name: str, keys: Iterable[tuple[Origin, str]]
) -> Iterator[RowFault]:
    allowed = "汉字、字母、数字" if pattern is CALL_SIGN else "字母、数字"
    for origin, key in keys:
        if not pattern.fullmatch(key):
            yield _fault(origin, f"{name}“{key}”只能由{allowed}、横线和下划线组成，且不能过长。")


def _repeated(name: str, keys: Iterable[tuple[Origin, str]]) -> Iterator[RowFault]:
    first: dict[str, Origin] = {}
    for origin, key in keys:
        earlier = first.setdefault(key, origin)
        if earlier is not origin:
            yield _fault(
                origin,
                f"{name}“{key}”重复，{earlier.file} 第 {earlier.line} 行已经用过，请改用别的。",
            )


def _dataset_faults(layers: Layers, unread: Unread) -> Iterator[RowFault]:
    datasets = {row.code: row for row in layers.datasets}
    for row in layers.sourced:
        dataset = datasets.get(row.dataset_code)
        if dataset is None:
            yield from _missing(row.origin, "数据集", row.dataset_code, "datasets.csv", unread)
        elif dataset.is_synthetic and not row.is_synthetic:
            yield _fault(
                row.origin,
                f"数据集“{dataset.code}”标为生成数据，本行 is_synthetic 应填 1，"
                "实测数据请另立数据集。",
            )


def _place_faults(layers: Layers, unread: Unread) -> Iterator[RowFault]:
    townships = {row.code for row in layers.places if row.kind is PlaceKind.TOWNSHIP}
    villages = {row.code: row for row in layers.places if row.kind is PlaceKind.VILLAGE}
    for row in layers.places:
        if row.radius_m <= 0:
            yield _fault(row.origin, f"范围半径 {row.radius_m} 米应大于 0。")
        if row.township_code not in townships:
            yield from _missing(row.origin, "乡镇", row.township_code, "townships.csv", unread)
        if row.parent_code is None or row.parent_code == row.township_code:
            continue
        village = villages.get(row.parent_code)
        if village is None:
            yield from _missing(row.origin, "村", row.parent_code, "villages.csv", unread)
        elif village.township_code != row.township_code:
            yield _fault(
                row.origin,
                f"村“{village.name}”属于乡镇 {village.township_code}，"
                f"与本行的乡镇 {row.township_code} 不一致。",
            )


def _station_and_water_faults(layers: Layers, unread: Unread) -> Iterator[RowFault]:
    townships = {row.code for row in layers.places if row.kind is PlaceKind.TOWNSHIP}
    rows: tuple[StationRow | WaterSourceRow, ...] = layers.stations + layers.water_sources
    for row in rows:
        if row.township_code is not None and row.township_code not in townships:
            yield from _missing(row.origin, "乡镇", row.township_code, "townships.csv", unread)
    for source in layers.water_sources:
        amounts = (("流量", source.flow_l_s), ("容量", source.capacity_m3))
        yield from _negative(source.origin, amounts)


def _unit_faults(layers: Layers, unread: Unread) -> Iterator[RowFault]:
    stations = {row.code for row in layers.stations}
    words = [capability.value for capability in Capability]
    for row in layers.units:
        if row.station_code not in stations:
            yield from _missing(row.origin, "队站", row.station_code, "stations.csv", unread)
        if row.vehicle_type not in VEHICLE_TYPES:
            yield _fault(row.origin, f"不认识车辆类型“{row.vehicle_type}”，请按说明中的类型填写。")
        for word in row.extra_capabilities:
            if word not in words:
                known = "、".join(words)
                yield _fault(row.origin, f"不认识附加能力“{word}”，可填：{known}。")
        if row.seats < 1:
            yield _fault(row.origin, f"乘员座位 {row.seats} 应至少为 1。")
        elif not 0 <= row.minimum_crew <= row.seats:
            yield _fault(
                row.origin,
                f"最低出动人数 {row.minimum_crew} 应在 0 与座位数 {row.seats} 之间。",
            )
        yield from _negative(
            row.origin,
            (
                ("载水量", row.water_t),
                ("载泡沫量", row.foam_t),
                ("举升高度", row.ladder_m),
                ("泵流量", row.pump_l_s),
            ),
        )
        yield from _initial_status_faults(row)


def _initial_status_faults(row: UnitRow) -> Iterator[RowFault]:
    if row.initial_status not in INITIAL_STATUSES:
        label = LABELS[row.initial_status]
        yield _fault(row.origin, f"初始状态不能是“{label}”，只能填备勤或停用。")
    if row.initial_status is UnitStatus.OUT_OF_SERVICE and not row.initial_note:
        yield _fault(row.origin, "停用车辆应在 initial_note 中写明原因。")


def _crew_faults(layers: Layers, unread: Unread) -> Iterator[RowFault]:
    units = {row.call_sign: row for row in layers.units}
    for row in layers.crews:
        unit = units.get(row.call_sign)
        if unit is None:
            yield from _missing(row.origin, "呼号", row.call_sign, "vehicles.csv", unread)
        elif row.people > unit.seats:
            yield _fault(row.origin, f"在岗 {row.people} 人超过该车座位数 {unit.seats}。")
        if row.people < 0:
            yield _fault(row.origin, f"在岗人数 {row.people} 不能为负数。")
        if row.has_driver and row.people == 0:
            yield _fault(row.origin, "在岗 0 人却标有驾驶员，请核对。")


def _outliers(layers: Layers) -> Iterator[RowFault]:
    rows: tuple[PlaceRow | StationRow | WaterSourceRow, ...] = (
        layers.places + layers.stations + layers.water_sources
    )
    placed = [(row.origin, row.point) for row in rows if row.point is not None]
    if not placed:
        return
    middle = _middle(point for _, point in placed)
    for origin, point in placed:
        away_m = distance_m(middle, point.position)
        if away_m > FARTHEST_M:
            yield _fault(
                origin,
                f"坐标（{point.position.lon:.5f}，{point.position.lat:.5f}）"
                f"离全县中心约 {away_m / 1000:.0f} 千米，请核对经纬度和坐标系。",
            )


def _middle(points: Iterable[Point]) -> Position:
    """Return the median of longitudes and of latitudes, which a few slips do not move."""
    positions = [point.position for point in points]
    return Position(median(p.lon for p in positions), median(p.lat for p in positions))


def _negative(origin: Origin, amounts: Iterable[tuple[str, float | None]]) -> Iterator[RowFault]:
    for name, amount in amounts:
        if amount is not None and amount < 0:
            yield _fault(origin, f"{name} {amount:g} 不能为负数。")


def _missing(origin: Origin, noun: str, key: str, file: str, unread: Unread) -> Iterator[RowFault]:
    if not unread.hides(key, file):
        yield _fault(origin, f"{noun}“{key}”不在 {file} 中，请先补上或改正。")


def _fault(origin: Origin, reason: str) -> RowFault:
    return RowFault(origin.file, origin.line, reason)
