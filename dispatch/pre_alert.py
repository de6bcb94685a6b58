"""The clocks of the pre-alert (预调派): what was known, and what was ordered, how soon.

An order needs a place and a kind, and the kind may still be a guess when the first engine rolls.
So the steps are timed apart: answered, place known, first order, kind known, full order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

GOAL: Final = timedelta(seconds=45)
"""From the call to the first order (GB 50313-2013 4.3.1(7), figure G: not read at its source)."""


@dataclass(frozen=True, slots=True)
class OrderGiven:
    """An order beside its advice: vehicles advised and ordered, abilities nobody had to give."""

    at: datetime
    advised: int
    ordered: int
    lacking: int


@dataclass(frozen=True, slots=True)
class Clocks:
    """The moments of one call; None for what has not come yet."""

    answered: datetime
    place_known: datetime | None = None
    first_order: datetime | None = None
    kind_known: datetime | None = None
    full_order: datetime | None = None


def full_order_at(orders: Iterable[OrderGiven]) -> datetime | None:
    """Return when the orders were first complete: all that was still advised, nothing lacking.

    Whoever sends others than those advised has a full order when they are as many (P).
    """
    whole = [one.at for one in orders if not one.lacking and one.ordered >= one.advised]
    return min(whole, default=None)
