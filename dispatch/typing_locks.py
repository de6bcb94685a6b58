"""The verbs of typing: say that one types in a field, take it over, let it go.

A lock warns and never forbids: nothing that is saved or ordered asks for it. It is no change of
what happened, so the log tells nothing of it.
"""

from datetime import datetime

from sqlalchemy import bindparam, delete, text
from sqlalchemy.orm import Session

from dispatch.records import BeingTyped
from dispatch.typed_fields import LASTS
from resources.database import UtcMoment

_TAKE = text(
    "INSERT INTO being_typed (incident_number, field, console, by, until) "
    "VALUES (:incident, :field, :console, :by, :until) "
    "ON CONFLICT (incident_number, field) DO UPDATE "
    "SET console = excluded.console, by = excluded.by, until = excluded.until "
    "WHERE being_typed.console = excluded.console OR being_typed.until <= :now OR :takes_over"
).bindparams(bindparam("until", type_=UtcMoment()), bindparam("now", type_=UtcMoment()))


def hold(
    session: Session,
    incident: str,
    field: str,
    console: str,
    by: str,
    now: datetime,
    *,
    takes_over: bool = False,
) -> None:
    """Say that somebody types in a field; whoever typed there first stays unless taken over."""
    session.execute(
        _TAKE,
        {
            "incident": incident,
            "field": field,
            "console": console,
            "by": by,
            "until": now + LASTS,
            "now": now,
            "takes_over": takes_over,
        },
    )


def release(session: Session, incident: str, field: str, console: str) -> None:
    """Let a field go; one that another console holds stays theirs."""
    session.execute(
        delete(BeingTyped).where(
            BeingTyped.incident_number == incident,
            BeingTyped.field == field,
            BeingTyped.console == console,
        )
    )


def drop_lapsed(session: Session, now: datetime) -> None:
    """Delete what lapsed."""
    session.execute(delete(BeingTyped).where(BeingTyped.until <= now))
