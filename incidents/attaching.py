"""The verbs of files: keep one with an incident, strike one; none is ever deleted."""

import hashlib

from sqlalchemy.orm import Session

from incidents import ledger, scene_queries
from incidents.attachments import MOST_BYTES_OF_INCIDENT, CheckedFile
from incidents.errors import AttachmentTooLarge, CannotMove, StaleEdit
from incidents.lifecycle import IncidentState
from incidents.records import Attachment, AttachmentContent, Incident
from incidents.timeline import Act, Entry, Facts
from resources.errors import BadInput, FieldFault


def attach(
    session: Session, incident: Incident, file: CheckedFile, caption: str, act: Act
) -> Attachment:
    """Keep a file with an incident, also after closing; the same bytes twice are kept once.

    The caller holds the incident, so that two uploads at a time do not pass the limit together.
    Raises AttachmentTooLarge when the incident is full, CannotMove when it is merged.
    """
    if incident.state == IncidentState.MERGED:
        raise CannotMove(f"警情 {incident.number} 已并案，请把附件传到 {incident.merged_into}。")
    sha256 = hashlib.sha256(file.content).hexdigest()
    kept = scene_queries.attachments_held(session, incident.id)
    for row in kept:
        if row.sha256 == sha256 and row.struck_at is None:
            # A form sent twice, or an answer lost on the way: it is there already.
            return row
    taken = sum(row.size_bytes for row in kept)
    if taken + len(file.content) > MOST_BYTES_OF_INCIDENT:
        raise AttachmentTooLarge(
            f"警情 {incident.number} 的附件已有 {taken / 1024 / 1024:.0f} MB，"
            f"合计最多 {MOST_BYTES_OF_INCIDENT // 1024 // 1024} MB（P）；"
            "请把其余文件另行存档并记一笔。"
        )
    row = Attachment(
        incident_id=incident.id,
        name=file.name,
        media_type=file.media_type,
        size_bytes=len(file.content),
        sha256=sha256,
        caption=caption,
        at=act.at,
        by=act.by,
    )
    session.add(row)
    session.flush()
    session.add(AttachmentContent(attachment_id=row.id, content=file.content))
    words = f"附件：{file.name}" + (f"（{caption}）" if caption else "")
    facts: Facts = {
        "attachment": row.id,
        "sha256": sha256,
        "bytes": row.size_bytes,
        "media_type": row.media_type,
    }
    ledger.note(session, Entry("attachment_kept", words, act, incident.number, facts=facts))
    return row


def strike(
    session: Session, incident: Incident, attachment_id: int, reason: str, act: Act
) -> Attachment:
    """Strike a file that does not belong here; it stays in the store, and in the log by its hash.

    Raises UnknownAttachment, StaleEdit when it was struck already, BadInput without a reason.
    """
    row = scene_queries.attachment_of(session, incident, attachment_id)
    if not reason:
        raise BadInput((FieldFault("reason", "请写明划去附件的原因。"),))
    if row.struck_at is not None:
        raise StaleEdit(f"附件 {row.name} 已由{row.struck_by}划去。")
    row.struck_at, row.struck_by, row.struck_why = act.now, act.by, reason
    words = f"划去附件：{row.name}（{reason}）"
    facts: Facts = {"attachment": row.id, "sha256": row.sha256, "reason": reason}
    ledger.note(session, Entry("attachment_struck", words, act, incident.number, facts=facts))
    return row
