"""The verbs of linkage units (联动单位): told of an incident, come to it, left it; each stamped."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from incidents import ledger, scene_queries
from incidents.errors import CannotMove
from incidents.lifecycle import IncidentState
from incidents.linkage_kinds import LINKAGE_LABELS, LinkageKind
from incidents.records import Incident, Linkage
from incidents.timeline import Act, Entry, Facts
from resources.errors import BadInput, FieldFault


class LinkageStep(StrEnum):
    """What is stamped of a linkage unit after it was told."""

    ARRIVED = "arrived"
    LEFT = "left"


STEP_LABELS = {LinkageStep.ARRIVED: "到场", LinkageStep.LEFT: "离场"}


@dataclass(frozen=True, slots=True)
class LinkageTold:
    """Which body was told of an incident, and who of it took the message."""

    kind: LinkageKind
    name: str = ""
    contact: str = ""
    remark: str = ""


def notify(
    session: Session, incident: Incident, told: LinkageTold, zone: ZoneInfo, act: Act
) -> Linkage:
    """Stamp that a body was told of an incident; raises BadInput, CannotMove when merged."""
    if incident.state == IncidentState.MERGED:
        raise CannotMove(f"警情 {incident.number} 已并案，请在 {incident.merged_into} 登记联动。")
    _require_not_before(act.at, incident.received_at, "通知", "接警", zone)
    row = Linkage(
        incident_id=incident.id,
        kind=told.kind,
        name=told.name or LINKAGE_LABELS[told.kind],
        contact=told.contact,
        notified_at=act.at,
        notified_by=act.by,
        remark=told.remark,
    )
    session.add(row)
    session.flush()
    incident.version += 1
    words = f"通知联动单位：{row.name}"
    words += f"（{told.contact} 接）" if told.contact else ""
    words += f"：{told.remark}" if told.remark else ""
    facts: Facts = {"linkage": row.id, "kind": str(told.kind)}
    ledger.note(session, Entry("linkage_notified", words, act, incident.number, facts=facts))
    return row


def stamp(
    session: Session,
    incident: Incident,
    linkage_id: int,
    step: LinkageStep,
    zone: ZoneInfo,
    act: Act,
) -> Linkage:
    """Stamp that a body came or left; the first time told stands and a second changes nothing.

    Raises UnknownLinkage, BadInput for a time before the step before it.
    """
    row = scene_queries.linkage_of(session, incident, linkage_id)
    column = f"{step}_at"
    if getattr(row, column) is not None:
        return row
    label = STEP_LABELS[step]
    _require_not_before(act.at, row.notified_at, label, "通知", zone)
    if step is LinkageStep.LEFT and row.arrived_at is not None:
        _require_not_before(act.at, row.arrived_at, label, "到场", zone)
    if step is LinkageStep.ARRIVED and row.left_at is not None and act.at > row.left_at:
        left = _clock(row.left_at, zone)
        raise BadInput((FieldFault("at", f"到场 {_clock(act.at, zone)} 晚于离场 {left}。"),))
    setattr(row, column, act.at)
    row.version += 1
    incident.version += 1
    facts: Facts = {"linkage": row.id, "kind": row.kind}
    words = f"{row.name} {label}"
    kind = f"linkage_{step}"
    ledger.note(session, Entry(kind, words, act, incident.number, facts=facts))
    return row


def _require_not_before(
    at: datetime, least: datetime, label: str, earlier: str, zone: ZoneInfo
) -> None:
    if at < least:
        sentence = f"{label} {_clock(at, zone)} 早于{earlier} {_clock(least, zone)}，请核对。"
        raise BadInput((FieldFault("at", sentence),))


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%m-%d %H:%M:%S")
