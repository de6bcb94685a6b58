"""Reads of the orders that stand, as a station's terminal and a crew's phone show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from incidents.lifecycle import OPEN
from incidents.records import Assignment, Incident
from resources.database import db
from resources.records import Station, Unit


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """What one station, or one vehicle, is ordered to: the incident and the vehicles called."""

    incident: Incident
    rows: tuple[Assignment, ...]

    @property
    def ordered_at(self) -> datetime:
        """When its last vehicle was ordered: one ordered later makes it a new order."""
        return max(row.ordered_at for row in self.rows)

    @property
    def is_acknowledged(self) -> bool:
        """Tell whether every vehicle has said 收到, or is rolling."""
        return all(row.acknowledged_at or row.en_route_at or row.on_scene_at for row in self.rows)


def standing_orders(
    station_code: str | None = None, call_sign: str | None = None
) -> list[StandingOrder]:
    """Return the orders of a station's vehicles, or of one vehicle.

    Those not acknowledged come first, then the newest.
    """
    query = (
        select(Assignment)
        .join(Assignment.incident)
        .join(Assignment.unit)
        .join(Unit.station)
        .where(
            Assignment.released_at.is_(None),
            Assignment.recalled_at.is_(None),
            Incident.state.in_(OPEN),
        )
        .options(
            contains_eager(Assignment.incident), selectinload(Assignment.incident, Incident.calls)
        )
        .order_by(Incident.number, Unit.call_sign)
    )
    if call_sign is not None:
        query = query.where(Unit.call_sign == call_sign)
    else:
        query = query.where(Station.code == station_code)
    orders = _by_incident(db.session.scalars(query).all())
    return sorted(orders, key=lambda one: (one.is_acknowledged, -one.ordered_at.timestamp()))


def _by_incident(rows: Sequence[Assignment]) -> list[StandingOrder]:
    found: dict[int, list[Assignment]] = {}
    for row in rows:
        found.setdefault(row.incident_id, []).append(row)
    return [StandingOrder(rows[0].incident, tuple(rows)) for rows in found.values()]


def calls_of_slip(
    number: str, station_code: str | None = None, call_sign: str | None = None
) -> list[Assignment]:
    """Return the vehicles of a station, or one vehicle, that were ordered to an incident.

    Also those that are home again: a slip may be printed afterwards. The last order of each.
    """
    query = (
        select(Assignment)
        .join(Assignment.incident)
        .join(Assignment.unit)
        .join(Unit.station)
        .where(Incident.number == number, Assignment.recalled_at.is_(None))
        .order_by(Unit.call_sign, Assignment.ordered_at)
    )
    if call_sign is not None:
        query = query.where(Unit.call_sign == call_sign)
    else:
        query = query.where(Station.code == station_code)
    return list({row.unit_id: row for row in db.session.scalars(query)}.values())
