"""From rows to the ladder of reinforcement, and the note that somebody was asked."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.recommendation import Recommendation
from dispatch.reinforcement import Force, Gap, Reinforcement, Rung, climb
from dispatch.roads import queries as road_queries
from dispatch.roads.isochrone import reaches
from incidents import ledger, recorder
from incidents.records import Incident, LogEntry
from incidents.timeline import Act, Entry, Facts
from resources import queries
from resources.county_rows import PARTNER_KIND_LABELS, PartnerKind
from resources.database import db
from resources.errors import BadInput, FieldFault
from resources.geography import Position
from resources.records import Partner
from resources.vehicle_types import Capability

KIND: Final = "reinforcement_requested"


def reinforcement_of(incident: Incident, answer: Recommendation) -> Reinforcement:
    """Say which rung fills what the advice for an incident could not."""
    counts: dict[Capability, int] = {}
    for one in answer.shortfall:
        counts[one.capability] = counts.get(one.capability, 0) + one.missing
    # Where nobody knows the place nothing is picked: that is no lack of vehicles.
    gaps = [] if incident.position is None else [Gap(*one) for one in counts.items()]
    forces = forces_towards(incident.position) if gaps else []
    return climb(gaps, incident.level, forces)


def forces_towards(goal: Position | None) -> list[Force]:
    """Return the county's partners with their times to a place, by rung and code."""
    rows = queries.partners()
    forces = [_force(row) for row in rows]
    starts = {row.code: row.position for row in rows if row.position is not None}
    if goal is None or not starts:
        return forces
    found = dict(
        zip(starts, reaches(road_queries.network(), goal, [*starts.values()]), strict=True)
    )
    return [
        replace(one, eta=reach.eta, basis=reach.basis, eta_note=reach.note)
        if (reach := found.get(one.code)) is not None
        else one
        for one in forces
    ]


def _force(row: Partner) -> Force:
    return Force(
        code=row.code,
        name=row.name,
        rung=Rung(row.rung),
        kind_label=PARTNER_KIND_LABELS[PartnerKind(row.kind)],
        is_commanded=row.is_commanded,
        contact=row.contact,
        vehicles=row.vehicles,
        people=row.people,
        capabilities=frozenset(Capability(word) for word in row.capabilities.split()),
        is_synthetic=row.is_synthetic,
    )


def note_request(session: Session, incident: Incident, code: str, remark: str, act: Act) -> Partner:
    """Note in the timeline that a force was asked for help; nothing is sent by the machine.

    Raises BadInput for a force nobody knows, and IncidentIsClosed.
    """
    recorder.require_open(incident)
    partner = session.scalars(select(Partner).where(Partner.code == code)).one_or_none()
    if partner is None:
        known = "、".join(f"{row.code} {row.name}" for row in queries.partners()) or "没有登记"
        raise BadInput((FieldFault("partner", f"没有代码为“{code}”的增援力量，可选：{known}。"),))
    way = "指挥" if partner.is_commanded else "商请"
    words = f"已向{partner.name}请求增援（{way}，第 {partner.rung} 级）"
    if remark:
        words += f"：{remark}"
    facts: Facts = {"partner": partner.code, "rung": partner.rung, "remark": remark}
    ledger.note(session, Entry(KIND, words, act, incident.number, facts=facts))
    return partner


def asked_for(number: str) -> Sequence[str]:
    """The codes of the forces already asked for an incident, in the order of asking."""
    query = (
        select(LogEntry.facts)
        .where(LogEntry.incident_number == number, LogEntry.kind == KIND)
        .order_by(LogEntry.seq)
    )
    codes = [json.loads(facts)["partner"] for facts in db.session.scalars(query)]
    return list(dict.fromkeys(codes))
