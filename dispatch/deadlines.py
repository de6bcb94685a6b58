"""By when each link of an order's chain must be made: shown, acknowledged, rolling, arrived.

Every number here is proposed (mark P). A sourced page (weak: an exam text) gives stations 45 s by
day and 60 s by night to roll; it was written for staffed national stations, and an alarm at that
very second would ring at every second order of a township brigade, whose people come from home.
So the wheels are asked for after two minutes, and later where the advice itself reckons with a
longer turn-out: a dispatcher who is told of what was expected stops listening.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class ChainPolicy:
    """How long after the order each link may take, all proposed (P)."""

    shown: timedelta = timedelta(seconds=15)
    """A terminal asks every 2 s: seven tries, and still 45 s before the acknowledgement is due."""
    acknowledged: timedelta = timedelta(seconds=60)
    """A person hears the tone, comes to the terminal and presses one key."""
    rolling: timedelta = timedelta(seconds=120)
    rolling_grace: timedelta = timedelta(seconds=60)
    """On top of the turn-out the advice reckons with, where that is longer."""
    arrival_share: float = 0.5
    """Of the estimated time to arrival: half as long again is no longer a slow drive."""
    least_arrival_grace: timedelta = timedelta(minutes=3)

    def __post_init__(self) -> None:
        if not timedelta() < self.shown <= self.acknowledged <= self.rolling:
            raise ValueError("the links of an order are due one after the other")
        graces = (self.rolling_grace, self.least_arrival_grace)
        if min(graces) < timedelta() or self.arrival_share < 0:
            raise ValueError("a grace cannot be negative")


DEFAULT_CHAIN: Final = ChainPolicy()


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When each link of one order is due; None for a link nobody can watch.

    `shown` is None where the station has no terminal, `arrival` where no time was estimated.
    """

    shown: datetime | None
    acknowledged: datetime
    rolling: datetime
    arrival: datetime | None


def deadlines_of(
    ordered_at: datetime,
    has_display: bool,
    turnout: timedelta,
    eta: timedelta | None,
    policy: ChainPolicy = DEFAULT_CHAIN,
) -> Deadlines:
    """Return the deadlines of one vehicle's order.

    `turnout` and `eta` (order to arrival) are those of the advice at the moment of the order.
    """
    rolling = max(policy.rolling, turnout + policy.rolling_grace)
    arrival = None
    if eta is not None:
        grace = max(policy.least_arrival_grace, eta * policy.arrival_share)
        # A vehicle that may still stand in its garage cannot be late at the scene.
        arrival = ordered_at + max(eta + grace, rolling)
    return Deadlines(
        shown=ordered_at + policy.shown if has_display else None,
        acknowledged=ordered_at + policy.acknowledged,
        rolling=ordered_at + rolling,
        arrival=arrival,
    )
