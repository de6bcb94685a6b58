"""Reads of the county's figures by year, and of what was changed in them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from incidents.records import LogEntry
from incidents.yearbook.records import SeriesValue as SeriesValue
from incidents.yearbook.series import Series, SeriesFigure
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


def series_changes(most: int, series: Series | None = None) -> Sequence[SeriesChange]:
    """The last changes of the figures, the newest first; of one series where one is asked."""
    query = (
        select(LogEntry.entered_at, LogEntry.by, LogEntry.text, LogEntry.facts)
        .where(LogEntry.kind.in_(CHANGES))
        .order_by(LogEntry.seq.desc())
        .limit(most)
    )
    return [
        SeriesChange(at, by, text)
        for at, by, text, facts in db.session.execute(query)
        if series is None or json.loads(facts).get("series") == series
    ]
