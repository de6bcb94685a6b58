"""The sums of the yearbook, added up by the database from facts, or from the sums kept of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy import ColumnElement, and_, case, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute

from incidents.categories import FALSE_ALARMS, Disposition
from incidents.yearbook.definitions import Population, Takes, Value, Where
from incidents.yearbook.layouts import Layout
from incidents.yearbook.periods import Period
from incidents.yearbook.records import CallOutFact, CallOutSum, FireFact, FireSum
from incidents.yearbook.tallies import Group
from resources.database import db

Amount = ColumnElement[int]
_ONE: Final[Amount] = literal_column("1")
_NONE: Final[Amount] = literal_column("0")
_TRUE: Final = frozenset[Value]({True})

FLAGS: Final[Mapping[Population, Mapping[str, Takes]]] = {
    Population.CALL_OUTS: {
        "records": Takes(),
        "generated": Takes(only=(("is_generated", _TRUE),)),
        "still_open": Takes(only=(("is_closed", frozenset[Value]({False})),)),
        "back_entered": Takes(only=(("is_back_entered", _TRUE),)),
        "imported": Takes(only=(("is_imported", _TRUE),)),
        "false_alarms": Takes(only=(("disposition", frozenset[Value](FALSE_ALARMS)),)),
        "recalled": Takes(only=(("disposition", frozenset[Value]({Disposition.RECALLED})),)),
        "tests": Takes(only=(("disposition", frozenset[Value]({Disposition.TEST})),)),
        "vehicles": Takes(("vehicles",)),
    },
    Population.FIRES: {
        "records": Takes(),
        "generated": Takes(only=(("is_generated", _TRUE),)),
        "imported": Takes(only=(("is_imported", _TRUE),)),
    },
}
"""What the notes of a table tell of the records in it."""
_SUMMED_FLAGS: Final = frozenset({"generated", "still_open", "back_entered", "imported"})
_KEYS: Final = {
    Population.CALL_OUTS: frozenset({"category", "disposition", "is_counted"}),
    Population.FIRES: frozenset({"owner"}),
}


INDEXED: Final = (
    ("year", "is_counted", "township_code", "category", "disposition"),
    ("year", "is_counted", "station_code", "category", "disposition"),
    ("year", "is_counted", "weekday", "hour", "category", "disposition"),
)
"""The columns of each covering index of call-out facts, in their order."""


def rows(layout: Layout) -> list[Group]:
    """Return the sums of a table's records by the fields of its cells, from the quickest source."""
    return _grouped(_source(layout, layout.fields), layout, layout.fields)


def rows_of_facts(layout: Layout) -> list[Group]:
    """Return the same from the facts, whatever the kept sums could answer."""
    return _grouped(_from_facts(layout.population, layout.period), layout, layout.fields)


def totals(layout: Layout) -> list[Group]:
    """Return the sums of a table's records once more without its rows; columns across stay."""
    fields = layout.across.fields if layout.across else ()
    source = _source(layout, fields)
    if fields:
        return _grouped(source, layout, fields)
    return [Group((), _in_one_row(source, layout, layout.takes))]


def months_of_years(layout: Layout) -> list[Group]:
    """Return the sums of a table of whole years once more, each year from its twelve months."""
    return _grouped(_from_sums(layout.population, layout.period, True), layout, ("year",))


def flags(layout: Layout) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Tell of the counted records, and of those left out: merged, repeated, tests."""
    source = _source(layout, ())
    counted = _in_one_row(source, layout, source.flags)
    if not source.has_counted:
        return counted, {}
    return counted, _in_one_row(source, layout, source.flags, is_counted=False)


def _source(layout: Layout, fields: Sequence[str]) -> "_Source":
    if not _can_use_sums(layout, fields):
        return _from_facts(layout.population, layout.period)
    by_month = "month" in fields or not layout.period.is_whole_years
    return _from_sums(layout.population, layout.period, by_month)


def can_use_sums(layout: Layout) -> bool:
    """Whether the rows of a table can be read from the sums kept of years and months."""
    return _can_use_sums(layout, layout.fields)


def _can_use_sums(layout: Layout, fields: Sequence[str]) -> bool:
    all_takes = tuple(layout.takes.values())
    keys = _KEYS[layout.population]
    asked = {name for name, _ in layout.where} | {
        name for takes in all_takes for name, _ in takes.only
    }
    model = CallOutSum if layout.population is Population.CALL_OUTS else FireSum
    return (
        layout.period.is_whole_months
        and asked <= keys
        and set(fields) <= keys | {"year", "month"}
        and not any(takes.positive for takes in all_takes)
        and all(hasattr(model, name) for takes in all_takes for name in takes.fields)
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns that hold each field, and what one row counts as."""

    columns: Mapping[str, ColumnElement[Value]]
    one: Amount

    def number(self, name: str) -> Amount:
        """Return a column that holds a number and can be added up."""
        return cast(Amount, self.columns[name])

    def where(self, where: Where) -> list[ColumnElement[bool]]:
        return [self.columns[name].in_(sorted(values)) for name, values in where]

    def amount(self, takes: Takes) -> Amount:
        """Return what one row adds, as SQL; the same as `Takes.added_by`."""
        amount = self.one
        if takes.fields:
            amount, *others = (self.number(name) for name in takes.fields)
            for other in others:
                amount = amount + other
        conditions = self.where(takes.only)
        if takes.positive:
            conditions.append(self.number(takes.positive) > 0)
        return case((and_(*conditions), amount), else_=_NONE) if conditions else amount


@dataclass(frozen=True, slots=True)
class _Source:
    """Where sums are read: which columns, about which time, and what the notes need."""

    columns: _Columns
    flags: Mapping[str, Takes]
    within: ColumnElement[bool]
    is_of_years: bool = False
    """Whether it reads the call-out facts of whole years, of which there are covering indexes."""

    @property
    def has_counted(self) -> bool:
        """Whether its rows say if they are counted at all."""
        return "is_counted" in self.columns.columns

    def conditions(self, layout: Layout, is_counted: bool = True) -> list[ColumnElement[bool]]:
        """Return which rows are meant, counted or left out."""
        found = [self.within, *self.columns.where(layout.where)]
        if self.has_counted:
            found.append(self.columns.columns["is_counted"] == is_counted)
        return found


def _grouped(source: _Source, layout: Layout, fields: Sequence[str]) -> list[Group]:
    """Add up counted records by some fields.

    The database groups by every field a column asks about and adds each amount up once; which of
    these small groups a column takes is decided here. SQLite sorts all rows it groups unless an
    index has them in order, and so the fields stand in the order of an index that has them all.
    """
    columns = source.columns
    takes = layout.takes
    positive = sorted({one.positive for one in takes.values() if one.positive})
    amounts = sorted({name for one in takes.values() for name in one.fields})
    asked = [*fields, *(name for one in takes.values() for name, _ in one.only)]
    index = None if positive or amounts else _covering(source, layout, asked)
    names = index or tuple(dict.fromkeys(asked))
    keys: tuple[ColumnElement[Value] | ColumnElement[bool], ...] = (
        *(columns.columns[name] for name in names),
        *(columns.number(name) > _NONE for name in positive),
    )
    sums = (func.sum(columns.one), *(func.sum(columns.number(name)) for name in amounts))
    conditions = source.conditions(layout)
    query = select(*keys, *sums).where(*conditions).group_by(*keys)
    found: dict[tuple[Value, ...], Counter[str]] = {}
    for row in db.session.execute(query):
        told = dict(zip((*names, *(f"{name}>0" for name in positive)), row, strict=False))
        # PostgreSQL adds up into a decimal number, which is whole all the same.
        added = dict(zip(("", *amounts), map(int, row[len(keys) :]), strict=True))
        cell = found.setdefault(tuple(told[name] for name in fields), Counter())
        for key, one in takes.items():
            if all(told[name] in values for name, values in one.only) and (
                not one.positive or told[f"{one.positive}>0"]
            ):
                cell[key] += sum(added[name] for name in one.fields or ("",))
    return [Group(values, cell) for values, cell in found.items()]


def _covering(source: _Source, layout: Layout, asked: Sequence[str]) -> tuple[str, ...] | None:
    """Return the columns of an index that has all that is asked, up to the last of them."""
    if not source.is_of_years:
        return None
    wanted = {*asked, *(name for name, _ in layout.where)}
    for index in INDEXED:
        if wanted <= set(index):
            return index[: max(map(index.index, wanted), default=0) + 1]
    return None


def _in_one_row(
    source: _Source, layout: Layout, takes: Mapping[str, Takes], is_counted: bool = True
) -> Mapping[str, int]:
    """Add up counted records, or those left out, without grouping them: nothing is sorted."""
    wanted = [func.coalesce(func.sum(source.columns.amount(one)), 0) for one in takes.values()]
    query = select(*wanted).where(*source.conditions(layout, is_counted))
    row = db.session.execute(query).one()
    return dict(zip(takes, map(int, row), strict=True))


def _from_facts(population: Population, period: Period) -> _Source:
    is_of_years = population is Population.CALL_OUTS and period.is_whole_years
    time = within(population, period)
    if is_of_years:
        # Every column that is added up stands in an index led by the year: no row is looked up.
        time = CallOutFact.year.between(period.from_year, period.to_year)
    return _Source(_columns_of_facts(population), FLAGS[population], time, is_of_years)


def _columns_of_facts(population: Population) -> _Columns:
    model = CallOutFact if population is Population.CALL_OUTS else FireFact
    return _Columns({column.key: column for column in model.__table__.columns}, _ONE)


def within(population: Population, period: Period) -> ColumnElement[bool]:
    """Return the condition that a fact is of a period.

    Facts lie nearly in the order of their moments, so this index reads them nearly in a row.
    """
    moment = moment_of(population)
    return and_(moment >= period.start, moment < period.end)


def moment_of(population: Population) -> InstrumentedAttribute[datetime]:
    """Return the moment by which a population is counted: the call, or the fire's beginning."""
    if population is Population.CALL_OUTS:
        return CallOutFact.received_at
    return FireFact.occurred_at


def _from_sums(population: Population, period: Period, by_month: bool) -> _Source:
    model = CallOutSum if population is Population.CALL_OUTS else FireSum
    columns = {column.key: column for column in model.__table__.columns}
    told = columns["period"]
    first, last = (period.months[0], period.months[-1]) if by_month else (
        period.from_year, period.to_year
    )  # fmt: skip
    flags = {
        name: Takes((name,)) if name in _SUMMED_FLAGS else takes
        for name, takes in FLAGS[population].items()
    }
    # A period of a year has four digits, one of a month six: the ranges never meet.
    by_time = {"year": told // 100 if by_month else told, "month": told}
    one = columns["incidents" if population is Population.CALL_OUTS else "fires"]
    return _Source(_Columns(columns | by_time, one), flags, told.between(first, last))


def first_day(population: Population) -> int | None:
    """The local day (YYYYMMDD) of the oldest record there is, None while there is none."""
    model = CallOutFact if population is Population.CALL_OUTS else FireFact
    query = select(model.day).order_by(moment_of(population)).limit(1)
    return db.session.scalars(query).one_or_none()


def amount_in_facts(population: Population, takes: Takes) -> Amount:
    """Return what one fact adds to a column, as SQL."""
    return _columns_of_facts(population).amount(takes)


def where_in_facts(population: Population, where: Where) -> list[ColumnElement[bool]]:
    """Return which facts are meant, as SQL."""
    return _columns_of_facts(population).where(where)
