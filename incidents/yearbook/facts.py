"""From the records of one incident or one fire to its fact: one narrow row in local time.

A fact says nothing that the records do not say; whoever keeps it makes it here, at the moment of
the change or in a rebuild, and both must agree to the last unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from incidents.categories import NOT_COUNTED, Disposition
from incidents.causes import is_human_caused
from incidents.fire_grades import LaterDeath, Toll, grade_of, toll_with
from incidents.lifecycle import OPEN, IncidentState

URBAN: Final = "urban"
RURAL: Final = "rural"


@dataclass(frozen=True, slots=True)
class TurnOut:
    """A vehicle that left its station for an incident, and when it is first known to have."""

    station: str
    people: int
    left_at: datetime
    is_reinforcement: bool


@dataclass(frozen=True, slots=True)
class Results:
    """What the closing report adds; an incident without one adds nothing yet. Money in fen."""

    rescued: int = 0
    evacuated: int = 0
    dead: int = 0
    injured: int = 0
    saved_fen: int = 0
    protected_fen: int = 0


@dataclass(frozen=True, slots=True)
class PastCounts:
    """How many turned out by an old register, which names no vehicles."""

    brigades: int = 0
    vehicles: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """What a fact needs of the incident itself, its report and how many fires it had."""

    incident_id: int
    number: str
    received_at: datetime
    category: str
    disposition: str
    state: str
    merged_into: str | None
    level: int
    township_code: str | None
    is_urban: bool | None
    occupancy: str
    is_generated: bool
    is_back_entered: bool
    is_imported: bool
    results: Results
    fires: int
    past: PastCounts = PastCounts()


@dataclass(frozen=True, slots=True)
class FireRecord:
    """What a fact needs of a registered fire and of the incident it belongs to, if any.

    `toll` is what the fire cost when it was registered; costs are None while nobody has told.
    """

    fire_id: int
    number: str
    incident_number: str | None
    incident_township: str | None
    occurred_at: datetime
    form: str
    owner: str
    cause: str
    cause_code: str
    occupancy: str
    is_urban: bool | None
    township_code: str | None
    households: int | None
    is_generated: bool
    is_imported: bool
    loss_fen: int
    site_cost_fen: int | None
    people_cost_fen: int | None
    toll: Toll


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A moment on the county's clock, as the columns of a fact hold it."""

    year: int
    month: int
    """YYYYMM."""
    day: int
    """YYYYMMDD."""
    hour: int
    weekday: int
    """1 Monday to 7 Sunday (ISO 8601)."""


@dataclass(frozen=True, slots=True)
class CallOut:
    """The values of one CallOutFact; see its columns."""

    incident_id: int
    number: str
    received_at: datetime
    year: int
    month: int
    day: int
    hour: int
    weekday: int
    category: str
    disposition: str
    level: int
    township_code: str
    urban: str
    occupancy: str
    station_code: str
    is_counted: bool
    is_closed: bool
    is_generated: bool
    is_back_entered: bool
    is_imported: bool
    brigades: int
    vehicles: int
    people: int
    reinforcements: int
    rescued: int
    evacuated: int
    dead: int
    injured: int
    saved_fen: int
    protected_fen: int
    fires: int


@dataclass(frozen=True, slots=True)
class RegisteredFire:
    """The values of one FireFact; see its columns."""

    fire_id: int
    number: str
    incident_number: str | None
    occurred_at: datetime
    year: int
    month: int
    day: int
    hour: int
    weekday: int
    form: str
    owner: str
    grade: str
    cause: str
    cause_code: str
    occupancy: str
    urban: str
    township_code: str
    is_human_caused: bool
    is_generated: bool
    is_imported: bool
    dead: int
    seriously_injured: int
    lightly_injured: int
    loss_fen: int
    economic_loss_fen: int


def local_time(moment: datetime, zone: ZoneInfo) -> LocalTime:
    """Return a moment on the clock of a zone, converted once."""
    there = moment.astimezone(zone)
    month = there.year * 100 + there.month
    return LocalTime(there.year, month, month * 100 + there.day, there.hour, there.isoweekday())


def urban_word(is_urban: bool | None) -> str:
    """Return `urban`, `rural`, or nothing while nobody has told."""
    if is_urban is None:
        return ""
    return URBAN if is_urban else RURAL


def is_counted(state: str, merged_into: str | None, disposition: str) -> bool:
    """Whether an incident is a call-out of its own: not merged, not a repeat, not a test."""
    is_merged = state == IncidentState.MERGED or merged_into is not None
    return not is_merged and Disposition(disposition) not in NOT_COUNTED


def call_out(record: IncidentRecord, turn_outs: Sequence[TurnOut], zone: ZoneInfo) -> CallOut:
    """Return the fact of an incident.

    The lead station (主战站, P) is that of the vehicle that left first; of those that left at the
    same moment, the one ordered first, which stands first in `turn_outs`.
    """
    at = local_time(record.received_at, zone)
    lead = min(turn_outs, key=lambda one: one.left_at, default=None)
    return CallOut(
        incident_id=record.incident_id,
        number=record.number,
        received_at=record.received_at,
        year=at.year,
        month=at.month,
        day=at.day,
        hour=at.hour,
        weekday=at.weekday,
        category=record.category,
        disposition=record.disposition,
        level=record.level,
        township_code=record.township_code or "",
        urban=urban_word(record.is_urban),
        occupancy=record.occupancy,
        station_code=lead.station if lead else "",
        is_counted=is_counted(record.state, record.merged_into, record.disposition),
        is_closed=IncidentState(record.state) not in OPEN,
        is_generated=record.is_generated,
        is_back_entered=record.is_back_entered,
        is_imported=record.is_imported,
        brigades=len({one.station for one in turn_outs}) + record.past.brigades,
        vehicles=len(turn_outs) + record.past.vehicles,
        people=sum(one.people for one in turn_outs) + record.past.people,
        reinforcements=sum(one.is_reinforcement for one in turn_outs),
        rescued=record.results.rescued,
        evacuated=record.results.evacuated,
        dead=record.results.dead,
        injured=record.results.injured,
        saved_fen=record.results.saved_fen,
        protected_fen=record.results.protected_fen,
        fires=record.fires,
    )


def registered_fire(
    record: FireRecord, deaths: Sequence[LaterDeath], zone: ZoneInfo
) -> RegisteredFire:
    """Return the fact of a fire, graded with the deaths told later inside the window of its rule.

    A fire whose township nobody told stands in that of its incident (P).
    """
    at = local_time(record.occurred_at, zone)
    toll = toll_with(record.toll, deaths, record.occurred_at, zone)
    day = record.occurred_at.astimezone(zone).date()
    costs = (record.site_cost_fen or 0) + (record.people_cost_fen or 0)
    return RegisteredFire(
        fire_id=record.fire_id,
        number=record.number,
        incident_number=record.incident_number,
        occurred_at=record.occurred_at,
        year=at.year,
        month=at.month,
        day=at.day,
        hour=at.hour,
        weekday=at.weekday,
        form=record.form,
        owner=record.owner,
        grade=grade_of(day, toll, record.loss_fen, record.households).grade,
        cause=record.cause,
        cause_code=record.cause_code,
        occupancy=record.occupancy,
        urban=urban_word(record.is_urban),
        township_code=record.township_code or record.incident_township or "",
        is_human_caused=is_human_caused(record.cause, record.cause_code),
        is_generated=record.is_generated,
        is_imported=record.is_imported,
        dead=toll.dead,
        seriously_injured=toll.seriously_injured,
        lightly_injured=toll.lightly_injured,
        loss_fen=record.loss_fen,
        economic_loss_fen=record.loss_fen + costs,
    )


def columns(fact: CallOut | RegisteredFire) -> dict[str, object]:
    """Return a fact as the columns of its row."""
    return {one.name: getattr(fact, one.name) for one in fields(fact)}


def changed(kept: CallOut | RegisteredFire, wanted: CallOut | RegisteredFire) -> dict[str, object]:
    """Return the columns in which a kept fact is not what it ought to be."""
    if kept == wanted:
        return {}
    before = columns(kept)
    return {name: value for name, value in columns(wanted).items() if value != before[name]}
