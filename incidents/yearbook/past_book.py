"""The verbs that take past years in: whole registers of calls, and yearly totals."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents import ledger
from incidents.false_alarms import CallBack
from incidents.lifecycle import IncidentState
from incidents.recorder import next_number
from incidents.records import ClosingReport, Incident
from incidents.timeline import Act, Entry, Facts
from incidents.yearbook.definitions import Population
from incidents.yearbook.old_registers import PastIncident
from incidents.yearbook.old_returns import PastYear
from incidents.yearbook.old_sheets import BadRegister
from incidents.yearbook.records import (
    CallOutFact,
    FireFact,
    ImportBatch,
    PastTurnOut,
    ReturnFigure,
)
from incidents.yearbook.tables import definition
from resources.county_rows import PlaceKind
from resources.records import Place

INCIDENTS = "incidents"
RETURNS = "returns"


@dataclass(frozen=True, slots=True)
class PastFile:
    """A file of the past as it came: its name, bytes, and where it is from."""

    name: str
    content: bytes
    source: str

    @property
    def sha256(self) -> str:
        """Its fingerprint: the same file is not taken in twice."""
        return hashlib.sha256(self.content).hexdigest()


def township_codes(session: Session) -> Mapping[str, str]:
    """The codes of the county's townships by name."""
    query = select(Place.name, Place.code).where(Place.kind == PlaceKind.TOWNSHIP)
    return {name: code for name, code in session.execute(query.order_by(Place.code))}


def take_incidents(
    session: Session,
    file: PastFile,
    mapping: Mapping[str, str],
    incidents: Sequence[PastIncident],
    zone: ZoneInfo,
    act: Act,
) -> ImportBatch:
    """Take an old register in as closed incidents; raises BadRegister, and then nothing is kept.

    A file, or a call, that was taken in before is refused, as is a year with yearly returns.
    """
    require_new(session, file, INCIDENTS)
    _require_no_returns(session, incidents, zone)
    _require_no_twins(session, incidents)
    batch = _batch(session, file, INCIDENTS, mapping, len(incidents), act)
    ordered = sorted(incidents, key=lambda one: (one.received_at, one.row))
    rows = [_incident(session, one, batch, zone) for one in ordered]
    session.add_all(rows)
    session.flush()
    for one, row in zip(ordered, rows, strict=True):
        session.add(_report(one, row, act))
        session.add(
            PastTurnOut(
                incident_id=row.id,
                old_number=one.number,
                brigades=one.counts["brigades"],
                vehicles=one.counts["vehicles"],
                people=one.counts["people"],
            )
        )
    words = f"导入历史台账 {file.name}：{len(rows)} 起，{rows[0].number} 至 {rows[-1].number}"
    facts: Facts = {
        "batch": batch.id,
        "rows": len(rows),
        "sha256": file.sha256,
        "first": rows[0].number,
        "last": rows[-1].number,
        # What was taken in, row by row, so that the one entry stands for all of them.
        "content": _fingerprint(ordered, rows),
    }
    ledger.note(session, Entry("incidents_imported", words, act, facts=facts))
    return batch


def _incident(session: Session, one: PastIncident, batch: ImportBatch, zone: ZoneInfo) -> Incident:
    return Incident(
        number=next_number(session, one.received_at, zone),
        category=one.category,
        category_is_confirmed=True,
        level=one.level,
        state=IncidentState.CLOSED,
        disposition=one.disposition,
        place_text=one.place,
        township_code=one.township or None,
        is_urban=one.is_urban,
        narrative=one.summary,
        received_at=one.received_at,
        filed_at=one.received_at,
        closed_at=one.received_at,
        call_back=CallBack.NOT_CALLED,
        import_batch_id=batch.id,
    )


def _report(one: PastIncident, row: Incident, act: Act) -> ClosingReport:
    return ClosingReport(
        incident_id=row.id,
        rescued=one.counts["rescued"],
        evacuated=one.counts["evacuated"],
        dead=one.counts["dead"],
        injured=one.counts["injured"],
        property_saved_fen=one.money["saved"],
        property_protected_fen=one.money["protected"],
        summary=one.summary,
        reported_by=act.by,
        reported_at=act.now,
    )


def _fingerprint(ordered: Iterable[PastIncident], rows: Iterable[Incident]) -> str:
    seen = hashlib.sha256()
    for one, row in zip(ordered, rows, strict=True):
        told = (row.number, one.received_at.isoformat(), one.category, one.disposition, one.place)
        numbers = (*one.counts.values(), *one.money.values())
        seen.update(("\x1f".join((*told, *map(str, numbers))) + "\n").encode())
    return seen.hexdigest()


def _batch(
    session: Session, file: PastFile, kind: str, mapping: Mapping[str, str], rows: int, act: Act
) -> ImportBatch:
    batch = ImportBatch(
        kind=kind,
        file_name=file.name,
        sha256=file.sha256,
        mapping=ledger.canonical(mapping),
        rows=rows,
        source=file.source,
        at=act.now,
        by=act.by,
    )
    session.add(batch)
    session.flush()
    return batch


def require_new(session: Session, file: PastFile, kind: str) -> None:
    """Refuse a file that was taken in before; raises BadRegister."""
    query = select(ImportBatch).where(ImportBatch.kind == kind, ImportBatch.sha256 == file.sha256)
    batch = session.scalars(query).one_or_none()
    if batch is not None:
        raise BadRegister(
            f"这个文件已于 {batch.at:%Y-%m-%d} 由{batch.by}导入过"
            f"（{batch.file_name}，{batch.rows} 行），不再重复导入。"
        )


def _require_no_returns(
    session: Session, incidents: Iterable[PastIncident], zone: ZoneInfo
) -> None:
    years = Counter(one.received_at.astimezone(zone).year for one in incidents)
    query = select(ReturnFigure.year).where(
        ReturnFigure.year.in_(years), ReturnFigure.name.in_(_tables_of(Population.CALL_OUTS))
    )
    taken = sorted(set(session.scalars(query)))
    if taken:
        words = "、".join(f"{year} 年" for year in taken)
        raise BadRegister(
            f"{words}已导入年报数，再导入逐起台账会重复计数，一行也没有导入；请二者取一。"
        )


def _tables_of(population: Population) -> list[str]:
    names = ("calls", "results", "fires")
    return [name for name in names if definition(name).counts is population]


def _require_no_twins(session: Session, incidents: Sequence[PastIncident]) -> None:
    """Refuse calls that stand in the record already: same moment, kind and place."""
    by_key = {one.key: one for one in incidents}
    first, last = (pick(one.received_at for one in incidents) for pick in (min, max))
    found = session.execute(
        select(Incident.number, Incident.received_at, Incident.category, Incident.place_text)
        .where(Incident.received_at.between(first, last))
        .order_by(Incident.received_at, Incident.number)
    )
    twins = [
        f"第 {by_key[at, kind, place].row} 行与已有警情 {number} 相同（时间、类别、地点）。"
        for number, at, kind, place in found
        if (at, kind, place) in by_key
    ]
    if twins:
        raise BadRegister("\n".join(["有警情已在库中，一行也没有导入：", *twins[:100]]))


def take_returns(
    session: Session, file: PastFile, name: str, years: Sequence[PastYear], act: Act
) -> ImportBatch:
    """Take yearly totals in; raises BadRegister for a year that has returns or records."""
    require_new(session, file, RETURNS)
    for year in years:
        if year.year >= act.now.year:
            raise BadRegister(f"{year.year} 年尚未结束，没有年报数可导入；请删去第 {year.row} 行。")
        _require_empty(session, name, year.year)
    mapping = {"table": name, **{key: key for key in years[0].amounts}}
    batch = _batch(session, file, RETURNS, mapping, len(years), act)
    session.add_all(
        ReturnFigure(
            batch_id=batch.id,
            name=name,
            year=year.year,
            column=column,
            amount=amount,
            source=file.source,
        )
        for year in years
        for column, amount in year.amounts.items()
    )
    told = "、".join(str(year.year) for year in years)
    words = f"导入年报数 {definition(name).title}：{told} 年（{file.name}）"
    facts: Facts = {"batch": batch.id, "table": name, "years": told, "sha256": file.sha256}
    facts["content"] = hashlib.sha256(
        ledger.canonical({str(year.year): dict(year.amounts) for year in years}).encode()
    ).hexdigest()
    ledger.note(session, Entry("returns_imported", words, act, facts=facts))
    return batch


def _require_empty(session: Session, name: str, year: int) -> None:
    title = definition(name).title
    query = select(ReturnFigure.id).where(ReturnFigure.name == name, ReturnFigure.year == year)
    if session.scalar(query.limit(1)) is not None:
        raise BadRegister(f"{year} 年的“{title}”已有年报数，一行也没有导入；年报数不能重复导入。")
    fact = CallOutFact if definition(name).counts is Population.CALL_OUTS else FireFact
    records = session.scalar(select(func.count()).select_from(fact).where(fact.year == year))
    if records:
        raise BadRegister(
            f"{year} 年库中已有 {records} 条逐起记录，“{title}”由记录统计，"
            "不能再导入该年的年报数，一行也没有导入。"
        )
