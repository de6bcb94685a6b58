"""When a vehicle arrives: along the roads where the county has them, else by the straight line."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dispatch.departures import Departure, FleetDepartures
from dispatch.roads import network as roads
from dispatch.roads.drives import CLASS_SPEEDS_KMH, SPEED_OF_TABLE_KMH
from dispatch.roads.network import RoadNetwork
from dispatch.roads.searching import Places
from dispatch.roads.snapping import Flags, Floats
from dispatch.travel import (
    DEFAULT_TRAVEL,
    METRES_PER_SECOND_OF_ONE_KMH,
    USUAL,
    Conditions,
    TravelPolicy,
)
from resources.county_rows import RoadClass
from resources.geography import Position, distances_m

__all__ = [
    "CUT_OFF",
    "OFF_ROAD",
    "PLACE_CUT_OFF",
    "TOO_BIG",
    "Arrival",
    "ArrivalTable",
    "Basis",
    "Departure",
    "FleetDepartures",
    "arrival_table",
    "arrivals",
    "fastest_s",
]


class Basis(StrEnum):
    """What a time of arrival was reckoned from."""

    BY_ROAD = "by_road"
    BY_ENGINE = "by_engine"
    """Told by a routing engine beside ours."""
    ESTIMATE = "estimate"


CUT_OFF: Final = "道路不通"
TOO_BIG: Final = "受限高或限重，道路不通"
OFF_ROAD: Final = "远离道路，按直线估算"
PLACE_CUT_OFF: Final = "现场与路网不连通，按直线估算"

NOTES: Final = ("", OFF_ROAD, CUT_OFF, TOO_BIG, PLACE_CUT_OFF)
"""What the note codes of a table of arrivals mean; the first four are those of the network."""
NO_ROADS, BY_STRAIGHT_LINE, EVERYONE_CUT_OFF = 0, roads.OFF_ROAD, 4

SLACK_M: Final = 3.0
"""The ends of a way lie up to a metre from where the map joins its pieces."""
PLANE_SHARE: Final = 0.005
"""A county on a plane is wrong by no more than this share."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """When it arrives, from order to arrival; `eta` is None for one that cannot get there by road.

    `road_m` is the way by road in metres, None for an estimate; `note` says why there is none.
    """

    eta: timedelta | None
    road_m: float | None = None
    note: str = ""
    doubt: timedelta = timedelta(0)
    """Half the width of what the time may be: it is as likely sooner as later (P)."""

    @property
    def is_cut_off(self) -> bool:
        """Tell whether no road leads from the vehicle to the place."""
        return self.eta is None


@dataclass(frozen=True, slots=True, eq=False)
class ArrivalTable:
    """Arrivals as columns, in the order of the rows asked for."""

    seconds: Floats
    """From order to arrival, whole seconds; infinite for a vehicle that is cut off."""
    driving_s: Floats
    metres: Floats
    """By road; nan for an estimate and for a vehicle that is cut off."""
    doubt_s: Floats
    notes: NDArray[np.int8]
    """Which of `NOTES`."""

    def __len__(self) -> int:
        """How many rows were asked for."""
        return len(self.seconds)

    def arrival(self, at: int) -> Arrival:
        """Return one arrival as a value."""
        return self.arrivals([at])[0]

    def arrivals(self, at: Sequence[int] | None = None) -> list[Arrival]:
        """Return all arrivals as values, or those at some places of the table."""
        some = slice(None) if at is None else np.asarray(at, dtype=np.int64)
        columns = (self.seconds, self.metres, self.notes, self.doubt_s)
        # Vehicles of one kind at one station arrive alike: far fewer values than vehicles.
        made: dict[tuple[float, float, int, float], Arrival] = {}
        answers = []
        for row in zip(*(column[some].tolist() for column in columns), strict=True):
            arrival = made.get(row)
            if arrival is None:
                arrival = made[row] = _arrival(*row)
            answers.append(arrival)
        return answers


def _arrival(seconds: float, metres: float, note: int, doubt_s: float) -> Arrival:
    eta = None if math.isinf(seconds) else timedelta(seconds=seconds)
    road_m = None if math.isnan(metres) else metres
    return Arrival(eta, road_m, NOTES[note], timedelta(seconds=doubt_s))


def arrivals(
    network: RoadNetwork | None,
    goal: Position,
    departures: Sequence[Departure],
    policy: TravelPolicy = DEFAULT_TRAVEL,
    conditions: Conditions = USUAL,
) -> list[Arrival]:
    """Return the arrival of each vehicle at a place.

    A place or vehicle far from any road is estimated. So is everyone where no vehicle at all has
    a way: the fault is then in the map, and an estimate is better than nobody.
    """
    fleet = FleetDepartures(departures, policy)
    return arrival_table(network, goal, fleet, conditions).arrivals()


def arrival_table(
    network: RoadNetwork | None,
    goal: Position,
    fleet: FleetDepartures,
    conditions: Conditions = USUAL,
    rows: Places | None = None,
) -> ArrivalTable:
    """Return when the vehicles of a fleet arrive, or those of some rows, as columns.

    Says the same as `arrivals` of the whole fleet does; of few rows near the place it is sooner
    done. "Nobody has a way" is always asked of the whole fleet.
    """
    asked = np.arange(len(fleet)) if rows is None else rows
    driving_s, metres, notes = _driven(network, goal, fleet, conditions, asked)
    is_estimated = np.isnan(metres) & np.isfinite(driving_s)
    turnout_s, turnout_doubt_s = _turnouts(fleet, conditions, asked)
    doubt = fleet.policy.doubt
    share = np.where(is_estimated, doubt.estimated, doubt.by_road)
    over_s = fleet.age_s[asked] - doubt.fresh_for.total_seconds()
    moved_s = np.clip(over_s, 0.0, doubt.most_moved.total_seconds())
    is_cut = np.isinf(driving_s)
    doubt_s = np.where(is_cut, 0.0, driving_s) * share + turnout_doubt_s + moved_s
    return ArrivalTable(
        seconds=_whole(driving_s + turnout_s),
        driving_s=driving_s,
        metres=metres,
        doubt_s=_whole(np.where(is_cut, 0.0, doubt_s)),
        notes=notes,
    )


def _driven(
    network: RoadNetwork | None,
    goal: Position,
    fleet: FleetDepartures,
    conditions: Conditions,
    rows: Places,
) -> tuple[Floats, Floats, NDArray[np.int8]]:
    """Return seconds of driving, metres by road and note codes."""
    none = np.full(len(rows), np.nan)
    if network is None or not len(network) or not len(rows):
        everyone = np.ones(len(rows), dtype=bool)
        notes = np.full(len(rows), NO_ROADS, dtype=np.int8)
        return _estimated(none, goal, fleet, conditions, (rows, everyone)), none, notes
    origins, pace = fleet.origins(network), fleet.policy.pace(conditions)
    found = network.reached(goal, origins, rows, pace=pace)
    notes, is_found = found.codes, found.codes == roads.FOUND
    by_line = notes == BY_STRAIGHT_LINE
    if not is_found.any() and not by_line.all():
        others = (
            network.reached(goal, origins, pace=pace).codes if len(rows) < len(fleet) else notes
        )
        if not (others == roads.FOUND).any():
            notes = np.where(by_line, notes, EVERYONE_CUT_OFF).astype(np.int8)
            by_line = np.ones(len(rows), dtype=bool)
    driving_s = _estimated(found.seconds, goal, fleet, conditions, (rows, by_line))
    return driving_s, np.where(is_found, found.metres, np.nan), notes


def _estimated(
    driving_s: Floats,
    goal: Position,
    fleet: FleetDepartures,
    conditions: Conditions,
    which: tuple[Places, Flags],
) -> Floats:
    """Return the seconds of driving with those by the straight line filled in."""
    rows, by_line = which
    if not by_line.any():
        return driving_s
    some, policy = rows[by_line], fleet.policy
    share = policy.pace(conditions).on(policy.unknown_road)
    speeds = fleet.speed_kmh[some] * share * METRES_PER_SECOND_OF_ONE_KMH
    filled = driving_s.copy()
    metres = distances_m(goal, fleet.lon[some], fleet.lat[some])
    filled[by_line] = metres * policy.detour / speeds
    return filled


def _turnouts(
    fleet: FleetDepartures, conditions: Conditions, rows: Places
) -> tuple[Floats, Floats]:
    """Return the seconds of turn-out of each row, and how wrong they may be."""
    policy, hour = fleet.policy, conditions.local_hour
    told = [policy.turnout_of(kind, hour) for kind in fleet.kinds]
    unsure_s = policy.doubt.turnout.total_seconds()
    seconds = np.array([one.seconds for one in told], dtype=np.float64)
    learned_s = policy.doubt.learned_turnout.total_seconds()
    doubts = np.array([learned_s if one.learned else unsure_s for one in told], dtype=np.float64)
    kind, at_home = fleet.kind[rows], ~fleet.on_the_road[rows]
    return seconds[kind] * at_home, doubts[kind] * at_home


def _whole(seconds: Floats) -> Floats:
    """Round up, to milliseconds first: binary fractions add no second."""
    return np.ceil(np.rint(seconds * 1000) / 1000)


def fastest_s(
    distance_m: float,
    policy: TravelPolicy = DEFAULT_TRAVEL,
    conditions: Conditions = USUAL,
    network: RoadNetwork | None = None,
) -> float:
    """Return seconds sooner than which no vehicle is anywhere so far away by straight line.

    It drives the fastest road there is in a straight line and has left already. With the network
    the bound is that of its own roads, and closer.
    """
    pace = policy.pace(conditions)
    top_kmh = max(*policy.speed_kmh.values(), *policy.type_speed_kmh.values())
    by_line = top_kmh * pace.on(policy.unknown_road) * METRES_PER_SECOND_OF_ONE_KMH / policy.detour
    share = top_kmh / SPEED_OF_TABLE_KMH
    if network is None:
        table = max(CLASS_SPEEDS_KMH[one] * pace.on(one) for one in RoadClass)
        by_road = table * share * METRES_PER_SECOND_OF_ONE_KMH
    else:
        by_road = network.top_speed(share, pace)
    metres = max(distance_m * (1.0 - PLANE_SHARE) - SLACK_M, 0.0)
    return metres / max(by_line, by_road)
