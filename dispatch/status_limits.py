"""How long a vehicle may stand in a status before the board says so (all limits P).

A hint in the row, not an alarm: the watch raises its own reminders for what must be followed up.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from resources.unit_status import UnitStatus

NEAR: Final = 0.8
"""From this share of the target on, the time is shown amber."""


class Stay(StrEnum):
    """How a time in a status stands to its limits: fine, near the target, over it, far over."""

    FINE = "fine"
    NEAR = "near"
    OVER = "over"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class StatusLimit:
    """The target of a status, and the time from which it is plainly too long."""

    target: timedelta
    late: timedelta

    def __post_init__(self) -> None:
        if not timedelta() < self.target < self.late:
            raise ValueError("a target lies above zero and below what is too long")


def _limit(target_minutes: float, late_minutes: float) -> StatusLimit:
    return StatusLimit(timedelta(minutes=target_minutes), timedelta(minutes=late_minutes))


_AT_WORK: Final = _limit(30, 60)

LIMITS: Final[dict[UnitStatus, StatusLimit | None]] = {
    UnitStatus.IN_STATION: None,
    UnitStatus.ALERTED: _limit(1, 2),
    UnitStatus.EN_ROUTE: _limit(15, 30),
    UnitStatus.ON_SCENE: _AT_WORK,
    UnitStatus.WATER_ON: _AT_WORK,
    UnitStatus.WATER_OFF: _AT_WORK,
    UnitStatus.SHUTTLING: _AT_WORK,
    UnitStatus.RETURNING: _limit(60, 120),
    UnitStatus.STANDBY: None,
    UnitStatus.TRAINING: None,
    # The reason and its date are kept; a repair of three weeks is no surprise of the minute.
    UnitStatus.OUT_OF_SERVICE: None,
}
"""By status; at work each report, such as water on, begins the time anew."""


def stay_of(status: UnitStatus, lasting: timedelta) -> Stay:
    """Say how a time in a status stands to its limits."""
    limit = LIMITS[status]
    if limit is None or lasting < NEAR * limit.target:
        return Stay.FINE
    if lasting < limit.target:
        return Stay.NEAR
    return Stay.OVER if lasting < limit.late else Stay.LATE
