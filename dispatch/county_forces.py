"""What the county has, as audit and rehearsal see it: every vehicle at home, with its crew."""

from dataclasses import dataclass
from datetime import timedelta

from dispatch.candidates import Candidate
from dispatch.fleet import UnitKind, UnitNow
from resources.crewing import why_unstaffed
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
    pool: str = ""
    """Vehicles of one station with the same word share their people: one of them can go."""

    @property
    def why_unstaffed(self) -> str | None:
        """What its crew lacks, or None."""
        return why_unstaffed(self.people, self.minimum_crew, self.has_driver)

    def in_station(self, key: int) -> UnitNow:
        """See it as one of a fleet that stands at home, under a key."""
        return UnitNow(
            key=key,
            version=0,
            call_sign=self.call_sign,
            station=self.station,
            station_kind=self.station_kind,
            township_code=self.township_code,
            kind=UnitKind(self.vehicle_type, self.capabilities, self.water_t, self.ladder_m),
            status=UnitStatus.IN_STATION,
            status_note="",
            minimum_crew=self.minimum_crew,
            people=self.people,
            has_driver=self.has_driver,
            pool=self.pool,
            rest_until=None,
            place=self.position,
            home=self.position,
            position_at=None,
        )

    def manned(self) -> Candidate:
        """See it as a candidate at home with its crew, there at once: what it can fill at all."""
        return Candidate(
            call_sign=self.call_sign,
            station=self.station,
            station_kind=self.station_kind,
            vehicle_type=self.vehicle_type,
            capabilities=self.capabilities,
            status=UnitStatus.IN_STATION,
            is_staffed=True,
            eta=timedelta(0),
            position=self.position,
            township_code=self.township_code,
            water_t=self.water_t,
            crew=self.people,
            ladder_m=self.ladder_m,
            pool=self.pool,
        )


@dataclass(frozen=True, slots=True)
class CountyForces:
    """The vehicles of the county by station and call sign, and its stations without a place."""

    vehicles: tuple[Vehicle, ...]
    stations: int = 0
    unplaced_stations: tuple[str, ...] = ()
