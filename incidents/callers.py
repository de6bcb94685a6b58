"""The verbs of who called about what: attach, detach, split, merge, undo; no caller is lost.

A call always stands under one incident and every incident that is not merged has at least one.
Each verb takes numbers and locks the incidents itself, in the order of their numbers; each act is
logged on both incidents with the keys of the calls it moved, which is what `undo` reads.
"""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from incidents import caller_queries, ledger, queries, recorder
from incidents.calls import Elements, Whereabouts
from incidents.categories import category, level_label
from incidents.errors import CannotMove, StaleEdit, UnitsStillOut
from incidents.lifecycle import IncidentState
from incidents.records import Call, Incident, LogEntry
from incidents.timeline import Act, Entry, Facts
from resources.errors import BadInput, FieldFault

UNDOABLE = frozenset({"call_attached", "call_detached", "incident_split", "incident_merged"})
"""The kinds of log entries that can be undone."""


def attach(session: Session, number: str, call_id: int, act: Act) -> Call:
    """Move a call taken already to another open incident.

    Raises CannotMove for the only call of its incident (merge that instead), UnknownCall,
    UnknownIncident, IncidentIsClosed, StaleEdit.
    """
    origin = caller_queries.call_with(session, call_id).incident.number
    if origin == number:
        raise CannotMove(f"该来电已在警情 {number} 名下，无需并入。")
    rows = _lock_open(session, origin, number)
    moved = _still_under(session, rows[origin], (call_id,))
    _require_rest(session, rows[origin], moved, "请改用并案，把整个警情并过去")
    _move(session, moved, rows[origin], rows[number])
    words = f"来电并入 {number}：{moved[0].place_text or '未说地点'}（原在 {origin}）"
    _note(session, "call_attached", words, act, _facts(moved, origin, number))
    return moved[0]


def detach_call(session: Session, call_id: int, zone: ZoneInfo, act: Act, reason: str) -> Incident:
    """Take a call out of the incident it was attached to; returns where it stands now.

    It goes back to the incident it came from while that is open; else it becomes one of its own.
    Raises CannotMove for an incident's only call, UnknownCall, IncidentIsClosed, BadInput.
    """
    call = caller_queries.call_with(session, call_id)
    source, back_to = call.incident.number, call.came_from
    if back_to is not None and back_to != source and queries.is_open(session, back_to):
        _require_reason(reason)
        rows = _lock_open(session, source, back_to)
        moved = _still_under(session, rows[source], (call_id,))
        _require_rest(session, rows[source], moved, "不能移出")
        target = rows[back_to]
        _move(session, moved, rows[source], target)
        words = f"移出来电，退回 {back_to}：{reason}"
        facts = {**_facts(moved, source, back_to), "reason": reason}
        _note(session, "call_detached", words, act, facts)
        return target
    return _part(session, source, (call_id,), zone, act, reason, "call_detached")


def split(
    session: Session,
    number: str,
    call_ids: Sequence[int],
    zone: ZoneInfo,
    act: Act,
    reason: str,
) -> Incident:
    """Make an incident of its own of some calls that were attached wrongly; returns it.

    Raises CannotMove when all calls are named, StaleEdit when none or a call of another incident
    is, UnknownIncident, IncidentIsClosed, BadInput.
    """
    return _part(session, number, tuple(call_ids), zone, act, reason, "incident_split")


def merge(session: Session, from_number: str, into_number: str, act: Act) -> Incident:
    """Merge an open incident into another (并案): its calls move, its number leads there.

    Units keep an incident from being merged: the trips that were made belong to the number they
    were ordered under. What only the merged one had learnt is told to the other. Raises
    UnitsStillOut, CannotMove, UnknownIncident, IncidentIsClosed; returns the incident that stays.
    """
    if from_number == into_number:
        raise CannotMove(f"警情 {from_number} 不能并入自己，请另选警情。")
    rows = _lock_open(session, from_number, into_number)
    lost, kept = rows[from_number], rows[into_number]
    _require_unworked(session, lost)
    moved = caller_queries.calls_held(session, lost.id)
    before = lost.state
    _move(session, moved, lost, kept)
    _tell(lost, kept)
    lost.state, lost.merged_into = IncidentState.MERGED, into_number
    words = f"并案：{from_number} 并入 {into_number}（{len(moved)} 个来电）"
    facts = {**_facts(moved, from_number, into_number), "state_before": before}
    _note(session, "incident_merged", words, act, facts)
    return kept


def undo(session: Session, entry: LogEntry, zone: ZoneInfo, act: Act) -> None:
    """Undo an act of this module by its counter-act, while the incidents concerned are open.

    What the other incident learnt by a merge stays: it was told. Raises CannotMove when the calls
    have been moved on since, IncidentIsClosed, UnitsStillOut.
    """
    if entry.kind not in UNDOABLE:
        raise CannotMove("这条记录不是并入、移出、拆分或并案，不能撤销。")
    facts = ledger.facts_of(entry)
    calls = tuple(int(key) for key in str(facts.get("calls") or "").split())
    origin, target = str(facts.get("from") or ""), str(facts.get("into") or "")
    if not calls or not target:
        raise CannotMove("这条记录没有留下来电编号，不能撤销；请改用移出或拆分。")
    told: Facts = {"undoes": entry.seq}
    if entry.kind == "incident_merged":
        _unmerge(session, calls, (origin, target), str(facts["state_before"]), told, act)
    elif not origin:
        row = _part(session, target, calls, zone, act, "撤销并入", "act_undone", told)
        assert row.number != target, "a call taken out stands under another number"
    elif facts.get("is_new"):
        _merge_back(session, calls, (origin, target), told, act)
    else:
        rows = _lock_open(session, origin, target)
        moved = _still_under(session, rows[target], calls)
        _require_rest(session, rows[target], moved, "不能撤销")
        _move(session, moved, rows[target], rows[origin])
        words = f"撤销：来电由 {target} 退回 {origin}"
        _note(session, "act_undone", words, act, {**_facts(moved, target, origin), **told})


def not_undone(entries: Iterable[LogEntry]) -> frozenset[int]:
    """Return the numbers of the acts in one incident's log that have not been undone.

    An act stands in the logs of both incidents: undone from one page, it is undone on both.
    """
    told = [(entry, ledger.facts_of(entry)) for entry in entries]
    undone = {facts.get("undoes") for _, facts in told}
    return frozenset(
        entry.seq
        for entry, facts in told
        if entry.kind in UNDOABLE and undone.isdisjoint({entry.seq, _twin(entry, facts)})
    )


def _twin(entry: LogEntry, facts: Facts) -> int:
    """Return the number under which the other incident's log tells the same act.

    `_note` writes the two one after the other, and nobody else writes in between.
    """
    if not facts.get("from"):
        return entry.seq
    return entry.seq + (1 if facts["from"] == entry.incident_number else -1)


def _unmerge(
    session: Session,
    calls: tuple[int, ...],
    numbers: tuple[str, str],
    state_before: str,
    told: Facts,
    act: Act,
) -> None:
    origin, target = numbers
    rows = queries.lock_incidents(session, numbers)
    recorder.require_open(rows[target])
    if rows[origin].merged_into != target:
        raise CannotMove(f"警情 {origin} 现未并入 {target}，无需撤销。")
    moved = _still_under(session, rows[target], calls)
    _require_rest(session, rows[target], moved, "不能撤销")
    _move(session, moved, rows[target], rows[origin])
    rows[origin].state, rows[origin].merged_into = IncidentState(state_before), None
    words = f"撤销并案：{origin} 恢复，{len(moved)} 个来电退回"
    _note(session, "act_undone", words, act, {**_facts(moved, target, origin), **told})


def _merge_back(
    session: Session, calls: tuple[int, ...], numbers: tuple[str, str], told: Facts, act: Act
) -> None:
    """Undo a split: the new incident goes back whole, with whoever called about it since."""
    origin, target = numbers
    rows = _lock_open(session, *numbers)
    _require_unworked(session, rows[target])
    _still_under(session, rows[target], calls)
    moved = caller_queries.calls_held(session, rows[target].id)
    before = rows[target].state
    _move(session, moved, rows[target], rows[origin])
    _tell(rows[target], rows[origin])
    rows[target].state, rows[target].merged_into = IncidentState.MERGED, origin
    words = f"撤销拆分：{target} 并回 {origin}（{len(moved)} 个来电）"
    facts = {**_facts(moved, target, origin), "state_before": before, **told}
    _note(session, "act_undone", words, act, facts)


def _part(
    session: Session,
    number: str,
    call_ids: tuple[int, ...],
    zone: ZoneInfo,
    act: Act,
    reason: str,
    kind: str,
    told: Facts | None = None,
) -> Incident:
    _require_reason(reason)
    rows = _lock_open(session, number)
    source = rows[number]
    moved = _still_under(session, source, call_ids)
    _require_rest(session, source, moved, "不能拆分")
    row = _filed_for(session, source, moved, zone, act)
    _move(session, moved, source, row)
    words = f"拆分：{len(moved)} 个来电由 {number} 另立 {row.number}：{reason}"
    facts = {**_facts(moved, number, row.number), "is_new": 1, "reason": reason, **(told or {})}
    _note(session, kind, words, act, facts)
    return row


def _filed_for(
    session: Session, source: Incident, calls: Sequence[Call], zone: ZoneInfo, act: Act
) -> Incident:
    """File an incident for calls that turn out to tell of something else."""
    first = min(calls, key=lambda call: (call.received_at, call.id))
    kind = category(source.category)
    row = Incident(
        number=recorder.next_number(session, first.received_at, zone),
        category=source.category,
        # The kind was judged by other words than these.
        category_is_confirmed=False,
        level=kind.default_level,
        state=IncidentState.FILED,
        received_at=first.received_at,
        filed_at=act.now,
        place_text=first.place_text,
        narrative=first.narrative,
        datum_in=first.datum_in,
        is_generated=first.is_generated,
        version=1,
    )
    row.position = first.position
    session.add(row)
    session.flush()
    words = f"立案 {row.number}：{kind.name}，{level_label(kind, row.level)}，"
    words += f"{row.place_text or '地点待定'}（由 {source.number} 拆出）"
    facts: Facts = {"category": row.category, "level": row.level}
    ledger.note(session, Entry("incident_filed", words, act, row.number, facts=facts))
    return row


def _lock_open(session: Session, *numbers: str) -> dict[str, Incident]:
    rows = queries.lock_incidents(session, numbers)
    for row in rows.values():
        recorder.require_open(row)
    return rows


def _still_under(session: Session, incident: Incident, call_ids: Sequence[int]) -> tuple[Call, ...]:
    """Return the calls of these keys; raises StaleEdit when one stands elsewhere by now."""
    wanted = frozenset(call_ids)
    found = tuple(
        row for row in caller_queries.calls_held(session, incident.id) if row.id in wanted
    )
    if len(found) < len(wanted) or not wanted:
        raise StaleEdit(f"所选来电已不在警情 {incident.number} 名下，请重新载入后再操作。")
    return found


def _require_rest(
    session: Session, incident: Incident, moved: Sequence[Call], instead: str
) -> None:
    if len(moved) >= caller_queries.counted_calls(session, incident.id):
        raise CannotMove(f"警情 {incident.number} 没有其他来电，{instead}。")


def _require_unworked(session: Session, incident: Incident) -> None:
    out = queries.active_assignments_of(session, incident.id)
    if out:
        names = "、".join(row.unit.call_sign for row in out)
        raise UnitsStillOut(f"{names} 尚在警情 {incident.number} 上，请先召回或改派后再并案。")
    if caller_queries.has_rolled(session, incident.id):
        raise CannotMove(
            f"警情 {incident.number} 已有车辆出动，出动记录须留在原编号下，不能并案；"
            "请结案，性质选“重复报警”。"
        )
    if (
        incident.controlled_at
        or incident.extinguished_at
        or caller_queries.has_fire(session, incident.id)
    ):
        raise CannotMove(f"警情 {incident.number} 已有处置结果或火灾登记，不能并案，请单独结案。")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput((FieldFault("reason", "请写明移出或拆分的原因。"),))


def _move(session: Session, calls: Sequence[Call], source: Incident, target: Incident) -> None:
    for call in calls:
        call.incident_id = target.id
        call.came_from = source.number
    source.version += 1
    target.version += 1
    session.flush()
    for row in (source, target):
        session.expire(row, ["calls"])


def _tell(lost: Incident, kept: Incident) -> None:
    """Give an incident what only the one merged into it had learnt; the higher level stands."""
    where = Whereabouts(
        lost.place_text,
        lost.place_code,
        lost.township_code,
        lost.is_urban,
        lost.position,
        lost.datum_in or "wgs84",
    )
    elements = Elements(lost.trapped, lost.burning, lost.floors, lost.fire_floor, lost.occupancy)
    recorder.learn(kept, where, elements)
    ours, theirs = category(kept.category), category(lost.category)
    if ours.scale == theirs.scale:
        kept.level = max(kept.level, lost.level)


def _facts(calls: Sequence[Call], origin: str, target: str) -> Facts:
    return {"calls": " ".join(str(call.id) for call in calls), "from": origin, "into": target}


def _note(session: Session, kind: str, words: str, act: Act, facts: Facts) -> None:
    """Log an act on both incidents: either page tells it, and either entry can be undone."""
    for number in (facts["from"], facts["into"]):
        ledger.note(session, Entry(kind, words, act, str(number), facts=facts))
