"""The sums of the yearbook, added up by the database from facts, or from the sums kept of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

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


def groups(layout: Layout, fields: Sequence[str]) -> list[Group]:
    """Return the sums of a table's records by some fields, from the quickest source there is."""
    if can_use_sums(layout, fields):
        by_month = "month" in fields or not layout.period.is_whole_years
        return _grouped(_from_sums(layout.population, layout.period, by_month), layout, fields)
    return _grouped(_from_facts(layout.population, layout.period), layout, fields)


def months_of_years(layout: Layout) -> list[Group]:
    """Return the sums of a table of whole years once more, each year from its twelve months."""
    return _grouped(_from_sums(layout.population, layout.period, True), layout, ("year",))


def can_use_sums(layout: Layout, fields: Sequence[str]) -> bool:
    """Whether the kept sums can answer: whole months, and nothing asked they do not tell apart."""
    keys = _KEYS[layout.population]
    asked = {name for name, _ in layout.where} | {
        name for takes in layout.takes.values() for name, _ in takes.only
    }
    model = CallOutSum if layout.population is Population.CALL_OUTS else FireSum
    return (
        layout.period.is_whole_months
        and asked <= keys
        and set(fields) <= keys | {"year", "month"}
        and not any(takes.positive for takes in layout.takes.values())
        and all(hasattr(model, name) for takes in layout.takes.values() for name in takes.fields)
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns that hold each field, and what one row counts as."""

    columns: Mapping[str, ColumnElement[Value]]
    one: Amount

    def where(self, where: Where) -> list[ColumnElement[bool]]:
        return [self.columns[name].in_(sorted(values)) for name, values in where]

    def amount(self, takes: Takes) -> Amount:
        """Return what one row adds, as SQL; the same as `Takes.added_by`."""
        amount = self.one
        if takes.fields:
            first, *others = (self.columns[name] for name in takes.fields)
            amount = first  # type: ignore[assignment]
            for other in others:
                amount = amount + other
        conditions = self.where(takes.only)
        if takes.positive:
            conditions.append(self.columns[takes.positive] > 0)
        return case((and_(*conditions), amount), else_=_NONE) if conditions else amount


@dataclass(frozen=True, slots=True)
class _Source:
    """Where sums are read: which columns, about which time, and what the notes need."""

    columns: _Columns
    flags: Mapping[str, Takes]
    within: ColumnElement[bool]

    @property
    def has_counted(self) -> bool:
        """Whether its rows say if they are counted at all."""
        return "is_counted" in self.columns.columns


def _grouped(source: _Source, layout: Layout, fields: Sequence[str]) -> list[Group]:
    columns = source.columns
    keys = [columns.columns[name] for name in fields]
    if source.has_counted:
        keys.append(columns.columns["is_counted"])
    wanted = [
        func.coalesce(func.sum(columns.amount(one)), 0)
        for one in (*layout.takes.values(), *source.flags.values())
    ]
    conditions = (source.within, *columns.where(layout.where))
    query = select(*keys, *wanted).where(*conditions).group_by(*keys)
    return [_group(layout, source, len(fields), tuple(row)) for row in db.session.execute(query)]


def _group(layout: Layout, source: _Source, width: int, row: tuple[Value, ...]) -> Group:
    is_counted = bool(row[width]) if source.has_counted else True
    # PostgreSQL adds up into a decimal number, which is whole all the same.
    amounts = [int(amount) for amount in row[width + source.has_counted :]]
    first = len(layout.takes)
    return Group(
        row[:width],
        is_counted,
        dict(zip(layout.takes, amounts[:first], strict=True)),
        dict(zip(source.flags, amounts[first:], strict=True)),
    )


def _from_facts(population: Population, period: Period) -> _Source:
    columns = _columns_of_facts(population)
    return _Source(columns, FLAGS[population], within(population, period))


def _columns_of_facts(population: Population) -> _Columns:
    model = CallOutFact if population is Population.CALL_OUTS else FireFact
    return _Columns({column.key: column for column in model.__table__.columns}, _ONE)


def within(population: Population, period: Period) -> ColumnElement[bool]:
    """Return the condition that a fact is of a period; whole years have an index of their own."""
    model = CallOutFact if population is Population.CALL_OUTS else FireFact
    if period.is_whole_years:
        return model.year.between(period.from_year, period.to_year)
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
