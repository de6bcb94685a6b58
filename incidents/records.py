"""The tables of what happened: incidents, calls, assignments, stamps, fires, and the log."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from resources.database import Model, Placed
from resources.records import ACTIVE_ASSIGNMENT, LATER, Unit

# SQLite gives a rowid key only to a column declared exactly INTEGER.
LONG = BigInteger().with_variant(Integer, "sqlite")


class DailyCounter(Model):
    """The last incident number given out on a local day; it has no upper bound."""

    __tablename__ = "daily_counter"
    day: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class Incident(Placed, Model):
    """One call-out: what is (or was) going on at one place."""

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 5", name="level_in_scale"),
        CheckConstraint("trapped IS NULL OR trapped >= 0", name="trapped_not_negative"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    category: Mapped[str] = mapped_column(index=True)
    category_is_confirmed: Mapped[bool] = mapped_column(default=False)
    """False while the category is only suggested from the narrative."""
    level: Mapped[int]
    state: Mapped[str] = mapped_column(index=True)
    disposition: Mapped[str] = mapped_column(default="real")
    place_text: Mapped[str] = mapped_column(default="")
    place_code: Mapped[str | None] = mapped_column(default=None)
    township_code: Mapped[str | None] = mapped_column(default=None, index=True)
    is_urban: Mapped[bool | None] = mapped_column(default=None)
    narrative: Mapped[str] = mapped_column(default="")
    trapped: Mapped[int | None] = mapped_column(default=None)
    burning: Mapped[str] = mapped_column(default="")
    floors: Mapped[int | None] = mapped_column(default=None)
    fire_floor: Mapped[int | None] = mapped_column(default=None)
    occupancy: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime] = mapped_column(index=True)
    filed_at: Mapped[datetime]
    controlled_at: Mapped[datetime | None] = mapped_column(default=None)
    extinguished_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    merged_into: Mapped[str | None] = mapped_column(default=None)
    call_back: Mapped[str] = mapped_column(default="not_called", sort_order=LATER)
    """What calling back (回拨) came to: a value of `CallBack`."""
    called_back_at: Mapped[datetime | None] = mapped_column(default=None, sort_order=LATER)
    called_back_by: Mapped[str | None] = mapped_column(default=None, sort_order=LATER)
    is_generated: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    is_back_entered: Mapped[bool] = mapped_column(default=False, sort_order=LATER)
    """True when it was written on paper first and typed in later (补录)."""
    slip_number: Mapped[str | None] = mapped_column(
        default=None, unique=True, index=True, sort_order=LATER
    )
    """The number printed on the paper slip; typing a slip twice is caught by it."""
    place_known_at: Mapped[datetime | None] = mapped_column(default=None, sort_order=LATER)
    """When a point was first known: a clock of the pre-alert (预调派)."""
    kind_known_at: Mapped[datetime | None] = mapped_column(default=None, sort_order=LATER)
    """When a person first chose or confirmed the category."""
    import_batch_id: Mapped[int | None] = mapped_column(default=None, sort_order=LATER)
    """The file of the past it was taken in from; null for what was lived through here."""
    calls: Mapped[list["Call"]] = relationship(
        back_populates="incident", order_by="Call.received_at, Call.id"
    )
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="incident", order_by="Assignment.ordered_at, Assignment.id"
    )
    report: Mapped["ClosingReport | None"] = relationship(back_populates="incident")
    fires: Mapped[list["Fire"]] = relationship(back_populates="incident")


class Call(Placed, Model):
    """One emergency call; several may tell of one incident, and every caller is kept."""

    __tablename__ = "call"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    received_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    caller_number: Mapped[str] = mapped_column(default="")
    caller_name: Mapped[str] = mapped_column(default="")
    place_text: Mapped[str] = mapped_column(default="")
    narrative: Mapped[str] = mapped_column(default="")
    channel: Mapped[str] = mapped_column(default="emergency_line")
    taken_by: Mapped[str]
    came_from: Mapped[str | None] = mapped_column(default=None, sort_order=LATER)
    """The number of the incident it stood under before it was last moved; null if never."""
    is_generated: Mapped[bool] = mapped_column(default=False)
    incident: Mapped[Incident] = relationship(back_populates="calls")


class Assignment(Model):
    """One vehicle on one incident, from the order to its release; the first stamp of each kind."""

    __tablename__ = "assignment"
    __table_args__ = (
        # The guarantee against double assignment is this index, on both databases, not code.
        Index(
            "uq_assignment_active_unit",
            "unit_id",
            unique=True,
            sqlite_where=ACTIVE_ASSIGNMENT,
            postgresql_where=ACTIVE_ASSIGNMENT,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    people: Mapped[int] = mapped_column(default=0)
    is_substitute: Mapped[bool] = mapped_column(default=False)
    is_reinforcement: Mapped[bool] = mapped_column(default=False)
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[str]
    acknowledged_at: Mapped[datetime | None] = mapped_column(default=None)
    en_route_at: Mapped[datetime | None] = mapped_column(default=None)
    on_scene_at: Mapped[datetime | None] = mapped_column(default=None)
    water_on_at: Mapped[datetime | None] = mapped_column(default=None)
    water_off_at: Mapped[datetime | None] = mapped_column(default=None)
    recalled_at: Mapped[datetime | None] = mapped_column(default=None)
    returning_at: Mapped[datetime | None] = mapped_column(default=None)
    in_station_at: Mapped[datetime | None] = mapped_column(default=None)
    released_at: Mapped[datetime | None] = mapped_column(default=None)
    shown_at: Mapped[datetime | None] = mapped_column(default=None, sort_order=LATER)
    """When the terminal of its station first showed the order."""
    shown_due_at: Mapped[datetime | None] = mapped_column(default=None, sort_order=LATER)
    """The deadline of each link of the chain; null on orders older than these columns."""
    acknowledged_due_at: Mapped[datetime | None] = mapped_column(default=None, sort_order=LATER)
    rolling_due_at: Mapped[datetime | None] = mapped_column(default=None, sort_order=LATER)
    arrival_due_at: Mapped[datetime | None] = mapped_column(default=None, sort_order=LATER)
    station_code: Mapped[str | None] = mapped_column(default=None, sort_order=LATER)
    """The station it was sent from: a vehicle that moves house takes no past with it."""
    incident: Mapped[Incident] = relationship(back_populates="assignments")
    unit: Mapped[Unit] = relationship(lazy="joined")


class Stamp(Model):
    """One status report of one vehicle, as it came: when it was, when entered, from where."""

    __tablename__ = "stamp"
    # A device numbers its reports; a number seen before is a repeat. No number, no limit.
    __table_args__ = (UniqueConstraint("unit_id", "device_seq"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(
        ForeignKey("assignment.id"), index=True, default=None
    )
    status: Mapped[str]
    at: Mapped[datetime]
    entered_at: Mapped[datetime]
    source: Mapped[str]
    by: Mapped[str]
    device_seq: Mapped[int | None] = mapped_column(default=None)
    warning: Mapped[str] = mapped_column(default="")
    struck_at: Mapped[datetime | None] = mapped_column(default=None, sort_order=LATER)
    """When it was undone or corrected; the row stays and no longer counts."""
    struck_by: Mapped[str | None] = mapped_column(default=None, sort_order=LATER)
    struck_why: Mapped[str] = mapped_column(default="", sort_order=LATER)


class ClosingReport(Model):
    """What the incident came to; money in fen, people counted by heads."""

    __tablename__ = "closing_report"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), unique=True)
    rescued: Mapped[int] = mapped_column(default=0)
    evacuated: Mapped[int] = mapped_column(default=0)
    dead: Mapped[int] = mapped_column(default=0)
    injured: Mapped[int] = mapped_column(default=0)
    property_saved_fen: Mapped[int] = mapped_column(LONG, default=0)
    property_protected_fen: Mapped[int] = mapped_column(LONG, default=0)
    loss_fen: Mapped[int] = mapped_column(LONG, default=0)
    summary: Mapped[str] = mapped_column(default="")
    reported_by: Mapped[str]
    reported_at: Mapped[datetime]
    incident: Mapped[Incident] = relationship(back_populates="report")


class Fire(Model):
    """A registered fire: a record of its own, because fires and call-outs are two populations."""

    __tablename__ = "fire"
    __table_args__ = (CheckConstraint("loss_fen >= 0", name="loss_not_negative"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    incident_id: Mapped[int | None] = mapped_column(
        ForeignKey("incident.id"), index=True, default=None
    )
    occurred_at: Mapped[datetime] = mapped_column(index=True)
    form: Mapped[str]
    """`full` or `simple` (轻微火灾简易登记)."""
    place_text: Mapped[str] = mapped_column(default="")
    is_urban: Mapped[bool | None] = mapped_column(default=None)
    occupancy: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="")
    dead: Mapped[int] = mapped_column(default=0)
    seriously_injured: Mapped[int] = mapped_column(default=0)
    lightly_injured: Mapped[int] = mapped_column(default=0)
    loss_fen: Mapped[int] = mapped_column(LONG, default=0)
    registered_by: Mapped[str]
    registered_at: Mapped[datetime]
    is_generated: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    owner: Mapped[str] = mapped_column(default="brigade", sort_order=LATER)
    """Whose statistic it is: a value of `FireOwner` (brigade, forest, railway and others)."""
    households: Mapped[int | None] = mapped_column(default=None, sort_order=LATER)
    """受灾户; null while nobody has told."""
    site_cost_fen: Mapped[int | None] = mapped_column(LONG, default=None, sort_order=LATER)
    """火灾现场处置费 (XF 185); null while nobody has told."""
    people_cost_fen: Mapped[int | None] = mapped_column(LONG, default=None, sort_order=LATER)
    """人身伤亡支出 (XF 185); null while nobody has told."""
    cause_code: Mapped[str] = mapped_column(default="", sort_order=LATER)
    """The finer cause, six digits of GA/T 974.33; empty while nobody has told."""
    township_code: Mapped[str | None] = mapped_column(default=None, sort_order=LATER)
    import_batch_id: Mapped[int | None] = mapped_column(default=None, sort_order=LATER)
    incident: Mapped[Incident | None] = relationship(back_populates="fires")


class Attachment(Model):
    """One file kept with an incident; its bytes lie in a row of their own."""

    __tablename__ = "attachment"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    caption: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by: Mapped[str]
    struck_at: Mapped[datetime | None] = mapped_column(default=None)
    struck_by: Mapped[str | None] = mapped_column(default=None)
    struck_why: Mapped[str] = mapped_column(default="")


class AttachmentContent(Model):
    """The bytes of an attachment, in the database so that a backup has them."""

    __tablename__ = "attachment_content"
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), primary_key=True)
    content: Mapped[bytes]


class SketchMark(Model):
    """One mark of the scene sketch (现场标绘): drawn, and perhaps taken off again."""

    __tablename__ = "sketch_mark"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    kind: Mapped[str]
    line_text: Mapped[str] = mapped_column("line")
    """Its points as "lon lat;lon lat", WGS 84: one for a symbol, more for a line or an area."""
    label: Mapped[str] = mapped_column(default="")
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[str]
    struck_at: Mapped[datetime | None] = mapped_column(default=None)
    struck_by: Mapped[str | None] = mapped_column(default=None)


class Linkage(Model):
    """One linkage unit (联动单位) told of an incident: when notified, arrived and left."""

    __tablename__ = "linkage"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    contact: Mapped[str] = mapped_column(default="")
    notified_at: Mapped[datetime]
    notified_by: Mapped[str]
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    remark: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class SceneHandOver(Model):
    """A scene given into other hands (现场移交): who gave it, who took it, with which words."""

    __tablename__ = "scene_hand_over"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    at: Mapped[datetime]
    given_by: Mapped[str]
    taken_by: Mapped[str]
    taker_body: Mapped[str] = mapped_column(default="")
    """The body the taker stands for (单位)."""
    words: Mapped[str] = mapped_column(default="")
    by: Mapped[str]


class ShiftHandOver(Model):
    """One change of shift in the dispatch room: what was open, and both signatures."""

    __tablename__ = "shift_hand_over"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    off_name: Mapped[str]
    off_signed_at: Mapped[datetime]
    on_name: Mapped[str | None] = mapped_column(default=None)
    on_signed_at: Mapped[datetime | None] = mapped_column(default=None)
    open_items: Mapped[str]
    """Canonical JSON of what was open when the shift that goes off signed."""
    remark: Mapped[str] = mapped_column(default="")
    log_seq: Mapped[int] = mapped_column(LONG)
    log_hash: Mapped[str]
    """The end of the log as both signed it: an anchor outside the chain when printed."""
    version: Mapped[int] = mapped_column(default=1)


class InsideTeam(Model):
    """A team inside a burning building (内攻): who, since when, on how much air."""

    __tablename__ = "inside_team"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    call_sign: Mapped[str | None] = mapped_column(default=None)
    name: Mapped[str]
    people: Mapped[int]
    entered_at: Mapped[datetime]
    checked_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its safety was last asked (安全询问)."""
    check_due_at: Mapped[datetime]
    out_due_at: Mapped[datetime]
    came_out_at: Mapped[datetime | None] = mapped_column(default=None)
    by: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class LogHead(Model):
    """The last sequence number and hash of the log; locking this row orders the writers."""

    __tablename__ = "log_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(LONG)
    hash: Mapped[str]


class LogEntry(Model):
    """One line of the append-only log, chained to the one before it by its hash."""

    __tablename__ = "log_entry"
    seq: Mapped[int] = mapped_column(LONG, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    entered_at: Mapped[datetime]
    kind: Mapped[str]
    incident_number: Mapped[str | None] = mapped_column(default=None, index=True)
    call_sign: Mapped[str | None] = mapped_column(default=None)
    text: Mapped[str]
    by: Mapped[str]
    source: Mapped[str]
    facts: Mapped[str]
    """Canonical JSON of the machine-readable part."""
    private_hash: Mapped[str] = mapped_column(default="")
    """Salted hash of the personal part, which lies apart and may be removed."""
    prev_hash: Mapped[str]
    hash: Mapped[str]


class LogPrivate(Model):
    """The personal part of a log entry; deleting it leaves the chain whole."""

    __tablename__ = "log_private"
    seq: Mapped[int] = mapped_column(ForeignKey("log_entry.seq"), primary_key=True)
    salt: Mapped[str]
    content: Mapped[str]


class Receipt(Model):
    """The answer given to an Idempotency-Key, so that a repeat gets the same one."""

    __tablename__ = "receipt"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    request_sha256: Mapped[str]
    status_code: Mapped[int]
    body: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
