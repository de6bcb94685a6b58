"""The bodies beside the fire service that are told of an incident (联动单位), and when."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class LinkageKind(StrEnum):
    """A kind of body that is told of an incident and may come to it."""

    POLICE = "police"
    TRAFFIC_POLICE = "traffic_police"
    AMBULANCE = "ambulance"
    WATER_SUPPLY = "water_supply"
    POWER = "power"
    GAS = "gas"
    EMERGENCY_MANAGEMENT = "emergency_management"
    GOVERNMENT = "government"
    ENVIRONMENT = "environment"
    HIGHWAY = "highway"
    WATER_CONSERVANCY = "water_conservancy"
    FORESTRY = "forestry"
    METEOROLOGY = "meteorology"
    HOUSING = "housing"
    TELECOM = "telecom"
    RAILWAY = "railway"
    ENTERPRISE = "enterprise"
    OTHER = "other"


LINKAGE_LABELS: Final[Mapping[LinkageKind, str]] = MappingProxyType(
    {
        LinkageKind.POLICE: "公安",
        LinkageKind.TRAFFIC_POLICE: "交警",
        LinkageKind.AMBULANCE: "120 急救",
        LinkageKind.WATER_SUPPLY: "供水",
        LinkageKind.POWER: "供电",
        LinkageKind.GAS: "燃气",
        LinkageKind.EMERGENCY_MANAGEMENT: "应急管理",
        LinkageKind.GOVERNMENT: "政府值班",
        LinkageKind.ENVIRONMENT: "生态环境",
        LinkageKind.HIGHWAY: "公路、路政",
        LinkageKind.WATER_CONSERVANCY: "水利",
        LinkageKind.FORESTRY: "林业",
        LinkageKind.METEOROLOGY: "气象",
        LinkageKind.HOUSING: "住建",
        LinkageKind.TELECOM: "通信",
        LinkageKind.RAILWAY: "铁路",
        LinkageKind.ENTERPRISE: "企业",
        LinkageKind.OTHER: "其他",
    }
)
"""The words of each, in the order of a list to choose from."""

LINKAGE_MARKS: Final[Mapping[LinkageKind, str]] = MappingProxyType(
    {
        kind: "P" if kind in {LinkageKind.GOVERNMENT, LinkageKind.OTHER} else "S"
        for kind in LinkageKind
    }
)
"""S: named as a linked body in the plans of counties that were read (轮台, 朔州, 伊美, 酉阳)."""

_P, _T, _A = LinkageKind.POLICE, LinkageKind.TRAFFIC_POLICE, LinkageKind.AMBULANCE
_W, _E, _G = LinkageKind.WATER_SUPPLY, LinkageKind.POWER, LinkageKind.GAS
_M, _H = LinkageKind.EMERGENCY_MANAGEMENT, LinkageKind.HIGHWAY
_N = LinkageKind.ENVIRONMENT

SUGGESTED: Final[Mapping[str, tuple[LinkageKind, ...]]] = MappingProxyType(
    {
        "1": (_P, _A, _E, _G, _W),
        "105": (_P, _A, _N, _M, _W),
        "107": (_T, _A, _H),
        "10720": (_P, _E),
        "10730": (_P, _A, _E, _N, _M),
        "10800": (_E, _P),
        "10900": (LinkageKind.FORESTRY, LinkageKind.METEOROLOGY, _M, _P),
        "1091": (_P,),
        "10920": (_G, _E),
        "10930": (),
        "2": (_P, _A),
        "20100": (_P, _A, _N, _M),
        "20110": (_G, _P, _E, _A),
        "202": (_T, _A, _H),
        "203": (_P, _A, LinkageKind.HOUSING, _E, _G, _M),
        "204": (_M, LinkageKind.WATER_CONSERVANCY, LinkageKind.METEOROLOGY, _H, _E, _A),
        "205": (_P, _A, LinkageKind.WATER_CONSERVANCY),
        "20810": (_M, _A, _P),
        "210": (_A,),
        "211": (_P, _A, _G, _M),
        "213": (_P, _A, LinkageKind.RAILWAY, _M),
        "3": (_P, _A, LinkageKind.GOVERNMENT, _M),
    }
)
"""Whom to tell, by the beginning of the category's code; the longest that fits counts (P)."""

FROM_LEVEL: Final = 3
"""From this level on the government's duty desk and emergency management are told too (P)."""


def suggested(category: str, level: int, has_trapped: bool) -> tuple[LinkageKind, ...]:
    """Return whom to tell of an incident, the most usual first; a person decides (P)."""
    begins = [beginning for beginning in SUGGESTED if category.startswith(beginning)]
    kinds = list(SUGGESTED[max(begins, key=len)]) if begins else []
    if level >= FROM_LEVEL:
        kinds += [LinkageKind.GOVERNMENT, LinkageKind.EMERGENCY_MANAGEMENT]
    if has_trapped:
        kinds = [_A, *kinds]
    return tuple(dict.fromkeys(kinds))
