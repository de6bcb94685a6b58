"""Long lists of records for a file: what each holds, read in a stream, told in the log.

No list holds who called: neither number nor name, nor the narrative, in which both may stand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from incidents import ledger
from incidents.categories import CATEGORIES, DISPOSITION_LABELS, Disposition, level_label
from incidents.causes import CAUSE_LABELS
from incidents.lifecycle import LABELS, IncidentState
from incidents.premises import OCCUPANCY_LABELS
from incidents.queries import IncidentFilter, matching
from incidents.records import ClosingReport, Fire, Incident, LogEntry
from incidents.timeline import KIND_LABELS, SOURCE_LABELS, Act, Entry, Source
from incidents.yearbook.tables import FEN_PER_WAN_YUAN
from resources.county_rows import PlaceKind
from resources.records import Place

AT_ONCE: Final = 1_000
"""How many rows are read at once."""
UNTOLD: Final = ""
"""What stands in a list where nobody has told; a list is raw, and a blank is no nought."""
FORM_LABELS: Final = {"full": "火灾登记", "simple": "轻微火灾简易登记"}
URBAN_LABELS: Final = {True: "城市", False: "农村", None: UNTOLD}

_OCCUPANCIES: Final = {str(one): label for one, label in OCCUPANCY_LABELS.items()}
_CAUSES: Final = {str(one): label for one, label in CAUSE_LABELS.items()}

Value = str | int | Decimal


class Listing(StrEnum):
    """What can be exported as a list."""

    INCIDENTS = "incidents"
    FIRES = "fires"
    LOG = "log"


LISTING_LABELS: Final = {
    Listing.INCIDENTS: "警情",
    Listing.FIRES: "火灾",
    Listing.LOG: "日志",
}
HEADINGS: Final = {
    Listing.INCIDENTS: (
        *("编号", "接警时间", "类别代码", "类别", "等级", "状态", "警情性质", "地点", "乡镇街道"),
        *("城乡", "场所", "控制时间", "熄灭时间", "结案时间", "抢救（人）", "疏散（人）"),
        *("死亡（人）", "受伤（人）", "抢救财产（万元）", "保护财产（万元）", "来源"),
    ),
    Listing.FIRES: (
        *("编号", "警情编号", "起火时间", "登记方式", "地点", "城乡", "场所", "起火原因"),
        *("死亡（人）", "重伤（人）", "轻伤（人）", "直接财产损失（万元）", "来源"),
    ),
    Listing.LOG: (
        *("序号", "发生时间", "录入时间", "种类", "警情编号", "车辆", "内容", "操作人", "来源"),
        "哈希",
    ),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list that is asked for: of which records, over which half-open time.

    What narrows by more than time narrows incidents only.
    """

    listing: Listing
    since: datetime | None = None
    before: datetime | None = None
    states: tuple[str, ...] = ()
    category_prefix: str | None = None
    place: str = ""

    @property
    def incidents(self) -> IncidentFilter:
        """The same as a filter of incidents."""
        return IncidentFilter(
            self.states, self.since, self.before, self.category_prefix, self.place
        )


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made of a list: what was asked in words, its form, rows and hash."""

    listing: Listing
    asked: str
    form: str
    rows: int
    sha256: str


def size_of(session: Session, wanted: Wanted) -> int:
    """Return how many rows a list has."""
    if wanted.listing is Listing.INCIDENTS:
        rows = matching(wanted.incidents).subquery()
        return session.scalar(select(func.count()).select_from(rows)) or 0
    moment = Fire.occurred_at if wanted.listing is Listing.FIRES else LogEntry.at
    question = select(func.count(moment)).where(*_within(moment, wanted))
    return session.scalar(question) or 0


def rows_of(session: Session, wanted: Wanted, zone: str) -> Iterator[tuple[Value, ...]]:
    """Yield the rows of a list, oldest first, a thousand of them in memory at a time."""
    local = _Local(ZoneInfo(zone))
    if wanted.listing is Listing.INCIDENTS:
        return _incidents(session, wanted, local)
    if wanted.listing is Listing.FIRES:
        return _fires(session, wanted, local)
    return _log(session, wanted, local)


def note_export(session: Session, made: Made, act: Act) -> None:
    """Write into the log that a list leaves the house, and which."""
    facts = {
        "listing": made.listing.value,
        "form": made.form,
        "rows": made.rows,
        "sha256": made.sha256,
    }
    label = LISTING_LABELS[made.listing]
    text = f"导出{label} {made.rows} 行（{made.form.upper()}，{made.asked}）"
    ledger.note(session, Entry("records_exported", text, act, facts=facts))


@dataclass(frozen=True, slots=True)
class _Local:
    """Writes moments in the county's zone."""

    zone: ZoneInfo

    def second(self, moment: datetime | None) -> str:
        return UNTOLD if moment is None else f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"


def _within(
    moment: InstrumentedAttribute[datetime], wanted: Wanted
) -> Iterator[ColumnElement[bool]]:
    if wanted.since is not None:
        yield moment >= wanted.since
    if wanted.before is not None:
        yield moment < wanted.before


def _incidents(session: Session, wanted: Wanted, local: _Local) -> Iterator[tuple[Value, ...]]:
    named = select(Place.code, Place.name).where(Place.kind == PlaceKind.TOWNSHIP)
    townships = {code: name for code, name in session.execute(named)}
    question = (
        matching(wanted.incidents)
        .outerjoin(ClosingReport, ClosingReport.incident_id == Incident.id)
        .with_only_columns(
            *(Incident.number, Incident.received_at, Incident.category, Incident.level),
            *(Incident.state, Incident.disposition, Incident.place_text, Incident.township_code),
            *(Incident.is_urban, Incident.occupancy, Incident.controlled_at),
            *(Incident.extinguished_at, Incident.closed_at, ClosingReport.rescued),
            *(ClosingReport.evacuated, ClosingReport.dead, ClosingReport.injured),
            *(ClosingReport.property_saved_fen, ClosingReport.property_protected_fen),
            *(Incident.is_generated, Incident.is_back_entered, Incident.import_batch_id),
        )
        .order_by(Incident.received_at, Incident.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in session.execute(question):
        kind = CATEGORIES[row.category]
        yield (
            *(row.number, local.second(row.received_at), row.category, kind.name),
            *(level_label(kind, row.level), LABELS[IncidentState(row.state)]),
            *(DISPOSITION_LABELS[Disposition(row.disposition)], row.place_text),
            townships.get(row.township_code, row.township_code or UNTOLD),
            *(URBAN_LABELS[row.is_urban], _word(_OCCUPANCIES, row.occupancy)),
            *(local.second(row.controlled_at), local.second(row.extinguished_at)),
            *(local.second(row.closed_at), _number(row.rescued), _number(row.evacuated)),
            *(_number(row.dead), _number(row.injured), _wan_yuan(row.property_saved_fen)),
            *(_wan_yuan(row.property_protected_fen), _source(row)),
        )


def _fires(session: Session, wanted: Wanted, local: _Local) -> Iterator[tuple[Value, ...]]:
    question = (
        select(
            *(Fire.number, Incident.number.label("incident"), Fire.occurred_at, Fire.form),
            *(Fire.place_text, Fire.is_urban, Fire.occupancy, Fire.cause, Fire.dead),
            *(Fire.seriously_injured, Fire.lightly_injured, Fire.loss_fen),
            *(Fire.is_generated, Fire.import_batch_id),
        )
        .outerjoin(Incident, Fire.incident_id == Incident.id)
        .where(*_within(Fire.occurred_at, wanted))
        .order_by(Fire.occurred_at, Fire.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in session.execute(question):
        yield (
            *(row.number, row.incident or UNTOLD, local.second(row.occurred_at)),
            *(FORM_LABELS.get(row.form, row.form), row.place_text, URBAN_LABELS[row.is_urban]),
            *(_word(_OCCUPANCIES, row.occupancy), _word(_CAUSES, row.cause)),
            *(row.dead, row.seriously_injured, row.lightly_injured, _wan_yuan(row.loss_fen)),
            _source(row),
        )


def _log(session: Session, wanted: Wanted, local: _Local) -> Iterator[tuple[Value, ...]]:
    question = (
        select(
            *(LogEntry.seq, LogEntry.at, LogEntry.entered_at, LogEntry.kind),
            *(LogEntry.incident_number, LogEntry.call_sign, LogEntry.text, LogEntry.by),
            *(LogEntry.source, LogEntry.hash),
        )
        .where(*_within(LogEntry.at, wanted))
        .order_by(LogEntry.seq)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in session.execute(question):
        yield (
            *(row.seq, local.second(row.at), local.second(row.entered_at)),
            *(KIND_LABELS.get(row.kind, row.kind), row.incident_number or UNTOLD),
            *(row.call_sign or UNTOLD, row.text, row.by),
            *(SOURCE_LABELS[Source(row.source)], row.hash),
        )


def _word(labels: Mapping[str, str], value: str) -> str:
    return labels.get(value, value)


def _number(value: int | None) -> Value:
    return UNTOLD if value is None else value


def _wan_yuan(fen: int | None) -> Value:
    # Exact to the fen: a list is raw, and whoever adds it up must get the table's sum.
    return UNTOLD if fen is None else Decimal(fen) / FEN_PER_WAN_YUAN


def _source(row: object) -> str:
    if getattr(row, "is_generated", False):
        return "生成的演示数据"
    if getattr(row, "import_batch_id", None) is not None:
        return "旧登记簿导入"
    return "补录" if getattr(row, "is_back_entered", False) else "系统记录"
