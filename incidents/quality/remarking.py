"""The verb that answers a finding: a remark (批注) says why it is so all the same."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from incidents import ledger
from incidents.errors import CannotMove, StaleEdit
from incidents.lifecycle import IncidentState
from incidents.quality import queries
from incidents.records import Incident
from incidents.timeline import Act, Entry, Facts
from incidents.yearbook.records import Remark
from resources.errors import BadInput, FieldFault


def remark(
    session: Session,
    incident: Incident,
    rule: str,
    finding: str,
    words: str,
    zone: ZoneInfo,
    act: Act,
) -> Remark:
    """Keep a remark on one finding, told by its rule and its words; the caller holds the incident.

    The record itself stays as it is, and so does its version. A second remark on the same finding
    strikes the first. Raises StaleEdit when the finding is no longer there, BadInput without
    words, CannotMove for a merged incident.
    """
    if incident.state == IncidentState.MERGED:
        raise CannotMove(f"警情 {incident.number} 已并案，请到 {incident.merged_into} 批注。")
    if not words.strip():
        raise BadInput((FieldFault("words", "请对异常指标进行批注说明。"),))
    found = queries.remarked_findings(session, incident.id, act.now, zone)
    told = next((o for o in found if (o.finding.rule, o.finding.sentence) == (rule, finding)), None)
    if told is None:
        raise StaleEdit("该异常指标已不存在或数值已变，批注没有保存；请重新载入后再看。")
    if told.remark is not None:
        told.remark.struck_at = act.now
    row = Remark(
        incident_id=incident.id,
        rule=rule,
        finding=finding,
        words=words,
        at=act.now,
        by=act.by,
    )
    session.add(row)
    session.flush()
    facts: Facts = {"remark": row.id, "rule": rule, "finding": finding}
    text = f"批注：{finding}说明：{words}"
    ledger.note(session, Entry("remark_made", text, act, incident.number, facts=facts))
    return row
