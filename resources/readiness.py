"""What a station can send at this moment: exceptions first, each with its reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from resources.crewing import (
    Manned,
    crews_away,
    is_staffed,
    least_crew,
    most_able,
    why_unstaffed,
)
from resources.unit_status import DISPATCHABLE, LABELS, UnitStatus
from resources.vehicle_types import CAPABILITY_LABELS, Capability, abilities


@dataclass(frozen=True, slots=True)
class VehicleState:
    """One vehicle as the roster knows it; `reason` is why it is out of service, if it is.

    `rest` says until when its crew rests, `crew_away` with whom its people are away (`summarise`
    finds that out), `faults` what is wrong with its record; "" and () where there is nothing.
    """

    call_sign: str
    vehicle_type: str
    status: UnitStatus
    crew_on_duty: int
    minimum_crew: int
    has_driver: bool
    reason: str
    since: datetime
    extra_capabilities: str = ""
    has_crew: bool = True
    """False where nobody was ever entered for it."""
    pool: str = ""
    rest: str = ""
    crew_away: str = ""
    faults: tuple[str, ...] = ()
    is_usable: bool = True
    """False where its record does not say what it can do."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do: the capabilities of its type and its own extra ones."""
        return abilities(self.vehicle_type, self.extra_capabilities)

    @property
    def lacking(self) -> str | None:
        """What its crew lacks to turn out, or None when it could."""
        if not self.has_crew:
            return "没有班组登记，请登记在岗人员"
        short = why_unstaffed(self.crew_on_duty, self.minimum_crew, self.has_driver)
        return short or self.crew_away or None

    @property
    def is_ready(self) -> bool:
        """Tell whether it may be ordered and has its crew at hand."""
        return (
            self.is_usable
            and self.status in DISPATCHABLE
            and not self.crew_away
            and is_staffed(self.crew_on_duty, self.minimum_crew, self.has_driver)
        )

    @property
    def manned(self) -> Manned:
        """Whom it goes with; within one station the station tells nothing apart."""
        return Manned(self.call_sign, "", self.pool, self.status)


class Concern(IntEnum):
    """How much a vehicle's state matters to a chief; the smallest is shown first."""

    BAD_RECORD = 0
    OUT_OF_SERVICE = 1
    UNSTAFFED = 2
    WORKING = 3
    RESTING = 4
    AWAY_BUT_READY = 5


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
class SharedCrew:
    """Vehicles of a station that share one group of people, by call sign."""

    pool: str
    call_signs: tuple[str, ...]
    people: int

    @property
    def sentence(self) -> str:
        """What this means to whoever counts on both."""
        names = "、".join(self.call_signs)
        return f"共用 1 班人（{self.pool}，{self.people} 人）：{names} 只能出 1 辆"


@dataclass(frozen=True, slots=True)
class StationReadiness:
    """The summary of a station.

    `people_on_duty` adds the crews of its vehicles, `people_required` their minima, and
    `vehicles_ready` those that can go together: of vehicles that share their people one, and
    these people once.
    """

    vehicles_ready: int
    vehicles_total: int
    people_on_duty: int
    people_required: int
    exceptions: tuple[Exceptional, ...]
    gaps: tuple[CapabilityGap, ...]
    shared: tuple[SharedCrew, ...] = ()


def summarise(
    vehicles: Iterable[VehicleState], expected: frozenset[Capability] = frozenset()
) -> StationReadiness:
    """Sum up a station's vehicles; gaps are over what it owns and what is `expected` of it.

    Exceptions go by concern, then the longest standing first, then call sign.
    """
    known = sorted(vehicles, key=lambda vehicle: vehicle.call_sign)
    away = crews_away(vehicle.manned for vehicle in known)
    known = [replace(one, crew_away=away.get(one.call_sign, "")) for one in known]
    exceptions = [found for vehicle in known for found in _exceptions(vehicle)]
    exceptions.sort(key=lambda one: (one.concern, one.since, one.call_sign))
    groups: dict[tuple[str, str], list[VehicleState]] = {}
    for vehicle in known:
        groups.setdefault(vehicle.manned.group, []).append(vehicle)
    return StationReadiness(
        vehicles_ready=most_able(vehicle.manned for vehicle in known if vehicle.is_ready),
        vehicles_total=len(known),
        people_on_duty=sum(_people(mates) for mates in groups.values()),
        people_required=sum(
            max(least_crew(one.minimum_crew) for one in mates) for mates in groups.values()
        ),
        exceptions=tuple(exceptions),
        gaps=_gaps(known, expected),
        shared=tuple(
            SharedCrew(mates[0].pool, tuple(one.call_sign for one in mates), _people(mates))
            for mates in groups.values()
            if len(mates) > 1
        ),
    )


def _people(mates: Iterable[VehicleState]) -> int:
    """Count the people of vehicles that share them: as many as the largest crew among them."""
    return max(one.crew_on_duty for one in mates)


def _exceptions(vehicle: VehicleState) -> Iterator[Exceptional]:
    for told in vehicle.faults:
        yield _exceptional(vehicle, Concern.BAD_RECORD, told)
    found = _exception(vehicle)
    if found is not None:
        yield found


def _exception(vehicle: VehicleState) -> Exceptional | None:
    lacking = vehicle.lacking
    label = LABELS[vehicle.status]
    if vehicle.status == UnitStatus.OUT_OF_SERVICE:
        concern, reason = Concern.OUT_OF_SERVICE, vehicle.reason or "停用，未填写原因"
    elif vehicle.status not in DISPATCHABLE:
        concern, reason = Concern.WORKING, f"执行任务：{label}"
    elif lacking is not None:
        concern, reason = Concern.UNSTAFFED, lacking
    elif vehicle.rest:
        concern, reason = Concern.RESTING, f"{vehicle.rest}，别无力量时才建议出动"
    elif vehicle.status != UnitStatus.IN_STATION:
        concern, reason = Concern.AWAY_BUT_READY, f"{label}，可调派"
    else:
        return None
    return _exceptional(vehicle, concern, reason)


def _exceptional(vehicle: VehicleState, concern: Concern, reason: str) -> Exceptional:
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
        found = next(_exceptions(vehicle), None)
        assert found is not None, "a vehicle that is not ready is an exception"
        each.append(f"{vehicle.call_sign} {found.reason}")
    return f"{label}力量现在不能出动：{'；'.join(each)}"
