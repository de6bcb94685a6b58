"""Where vehicles may fill near a fire: usable sources by road distance, and what they give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Final, TypeAlias

from resources.county_rows import WATER_STATE_LABELS, WaterKind, WaterState
from resources.geography import Position, distance_m

RoadMetres: TypeAlias = Callable[[Sequence[Position]], Sequence[float | None]]
"""Metres by road from each place to the fire, None where no road is known to lead."""

USABLE: Final = frozenset({WaterState.INTACT, WaterState.UNCHECKED})
STORED: Final = frozenset({WaterKind.TANK, WaterKind.VILLAGE_STORAGE})
"""Kinds that run dry: what they hold is all they give."""

KIND_FLOWS_L_S: Final[Mapping[WaterKind, float]] = MappingProxyType(
    {
        WaterKind.MUNICIPAL_HYDRANT: 15.0,
        WaterKind.WATER_CRANE: 30.0,
        WaterKind.PREMISES_HYDRANT: 10.0,
        WaterKind.NATURAL_INTAKE: 20.0,
        WaterKind.INTAKE_PLATFORM: 30.0,
        WaterKind.TANK: 20.0,
        WaterKind.VILLAGE_STORAGE: 10.0,
    }
)
"""What a source of unknown flow is taken for: hydrant and crane R (GB 50974), the rest P."""

KIND_STORES_M3: Final[Mapping[WaterKind, float]] = MappingProxyType(
    {WaterKind.TANK: 50.0, WaterKind.VILLAGE_STORAGE: 20.0}
)
"""What a store of unknown size is taken for (P): a small one."""

LINES: Final[Mapping[int, int]] = MappingProxyType({1: 2, 2: 4, 3: 10, 4: 20, 5: 40})
"""Hose lines (水枪) at work at each level (P); 3, 4 and 5 in the ratio 2:4:8 of the plans."""

SHARES: Final[Mapping[str, float]] = MappingProxyType(
    {
        "10110": 1.5,
        "10410": 1.5,
        "10500": 2.0,
        "10510": 1.5,
        "10600": 1.5,
        "10610": 1.5,
        "10700": 0.5,
        "10720": 0.5,
        "10800": 0.5,
        "10910": 0.5,
        "10920": 0.5,
        "10930": 0.5,
    }
)
"""Categories that want more or less than a house fire of their level (P)."""


LEAST_L_S: Final = 1.0
"""A source that gives less fills nobody (P)."""
ENDLESS_M3: Final = 1e6
"""A store of this size or more does not run dry at any fire."""


@dataclass(frozen=True, slots=True)
class WaterPolicy:
    """The numbers of water, all proposed (P) unless marked."""

    reach_m: float = 1_000.0
    """The farthest ring in which a brigade looks for water."""
    rings_m: tuple[float, ...] = (150.0, 300.0, 500.0, 1_000.0)
    """The first is the protection radius of a hydrant (R, GB 50974)."""
    hose_m: float = 300.0
    """Hose is laid across country so far; only beyond does the way by road count."""
    detour: float = 1.35
    line_l_s: float = 6.5
    """One line with a 19 mm nozzle (R)."""
    lines: Mapping[int, int] = field(default_factory=lambda: LINES)
    shares: Mapping[str, float] = field(default_factory=lambda: SHARES)
    kind_flows_l_s: Mapping[WaterKind, float] = field(default_factory=lambda: KIND_FLOWS_L_S)
    kind_stores_m3: Mapping[WaterKind, float] = field(default_factory=lambda: KIND_STORES_M3)
    store_must_last: timedelta = timedelta(minutes=60)
    shuttle_within_m: float = 20_000.0
    shuttle_kmh: float = 30.0
    discharge_l_s: float = 20.0
    handling: timedelta = timedelta(minutes=4)
    """Coupling, turning and queueing of one round trip, both ends together."""
    usual_t: float = 8.0
    """The tanker reckoned with where none of the own ones is free; the least that stands in."""
    blind_supply: int = 2
    """Supply vehicles asked for where no source is known to fill at."""
    most_supply: int = 3

    def __post_init__(self) -> None:
        if set(self.kind_flows_l_s) != set(WaterKind) or set(self.kind_stores_m3) != STORED:
            raise ValueError("every kind of source needs a flow, every store a size")
        amounts = (self.line_l_s, self.shuttle_kmh, self.discharge_l_s, self.usual_t)
        if min(*amounts, *self.kind_flows_l_s.values(), *self.lines.values()) <= 0:
            raise ValueError("flows, speeds and tonnes must be above nought")
        if self.detour < 1 or not 0 < self.hose_m <= self.reach_m <= self.shuttle_within_m:
            raise ValueError("a hose is no longer than the reach, nor that than a shuttle")
        if not 0 <= self.blind_supply <= self.most_supply:
            raise ValueError("no more vehicles are asked for blindly than at most")

    def needed_l_s(self, category: str, level: int) -> float:
        """Return the flow a fire wants: whole lines, and never less than one."""
        lines = self.lines[level] * self.shares.get(category, 1.0)
        return max(1, round(lines)) * self.line_l_s


DEFAULT_WATER: Final = WaterPolicy()


@dataclass(frozen=True, slots=True)
class WaterPoint:
    """A source as the county has entered it; None for what is not known."""

    code: str
    name: str
    kind: WaterKind
    state: WaterState
    position: Position | None = None
    flow_l_s: float | None = None
    capacity_m3: float | None = None

    @property
    def is_usable(self) -> bool:
        """Tell whether vehicles may count on it, if perhaps only after a look."""
        return self.state in USABLE


@dataclass(frozen=True, slots=True)
class Reached:
    """A source with its distance from the fire, and the flow and store reckoned with.

    `store_m3` is infinite for one that does not run dry.
    """

    source: WaterPoint
    metres: float
    is_by_road: bool
    flow_l_s: float
    store_m3: float

    @property
    def flow_is_known(self) -> bool:
        """Tell whether the flow was entered, and not taken from the kind."""
        return self.source.flow_l_s is not None

    @property
    def runs_dry(self) -> bool:
        """Tell whether it gives no more than it holds."""
        return self.store_m3 < float("inf")


def reached(
    position: Position,
    sources: Sequence[WaterPoint],
    road_metres: RoadMetres,
    policy: WaterPolicy,
) -> tuple[Reached, ...]:
    """Return the sources with their distances, the nearest first; all must have a position.

    Those that give next to nothing are left out.
    """
    places = [one.position for one in sources if one.position is not None]
    assert len(places) == len(sources), "only sources with a place are near or far"
    straight = [distance_m(one, position) for one in places]
    by_road = road_metres(places) if places else ()
    found = [
        _reached(one, metres, road, policy)
        for one, metres, road in zip(sources, straight, by_road, strict=True)
    ]
    giving = [one for one in found if one.flow_l_s >= LEAST_L_S and one.store_m3 > 0]
    return tuple(sorted(giving, key=lambda one: (one.metres, one.source.code)))


def _reached(
    source: WaterPoint, straight_m: float, road_m: float | None, policy: WaterPolicy
) -> Reached:
    flow = policy.kind_flows_l_s[source.kind] if source.flow_l_s is None else source.flow_l_s
    store = source.capacity_m3
    if store is None:
        store = policy.kind_stores_m3.get(source.kind, ENDLESS_M3)
    store = store if store < ENDLESS_M3 else float("inf")
    # A hose needs no road, and the map lacks the lanes of a village.
    if road_m is None or straight_m <= policy.hose_m:
        return Reached(source, straight_m * policy.detour, False, flow, store)
    return Reached(source, road_m, True, flow, store)


def unusable_text(sources: Sequence[WaterPoint]) -> str:
    """Return why sources cannot be used, each state with its count, the most frequent first."""
    counts: dict[WaterState, int] = {}
    for one in sources:
        counts[one.state] = counts.get(one.state, 0) + 1
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "、".join(f"{WATER_STATE_LABELS[state]} {count}" for state, count in order)
