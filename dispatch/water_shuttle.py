"""Carrying water: how long a round trip takes, what a fleet sustains, how many it wants."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from dispatch.candidates import Candidate
from dispatch.substitution import DEFAULT_SUBSTITUTION, SubstitutionPolicy
from dispatch.travel import METRES_PER_SECOND_OF_ONE_KMH
from dispatch.water_sources import Reached, WaterPolicy
from resources.vehicle_types import Capability

LITRES: Final = 1000.0
"""In a tonne of water, or a cubic metre."""
MOST_COUNTED: Final = 50
"""A fleet beyond this is no advice any more."""


LARGEST_T: Final = 100.0
"""No road vehicle carries more; such a figure is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Tanker:
    """A vehicle that can carry water, and its tonnes."""

    call_sign: str
    water_t: float

    def __post_init__(self) -> None:
        if not 0 < self.water_t <= LARGEST_T:
            raise ValueError("a tanker carries water, and no lake")


@dataclass(frozen=True, slots=True)
class Shuttle:
    """Vehicles going to and fro between a source and the fire.

    `needed` vehicles give `sustained_l_s`: the own `call_signs`, and of the usual size what they
    lack. `round_trip` and `each_l_s` are of one tanker of `tonnes`, the first that would go.
    """

    source: Reached
    tonnes: float
    round_trip: timedelta
    each_l_s: float
    call_signs: tuple[str, ...]
    needed: int
    sustained_l_s: float
    is_enough: bool


def tankers_of(
    candidates: Iterable[Candidate], policy: SubstitutionPolicy = DEFAULT_SUBSTITUTION
) -> tuple[Tanker, ...]:
    """Return the available vehicles that answer for supply and have a tank, by call sign."""
    able = [
        one
        for one in candidates
        if one.is_available
        and 0 < one.water_t <= LARGEST_T
        and (
            Capability.SUPPLY in one.capabilities
            or policy.rank(
                Capability.SUPPLY,
                one.vehicle_type,
                water_t=one.water_t,
                has_rescue_kit=one.has_rescue_kit,
                has_smoke_light_kit=one.has_smoke_light_kit,
            )
            is not None
        )
    ]
    return tuple(
        Tanker(one.call_sign, one.water_t) for one in sorted(able, key=lambda one: one.call_sign)
    )


def round_trip(tonnes: float, source: Reached, policy: WaterPolicy) -> timedelta:
    """Return filling, the way there and back, discharging, and handling at both ends."""
    litres = tonnes * LITRES
    speed = policy.shuttle_kmh * METRES_PER_SECOND_OF_ONE_KMH
    moving_s = 2 * source.metres / speed
    pumping_s = litres / source.flow_l_s + litres / policy.discharge_l_s
    return timedelta(seconds=round(moving_s + pumping_s)) + policy.handling


def sustained_l_s(tonnes: float, source: Reached, policy: WaterPolicy) -> float:
    """Return what one tanker gives on the whole, in litres a second."""
    return tonnes * LITRES / round_trip(tonnes, source, policy).total_seconds()


def shuttle(
    source: Reached, needed_l_s: float, tankers: Sequence[Tanker], policy: WaterPolicy
) -> Shuttle:
    """Return how a flow is kept up from a source: own tankers first, the strongest first.

    No fleet draws more from a source than it gives.
    """
    target = min(needed_l_s, source.flow_l_s)
    given = [(sustained_l_s(one.water_t, source, policy), one) for one in tankers]
    used: list[Tanker] = []
    sum_l_s = 0.0
    for each_l_s, one in sorted(given, key=lambda pair: (-pair[0], pair[1].call_sign)):
        if sum_l_s >= target or len(used) >= MOST_COUNTED:
            break
        used.append(one)
        sum_l_s += each_l_s
    usual_l_s = sustained_l_s(policy.usual_t, source, policy)
    lacking = max(0, math.ceil(round((target - sum_l_s) / usual_l_s, 9)))
    lacking = min(lacking, MOST_COUNTED - len(used))
    tonnes = used[0].water_t if used else policy.usual_t
    return Shuttle(
        source=source,
        tonnes=tonnes,
        round_trip=round_trip(tonnes, source, policy),
        each_l_s=sustained_l_s(tonnes, source, policy),
        call_signs=tuple(one.call_sign for one in used),
        needed=len(used) + lacking,
        sustained_l_s=min(sum_l_s + lacking * usual_l_s, source.flow_l_s),
        is_enough=source.flow_l_s >= needed_l_s,
    )
