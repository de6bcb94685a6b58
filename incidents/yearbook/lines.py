"""The rows of a table before they have cells: records, yearly returns, and the earlier time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from incidents.yearbook.axes import Member
from incidents.yearbook.comparing import Amounts, share
from incidents.yearbook.definitions import TOTAL_KEY, TOTAL_LABEL
from incidents.yearbook.layouts import Layout
from incidents.yearbook.tallies import Counts

RETURN_SUFFIX: Final = "-return"
RETURN_MARK: Final = "年报数"


@dataclass(frozen=True, slots=True)
class Returns:
    """The yearly totals told for years before go-live, by year and column; money in fen."""

    years: Mapping[int, Mapping[str, int]]
    sources: tuple[str, ...] = ()


NO_RETURNS: Final = Returns({})


@dataclass(frozen=True, slots=True)
class Line:
    """One row before it has cells; no record stands behind one from a return."""

    key: str
    label: str
    amounts: Amounts
    is_returned: bool = False
    adds: bool = True


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of one time with their total; `returned` is the part no record stands behind."""

    rows: tuple[Line, ...]
    total: Line
    returned: Mapping[str, int]

    @property
    def adding(self) -> tuple[Line, ...]:
        """The rows that are in the total."""
        return tuple(line for line in self.rows if line.adds)


@dataclass(frozen=True, slots=True)
class Earlier:
    """For each row, by its key, the row of the earlier time; missing where nothing is known."""

    beside: Mapping[str, Line]
    returned: Mapping[str, int]


def lines_of(layout: Layout, counts: Counts, returns: Returns = NO_RETURNS) -> Lines:
    """Put counts and yearly returns into rows; of a year that has both only the records add."""
    rows: list[Line] = []
    returned: dict[str, int] = {}
    for member in counts.members:
        sums = counts.rows.get(member.key)
        told = returns.years.get(int(member.key)) if layout.takes_returns else None
        if sums is not None or told is None:
            amounts = {name: (sums or {}).get(name, 0) for name in _keys(layout, counts)}
            rows.append(Line(member.key, member.label, _with_shares(layout, amounts)))
        if told is not None:
            rows.append(_returned_line(layout, member, told, adds=sums is None))
            for name in layout.takes if sums is None else ():
                returned[name] = returned.get(name, 0) + told.get(name, 0)
    total = {
        name: counts.total.get(name, 0) + returned.get(name, 0) for name in _keys(layout, counts)
    }
    sum_line = Line(TOTAL_KEY, TOTAL_LABEL, _with_shares(layout, total))
    return Lines(tuple(rows), sum_line, returned)


def _returned_line(layout: Layout, member: Member, told: Mapping[str, int], adds: bool) -> Line:
    amounts = {name: told.get(name) for name in layout.takes}
    key = f"{member.key}{RETURN_SUFFIX}"
    return Line(key, member.label, _with_shares(layout, amounts), is_returned=True, adds=adds)


def _keys(layout: Layout, counts: Counts) -> tuple[str, ...]:
    return (*layout.takes, *(member.key for member in counts.across))


def _with_shares(layout: Layout, amounts: Amounts) -> Amounts:
    shares = {
        column.key: share(amounts.get(column.ratio.part), amounts.get(column.ratio.whole))
        for column in layout.definition.columns
        if column.ratio and not layout.across
    }
    return {**amounts, **shares}


def beside(
    layout: Layout, lines: Lines, before: Layout, then: Lines, first_day: int | None
) -> Earlier:
    """Set each row beside that of the earlier time; `first_day` is when records begin (YYYYMMDD).

    A row of time stands beside the one at its place, any other beside that of its key. Of a time
    that was over before the first record nothing is known, unless a return tells of it.
    """
    found: dict[str, Line] = {}
    if layout.down.months and len(lines.adding) == len(then.adding):
        for line, old in zip(lines.adding, then.adding, strict=True):
            if old.is_returned or _is_known(before, old.key, first_day):
                found[line.key] = old
        if len(found) == len(lines.adding):
            found[TOTAL_KEY] = then.total
        return Earlier(found, then.returned)
    if first_day is None or int(f"{before.period.to_day:%Y%m%d}") < first_day:
        return Earlier({}, {})
    found[TOTAL_KEY] = then.total
    if not layout.down.months:
        by_key = {line.key: line for line in then.rows}
        nothing: Amounts = dict.fromkeys(then.total.amounts, 0)
        for line in lines.rows:
            found[line.key] = by_key.get(line.key, Line(line.key, line.label, nothing))
    return Earlier(found, then.returned)


def _is_known(before: Layout, key: str, first_day: int | None) -> bool:
    member = before.down.member(key)
    if member is None or first_day is None:
        return False
    (name, values), *_ = member.where
    divisor = {"year": 10_000, "month": 100}[name]
    return any(isinstance(value, int) and value >= first_day // divisor for value in values)
