"""Teams inside a burning building (内攻): what is asked of an entry, and by when they are due.

Every number is proposed (mark P): how long a bottle lasts depends on the work, and the brigade
sets its own. The times only call a person; nothing is decided by them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from resources.errors import BadInput, FieldFault

USUAL_AIR: Final = timedelta(minutes=20)
"""Of work on one bottle before the way out must begin (P)."""
LEAST_AIR: Final = timedelta(minutes=1)
MOST_AIR: Final = timedelta(minutes=120)
CHECK_EVERY: Final = timedelta(minutes=10)
"""A safety check (安全询问) is due this long after the last one (P)."""
MOST_INSIDE: Final = 50
LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Entering:
    """A team about to go in; raises BadInput for what nobody can mean."""

    name: str
    people: int
    air: timedelta = USUAL_AIR
    call_sign: str | None = None

    def __post_init__(self) -> None:
        faults = []
        if not 1 <= len(self.name.strip()) <= LONGEST_NAME:
            faults.append(FieldFault("name", f"请填写内攻组名称或组长，最长 {LONGEST_NAME} 字。"))
        if not 1 <= self.people <= MOST_INSIDE:
            faults.append(FieldFault("people", f"进入人数应为 1 到 {MOST_INSIDE} 之间的整数。"))
        faults += air_faults(self.air)
        if faults:
            raise BadInput(tuple(faults))


def air_faults(air: timedelta) -> list[FieldFault]:
    """Tell what is wrong with a time of air."""
    if LEAST_AIR <= air <= MOST_AIR:
        return []
    least, most = (one // timedelta(minutes=1) for one in (LEAST_AIR, MOST_AIR))
    return [FieldFault("air_minutes", f"余气时间应为 {least} 到 {most} 分钟。")]


def check_due(asked_at: datetime, out_due_at: datetime) -> datetime:
    """Return when a team is to be asked again: never later than it is to be out."""
    return max(asked_at, min(asked_at + CHECK_EVERY, out_due_at))
