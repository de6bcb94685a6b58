"""The tables of the statistician: facts, sums, quality, printed figures, seals, past years.

Facts and sums are made from the records and can be made again at any time (docs/yearbook.md).
Everything else here is told by people and stands in the log.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from incidents.records import LONG
from resources.database import Model


class CallOutFact(Model):
    """What the tables need of one incident, in one narrow row; local times of the county.

    It refers to its incident without a foreign key: asking for one would lock the incident while
    the head of the log is held, and whoever holds the head must wait for nobody.
    """

    __tablename__ = "call_out_fact"
    incident_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(index=True)
    year: Mapped[int]
    month: Mapped[int]
    """Local year and month as YYYYMM."""
    day: Mapped[int]
    """Local date as YYYYMMDD."""
    hour: Mapped[int]
    weekday: Mapped[int]
    """1 Monday to 7 Sunday (ISO 8601)."""
    category: Mapped[str]
    disposition: Mapped[str]
    level: Mapped[int]
    township_code: Mapped[str] = mapped_column(default="")
    urban: Mapped[str] = mapped_column(default="")
    """`urban`, `rural`, or empty while nobody has told."""
    occupancy: Mapped[str] = mapped_column(default="")
    station_code: Mapped[str] = mapped_column(default="")
    """The lead station (主战站, P): that of the first vehicle that left; empty if none did."""
    is_counted: Mapped[bool]
    """A call-out of its own: neither merged, nor a repeat, nor a test."""
    is_closed: Mapped[bool]
    is_generated: Mapped[bool]
    is_back_entered: Mapped[bool]
    is_imported: Mapped[bool]
    brigades: Mapped[int]
    vehicles: Mapped[int]
    people: Mapped[int]
    reinforcements: Mapped[int]
    """Vehicles sent as reinforcement that left."""
    rescued: Mapped[int]
    evacuated: Mapped[int]
    dead: Mapped[int]
    injured: Mapped[int]
    saved_fen: Mapped[int] = mapped_column(LONG)
    protected_fen: Mapped[int] = mapped_column(LONG)
    fires: Mapped[int]
    """How many fires are registered for it."""


class FireFact(Model):
    """What the tables need of one registered fire; local times of the county, money in fen."""

    __tablename__ = "fire_fact"
    fire_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str]
    incident_number: Mapped[str | None] = mapped_column(default=None, index=True)
    occurred_at: Mapped[datetime] = mapped_column(index=True)
    year: Mapped[int]
    month: Mapped[int]
    day: Mapped[int]
    hour: Mapped[int]
    weekday: Mapped[int]
    form: Mapped[str]
    owner: Mapped[str]
    """Whose statistic it is: a value of `FireOwner`."""
    grade: Mapped[str]
    """A value of `FireGrade` by the rule in force on the day."""
    cause: Mapped[str] = mapped_column(default="")
    cause_code: Mapped[str] = mapped_column(default="")
    occupancy: Mapped[str] = mapped_column(default="")
    urban: Mapped[str] = mapped_column(default="")
    township_code: Mapped[str] = mapped_column(default="")
    is_human_caused: Mapped[bool]
    is_generated: Mapped[bool]
    is_imported: Mapped[bool]
    dead: Mapped[int]
    """Deaths within the window of the rule in force (30 days since 2025-05-01, 7 before)."""
    seriously_injured: Mapped[int]
    lightly_injured: Mapped[int]
    loss_fen: Mapped[int] = mapped_column(LONG)
    """Direct property loss (直接财产损失)."""
    economic_loss_fen: Mapped[int] = mapped_column(LONG)
    """Direct economic loss (直接经济损失, XF 185): property, site and people together."""


class CallOutSum(Model):
    """The sums of call-out facts over a local year (YYYY) or month (YYYYMM)."""

    __tablename__ = "call_out_sum"
    period: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    category: Mapped[str] = mapped_column(primary_key=True)
    disposition: Mapped[str] = mapped_column(primary_key=True)
    is_counted: Mapped[bool] = mapped_column(primary_key=True)
    incidents: Mapped[int]
    still_open: Mapped[int]
    generated: Mapped[int]
    back_entered: Mapped[int]
    imported: Mapped[int]
    brigades: Mapped[int] = mapped_column(LONG)
    vehicles: Mapped[int] = mapped_column(LONG)
    people: Mapped[int] = mapped_column(LONG)
    reinforcements: Mapped[int] = mapped_column(LONG)
    rescued: Mapped[int] = mapped_column(LONG)
    evacuated: Mapped[int] = mapped_column(LONG)
    dead: Mapped[int] = mapped_column(LONG)
    injured: Mapped[int] = mapped_column(LONG)
    saved_fen: Mapped[int] = mapped_column(LONG)
    protected_fen: Mapped[int] = mapped_column(LONG)


class FireSum(Model):
    """The sums of fire facts over a local year (YYYY) or month (YYYYMM)."""

    __tablename__ = "fire_sum"
    period: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    owner: Mapped[str] = mapped_column(primary_key=True)
    fires: Mapped[int]
    generated: Mapped[int]
    imported: Mapped[int]
    dead: Mapped[int] = mapped_column(LONG)
    seriously_injured: Mapped[int] = mapped_column(LONG)
    lightly_injured: Mapped[int] = mapped_column(LONG)
    loss_fen: Mapped[int] = mapped_column(LONG)
    economic_loss_fen: Mapped[int] = mapped_column(LONG)


class FireDeath(Model):
    """One person who died of a fire, perhaps days later; nobody's name is kept."""

    __tablename__ = "fire_death"
    id: Mapped[int] = mapped_column(primary_key=True)
    fire_id: Mapped[int] = mapped_column(ForeignKey("fire.id"), index=True)
    died_at: Mapped[datetime]
    told_at: Mapped[datetime]
    told_by: Mapped[str]
    struck_at: Mapped[datetime | None] = mapped_column(default=None)
    struck_by: Mapped[str | None] = mapped_column(default=None)
    struck_why: Mapped[str] = mapped_column(default="")
    counted_before: Mapped[str] = mapped_column(default="")
    """A value of `CountedBefore`: a person who died later is no longer one of the injured."""


class Remark(Model):
    """A person's remark on something odd in a record (批注); struck when the record changes."""

    __tablename__ = "remark"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    rule: Mapped[str]
    """The plausibility rule it answers."""
    finding: Mapped[str]
    """What was odd, in the words of that moment: other words want another remark."""
    words: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    struck_at: Mapped[datetime | None] = mapped_column(default=None)


class Review(Model):
    """One step of a record's way to the statistician: returned (退回) or confirmed (确认)."""

    __tablename__ = "review"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    step: Mapped[str]
    """`returned`, `mended` or `confirmed`; the last row of an incident is where it stands."""
    reason: Mapped[str] = mapped_column(default="")
    incident_version: Mapped[int]
    """The version that was read: a confirmation holds for it and no later one."""
    at: Mapped[datetime]
    by: Mapped[str]


class PrintedTable(Model):
    """A table some paper printed, to be compared with ours and never mixed into it."""

    __tablename__ = "printed_table"
    __table_args__ = (UniqueConstraint("paper", "box", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    """The table of ours it is compared with, such as `calls`; `indicators` for a list of aims."""
    paper: Mapped[str]
    box: Mapped[str] = mapped_column(default="")
    """Where it stands in the paper: 专栏1."""
    mark: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    entered_at: Mapped[datetime]
    entered_by: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class PrintedFigure(Model):
    """One printed figure, exactly as printed."""

    __tablename__ = "printed_figure"
    __table_args__ = (UniqueConstraint("printed_table_id", "row", "column"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    printed_table_id: Mapped[int] = mapped_column(ForeignKey("printed_table.id"), index=True)
    row: Mapped[str]
    column: Mapped[str]
    text: Mapped[str]


class SealedYear(Model):
    """A published year, closed (封账): its figures, what they rest on, and both hashes."""

    __tablename__ = "sealed_year"
    __table_args__ = (UniqueConstraint("year", "edition"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    edition: Mapped[int] = mapped_column(default=1)
    """Rises when a year is published again (重新发布); the earlier edition stays."""
    definitions: Mapped[str]
    """Canonical JSON: the version (口径) of each table sealed."""
    figures: Mapped[str]
    """Canonical JSON: every cell of every table sealed, money in fen."""
    figures_hash: Mapped[str]
    basis: Mapped[bytes]
    """The facts the figures rest on, compressed canonical JSON lines."""
    basis_hash: Mapped[str]
    log_seq: Mapped[int] = mapped_column(LONG)
    log_hash: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    sealed_at: Mapped[datetime]
    sealed_by: Mapped[str]


class SealAmendment(Model):
    """A difference since a seal that somebody has signed for, with the reason."""

    __tablename__ = "seal_amendment"
    id: Mapped[int] = mapped_column(primary_key=True)
    sealed_year_id: Mapped[int] = mapped_column(ForeignKey("sealed_year.id"), index=True)
    difference: Mapped[str]
    """Canonical JSON: the cells and by how much, and the records behind."""
    difference_hash: Mapped[str]
    log_seq: Mapped[int] = mapped_column(LONG)
    reason: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class ImportBatch(Model):
    """One file of the past that was taken in: which, by whom, read with which mapping."""

    __tablename__ = "import_batch"
    __table_args__ = (UniqueConstraint("kind", "sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """`incidents` or `returns`."""
    file_name: Mapped[str]
    sha256: Mapped[str]
    mapping: Mapped[str]
    """Canonical JSON: which heading of the file was read as which field."""
    rows: Mapped[int]
    source: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by: Mapped[str]


class PastTurnOut(Model):
    """How many turned out to an incident of an old register, which names no vehicles."""

    __tablename__ = "past_turn_out"
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    old_number: Mapped[str] = mapped_column(default="")
    """Its number in the register it was taken in from."""
    brigades: Mapped[int] = mapped_column(default=0)
    vehicles: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)


class ReturnFigure(Model):
    """One yearly total of a year before go-live (年报数), with no record behind it."""

    __tablename__ = "return_figure"
    __table_args__ = (UniqueConstraint("name", "year", "column"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    name: Mapped[str]
    """The table it belongs to: `calls`, `fires` or `results`."""
    year: Mapped[int]
    column: Mapped[str]
    amount: Mapped[int] = mapped_column(LONG)
    """Money in fen."""
    source: Mapped[str] = mapped_column(default="")


class SeriesValue(Model):
    """A figure of the county for one year (population, GDP), told with its source."""

    __tablename__ = "series_value"
    __table_args__ = (UniqueConstraint("series", "year"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str]
    """A value of `Series`: resident or registered population in people, GDP in yuan."""
    year: Mapped[int]
    value: Mapped[int] = mapped_column(LONG)
    source: Mapped[str]
    mark: Mapped[str] = mapped_column(default="S")
    entered_at: Mapped[datetime]
    entered_by: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class Indicator(Model):
    """One indicator of a county's own list: how it is worked out, or that it is told by hand."""

    __tablename__ = "indicator"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    formula: Mapped[str] = mapped_column(default="")
    """A formula the product knows; empty where the value is told by hand."""
    unit: Mapped[str] = mapped_column(default="")
    attribute: Mapped[str] = mapped_column(default="")
    """`binding` (约束性), `expected` (预期性), or empty where the plan says neither."""
    better: Mapped[str]
    """`low` or `high`."""
    source: Mapped[str]
    mark: Mapped[str]
    rank: Mapped[int] = mapped_column(default=0)
    is_withdrawn: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class IndicatorFigure(Model):
    """One figure of an indicator for one year: its aim, or a value told by hand."""

    __tablename__ = "indicator_figure"
    __table_args__ = (UniqueConstraint("indicator_id", "kind", "year"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    kind: Mapped[str]
    """`aim` or `told`."""
    year: Mapped[int]
    text: Mapped[str]
    """A decimal number exactly as told."""
    source: Mapped[str] = mapped_column(default="")
    entered_at: Mapped[datetime]
    entered_by: Mapped[str]


# Covers what a table may ask for, so that a question nobody prepared reads no row: a million facts
# are added up by township in half a second, where looking up each row took three and a half.
Index(
    "ix_call_out_fact_asked",
    *(CallOutFact.year, CallOutFact.is_counted, CallOutFact.category, CallOutFact.disposition),
    *(CallOutFact.month, CallOutFact.day, CallOutFact.hour, CallOutFact.weekday),
    *(CallOutFact.township_code, CallOutFact.urban, CallOutFact.occupancy),
    *(CallOutFact.station_code, CallOutFact.level),
    *(CallOutFact.is_closed, CallOutFact.is_generated, CallOutFact.is_back_entered),
    *(CallOutFact.is_imported, CallOutFact.brigades, CallOutFact.vehicles, CallOutFact.people),
    *(CallOutFact.rescued, CallOutFact.evacuated),
    *(CallOutFact.saved_fen, CallOutFact.protected_fen),
)
Index(
    "ix_call_out_fact_place",
    *(CallOutFact.year, CallOutFact.is_counted, CallOutFact.township_code),
    *(CallOutFact.category, CallOutFact.disposition),
)
Index(
    "ix_call_out_fact_hour",
    *(CallOutFact.year, CallOutFact.is_counted, CallOutFact.weekday, CallOutFact.hour),
    *(CallOutFact.category, CallOutFact.disposition),
)
Index(
    "ix_call_out_fact_station",
    *(CallOutFact.year, CallOutFact.is_counted, CallOutFact.station_code),
    *(CallOutFact.category, CallOutFact.disposition),
)
Index("ix_fire_fact_year", FireFact.year)
