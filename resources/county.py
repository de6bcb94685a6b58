"""The rows of one county together, and every fault that keeps them from fitting together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

from resources.county_rows import (
    CountyRow,
    CrewRow,
    DatasetRow,
    HouseNumberRow,
    Origin,
    PartnerRow,
    PlaceKind,
    PlaceRow,
    RoadRow,
    StationRow,
    UnitRow,
    WaterSourceRow,
)
from resources.crewing import LONGEST_POOL
from resources.errors import BadCountyFolder, RowFault
from resources.geography import Position, distance_m
from resources.key_unit_rows import KeyUnitRow, key_unit_faults
from resources.partner_faults import partner_faults
from resources.road_faults import house_number_faults, road_faults
from resources.row_faults import (
    CALL_SIGN,
    CODE,
    NOTHING_UNREAD,
    Unread,
    fault,
    malformed,
    missing,
    negative,
    repeated,
)
from resources.unit_status import LABELS, UnitStatus
from resources.vehicle_types import VEHICLE_TYPES, Capability

# 若羌, the largest county of China, is some 600 km across.
FARTHEST_M: Final = 300_000
"""A point farther than this from the middle of the county's points is a slip."""

PRODUCT: Final = "product"
"""The dataset of what was entered in the product; no county folder has it."""

INITIAL_STATUSES: Final = (UnitStatus.IN_STATION, UnitStatus.OUT_OF_SERVICE)

SourcedRow = (
    PlaceRow
    | RoadRow
    | HouseNumberRow
    | StationRow
    | UnitRow
    | CrewRow
    | WaterSourceRow
    | PartnerRow
    | KeyUnitRow
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """All rows of a county but its own; they may still contradict each other."""

    datasets: tuple[DatasetRow, ...]
    places: tuple[PlaceRow, ...]
    stations: tuple[StationRow, ...]
    units: tuple[UnitRow, ...]
    crews: tuple[CrewRow, ...]
    water_sources: tuple[WaterSourceRow, ...]
    roads: tuple[RoadRow, ...] = ()
    house_numbers: tuple[HouseNumberRow, ...] = ()
    partners: tuple[PartnerRow, ...] = ()
    key_units: tuple[KeyUnitRow, ...] = ()

    @property
    def sourced(self) -> tuple[SourcedRow, ...]:
        """Every row that names a dataset."""
        return (
            *self.places,
            *self.roads,
            *self.house_numbers,
            *self.stations,
            *self.units,
            *self.crews,
            *self.water_sources,
            *self.partners,
            *self.key_units,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyRows(Layers):
    """A county that fits together; raises BadCountyFolder naming every row that does not."""

    county: CountyRow

    def __post_init__(self) -> None:
        faults = (*county_faults(self.county), *layer_faults(self))
        if faults:
            raise BadCountyFolder(faults)


def county_faults(county: CountyRow) -> tuple[RowFault, ...]:
    """Return what is wrong with the county's own row."""
    faults = list(malformed(CODE, "县代码", ((county.origin, county.code),)))
    try:
        ZoneInfo(county.time_zone)
    except (KeyError, ValueError, OSError):
        faults.append(
            fault(
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
        *road_faults(layers.roads),
        *house_number_faults(layers.house_numbers, layers.places, unread),
        *_station_and_water_faults(layers, unread),
        *_unit_faults(layers, unread),
        *_crew_faults(layers, unread),
        *partner_faults(layers.partners),
        *key_unit_faults(layers.key_units, [row.code for row in layers.places], unread),
        *_outliers(layers),
    ]
    return tuple(sorted(faults, key=lambda each: (each.file, each.line, each.reason)))


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
        ("增援力量代码", [(row.origin, row.code) for row in layers.partners]),
    ):
        yield from malformed(CODE, name, keys)
        yield from repeated(name, keys)
    yield from malformed(CALL_SIGN, "呼号", units)
    yield from repeated("呼号", units)
    yield from repeated("队站名称", [(row.origin, row.name) for row in layers.stations])
    yield from repeated("班组的呼号", [(row.origin, row.call_sign) for row in layers.crews])


def _dataset_faults(layers: Layers, unread: Unread) -> Iterator[RowFault]:
    datasets = {row.code: row for row in layers.datasets}
    for own in layers.datasets:
        if own.code == PRODUCT:
            yield fault(
                own.origin,
                f"数据集代码“{PRODUCT}”留给在系统内录入的地点，请改用别的代码，"
                "其他各表引用它的 dataset 也一并改正。",
            )
    for row in layers.sourced:
        dataset = datasets.get(row.dataset_code)
        if dataset is None:
            yield from missing(row.origin, "数据集", row.dataset_code, "datasets.csv", unread)
        elif dataset.is_synthetic and not row.is_synthetic:
            yield fault(
                row.origin,
                f"数据集“{dataset.code}”标为生成数据，本行 is_synthetic 应填 1，"
                "实测数据请另立数据集。",
            )


def _place_faults(layers: Layers, unread: Unread) -> Iterator[RowFault]:
    townships = {row.code for row in layers.places if row.kind is PlaceKind.TOWNSHIP}
    places = {row.code: row for row in layers.places}
    for row in layers.places:
        if row.radius_m <= 0:
            yield fault(row.origin, f"范围半径 {row.radius_m} 米应大于 0。")
        if row.township_code not in townships:
            yield from missing(row.origin, "乡镇", row.township_code, "townships.csv", unread)
        if row.parent_code is None or row.parent_code == row.township_code:
            continue
        above = places.get(row.parent_code)
        if above is None:
            files = ("villages.csv", "places.csv")
            yield from missing(row.origin, "所在地点", row.parent_code, files, unread)
        elif above.township_code != row.township_code:
            yield fault(
                row.origin,
                f"所在地点“{above.name}”属于乡镇 {above.township_code}，"
                f"与本行的乡镇 {row.township_code} 不一致。",
            )
        elif _is_circular(row, places):
            yield fault(row.origin, f"“{row.name}”经所在地点又回到自己，请核对 within_code。")


def _is_circular(row: PlaceRow, places: Mapping[str, PlaceRow]) -> bool:
    """Tell whether a place lies in itself by way of the places it lies in."""
    passed: set[str] = set()
    above = places.get(row.parent_code or "")
    while above is not None and above.code not in passed:
        passed.add(above.code)
        above = places.get(above.parent_code or "")
    return row.code in passed


def _station_and_water_faults(layers: Layers, unread: Unread) -> Iterator[RowFault]:
    townships = {row.code for row in layers.places if row.kind is PlaceKind.TOWNSHIP}
    rows: tuple[StationRow | WaterSourceRow, ...] = layers.stations + layers.water_sources
    for row in rows:
        if row.township_code is not None and row.township_code not in townships:
            yield from missing(row.origin, "乡镇", row.township_code, "townships.csv", unread)
    for source in layers.water_sources:
        amounts = (("流量", source.flow_l_s), ("容量", source.capacity_m3))
        yield from negative(source.origin, amounts)


def _unit_faults(layers: Layers, unread: Unread) -> Iterator[RowFault]:
    stations = {row.code for row in layers.stations}
    words = [capability.value for capability in Capability]
    for row in layers.units:
        if row.station_code not in stations:
            yield from missing(row.origin, "队站", row.station_code, "stations.csv", unread)
        if row.vehicle_type not in VEHICLE_TYPES:
            yield fault(row.origin, f"不认识车辆类型“{row.vehicle_type}”，请按说明中的类型填写。")
        for word in row.extra_capabilities:
            if word not in words:
                known = "、".join(words)
                yield fault(row.origin, f"不认识附加能力“{word}”，可填：{known}。")
        if row.seats < 1:
            yield fault(row.origin, f"乘员座位 {row.seats} 应至少为 1。")
        elif not 0 <= row.minimum_crew <= row.seats:
            yield fault(
                row.origin,
                f"最低出动人数 {row.minimum_crew} 应在 0 与座位数 {row.seats} 之间。",
            )
        yield from negative(
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
        yield fault(row.origin, f"初始状态不能是“{label}”，只能填备勤或停用。")
    if row.initial_status is UnitStatus.OUT_OF_SERVICE and not row.initial_note:
        yield fault(row.origin, "停用车辆应在 initial_note 中写明原因。")


def _crew_faults(layers: Layers, unread: Unread) -> Iterator[RowFault]:
    units = {row.call_sign: row for row in layers.units}
    for row in layers.crews:
        unit = units.get(row.call_sign)
        if unit is None:
            yield from missing(row.origin, "呼号", row.call_sign, "vehicles.csv", unread)
        elif row.people > unit.seats:
            yield fault(row.origin, f"在岗 {row.people} 人超过该车座位数 {unit.seats}。")
        if row.people < 0:
            yield fault(row.origin, f"在岗人数 {row.people} 不能为负数。")
        if row.has_driver and row.people == 0:
            yield fault(row.origin, "在岗 0 人却标有驾驶员，请核对。")
    yield from _pool_faults(layers.crews, units)


def _pool_faults(crews: Iterable[CrewRow], units: Mapping[str, UnitRow]) -> Iterator[RowFault]:
    """Yield a fault for each shared crew that no one station could have."""
    first: dict[str, tuple[CrewRow, UnitRow]] = {}
    for row in crews:
        unit = units.get(row.call_sign)
        if not row.pool or unit is None:
            continue
        if len(row.pool) > LONGEST_POOL or len(row.pool.split()) > 1:
            yield fault(row.origin, f"共用班组“{row.pool}”应为一个词，最长 {LONGEST_POOL} 字。")
        mate, home = first.setdefault(row.pool, (row, unit))
        if home.station_code != unit.station_code:
            yield fault(
                row.origin,
                f"共用班组“{row.pool}”的 {mate.call_sign} 属于队站 {home.station_code}，"
                f"{row.call_sign} 属于队站 {unit.station_code}；不同队站不能共用班组，"
                "请改用别的名称。",
            )


def _outliers(layers: Layers) -> Iterator[RowFault]:
    rows: tuple[PlaceRow | HouseNumberRow | StationRow | WaterSourceRow, ...] = (
        layers.places + layers.house_numbers + layers.stations + layers.water_sources
    )
    placed = [(row.origin, row.point.position) for row in rows if row.point is not None]
    placed += [(row.origin, point) for row in layers.roads for point in row.line]
    if not placed:
        return
    middle = middle_of(position for _, position in placed)
    told: set[Origin] = set()
    for origin, position in placed:
        away_m = distance_m(middle, position)
        # One sentence for a road, however many of its points are astray.
        if away_m > FARTHEST_M and origin not in told:
            told.add(origin)
            yield fault(
                origin,
                f"坐标（{position.lon:.5f}，{position.lat:.5f}）"
                f"离全县中心约 {away_m / 1000:.0f} 千米，请核对经纬度和坐标系。",
            )


def middle_of(positions: Iterable[Position]) -> Position:
    """Return the median of longitudes and of latitudes, which a few slips do not move."""
    points = tuple(positions)
    return Position(median(p.lon for p in points), median(p.lat for p in points))
