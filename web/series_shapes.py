"""The county's figures by year as programs and pages are told them."""

from collections.abc import Sequence

from incidents.yearbook.series import SERIES_LABELS, UNITS, Series, in_words, jumps
from incidents.yearbook.series_queries import SeriesChange, SeriesValue
from web.shapes import Shape, moment


def figure(row: SeriesValue) -> Shape:
    """One figure: whole people or yuan, with its source, mark and version."""
    series = Series(row.series)
    return {
        "series": series.value,
        "label": SERIES_LABELS[series],
        "year": row.year,
        "value": row.value,
        "words": in_words(series, row.value),
        "source": row.source,
        "mark": row.mark,
        "entered_at": moment(row.entered_at),
        "entered_by": row.entered_by,
        "version": row.version,
    }


def kinds() -> list[Shape]:
    """The series there are, with the units each may be told in."""
    return [
        {"series": series.value, "label": label, "units": list(UNITS[series])}
        for series, label in SERIES_LABELS.items()
    ]


def units_of(row: SeriesValue) -> list[str]:
    """The units a figure may be told in, the one it is whole in first."""
    units = UNITS[Series(row.series)]
    return sorted(units, key=lambda unit: units[unit])


def in_unit(row: SeriesValue, unit: str) -> str:
    """Write a figure in a unit it is whole in."""
    return str(row.value // UNITS[Series(row.series)][unit])


def by_year(rows: Sequence[SeriesValue]) -> list[tuple[int, list[Shape | None]]]:
    """Each year told of, newest first, with its figure of each series or None."""
    found: dict[int, dict[str, Shape]] = {}
    for row in rows:
        found.setdefault(row.year, {})[row.series] = figure(row)
    return [
        (year, [told.get(series.value) for series in Series])
        for year, told in sorted(found.items(), reverse=True)
    ]


def warnings(rows: Sequence[SeriesValue]) -> list[str]:
    """What looks like a slip of the unit."""
    return [
        sentence
        for series in Series
        for sentence in jumps({r.year: r.value for r in rows if r.series == series}, series)
    ]


def changes(rows: Sequence[SeriesChange]) -> list[Shape]:
    """What was told, amended and struck."""
    return [{"at": moment(row.at), "by": row.by, "text": row.text} for row in rows]
