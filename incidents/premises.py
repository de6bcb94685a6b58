"""What was on fire or in danger: the occupancy, its surroundings, and flags (处置对象).

Source: the categories of the national press figures, second-hand (R); those marked G there are
general knowledge.
"""

from enum import StrEnum
from typing import Final


class Occupancy(StrEnum):
    """The use of the place an incident happened in."""

    DWELLING = "dwelling"
    MARKET = "market"
    HOTEL_OR_RESTAURANT = "hotel_or_restaurant"
    ENTERTAINMENT = "entertainment"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    TRANSPORT_STATION = "transport_station"
    CARE_HOME = "care_home"
    CULTURE_OR_SPORT = "culture_or_sport"
    FACTORY = "factory"
    WAREHOUSE = "warehouse"
    VEHICLE = "vehicle"
    BUILDING_SITE = "building_site"
    FARM = "farm"
    OTHER = "other"


OCCUPANCY_LABELS: Final = {
    Occupancy.DWELLING: "居村民住宅",
    Occupancy.MARKET: "商场市场",
    Occupancy.HOTEL_OR_RESTAURANT: "宾馆饭店",
    Occupancy.ENTERTAINMENT: "歌舞娱乐场所",
    Occupancy.SCHOOL: "学校",
    Occupancy.HOSPITAL: "医院",
    Occupancy.TRANSPORT_STATION: "车站码头",
    Occupancy.CARE_HOME: "养老机构",
    Occupancy.CULTURE_OR_SPORT: "文体场馆",
    Occupancy.FACTORY: "厂房",
    Occupancy.WAREHOUSE: "仓储",
    Occupancy.VEHICLE: "交通工具",
    Occupancy.BUILDING_SITE: "建筑工地",
    Occupancy.FARM: "农副业场所",
    Occupancy.OTHER: "其他",
}

# 人员密集场所 in the tables by place; care homes, culture and sport are G.
CROWDED: Final = frozenset(
    {
        Occupancy.MARKET,
        Occupancy.HOTEL_OR_RESTAURANT,
        Occupancy.ENTERTAINMENT,
        Occupancy.SCHOOL,
        Occupancy.HOSPITAL,
        Occupancy.TRANSPORT_STATION,
        Occupancy.CARE_HOME,
        Occupancy.CULTURE_OR_SPORT,
    }
)


class Surroundings(StrEnum):
    """Whether a place is in town, in the country or elsewhere (城乡)."""

    TOWN = "town"
    COUNTRY = "country"
    ELSEWHERE = "elsewhere"


SURROUNDINGS_LABELS: Final = {
    Surroundings.TOWN: "城市(含县城)",
    Surroundings.COUNTRY: "农村乡镇",
    Surroundings.ELSEWHERE: "开发区、旅游区、公路等其他",
}


class PremisesFlag(StrEnum):
    """A property of the premises that changes how a brigade prepares."""

    KEY_UNIT = "key_unit"
    HIGH_RISK_UNIT = "high_risk_unit"
    SMALL_PREMISES = "small_premises"
    MIXED_USE = "mixed_use"
    HERITAGE = "heritage"
    RESETTLEMENT = "resettlement"
    FORESTRY = "forestry"


PREMISES_FLAG_LABELS: Final = {
    PremisesFlag.KEY_UNIT: "消防安全重点单位",
    PremisesFlag.HIGH_RISK_UNIT: "火灾高危单位",
    PremisesFlag.SMALL_PREMISES: "九小场所",
    PremisesFlag.MIXED_USE: "三合一/多合一",
    PremisesFlag.HERITAGE: "文物建筑",
    PremisesFlag.RESETTLEMENT: "易地搬迁安置点",
    PremisesFlag.FORESTRY: "林业场所",
}
