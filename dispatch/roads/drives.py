"""What a vehicle is to a road: its speed on each class, its weight and its height."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final

from dispatch.travel import DEFAULT_TRAVEL
from resources.county_rows import RoadClass
from resources.vehicle_types import VEHICLE_TYPES, VehicleClass

CLASS_SPEEDS_KMH: Final[Mapping[RoadClass, float]] = MappingProxyType(
    {
        RoadClass.MOTORWAY: 80.0,
        RoadClass.NATIONAL: 55.0,
        RoadClass.PROVINCIAL: 50.0,
        RoadClass.COUNTY: 40.0,
        RoadClass.TOWNSHIP: 30.0,
        RoadClass.VILLAGE: 20.0,
        RoadClass.STREET: 30.0,
    }
)
"""What a water tanker drives where no sign says less (P); others in proportion to their speed."""

SPEED_OF_TABLE_KMH: Final = 45.0
"""The mean speed of the vehicle the table is written for."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a vehicle weighs when ready to go, in tonnes, and how high it is, in metres."""

    weight_t: float
    height_m: float


SIZES: Final[Mapping[VehicleClass, Size]] = MappingProxyType(
    {
        VehicleClass.FIREFIGHTING: Size(16.0, 3.4),
        VehicleClass.AERIAL: Size(30.0, 3.9),
        VehicleClass.SPECIAL: Size(14.0, 3.4),
        VehicleClass.SUPPORT: Size(12.0, 3.3),
    }
)
"""Proposed (P): the plans name kinds and seats, not weights."""

TYPE_SIZES: Final[Mapping[str, Size]] = MappingProxyType(
    {
        "motorcycle": Size(0.5, 1.6),
        "pickup": Size(3.0, 2.0),
        "official": Size(2.5, 2.0),
        "portable_pump": Size(3.0, 2.2),
        "boat": Size(4.0, 3.0),
        "drone": Size(3.0, 2.2),
        "robot": Size(6.0, 3.0),
        "publicity": Size(4.0, 2.6),
        "command": Size(5.0, 2.9),
        "medical": Size(4.0, 2.7),
        "water_supply": Size(24.0, 3.5),
    }
)
"""Kinds that are far from the rest of their class, with what carries them (P)."""

TARE_T: Final = 3.0
TONNES_FOR_ONE_OF_WATER: Final = 1.6
LOW_BELOW_T: Final = 8.5
LOW_M: Final = 3.0


@dataclass(frozen=True, slots=True)
class RoadPolicy:
    """The numbers of travel by road, all proposed (P)."""

    speed_kmh: Mapping[RoadClass, float] = field(default_factory=lambda: CLASS_SPEEDS_KMH)
    access_kmh: float = 10.0
    """Between a point and the nearest road: lanes no map shows."""
    access_detour: float = 1.35
    farthest_access_m: float = 2_000.0
    """Beyond this from a road there is no way by road to speak of."""

    def __post_init__(self) -> None:
        if set(self.speed_kmh) != set(RoadClass):
            raise ValueError("every class of road needs a speed")
        if not min(*self.speed_kmh.values(), self.access_kmh) > 0:
            raise ValueError("every speed must be above zero")
        if not (self.access_detour >= 1 and self.farthest_access_m >= 0):
            raise ValueError("a way is never shorter than the straight line")


DEFAULT_ROADS: Final = RoadPolicy()


@dataclass(frozen=True, slots=True)
class Drive:
    """How one vehicle drives: its share of the table's speeds, and its size."""

    share: float
    size: Size

    def __post_init__(self) -> None:
        if not self.share > 0:
            raise ValueError("a speed must be above zero")


@cache
def drive_of(vehicle_type: str, water_t: float = 0.0, usual_kmh: float | None = None) -> Drive:
    """Return how a vehicle drives; a tanker weighs what its tank lets it.

    `usual_kmh` is its speed by the policy in use, None for the default one.
    """
    if usual_kmh is None:
        usual_kmh = DEFAULT_TRAVEL.speed_of(vehicle_type)
    share = usual_kmh / SPEED_OF_TABLE_KMH
    own = TYPE_SIZES.get(vehicle_type)
    if own is not None:
        return Drive(share, own)
    vehicle_class = VEHICLE_TYPES[vehicle_type].vehicle_class
    size = SIZES[vehicle_class]
    if water_t <= 0 or vehicle_class is not VehicleClass.FIREFIGHTING:
        return Drive(share, size)
    weight_t = TARE_T + TONNES_FOR_ONE_OF_WATER * water_t
    return Drive(share, Size(weight_t, LOW_M if weight_t < LOW_BELOW_T else size.height_m))
