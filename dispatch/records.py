"""The tables of decisions and of what they rest on: advice, reminders, rules, closed roads."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from resources.database import Model
from resources.records import LATER


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
    override_code: Mapped[str] = mapped_column(default="", sort_order=LATER)
    """Why the choice differs, as the one key that was pressed; "" where nothing was pressed."""
    rule_category: Mapped[str] = mapped_column(default="", sort_order=LATER)
    """The row of the rules the advice was read from; "" for advice older than this column."""
    rule_level: Mapped[int | None] = mapped_column(default=None, sort_order=LATER)
    """The level of that row; null for a row of every level."""


class Reminder(Model):
    """One overdue matter told once; the key lets two tickers raise it a single time."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("kind", "subject"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    raised_at: Mapped[datetime]
    seen_at: Mapped[datetime | None] = mapped_column(default=None, sort_order=LATER)
    """When a person said that they know (知道了); until then it is told again."""
    seen_by: Mapped[str | None] = mapped_column(default=None, sort_order=LATER)
    sentence: Mapped[str] = mapped_column(default="", sort_order=LATER)
    """What was told; "" for a reminder older than this column."""
    incident_number: Mapped[str | None] = mapped_column(default=None, index=True, sort_order=LATER)
    call_sign: Mapped[str | None] = mapped_column(default=None, sort_order=LATER)
    times: Mapped[int] = mapped_column(default=1, sort_order=LATER)
    """How often the same was told since: ten thousand bad messages are one row."""
    last_at: Mapped[datetime | None] = mapped_column(default=None, sort_order=LATER)
    """When it was told last; null where it was told once."""


class RoadClosure(Model):
    """Pieces of road nobody can drive: from a moment to another, or until lifted."""

    __tablename__ = "road_closure"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    reason: Mapped[str]
    line_text: Mapped[str] = mapped_column("line", default="")
    """What was drawn on the map, as "lon lat;lon lat"; "" where pieces were named instead."""
    road_codes: Mapped[str]
    """The codes of the closed pieces, parted by spaces, in order."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by: Mapped[str]
    closed_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None] = mapped_column(default=None)
    lifted_by: Mapped[str | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)


class RoadCondition(Model):
    """What the weather does to the roads of the county from a moment on; the last one holds."""

    __tablename__ = "road_condition"
    id: Mapped[int] = mapped_column(primary_key=True)
    weather: Mapped[str]
    since: Mapped[datetime] = mapped_column(index=True)
    told_by: Mapped[str]
    remark: Mapped[str] = mapped_column(default="")


class RuleVersion(Model):
    """A version of the table of response plans; a draft until it has a date in force."""

    __tablename__ = "rule_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(unique=True)
    author: Mapped[str]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]
    in_force_from: Mapped[datetime | None] = mapped_column(default=None, index=True)
    put_in_force_by: Mapped[str | None] = mapped_column(default=None)
    mark: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    table_text: Mapped[str]
    """The whole table as CSV text: it is read whole or not at all."""
    revision: Mapped[int] = mapped_column(default=1)
    """Rises with each edit of a draft; what is in force is never edited."""
    rehearsed_revision: Mapped[int | None] = mapped_column(default=None)
    """The revision that was last rehearsed: only that one may be put in force."""
    rehearsed_incidents: Mapped[int] = mapped_column(default=0)
    rehearsed_changes: Mapped[int] = mapped_column(default=0)
    """How many first dispatches of the incidents looked at would have changed."""


class RoutedTime(Model):
    """How long a unit takes to an incident, as a routing engine answered in the background."""

    __tablename__ = "routed_time"
    __table_args__ = (UniqueConstraint("incident_id", "unit_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    from_lon: Mapped[float]
    from_lat: Mapped[float]
    to_lon: Mapped[float]
    to_lat: Mapped[float]
    seconds: Mapped[float]
    """Driving alone, without the turn-out."""
    metres: Mapped[float]
    engine: Mapped[str]
    asked_at: Mapped[datetime]


class CallDraft(Model):
    """A call form not sent yet, kept for its writer until sent, dropped or a day old."""

    __tablename__ = "call_draft"
    __table_args__ = (UniqueConstraint("account_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str]
    """The console's own name of the draft."""
    content: Mapped[str]
    """What is typed, as JSON: personal data, which is why it does not stay."""
    kept_at: Mapped[datetime] = mapped_column(index=True)


class BeingTyped(Model):
    """Who is typing in which field of an open incident; it lapses by itself."""

    __tablename__ = "being_typed"
    __table_args__ = (UniqueConstraint("incident_number", "field"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_number: Mapped[str]
    field: Mapped[str]
    console: Mapped[str]
    """The console's own name, so that one person at two consoles is two."""
    by: Mapped[str]
    until: Mapped[datetime] = mapped_column(index=True)


class Effort(Model):
    """What one call cost its dispatcher: keys, mouse, seconds by field; nobody is named."""

    __tablename__ = "effort"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    release: Mapped[str]
    keys: Mapped[int]
    typed: Mapped[int]
    mouse: Mapped[int]
    undone: Mapped[int]
    seconds: Mapped[float]
    """From pick-up to the first order; or to the end of the form when nothing was ordered."""
    was_ordered: Mapped[bool]
    fields: Mapped[str]
    """Seconds by field as JSON."""
