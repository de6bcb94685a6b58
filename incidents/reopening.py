"""The verb that opens a closed incident again (重开), and what its taken-back report said.

An open incident has no closing report: its results count again when it is closed again. The log
keeps what the report said, and the form of the next closing starts from it.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents import ledger
from incidents.errors import CannotReopen
from incidents.lifecycle import IncidentState, state_before_closing
from incidents.records import Assignment, ClosingReport, Incident, LogEntry, LogPrivate
from incidents.staleness import require_version
from incidents.timeline import Act, Entry, Facts
from resources.errors import BadInput, FieldFault

KIND: Final = "incident_reopened"
REPORTED: Final = (
    "rescued",
    "evacuated",
    "dead",
    "injured",
    "property_saved_fen",
    "property_protected_fen",
    "loss_fen",
)
"""What the log keeps of a report taken back; its free words lie beside the chain."""


def reopen(session: Session, incident: Incident, reason: str, version: int, act: Act) -> None:
    """Open a closed incident again, as it stood before; the caller holds it.

    Raises CannotReopen when it is open, merged or taken in from an old register, StaleEdit,
    BadInput without a reason.
    """
    _require_closed(incident)
    if not reason.strip():
        raise BadInput((FieldFault("reason", "请写明重开原因。"),))
    require_version(session, incident, version)
    facts: Facts = {
        "reason": reason,
        "state": _state_before(session, incident),
        "disposition": incident.disposition,
        "closed_at": _written(incident.closed_at),
    }
    private = _take_back_report(session, incident, facts)
    incident.state, incident.closed_at = IncidentState(str(facts["state"])), None
    incident.version += 1
    facts["version"] = incident.version
    words = f"重开：{reason}{_told(facts)}"
    ledger.note(session, Entry(KIND, words, act, incident.number, facts=facts, private=private))


def _require_closed(incident: Incident) -> None:
    state = IncidentState(incident.state)
    if state is IncidentState.MERGED:
        raise CannotReopen(
            f"警情 {incident.number} 已并入 {incident.merged_into}，不能重开；"
            f"并错了请在 {incident.merged_into} 的时间轴撤销并案（该警情已结案的先重开它）。"
        )
    if state is not IncidentState.CLOSED:
        raise CannotReopen(f"警情 {incident.number} 尚未结案，直接修改即可，不用重开。")
    if incident.import_batch_id is not None:
        raise CannotReopen(f"警情 {incident.number} 由历史台账导入，不能重开；有误请用更正。")


def _take_back_report(session: Session, incident: Incident, facts: Facts) -> Mapping[str, str]:
    """Move the report into the facts of the log entry; returns its free words, which lie apart."""
    report = session.scalars(
        select(ClosingReport).where(ClosingReport.incident_id == incident.id)
    ).one_or_none()
    if report is None:
        return {}
    facts |= {name: getattr(report, name) for name in REPORTED}
    facts |= {"reported_by": report.reported_by, "reported_at": _written(report.reported_at)}
    summary = report.summary
    session.delete(report)
    session.flush()
    session.expire(incident, ["report"])
    return {"summary": summary} if summary else {}


def _state_before(session: Session, incident: Incident) -> str:
    """Return the state the closing entry kept; records from before it did are worked out."""
    query = (
        select(LogEntry)
        .where(LogEntry.incident_number == incident.number, LogEntry.kind == "incident_closed")
        .order_by(LogEntry.seq.desc())
        .limit(1)
    )
    entry = session.scalars(query).one_or_none()
    kept = ledger.facts_of(entry).get("state_before") if entry is not None else None
    if kept is not None:
        return str(kept)
    sent = select(Assignment.id).where(Assignment.incident_id == incident.id).limit(1)
    return str(
        state_before_closing(
            was_sent=session.scalar(sent) is not None,
            is_controlled=incident.controlled_at is not None,
            is_extinguished=incident.extinguished_at is not None,
        )
    )


def report_taken_back(session: Session, number: str) -> dict[str, str | int]:
    """What the report of an incident said before it was last reopened, by column; else empty.

    `summary` is missing when its words were removed, `disposition` stands beside the rest.
    """
    query = (
        select(LogEntry, LogPrivate.content)
        .outerjoin(LogPrivate, LogPrivate.seq == LogEntry.seq)
        .where(LogEntry.incident_number == number, LogEntry.kind == KIND)
        .order_by(LogEntry.seq.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return {}
    entry, content = found
    facts = ledger.facts_of(entry)
    told: Facts = {name: facts[name] for name in (*REPORTED, "disposition") if name in facts}
    private: dict[str, str] = json.loads(content) if content else {}
    told.update(private)
    return {name: value for name, value in told.items() if value is not None}


def _told(facts: Facts) -> str:
    if "rescued" not in facts:
        return ""
    return (
        f"（原结案：抢救 {facts['rescued']} 人，疏散 {facts['evacuated']} 人，"
        f"死亡 {facts['dead']} 人，受伤 {facts['injured']} 人）"
    )


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
