"""The figures of a sealed year: the rule of every column kept with them, and the recount.

A rule is data: which fields of which facts a column adds up. It is sealed with the figures, so
that a year can be counted again by its own rules however the tables are defined by then.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import rfc8785

from incidents.yearbook.basis import CALL_OUT, FIRE, RETURN, BasisBroken, FactValue, KeptFact
from incidents.yearbook.definitions import Column, Definition, Kind, Population

Where = tuple[tuple[str, frozenset[FactValue]], ...]
Figures = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Table, row (a year or a month), column, and the figure; money in fen."""

_KIND_OF: Final = {Population.CALL_OUTS: CALL_OUT, Population.FIRES: FIRE}


class FiguresBroken(Exception):
    """Sealed figures or rules that cannot be read."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one fact adds to a column: the sum of `fields`, or one where there are none.

    Only the facts of `only` add anything, and where `positive` names a field, only those in which
    it is above nought.
    """

    key: str
    heading: str
    unit: str
    kind: str
    fields: tuple[str, ...]
    only: Where
    positive: str

    def added_by(self, told: Mapping[str, FactValue]) -> int:
        """Return what a fact adds."""
        if not _holds(self.only, told):
            return 0
        if self.positive and _whole(told, self.positive) <= 0:
            return 0
        return sum(_whole(told, name) for name in self.fields) if self.fields else 1

    @property
    def column(self) -> Column:
        """The column it is shown as."""
        return Column(self.key, self.heading, self.unit, Kind(self.kind))


@dataclass(frozen=True, slots=True)
class TableRules:
    """A sealed table: its definition version (口径), whose facts it counts, and its columns."""

    name: str
    title: str
    version: str
    counts: str
    where: Where
    columns: tuple[Rule, ...]

    def rule(self, key: str) -> Rule:
        """Return the rule of a column."""
        return next(one for one in self.columns if one.key == key)

    def is_about(self, fact: KeptFact) -> bool:
        """Whether a fact is one of those the table counts."""
        return fact.kind == self.counts and _holds(self.where, fact.told)

    def amounts(self, fact: KeptFact) -> dict[str, int]:
        """Return what a fact adds to the columns, those it adds nothing to left out."""
        if not self.is_about(fact):
            return {}
        found = {rule.key: rule.added_by(fact.told) for rule in self.columns}
        return {key: amount for key, amount in found.items() if amount}

    def returned(self, fact: KeptFact) -> dict[str, int]:
        """Return what a yearly return of this table adds."""
        if fact.kind != RETURN or fact.told.get("table") != self.name:
            return {}
        column = fact.told.get("column")
        known = {rule.key for rule in self.columns}
        return {str(column): _whole(fact.told, "amount")} if column in known else {}


def _holds(where: Where, told: Mapping[str, FactValue]) -> bool:
    return all(told.get(field) in values for field, values in where)


def _whole(told: Mapping[str, FactValue], field: str) -> int:
    value = told.get(field, 0)
    if not isinstance(value, int):
        raise BasisBroken(f"“{field}”不是数字")
    return value


def rows_of(year: int) -> tuple[str, ...]:
    """Return the rows of a sealed table: the year, then its months as YYYYMM."""
    return (str(year), *(f"{year}{month:02d}" for month in range(1, 13)))


def label_of(row: str) -> str:
    """Return the name of a row for people."""
    return f"{row[:4]}年{int(row[4:])}月" if len(row) == 6 else f"{row}年"


def recorded(facts: Iterable[KeptFact], rules: Sequence[TableRules]) -> frozenset[str]:
    """Return the tables some record of the year is in: for them yearly returns do not count."""
    waiting, found = list(rules), set()
    for fact in facts:
        met = [table for table in waiting if table.is_about(fact)]
        if met:
            found |= {table.name for table in met}
            waiting = [table for table in waiting if table.name not in found]
        if not waiting:
            break
    return frozenset(found)


def share_of(
    fact: KeptFact, rules: Sequence[TableRules], with_records: frozenset[str]
) -> dict[tuple[str, str], int]:
    """Return what a fact adds to each table and column of its year."""
    added: dict[tuple[str, str], int] = {}
    for table in rules:
        told = table.amounts(fact)
        if fact.kind == RETURN and table.name not in with_records:
            told = table.returned(fact)
        for key, amount in told.items():
            added[table.name, key] = amount
    return added


def recount(facts: Sequence[KeptFact], rules: Sequence[TableRules], year: int) -> Figures:
    """Count the facts of a year by rules, for the year and each of its months.

    Yearly returns count for the year alone, for nobody knows their months, and as in the tables
    only where no record does. Raises BasisBroken.
    """
    rows = rows_of(year)
    counted = {
        table.name: {row: {rule.key: 0 for rule in table.columns} for row in rows}
        for table in rules
    }
    with_records = recorded(facts, rules)
    for fact in facts:
        month = str(fact.told.get("month"))
        if fact.kind != RETURN and month not in rows[1:]:
            raise BasisBroken(f"{fact.number} 的月份“{month}”不在 {year} 年")
        for (table, key), amount in share_of(fact, rules, with_records).items():
            counted[table][rows[0]][key] += amount
            if fact.kind != RETURN:
                counted[table][month][key] += amount
    return counted


def rules_of(
    definitions: Iterable[Definition], where: Mapping[str, Where]
) -> tuple[TableRules, ...]:
    """Return the rules of the tables counted from facts; columns that do not add up are left out.

    `where` says for each population which of its facts are counted at all.
    """
    return tuple(
        TableRules(
            name=one.name,
            title=one.title,
            version=one.version,
            counts=_KIND_OF[one.counts],
            where=where[_KIND_OF[one.counts]],
            columns=tuple(_rule(column) for column in one.columns if column.takes is not None),
        )
        for one in definitions
        if one.counts is not None
    )


def _rule(column: Column) -> Rule:
    assert column.takes is not None, "only a column that adds up has a rule"
    return Rule(
        key=column.key,
        heading=column.heading,
        unit=column.unit,
        kind=str(column.kind),
        fields=column.takes.fields,
        only=tuple(
            (field, frozenset(_plain(one) for one in values)) for field, values in column.takes.only
        ),
        positive=column.takes.positive,
    )


def _plain(value: FactValue) -> FactValue:
    """Return a word as JSON has it, whichever enumeration it comes from."""
    return str(value) if isinstance(value, str) else value


def write_rules(rules: Sequence[TableRules]) -> str:
    """Write rules as canonical JSON."""
    return _canonical([_table_value(one) for one in rules])


def _table_value(table: TableRules) -> dict[str, object]:
    return {
        "name": table.name,
        "title": table.title,
        "version": table.version,
        "counts": table.counts,
        "where": _where_value(table.where),
        "columns": [
            {
                "key": rule.key,
                "heading": rule.heading,
                "unit": rule.unit,
                "kind": rule.kind,
                "fields": list(rule.fields),
                "only": _where_value(rule.only),
                "positive": rule.positive,
            }
            for rule in table.columns
        ],
    }


def _where_value(where: Where) -> list[list[object]]:
    return [[field, sorted(values, key=str)] for field, values in where]


def read_rules(text: str) -> tuple[TableRules, ...]:
    """Read rules back; raises FiguresBroken."""
    try:
        told = json.loads(text)
        return tuple(
            TableRules(
                name=one["name"],
                title=one["title"],
                version=one["version"],
                counts=one["counts"],
                where=_read_where(one["where"]),
                columns=tuple(
                    Rule(
                        key=rule["key"],
                        heading=rule["heading"],
                        unit=rule["unit"],
                        kind=str(Kind(rule["kind"])),
                        fields=tuple(rule["fields"]),
                        only=_read_where(rule["only"]),
                        positive=rule["positive"],
                    )
                    for rule in one["columns"]
                ),
            )
            for one in told
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FiguresBroken("口径读不出来") from error


def _read_where(told: Iterable[tuple[str, Iterable[FactValue]]]) -> Where:
    return tuple((field, frozenset(values)) for field, values in told)


def write_figures(figures: Figures) -> str:
    """Write figures as canonical JSON."""
    return _canonical(
        {name: {row: dict(cells) for row, cells in rows.items()} for name, rows in figures.items()}
    )


def read_figures(text: str, rules: Sequence[TableRules], year: int) -> Figures:
    """Read figures back, every cell the rules tell of; raises FiguresBroken."""
    try:
        told = json.loads(text)
        figures = {
            table.name: {
                row: {rule.key: int(told[table.name][row][rule.key]) for rule in table.columns}
                for row in rows_of(year)
            }
            for table in rules
        }
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FiguresBroken("封账数读不出来，或缺了一格") from error
    if figures != told:
        raise FiguresBroken("封账数里有口径之外的格")
    return figures


def _canonical(value: object) -> str:
    # The library's type knows no object, though it takes what JSON has.
    return rfc8785.dumps(value).decode()  # type: ignore[arg-type]
