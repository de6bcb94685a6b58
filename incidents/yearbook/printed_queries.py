"""The reads of printed tables: those that come with the product, and those people entered."""

from collections.abc import Iterable
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.yearbook.errors import UnknownPrinted
from incidents.yearbook.plans import PLANS, shipped
from incidents.yearbook.printed import Printed, comparable, rows_in_order
from incidents.yearbook.records import PrintedFigure, PrintedTable
from incidents.yearbook.tables import definition
from resources.database import db

MOST_DIGITS = 9


def printed_tables() -> tuple[Printed, ...]:
    """Return every printed table: the shipped ones first, then the entered ones, oldest first."""
    rows = db.session.scalars(select(PrintedTable).order_by(PrintedTable.id)).all()
    figures: dict[int, list[PrintedFigure]] = {}
    for figure in db.session.scalars(select(PrintedFigure).order_by(PrintedFigure.id)):
        figures.setdefault(figure.printed_table_id, []).append(figure)
    came = tuple(table for plan in PLANS for table in plan.tables)
    return (*came, *(printed_of(row, figures.get(row.id, ())) for row in rows))


def printed_for(county_code: str, name: str) -> tuple[Printed, ...]:
    """Return what a table of a county is compared with: its plan's, and whatever was entered."""
    return tuple(
        one for one in printed_tables() if one.name == name and one.county_code in ("", county_code)
    )


def printed_called(key: str) -> Printed:
    """Return a printed table by its key; raises UnknownPrinted."""
    found = shipped(key)
    if found is not None:
        return found
    row = row_called(db.session(), key)
    figures = db.session.scalars(
        select(PrintedFigure)
        .where(PrintedFigure.printed_table_id == row.id)
        .order_by(PrintedFigure.id)
    )
    return printed_of(row, figures)


def row_called(session: Session, key: str, lock: bool = False) -> PrintedTable:
    """Return the row of an entered table, locked where it will be changed.

    Raises UnknownPrinted.
    """
    row = None
    if key.isascii() and key.isdigit() and len(key) <= MOST_DIGITS:
        query = select(PrintedTable).where(PrintedTable.id == int(key))
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        row = session.scalars(query).one_or_none()
    if row is None:
        raise UnknownPrinted(f"没有编号为“{key[:40]}”的印刷表，请从列表中选择。")
    return row


def printed_of(row: PrintedTable, figures: Iterable[PrintedFigure]) -> Printed:
    """Return the value of an entered table."""
    texts: dict[str, dict[str, str]] = {}
    for figure in figures:
        texts.setdefault(figure.row, {})[figure.column] = figure.text
    headings = {
        column.key: column.printed
        for column in comparable(definition(row.name))
        if any(column.key in cells for cells in texts.values())
    }
    return Printed(
        key=str(row.id),
        name=row.name,
        paper=row.paper,
        box=row.box,
        mark=row.mark,
        headings=MappingProxyType(headings),
        texts=rows_in_order(texts),
        note=row.note,
        version=row.version,
        entered=row.entered_by,
    )
