"""Where the vehicles of a fleet leave from, kept as columns while the fleet changes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import numpy as np

from dispatch.departures import Departure, FleetDepartures
from dispatch.roads.network import RoadNetwork
from dispatch.roads.searching import Places
from dispatch.roads.snapping import Floats
from resources.geography import Position
from resources.unit_status import UnitStatus

ON_THE_ROAD: Final = frozenset({UnitStatus.RETURNING})
"""Statuses in which a vehicle needs no turn-out."""


class Leaving:
    """The departures of those vehicles that have a place and a record that can be used.

    Each vehicle is given as its key, its departure or None, and when it was last heard of.
    """

    def __init__(self) -> None:
        self._wanted: dict[int, Departure] = {}
        self._heard: dict[int, float] = {}
        self._rows: dict[int, int] = {}
        self._departures: FleetDepartures | None = None
        self._heard_at: Floats = np.empty(0)
        self._moved: dict[int, Departure] = {}

    def change(self, key: int, departure: Departure | None, heard_at: datetime | None) -> None:
        """Take over where one vehicle leaves from now; None for one that leaves from nowhere."""
        if departure is None:
            if self._wanted.pop(key, None) is not None:
                self._departures = None
            self._heard.pop(key, None)
            return
        if key not in self._wanted:
            self._departures = None
        self._wanted[key] = departure
        self._heard[key] = np.nan if heard_at is None else heard_at.timestamp()
        self._moved[key] = departure

    def rows(self, keys: Iterable[int]) -> tuple[list[int], Places]:
        """Return which of some vehicles leave from somewhere, and their rows."""
        self._settle()
        known = [key for key in keys if key in self._rows]
        return known, np.array([self._rows[key] for key in known], dtype=np.int64)

    def at(self, moment: datetime | None, network: RoadNetwork | None = None) -> FleetDepartures:
        """Return the departures; without a moment every position counts as fresh.

        With a network their places by the roads are found once and go with every copy.
        """
        departures = self._settle()
        if network is not None and len(network):
            departures.origins(network)
        if moment is None:
            return departures
        age_s = np.nan_to_num(np.maximum(moment.timestamp() - self._heard_at, 0.0))
        return departures.aged(age_s.tolist())

    def _settle(self) -> FleetDepartures:
        if self._departures is None:
            self._rows = {key: row for row, key in enumerate(self._wanted)}
            self._departures = FleetDepartures(list(self._wanted.values()))
            self._heard_at = np.array([self._heard[key] for key in self._wanted], dtype=np.float64)
        elif self._moved:
            changed = {self._rows[key]: one for key, one in self._moved.items()}
            self._departures = self._departures.moved(changed)
            rows: Sequence[int] = list(changed)
            self._heard_at[rows] = [self._heard[key] for key in self._moved]
        self._moved = {}
        return self._departures


def departure_of(
    place: Position | None, vehicle_type: str, station_kind: str, status: UnitStatus, water_t: float
) -> Departure | None:
    """Return where a vehicle leaves from, None for one without a place."""
    if place is None:
        return None
    return Departure(place, vehicle_type, station_kind, status in ON_THE_ROAD, water_t)
