"""The verbs of the registers kept for years: fires, and corrections of closed incidents.

A correction never hides what stood there: the log keeps the old value, the new one, the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from incidents import ledger
from incidents.caller_queries import evidence_of
from incidents.calls import Whereabouts
from incidents.categories import CATEGORIES, Disposition
from incidents.edits import Changes
from incidents.false_alarms import require_no_fire, require_real
from incidents.fire_deaths import require_room_for_deaths
from incidents.fire_grades import OWNER_LABELS, FireOwner
from incidents.fire_staleness import require_fire_version
from incidents.lifecycle import IncidentState
from incidents.recorder import apply_where, check_level, next_number
from incidents.records import Fire, Incident
from incidents.reports import (
    MOST_FEN,
    MOST_PEOPLE,
    FireFacts,
    FireForm,
    Outcome,
    check_fire,
    require_disposition,
)
from incidents.staleness import require_version
from incidents.timeline import Act, Entry
from resources.errors import BadInput, FieldFault

FIRE_PREFIX = "H"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a closed incident should have said, and why it is changed; None leaves a field."""

    reason: str
    category: str | None = None
    level: int | None = None
    disposition: str | None = None
    outcome: Outcome | None = None
    where: Whereabouts | None = None


def register_fire(
    session: Session, facts: FireFacts, incident: Incident | None, zone: ZoneInfo, act: Act
) -> Fire:
    """Register a fire, with or without a call-out behind it; raises BadInput.

    An incident called false or a test has no fire until its disposition is corrected.
    """
    check_fire(facts)
    if incident is not None:
        require_real(incident.disposition, incident.state == IncidentState.CLOSED)
    number = next_number(session, facts.occurred_at, zone, FIRE_PREFIX)
    row = Fire(number=number, registered_by=act.by, registered_at=act.now)
    row.incident_id = incident.id if incident else None
    row.is_generated = facts.is_generated
    _write_facts(row, facts)
    if incident is not None and not row.township_code:
        row.township_code = incident.township_code
    session.add(row)
    words = f"登记火灾 {number}"
    if facts.owner is not FireOwner.BRIGADE:
        words += f"（{OWNER_LABELS[facts.owner]}，不计入消防救援火灾统计）"
    kept: dict[str, str | int | None] = {
        "fire": number,
        "loss_fen": facts.loss_fen,
        "dead": facts.dead,
        "owner": str(facts.owner),
    }
    incident_number = incident.number if incident else None
    ledger.note(session, Entry("fire_registered", words, act, incident_number, facts=kept))
    return row


_FIRE_FIELDS = (
    "occurred_at",
    "form",
    "place_text",
    "is_urban",
    "occupancy",
    "cause",
    "cause_code",
    "dead",
    "seriously_injured",
    "lightly_injured",
    "loss_fen",
    "site_cost_fen",
    "people_cost_fen",
    "households",
    "owner",
    "township_code",
)


def facts_of(row: Fire) -> FireFacts:
    """Read a fire record back as the facts it was registered with."""
    told = {name: getattr(row, name) for name in _FIRE_FIELDS}
    told |= {"form": FireForm(row.form), "owner": FireOwner(row.owner)}
    return FireFacts(is_generated=row.is_generated, **told)


def _write_facts(row: Fire, facts: FireFacts) -> None:
    for name in _FIRE_FIELDS:
        setattr(row, name, getattr(facts, name))


def amend_fire(
    session: Session, fire: Fire, facts: FireFacts, version: int, reason: str, act: Act
) -> None:
    """Correct a fire record, keeping what it said; raises StaleEdit, BadInput."""
    check_fire(facts)
    _require_reason(reason)
    require_fire_version(session, fire, version, facts)
    require_room_for_deaths(session, fire, facts)
    before = {name: getattr(fire, name) for name in _FIRE_FIELDS}
    _write_facts(fire, facts)
    fire.version += 1
    after = {name: getattr(fire, name) for name in _FIRE_FIELDS}
    kept = _difference(before, after)
    words = f"更正火灾记录 {fire.number}：{reason}"
    number = fire.incident.number if fire.incident else None
    facts_kept = {"fire": fire.number, "reason": reason, "version": fire.version, **kept}
    ledger.note(session, Entry("fire_amended", words, act, number, facts=facts_kept))


def correct(
    session: Session, incident: Incident, correction: Correction, version: int, act: Act
) -> None:
    """Correct a closed incident, keeping what it said; raises StaleEdit, BadInput."""
    _require_reason(correction.reason)
    wanted = Changes(correction.category, correction.level, disposition=correction.disposition)
    require_version(session, incident, version, wanted)
    if incident.state != IncidentState.CLOSED:
        raise BadInput((FieldFault("state", "未结案的警情请直接修改，不用更正。"),))
    before = _said_by(incident)
    code = correction.category or incident.category
    if code not in CATEGORIES:
        raise BadInput((FieldFault("category", f"没有代码为 {code} 的警情类别。"),))
    level = correction.level or min(incident.level, max(CATEGORIES[code].levels))
    check_level(code, level)
    incident.category, incident.level = code, level
    if correction.disposition is not None:
        require_disposition(correction.disposition)
        incident.disposition = Disposition(correction.disposition)
    if correction.where is not None:
        apply_where(incident, correction.where)
    if correction.outcome is not None:
        _correct_report(incident, correction.outcome)
    if correction.disposition is not None or correction.outcome is not None:
        require_no_fire(incident.disposition, evidence_of(session, incident))
    incident.version += 1
    kept = _difference(before, _said_by(incident))
    words = f"更正：{correction.reason}"
    facts = {"reason": correction.reason, "version": incident.version, **kept}
    # What somebody told of the work may name people: it lies beside the chain, old and new.
    private: dict[str, str] = {
        name: str(facts.pop(name)) for name in ("summary_before", "summary") if name in facts
    }
    if private:
        facts["is_retold"] = 1
    entry = Entry("record_corrected", words, act, incident.number, facts=facts, private=private)
    ledger.note(session, entry)


_REPORT_FIELDS = (
    "rescued",
    "evacuated",
    "dead",
    "injured",
    "property_saved_fen",
    "property_protected_fen",
    "loss_fen",
)
_INCIDENT_FIELDS = (
    "category",
    "level",
    "disposition",
    "occupancy",
    "is_urban",
    "place_text",
    "place_code",
    "township_code",
    "position",
)


def _correct_report(incident: Incident, outcome: Outcome) -> None:
    if outcome.occupancy is not None:
        incident.occupancy = outcome.occupancy
    if outcome.is_urban is not None:
        incident.is_urban = outcome.is_urban
    told = {name: getattr(outcome, name) for name in _REPORT_FIELDS}
    if incident.report is None:
        if any(value is not None for value in told.values()) or outcome.summary:
            why = f"警情 {incident.number} 由历史台账导入，没有结案报告，战果不能在此更正。"
            raise BadInput((FieldFault("outcome", why),))
        return
    for name, value in told.items():
        if value is None:
            continue
        if not 0 <= value <= (MOST_FEN if name.endswith("_fen") else MOST_PEOPLE):
            raise BadInput((FieldFault(name, "数值不能为负，也不能大得不合理。"),))
        setattr(incident.report, name, value)
    if outcome.summary:
        incident.report.summary = outcome.summary


def _said_by(incident: Incident) -> dict[str, object]:
    told = {name: getattr(incident, name) for name in _INCIDENT_FIELDS}
    if incident.report is not None:
        told |= {name: getattr(incident.report, name) for name in (*_REPORT_FIELDS, "summary")}
    return told


def _difference(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, str | None]:
    kept: dict[str, str | None] = {}
    for name, value in after.items():
        if value != before[name]:
            kept[f"{name}_before"], kept[name] = str(before[name]), str(value)
    return kept


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput((FieldFault("reason", "请写明更正原因。"),))
