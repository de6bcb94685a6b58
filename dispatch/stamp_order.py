"""The order in which the times of one vehicle on one incident can lie.

A live report out of order is kept with a warning. A person who corrects a time has time to look:
what cannot be is refused with a sentence that names both times.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from resources.unit_status import LABELS, UnitStatus

LINE: Final = (
    UnitStatus.EN_ROUTE,
    UnitStatus.ON_SCENE,
    UnitStatus.WATER_ON,
    UnitStatus.WATER_OFF,
    UnitStatus.RETURNING,
    UnitStatus.IN_STATION,
)
"""Each of these is not before any that stands left of it; an acknowledgement has no place here,
since a crew may be rolling before it answers."""

WORDS: Final[Mapping[UnitStatus, str]] = {
    **LABELS,
    UnitStatus.ALERTED: "收到",
    UnitStatus.EN_ROUTE: "出动",
    UnitStatus.IN_STATION: "归队",
}


def order_faults(
    status: UnitStatus,
    at: datetime,
    others: Mapping[UnitStatus, datetime],
    received_at: datetime,
    zone: ZoneInfo,
) -> tuple[str, ...]:
    """Say why a time cannot be, beside the other times of the vehicle and that of the call.

    `others` holds the times of other statuses; those unknown are absent.
    """

    def clock(moment: datetime) -> str:
        return moment.astimezone(zone).strftime("%H:%M:%S")

    told = f"{WORDS[status]} {clock(at)}"
    faults = []
    if at < received_at:
        faults.append(f"{told} 早于接警 {clock(received_at)}，请核对日期和时间。")
    if status not in LINE:
        return tuple(faults)
    place = LINE.index(status)
    for other, moment in sorted(others.items(), key=lambda pair: pair[1]):
        if other not in LINE or other is status:
            continue
        is_before = LINE.index(other) < place
        if is_before and at < moment:
            faults.append(f"{told} 早于{WORDS[other]} {clock(moment)}，请核对，或先更正后者。")
        if not is_before and at > moment:
            faults.append(f"{told} 晚于{WORDS[other]} {clock(moment)}，请核对，或先更正后者。")
    return tuple(faults)


def order_warning_of(at: datetime, ordered_at: datetime) -> str:
    """Warn of a time before the order was entered; the order may have been spoken earlier."""
    return "早于下达出动命令的时刻" if at < ordered_at else ""
