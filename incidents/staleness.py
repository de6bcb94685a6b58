"""Whether an editor still sees what stands there; if not, the difference field by field."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.edits import Changes, Quarrel, differences, seen, wanted
from incidents.errors import StaleEdit
from incidents.records import Incident, LogEntry

_REVISIONS = ("incident_revised", "level_raised", "call_attached")


def require_version(
    session: Session, incident: Incident, version: int, changes: Changes | None = None
) -> None:
    """Refuse an edit of another version than the present one; raises StaleEdit.

    The quarrel names each field that was changed since and that the editor wants otherwise.
    """
    if version == incident.version:
        return
    quarrel = _quarrel(session, incident, version, changes or Changes())
    raise StaleEdit(
        f"警情 {incident.number} 刚被他人修改（现为第 {incident.version} 版，您看到的是第 "
        f"{version} 版），您的修改没有保存；请逐项核对后再提交。",
        quarrel,
    )


def _quarrel(session: Session, incident: Incident, version: int, changes: Changes) -> Quarrel:
    query = (
        select(LogEntry)
        .where(LogEntry.incident_number == incident.number, LogEntry.kind.in_(_REVISIONS))
        .order_by(LogEntry.seq)
    )
    since = [
        (entry, facts)
        for entry in session.scalars(query)
        if int((facts := json.loads(entry.facts)).get("version", 0)) > version
    ]
    before: dict[str, str | None] = {}
    for _, facts in since:
        for name in facts:
            old = name.removesuffix("_before")
            if old != name:
                before.setdefault(old, facts[name] or "")
        if facts.get("is_retold"):
            # What stood there is personal and lies apart, perhaps removed by now.
            before.setdefault("narrative", None)
    told = differences(wanted(changes), seen(incident), before)
    last = since[-1][0] if since else None
    return Quarrel(
        told,
        incident.version,
        last.by if last is not None else None,
        last.entered_at if last is not None else None,
    )
