"""Reads for the change of shift: what is open now, and the hand-overs of before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import alarms
from dispatch.roads import queries as road_queries
from dispatch.shift_items import ItemKind, OpenItem, StandingIncident, told_of
from incidents import queries
from incidents.categories import FALSE_ALARMS, category
from incidents.errors import UnknownHandOver
from incidents.false_alarms import CALL_BACK_LABELS, CallBack
from incidents.lifecycle import IncidentState, label_for
from incidents.records import Incident
from incidents.records import ShiftHandOver as ShiftHandOver
from resources.database import db
from resources.records import Unit
from resources.unit_status import UnitStatus

TO_TRY_AGAIN: Final = (CallBack.NOT_CALLED, CallBack.NO_ANSWER)
CALLED_BACK_WITHIN: Final = timedelta(hours=24)
"""Incidents closed as false longer ago than this are not called back any more (P)."""


def open_items(session: Session, now: datetime, zone: ZoneInfo) -> list[OpenItem]:
    """Gather what is open, in the order of a hand-over; each kind by time or name."""
    return [
        *_incidents(),
        *_alarms(session, now, zone),
        *_call_backs(session, now, zone),
        *_out_of_service(session, zone),
        *_closures(now, zone),
    ]


def _incidents() -> list[OpenItem]:
    return [told_of(_standing(row)) for row in queries.open_incidents()]


def _standing(row: Incident) -> StandingIncident:
    kind = category(row.category)
    out = [one.unit.call_sign for one in row.assignments if one.released_at is None]
    return StandingIncident(
        number=row.number,
        category=kind.name,
        place=row.place_text,
        state=label_for(IncidentState(row.state), kind.group_code),
        units_out=tuple(sorted(out)),
        has_place=row.position is not None,
        is_confirmed=row.category_is_confirmed,
    )


def _alarms(session: Session, now: datetime, zone: ZoneInfo) -> list[OpenItem]:
    return [
        OpenItem(ItemKind.ALARM, one.incident_number or "", f"{_at(one.since, zone)} {one.text}")
        for one in alarms.standing(session, now)
        if one.seen_at is None
    ]


def _call_backs(session: Session, now: datetime, zone: ZoneInfo) -> list[OpenItem]:
    query = (
        select(Incident)
        .where(
            Incident.disposition.in_(FALSE_ALARMS),
            Incident.call_back.in_(TO_TRY_AGAIN),
            Incident.closed_at >= now - CALLED_BACK_WITHIN,
        )
        .order_by(Incident.closed_at, Incident.number)
    )
    return [
        OpenItem(
            ItemKind.CALL_BACK,
            row.number,
            f"{_at(row.received_at, zone)} {row.place_text or '地点不明'}，"
            f"回拨：{CALL_BACK_LABELS[CallBack(row.call_back)]}",
        )
        for row in session.scalars(query)
    ]


def _out_of_service(session: Session, zone: ZoneInfo) -> list[OpenItem]:
    query = select(Unit).where(Unit.status == UnitStatus.OUT_OF_SERVICE).order_by(Unit.call_sign)
    return [
        OpenItem(
            ItemKind.OUT_OF_SERVICE,
            row.call_sign,
            f"{row.station.name}，{row.status_note or '原因未填'}，"
            f"自 {_at(row.status_since, zone)}",
        )
        for row in session.scalars(query).unique()
    ]


def _closures(now: datetime, zone: ZoneInfo) -> list[OpenItem]:
    items = []
    for row in road_queries.closures_at(now):
        until = f"至 {_at(row.ends_at, zone)}" if row.ends_at else "至解除为止"
        items.append(OpenItem(ItemKind.CLOSURE, row.code, f"{row.reason or '封路'}，{until}"))
    return items


def _at(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%m-%d %H:%M")


def hand_overs(limit: int) -> Sequence[ShiftHandOver]:
    """The hand-overs made last, the newest first."""
    query = select(ShiftHandOver).order_by(ShiftHandOver.id.desc()).limit(limit)
    return db.session.scalars(query).all()


def hand_over(key: int) -> ShiftHandOver:
    """The hand-over of a key; raises UnknownHandOver."""
    found = db.session.get(ShiftHandOver, key)
    if found is None:
        raise UnknownHandOver(f"没有第 {key} 号交接班记录。")
    return found


def unanswered(session: Session) -> ShiftHandOver | None:
    """The hand-over the next shift has not signed yet, or None."""
    query = select(ShiftHandOver).where(ShiftHandOver.on_signed_at.is_(None))
    return session.scalars(query.order_by(ShiftHandOver.id.desc()).limit(1)).one_or_none()
