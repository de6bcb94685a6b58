"""Reads of what stands beside an incident: files, linkage units, hand-overs of its scene."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.errors import UnknownAttachment, UnknownHandOver, UnknownLinkage
from incidents.records import Attachment as Attachment
from incidents.records import AttachmentContent, Incident
from incidents.records import Linkage as Linkage
from incidents.records import SceneHandOver as SceneHandOver
from incidents.records import ShiftHandOver as ShiftHandOver
from resources.database import db


def attachments(incident: Incident) -> Sequence[Attachment]:
    """The files of an incident in the order they came, without their bytes."""
    return attachments_held(db.session(), incident.id)


def attachments_held(session: Session, incident_id: int) -> Sequence[Attachment]:
    """The files of an incident as this session sees them, in the order they came."""
    query = select(Attachment).where(Attachment.incident_id == incident_id).order_by(Attachment.id)
    return session.scalars(query).all()


def attachment_of(session: Session, incident: Incident, attachment_id: int) -> Attachment:
    """The file of an incident under a key, struck or not; raises UnknownAttachment."""
    found = session.get(Attachment, attachment_id, populate_existing=True)
    if found is None or found.incident_id != incident.id:
        raise UnknownAttachment(
            f"警情 {incident.number} 没有第 {attachment_id} 号附件，请重新载入。"
        )
    return found


def content_of(attachment: Attachment) -> bytes:
    """The bytes of a file."""
    query = select(AttachmentContent.content).where(
        AttachmentContent.attachment_id == attachment.id
    )
    return db.session.scalars(query).one()


def linkages(incident: Incident) -> Sequence[Linkage]:
    """The linkage units told of an incident, by when they were told."""
    query = (
        select(Linkage)
        .where(Linkage.incident_id == incident.id)
        .order_by(Linkage.notified_at, Linkage.id)
    )
    return db.session.scalars(query).all()


def linkage_of(session: Session, incident: Incident, linkage_id: int) -> Linkage:
    """The linkage unit of an incident under a key; raises UnknownLinkage."""
    found = session.get(Linkage, linkage_id, populate_existing=True)
    if found is None or found.incident_id != incident.id:
        raise UnknownLinkage(f"警情 {incident.number} 没有这个联动单位，请重新载入后再选。")
    return found


def scene_hand_overs(incident: Incident) -> Sequence[SceneHandOver]:
    """The hand-overs of an incident's scene, in order."""
    query = (
        select(SceneHandOver)
        .where(SceneHandOver.incident_id == incident.id)
        .order_by(SceneHandOver.at, SceneHandOver.id)
    )
    return db.session.scalars(query).all()


def scene_hand_over(incident: Incident, hand_over_id: int) -> SceneHandOver:
    """One hand-over of an incident's scene; raises UnknownHandOver."""
    found = db.session.get(SceneHandOver, hand_over_id)
    if found is None or found.incident_id != incident.id:
        raise UnknownHandOver(f"警情 {incident.number} 没有第 {hand_over_id} 号移交记录。")
    return found
