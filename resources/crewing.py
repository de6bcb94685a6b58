"""Whether a vehicle has people to turn out with: its minimum crew, a shared crew, rest.

Of several vehicles that share one group of people only one can go at a time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import Final

from resources.errors import FieldFault
from resources.unit_status import UnitStatus

LEAST_CREW: Final = 1
"""Whoever drives is one of the crew: no vehicle turns out with nobody counted in it."""

PEOPLE_AWAY: Final = frozenset(UnitStatus) - {UnitStatus.IN_STATION, UnitStatus.OUT_OF_SERVICE}
"""Statuses in which a vehicle's people are with it away from home, also on the way back."""

_AWAY_WORDS: Final[Mapping[UnitStatus, str]] = MappingProxyType(
    {
        UnitStatus.RETURNING: "返队途中",
        UnitStatus.STANDBY: "驻防",
        UnitStatus.TRAINING: "训练",
    }
)


def least_crew(minimum_crew: int) -> int:
    """Return how many people a vehicle needs at least, its driver included."""
    return max(minimum_crew, LEAST_CREW)


def is_staffed(crew_on_duty: int, minimum_crew: int, has_driver: bool) -> bool:
    """Tell whether a vehicle may turn out: a driver, and at least the minimum crew with them."""
    return has_driver and crew_on_duty >= least_crew(minimum_crew)


def why_unstaffed(crew_on_duty: int, minimum_crew: int, has_driver: bool) -> str | None:
    """Return what is missing, in words for the dispatcher, or None when nothing is."""
    lacks = []
    needed = least_crew(minimum_crew)
    if crew_on_duty < needed:
        lacks.append(f"在岗 {crew_on_duty} 人，最低需 {needed} 人")
    if not has_driver:
        lacks.append("没有驾驶员")
    return "，".join(lacks) if lacks else None


@dataclass(frozen=True, slots=True)
class CrewDuty:
    """Who is on duty for one vehicle, as a chief enters it.

    `pool` is "" where the people go with this vehicle alone, `rest_until` None where they do
    not rest.
    """

    people: int
    has_driver: bool
    leader: str = ""
    pool: str = ""
    rest_until: datetime | None = None


LONGEST_REST: Final = timedelta(hours=24)
"""A longer rest is a slip, or a vehicle that should be put out of service (P)."""

LONGEST_POOL: Final = 20


def duty_faults(duty: CrewDuty, seats: int, now: datetime) -> tuple[FieldFault, ...]:
    """Return what is wrong with a crew for a vehicle of so many seats, field by field."""
    faults = []
    if not 0 <= duty.people <= seats:
        faults.append(FieldFault("people", f"在岗人数应在 0 与座位数 {seats} 之间。"))
    if duty.has_driver and duty.people == 0:
        faults.append(FieldFault("has_driver", "在岗 0 人却有驾驶员，请核对。"))
    if len(duty.pool) > LONGEST_POOL or len(duty.pool.split()) > 1:
        faults.append(FieldFault("pool", f"共用班组的名称最长 {LONGEST_POOL} 字，不含空格。"))
    if duty.rest_until is not None and duty.rest_until > now + LONGEST_REST:
        hours = LONGEST_REST // timedelta(hours=1)
        faults.append(FieldFault("rest_until", f"休整最长 {hours} 小时，更久请改报停用。"))
    return tuple(faults)


@dataclass(frozen=True, slots=True)
class Manned:
    """A vehicle, what it does, and whom it shares its people with.

    Vehicles of one station with the same `pool` share one group of people; "" shares nobody.
    """

    call_sign: str
    station: str
    pool: str
    status: UnitStatus

    @property
    def group(self) -> tuple[str, str]:
        """The people it goes with; a vehicle that shares nobody has its own."""
        return (self.station, self.pool) if self.pool else ("", self.call_sign)


def why_blocked(unit: Manned, fleet: Iterable[Manned]) -> str | None:
    """Return with whom the people of a vehicle are away, or None while they are at hand.

    A vehicle that is itself away has people aboard, whatever its mates do. One that is out of
    service takes nobody along. Of several mates that are away the first by call sign is named.
    """
    if not unit.pool or unit.status in PEOPLE_AWAY:
        return None
    away = [
        mate
        for mate in fleet
        if mate.group == unit.group
        and mate.call_sign != unit.call_sign
        and mate.status in PEOPLE_AWAY
    ]
    if not away:
        return None
    mate = min(away, key=lambda one: one.call_sign)
    return f"人员随{mate.call_sign}{_AWAY_WORDS.get(mate.status, '出动')}，无人驾驶"


def is_blocked(unit: Manned, fleet: Iterable[Manned]) -> bool:
    """Tell whether the people of a vehicle are away with another one."""
    return why_blocked(unit, fleet) is not None


def crews_away(fleet: Iterable[Manned]) -> dict[str, str]:
    """Return, by call sign, why each vehicle of a fleet has no people that has none for it."""
    sharing: dict[tuple[str, str], list[Manned]] = {}
    for one in fleet:
        if one.pool:
            sharing.setdefault(one.group, []).append(one)
    return {
        one.call_sign: why
        for mates in sharing.values()
        for one in mates
        if (why := why_blocked(one, mates)) is not None
    }


def most_able(ready: Iterable[Manned]) -> int:
    """Count how many of some ready vehicles can go together: of a shared crew one."""
    return len({one.group for one in ready})


@dataclass(frozen=True, slots=True)
class RestPolicy:
    """After how much work a crew is told to rest, and for how long; proposed (P)."""

    after: timedelta = timedelta(hours=4)
    lasting: timedelta = timedelta(hours=1)

    def __post_init__(self) -> None:
        if self.after < timedelta(0) or self.lasting <= timedelta(0):
            raise ValueError("a rest lasts, and follows work")


DEFAULT_REST: Final = RestPolicy()


def is_resting(rest_until: datetime | None, now: datetime) -> bool:
    """Tell whether a crew rests: it goes only where nobody else can."""
    return rest_until is not None and rest_until > now


def resting_words(rest_until: datetime | None, now: datetime, zone: tzinfo) -> str | None:
    """Return until when a crew rests, in the county's time, or None when it does not."""
    if rest_until is None or not is_resting(rest_until, now):
        return None
    end = rest_until.astimezone(zone)
    is_today = end.date() == now.astimezone(zone).date()
    return f"休整中（至 {end:{'%H:%M' if is_today else '%m-%d %H:%M'}}）"


def suggested_rest(
    began_at: datetime, ended_at: datetime, now: datetime, policy: RestPolicy = DEFAULT_REST
) -> datetime | None:
    """Return until when a crew should rest after its last work, or None where it need not.

    The rest counts from the end of the work, so that it is not suggested to one who has slept.
    """
    end = ended_at + policy.lasting
    return end if ended_at - began_at > policy.after and end > now else None
