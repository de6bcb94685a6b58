"""What is wrong with the record of a vehicle, so that nobody is sent by it or left without word."""

from dataclasses import dataclass

from resources.unit_status import LABELS, UnitStatus, status_of
from resources.vehicle_types import VEHICLE_TYPES, unknown_words


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """One vehicle as its rows tell of it, right or wrong."""

    vehicle_type: str
    extra_capabilities: str
    status: str
    has_crew: bool
    has_position: bool
    """Whether it, or its station, has a point."""


def unusable(record: UnitRecord) -> str | None:
    """Return why a vehicle cannot be advised at all, or None where it can."""
    if record.vehicle_type not in VEHICLE_TYPES:
        return f"车型“{record.vehicle_type}”不认识，不知其能力，请改正车辆资料"
    if status_of(record.status) != record.status:
        label = LABELS[UnitStatus.OUT_OF_SERVICE]
        return f"状态“{record.status}”不认识，按{label}处理，请重新报状态"
    return None


def record_faults(record: UnitRecord) -> tuple[str, ...]:
    """Return everything that is wrong with a vehicle's record, the gravest first."""
    faults = [] if (grave := unusable(record)) is None else [grave]
    if not record.has_crew:
        faults.append("没有班组登记，请登记在岗人员")
    if not record.has_position:
        faults.append("车辆和队站都没有坐标，无法推算到场时间")
    if words := unknown_words(record.extra_capabilities):
        faults.append(f"附加能力“{'、'.join(words)}”不认识，未计入")
    return tuple(faults)
