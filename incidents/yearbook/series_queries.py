"""Reads of the county's figures by year, and of what was changed in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from incidents.records import LogEntry
from incidents.yearbook.records import SeriesValue as SeriesValue
from incidents.yearbook.series import SERIES_LABELS, NoSuchSeries, Series, SeriesFigure
from resources.database import db

CHANGES = ("series_told", "series_amended", "series_struck")


def series_value(series: Series, year: int) -> SeriesFigure | None:
    """The figure of a year, or None where nobody has told one."""
    return series_values(series, year, year).get(year)


def series_values(series: Series, from_year: int, to_year: int) -> Mapping[int, SeriesFigure]:
    """The figures of some years, both included, each under its year."""
    query = (
        select(SeriesValue)
        .where(SeriesValue.series == series, SeriesValue.year.between(from_year, to_year))
        .order_by(SeriesValue.year)
    )
    return {row.year: figure_of(row) for row in db.session.scalars(query)}


def figure_of(row: SeriesValue) -> SeriesFigure:
    """Read a row as the figure it holds."""
    return SeriesFigure(Series(row.series), row.year, row.value, row.source, row.mark)


def all_series() -> Sequence[SeriesValue]:
    """Every figure told, the newest year first, then in the order of the series."""
    order = {series: place for place, series in enumerate(Series)}
    rows = db.session.scalars(select(SeriesValue)).all()
    return sorted(rows, key=lambda row: (-row.year, order[Series(row.series)]))


@dataclass(frozen=True, slots=True)
class SeriesChange:
    """One line of the log about a figure: who told, changed or struck what."""

    at: datetime
    by: str
    text: str


def series_row(series: Series, year: int) -> SeriesValue:
    """The row of a year's figure; raises NoSuchSeries where nobody has told one."""
    query = select(SeriesValue).where(SeriesValue.series == series, SeriesValue.year == year)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NoSuchSeries(f"{year} 年还没有{SERIES_LABELS[series]}，请先填报。")
    return row


def series_changes(most: int, series: str = "", year: int | None = None) -> Sequence[SeriesChange]:
    """The last changes of the figures, the newest first; those of one figure where it is named."""
    query = (
        select(LogEntry.entered_at, LogEntry.by, LogEntry.text)
        .where(LogEntry.kind.in_(CHANGES))
        .order_by(LogEntry.seq.desc())
        .limit(most)
    )
    if series:
        # The facts are canonical JSON; a quotation mark inside a value would be escaped.
        query = query.where(LogEntry.facts.contains(f'"series":"{series}"', autoescape=True))
    if year is not None:
        query = query.where(LogEntry.facts.contains(f'"year":{year}'))
    return [SeriesChange(*columns) for columns in db.session.execute(query)]
