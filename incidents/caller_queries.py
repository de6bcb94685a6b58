"""Reads of who called about what, for the verbs that move calls; every list states its order."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents.errors import UnknownCall
from incidents.records import Assignment, Call, Fire


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
