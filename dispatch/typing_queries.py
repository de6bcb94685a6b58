"""Reads of who is typing where."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from dispatch.records import BeingTyped
from dispatch.typed_fields import Typing
from resources.database import db


def being_typed(now: datetime, incident: str | None = None) -> Sequence[Typing]:
    """Who is typing now, of one incident or of all; by incident and field."""
    query = (
        select(BeingTyped)
        .where(BeingTyped.until > now)
        .order_by(BeingTyped.incident_number, BeingTyped.field)
    )
    if incident is not None:
        query = query.where(BeingTyped.incident_number == incident)
    return [
        Typing(row.incident_number, row.field, row.by, row.console, row.until)
        for row in db.session.scalars(query)
    ]
