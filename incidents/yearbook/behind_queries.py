"""The records behind a cell, in pages: the same facts the cell was added up from."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select

from incidents.records import Fire, Incident
from incidents.yearbook.definitions import Population, Takes, UnknownTable, Where
from incidents.yearbook.entries import Behind, Part
from incidents.yearbook.layouts import Layout
from incidents.yearbook.records import CallOutFact, FireFact
from incidents.yearbook.sum_queries import (
    Amount,
    amount_in_facts,
    moment_of,
    where_in_facts,
    within,
)
from resources.database import db


def page_behind(layout: Layout, cell: Where, takes: Takes, after: str, most: int | None) -> Behind:
    """Return a page of what a cell was added up from; `after` is the last number of the one before.

    Raises:
        UnknownTable: there is no record `after`.
    """
    population = layout.population
    conditions = [
        within(population, layout.period),
        *where_in_facts(population, (*layout.where, *cell)),
    ]
    if population is Population.CALL_OUTS:
        conditions.append(CallOutFact.is_counted.is_(True))
    return page_of(population, conditions, amount_in_facts(population, takes), after, most)


def page_of(
    population: Population,
    conditions: Sequence[ColumnElement[bool]],
    amount: Amount,
    after: str,
    most: int | None,
) -> Behind:
    """Return a page of the facts that fulfil some conditions and add something, oldest first."""
    number, incident, key = _COLUMNS[population]
    moment = moment_of(population)
    adding = (*conditions, amount != 0)
    total, records = db.session.execute(
        select(func.coalesce(func.sum(amount), 0), func.count()).where(*adding)
    ).one()
    query = select(number, incident, amount).where(*adding).order_by(moment, key)
    if after:
        # The records have an index on their numbers, the facts have none.
        record = Incident if population is Population.CALL_OUTS else Fire
        last = db.session.execute(
            select(moment, key).where(
                key == select(record.id).where(record.number == after).scalar_subquery()
            )
        ).one_or_none()
        if last is None:
            raise UnknownTable(f"没有编号为“{after}”的记录，请从第一页重新翻起。")
        query = query.where(or_(moment > last[0], and_(moment == last[0], key > last[1])))
    if most is not None:
        query = query.limit(most + 1)
    found = [Part(*row) for row in db.session.execute(query)]
    more = most is not None and len(found) > most
    parts = tuple(found[:most])
    return Behind(parts, int(total), records, parts[-1].number if more else "")


_COLUMNS: Final = {
    Population.CALL_OUTS: (CallOutFact.number, CallOutFact.number, CallOutFact.incident_id),
    Population.FIRES: (FireFact.number, FireFact.incident_number, FireFact.fire_id),
}
