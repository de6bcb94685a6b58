"""Reads of how long crews have worked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.records import Assignment
from resources.records import Unit


@dataclass(frozen=True, slots=True)
class Work:
    """One order a vehicle has come home from: when it began, when its people were back."""

    began_at: datetime
    ended_at: datetime


def last_work(session: Session, call_signs: Iterable[str], since: datetime) -> dict[str, Work]:
    """Return, by call sign, the last work each vehicle came home from since a moment."""
    query = (
        select(
            Unit.call_sign,
            Assignment.ordered_at,
            Assignment.en_route_at,
            Assignment.in_station_at,
        )
        .join(Assignment.unit)
        .where(Unit.call_sign.in_(tuple(call_signs)), Assignment.in_station_at >= since)
        # The newest stands last, and what stands last is kept.
        .order_by(Unit.call_sign, Assignment.in_station_at, Assignment.id)
    )
    return {
        sign: Work(en_route_at or ordered_at, in_station_at)
        for sign, ordered_at, en_route_at, in_station_at in session.execute(query)
        if in_station_at is not None
    }
