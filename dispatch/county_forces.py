"""What the county has, as audit and rehearsal see it: every vehicle at home, with its crew."""

from dataclasses import dataclass

from dispatch.arrivals import Arrival, Departure
from dispatch.candidates import Candidate
from resources.crewing import is_staffed, why_unstaffed
from resources.geography import Position
from resources.unit_status import UnitStatus
from resources.vehicle_types import Capability


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle with its station and the crew it has in the present shift."""

    call_sign: str
    station: str
    station_kind: str
    vehicle_type: str
    capabilities: frozenset[Capability]
    position: Position | None = None
    township_code: str | None = None
    water_t: float = 0.0
    ladder_m: float = 0.0
    people: int = 0
    minimum_crew: int = 1
    has_driver: bool = True

    @property
    def why_unstaffed(self) -> str | None:
        """What its crew lacks, or None."""
        return why_unstaffed(self.people, self.minimum_crew, self.has_driver)

    @property
    def departure(self) -> Departure | None:
        """Where it leaves from, None where nobody knows its station's place."""
        if self.position is None:
            return None
        return Departure(self.position, self.vehicle_type, self.station_kind, water_t=self.water_t)

    def at_home(self, arrival: Arrival | None, *, has_crew: bool = False) -> Candidate:
        """See it as a candidate standing in its station; `has_crew` takes its crew for granted."""
        return Candidate(
            call_sign=self.call_sign,
            station=self.station,
            station_kind=self.station_kind,
            vehicle_type=self.vehicle_type,
            capabilities=self.capabilities,
            status=UnitStatus.IN_STATION,
            is_staffed=has_crew or is_staffed(self.people, self.minimum_crew, self.has_driver),
            eta=arrival.eta if arrival else None,
            why_not=None if has_crew or self.why_unstaffed is None else "人员不足",
            position=self.position,
            township_code=self.township_code,
            water_t=self.water_t,
            crew=self.people,
            road_m=arrival.road_m if arrival else None,
            is_cut_off=arrival is not None and arrival.is_cut_off,
            travel_note=arrival.note if arrival else "",
        )


@dataclass(frozen=True, slots=True)
class CountyForces:
    """The vehicles of the county by station and call sign, and its stations without a place."""

    vehicles: tuple[Vehicle, ...]
    stations: int = 0
    unplaced_stations: tuple[str, ...] = ()
