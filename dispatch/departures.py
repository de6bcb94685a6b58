"""Where the vehicles of a fleet leave from, as columns that many questions share."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np

from dispatch.roads.drives import Drive, drive_of
from dispatch.roads.network import RoadNetwork
from dispatch.roads.origins import Origins, Start
from dispatch.roads.searching import Integers
from dispatch.roads.snapping import Flags, Floats
from dispatch.travel import DEFAULT_TRAVEL, USUAL, Conditions, TravelPolicy
from resources.geography import Position

NOT_MOVING: Final = 0.0


@dataclass(frozen=True, slots=True)
class Departure:
    """A vehicle where it is now; `on_the_road` spares it the turn-out."""

    position: Position
    vehicle_type: str
    station_kind: str
    on_the_road: bool = False
    water_t: float = 0.0
    position_age: timedelta | None = None
    """How long ago it was there, for one that may have moved since; None where it stands."""


class FleetDepartures:
    """Departures by their row; it never changes, and a vehicle that moves makes a new one.

    Making it walks over all vehicles and looks for their roads; a question to it does neither.
    Keep one for the fleet, and go on with what `moved` and `aged` return.
    """

    def __init__(
        self, departures: Sequence[Departure], policy: TravelPolicy = DEFAULT_TRAVEL
    ) -> None:
        self.policy = policy
        self._departures = list(departures)
        kinds: dict[str, int] = {}
        speeds = {kind: policy.speed_of(kind) for kind in {one.vehicle_type for one in departures}}
        rows = [
            (
                one.position.lon,
                one.position.lat,
                speeds[one.vehicle_type],
                kinds.setdefault(one.station_kind, len(kinds)),
                one.on_the_road,
                _age_s(one),
            )
            for one in departures
        ]
        columns = np.array(rows, dtype=np.float64).reshape(-1, 6).T
        self.kinds = tuple(kinds)
        self.lon, self.lat, self.speed_kmh = (np.ascontiguousarray(one) for one in columns[:3])
        self.kind: Integers = columns[3].astype(np.int32)
        """Which of `kinds`, by row."""
        self.on_the_road: Flags = columns[4].astype(bool)
        self.age_s: Floats = columns[5].copy()
        """Of the position, 0 for a vehicle that stands where it is."""
        self._origins: tuple[RoadNetwork, Origins] | None = None

    def __len__(self) -> int:
        """How many vehicles there are."""
        return len(self._departures)

    def origins(self, network: RoadNetwork) -> Origins:
        """Return where they stand by the roads; found once for each network."""
        kept = self._origins
        if kept is None or kept[0] is not network:
            kept = self._origins = network, network.origins(_starts(self._departures, self.policy))
        return kept[1]

    def prepare(self, network: RoadNetwork, conditions: Conditions = USUAL) -> bool:
        """Work out the times from where the vehicles at home stand; `RoadNetwork.prepare` says how.

        Returns whether all found room.
        """
        homes = [one for one in self._departures if not one.on_the_road]
        return network.prepare(_starts(homes, self.policy), self.policy.pace(conditions))

    def moved(self, departures: Mapping[int, Departure]) -> "FleetDepartures":
        """Return the same fleet but for some vehicles, given by their row."""
        if not departures:
            return self
        whole = list(self._departures)
        for row, one in departures.items():
            whole[row] = one
        some = FleetDepartures(list(departures.values()), self.policy)
        if not set(some.kinds) <= set(self.kinds):
            return FleetDepartures(whole, self.policy)
        new = copy(self)
        new._departures = whole
        rows = np.array(list(departures), dtype=np.int64)
        kinds = np.array([self.kinds.index(one) for one in some.kinds], dtype=np.int32)
        new.kind = self.kind.copy()
        new.kind[rows] = kinds[some.kind]
        for name in ("lon", "lat", "speed_kmh", "on_the_road", "age_s"):
            column = getattr(self, name).copy()
            column[rows] = getattr(some, name)
            setattr(new, name, column)
        if self._origins is not None:
            network, origins = self._origins
            left = _starts(departures.values(), self.policy)
            starts = dict(zip(departures, left, strict=True))
            is_known = all(drive in origins.drives for _, drive in starts.values())
            new._origins = (network, origins.moved(starts)) if is_known else None
        return new

    def aged(self, age_s: Iterable[float]) -> "FleetDepartures":
        """Return the same fleet with the ages of its positions as they are now, by row."""
        new = copy(self)
        new.age_s = np.fromiter(age_s, dtype=np.float64, count=len(self))
        return new

    def under(self, policy: TravelPolicy) -> "FleetDepartures":
        """Return the same fleet under another policy: learned turn-outs, other speeds."""
        new = copy(self)
        new.policy = policy
        if policy.speed_kmh != self.policy.speed_kmh or (
            policy.type_speed_kmh != self.policy.type_speed_kmh
        ):
            return FleetDepartures(self._departures, policy)
        return new


def _starts(departures: Iterable[Departure], policy: TravelPolicy) -> list[Start]:
    drives: dict[tuple[str, float], Drive] = {}
    starts = []
    for one in departures:
        key = (one.vehicle_type, one.water_t)
        drive = drives.get(key)
        if drive is None:
            drive = drives[key] = drive_of(*key, policy.speed_of(one.vehicle_type))
        starts.append((one.position, drive))
    return starts


def _age_s(one: Departure) -> float:
    return NOT_MOVING if one.position_age is None else one.position_age.total_seconds()
