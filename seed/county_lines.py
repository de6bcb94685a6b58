"""One line of each county file, read into the row it stands for."""

from typing import Final

from resources.county_rows import (
    PARTNER_KIND_LABELS,
    PLACE_KIND_LABELS,
    ROAD_CLASS_LABELS,
    STATION_KIND_LABELS,
    WATER_KIND_LABELS,
    WATER_STATE_LABELS,
    CountyRow,
    CrewRow,
    DatasetRow,
    HouseNumberRow,
    PartnerRow,
    PlaceKind,
    PlaceRow,
    Point,
    RoadRow,
    StationRow,
    UnitRow,
    WaterSourceRow,
)
from resources.datums import Datum
from resources.geography import Position
from resources.key_unit_rows import KeyUnitRow
from resources.unit_status import LABELS, UnitStatus
from resources.vehicle_types import CAPABILITY_LABELS, VEHICLE_TYPES
from seed.county_sheet import Cells

_VEHICLE_TYPE_CODES: Final = {kind.name: code for code, kind in VEHICLE_TYPES.items()}
_CAPABILITY_WORDS: Final = {label: word.value for word, label in CAPABILITY_LABELS.items()}
_SOMEWHERE: Final = Point(Position(0, 0), Datum.WGS84)


def county_row(cells: Cells) -> CountyRow:
    """Read the county of one line."""
    return CountyRow(
        origin=cells.origin,
        code=cells.text("code"),
        name=cells.text("name"),
        short_name=cells.text("short_name"),
        time_zone=cells.text("time_zone"),
        neighbours=cells.words("neighbours"),
        is_demo=bool(cells.optional("is_demo")) and cells.yes("is_demo"),
    )


def dataset_row(cells: Cells) -> DatasetRow:
    """Read the dataset of one line."""
    return DatasetRow(
        origin=cells.origin,
        code=cells.text("code"),
        name=cells.text("name"),
        licence=cells.text("licence"),
        attribution=cells.text("attribution"),
        is_synthetic=cells.yes("is_synthetic"),
    )


def township_row(cells: Cells) -> PlaceRow:
    """Read the township of one line."""
    return _place(cells, PlaceKind.TOWNSHIP, None, cells.text("code"))


def village_row(cells: Cells) -> PlaceRow:
    """Read the village of one line."""
    township = cells.text("township_code")
    return _place(cells, PlaceKind.VILLAGE, township, township)


def named_place_row(cells: Cells) -> PlaceRow:
    """Read the named place of one line."""
    labels = {
        kind: label
        for kind, label in PLACE_KIND_LABELS.items()
        if kind not in (PlaceKind.TOWNSHIP, PlaceKind.VILLAGE)
    }
    township = cells.text("township_code")
    parent = cells.optional("within_code") or cells.optional("village_code") or township
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
        former_names=cells.words("former_names"),
        dataset_code=cells.text("dataset"),
        is_synthetic=cells.yes("is_synthetic"),
    )


def station_row(cells: Cells) -> StationRow:
    """Read the station of one line."""
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


def unit_row(cells: Cells) -> UnitRow:
    """Read the vehicle of one line."""
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


def crew_row(cells: Cells) -> CrewRow:
    """Read the crew of one line."""
    return CrewRow(
        origin=cells.origin,
        call_sign=cells.text("call_sign"),
        people=cells.whole("people"),
        has_driver=cells.yes("has_driver"),
        leader=cells.optional("leader"),
        dataset_code=cells.text("dataset"),
        is_synthetic=cells.yes("is_synthetic"),
        pool=cells.optional("pool"),
    )


def water_source_row(cells: Cells) -> WaterSourceRow:
    """Read the water source of one line."""
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


def partner_row(cells: Cells) -> PartnerRow:
    """Read the force of one line; it may lie in another county, or have no point yet."""
    return PartnerRow(
        origin=cells.origin,
        code=cells.text("code"),
        name=cells.text("name"),
        rung=cells.whole("rung"),
        kind=cells.word("kind", PARTNER_KIND_LABELS),
        is_commanded=cells.yes("is_commanded"),
        contact=cells.optional("contact"),
        point=cells.point(),
        vehicles=cells.whole("vehicles"),
        people=cells.whole("people"),
        capabilities=tuple(
            _CAPABILITY_WORDS.get(word, word) for word in cells.words("capabilities")
        ),
        remark=cells.optional("remark"),
        dataset_code=cells.text("dataset"),
        is_synthetic=cells.yes("is_synthetic"),
    )


def key_unit_row(cells: Cells) -> KeyUnitRow:
    """Read the key unit of one line."""
    return KeyUnitRow(
        origin=cells.origin,
        place_code=cells.text("place_code"),
        usage=cells.text("usage"),
        floors=cells.counted("floors"),
        height_m=cells.measured("height_m"),
        hazards=cells.optional("hazards"),
        approach=cells.optional("approach"),
        water=cells.optional("water"),
        contact=cells.optional("contact"),
        remark=cells.optional("remark"),
        dataset_code=cells.text("dataset"),
        is_synthetic=cells.yes("is_synthetic"),
    )


def road_row(cells: Cells) -> RoadRow:
    """Read the piece of road of one line."""
    line, datum = cells.line("line")
    return RoadRow(
        origin=cells.origin,
        code=cells.text("code"),
        name=cells.optional("name"),
        ref=cells.optional("ref").upper(),
        road_class=cells.word("road_class", ROAD_CLASS_LABELS),
        line=line,
        datum=datum,
        start_stake_m=cells.counted("start_stake_m"),
        end_stake_m=cells.counted("end_stake_m"),
        is_oneway=bool(cells.optional("is_oneway")) and cells.yes("is_oneway"),
        speed_kmh=cells.measured("speed_kmh"),
        height_limit_m=cells.measured("height_limit_m"),
        weight_limit_t=cells.measured("weight_limit_t"),
        dataset_code=cells.text("dataset"),
        is_synthetic=cells.yes("is_synthetic"),
        aliases=cells.words("aliases"),
    )


def house_number_row(cells: Cells) -> HouseNumberRow:
    """Read the numbered house of one line."""
    return HouseNumberRow(
        origin=cells.origin,
        street_code=cells.text("street_code"),
        number=cells.whole("number"),
        point=_needed_point(cells),
        dataset_code=cells.text("dataset"),
        is_synthetic=cells.yes("is_synthetic"),
    )
