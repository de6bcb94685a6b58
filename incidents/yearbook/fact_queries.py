"""The reads that facts are made from, and of the facts that are kept.

Columns, not rows: a rebuild reads everything, and what stands in the session may be older.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Table, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from incidents.fire_grades import CountedBefore, LaterDeath, Toll
from incidents.records import Assignment, ClosingReport, Fire, Incident
from incidents.yearbook import facts
from incidents.yearbook.facts import (
    CallOut,
    FireRecord,
    IncidentRecord,
    PastCounts,
    RegisteredFire,
    Results,
    TurnOut,
)
from incidents.yearbook.records import CallOutFact, FireDeath, FireFact, PastTurnOut
from resources.database import Model
from resources.records import County, Station, Unit

HOME_ZONE: Final = "Asia/Shanghai"
"""The zone while no county is loaded: the whole country keeps this time."""
AT_ONCE: Final = 500
"""How many records are asked for in one statement."""

Fact = CallOut | RegisteredFire
Facts = Mapping[int, Fact]


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact: where it is kept, and what it is made from."""

    noun: str
    table: Table
    value: type[CallOut] | type[RegisteredFire]
    record_key: InstrumentedAttribute[int]
    wanted: Callable[[Session, Collection[int], ZoneInfo], Facts]
    """The facts that records ought to have by what they say now, by key."""

    def kept(self, session: Session, keys: Collection[int]) -> dict[int, Fact]:
        """Return the facts that are kept of some records, by key."""
        columns = [self.table.c[one.name] for one in fields(self.value)]
        found = session.execute(select(*columns).where(columns[0].in_(keys)))
        return {row[0]: self.value(*row) for row in found}

    @property
    def key(self) -> ColumnElement[int]:
        """The key of a fact, which is that of its record."""
        key: ColumnElement[int] = next(iter(self.table.primary_key))
        return key

    def record_keys(self, session: Session) -> Iterator[Sequence[int]]:
        """Yield the keys of all records in order, some at a time."""
        last = 0
        key = self.record_key
        while found := session.scalars(
            select(key).where(key > last).order_by(key).limit(AT_ONCE)
        ).all():
            yield found
            last = found[-1]


def table_of(model: type[Model]) -> Table:
    """Return the table of a model, for statements that name columns and not rows."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def county_zone(session: Session) -> ZoneInfo:
    """The time zone whose days the facts are counted by."""
    return ZoneInfo(session.scalar(select(County.time_zone)) or HOME_ZONE)


_INCIDENT_COLUMNS: Final = (
    Incident.id,
    Incident.number,
    Incident.received_at,
    Incident.category,
    Incident.disposition,
    Incident.state,
    Incident.merged_into,
    Incident.level,
    Incident.township_code,
    Incident.is_urban,
    Incident.occupancy,
    Incident.is_generated,
    Incident.is_back_entered,
    Incident.import_batch_id.is_not(None),
)
_REPORT_COLUMNS: Final[tuple[InstrumentedAttribute[int], ...]] = (
    ClosingReport.rescued,
    ClosingReport.evacuated,
    ClosingReport.dead,
    ClosingReport.injured,
    ClosingReport.property_saved_fen,
    ClosingReport.property_protected_fen,
)
_PAST_COLUMNS: Final[tuple[InstrumentedAttribute[int], ...]] = (
    PastTurnOut.brigades,
    PastTurnOut.vehicles,
    PastTurnOut.people,
)
_LEFT_AT: Final = (Assignment.en_route_at, Assignment.on_scene_at, Assignment.water_on_at)
_FIRES: Final = select(func.count(Fire.id)).where(Fire.incident_id == Incident.id).scalar_subquery()


def _call_outs(session: Session, keys: Collection[int], zone: ZoneInfo) -> Facts:
    turned_out = _turn_outs(session, keys)
    found = session.execute(
        select(
            *_INCIDENT_COLUMNS,
            _FIRES,
            *(func.coalesce(each, 0) for each in (*_REPORT_COLUMNS, *_PAST_COLUMNS)),
        )
        .outerjoin(ClosingReport, ClosingReport.incident_id == Incident.id)
        .outerjoin(PastTurnOut, PastTurnOut.incident_id == Incident.id)
        .where(Incident.id.in_(keys))
    )
    after_incident = len(_INCIDENT_COLUMNS)
    after_report = after_incident + 1 + len(_REPORT_COLUMNS)
    made = {}
    for row in found:
        told: tuple[Any, ...] = tuple(row)
        results = Results(*told[after_incident + 1 : after_report])
        past = PastCounts(*told[after_report:])
        record = IncidentRecord(*(*told[:after_incident], results, told[after_incident], past))
        made[record.incident_id] = facts.call_out(
            record, turned_out.get(record.incident_id, ()), zone
        )
    return made


def _turn_outs(session: Session, keys: Collection[int]) -> dict[int, list[TurnOut]]:
    found = session.execute(
        select(
            Assignment.incident_id,
            func.coalesce(Assignment.station_code, Station.code),
            Assignment.people,
            Assignment.is_reinforcement,
            *_LEFT_AT,
        )
        .join(Unit, Assignment.unit_id == Unit.id)
        .join(Station, Unit.station_id == Station.id)
        .where(Assignment.incident_id.in_(keys))
        .where(or_(*(column.is_not(None) for column in _LEFT_AT)))
        .order_by(Assignment.id)
    )
    turned_out: dict[int, list[TurnOut]] = {}
    for incident_id, station, people, is_reinforcement, *stamps in found:
        left_at = min(moment for moment in stamps if moment is not None)
        one = TurnOut(station, people, left_at, is_reinforcement)
        turned_out.setdefault(incident_id, []).append(one)
    return turned_out


_FIRE_COLUMNS: Final = (
    Fire.id,
    Fire.number,
    Incident.number,
    Incident.township_code,
    Fire.occurred_at,
    Fire.form,
    Fire.owner,
    Fire.cause,
    Fire.cause_code,
    Fire.occupancy,
    Fire.is_urban,
    Fire.township_code,
    Fire.households,
    Fire.is_generated,
    Fire.import_batch_id.is_not(None),
    Fire.loss_fen,
    Fire.site_cost_fen,
    Fire.people_cost_fen,
)


def _fires(session: Session, keys: Collection[int], zone: ZoneInfo) -> Facts:
    deaths = _deaths(session, keys)
    found = session.execute(
        select(*_FIRE_COLUMNS, Fire.dead, Fire.seriously_injured, Fire.lightly_injured)
        .outerjoin(Incident, Fire.incident_id == Incident.id)
        .where(Fire.id.in_(keys))
    )
    made = {}
    for row in found:
        told: tuple[Any, ...] = tuple(row)
        toll = Toll(*told[len(_FIRE_COLUMNS) :])
        record = FireRecord(*(*told[: len(_FIRE_COLUMNS)], toll))
        made[record.fire_id] = facts.registered_fire(record, deaths.get(record.fire_id, ()), zone)
    return made


def _deaths(session: Session, keys: Collection[int]) -> dict[int, list[LaterDeath]]:
    found = session.execute(
        select(FireDeath.fire_id, FireDeath.died_at, FireDeath.counted_before)
        .where(FireDeath.fire_id.in_(keys), FireDeath.struck_at.is_(None))
        .order_by(FireDeath.id)
    )
    told: dict[int, list[LaterDeath]] = {}
    for fire_id, died_at, counted_before in found:
        told.setdefault(fire_id, []).append(LaterDeath(died_at, CountedBefore(counted_before)))
    return told


def fires_of(session: Session, incident_keys: Collection[int]) -> set[int]:
    """The keys of the fires registered for some incidents."""
    return set(session.scalars(select(Fire.id).where(Fire.incident_id.in_(incident_keys))))


CALL_OUTS: Final = FactKind("警情", table_of(CallOutFact), CallOut, Incident.id, _call_outs)
FIRES: Final = FactKind("火灾", table_of(FireFact), RegisteredFire, Fire.id, _fires)
FACT_KINDS: Final = (CALL_OUTS, FIRES)
