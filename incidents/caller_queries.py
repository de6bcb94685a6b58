"""Reads for judging calls: who called about what, what was found, who calls for nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents.categories import Disposition
from incidents.errors import UnknownCall
from incidents.false_alarms import (
    NUISANCES,
    CallBack,
    Evidence,
    NuisanceCall,
    NuisanceCaller,
    nuisance_callers,
)
from incidents.records import Assignment, Call, ClosingReport, Fire, Incident, LogEntry
from resources.database import db
from resources.records import Unit


def call_with(session: Session, call_id: int) -> Call:
    """The call of a key; raises UnknownCall."""
    found = session.get(Call, call_id, populate_existing=True)
    if found is None:
        raise UnknownCall(f"没有键为 {call_id} 的来电，请重新载入后再选。")
    return found


def calls_held(session: Session, incident_id: int) -> Sequence[Call]:
    """Load the calls of an incident held for change, in the order they came in."""
    query = (
        select(Call)
        .where(Call.incident_id == incident_id)
        .order_by(Call.received_at, Call.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def counted_calls(session: Session, incident_id: int) -> int:
    """How many calls tell of an incident."""
    query = select(func.count()).select_from(Call).where(Call.incident_id == incident_id)
    return session.scalar(query) or 0


def merged_into(number: str) -> Sequence[str]:
    """The numbers of the incidents merged into this one, in order."""
    query = select(Incident.number).where(Incident.merged_into == number).order_by(Incident.number)
    return db.session.scalars(query).all()


def has_rolled(session: Session, incident_id: int) -> bool:
    """Whether a vehicle ever left for an incident."""
    query = select(Assignment.id).where(
        Assignment.incident_id == incident_id,
        Assignment.en_route_at.is_not(None) | Assignment.on_scene_at.is_not(None),
    )
    return session.scalars(query.limit(1)).first() is not None


def has_fire(session: Session, incident_id: int) -> bool:
    """Whether a fire is registered on an incident."""
    query = select(Fire.id).where(Fire.incident_id == incident_id)
    return session.scalars(query.limit(1)).first() is not None


def evidence_of(session: Session, incident: Incident) -> Evidence:
    """What the record of an incident says of a fire or of people, by call sign, number, moment."""
    pumped = (
        select(Unit.call_sign)
        .join(Assignment, Assignment.unit_id == Unit.id)
        .where(Assignment.incident_id == incident.id, Assignment.water_on_at.is_not(None))
        .order_by(Unit.call_sign)
    )
    fires = (
        select(Fire.number, Fire.dead, Fire.seriously_injured + Fire.lightly_injured)
        .where(Fire.incident_id == incident.id)
        .order_by(Fire.number)
    )
    notes = (
        select(LogEntry.text)
        .where(LogEntry.incident_number == incident.number, LogEntry.kind == "note")
        .order_by(LogEntry.seq)
    )
    registered = session.execute(fires).all()
    report = session.scalars(
        select(ClosingReport).where(ClosingReport.incident_id == incident.id)
    ).one_or_none()
    return Evidence(
        water_on=tuple(session.scalars(pumped)),
        is_controlled=incident.controlled_at is not None,
        is_extinguished=incident.extinguished_at is not None,
        fires=tuple(number for number, _, _ in registered),
        dead=max(sum(dead for _, dead, _ in registered), report.dead if report else 0),
        injured=max(sum(hurt for _, _, hurt in registered), report.injured if report else 0),
        rescued=report.rescued if report else 0,
        notes=tuple(session.scalars(notes)),
    )


def nuisance_ledger(since: datetime, before: datetime | None = None) -> list[NuisanceCaller]:
    """Who has called for nothing in a time: most calls first, then most minutes, by number.

    Numbers are whole here; whoever shows them masks them by the reader's role.
    """
    query = (
        select(
            Call.caller_number,
            Incident.id,
            Incident.number,
            Incident.disposition,
            Call.received_at,
            Incident.closed_at,
            Incident.call_back,
        )
        .join(Incident, Call.incident_id == Incident.id)
        .where(Incident.disposition.in_(NUISANCES), Call.received_at >= since)
        .order_by(Call.received_at, Call.id)
    )
    if before is not None:
        query = query.where(Call.received_at < before)
    found = db.session.execute(query).all()
    away = _vehicle_time({row.id for row in found})
    return nuisance_callers(
        NuisanceCall(
            caller_number=row.caller_number,
            incident_number=row.number,
            disposition=Disposition(row.disposition),
            received_at=row.received_at,
            closed_at=row.closed_at,
            call_back=CallBack(row.call_back),
            vehicle_time=away.get(row.id, timedelta(0)),
        )
        for row in found
    )


def _vehicle_time(incident_ids: Iterable[int]) -> dict[int, timedelta]:
    """How long vehicles were bound by some incidents, from the order to their release."""
    query = select(Assignment.incident_id, Assignment.ordered_at, Assignment.released_at).where(
        Assignment.incident_id.in_(tuple(incident_ids)), Assignment.released_at.is_not(None)
    )
    spent: dict[int, timedelta] = {}
    for incident_id, ordered_at, released_at in db.session.execute(query):
        assert released_at is not None, "asked for"
        spent[incident_id] = spent.get(incident_id, timedelta(0)) + (released_at - ordered_at)
    return spent
