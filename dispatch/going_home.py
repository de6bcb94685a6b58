"""The verb that sends everybody home from an incident: one press when the work is done."""

from sqlalchemy.orm import Session

from dispatch import desk, status_reports
from dispatch.errors import ImpossibleStatus
from dispatch.status_reports import StatusReport
from incidents import queries
from incidents.records import Incident
from incidents.timeline import Act
from resources.unit_status import BEFORE_ARRIVAL, UnitStatus


def send_home(session: Session, incident: Incident, act: Act) -> list[str]:
    """Turn every vehicle of an incident home: who has arrived returns, who has not is recalled.

    The order of locks is that of the desk: the incident is held, its units follow by call sign.
    Returns their call signs; raises ImpossibleStatus when nobody is out.
    """
    sent = []
    out = queries.active_assignments_of(session, incident.id)
    for assignment in sorted(out, key=lambda row: row.unit.call_sign):
        call_sign = assignment.unit.call_sign
        has_arrived = assignment.on_scene_at is not None
        if not has_arrived and assignment.unit.status in BEFORE_ARRIVAL:
            desk.recall(session, incident, call_sign, act)
        else:
            report = StatusReport(UnitStatus.RETURNING)
            status_reports.report_status(session, call_sign, report, act)
        sent.append(call_sign)
    if not sent:
        raise ImpossibleStatus(f"警情 {incident.number} 没有在外的车辆，不用报返队。")
    return sent
