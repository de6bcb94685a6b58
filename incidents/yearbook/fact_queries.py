"""The reads that facts are made from, and of the facts and sums that are kept.

Columns, not rows: a rebuild reads everything, and what stands in the session may be older.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Table, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from incidents.records import Assignment, ClosingReport, Fire, Incident
from incidents.yearbook import facts
from incidents.yearbook.facts import CallOut, IncidentRecord, Results, TurnOut
from incidents.yearbook.records import CallOutFact
from resources.records import County, Station, Unit

HOME_ZONE: Final = "Asia/Shanghai"
"""The zone while no county is loaded: the whole country keeps this time."""
AT_ONCE: Final = 500
"""How many records are asked for in one statement."""

CALL_OUT_FACT: Final[Table] = CallOutFact.__table__  # type: ignore[assignment]

_CALL_OUT_COLUMNS: Final = [CALL_OUT_FACT.c[field.name] for field in fields(CallOut)]
_REPORT_COLUMNS: Final[tuple[InstrumentedAttribute[int], ...]] = (
    ClosingReport.rescued,
    ClosingReport.evacuated,
    ClosingReport.dead,
    ClosingReport.injured,
    ClosingReport.property_saved_fen,
    ClosingReport.property_protected_fen,
)
_LEFT_AT: Final = (Assignment.en_route_at, Assignment.on_scene_at, Assignment.water_on_at)
_FIRES: Final = (
    select(func.count(Fire.id)).where(Fire.incident_id == Incident.id).scalar_subquery()
)


def county_zone(session: Session) -> ZoneInfo:
    """The time zone whose days the facts are counted by."""
    return ZoneInfo(session.scalar(select(County.time_zone)) or HOME_ZONE)


def incident_ids(session: Session) -> Iterator[Sequence[int]]:
    """The keys of all incidents in order, some at a time."""
    yield from _keys(session, Incident.id)


def _keys(session: Session, key: InstrumentedAttribute[int]) -> Iterator[Sequence[int]]:
    last = 0
    while found := session.scalars(
        select(key).where(key > last).order_by(key).limit(AT_ONCE)
    ).all():
        yield found
        last = found[-1]


def call_outs(session: Session, ids: Collection[int], zone: ZoneInfo) -> dict[int, CallOut]:
    """The facts that incidents ought to have by what the records say now, by key."""
    turned_out = _turn_outs(session, ids)
    found = session.execute(
        select(
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
            _FIRES,
            *(func.coalesce(column, 0) for column in _REPORT_COLUMNS),
        )
        .outerjoin(ClosingReport, ClosingReport.incident_id == Incident.id)
        .where(Incident.id.in_(ids))
    )
    return {
        key: facts.call_out(
            IncidentRecord(key, *told, bool(imported), Results(*results), fires),
            turned_out.get(key, ()),
            zone,
        )
        for key, *told, imported, fires, results in (
            (*row[:14], row[14], row[15:]) for row in found
        )
    }


def _turn_outs(session: Session, ids: Collection[int]) -> Mapping[int, list[TurnOut]]:
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
        .where(Assignment.incident_id.in_(ids))
        .where(or_(*(column.is_not(None) for column in _LEFT_AT)))
        .order_by(Assignment.id)
    )
    turned_out: dict[int, list[TurnOut]] = {}
    for incident_id, station, people, is_reinforcement, *stamps in found:
        left_at = min(moment for moment in stamps if moment is not None)
        one = TurnOut(station, people, left_at, is_reinforcement)
        turned_out.setdefault(incident_id, []).append(one)
    return turned_out


def kept_call_outs(session: Session, ids: Collection[int]) -> dict[int, CallOut]:
    """The facts that are kept of incidents, by key."""
    found = session.execute(
        select(*_CALL_OUT_COLUMNS).where(CALL_OUT_FACT.c.incident_id.in_(ids))
    )
    return {row[0]: CallOut(*row) for row in found}
