"""Which available vehicles are worth a closer look: those no farther one can beat.

The trees give vehicles by distance; advice goes by time, and a farther vehicle may have the
faster start. So the search goes on until even a vehicle at top speed with no turn-out would
come after those in hand: the shortened list gives the same advice as the whole fleet.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from dispatch.candidates import Candidate, place_in_order
from dispatch.response_plans import Demand, DemandLine
from dispatch.substitution import SubstitutionPolicy
from dispatch.travel import METRES_PER_SECOND_OF_ONE_KMH, TravelPolicy
from resources.geography import Position, distance_m
from resources.nearest import CapabilityIndex
from resources.vehicle_types import VEHICLE_TYPES, Capability

FIRST_LOOK = 16


def soonest(away_m: float, policy: TravelPolicy) -> timedelta:
    """The least time any vehicle can need over a straight-line distance: a lower bound."""
    top_kmh = max(*policy.speed_kmh.values(), *policy.type_speed_kmh.values())
    return timedelta(seconds=away_m * policy.detour / (top_kmh * METRES_PER_SECOND_OF_ONE_KMH))


def shortlist(
    index: CapabilityIndex,
    known: Mapping[int, Candidate],
    demand: Demand,
    position: Position,
    policies: tuple[TravelPolicy, SubstitutionPolicy],
) -> set[int]:
    """Return the keys of the indexed vehicles that can be in the best answer to a demand.

    `known` holds the candidate of every key in the index, with its estimated time.
    """
    enough = sum(line.count for line in demand.lines)
    found: set[int] = set()
    for line in demand.lines:
        for capability in _searched(line, policies[1]):
            found |= _of_line(index, known, (line, capability, enough), position, policies)
    return found


def _searched(line: DemandLine, policy: SubstitutionPolicy) -> set[Capability]:
    """The capabilities under which the trees hold what may answer a line, stand-ins included."""
    types = {*line.wanted_types, *line.other_types}
    for wanted in line.capabilities:
        for stand_in in policy.stand_ins.get(wanted, ()):
            types |= stand_in.vehicle_types
    own = set(line.capabilities)
    return own.union(*(VEHICLE_TYPES[code].capabilities for code in types))


def _of_line(
    index: CapabilityIndex,
    known: Mapping[int, Candidate],
    wanted: tuple[DemandLine, Capability, int],
    position: Position,
    policies: tuple[TravelPolicy, SubstitutionPolicy],
) -> set[int]:
    line, capability, enough = wanted
    # How many there are of each place in the order: a better one may stand behind many worse.
    present = Counter(
        place
        for one in known.values()
        if capability in one.capabilities
        and (place := place_in_order(one, line, policies[1])) is not None
    )
    look = max(FIRST_LOOK, 2 * enough)
    while True:
        keys = index.nearest(capability, position, look)
        groups: dict[int, list[int]] = {}
        for key in keys:
            place = place_in_order(known[key], line, policies[1])
            if place is not None:
                groups.setdefault(place, []).append(key)
        seen = {key for group in groups.values() for key in group}
        if len(keys) < look:
            return seen
        farthest = known[keys[-1]].position
        assert farthest is not None, "an indexed vehicle has a position"
        bound = soonest(distance_m(position, farthest), policies[0])
        if all(
            len(groups.get(place, ())) == count
            or _is_settled(groups.get(place, ()), known, enough, bound)
            for place, count in present.items()
        ):
            return seen
        look *= 2


def _is_settled(
    group: Sequence[int], known: Mapping[int, Candidate], enough: int, bound: timedelta
) -> bool:
    """Whether no unseen vehicle can come before, or level with, the last that is needed."""
    etas = sorted(eta for key in group if (eta := known[key].eta) is not None)
    return len(etas) >= enough and etas[enough - 1] < bound
