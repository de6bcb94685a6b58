"""How long a vehicle takes to arrive, estimated from the straight line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from resources.vehicle_types import VEHICLE_TYPES, VehicleClass

METRES_PER_SECOND_OF_ONE_KMH: Final = 1000 / 3600

SPEEDS_KMH: Final[Mapping[VehicleClass, float]] = MappingProxyType(
    {
        VehicleClass.FIREFIGHTING: 45.0,
        VehicleClass.AERIAL: 35.0,
        VehicleClass.SPECIAL: 45.0,
        VehicleClass.SUPPORT: 40.0,
    }
)

TYPE_SPEEDS_KMH: Final[Mapping[str, float]] = MappingProxyType(
    {"motorcycle": 50.0, "pickup": 50.0, "official": 50.0, "engineering": 30.0}
)

TURNOUT: Final[Mapping[str, timedelta]] = MappingProxyType(
    {
        "national_station": timedelta(seconds=60),
        "township_brigade": timedelta(seconds=120),
        "enterprise_brigade": timedelta(seconds=120),
        "volunteer_brigade": timedelta(seconds=300),
        "micro_station": timedelta(seconds=60),
    }
)


@dataclass(frozen=True, slots=True)
class TravelPolicy:
    """The numbers of the estimate, all proposed (P) and to be replaced by measured ones.

    The turn-out of a national station, 60 s, follows "接警出动 ≤1 min" (R).
    """

    detour: float = 1.35
    speed_kmh: Mapping[VehicleClass, float] = field(default_factory=lambda: SPEEDS_KMH)
    type_speed_kmh: Mapping[str, float] = field(default_factory=lambda: TYPE_SPEEDS_KMH)
    turnout: Mapping[str, timedelta] = field(default_factory=lambda: TURNOUT)
    longest_turnout: timedelta = timedelta(seconds=300)
    """Taken for a station of a kind the table does not name."""

    def __post_init__(self) -> None:
        speeds = (*self.speed_kmh.values(), *self.type_speed_kmh.values())
        if set(self.speed_kmh) != set(VehicleClass) or min(speeds) <= 0:
            raise ValueError("every vehicle class needs a speed above zero")
        if self.detour < 1:
            raise ValueError("a road is never shorter than the straight line")
        if min((*self.turnout.values(), self.longest_turnout)) < timedelta(0):
            raise ValueError("a turn-out time cannot be negative")

    def speed_of(self, vehicle_type: str) -> float:
        """Return the speed of a vehicle type in km/h."""
        own = self.type_speed_kmh.get(vehicle_type)
        return self.speed_kmh[VEHICLE_TYPES[vehicle_type].vehicle_class] if own is None else own

    def turnout_of(self, station_kind: str) -> timedelta:
        """Return the time from order to wheels moving at a station of this kind."""
        return self.turnout.get(station_kind, self.longest_turnout)


DEFAULT_TRAVEL: Final = TravelPolicy()


def estimate(
    distance_m: float,
    policy: TravelPolicy,
    *,
    vehicle_type: str,
    station_kind: str,
    on_the_road: bool = False,
) -> timedelta:
    """Return the time from order to arrival over a straight-line distance, in whole seconds.

    A vehicle on the road needs no turn-out. The seconds are rounded up: an arrival promised
    too early is the worse mistake.
    """
    if distance_m < 0:
        raise ValueError("a distance cannot be negative")
    metres_per_second = policy.speed_of(vehicle_type) * METRES_PER_SECOND_OF_ONE_KMH
    # Rounded to milliseconds first, so that binary fractions do not add a second.
    milliseconds = round(distance_m * policy.detour / metres_per_second * 1000)
    travel = timedelta(seconds=-(-milliseconds // 1000))
    return travel if on_the_road else travel + policy.turnout_of(station_kind)
