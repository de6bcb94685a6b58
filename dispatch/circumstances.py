"""What surrounds an incident besides the words of its callers: the hour, water, the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from incidents.understanding.hints import Circumstances, is_night
from resources.geography import Position, distance_m

WATER_WITHIN_M: Final = 1_000.0
"""The farthest ring in which a brigade looks for water (P; domain: 150, 300, 500, 1,000 m)."""

FAR_M: Final = 10_000.0
"""Straight line to the nearest station with engines from which an incident counts as far (P)."""


@dataclass(frozen=True, slots=True)
class Land:
    """Where engines stand and where water may be had; empty where a county has entered none."""

    stations: tuple[Position, ...]
    waters: tuple[Position, ...]


def circumstances(
    position: Position | None, callers: int, local_hour: int, land: Land
) -> Circumstances:
    """Return what is known of a call besides its words; without a place no distance is known."""
    return Circumstances(
        night=is_night(local_hour),
        callers=callers,
        water_within_reach=_is_within(position, land.waters, WATER_WITHIN_M),
        far=_is_beyond(position, land.stations, FAR_M),
    )


def _is_within(
    position: Position | None, places: Sequence[Position], within_m: float
) -> bool | None:
    # A county that has entered no water says nothing of where there is none.
    if position is None or not places:
        return None
    return any(distance_m(place, position) <= within_m for place in places)


def _is_beyond(
    position: Position | None, places: Sequence[Position], beyond_m: float
) -> bool | None:
    is_near = _is_within(position, places, beyond_m)
    return None if is_near is None else not is_near
