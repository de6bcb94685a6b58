"""Reads of the county's indicators and of everything they are worked out from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from incidents.fire_grades import FireGrade, FireOwner
from incidents.queries import log_seq
from incidents.records import LogEntry
from incidents.yearbook import indicator_table
from incidents.yearbook.counting import Table
from incidents.yearbook.indicator_values import Basis, FireYear, Stock
from incidents.yearbook.indicators import (
    Attribute,
    Better,
    Figure,
    FigureKind,
    IndicatorFacts,
    Listed,
    Standing,
    UnknownIndicator,
    stand,
)
from incidents.yearbook.inventory import plan_column
from incidents.yearbook.inventory_tables import OTHER
from incidents.yearbook.questions import Question
from incidents.yearbook.records import (
    CallOutFact,
    FireFact,
    IndicatorFigure,
    ReturnFigure,
)
from incidents.yearbook.records import Indicator as Indicator
from incidents.yearbook.series import Series
from incidents.yearbook.series_queries import series_values
from incidents.yearbook.tables import FIRES
from resources.county_rows import PlaceKind, StationKind, WaterKind, WaterState
from resources.database import db
from resources.errors import BadInput, FieldFault
from resources.queries import Station, Unit, WaterSource, places, stations, units, water_sources

CHANGES: Final = (
    *("indicator_added", "indicator_revised", "indicator_withdrawn", "indicator_restored"),
    *("indicator_figure", "indicator_figure_struck"),
)
_WORST: Final = (FireGrade.EXCEPTIONAL, FireGrade.EXCEPTIONAL_1996)
"""特别重大 since 2007, and 特大 before: the gravest grade of each rule (P)."""
_HYDRANTS: Final = frozenset({WaterKind.MUNICIPAL_HYDRANT.value, WaterKind.WATER_CRANE.value})


def listed(with_withdrawn: bool = False) -> list[Listed]:
    """The county's list in its order, each with its aims and told values."""
    query = select(Indicator).order_by(Indicator.rank, Indicator.id)
    if not with_withdrawn:
        query = query.where(Indicator.is_withdrawn.is_(False))
    rows = db.session.scalars(query).all()
    figures = db.session.scalars(select(IndicatorFigure).order_by(IndicatorFigure.year)).all()
    return [listed_of(row, (one for one in figures if one.indicator_id == row.id)) for row in rows]


def listed_coded(code: str) -> Listed:
    """One indicator of the list, withdrawn or not; raises UnknownIndicator."""
    found = next((one for one in listed(with_withdrawn=True) if one.code == code), None)
    if found is None:
        raise UnknownIndicator(f"本县指标清单没有代码为“{code}”的指标，请从清单中选择。")
    return found


def listed_of(row: Indicator, figures: Iterable[IndicatorFigure]) -> Listed:
    """Read a row and its figures as the indicator they are."""
    kinds: dict[str, dict[int, Figure]] = {FigureKind.AIM: {}, FigureKind.TOLD: {}}
    for one in figures:
        kinds[one.kind][one.year] = Figure(one.text, one.source)
    return Listed(
        code=row.code,
        facts=facts_of(row),
        aims=kinds[FigureKind.AIM],
        told=kinds[FigureKind.TOLD],
        version=row.version,
        is_withdrawn=row.is_withdrawn,
    )


def facts_of(row: Indicator) -> IndicatorFacts:
    """Read a row as the facts it was told with."""
    return IndicatorFacts(
        name=row.name,
        formula=row.formula,
        unit=row.unit,
        attribute=Attribute(row.attribute),
        better=Better(row.better),
        source=row.source,
        mark=row.mark,
        rank=row.rank,
    )


def trend_years(first: int, last: int) -> tuple[int, ...]:
    """Return the years shown for a time asked about: five at least, ending with its last."""
    start = min(first, last - indicator_table.LEAST_YEARS + 1)
    if last - start >= indicator_table.MOST_YEARS:
        most = indicator_table.MOST_YEARS
        raise BadInput((FieldFault("from", f"指标一次最多看 {most} 年，请缩短时间。"),))
    return tuple(range(start, last + 1))


@dataclass(frozen=True, slots=True)
class Standings:
    """How the indicators of the list stand, and how much made up they rest on.

    `generated` are fires of the years shown, `synthetic` rows of today's stock where it is shown.
    """

    found: tuple[Standing, ...]
    generated: int
    synthetic: int


def standings(years: Sequence[int], zone: str, now: datetime) -> Standings:
    """How each indicator of the list stands in some years in a row."""
    basis, generated = basis_of(years, zone, now)
    stock = basis.stock
    made_up = stock.synthetic if stock is not None and stock.day.year in years else 0
    found = tuple(stand(one, years, basis) for one in listed())
    return Standings(found, sum(generated.values()), made_up)


def answer(question: Question, zone: str) -> Table:
    """Return the county's indicators as a table of the years asked.

    Raises:
        BadInput: a filter, axis or comparison indicators do not have, or too many years.
    """
    _require_plain(question)
    years = trend_years(question.period.from_year, question.period.to_year)
    now = question.now or question.period.start
    stood = standings(years, zone, now)
    table = indicator_table.as_table(stood.found, years, stood.generated, stood.synthetic)
    return replace(table, log_seq=log_seq())


def _require_plain(question: Question) -> None:
    faults = [
        FieldFault(name, f"指标表不能用 {name}：行是指标、列是年份，请去掉这个条件。")
        for name, told in (
            *question.filters,
            ("by", question.by),
            ("compare", question.compare),
            ("per", question.per),
        )
        if told
    ]
    if faults:
        raise BadInput(faults)


def basis_of(years: Sequence[int], zone: str, now: datetime) -> tuple[Basis, Mapping[int, int]]:
    """Everything indicators of some years rest on, and the generated fires among it by year."""
    today = now.astimezone(ZoneInfo(zone)).date()
    fires, generated = fire_years(years[0], years[-1])
    told = {
        (series, year): figure
        for series in Series
        for year, figure in series_values(series, years[0], years[-1]).items()
    }
    return Basis(fires, told, stock_of(today), today), generated


def fire_years(first: int, last: int) -> tuple[dict[int, FireYear], dict[int, int]]:
    """What the brigade's fires of each year add up to, and how many of them are generated.

    A year without a fire is a year of none only where call-outs were kept; a year before that is
    known by its return, or not at all. Fires of other owners (forest, railway …) are not counted.
    """
    worst = case((FireFact.grade.in_(_WORST), 1), else_=0)
    query = (
        select(
            FireFact.year,
            func.count(),
            func.sum(FireFact.dead),
            func.sum(FireFact.loss_fen),
            func.sum(case((FireFact.is_human_caused.is_(True), 1), else_=0)),
            func.sum(worst),
            func.sum(case((FireFact.is_generated.is_(True), 1), else_=0)),
        )
        .where(FireFact.year.between(first, last), FireFact.owner == FireOwner.BRIGADE)
        .group_by(FireFact.year)
    )
    found: dict[int, FireYear] = _returned_years(first, last)
    kept = (
        select(CallOutFact.year)
        .where(CallOutFact.year.between(first, last), CallOutFact.is_counted.is_(True))
        .distinct()
    )
    found |= {year: FireYear(0, 0, 0, 0, 0) for year in db.session.scalars(kept)}
    generated = {}
    for year, count, dead, loss, human, most, made in db.session.execute(query):
        found[year] = FireYear(count, int(dead), int(loss), int(human), int(most))
        generated[year] = int(made)
    return found, generated


def _returned_years(first: int, last: int) -> dict[int, FireYear]:
    """Years known by their returns (年报数) alone: totals without causes and grades."""
    query = select(ReturnFigure.year, ReturnFigure.column, ReturnFigure.amount).where(
        ReturnFigure.name == FIRES.name, ReturnFigure.year.between(first, last)
    )
    amounts: dict[int, dict[str, int]] = {}
    for year, column, amount in db.session.execute(query):
        amounts.setdefault(year, {})[column] = amount
    return {
        year: FireYear(told.get("fires"), told.get("dead"), told.get("loss"), is_return=True)
        for year, told in amounts.items()
    }


def stock_of(today: date) -> Stock:
    """What the county has today, as far as indicators ask for it."""
    own = stations()
    fleet: list[Unit] = [row for row in units() if plan_column(row.vehicle_type) != OTHER]
    hydrants: list[WaterSource] = [row for row in water_sources() if row.kind in _HYDRANTS]
    townships = {row.code for row in places((PlaceKind.TOWNSHIP,))}
    kept = {row.township_code for row in own if row.kind == StationKind.TOWNSHIP_BRIGADE}
    national = [row for row in own if row.kind == StationKind.NATIONAL_STATION]
    return Stock(
        day=today,
        stations=len(national),
        vehicles=len(fleet),
        hydrants=len(hydrants),
        hydrants_intact=sum(row.state == WaterState.INTACT for row in hydrants),
        townships=len(townships),
        townships_with_brigade=len(townships & kept),
        synthetic=_made_up(national) + _made_up(fleet) + _made_up(hydrants),
    )


def _made_up(rows: Sequence[Station] | Sequence[Unit] | Sequence[WaterSource]) -> int:
    return sum(row.is_synthetic for row in rows)


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """One line of the log about the list: who added, changed or told what."""

    at: datetime
    by: str
    text: str


def indicator_changes(code: str) -> list[IndicatorChange]:
    """Everything that was changed of an indicator, oldest first."""
    query = (
        select(LogEntry.entered_at, LogEntry.by, LogEntry.text)
        .where(
            LogEntry.kind.in_(CHANGES),
            # The facts are canonical JSON; a quotation mark inside a value would be escaped.
            LogEntry.facts.contains(f'"indicator":"{code}"', autoescape=True),
        )
        .order_by(LogEntry.seq)
    )
    return [IndicatorChange(*columns) for columns in db.session.execute(query)]
