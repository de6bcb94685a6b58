"""How long a vehicle takes: its turn-out, its speed by hour and weather, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from dispatch.weather import WEATHER_LABELS, Weather
from resources.county_rows import RoadClass
from resources.vehicle_types import VEHICLE_TYPES, VehicleClass

METRES_PER_SECOND_OF_ONE_KMH: Final = 1000 / 3600
DAY_HOURS: Final = range(7, 22)

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

DAY_TURNOUT: Final[Mapping[str, timedelta]] = MappingProxyType(
    {"national_station": timedelta(seconds=45)}
)


class DayPeriod(StrEnum):
    """The part of the day a turn-out is counted in; people sleep in the other."""

    DAY = "day"
    NIGHT = "night"


def period_of(local_hour: int) -> DayPeriod:
    """Return the part of the day of an hour of the county's clock: day is 07 to 22."""
    return DayPeriod.DAY if local_hour in DAY_HOURS else DayPeriod.NIGHT


@dataclass(frozen=True, slots=True)
class Turnout:
    """The seconds from order to wheels moving, from how many cases, and whether they were."""

    seconds: float
    cases: int = 0
    learned: bool = False
    """Counted from the log; else it is the table's number."""

    def __post_init__(self) -> None:
        if not (self.seconds >= 0 and self.cases >= 0):
            raise ValueError("a turn-out time cannot be negative")


TurnoutTable: TypeAlias = Mapping[tuple[str, DayPeriod], Turnout]
"""Turn-outs learned from the log, by kind of station and part of the day; most are missing."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What slows vehicles down at a moment; None for what nobody has told."""

    local_hour: int | None = None
    weather: Weather | None = None

    def __post_init__(self) -> None:
        if self.local_hour is not None and self.local_hour not in range(24):
            raise ValueError("an hour is one of 0 to 23")


USUAL: Final = Conditions()


@dataclass(frozen=True, slots=True)
class Doubt:
    """How wrong a time may be: half-widths, all proposed (P) until arrivals are compared."""

    by_road: float = 0.15
    """Share of the driving."""
    estimated: float = 0.35
    turnout: timedelta = timedelta(seconds=30)
    """Of a turn-out that was not learned."""
    learned_turnout: timedelta = timedelta(seconds=15)
    """Of one that was: crews are quicker one day than another."""
    fresh_for: timedelta = timedelta(minutes=2)
    """A position no older than this counts as where the vehicle is."""
    most_moved: timedelta = timedelta(minutes=15)
    """A vehicle nobody has heard of for long is taken to be no farther off than this drive."""

    def __post_init__(self) -> None:
        if not min(self.by_road, self.estimated) >= 0:
            raise ValueError("a doubt cannot be negative")
        if min(self.turnout, self.fresh_for, self.most_moved) < timedelta(0):
            raise ValueError("a doubt cannot be negative")

    def moved(self, position_age: timedelta | None) -> timedelta:
        """Return the drive a vehicle may be away from where it was last seen."""
        if position_age is None:
            return timedelta(0)
        return min(max(position_age - self.fresh_for, timedelta(0)), self.most_moved)


def _all_roads(share: float, **other: float) -> Mapping[RoadClass, float]:
    named = {RoadClass(code): own for code, own in other.items()}
    return MappingProxyType(dict.fromkeys(RoadClass, share) | named)


RUSH_SHARE: Final = _all_roads(1.0, street=0.75, national=0.9, provincial=0.9, county=0.95)
"""Streets fill, through roads near them too (P)."""

NIGHT_SHARE: Final = _all_roads(
    0.9, motorway=1.0, national=0.95, street=1.1, township=0.85, village=0.85
)
"""Empty streets are faster, unlit mountain roads slower (P)."""

WEATHER_SHARE: Final[Mapping[Weather, Mapping[RoadClass, float]]] = MappingProxyType(
    {
        Weather.CLEAR: _all_roads(1.0),
        Weather.RAIN: _all_roads(0.85, township=0.8, village=0.75),
        Weather.HEAVY_RAIN: _all_roads(0.65, township=0.6, village=0.5),
        Weather.FOG: _all_roads(0.6, motorway=0.5, street=0.7),
        Weather.SNOW_ICE: _all_roads(0.45, street=0.5, township=0.4, village=0.35),
    }
)
"""Wet gravel and ice are worst where nobody clears them, fog where one drives fastest (P)."""

WEATHER_WORDS: Final = MappingProxyType(WEATHER_LABELS | {Weather.RAIN: "雨天"})
"""What opens a sentence about the weather."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The share of its usual speed a vehicle drives on each class of road, in their order."""

    shares: tuple[float, ...] = (1.0,) * len(RoadClass)

    def __post_init__(self) -> None:
        if len(self.shares) != len(RoadClass) or not min(self.shares) > 0:
            raise ValueError("every class of road needs a share above zero")

    def on(self, road_class: RoadClass) -> float:
        """Return the share on one class of road."""
        return self.shares[tuple(RoadClass).index(road_class)]


USUAL_PACE: Final = Pace()


@dataclass(frozen=True, slots=True)
class TravelPolicy:
    """The numbers of travel, all proposed (P) and to be replaced by measured ones.

    The turn-out of a national station, 45 s by day and 60 s by night, is reported (R), and so
    is "接警出动 ≤1 min" (R). What the log has taught stands in `learned` and goes before.
    """

    detour: float = 1.35
    speed_kmh: Mapping[VehicleClass, float] = field(default_factory=lambda: SPEEDS_KMH)
    type_speed_kmh: Mapping[str, float] = field(default_factory=lambda: TYPE_SPEEDS_KMH)
    turnout: Mapping[str, timedelta] = field(default_factory=lambda: TURNOUT)
    """By night, and where the hour is not told."""
    day_turnout: Mapping[str, timedelta] = field(default_factory=lambda: DAY_TURNOUT)
    """By day, where that is another."""
    longest_turnout: timedelta = timedelta(seconds=300)
    """Taken for a station of a kind the table does not name."""
    learned: TurnoutTable = field(default_factory=lambda: MappingProxyType({}))
    rush_hours: frozenset[int] = frozenset({7, 8, 17, 18})
    rush_share: Mapping[RoadClass, float] = field(default_factory=lambda: RUSH_SHARE)
    night_share: Mapping[RoadClass, float] = field(default_factory=lambda: NIGHT_SHARE)
    weather_share: Mapping[Weather, Mapping[RoadClass, float]] = field(
        default_factory=lambda: WEATHER_SHARE
    )
    unknown_road: RoadClass = RoadClass.COUNTY
    """What the straight-line estimate takes the road for: it slows down as such a road does."""
    doubt: Doubt = Doubt()

    def __post_init__(self) -> None:
        speeds = (*self.speed_kmh.values(), *self.type_speed_kmh.values())
        if set(self.speed_kmh) != set(VehicleClass) or min(speeds) <= 0:
            raise ValueError("every vehicle class needs a speed above zero")
        if self.detour < 1:
            raise ValueError("a road is never shorter than the straight line")
        turnouts = (*self.turnout.values(), *self.day_turnout.values(), self.longest_turnout)
        if min(turnouts) < timedelta(0):
            raise ValueError("a turn-out time cannot be negative")
        if set(self.weather_share) != set(Weather):
            raise ValueError("every weather needs its shares")
        for shares in (self.rush_share, self.night_share, *self.weather_share.values()):
            if set(shares) != set(RoadClass) or not min(shares.values()) > 0:
                raise ValueError("every class of road needs a share above zero")

    def speed_of(self, vehicle_type: str) -> float:
        """Return the usual speed of a vehicle type in km/h."""
        own = self.type_speed_kmh.get(vehicle_type)
        return self.speed_kmh[VEHICLE_TYPES[vehicle_type].vehicle_class] if own is None else own

    def turnout_of(self, station_kind: str, local_hour: int | None = None) -> Turnout:
        """Return the time from order to wheels moving at a station of this kind.

        Where the hour is not told it is the longer of the two.
        """
        if local_hour is not None:
            return self._turnout(station_kind, period_of(local_hour))
        both = [self._turnout(station_kind, period) for period in DayPeriod]
        return max(both, key=lambda one: one.seconds)

    def _turnout(self, station_kind: str, period: DayPeriod) -> Turnout:
        learned = self.learned.get((station_kind, period))
        if learned is not None:
            return learned
        usual = self.turnout.get(station_kind, self.longest_turnout)
        if period is DayPeriod.DAY:
            usual = self.day_turnout.get(station_kind, usual)
        return Turnout(usual.total_seconds())

    def pace(self, conditions: Conditions = USUAL) -> Pace:
        """Return what hour and weather leave of the speed on each class of road."""
        hour, weather = self._hour_share(conditions), self.weather_share[_weather(conditions)]
        return Pace(tuple(hour.get(one, 1.0) * weather[one] for one in RoadClass))

    def note(self, conditions: Conditions = USUAL) -> str:
        """Say in one sentence for a screen what was applied, "" where nothing was."""
        told = []
        weather, hour = _weather(conditions), conditions.local_hour
        shares = self.weather_share[weather].values()
        if min(shares) != 1.0 or max(shares) != 1.0:
            low, high = min(shares), max(shares)
            span = f"{low:g}" if low == high else f"{low:g}～{high:g}"
            told.append(f"{WEATHER_WORDS[weather]}，车速按 {span} 计")
        if hour in self.rush_hours:
            told.append(f"早晚高峰，城镇街道车速按 {self.rush_share[RoadClass.STREET]:g} 计")
        elif hour is not None and period_of(hour) is DayPeriod.NIGHT:
            village, street = (
                self.night_share[one] for one in (RoadClass.VILLAGE, RoadClass.STREET)
            )
            told.append(f"夜间，山区道路车速按 {village:g}、城镇街道按 {street:g} 计")
        return "；".join(told) + "（P）" if told else ""

    def _hour_share(self, conditions: Conditions) -> Mapping[RoadClass, float]:
        hour = conditions.local_hour
        if hour is None:
            return {}
        if hour in self.rush_hours:
            return self.rush_share
        return self.night_share if period_of(hour) is DayPeriod.NIGHT else {}


DEFAULT_TRAVEL: Final = TravelPolicy()


def _weather(conditions: Conditions) -> Weather:
    return conditions.weather or Weather.CLEAR


def estimate(
    distance_m: float,
    policy: TravelPolicy,
    *,
    vehicle_type: str,
    station_kind: str,
    on_the_road: bool = False,
    conditions: Conditions = USUAL,
) -> timedelta:
    """Return the time from order to arrival over a straight-line distance, in whole seconds.

    A vehicle on the road needs no turn-out. The seconds are rounded up: an arrival promised
    too early is the worse mistake.
    """
    if distance_m < 0:
        raise ValueError("a distance cannot be negative")
    share = policy.pace(conditions).on(policy.unknown_road)
    metres_per_second = policy.speed_of(vehicle_type) * share * METRES_PER_SECOND_OF_ONE_KMH
    seconds = distance_m * policy.detour / metres_per_second
    if not on_the_road:
        seconds += policy.turnout_of(station_kind, conditions.local_hour).seconds
    return timedelta(seconds=whole_seconds(seconds))


def whole_seconds(seconds: float) -> int:
    """Return seconds rounded up, to milliseconds first: binary fractions add no second."""
    return -(-round(seconds * 1000) // 1000)
