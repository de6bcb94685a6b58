"""The reads of the yearbook: a question in, a table out, and the records behind each cell.

The database adds up: the sums kept by year and month where they can answer, the facts otherwise.
Rules and sentences are those of the pure modules beside this one.
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Select, select

from incidents.queries import log_seq
from incidents.yearbook import (
    difference_queries,
    fire_detail_queries,
    periods,
    sum_queries,
    table_notes,
)
from incidents.yearbook.axes import Names
from incidents.yearbook.behind_queries import page_behind
from incidents.yearbook.comparing import BEFORE
from incidents.yearbook.counting import Table
from incidents.yearbook.definitions import TOTAL_KEY, Takes, UnknownTable, Where
from incidents.yearbook.differences import DIFFERENCES
from incidents.yearbook.entries import Behind, Part
from incidents.yearbook.fire_tables import ECONOMIC_LOSS, HUMAN_SHARE
from incidents.yearbook.human_causes import human_share
from incidents.yearbook.layouts import Layout, layout_of
from incidents.yearbook.lines import NO_RETURNS, Earlier, Lines, Returns, beside, lines_of
from incidents.yearbook.questions import Question
from incidents.yearbook.rebuilding import require_facts
from incidents.yearbook.records import ReturnFigure
from incidents.yearbook.series import Series
from incidents.yearbook.series_queries import series_values
from incidents.yearbook.spans import year_spans
from incidents.yearbook.tables import definition
from incidents.yearbook.tabulating import Told, month_checks, tabulate
from incidents.yearbook.tallies import Counts, Group, counts_of
from resources.county_rows import PlaceKind
from resources.database import db
from resources.records import Place, Station

DENOMINATORS: Mapping[str, Series] = {"people": Series.RESIDENT, "gdp": Series.GDP}


def table(name: str, from_year: int, to_year: int, zone: str) -> Table:
    """Return a counted table of the calendar years of a time zone, both years included.

    Raises:
        UnknownTable: no table of this name.
        BadInput: years out of range or out of order.
    """
    return answer(_of_years(name, from_year, to_year, zone), zone)


def incidents_behind(
    name: str, row: str, column: str, from_year: int, to_year: int, zone: str
) -> tuple[Part, ...]:
    """Return all the incidents (or fires) one cell of whole years was added up from, oldest first.

    Raises:
        UnknownTable: no such table, row or column.
        BadInput: years out of range or out of order.
    """
    return behind(_of_years(name, from_year, to_year, zone), row, column, zone, most=None).parts


def _of_years(name: str, from_year: int, to_year: int, zone: str) -> Question:
    definition(name)
    year_spans(from_year, to_year, zone)
    return Question(name, periods.years(from_year, to_year, zone))


def answer(question: Question, zone: str, explain: bool = True) -> Table:
    """Return the table a question asks for.

    `explain` also tells why call-outs and fires differ, which looks at each record of the time.

    Raises:
        UnknownTable: no table of this name.
        BadInput: a filter or an axis this table does not have.
        FactsMissing: there are records, but nothing was counted of them yet.
    """
    wanted = definition(question.table)
    require_facts(db.session())
    if wanted is DIFFERENCES:
        return replace(difference_queries.answer(question), log_seq=log_seq())
    layout = layout_of(question, wanted, names())
    counts, checked = _counted(layout)
    returns = _returns(layout)
    lines = lines_of(layout, counts, returns)
    first_day = sum_queries.first_day(layout.population)
    notes = [
        *table_notes.record_notes(layout, counts),
        *table_notes.axis_notes(layout, counts),
        *table_notes.other_owner_note(layout, _others(layout)),
        *table_notes.grade_notes(layout),
        *_details(layout),
        *table_notes.return_notes(lines, returns),
        *table_notes.beginning_notes(layout, lines, first_day),
        *table_notes.untypical(layout),
    ]
    earlier = None
    if question.compare:
        before, earlier = _earlier(layout, lines, first_day)
        notes += table_notes.compare_notes(layout, before.period, earlier, lines, first_day)
    denominators: Mapping[int, int] = {}
    if question.per:
        denominators, told = _denominators(layout)
        notes += told
    checks = month_checks(layout, lines, checked) if checked is not None else ()
    if explain and _is_explained(layout):
        found = difference_queries.explained(layout)
        checks += found.checks
        notes += found.notes
    return tabulate(
        layout, counts, lines, Told(earlier, denominators, checks, tuple(notes), log_seq())
    )


def behind(
    question: Question,
    row: str,
    column: str,
    zone: str,
    after: str = "",
    most: int | None = 100,
) -> Behind:
    """Return a page of the records one cell was added up from, oldest first.

    The amounts of all pages and what comes from yearly returns together are the cell.

    Raises:
        UnknownTable: no such table, row, column, or no record `after`.
        BadInput: a filter or an axis this table does not have.
    """
    wanted = definition(question.table)
    if wanted is DIFFERENCES:
        return difference_queries.behind(question, row, column, after, most)
    layout = layout_of(question, wanted, names())
    key = column.removesuffix(BEFORE)
    if key != column:
        if not question.compare:
            raise UnknownTable(f"表“{wanted.title}”没有列“{column}”，请同时给出 compare。")
        row, layout = _row_before(layout, row), layout.earlier()
    takes, cell = _column(layout, key)
    if row != TOTAL_KEY:
        member = layout.down.member(row)
        if member is None or not _can_have(layout, row):
            raise UnknownTable(f"表“{wanted.title}”没有行“{row}”，请从表中选择。")
        cell = (*cell, *member.where)
    found = page_behind(layout, cell, takes, after, most)
    if row != TOTAL_KEY or not layout.takes_returns:
        return found
    counts, _ = _counted(layout)
    returned = lines_of(layout, counts, _returns(layout)).returned.get(key, 0)
    return replace(found, returned=returned)


def _column(layout: Layout, key: str) -> tuple[Takes, Where]:
    if layout.across and key != layout.counted_columns[0].key:
        member = layout.across.member(key)
        if member is None:
            raise UnknownTable(f"表“{layout.definition.title}”没有列“{key}”。")
        return layout.takes[layout.counted_columns[0].key], member.where
    takes = layout.definition.column(key).takes
    if takes is None:
        raise UnknownTable(f"列“{key}”由其他列算出，没有单独的记录；请打开算它的列。")
    return takes, ()


def _can_have(layout: Layout, row: str) -> bool:
    """Whether a row can be in the table: of time, hours and weekdays every row is listed."""
    is_closed = layout.down.fields[0] in ("year", "month", "day", "hour", "weekday")
    return not is_closed or any(member.key == row for member in layout.down.members)


def _row_before(layout: Layout, row: str) -> str:
    """Return the row of the earlier time that stands beside a row."""
    if row == TOTAL_KEY or not layout.down.months:
        return row
    keys = [member.key for member in layout.down.members]
    if row not in keys:
        raise UnknownTable(f"表“{layout.definition.title}”没有行“{row}”，请从表中选择。")
    return layout.earlier().down.members[keys.index(row)].key


def _counted(layout: Layout) -> tuple[Counts, list[Group] | None]:
    """Add up the rows, and the total in another way; of whole years it comes from the months."""
    groups, flags = sum_queries.rows(layout), sum_queries.flags(layout)
    if layout.is_by_year and sum_queries.can_use_sums(layout):
        months = sum_queries.months_of_years(layout)
        return counts_of(layout, groups, months, *flags), months
    return counts_of(layout, groups, sum_queries.totals(layout), *flags), None


def _earlier(layout: Layout, lines: Lines, first_day: int | None) -> tuple[Layout, Earlier]:
    before = layout.earlier()
    counts, _ = _counted(before)
    then = lines_of(before, counts, _returns(before))
    return before, beside(layout, lines, before, then, first_day)


def _is_explained(layout: Layout) -> bool:
    """Whether call-outs and fires are set side by side: only of everything there is."""
    return (
        layout.definition.explains_fires and not layout.question.filters and layout.across is None
    )


def _details(layout: Layout) -> tuple[str, ...]:
    """Tell what the share of human causes and the economic loss of a table cannot know."""
    columns = {column.key for column in layout.definition.columns}
    notes: list[str] = []
    if HUMAN_SHARE in columns:
        notes += human_share(fire_detail_queries.cause_tally(layout)).notes
    if ECONOMIC_LOSS in columns:
        notes += table_notes.loss_notes(fire_detail_queries.without_parts(layout))
    return tuple(notes)


def _others(layout: Layout) -> Mapping[str, int]:
    if layout.definition.counts is not layout.population.FIRES:
        return {}
    return difference_queries.fires_of_others(layout.period)


def _returns(layout: Layout) -> Returns:
    if not layout.takes_returns:
        return NO_RETURNS
    years = layout.period.years
    found: dict[int, dict[str, int]] = {}
    sources: list[str] = []
    query = (
        select(ReturnFigure.year, ReturnFigure.column, ReturnFigure.amount, ReturnFigure.source)
        .where(
            ReturnFigure.name == layout.definition.name,
            ReturnFigure.year.between(years.start, years.stop - 1),
        )
        .order_by(ReturnFigure.year, ReturnFigure.id)
    )
    for year, column, amount, source in db.session.execute(query):
        found.setdefault(year, {})[column] = amount
        sources.append(source)
    return Returns(found, tuple(sources))


def _denominators(layout: Layout) -> tuple[Mapping[int, int], tuple[str, ...]]:
    years = layout.period.years
    per = layout.question.per
    figures = series_values(DENOMINATORS[per], years.start, years.stop - 1)
    told = {year: (figure.value, figure.source) for year, figure in figures.items()}
    notes = tuple(table_notes.rate_notes(per, told, years))
    return {year: told[year][0] if year in told else 0 for year in years}, notes


def names() -> Names:
    """The names of townships and stations by code, also of those no longer in use."""
    townships = (
        select(Place.code, Place.name).where(Place.kind == PlaceKind.TOWNSHIP).order_by(Place.code)
    )
    stations = select(Station.code, Station.name).order_by(Station.code)
    return Names(_by_code(townships), _by_code(stations))


def _by_code(query: Select[str, str]) -> Mapping[str, str]:
    return {row[0]: row[1] for row in db.session.execute(query)}
