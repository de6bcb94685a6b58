"""Reads of the clocks of a call: what was known and ordered when."""

import json

from sqlalchemy import select

from dispatch.pre_alert import Clocks, OrderGiven, full_order_at
from dispatch.records import Advice
from incidents.records import Incident
from resources.database import db


def clocks_of(incident: Incident) -> Clocks:
    """Read the clocks of an incident, its assignments being loaded."""
    query = select(Advice).where(Advice.incident_id == incident.id).order_by(Advice.at, Advice.id)
    orders = [_order(row) for row in db.session.scalars(query)]
    return Clocks(
        answered=incident.received_at,
        place_known=incident.place_known_at,
        first_order=min((row.ordered_at for row in incident.assignments), default=None),
        kind_known=incident.kind_known_at,
        full_order=full_order_at(orders),
    )


def _order(row: Advice) -> OrderGiven:
    advised = json.loads(row.advised)
    picks, lacking = len(advised["picks"]), len(advised["shortfall"])
    return OrderGiven(row.at, picks, len(row.ordered.split()), lacking)
