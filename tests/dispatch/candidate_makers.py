"""Makers of candidates and demands with one telling keyword each."""

from datetime import timedelta

from dispatch.candidates import Candidate
from dispatch.response_plans import Demand, DemandLine, Mark, RuleRef
from resources.unit_status import UnitStatus
from resources.vehicle_types import VEHICLE_TYPES, Capability


def make_candidate(
    call_sign: str,
    vehicle_type: str = "water_tanker",
    *,
    seconds: int | None = 60,
    also: tuple[str, ...] = (),
    status: UnitStatus = UnitStatus.IN_STATION,
    is_staffed: bool = True,
    why_not: str | None = None,
    station: str = "县站",
    station_kind: str = "national_station",
    township_code: str | None = None,
    water_t: float = 0.0,
    crew: int = 5,
    rescue_kit: bool = False,
    smoke_light_kit: bool = False,
) -> Candidate:
    return Candidate(
        call_sign=call_sign,
        station=station,
        station_kind=station_kind,
        vehicle_type=vehicle_type,
        capabilities=VEHICLE_TYPES[vehicle_type].capabilities | {Capability(word) for word in also},
        status=status,
        is_staffed=is_staffed,
        eta=None if seconds is None else timedelta(seconds=seconds),
        why_not=why_not,
        township_code=township_code,
        water_t=water_t,
        crew=crew,
        has_rescue_kit=rescue_kit,
        has_smoke_light_kit=smoke_light_kit,
    )


def make_line(
    capabilities: str,
    count: int = 1,
    *,
    wanted: tuple[str, ...] = (),
    others: tuple[str, ...] = (),
) -> DemandLine:
    abilities = tuple(Capability(word) for word in capabilities.split())
    return DemandLine(abilities, count, Mark.PROPOSED, wanted_types=wanted, other_types=others)


def make_demand(*lines: DemandLine) -> Demand:
    rule = RuleRef("test-1", "10100", 1, Mark.PROPOSED, "")
    return Demand(lines, people=10, stations="1", linkage=(), as_needed=(), rule=rule)
