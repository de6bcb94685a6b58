"""The verb of the review: a record is returned with a reason, mended, confirmed for its version."""

from sqlalchemy.orm import Session

from incidents import ledger
from incidents.errors import CannotReview
from incidents.lifecycle import IncidentState
from incidents.quality import queries
from incidents.quality.reviews import STANDING_LABELS, STEP_LABELS, Standing, Step
from incidents.records import Incident
from incidents.staleness import require_version
from incidents.timeline import Act, Entry, Facts
from incidents.yearbook.records import Review
from resources.errors import BadInput, FieldFault

FROM = {
    Step.RETURNED: frozenset(Standing) - {Standing.RETURNED},
    Step.MENDED: frozenset({Standing.RETURNED}),
    Step.CONFIRMED: frozenset({Standing.UNREAD, Standing.MENDED, Standing.OVERTAKEN}),
}
"""Where a record must stand for each step."""
_WANTS_REASON = {
    Step.RETURNED: "请写明退回原因，以便核改。",
    Step.MENDED: "请写明核改了什么；没有改动的说明为什么。",
}


def take(
    session: Session, incident: Incident, step: Step, reason: str, version: int, act: Act
) -> Review:
    """Take one step of the review of a closed record; the caller holds the incident.

    A confirmation holds for the version that was read: a later edit undoes it. The step itself
    changes no version. Raises CannotReview, StaleEdit, BadInput without a reason.
    """
    if incident.state != IncidentState.CLOSED:
        raise CannotReview(f"警情 {incident.number} 未结案或已并案，结案后才能退回或确认。")
    if step in _WANTS_REASON and not reason.strip():
        raise BadInput((FieldFault("reason", _WANTS_REASON[step]),))
    require_version(session, incident, version)
    standing = queries.standing(session, incident)
    if standing not in FROM[step]:
        label = STANDING_LABELS[standing]
        raise CannotReview(f"警情 {incident.number} 现为“{label}”，不能{STEP_LABELS[step]}。")
    row = Review(
        incident_id=incident.id,
        step=str(step),
        reason=reason,
        incident_version=incident.version,
        at=act.now,
        by=act.by,
    )
    session.add(row)
    session.flush()
    told = f"：{reason}" if reason else ""
    words = f"{STEP_LABELS[step]}（第 {incident.version} 版）{told}"
    facts: Facts = {"review": row.id, "step": str(step), "version": incident.version}
    if reason:
        facts["reason"] = reason
    ledger.note(session, Entry(f"record_{step}", words, act, incident.number, facts=facts))
    return row
