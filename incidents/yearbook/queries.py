"""The reads of the yearbook: a few narrow selects per table, counted by the pure rules.

Rows are counted in Python and not by GROUP BY: the local year of a moment has no expression that
both databases share, and the same entries must answer what stands behind a cell.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import or_, select

from incidents.categories import Disposition
from incidents.lifecycle import IncidentState
from incidents.records import Assignment, ClosingReport, Fire, Incident
from incidents.yearbook import counting, entries
from incidents.yearbook.counting import Table
from incidents.yearbook.entries import Behind, Entry, Part
from incidents.yearbook.population import AssignmentRow, FireRow, IncidentRow, OutcomeRow
from incidents.yearbook.questions import Question
from incidents.yearbook.spans import Span, year_spans
from incidents.yearbook.tables import CALLS, FIRES, RESULTS, definition
from resources.database import db
from resources.records import Station, Unit

Spans = tuple[Span, ...]


def table(name: str, from_year: int, to_year: int, zone: str) -> Table:
    """Return a counted table of the calendar years of a time zone, both years included.

    Raises:
        UnknownTable: no table of this name.
        BadInput: years out of range or out of order.
    """
    wanted = definition(name)
    return _COUNTERS[wanted.name](year_spans(from_year, to_year, zone))


def answer(question: Question, zone: str) -> Table:
    """Return the table a question asks for.

    Raises:
        UnknownTable: no table of this name.
        BadInput: a filter or an axis this table does not have.
    """
    return table(question.table, question.period.from_year, question.period.to_year, zone)


def behind(
    question: Question, row: str, column: str, zone: str, after: str = "", most: int = 100
) -> Behind:
    """Return a page of the records one cell was added up from, oldest first.

    Raises:
        UnknownTable: no such table, row, column, or no record `after`.
    """
    first, last = question.period.from_year, question.period.to_year
    parts = incidents_behind(question.table, row, column, first, last, zone)
    numbers = [part.number for part in parts]
    begin = numbers.index(after) + 1 if after in numbers else 0
    page = parts[begin : begin + most]
    more = page[-1].number if begin + most < len(parts) else ""
    return Behind(page, sum(part.amount for part in parts), len(parts), more)


def incidents_behind(
    name: str, row: str, column: str, from_year: int, to_year: int, zone: str
) -> tuple[Part, ...]:
    """Return the incidents (for `fires`: the fires) one cell was added up from, oldest first.

    `row` is a year or `total`; the amounts of the parts sum to the cell.

    Raises:
        UnknownTable: no such table, row or column.
        BadInput: years out of range or out of order.
    """
    wanted = definition(name)
    spans = year_spans(from_year, to_year, zone)
    return entries.parts_of(wanted, _ENTRIES[wanted.name](spans), spans, row, column)


def _count_calls(spans: Spans) -> Table:
    return counting.count_calls(_incidents(spans), _fires(spans), spans)


def _count_fires(spans: Spans) -> Table:
    return counting.count_fires(_fires(spans), _incidents(spans), spans)


def _count_results(spans: Spans) -> Table:
    return counting.count_results(_incidents(spans), _assignments(spans), _outcomes(spans), spans)


def _call_entries(spans: Spans) -> list[Entry]:
    return entries.call_entries(_incidents(spans), spans)


def _fire_entries(spans: Spans) -> list[Entry]:
    return entries.fire_entries(_fires(spans), spans)


def _result_entries(spans: Spans) -> list[Entry]:
    return entries.result_entries(_incidents(spans), _assignments(spans), _outcomes(spans), spans)


_COUNTERS: dict[str, Callable[[Spans], Table]] = {
    CALLS.name: _count_calls,
    FIRES.name: _count_fires,
    RESULTS.name: _count_results,
}
_ENTRIES: dict[str, Callable[[Spans], list[Entry]]] = {
    CALLS.name: _call_entries,
    FIRES.name: _fire_entries,
    RESULTS.name: _result_entries,
}


def _bounds(spans: Spans) -> tuple[datetime, datetime]:
    return spans[0].start, spans[-1].end


def _incidents(spans: Spans) -> list[IncidentRow]:
    start, end = _bounds(spans)
    found = db.session.execute(
        select(
            Incident.number,
            Incident.category,
            Incident.disposition,
            Incident.received_at,
            Incident.state,
            Incident.merged_into,
            Incident.is_generated,
            Incident.is_back_entered,
        )
        .where(Incident.received_at >= start, Incident.received_at < end)
        .order_by(Incident.received_at, Incident.id)
    )
    return [
        IncidentRow(
            number=row.number,
            category=row.category,
            disposition=Disposition(row.disposition),
            received_at=row.received_at,
            is_merged=row.state == IncidentState.MERGED or row.merged_into is not None,
            is_closed=row.state in (IncidentState.CLOSED, IncidentState.MERGED),
            is_generated=row.is_generated,
            is_back_entered=row.is_back_entered,
        )
        for row in found
    ]


def _assignments(spans: Spans) -> list[AssignmentRow]:
    start, end = _bounds(spans)
    has_left = or_(
        Assignment.en_route_at.is_not(None),
        Assignment.on_scene_at.is_not(None),
        Assignment.water_on_at.is_not(None),
    )
    found = db.session.execute(
        select(Incident.number, Station.code, Assignment.people, has_left)
        .join(Incident, Assignment.incident_id == Incident.id)
        .join(Unit, Assignment.unit_id == Unit.id)
        .join(Station, Unit.station_id == Station.id)
        .where(Incident.received_at >= start, Incident.received_at < end)
        .order_by(Assignment.id)
    )
    return [AssignmentRow(number, code, people, bool(left)) for number, code, people, left in found]


def _outcomes(spans: Spans) -> list[OutcomeRow]:
    start, end = _bounds(spans)
    found = db.session.execute(
        select(
            Incident.number,
            ClosingReport.rescued,
            ClosingReport.evacuated,
            ClosingReport.property_saved_fen,
            ClosingReport.property_protected_fen,
        )
        .join(Incident, ClosingReport.incident_id == Incident.id)
        .where(Incident.received_at >= start, Incident.received_at < end)
        .order_by(ClosingReport.id)
    )
    return [OutcomeRow(*columns) for columns in found]


def _fires(spans: Spans) -> list[FireRow]:
    """Read the fires of the years, and those that incidents of the years had in other years."""
    start, end = _bounds(spans)
    found = db.session.execute(
        select(
            Fire.number,
            Fire.occurred_at,
            Fire.dead,
            Fire.seriously_injured + Fire.lightly_injured,
            Fire.loss_fen,
            Incident.number,
            Fire.is_generated,
        )
        .outerjoin(Incident, Fire.incident_id == Incident.id)
        .where(
            or_(
                (Fire.occurred_at >= start) & (Fire.occurred_at < end),
                (Incident.received_at >= start) & (Incident.received_at < end),
            )
        )
        .order_by(Fire.occurred_at, Fire.id)
    )
    return [FireRow(*columns) for columns in found]
