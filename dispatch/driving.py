"""The way of one vehicle to an incident: its line on the map, its length and how long it takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.arrivals import Departure, arrivals
from dispatch.roads import queries as road_queries
from dispatch.roads.drives import drive_of
from dispatch.travel_queries import travel_at
from resources import roster
from resources.geography import Position
from resources.queries import Unit


@dataclass(frozen=True, slots=True)
class DrivingWay:
    """A way to an incident; `road_m` is None where no road is known and the line is straight.

    `eta` runs from the order to the arrival and is None where no road leads there.
    """

    line: tuple[Position, ...]
    eta: timedelta | None
    road_m: float | None
    note: str = ""


def way_to(unit: Unit, goal: Position, now: datetime) -> DrivingWay | None:
    """Return the way from the vehicle's station to a goal; None for a station without a point.

    From the station and not from where it is: the crew reads it before it leaves.
    """
    home = unit.station.position or roster.place_of(unit)
    if home is None:
        return None
    network, travel = road_queries.network(now), travel_at(now)
    leaving = Departure(home, unit.vehicle_type, unit.station.kind, water_t=unit.water_t)
    (found,) = arrivals(network, goal, [leaving], travel.policy, travel.conditions)
    line: tuple[Position, ...] = ()
    if network is not None and found.road_m is not None:
        usual_kmh = travel.policy.speed_of(unit.vehicle_type)
        start = (home, drive_of(unit.vehicle_type, unit.water_t, usual_kmh))
        line = network.line(goal, start, travel.policy.pace(travel.conditions))
    return DrivingWay(line or (home, goal), found.eta, found.road_m if line else None, found.note)
