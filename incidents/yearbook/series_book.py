"""The verbs that tell, amend and strike the county's figures; the log keeps every old value."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents import ledger
from incidents.errors import StaleEdit
from incidents.timeline import Act, Entry
from incidents.yearbook.records import SeriesValue
from incidents.yearbook.series import (
    SERIES_LABELS,
    NoSuchSeries,
    Series,
    SeriesFigure,
    in_words,
)
from incidents.yearbook.series_file import NamedFigure, row_fault
from resources.errors import BadInput, FieldFault
from resources.records import County

MOST_FAULTS: Final = 50


class AlreadyTold(BadInput):
    """There is another figure for the year; it is amended with a reason, never told twice."""


def tell(session: Session, figure: SeriesFigure, act: Act) -> SeriesValue:
    """Tell a figure of a year that has none; the same figure again changes nothing.

    Raises:
        AlreadyTold: the year has another figure.
    """
    _lock(session)
    row = _row(session, figure.series, figure.year)
    if row is not None:
        if _same(row, figure):
            return row
        raise AlreadyTold((FieldFault("year", _standing(row)),))
    row = SeriesValue(series=figure.series, year=figure.year, version=0)
    _write(row, figure, act)
    session.add(row)
    session.flush()
    words = f"填报 {figure.words}"
    _note(session, "series_told", words, figure, act)
    return row


def amend(
    session: Session, figure: SeriesFigure, version: int | None, reason: str, act: Act
) -> SeriesValue:
    """Amend a figure, for a reason; `version` is the one read, None to write over what is there.

    Raises:
        NoSuchSeries: the year has no figure yet.
        StaleEdit: somebody else amended it since.
        BadInput: no reason is given.
    """
    row = _standing_row(session, figure.series, figure.year)
    _require(row, version, reason)
    if _same(row, figure):
        return row
    before = _figure(row)
    _write(row, figure, act)
    words = f"更正 {figure.words}；原为 {_value_words(before)}；理由：{reason.strip()}"
    _note(session, "series_amended", words, figure, act, before, reason)
    return row


def strike(
    session: Session, series: Series, year: int, version: int | None, reason: str, act: Act
) -> None:
    """Strike a figure that should not stand; the log keeps it. Raises as amend."""
    row = _standing_row(session, series, year)
    _require(row, version, reason)
    before = _figure(row)
    session.delete(row)
    words = f"撤销 {before.words}；理由：{reason.strip()}"
    _note(session, "series_struck", words, before, act, before, reason)


def take_file(
    session: Session, told: Iterable[NamedFigure], reason: str, act: Act
) -> tuple[int, int, int]:
    """Tell the figures of a file: all of them or none; returns how many were new, amended, same.

    A figure that differs from what stands is amended only where a reason is given.

    Raises:
        BadInput: some differ and no reason is given; each is named by its line.
    """
    _lock(session)
    new = amended = same = 0
    faults: list[FieldFault] = []
    for one in told:
        row = _row(session, one.figure.series, one.figure.year)
        if row is None:
            tell(session, one.figure, act)
            new += 1
        elif _same(row, one.figure):
            same += 1
        elif reason.strip():
            amend(session, one.figure, None, reason, act)
            amended += 1
        else:
            faults.append(row_fault(one.line, "", _standing(row)))
    if faults:
        raise BadInput(faults[:MOST_FAULTS])
    return new, amended, same


def _lock(session: Session) -> None:
    """Let one at a time tell figures: a year that has none has no row to wait for."""
    session.scalars(select(County.id).with_for_update()).all()


def _row(session: Session, series: Series, year: int) -> SeriesValue | None:
    query = (
        select(SeriesValue)
        .where(SeriesValue.series == series, SeriesValue.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).one_or_none()


def _standing_row(session: Session, series: Series, year: int) -> SeriesValue:
    row = _row(session, series, year)
    if row is None:
        raise NoSuchSeries(f"{year} 年还没有{SERIES_LABELS[series]}，请先填报。")
    return row


def _require(row: SeriesValue, version: int | None, reason: str) -> None:
    if version is not None and version != row.version:
        raise StaleEdit(f"{_value_words(_figure(row))}刚被{row.entered_by}更正，请核对后再提交。")
    if not reason.strip():
        raise BadInput((FieldFault("reason", "请写明更正或撤销的理由；原数和理由留在日志中。"),))


def _same(row: SeriesValue, figure: SeriesFigure) -> bool:
    return _figure(row) == figure


def _figure(row: SeriesValue) -> SeriesFigure:
    return SeriesFigure(Series(row.series), row.year, row.value, row.source, row.mark)


def _write(row: SeriesValue, figure: SeriesFigure, act: Act) -> None:
    row.value, row.source, row.mark = figure.value, figure.source, figure.mark
    row.entered_at, row.entered_by = act.now, act.by
    row.version += 1


def _value_words(figure: SeriesFigure) -> str:
    return f"{figure.year} 年{SERIES_LABELS[figure.series]} {in_words(figure.series, figure.value)}"


def _standing(row: SeriesValue) -> str:
    return (
        f"{_value_words(_figure(row))}已由{row.entered_by}填报，来源“{row.source}”；"
        "数或来源不同请用更正，并写明理由。"
    )


def _note(
    session: Session,
    kind: str,
    words: str,
    figure: SeriesFigure,
    act: Act,
    before: SeriesFigure | None = None,
    reason: str = "",
) -> None:
    facts: dict[str, str | int | None] = {
        "series": figure.series,
        "year": figure.year,
        "value": figure.value,
        "source": figure.source,
        "mark": figure.mark,
    }
    if before is not None:
        facts |= {
            "value_before": before.value,
            "source_before": before.source,
            "mark_before": before.mark,
            "reason": reason.strip(),
        }
    ledger.note(session, Entry(kind, words, act, facts=facts))
