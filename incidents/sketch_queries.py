"""Reads of scene sketches; marks in the order they were drawn."""

from collections.abc import Sequence

from sqlalchemy import select

from incidents.records import Incident
from incidents.records import SketchMark as SketchMark
from incidents.sketch_marks import MarkKind
from resources.database import db
from resources.geography import Position
from resources.records import line_from_text


def marks_of(number: str, with_struck: bool = False) -> Sequence[SketchMark]:
    """The marks of an incident's sketch, the oldest first; those taken off only when asked."""
    query = (
        select(SketchMark)
        .join(Incident, SketchMark.incident_id == Incident.id)
        .where(Incident.number == number)
        .order_by(SketchMark.drawn_at, SketchMark.id)
    )
    if not with_struck:
        query = query.where(SketchMark.struck_at.is_(None))
    return db.session.scalars(query).all()


def points_of(row: SketchMark) -> tuple[Position, ...]:
    """The points of a mark, in the order they were drawn."""
    return line_from_text(row.line_text)


def kind_of(row: SketchMark) -> MarkKind:
    """What a mark is."""
    return MarkKind(row.kind)
