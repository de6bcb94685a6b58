"""The verbs of the scene sketch (现场标绘): draw a mark, take it off again; nothing is deleted.

Marks do not touch one another, so two consoles that draw at once both keep what they drew. The
incident is locked meanwhile: nobody draws into one that is just being closed.
"""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from incidents import ledger, recorder
from incidents.errors import MarkStruck, SketchIsFull, UnknownMark
from incidents.records import Incident, SketchMark
from incidents.sketch_marks import MOST_MARKS, Mark, MarkKind, require_near, scene_of, told_of
from incidents.timeline import Act, Entry, Facts
from resources.records import line_as_text, line_from_text


def draw(session: Session, incident: Incident, mark: Mark, act: Act) -> SketchMark:
    """Draw a mark; raises BadInput, IncidentIsClosed, SketchIsFull."""
    recorder.require_open(incident)
    standing = (SketchMark.incident_id == incident.id) & SketchMark.struck_at.is_(None)
    count = session.scalar(select(func.count()).select_from(SketchMark).where(standing)) or 0
    if count >= MOST_MARKS:
        raise SketchIsFull(
            f"警情 {incident.number} 的标绘已有 {count} 个，最多 {MOST_MARKS} 个；"
            "请先撤销不用的标绘。"
        )
    first = session.scalar(
        select(SketchMark.line_text).where(standing).order_by(SketchMark.id).limit(1)
    )
    drawn = line_from_text(first) if first else ()
    require_near(mark, scene_of(incident.position, drawn, mark))
    row = SketchMark(
        incident_id=incident.id,
        kind=str(mark.kind),
        line_text=line_as_text(mark.points),
        label=mark.label,
        drawn_at=act.at,
        drawn_by=act.by,
    )
    session.add(row)
    session.flush()
    text = f"标绘 {told_of(mark.kind, mark.label)}"
    facts: Facts = {"mark": row.id, "kind": row.kind, "points": row.line_text}
    ledger.note(session, Entry("sketch_drawn", text, act, incident.number, facts=facts))
    return row


def strike(session: Session, incident: Incident, mark_id: int, act: Act) -> SketchMark:
    """Take a mark off the sketch; the row stays, and of two who do it at once one is told.

    Raises UnknownMark, MarkStruck, IncidentIsClosed.
    """
    recorder.require_open(incident)
    own = (SketchMark.id == mark_id) & (SketchMark.incident_id == incident.id)
    struck = session.execute(
        update(SketchMark)
        .where(own, SketchMark.struck_at.is_(None))
        .values(struck_at=act.at, struck_by=act.by)
        .execution_options(synchronize_session=False)
    )
    row = session.scalars(
        select(SketchMark).where(own).execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise UnknownMark(f"警情 {incident.number} 没有编号为 {mark_id} 的标绘，请刷新后再试。")
    name = told_of(MarkKind(row.kind), row.label)
    if not struck.rowcount:  # type: ignore[attr-defined]
        raise MarkStruck(f"{name}已由{row.struck_by}撤销，不用再撤销。")
    text = f"撤销标绘 {name}（{row.drawn_by}所画）"
    facts: Facts = {"mark": row.id, "kind": row.kind}
    ledger.note(session, Entry("sketch_struck", text, act, incident.number, facts=facts))
    return row
