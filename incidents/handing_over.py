"""The verb of a scene given into other hands (现场移交): who gave, who took, with which words."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from incidents import ledger
from incidents.errors import CannotMove
from incidents.lifecycle import IncidentState
from incidents.records import Incident, SceneHandOver
from incidents.timeline import Act, Entry, Facts
from resources.errors import BadInput, FieldFault


@dataclass(frozen=True, slots=True)
class HandOverTold:
    """A hand-over as it is told: both names, the taker's body, what was agreed."""

    given_by: str
    taken_by: str
    taker_body: str = ""
    words: str = ""


def hand_over(session: Session, incident: Incident, told: HandOverTold, act: Act) -> SceneHandOver:
    """Keep that a scene was handed over, also after closing; raises BadInput naming each fault."""
    if incident.state == IncidentState.MERGED:
        raise CannotMove(f"警情 {incident.number} 已并案，请在 {incident.merged_into} 登记移交。")
    faults = [
        FieldFault(field, sentence)
        for field, value, sentence in (
            ("given_by", told.given_by, "请填写移交人。"),
            ("taken_by", told.taken_by, "请填写接收人。"),
            ("taker_body", told.taker_body, "请填写接收单位。"),
        )
        if not value
    ]
    if act.at < incident.received_at:
        faults.append(FieldFault("at", "移交时间早于接警，请核对日期和时间。"))
    if faults:
        raise BadInput(tuple(faults))
    row = SceneHandOver(
        incident_id=incident.id,
        at=act.at,
        given_by=told.given_by,
        taken_by=told.taken_by,
        taker_body=told.taker_body,
        words=told.words,
        by=act.by,
    )
    session.add(row)
    session.flush()
    incident.version += 1
    words = f"现场移交：{told.given_by} 移交 {told.taker_body} {told.taken_by}"
    words += f"：{told.words}" if told.words else ""
    facts: Facts = {"hand_over": row.id}
    ledger.note(session, Entry("scene_handed_over", words, act, incident.number, facts=facts))
    return row
