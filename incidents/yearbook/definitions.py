"""What a table of the yearbook is made of: kinds of figures, columns, definitions.

The tables themselves stand in `tables.py`, call_tables.py and fire_tables.py.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from resources.errors import Refusal

FEN_PER_WAN_YUAN: Final = 1_000_000
TEN_THOUSAND: Final = 10_000
TWO_DECIMALS: Final = Decimal("0.01")
FOUR_DECIMALS: Final = Decimal("0.0001")
NOT_KNOWN: Final = "—"
"""What stands in a cell nobody can fill; never a nought."""
ROW_HEADING: Final = "年份"
TOTAL_KEY: Final = "total"
TOTAL_LABEL: Final = "合计"

LOCAL_YEAR: Final = "年度按本地时间 1 月 1 日零时起、12 月 31 日 24 时止划分。"
MONEY_NOTE: Final = (
    "金额以分累加，输出为万元、四位小数（不足 1 元四舍五入）；合计由分计算，不由舍入后的数相加。"
)


class UnknownTable(Refusal):
    """The yearbook has no table, row or column of this name."""


class Kind(StrEnum):
    """What a column holds, and so how its whole number is shown.

    Things and people add up; so does money (kept in fen, shown in 万元). Seconds are shown as
    minutes and seconds. Shares are kept in ten-thousandths and shown in per cent, rates are kept
    in ten-thousandths of their unit; neither adds up.
    """

    COUNT = "count"
    PEOPLE = "people"
    MONEY = "money"
    SECONDS = "seconds"
    SHARE = "share"
    RATE = "rate"


ADDING: Final = frozenset({Kind.COUNT, Kind.PEOPLE, Kind.MONEY})
"""The kinds whose rows add up to their total."""


class Population(StrEnum):
    """Whose records a table counts: those of call-outs, or those of registered fires."""

    CALL_OUTS = "call_outs"
    FIRES = "fires"


Value = int | str | bool
Where = tuple[tuple[str, frozenset[Value]], ...]
"""Which records: each field named holds one of the values beside it."""


def holds(where: Where, record: object) -> bool:
    """Whether a record is one of those meant; the same question SQL is asked."""
    return all(getattr(record, field) in values for field, values in where)


@dataclass(frozen=True, slots=True)
class Takes:
    """What one record adds to a column: the sum of `fields`, or one where there are none.

    Only the records of `only` add anything, and where `positive` names a field, only those in
    which it is above nought.
    """

    fields: tuple[str, ...] = ()
    only: Where = ()
    positive: str = ""

    def added_by(self, record: object) -> int:
        """Return what a record adds; the same sum SQL is asked for."""
        if not holds(self.only, record):
            return 0
        if self.positive and getattr(record, self.positive) <= 0:
            return 0
        return sum(getattr(record, field) for field in self.fields) if self.fields else 1


@dataclass(frozen=True, slots=True)
class Ratio:
    """A column worked out from two others of its row: the share that `part` is of `whole`."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in URLs and JSON, its printed heading and unit, what it counts.

    Exactly one of `takes` and `ratio` is set in a table counted from facts; both are None where
    the figures are not a count.
    """

    key: str
    heading: str
    unit: str
    kind: Kind
    takes: Takes | None = None
    ratio: Ratio | None = None

    @property
    def printed(self) -> str:
        """The heading with its unit, as the plans print it; alone where each row has its own."""
        return f"{self.heading}（{self.unit}）" if self.unit else self.heading


@dataclass(frozen=True, slots=True)
class Definition:
    """What a table counts and how it is laid out.

    `whole` names the column that must equal the sum of `parts` in every row; both are empty
    where a table has no such column. `source` says whose layout it is, with its mark.
    """

    name: str
    title: str
    population: str
    columns: tuple[Column, ...]
    version: str
    source: str
    notes: tuple[str, ...]
    whole: str = ""
    parts: tuple[str, ...] = ()
    row_heading: str = ROW_HEADING
    counts: Population | None = None
    """Whose records it counts; None where it is no count of facts."""
    by: str = "year"
    """The axis of its rows where nobody asks for another."""
    explains_fires: bool = False
    """Whether it says how fire call-outs and registered fires differ."""

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        assert len(set(keys)) == len(keys), "a column is listed twice"
        assert {*self.parts, self.whole or keys[0]} <= set(keys), "a part is no column"

    def column(self, key: str) -> Column:
        """Return the column of a key; raises UnknownTable."""
        for column in self.columns:
            if column.key == key:
                return column
        known = "、".join(column.key for column in self.columns)
        raise UnknownTable(f"表“{self.title}”没有列“{key}”，可用：{known}。")


def in_unit(column: Column, amount: int) -> Decimal:
    """Return an amount in the column's unit, rounded half up: 万元, per cent, or as it is."""
    if column.kind is Kind.MONEY:
        return (Decimal(amount) / FEN_PER_WAN_YUAN).quantize(FOUR_DECIMALS, ROUND_HALF_UP)
    if column.kind is Kind.SHARE:
        return (Decimal(amount) / 100).quantize(TWO_DECIMALS, ROUND_HALF_UP)
    if column.kind is Kind.RATE:
        return (Decimal(amount) / TEN_THOUSAND).quantize(FOUR_DECIMALS, ROUND_HALF_UP)
    return Decimal(amount)


def plain(column: Column, amount: int | None) -> str:
    """Write an amount as digits without separators, as the plans print it: 1712.3746, 8:05."""
    if amount is None:
        return NOT_KNOWN
    if column.kind is Kind.SECONDS:
        sign, seconds = "-" if amount < 0 else "", abs(amount)
        return f"{sign}{seconds // 60}:{seconds % 60:02d}"
    return f"{in_unit(column, amount):f}"
