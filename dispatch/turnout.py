"""How long crews take from the order to moving wheels, learned from the log.

The number used is the median of the cases, shrunk towards the table's number:

    used = (cases * median + strength * table) / (cases + strength)

so that one slow night does not set a brigade's time, and a hundred cases do. The median, because
stamps are pressed by people: some press on the way, some an hour later, and half of them may be
wrong before the middle one is. A mean, also of logarithms, moves with every such stamp; and a chief
can check a median with the list in hand. Turn-outs are skewed, so their median lies below their
mean; that the doubt of a time covers. Strength, limits and years are proposed (P).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType
from typing import Final, TypeAlias

from dispatch.travel import DayPeriod, TravelPolicy, Turnout, TurnoutTable, period_of

STRENGTH: Final = 20
"""As many cases as the table's number counts for (P)."""

SHORTEST_S: Final = 10.0
"""Nobody moves a fire engine sooner: the order was spoken before it was typed (P)."""

LONGEST_S: Final = 1_800.0
"""Later wheels tell of a forgotten button, or of an order that waited (P)."""

_HOUR_OF: Final = {DayPeriod.DAY: 12, DayPeriod.NIGHT: 0}

Usual: TypeAlias = Callable[[str, DayPeriod], float]
"""The table's seconds for a kind of station and a part of the day."""

Key: TypeAlias = tuple[str, DayPeriod]


def usual_of(policy: TravelPolicy) -> Usual:
    """Return the turn-outs of a travel policy as what is learned is shrunk towards."""
    return lambda kind, period: policy.turnout_of(kind, _HOUR_OF[period]).seconds


@dataclass(frozen=True, slots=True)
class TurnoutCase:
    """One order to a vehicle that stood in its station, and the seconds until its wheels moved.

    `local_hour` is that of the order, on the county's clock.
    """

    station_kind: str
    local_hour: int
    seconds: float
    station: str = ""
    is_generated: bool = False

    @property
    def is_credible(self) -> bool:
        """Tell whether a crew can have taken so long."""
        return SHORTEST_S <= self.seconds <= LONGEST_S

    @property
    def period(self) -> DayPeriod:
        """The part of the day it happened in."""
        return period_of(self.local_hour)


@dataclass(frozen=True, slots=True)
class Learning:
    """What the cases of one kind, or one station, and one part of the day come to, in seconds."""

    towards_s: float
    """What they are shrunk towards."""
    median_s: float
    cases: int
    used_s: float

    @property
    def turnout(self) -> Turnout:
        """The turn-out as times of arrival take it."""
        return Turnout(self.used_s, self.cases, learned=True)


@dataclass(frozen=True, slots=True)
class LearnedTurnouts:
    """All that the log teaches of turn-outs; a kind or station without cases is missing."""

    by_kind: Mapping[Key, Learning]
    by_station: Mapping[Key, Learning]
    """By the code of the station."""
    cases: int
    left_out: int
    """Cases no crew can have taken: too short, too long, or before the order."""
    is_generated: bool
    """The cases are made up: they show how it works and say nothing of the county."""

    @property
    def table(self) -> TurnoutTable:
        """The turn-outs by kind of station, for a travel policy."""
        return MappingProxyType({key: one.turnout for key, one in self.by_kind.items()})

    @property
    def station_table(self) -> TurnoutTable:
        """The turn-outs by code of station."""
        return MappingProxyType({key: one.turnout for key, one in self.by_station.items()})

    @property
    def note(self) -> str:
        """What the numbers rest on, for whoever reads them."""
        if not self.cases:
            return "尚无出动记录，按默认值计算"
        told = "按生成的演示记录" if self.is_generated else "按出动记录"
        left = f"，另有 {self.left_out} 例时间不合理未计" if self.left_out else ""
        return f"{told}，{self.cases} 例{left}"


def learned_turnouts(
    cases: Iterable[TurnoutCase], usual: Usual, strength: int = STRENGTH
) -> TurnoutTable:
    """Return the turn-out of each kind of station and part of the day that has a case."""
    return learn(cases, usual, strength).table


def learn(cases: Iterable[TurnoutCase], usual: Usual, strength: int = STRENGTH) -> LearnedTurnouts:
    """Learn turn-outs by kind of station, and by station shrunk towards its kind.

    As soon as there is one real case the generated ones are left out: what was made up must not
    steer a real county. The order of the cases does not matter. Raises ValueError for a strength
    below one, which would let a single case decide.
    """
    if strength < 1:
        raise ValueError("the table's number counts for at least one case")
    told = list(cases)
    real = [one for one in told if not one.is_generated]
    known = real or told
    credible = [one for one in known if one.is_credible]
    by_kind = {
        (kind, period): _shrunk(seconds, usual(kind, period), strength)
        for (kind, period), seconds in _grouped(credible, lambda one: one.station_kind).items()
    }
    kinds = {one.station: one.station_kind for one in credible}
    by_station = {
        (station, period): _shrunk(seconds, by_kind[kinds[station], period].used_s, strength)
        for (station, period), seconds in _grouped(credible, lambda one: one.station).items()
        if station
    }
    return LearnedTurnouts(
        by_kind=MappingProxyType(by_kind),
        by_station=MappingProxyType(by_station),
        cases=len(credible),
        left_out=len(known) - len(credible),
        is_generated=bool(credible) and not real,
    )


def _grouped(
    cases: Iterable[TurnoutCase], name_of: Callable[[TurnoutCase], str]
) -> dict[Key, list[float]]:
    found: dict[Key, list[float]] = {}
    for one in cases:
        found.setdefault((name_of(one), one.period), []).append(one.seconds)
    return found


def _shrunk(seconds: list[float], towards_s: float, strength: int) -> Learning:
    middle, count = median(seconds), len(seconds)
    used_s = (count * middle + strength * towards_s) / (count + strength)
    return Learning(towards_s, middle, count, used_s)
