"""What may be asked to be done with the county's figures by year, read once for both doors."""

from collections.abc import Callable
from typing import Final, TypeAlias

from incidents.yearbook import series_book
from incidents.yearbook.series import (
    LONGEST_SOURCE,
    NoSuchSeries,
    Series,
    SeriesFigure,
    figure_faults,
    read_series,
    read_value,
)
from incidents.yearbook.series_file import read_file
from incidents.yearbook.series_queries import SeriesValue
from resources.accounts import Role
from resources.database import Session
from resources.errors import BadInput, FieldFault
from web.deeds import my_act
from web.reading import LONGEST_TEXT, Reader

SeriesDeed: TypeAlias = Callable[[Session], SeriesValue]
SERIES_EDITORS: Final = (Role.STATISTICIAN, Role.ADMIN)
LONGEST_FILE: Final = 300_000


def known_series(name: str, year: str) -> tuple[Series, int]:
    """Return the series and the year an address names; raises NoSuchSeries."""
    series = read_series(name)
    if series is None or not (year.isascii() and year.isdigit() and len(year) == 4):
        raise NoSuchSeries(f"没有“{name}”“{year}”年的统计基数，请从列表中选择。")
    return series, int(year)


def tell(reader: Reader) -> SeriesDeed:
    """Tell a figure of a year that has none."""
    name = reader.text("series")
    series = read_series(name)
    if series is None:
        reader.blame("series", "请选择是哪一项基数。")
    year = reader.whole("year", most=9_999)
    if year is None:
        reader.blame("year", "请填写年份，例如 2020。")
    figure = _figure(reader, series, year)
    act = my_act()
    return lambda session: series_book.tell(session, figure, act)


def amend(name: str, year: str, reader: Reader, version: int | None) -> SeriesDeed:
    """Amend a figure for a reason; the old one stays in the log."""
    series, of_year = known_series(name, year)
    seen = _seen(reader, version)
    reason = reader.text("reason", most=LONGEST_TEXT)
    figure = _figure(reader, series, of_year)
    act = my_act()
    return lambda session: series_book.amend(session, figure, seen, reason, act)


def strike(name: str, year: str, reader: Reader, version: int | None) -> Callable[[Session], None]:
    """Strike a figure for a reason."""
    series, of_year = known_series(name, year)
    seen = _seen(reader, version)
    reason = reader.text("reason", most=LONGEST_TEXT)
    reader.finish()
    act = my_act()
    return lambda session: series_book.strike(session, series, of_year, seen, reason, act)


def take_file(reader: Reader, text: str | None = None) -> Callable[[Session], tuple[int, int, int]]:
    """Take the figures of a file, or of the text told as `csv`: all of them or none."""
    reason = reader.text("reason", most=LONGEST_TEXT)
    told = reader.text("csv", most=LONGEST_FILE)
    if text is not None:
        # The bytes of a file went past the reader's look for characters no database keeps.
        told = Reader({"csv": text}, reader.faults).text("csv", most=LONGEST_FILE)
    reader.finish()
    figures = read_file(told)
    act = my_act()
    return lambda session: series_book.take_file(session, figures, reason, act)


def _seen(reader: Reader, version: int | None) -> int | None:
    told = reader.whole("version", most=2**31 - 1)
    return version if version is not None else told


def _figure(reader: Reader, series: Series | None, year: int | None) -> SeriesFigure:
    text, measure = reader.text("value"), reader.text("measure")
    source = reader.text("source", most=LONGEST_SOURCE)
    mark = reader.text("mark") or "S"
    reader.finish()
    assert series is not None and year is not None, "finish refuses a request with a fault"
    value = read_value(series, text, measure)
    faults: list[FieldFault] = [value] if isinstance(value, FieldFault) else []
    faults += figure_faults(
        year, 1 if isinstance(value, FieldFault) else value, source, mark, series
    )
    if faults or isinstance(value, FieldFault):
        raise BadInput(faults)
    return SeriesFigure(series, year, value, source, mark)
