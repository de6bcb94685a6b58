"""Reads of past orders, and what they teach of turn-outs, kept in memory for an hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from dispatch.travel import DEFAULT_TRAVEL
from dispatch.turnout import LearnedTurnouts, TurnoutCase, learn, usual_of
from incidents.records import Assignment, Incident, Stamp
from incidents.timeline import Source
from resources.database import db
from resources.records import County, Station, Unit
from resources.unit_status import UnitStatus

YEARS: Final = 3
"""Crews, garages and orders change: what is older says little (P). Made-up cases do not age."""

KEPT_FOR: Final = timedelta(hours=1)

ON_THE_WAY: Final = timedelta(hours=1)
"""A vehicle ordered so soon after its release, whose return nobody told, may still be out."""


@dataclass(frozen=True, slots=True)
class _Kept:
    at: datetime
    learned: LearnedTurnouts


_lock = Lock()
# One for each database: two may be served by one process.
_kept: WeakKeyDictionary[object, _Kept] = WeakKeyDictionary()


def learned(now: datetime) -> LearnedTurnouts:
    """Return what the log teaches, as read within the last hour.

    While one reads it anew the others get what was read before. A clock that was set back makes
    it read anew too.
    """
    kept = _kept.get(db.engine)
    if kept is not None and kept.at <= now < kept.at + KEPT_FOR:
        return kept.learned
    if not _lock.acquire(blocking=kept is None):
        assert kept is not None, "only the first reading is waited for"
        return kept.learned
    try:
        newest = _kept.get(db.engine)
        if newest is None or newest is kept:
            newest = _Kept(now, learn(cases(db.session(), now), usual_of(DEFAULT_TRAVEL)))
            _kept[db.engine] = newest
        return newest.learned
    finally:
        _lock.release()


def cases(session: Session, now: datetime) -> Iterator[TurnoutCase]:
    """Read the turn-outs of the last years, each by the clock of the county, in the order told.

    Left out are stamps whose time a person typed, and vehicles that may not have stood in their
    station when the order came.
    """
    zone = session.scalar(select(County.time_zone))
    if zone is None:
        return
    clock = ZoneInfo(zone)
    before: Row[Any] | None = None
    for row in session.execute(_orders(now - timedelta(days=365 * YEARS))):
        was_home = before is None or before.unit_id != row.unit_id or _is_home(before, row)
        before = row
        if row.en_route_at is not None and was_home and not row.dated_back:
            yield TurnoutCase(
                station_kind=row.kind,
                local_hour=row.ordered_at.astimezone(clock).hour,
                seconds=(row.en_route_at - row.ordered_at).total_seconds(),
                station=row.station,
                is_generated=row.is_generated,
            )


def _is_home(before: Row[Any], row: Row[Any]) -> bool:
    """Tell whether a vehicle was back from its order before when the next one came."""
    if before.in_station_at is not None:
        return bool(before.in_station_at <= row.ordered_at)
    if before.released_at is None:
        return False
    return bool(before.released_at + ON_THE_WAY <= row.ordered_at)


def _orders(since: datetime) -> Select[*tuple[Any, ...]]:
    typed = and_(Stamp.source.in_((Source.OPERATOR, Source.RADIO)), Stamp.entered_at != Stamp.at)
    dated_back = (
        select(Stamp.id)
        .where(
            Stamp.assignment_id == Assignment.id,
            Stamp.status == UnitStatus.EN_ROUTE,
            Stamp.struck_at.is_(None),
            Stamp.at == Assignment.en_route_at,
            Stamp.struck_at.is_(None),
            or_(Stamp.source == Source.BACK_DATED, typed),
        )
        .exists()
    )
    return (
        select(
            Assignment.unit_id,
            Assignment.ordered_at,
            Assignment.en_route_at,
            Assignment.in_station_at,
            Assignment.released_at,
            Station.code.label("station"),
            Station.kind,
            Incident.is_generated,
            dated_back.label("dated_back"),
        )
        .join(Unit, Assignment.unit_id == Unit.id)
        .join(Station, Unit.station_id == Station.id)
        .join(Incident, Assignment.incident_id == Incident.id)
        .where(or_(Incident.is_generated, Assignment.ordered_at >= since))
        .order_by(Assignment.unit_id, Assignment.ordered_at, Assignment.id)
    )
