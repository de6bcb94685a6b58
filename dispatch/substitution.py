"""Which vehicle may stand in for which ability, and in what order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from resources.vehicle_types import Capability


@dataclass(frozen=True, slots=True)
class StandIn:
    """A group of vehicle types that may stand in, under the conditions it names."""

    vehicle_types: frozenset[str]
    least_water_t: float = 0.0
    needs_rescue_kit: bool = False
    needs_smoke_light_kit: bool = False


def _types(*codes: str) -> frozenset[str]:
    return frozenset(codes)


STAND_INS: Final[Mapping[Capability, tuple[StandIn, ...]]] = MappingProxyType(
    {
        Capability.WATER: (
            StandIn(_types("foam_tanker", "foam_powder")),
            StandIn(_types("compressed_air_foam")),
            StandIn(_types("first_attack")),
        ),
        Capability.FOAM: (StandIn(_types("compressed_air_foam")),),
        # A tower nozzle throws water and carries nobody: it never replaces a rescue ladder.
        Capability.LADDER: (StandIn(_types("platform", "turntable_ladder")),),
        Capability.RESCUE: (StandIn(_types("equipment"), needs_rescue_kit=True),),
        Capability.SUPPLY: (StandIn(_types("water_tanker"), least_water_t=8.0),),
        Capability.SMOKE_LIGHT: (StandIn(_types("rescue"), needs_smoke_light_kit=True),),
    }
)
"""The substitution order (mark P), the best stand-in first."""


@dataclass(frozen=True, slots=True)
class SubstitutionPolicy:
    """Who may stand in for whom; an ability without an entry cannot be replaced."""

    stand_ins: Mapping[Capability, tuple[StandIn, ...]] = field(default_factory=lambda: STAND_INS)

    def rank(
        self,
        wanted: Capability,
        vehicle_type: str,
        *,
        water_t: float,
        has_rescue_kit: bool,
        has_smoke_light_kit: bool,
    ) -> int | None:
        """Return the place of a vehicle in the order for an ability, from 1, or None."""
        for place, one in enumerate(self.stand_ins.get(wanted, ()), start=1):
            if (
                vehicle_type in one.vehicle_types
                and water_t >= one.least_water_t
                and (has_rescue_kit or not one.needs_rescue_kit)
                and (has_smoke_light_kit or not one.needs_smoke_light_kit)
            ):
                return place
        return None


DEFAULT_SUBSTITUTION: Final = SubstitutionPolicy()
