"""What a station can send at this moment: exceptions first, each with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from resources.crewing import is_staffed, why_unstaffed
from resources.unit_status import DISPATCHABLE, LABELS, UnitStatus
from resources.vehicle_types import CAPABILITY_LABELS, VEHICLE_TYPES, Capability


@dataclass(frozen=True, slots=True)
class VehicleState:
    """One vehicle as the roster knows it; `reason` is why it is out of service, if it is."""

    call_sign: str
    vehicle_type: str
    status: UnitStatus
    crew_on_duty: int
    minimum_crew: int
    has_driver: bool
    reason: str
    since: datetime
    extra_capabilities: frozenset[Capability] = frozenset()

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do: the capabilities of its type and its own extra ones."""
        return VEHICLE_TYPES[self.vehicle_type].capabilities | self.extra_capabilities

    @property
    def is_ready(self) -> bool:
        """Tell whether it may be ordered and has its crew."""
        return self.status in DISPATCHABLE and is_staffed(
            self.crew_on_duty, self.minimum_crew, self.has_driver
        )


class Concern(IntEnum):
    """How much a vehicle's state matters to a chief; the smallest is shown first."""

    OUT_OF_SERVICE = 1
    UNSTAFFED = 2
    WORKING = 3
    AWAY_BUT_READY = 4


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A vehicle that is not simply ready in its station: what is wrong, why, and since when."""

    call_sign: str
    vehicle_type: str
    concern: Concern
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class CapabilityGap:
    """Something the station owns or should have, and cannot send now."""

    capability: Capability
    owned: int
    reason: str


@dataclass(frozen=True, slots=True)
class StationReadiness:
    """The summary of a station; `people_on_duty` adds the crews assigned to its vehicles."""

    vehicles_ready: int
    vehicles_total: int
    people_on_duty: int
    exceptions: tuple[Exceptional, ...]
    gaps: tuple[CapabilityGap, ...]


def summarise(
    vehicles: Iterable[VehicleState], expected: frozenset[Capability] = frozenset()
) -> StationReadiness:
    """Sum up a station's vehicles; gaps are over what it owns and what is `expected` of it.

    Exceptions go by concern, then the longest standing first, then call sign.
    """
    known = sorted(vehicles, key=lambda vehicle: vehicle.call_sign)
    exceptions = [found for vehicle in known if (found := _exception(vehicle)) is not None]
    exceptions.sort(key=lambda one: (one.concern, one.since, one.call_sign))
    return StationReadiness(
        vehicles_ready=sum(vehicle.is_ready for vehicle in known),
        vehicles_total=len(known),
        people_on_duty=sum(vehicle.crew_on_duty for vehicle in known),
        exceptions=tuple(exceptions),
        gaps=_gaps(known, expected),
    )


def _exception(vehicle: VehicleState) -> Exceptional | None:
    lacking = why_unstaffed(vehicle.crew_on_duty, vehicle.minimum_crew, vehicle.has_driver)
    label = LABELS[vehicle.status]
    if vehicle.status == UnitStatus.OUT_OF_SERVICE:
        concern, reason = Concern.OUT_OF_SERVICE, vehicle.reason or "停用，未填写原因"
    elif vehicle.status not in DISPATCHABLE:
        concern, reason = Concern.WORKING, f"执行任务：{label}"
    elif lacking is not None:
        concern, reason = Concern.UNSTAFFED, lacking
    elif vehicle.status != UnitStatus.IN_STATION:
        concern, reason = Concern.AWAY_BUT_READY, f"{label}，可调派"
    else:
        return None
    return Exceptional(vehicle.call_sign, vehicle.vehicle_type, concern, reason, vehicle.since)


def _gaps(
    vehicles: list[VehicleState], expected: frozenset[Capability]
) -> tuple[CapabilityGap, ...]:
    gaps = []
    for capability in Capability:
        owners = [vehicle for vehicle in vehicles if capability in vehicle.capabilities]
        if not owners and capability not in expected:
            continue
        if any(vehicle.is_ready for vehicle in owners):
            continue
        gaps.append(CapabilityGap(capability, len(owners), _gap_reason(capability, owners)))
    return tuple(gaps)


def _gap_reason(capability: Capability, owners: list[VehicleState]) -> str:
    label = CAPABILITY_LABELS[capability]
    if not owners:
        return f"本站没有{label}力量"
    each = []
    for vehicle in owners:
        found = _exception(vehicle)
        assert found is not None, "a vehicle that is not ready is an exception"
        each.append(f"{vehicle.call_sign} {found.reason}")
    return f"{label}力量现在不能出动：{'；'.join(each)}"
