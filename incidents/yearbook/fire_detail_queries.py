"""What the notes of a table of fires tell of single records: causes, and parts nobody told."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, func, or_, select

from incidents.records import Fire
from incidents.yearbook.layouts import Layout
from incidents.yearbook.records import FireFact
from incidents.yearbook.sum_queries import where_in_facts, within
from resources.database import db


def cause_tally(layout: Layout) -> Mapping[tuple[str, str], int]:
    """How many fires of a table there are of each cause and finer code."""
    keys = (FireFact.cause, FireFact.cause_code)
    query = select(*keys, func.count()).where(*_meant(layout)).group_by(*keys)
    return {(cause, code): count for cause, code, count in db.session.execute(query)}


def without_parts(layout: Layout) -> int:
    """How many fires of a table lack a part of the economic loss: their sum is at least that."""
    query = (
        select(func.count())
        .select_from(FireFact)
        .join(Fire, Fire.id == FireFact.fire_id)
        .where(*_meant(layout), or_(Fire.site_cost_fen.is_(None), Fire.people_cost_fen.is_(None)))
    )
    return db.session.scalar(query) or 0


def _meant(layout: Layout) -> list[ColumnElement[bool]]:
    return [
        within(layout.population, layout.period),
        *where_in_facts(layout.population, layout.where),
    ]
