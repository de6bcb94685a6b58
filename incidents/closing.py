"""The verbs at the end of an incident: call the caller back, close with the report."""

from dataclasses import replace

from sqlalchemy.orm import Session

from incidents import inside, ledger, queries
from incidents.caller_queries import evidence_of
from incidents.categories import DISPOSITION_LABELS, FALSE_ALARMS, Disposition, category
from incidents.errors import UnitsStillOut
from incidents.false_alarms import (
    CALL_BACK_LABELS,
    CallBack,
    Evidence,
    require_call_back,
    require_no_fire,
)
from incidents.lifecycle import IncidentState
from incidents.recorder import require_open
from incidents.records import ClosingReport, Incident
from incidents.reports import Outcome, missing_of
from incidents.timeline import Act, Entry, Facts
from resources.errors import BadInput, FieldFault


def close(session: Session, incident: Incident, outcome: Outcome, act: Act) -> ClosingReport:
    """Close an incident with its report; raises UnitsStillOut, PeopleStillInside, BadInput."""
    require_open(incident)
    out = queries.active_assignments_of(session, incident.id)
    if out:
        names = "、".join(row.unit.call_sign for row in out)
        raise UnitsStillOut(f"{names} 尚在警情 {incident.number} 上，请先返队或召回后再结案。")
    inside.require_nobody(incident)
    occupancy = outcome.occupancy or incident.occupancy
    is_fire = category(incident.category).group_code == "10000"
    is_urban = incident.is_urban if outcome.is_urban is None else outcome.is_urban
    faults = list(missing_of(replace(outcome, occupancy=occupancy, is_urban=is_urban), is_fire))
    if not incident.category_is_confirmed:
        faults.append(FieldFault("category", "警情类别仅为系统建议，请先确认类别。"))
    if faults:
        raise BadInput(tuple(faults))
    disposition = Disposition(outcome.disposition or "")
    require_no_fire(disposition, _with_people(evidence_of(session, incident), outcome))
    if outcome.call_back is not None:
        call_back(session, incident, outcome.call_back, act)
    state_before = incident.state
    incident.disposition = disposition
    incident.occupancy = occupancy
    incident.is_urban = is_urban
    incident.state = IncidentState.CLOSED
    incident.closed_at = act.at
    incident.version += 1
    report = _report_of(incident, outcome, act)
    session.add(report)
    words = f"结案：抢救 {report.rescued} 人，疏散 {report.evacuated} 人"
    if disposition in FALSE_ALARMS:
        result = CALL_BACK_LABELS[CallBack(incident.call_back)]
        words = f"结案：{DISPOSITION_LABELS[disposition]}，回拨：{result}"
    facts: Facts = {
        "disposition": disposition,
        "call_back": incident.call_back,
        "state_before": state_before,
    }
    ledger.note(session, Entry("incident_closed", words, act, incident.number, facts=facts))
    return report


def _report_of(incident: Incident, outcome: Outcome, act: Act) -> ClosingReport:
    return ClosingReport(
        incident_id=incident.id,
        rescued=outcome.rescued or 0,
        evacuated=outcome.evacuated or 0,
        dead=outcome.dead or 0,
        injured=outcome.injured or 0,
        property_saved_fen=outcome.property_saved_fen or 0,
        property_protected_fen=outcome.property_protected_fen or 0,
        loss_fen=outcome.loss_fen or 0,
        summary=outcome.summary,
        reported_by=act.by,
        reported_at=act.now,
    )


def _with_people(evidence: Evidence, outcome: Outcome) -> Evidence:
    """Add the people the closing report is about to tell of."""
    return replace(
        evidence,
        dead=max(evidence.dead, outcome.dead or 0),
        injured=max(evidence.injured, outcome.injured or 0),
        rescued=max(evidence.rescued, outcome.rescued or 0),
    )


def call_back(session: Session, incident: Incident, told: str, act: Act) -> None:
    """Keep what calling the caller back came to, by whom and when; the last call back stands.

    Raises BadInput for a word that is none of `CallBack`.
    """
    result = require_call_back(told)
    if result is CallBack.NOT_CALLED:
        # Who has not called back has nothing to tell; an earlier call back is not unmade.
        return
    incident.call_back = result
    incident.called_back_at = act.at
    incident.called_back_by = act.by
    incident.version += 1
    words = f"回拨：{CALL_BACK_LABELS[result]}"
    facts: Facts = {"call_back": result}
    ledger.note(session, Entry("called_back", words, act, incident.number, facts=facts))
