"""The water of the demonstration county: hydrants in the towns, intakes and tanks outside.

The plan speaks of 200余 new municipal hydrants; where they stand is made up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from resources.county_rows import WaterKind, WaterState
from resources.geography import Position
from seed.youyang_places import (
    Township,
    Village,
    between,
    draw_for,
    scattered,
    whole_between,
    written,
)

HYDRANTS: Final = {"钟多": 64, "桃花源": 48, "龙潭": 14, "麻旺": 10}
HYDRANTS_OF_A_BIG_TOWN: Final = 5
HYDRANTS_OF_A_TOWNSHIP: Final = 2
"""Together 230 in 39 townships."""

EVERY_NTH_VILLAGE_STORES: Final = 12

WATER_COLUMNS: Final = (
    "code",
    "name",
    "kind",
    "township_code",
    "lon",
    "lat",
    "datum",
    "flow_l_s",
    "capacity_m3",
    "state",
    "remark",
    "dataset",
    "is_synthetic",
)


@dataclass(frozen=True, slots=True)
class Source:
    """One water source; flow and capacity are cells, empty when not known."""

    code: str
    name: str
    kind: WaterKind
    position: Position
    state: WaterState = WaterState.INTACT
    flow_l_s: str = ""
    capacity_m3: str = ""


def water_sources(
    townships: Iterable[Township], villages: Iterable[Village]
) -> Iterator[tuple[object, ...]]:
    """Yield the rows of water_sources.csv."""
    for township in townships:
        for source in (*_hydrants(township), _intake(township), _tank(township)):
            yield _row(township, source)
    for number, village in enumerate(villages):
        if number % EVERY_NTH_VILLAGE_STORES == 0:
            yield _row(village.township, _storage(village))


def _hydrants(township: Township) -> Iterator[Source]:
    usual = HYDRANTS_OF_A_BIG_TOWN if township.is_big else HYDRANTS_OF_A_TOWNSHIP
    for number in range(1, HYDRANTS.get(township.stem, usual) + 1):
        code = f"X{township.code[-3:]}-{number:02}"
        draw = draw_for(code)
        state = _state(draw)
        yield Source(
            code=code,
            name=f"{township.name}消火栓{number:02}",
            kind=WaterKind.MUNICIPAL_HYDRANT,
            position=scattered(township.position, draw, 50, 1_200 if township.is_street else 500),
            state=state,
            flow_l_s=f"{between(draw, 15, 25):.1f}" if state is WaterState.INTACT else "",
        )


def _state(draw: Random) -> WaterState:
    """Draw a state; the plan wants 98 % intact by 2025, so a few are not."""
    number = draw.random()
    if number < 0.02:
        return WaterState.DAMAGED
    if number < 0.03:
        return WaterState.LOW_PRESSURE
    return WaterState.BLOCKED if number < 0.04 else WaterState.INTACT


def _intake(township: Township) -> Source:
    code = f"Q{township.code[-3:]}"
    position = scattered(township.position, draw_for(code), 300, 1_500)
    return Source(code, f"{township.name}取水口", WaterKind.NATURAL_INTAKE, position)


def _tank(township: Township) -> Source:
    code = f"C{township.code[-3:]}"
    draw = draw_for(code)
    return Source(
        code=code,
        name=f"{township.name}消防水池",
        kind=WaterKind.TANK,
        position=scattered(township.position, draw, 100, 800),
        capacity_m3=str(50 * whole_between(draw, 1, 4)),
    )


def _storage(village: Village) -> Source:
    code = f"S{village.code[-6:]}"
    draw = draw_for(code)
    return Source(
        code=code,
        name=f"{village.township.name}{village.name}储水池",
        kind=WaterKind.VILLAGE_STORAGE,
        position=scattered(village.position, draw, 50, 300),
        state=WaterState.UNCHECKED,
        capacity_m3=str(10 * whole_between(draw, 2, 5)),
    )


def _row(township: Township, source: Source) -> tuple[object, ...]:
    return (
        source.code,
        source.name,
        source.kind.value,
        township.code,
        *written(source.position),
        source.flow_l_s,
        source.capacity_m3,
        source.state.value,
        "",
        "water",
        1,
    )
