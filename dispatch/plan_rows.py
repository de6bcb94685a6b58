"""The values of a table of response plans: what a row asks for, and a version of the table.

Each figure carries its mark: S sourced, S-case the vehicles of one real dispatch, P proposed by
analogy. How a table is written down stands in `plan_table.py`; how a demand is read from it in
`response_plans.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from resources.vehicle_types import CAPABILITY_LABELS, VEHICLE_TYPES, Capability


class Mark(StrEnum):
    """How well a figure is founded."""

    SOURCED = "S"
    CASE = "S-case"
    PROPOSED = "P"


MARK_LABELS: Final[Mapping[Mark, str]] = MappingProxyType(
    {
        Mark.SOURCED: "有出处",
        Mark.CASE: "取自一次实战的例子，不是规则，须支队确认",
        Mark.PROPOSED: "默认（建议），须支队确认",
    }
)


class DispatchMode(StrEnum):
    """Whom a rule prefers: whoever arrives first, or the responsible station and then the next."""

    FASTEST = "fastest"
    STATION_ORDER = "station_order"


MODE_LABELS: Final[Mapping[DispatchMode, str]] = MappingProxyType(
    {DispatchMode.FASTEST: "最快到场", DispatchMode.STATION_ORDER: "辖区主战"}
)


@dataclass(frozen=True, slots=True)
class DemandLine:
    """So many vehicles that have any one of some capabilities; the first one names the line.

    `wanted_types`, where given, are the only vehicle types that answer the line fully; others
    with the capability can only stand in. `other_types` answer it without the capability.
    A vehicle of less water (tonnes) or a shorter ladder (metres) than the least can only stand in.
    """

    capabilities: tuple[Capability, ...]
    count: int
    mark: Mark
    wanted_types: tuple[str, ...] = ()
    other_types: tuple[str, ...] = ()
    least_water_t: float = 0.0
    least_ladder_m: float = 0.0

    def __post_init__(self) -> None:
        if not self.capabilities or self.count < 1:
            raise ValueError("a demand line asks for a capability at least once")
        if self.least_water_t < 0 or self.least_ladder_m < 0:
            raise ValueError("the least of a line is not negative")

    @property
    def capability(self) -> Capability:
        """The capability the line is listed under."""
        return self.capabilities[0]

    @property
    def label(self) -> str:
        """What is asked for, in words for the dispatcher."""
        types = self.wanted_types or self.other_types
        names = [VEHICLE_TYPES[code].name for code in types]
        if not self.wanted_types:
            names = [_vehicle_noun(capability) for capability in self.capabilities] + names
        return "或".join(names)

    @property
    def least(self) -> str:
        """What each vehicle of the line should bring at least, in words; empty without."""
        parts = []
        if self.least_water_t:
            parts.append(f"载水不少于 {self.least_water_t:g} 吨")
        if self.least_ladder_m:
            parts.append(f"举高不低于 {self.least_ladder_m:g} 米")
        return "，".join(parts)


def _vehicle_noun(capability: Capability) -> str:
    label = CAPABILITY_LABELS[capability]
    return label if capability == Capability.BOAT else f"{label}车"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of the table: a composition, a reference to another category, or "per order".

    `water_t` is the water all vehicles together should bring, in tonnes, nought for none.
    """

    lines: tuple[DemandLine, ...]
    people: int
    stations: str
    linkage: tuple[str, ...]
    as_needed: tuple[str, ...]
    mark: Mark
    note: str
    same_as: str | None
    per_order: bool
    mode: DispatchMode = DispatchMode.FASTEST
    water_t: float = 0.0


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A version of the table: rows by category, then by level (None: every level).

    `in_force_from` is None for a draft, and for the default table, which has no date.
    """

    version: str
    rows: Mapping[str, Mapping[int | None, PlanRow]]
    in_force_from: datetime | None = None

    def each(self) -> tuple[tuple[str, int | None, PlanRow], ...]:
        """Every row with its category and level, in the order of the table."""
        return tuple(
            (code, level, row)
            for code, levels in self.rows.items()
            for level, row in levels.items()
        )
