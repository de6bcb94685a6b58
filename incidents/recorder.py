"""The verbs of the record: open, attach, revise, stamp; each with its log entry.

Every verb works inside the caller's `transaction()` and leaves the commit to it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from incidents import ledger
from incidents.caller_queries import evidence_of
from incidents.calls import Elements, EmergencyCall, Whereabouts
from incidents.categories import CATEGORIES, Disposition, category, level_label
from incidents.edits import FIELD_LABELS, Changes, seen
from incidents.errors import IncidentIsClosed, LevelLowered
from incidents.false_alarms import require_no_fire
from incidents.lifecycle import LABELS, OPEN, IncidentState, Stage, advanced, label_for
from incidents.records import Assignment, Call, Incident
from incidents.reports import require_disposition
from incidents.staleness import require_version
from incidents.timeline import Act, Entry, Facts
from resources.errors import BadInput, FieldFault
from resources.records import Unit

NUMBER_OF_THE_DAY = text(
    "INSERT INTO daily_counter (day, last) VALUES (:day, 1) "
    "ON CONFLICT (day) DO UPDATE SET last = daily_counter.last + 1 RETURNING last"
)


def next_number(session: Session, received_at: datetime, zone: ZoneInfo, prefix: str = "") -> str:
    """Give out the next number of a local day, such as 20261122-007; there is no last one."""
    day = prefix + received_at.astimezone(zone).strftime("%Y%m%d")
    last = session.execute(NUMBER_OF_THE_DAY, {"day": day}).scalar_one()
    return f"{day}-{last:03d}"


def require_open(incident: Incident) -> None:
    """Refuse work on an incident that is closed or merged."""
    if IncidentState(incident.state) not in OPEN:
        label = LABELS[IncidentState(incident.state)]
        raise IncidentIsClosed(
            f"警情 {incident.number} {label}，不能再操作；如有新情况请另行接警。"
        )


def _level_fault(code: str, level: int) -> FieldFault | None:
    kind = category(code)
    if level in kind.levels:
        return None
    most = max(kind.levels)
    return FieldFault("level", f"{kind.name}的等级应为 1 到 {most}，不能是 {level}。")


def check_level(code: str, level: int) -> None:
    """Refuse a level its category's scale does not have; raises BadInput."""
    fault = _level_fault(code, level)
    if fault:
        raise BadInput((fault,))


def apply_where(incident: Incident, where: Whereabouts) -> None:
    """Write where it is as far as it is told; what is not told stays."""
    incident.place_text = where.text or incident.place_text
    if where.place_code is not None:
        incident.place_code = where.place_code
    if where.township_code is not None:
        incident.township_code = where.township_code
    if where.is_urban is not None:
        incident.is_urban = where.is_urban
    if where.position is not None:
        incident.position = where.position
        incident.datum_in = where.datum_in


def _apply_elements(incident: Incident, elements: Elements) -> None:
    if elements.trapped is not None:
        incident.trapped = elements.trapped
    if elements.floors is not None:
        incident.floors = elements.floors
    if elements.fire_floor is not None:
        incident.fire_floor = elements.fire_floor
    incident.burning = elements.burning or incident.burning
    incident.occupancy = elements.occupancy or incident.occupancy


def open_incident(session: Session, call: EmergencyCall, code: str, number: str, act: Act) -> Call:
    """File a new incident for a call under the category given; returns the call."""
    kind = category(code)
    level = call.level if call.level is not None else kind.default_level
    check_level(code, level)
    incident = Incident(
        number=number,
        category=code,
        category_is_confirmed=call.category is not None,
        level=level,
        state=IncidentState.FILED,
        received_at=call.received_at,
        filed_at=act.now,
        narrative=call.narrative,
        is_generated=call.is_generated,
    )
    apply_where(incident, call.where)
    _apply_elements(incident, call.elements)
    session.add(incident)
    row = _add_call(session, incident, call, act)
    place = incident.place_text or "地点待定"
    words = f"立案 {number}：{kind.name}，{level_label(kind, level)}，{place}"
    facts: Facts = {"category": code, "level": level, **stamp_clocks(incident, act)}
    ledger.note(session, Entry("incident_filed", words, act, number, facts=facts))
    return row


def attach_call(session: Session, incident: Incident, call: EmergencyCall, act: Act) -> Call:
    """Attach one more call to an open incident; every caller is kept."""
    require_open(incident)
    row = _add_call(session, incident, call, act)
    before = seen(incident)
    learn(incident, call.where, call.elements)
    incident.version += 1
    # The entry names the call by its key.
    session.flush()
    words = f"来电并入 {incident.number}：{call.where.text or '未说地点'}"
    facts: Facts = {
        "calls": str(row.id),
        "into": incident.number,
        "version": incident.version,
        **_difference(incident, before),
        **stamp_clocks(incident, act),
    }
    ledger.note(session, Entry("call_attached", words, act, incident.number, facts=facts))
    return row


def stamp_clocks(incident: Incident, act: Act) -> Facts:
    """Stamp when the point and the kind were first known; return the stamps that are new.

    They are the clocks of the pre-alert (预调派): what was known before the first order.
    """
    stamped: Facts = {}
    if incident.place_known_at is None and incident.position is not None:
        incident.place_known_at = act.at
        stamped["place_known_at"] = act.at.isoformat()
    if incident.kind_known_at is None and incident.category_is_confirmed:
        incident.kind_known_at = act.at
        stamped["kind_known_at"] = act.at.isoformat()
    return stamped


def learn(incident: Incident, where: Whereabouts, elements: Elements) -> None:
    """Take from a further caller what nobody has told yet; what was told stands."""
    if incident.position is None and (where.position or not incident.place_text):
        apply_where(incident, where)
    _apply_elements(incident, _only_missing(incident, elements))


def _only_missing(incident: Incident, told: Elements) -> Elements:
    """Keep of a further caller's words only what nobody has told yet."""
    return Elements(
        trapped=told.trapped if incident.trapped is None else None,
        burning=told.burning if not incident.burning else "",
        floors=told.floors if incident.floors is None else None,
        fire_floor=told.fire_floor if incident.fire_floor is None else None,
        occupancy=told.occupancy if not incident.occupancy else "",
    )


def _add_call(session: Session, incident: Incident, call: EmergencyCall, act: Act) -> Call:
    row = Call(
        incident=incident,
        received_at=call.received_at,
        entered_at=act.now,
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        place_text=call.where.text,
        narrative=call.narrative,
        channel=str(call.channel),
        taken_by=act.by,
        is_generated=call.is_generated,
        datum_in=call.where.datum_in,
    )
    row.position = call.where.position
    session.add(row)
    # What a caller said and who called is personal: it lies beside the chain, not in it.
    private = {
        "caller_number": call.caller_number,
        "caller_name": call.caller_name,
        "narrative": call.narrative,
    }
    entry = Entry(
        "call_taken",
        "接到报警",
        Act(act.by, act.now, act.source, call.received_at),
        incident.number,
        facts={"channel": str(call.channel)},
        private={name: value for name, value in private.items() if value},
    )
    ledger.note(session, entry)
    return row


def revise(
    session: Session, incident: Incident, changes: Changes, version: int | None, act: Act
) -> None:
    """Change an open incident as its editor saw it; a level may only rise.

    Raises StaleEdit when `version` is not the present one, LevelLowered, BadInput.
    """
    require_open(incident)
    if version is not None:
        require_version(session, incident, version, changes)
    if changes.disposition is not None:
        require_disposition(changes.disposition)
        require_no_fire(changes.disposition, evidence_of(session, incident))
    before = seen(incident)
    _revise_kind(incident, changes)
    if changes.where is not None:
        apply_where(incident, changes.where)
    if changes.elements is not None:
        _apply_elements(incident, changes.elements)
    if changes.narrative is not None:
        incident.narrative = changes.narrative
    if changes.disposition is not None:
        incident.disposition = Disposition(changes.disposition)
    _note_difference(session, incident, before, act)


def _revise_kind(incident: Incident, changes: Changes) -> None:
    code = changes.category or incident.category
    kind = category(code)
    # Another scale has fewer steps: the level stays as high as that scale allows.
    least = min(incident.level, max(kind.levels))
    level = least if changes.level is None else changes.level
    check_level(code, level)
    if level < least:
        raise LevelLowered(
            f"警情 {incident.number} 现为 {incident.level} 级，处置中等级只能升不能降。"
        )
    incident.category = code
    incident.level = level
    if changes.category is not None:
        incident.category_is_confirmed = True


def _note_difference(
    session: Session, incident: Incident, before: Mapping[str, str], act: Act
) -> None:
    incident.version += 1
    facts = _difference(incident, before)
    stamps = stamp_clocks(incident, act)
    if not facts and not stamps:
        return
    after = seen(incident)
    changed = [name for name in FIELD_LABELS if name in facts]
    told = [_told(name, after.get(name, "空")) for name in changed]
    is_retold = "is_retold" in facts
    told += ["警情描述"] if is_retold else []
    words = "修改：" + "、".join(told or ["确认类别"])
    kind = "level_raised" if "level" in changed else "incident_revised"
    # What a caller told is personal: the words lie beside the chain.
    private = {"narrative": incident.narrative} if is_retold and incident.narrative else {}
    # The version tells a later editor what changed after theirs.
    facts = {"version": incident.version, **facts, **stamps}
    entry = Entry(kind, words, act, incident.number, facts=facts, private=private)
    ledger.note(session, entry)


def _difference(incident: Incident, before: Mapping[str, str]) -> Facts:
    """Return each changed field with what it was and is; of the narrative, that it changed."""
    after = seen(incident)
    facts: Facts = {}
    for name in FIELD_LABELS:
        if before.get(name) != after.get(name):
            facts[f"{name}_before"], facts[name] = before.get(name), after.get(name)
    if before.get("narrative") != after.get("narrative"):
        facts["is_retold"] = 1
    return facts


def _told(name: str, value: str) -> str:
    shown = CATEGORIES[value].name if name == "category" else value
    return f"{FIELD_LABELS[name]} {shown}"


def open_assignments(
    session: Session,
    incident: Incident,
    units: Iterable[Unit],
    act: Act,
) -> list[Assignment]:
    """Put units on an incident; the caller flushes and answers a unit already taken.

    What is there already stays: a later order is a reinforcement and adds to it.
    """
    require_open(incident)
    is_reinforcement = IncidentState(incident.state) is not IncidentState.FILED
    rows = [
        Assignment(
            incident_id=incident.id,
            unit_id=unit.id,
            people=unit.crew.people if unit.crew else 0,
            is_reinforcement=is_reinforcement,
            ordered_at=act.at,
            ordered_by=act.by,
            station_code=unit.station.code,
        )
        for unit in units
    ]
    session.add_all(rows)
    incident.state = advanced(IncidentState(incident.state), IncidentState.ORDERED)
    incident.version += 1
    return rows


def reach_stage(session: Session, incident: Incident, stage: Stage, act: Act) -> None:
    """Stamp 控制 or 熄灭 as the scene commander reports it; the first time told stays."""
    require_open(incident)
    column = f"{stage}_at"
    if getattr(incident, column) is not None:
        return
    setattr(incident, column, act.at)
    if incident.state != IncidentState.RETURNED:
        # A stage is often told when all are home again, which does not reopen the work.
        incident.state = advanced(IncidentState(incident.state), IncidentState(stage))
    incident.version += 1
    words = label_for(IncidentState(stage), category(incident.category).group_code)
    if not any(row.on_scene_at for row in incident.assignments):
        words += "（注意：尚无车辆到场记录）"
    ledger.note(session, Entry("stage_reached", words, act, incident.number))


def add_note(session: Session, incident: Incident, words: str, act: Act) -> None:
    """Add a person's note to the timeline, also after closing."""
    ledger.note(session, Entry("note", words, act, incident.number))


def note_refusal(session: Session, call_sign: str, words: str, act: Act) -> None:
    """Log a status report that was refused as impossible."""
    ledger.note(session, Entry("status_refused", words, act, None, call_sign))
