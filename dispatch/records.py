"""The tables of decisions: the advice given with the choice made, and reminders raised."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from resources.database import Model


class Advice(Model):
    """What was advised when an order was given, what was ordered, and why it differed."""

    __tablename__ = "advice"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    at: Mapped[datetime]
    rule_version: Mapped[str]
    rule_mark: Mapped[str]
    advised: Mapped[str]
    """Canonical JSON: demand, picks with seconds and reasons, shortfall."""
    ordered: Mapped[str]
    """Call signs ordered, parted by spaces, in order."""
    override_reason: Mapped[str] = mapped_column(default="")
    by: Mapped[str]


class Reminder(Model):
    """One overdue matter told once; the key lets two tickers raise it a single time."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("kind", "subject"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    raised_at: Mapped[datetime]
