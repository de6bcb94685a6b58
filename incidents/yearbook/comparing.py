"""Columns worked out from others: shares, differences from an earlier time, rates."""

from collections.abc import Iterable, Mapping
from typing import Final

from incidents.yearbook.definitions import ADDING, TEN_THOUSAND, Column, Kind
from incidents.yearbook.periods import Compare

Amounts = Mapping[str, int | None]
BEFORE: Final = "~before"
"""What marks a column that shows the figure of the earlier time."""
CHANGE: Final = "~change"
PERCENT: Final = "~percent"
PER: Final[Mapping[str, str]] = {"people": "~per_people", "gdp": "~per_gdp"}
WORDS: Final[Mapping[Compare, tuple[str, str]]] = {
    Compare.YEAR_BACK: ("上年同期", "同比"),
    Compare.ONE_BACK: ("上期", "环比"),
}
PEOPLE: Final = 10_000
GDP_YUAN: Final = 100_000_000
FEN_PER_YUAN: Final = 100


def divided(part: int, whole: int) -> int:
    """Divide whole numbers and round half away from nought; `whole` is above nought."""
    size = (2 * abs(part) + whole) // (2 * whole)
    return -size if part < 0 else size


def share(part: int | None, whole: int | None) -> int | None:
    """Return a share in ten-thousandths; a share of nothing is not known, never infinite."""
    if part is None or whole is None or whole <= 0:
        return None
    return divided(part * TEN_THOUSAND, whole)


def rate(column: Column, amount: int | None, per: str, denominator: int | None) -> int | None:
    """Return an amount per 10,000 people or per 100 million yuan, in ten-thousandths of its unit.

    `denominator` is in people or in yuan; money is told in yuan.
    """
    if amount is None or denominator is None or denominator <= 0:
        return None
    scale = PEOPLE if per == "people" else GDP_YUAN
    fen = FEN_PER_YUAN if column.kind is Kind.MONEY else 1
    return divided(amount * scale * TEN_THOUSAND, denominator * fen)


def compares(column: Column) -> bool:
    """Whether a column is set beside that of an earlier time: things that add up are."""
    return column.takes is not None and column.kind in ADDING


def with_derived(
    columns: Iterable[Column], compare: Compare | None, per: str
) -> tuple[Column, ...]:
    """Return the columns, each followed by what is worked out from it."""
    return tuple(
        shown
        for column in columns
        for shown in (column, *_compared(column, compare), *_rated(column, per))
    )


def _compared(column: Column, compare: Compare | None) -> tuple[Column, ...]:
    if compare is None or not compares(column):
        return ()
    before, against = WORDS[compare]
    return (
        Column(f"{column.key}{BEFORE}", f"{column.heading}{before}", column.unit, column.kind),
        Column(f"{column.key}{CHANGE}", f"{column.heading}{against}增减", column.unit, column.kind),
        Column(f"{column.key}{PERCENT}", f"{column.heading}{against}", "%", Kind.SHARE),
    )


def _rated(column: Column, per: str) -> tuple[Column, ...]:
    if not per or not compares(column):
        return ()
    unit = "元" if column.kind is Kind.MONEY else column.unit
    words = ("每万人", "万人") if per == "people" else ("每亿元GDP", "亿元")
    key, heading = f"{column.key}{PER[per]}", f"{words[0]}{column.heading}"
    return (Column(key, heading, f"{unit}/{words[1]}", Kind.RATE),)


def derived_amounts(
    columns: Iterable[Column], amounts: Amounts, before: Amounts | None, denominator: int | None
) -> Amounts:
    """Return the figures of the derived columns of one row; what cannot be known is None.

    `before` is None where nothing is known of the earlier time, `denominator` where nobody has
    told the population or the GDP.
    """
    derived: dict[str, int | None] = {}
    for column in columns:
        if not compares(column):
            continue
        now = amounts.get(column.key)
        then = before.get(column.key) if before is not None else None
        change = None if now is None or then is None else now - then
        derived[f"{column.key}{BEFORE}"] = then
        derived[f"{column.key}{CHANGE}"] = change
        derived[f"{column.key}{PERCENT}"] = share(change, then)
        for per, suffix in PER.items():
            derived[f"{column.key}{suffix}"] = rate(column, now, per, denominator)
    return derived
