"""Reads of what was decided and what the watch looks at; every list states its order."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, Final

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, selectinload

from dispatch.overrides import GivenOrder, OverrideReason
from dispatch.records import Advice, Reminder
from dispatch.records import BeingTyped as BeingTyped
from dispatch.watch import Matter, OpenIncident, OpenOrder, OpenTeam
from incidents.lifecycle import OPEN
from incidents.records import Assignment, Incident, InsideTeam
from resources.database import db
from resources.records import Crew, Station, Unit

MOST_KEYS: Final = 500

# Columns instead of whole rows: of a fleet of 200 that takes a third of the time.
_FLEET: Final = (
    select(
        Unit.id,
        Unit.call_sign,
        Unit.vehicle_type,
        Unit.extra_capabilities,
        Unit.status,
        Unit.status_note,
        Unit.status_since,
        Unit.water_t,
        Unit.ladder_m,
        Unit.minimum_crew,
        Unit.lon,
        Unit.lat,
        Unit.position_at,
        Unit.rest_until,
        Unit.version,
        Station.name.label("station"),
        Station.kind.label("station_kind"),
        Station.township_code,
        Station.lon.label("station_lon"),
        Station.lat.label("station_lat"),
        Crew.people,
        Crew.has_driver,
        Crew.pool,
    )
    .join(Station, Unit.station_id == Station.id)
    .outerjoin(Crew, Crew.unit_id == Unit.id)
    .order_by(Station.code, Unit.call_sign)
)


def fleet(session: Session, keys: Iterable[int] | None = None) -> Iterable[Row[Any]]:
    """Units with their stations and crews, by station and call sign; all, or those of some keys."""
    if keys is None:
        return session.execute(_FLEET)
    # In parts: a database takes only so many values in one statement.
    wanted = sorted(keys)
    parts = [wanted[at : at + MOST_KEYS] for at in range(0, len(wanted), MOST_KEYS)]
    return chain.from_iterable(session.execute(_FLEET.where(Unit.id.in_(part))) for part in parts)


def watched_incidents(session: Session) -> list[OpenIncident]:
    """Open incidents as the watch looks at them, the oldest first."""
    query = (
        select(Incident)
        .where(Incident.state.in_(OPEN))
        .options(selectinload(Incident.assignments).joinedload(Assignment.unit))
        .order_by(Incident.received_at, Incident.number)
    )
    inside = _teams_inside(session)
    return [
        OpenIncident(
            number=incident.number,
            received_at=incident.received_at,
            place_text=incident.place_text,
            # What is written up from paper was seen to by radio long ago.
            was_ordered=bool(incident.assignments) or incident.is_back_entered,
            orders=tuple(
                _open_order(row)
                for row in incident.assignments
                if row.released_at is None and row.recalled_at is None
            ),
            teams=tuple(inside.get(incident.id, ())),
        )
        for incident in session.scalars(query)
    ]


def _open_order(row: Assignment) -> OpenOrder:
    return OpenOrder(
        call_sign=row.unit.call_sign,
        ordered_at=row.ordered_at,
        acknowledged_at=row.acknowledged_at,
        en_route_at=row.en_route_at,
        on_scene_at=row.on_scene_at,
        station=row.unit.station.name,
        shown_at=row.shown_at,
        shown_due_at=row.shown_due_at,
        acknowledged_due_at=row.acknowledged_due_at,
        rolling_due_at=row.rolling_due_at,
        arrival_due_at=row.arrival_due_at,
    )


def _teams_inside(session: Session) -> dict[int, list[OpenTeam]]:
    query = select(InsideTeam).where(InsideTeam.came_out_at.is_(None)).order_by(InsideTeam.id)
    found: dict[int, list[OpenTeam]] = {}
    for row in session.scalars(query):
        team = OpenTeam(
            key=row.id,
            name=row.name,
            people=row.people,
            entered_at=row.entered_at,
            check_due_at=row.check_due_at,
            out_due_at=row.out_due_at,
            checked_at=row.checked_at,
            call_sign=row.call_sign,
        )
        found.setdefault(row.incident_id, []).append(team)
    return found


def untold(session: Session, matters: Iterable[Matter]) -> list[Matter]:
    """The matters no reminder has been raised for, in the order given."""
    asked = list(matters)
    subjects = {matter.subject for matter in asked}
    if not subjects:
        return []
    query = select(Reminder.kind, Reminder.subject).where(Reminder.subject.in_(subjects))
    told = {(kind, subject) for kind, subject in session.execute(query)}
    return [matter for matter in asked if (matter.kind, matter.subject) not in told]


def orders_given(start: datetime, end: datetime) -> list[GivenOrder]:
    """The orders of a span with the advice of their moment, in order.

    Advice older than the column of its row is taken to be of the incident's kind and level.
    """
    query = (
        select(Advice, Incident.number, Incident.category, Incident.level)
        .join(Incident, Advice.incident_id == Incident.id)
        .where(Advice.at >= start, Advice.at < end)
        .order_by(Advice.at, Advice.id)
    )
    return [
        GivenOrder(
            incident_number=number,
            at=row.at,
            category=row.rule_category or category,
            level=row.rule_level if row.rule_category else level,
            advised=_advised(row.advised),
            ordered=frozenset(row.ordered.split()),
            code=OverrideReason(row.override_code) if row.override_code else None,
            words=row.override_reason,
        )
        for row, number, category, level in db.session.execute(query)
    ]


def _advised(kept: str) -> frozenset[str]:
    return frozenset(pick["call_sign"] for pick in json.loads(kept)["picks"])


def being_typed(session: Session, now: datetime) -> Sequence[BeingTyped]:
    """Who is typing where at this moment, by incident and field."""
    query = (
        select(BeingTyped)
        .where(BeingTyped.until > now)
        .order_by(BeingTyped.incident_number, BeingTyped.field)
    )
    return session.scalars(query).all()
