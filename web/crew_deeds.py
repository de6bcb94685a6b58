"""What may be asked to be done with a vehicle's crew, read once for both doors.

What a request does not tell of a crew stays as it is.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from dispatch import crew_duty
from dispatch.crew_duty import CrewChange
from resources import roster
from resources.accounts import Role
from resources.crewing import CrewDuty
from resources.database import Session
from resources.queries import Unit, unit_called
from web.deeds import my_act, require_own
from web.presenting import SERVICE_ZONE
from web.reading import Reader

CREW_KEEPERS: Final = (Role.CHIEF, Role.ADMIN)
"""Who says who is on duty: the station. A desk in need of a vehicle must not man it by a click."""

MOST_SEATS: Final = 100
LONGEST_NAME: Final = 50


def set_crew(call_sign: str, reader: Reader, version: int | None) -> Callable[[Session], Unit]:
    """Put a crew on a vehicle of the own station, after the version its editor saw."""
    require_own(call_sign)
    unit = unit_called(call_sign)
    told_version = reader.whole("version", most=2**31 - 1)
    duty = _read_duty(reader, roster.crew_duty(unit))
    reason = reader.text("reason")
    reader.finish()
    # What was not told is filled in from the crew as read here: the version of this reading.
    known = roster.crew_version(unit)
    seen = next((one for one in (version, told_version) if one is not None), known)
    change = CrewChange(duty, seen, reason)
    act = my_act()
    return lambda session: crew_duty.set_crew(session, call_sign, change, SERVICE_ZONE, act)


def _read_duty(reader: Reader, known: CrewDuty) -> CrewDuty:
    people = reader.whole("people", most=MOST_SEATS)
    if people is None and "people" in reader.values:
        reader.blame("people", "请填写在岗人数。")
    has_driver = reader.yes_or_no("has_driver")
    return CrewDuty(
        people=known.people if people is None else people,
        has_driver=known.has_driver if has_driver is None else has_driver,
        leader=_told(reader, "leader", known.leader),
        pool=_told(reader, "pool", known.pool),
        rest_until=_rest(reader, known.rest_until),
    )


def _told(reader: Reader, name: str, known: str) -> str:
    return reader.text(name, most=LONGEST_NAME) if name in reader.values else known


def _rest(reader: Reader, known: datetime | None) -> datetime | None:
    """Read until when the crew rests; told as nothing, the rest ends."""
    return reader.moment("rest_until") if "rest_until" in reader.values else known
