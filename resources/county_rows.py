"""One row of each county file as a value; county.py knows whether rows fit together."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from resources.datums import Datum
from resources.geography import Position
from resources.unit_status import UnitStatus


class PlaceKind(StrEnum):
    """What a caller's place is: an administrative unit, or a named place inside one."""

    TOWNSHIP = "township"
    VILLAGE = "village"
    GOVERNMENT = "government"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    MARKET = "market"
    FILLING_STATION = "filling_station"
    SCENIC_SPOT = "scenic_spot"
    RESIDENTIAL_AREA = "residential_area"
    FACTORY = "factory"
    STREET = "street"
    JUNCTION = "junction"
    LANDMARK = "landmark"
    GROUP = "group"
    BUILDING = "building"
    KEY_UNIT = "key_unit"
    ANCIENT_TOWN = "ancient_town"
    BRIDGE = "bridge"
    TUNNEL = "tunnel"
    POLE = "pole"


PLACE_KIND_LABELS: Final[dict[PlaceKind, str]] = {
    PlaceKind.TOWNSHIP: "乡镇或街道",
    PlaceKind.VILLAGE: "村或社区",
    PlaceKind.GOVERNMENT: "机关",
    PlaceKind.SCHOOL: "学校",
    PlaceKind.HOSPITAL: "医疗机构",
    PlaceKind.MARKET: "市场",
    PlaceKind.FILLING_STATION: "加油加气站",
    PlaceKind.SCENIC_SPOT: "景区",
    PlaceKind.RESIDENTIAL_AREA: "居民小区",
    PlaceKind.FACTORY: "工厂或园区",
    PlaceKind.STREET: "道路",
    PlaceKind.JUNCTION: "路口",
    PlaceKind.LANDMARK: "地标",
    PlaceKind.GROUP: "村民小组",
    PlaceKind.BUILDING: "楼栋",
    PlaceKind.KEY_UNIT: "消防安全重点单位",
    PlaceKind.ANCIENT_TOWN: "古镇古寨",
    PlaceKind.BRIDGE: "桥梁",
    PlaceKind.TUNNEL: "隧道",
    PlaceKind.POLE: "灯杆或电线杆",
}


class RoadClass(StrEnum):
    """A road by its administrative class; streets are the roads of a built-up area."""

    MOTORWAY = "motorway"
    NATIONAL = "national"
    PROVINCIAL = "provincial"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    STREET = "street"


ROAD_CLASS_LABELS: Final[dict[RoadClass, str]] = {
    RoadClass.MOTORWAY: "高速公路",
    RoadClass.NATIONAL: "国道",
    RoadClass.PROVINCIAL: "省道",
    RoadClass.COUNTY: "县道",
    RoadClass.TOWNSHIP: "乡道",
    RoadClass.VILLAGE: "村道",
    RoadClass.STREET: "城镇街道",
}


class StationKind(StrEnum):
    """Who keeps a station, from the full-time national force to the neighbours' micro station."""

    NATIONAL_STATION = "national_station"
    TOWNSHIP_BRIGADE = "township_brigade"
    ENTERPRISE_BRIGADE = "enterprise_brigade"
    VOLUNTEER_BRIGADE = "volunteer_brigade"
    MICRO_STATION = "micro_station"


STATION_KIND_LABELS: Final[dict[StationKind, str]] = {
    StationKind.NATIONAL_STATION: "国家综合性消防救援站",
    StationKind.TOWNSHIP_BRIGADE: "乡镇专职消防队",
    StationKind.ENTERPRISE_BRIGADE: "企业专职消防队",
    StationKind.VOLUNTEER_BRIGADE: "志愿消防队",
    StationKind.MICRO_STATION: "微型消防站",
}


class WaterKind(StrEnum):
    """A water source; the first three are the kinds of GB/T 36122-2018 3.1-3.2, the rest P."""

    MUNICIPAL_HYDRANT = "municipal_hydrant"
    WATER_CRANE = "water_crane"
    NATURAL_INTAKE = "natural_intake"
    TANK = "tank"
    PREMISES_HYDRANT = "premises_hydrant"
    INTAKE_PLATFORM = "intake_platform"
    VILLAGE_STORAGE = "village_storage"


WATER_KIND_LABELS: Final[dict[WaterKind, str]] = {
    WaterKind.MUNICIPAL_HYDRANT: "市政消火栓",
    WaterKind.WATER_CRANE: "消防水鹤",
    WaterKind.NATURAL_INTAKE: "天然水源取水设施",
    WaterKind.TANK: "消防水池",
    WaterKind.PREMISES_HYDRANT: "单位内部消火栓",
    WaterKind.INTAKE_PLATFORM: "取水平台",
    WaterKind.VILLAGE_STORAGE: "村庄储水设施",
}


class WaterState(StrEnum):
    """Whether vehicles can fill there (mark P)."""

    INTACT = "intact"
    DAMAGED = "damaged"
    DISABLED = "disabled"
    BLOCKED = "blocked"
    DRY = "dry"
    LOW_PRESSURE = "low_pressure"
    UNCHECKED = "unchecked"


WATER_STATE_LABELS: Final[dict[WaterState, str]] = {
    WaterState.INTACT: "完好",
    WaterState.DAMAGED: "损坏",
    WaterState.DISABLED: "停用",
    WaterState.BLOCKED: "圈占埋压",
    WaterState.DRY: "无水",
    WaterState.LOW_PRESSURE: "水压不足",
    WaterState.UNCHECKED: "待查",
}


class PartnerKind(StrEnum):
    """Who keeps a force beyond the county's own vehicles."""

    DETACHMENT = "detachment"
    NEIGHBOUR_BRIGADE = "neighbour_brigade"
    ENTERPRISE = "enterprise"
    RESCUE_TEAM = "rescue_team"
    FOREST_BRIGADE = "forest_brigade"
    SERVICE = "service"


PARTNER_KIND_LABELS: Final[dict[PartnerKind, str]] = {
    PartnerKind.DETACHMENT: "上级支队、总队",
    PartnerKind.NEIGHBOUR_BRIGADE: "邻县消防救援力量",
    PartnerKind.ENTERPRISE: "企业消防队",
    PartnerKind.RESCUE_TEAM: "社会救援队",
    PartnerKind.FOREST_BRIGADE: "森林消防队",
    PartnerKind.SERVICE: "联动单位",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row was read: file name, and line number from 1 (the heading is line 1)."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Point:
    """A position in WGS 84, and the datum its numbers came in."""

    position: Position
    datum: Datum


@dataclass(frozen=True, slots=True)
class CountyRow:
    """The county itself; `neighbours` are names a caller may say that mean "not here"."""

    origin: Origin
    code: str
    name: str
    short_name: str
    time_zone: str
    neighbours: tuple[str, ...]
    is_demo: bool


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """Where other rows came from, and under which licence."""

    origin: Origin
    code: str
    name: str
    licence: str
    attribution: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A township, village or named place.

    `parent_code` is the smallest place that holds it: none for a township, the township for a
    village, the village, street or neighbourhood for a group or building. `township_code` of a
    township is its own code. `point` is None while unsurveyed; `radius_m` says how far from the
    point the place reaches. `is_synthetic` tells of the point.
    """

    origin: Origin
    code: str
    name: str
    kind: PlaceKind
    parent_code: str | None
    township_code: str
    point: Point | None
    radius_m: int
    is_urban: bool
    aliases: tuple[str, ...]
    dataset_code: str
    is_synthetic: bool
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoadRow:
    """A piece of road between two ends where roads may meet, with its line in driving order.

    `ref` is its number (G65, G319, S304), empty for a road without one; several pieces share it.
    `start_stake_m` and `end_stake_m` are the kilometre stakes of the two ends in metres, None
    where the road has none; they may fall along the line. None for speed or limits: not known.
    """

    origin: Origin
    code: str
    name: str
    ref: str
    road_class: RoadClass
    line: tuple[Position, ...]
    datum: Datum
    start_stake_m: int | None
    end_stake_m: int | None
    is_oneway: bool
    speed_kmh: float | None
    height_limit_m: float | None
    weight_limit_t: float | None
    dataset_code: str
    is_synthetic: bool
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseNumberRow:
    """One numbered house of a street; numbers between two known ones are interpolated."""

    origin: Origin
    street_code: str
    number: int
    point: Point
    dataset_code: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station; `station_class` is free text, because counties have local class names."""

    origin: Origin
    code: str
    name: str
    kind: StationKind
    station_class: str
    township_code: str | None
    point: Point
    dataset_code: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A vehicle; the initial status counts only when the vehicle is new to the county."""

    origin: Origin
    call_sign: str
    station_code: str
    vehicle_type: str
    extra_capabilities: tuple[str, ...]
    plate_number: str
    water_t: float
    foam_t: float
    ladder_m: float
    pump_l_s: float
    seats: int
    minimum_crew: int
    in_service_on: date | None
    initial_status: UnitStatus
    initial_note: str
    dataset_code: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class CrewRow:
    """The people on duty for one vehicle; vehicles of one station with one `pool` share them."""

    origin: Origin
    call_sign: str
    people: int
    has_driver: bool
    leader: str
    dataset_code: str
    is_synthetic: bool
    pool: str = ""


@dataclass(frozen=True, slots=True)
class WaterSourceRow:
    """A place to fill; flow and capacity are None while unmeasured."""

    origin: Origin
    code: str
    kind: WaterKind
    name: str
    township_code: str | None
    point: Point
    flow_l_s: float | None
    capacity_m3: float | None
    state: WaterState
    remark: str
    dataset_code: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A force beyond the county's own vehicles, on its rung (0 to 6) of the ladder.

    `is_commanded`: our desk may order it (指挥); else it is asked (商请). Each of its `vehicles`
    may have any of its `capabilities`: what comes is what they answer.
    """

    origin: Origin
    code: str
    name: str
    rung: int
    kind: PartnerKind
    is_commanded: bool
    contact: str
    point: Point | None
    vehicles: int
    people: int
    capabilities: tuple[str, ...]
    remark: str
    dataset_code: str
    is_synthetic: bool
