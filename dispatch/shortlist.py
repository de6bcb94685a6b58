"""Which available vehicles are worth a closer look: those no farther one can beat.

The trees give vehicles by distance; advice goes by time, and a farther vehicle may have the
faster way. So the search goes on until even a vehicle at top speed with no turn-out would
come after those in hand: the shortened list gives the same advice as the whole fleet.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from dispatch.candidates import TIME_STEP, Candidate, place_in_order
from dispatch.fleet import Fleet
from dispatch.response_plans import Demand, DemandLine, DispatchMode
from dispatch.substitution import SubstitutionPolicy
from resources.geography import Position, distance_m
from resources.vehicle_types import VEHICLE_TYPES, Capability

FIRST_LOOK: Final = 16


@dataclass(frozen=True, slots=True)
class Sight:
    """How vehicles are seen from an incident.

    `see` returns the candidates of some keys with their times; `soonest` the least time in which
    any vehicle at all can come over a straight line of so many metres.
    """

    position: Position
    see: Callable[[Iterable[int]], Mapping[int, Candidate]]
    soonest: Callable[[float], timedelta]
    policy: SubstitutionPolicy


def shortlist(fleet: Fleet, demand: Demand, sight: Sight) -> dict[int, Candidate]:
    """Return the vehicles of the trees that can be in the best answer to a demand, by key."""
    if demand.mode is DispatchMode.STATION_ORDER:
        # The next station by order may stand anywhere.
        able = [
            key
            for kind, keys in fleet.kinds.items()
            if any(place_in_order(kind, line, sight.policy) is not None for line in demand.lines)
            for key in keys
        ]
        return dict(sight.see(able))
    looks = [
        (line, capability, demand.vehicles)
        for line in demand.lines
        for capability in _searched(line, sight.policy)
    ]
    # The first look of all is one question: each asks the roads anew.
    first = {
        key
        for _, capability, enough in looks
        for key in fleet.index.nearest(capability, sight.position, _first_look(enough))
    }
    seen = dict(sight.see(first.union(_in_no_tree(fleet, demand, sight.policy))))
    for look in looks:
        _look(fleet, look, sight, seen)
    return seen


def _first_look(enough: int) -> int:
    return max(FIRST_LOOK, 2 * enough)


def _in_no_tree(fleet: Fleet, demand: Demand, policy: SubstitutionPolicy) -> list[int]:
    """Return those the trees cannot lead to: named by their type alone, or for their water."""
    return [
        key
        for kind, keys in fleet.kinds.items()
        if (demand.water_t > 0 and kind.water_t > 0)
        or (
            not kind.capabilities
            and any(place_in_order(kind, line, policy) is not None for line in demand.lines)
        )
        for key in keys
    ]


def _searched(line: DemandLine, policy: SubstitutionPolicy) -> set[Capability]:
    """The capabilities under which the trees hold what may answer a line, stand-ins included."""
    types = {*line.wanted_types, *line.other_types}
    for wanted in line.capabilities:
        for stand_in in policy.stand_ins.get(wanted, ()):
            types |= stand_in.vehicle_types
    own = set(line.capabilities)
    return own.union(*(VEHICLE_TYPES[code].capabilities for code in types))


def _look(
    fleet: Fleet,
    wanted: tuple[DemandLine, Capability, int],
    sight: Sight,
    seen: dict[int, Candidate],
) -> None:
    """Look at vehicles of one capability, farther each time, until nobody unseen can matter."""
    line, capability, enough = wanted
    # How many there are of each place in the order: a better one may stand behind many worse.
    present: Counter[int] = Counter()
    for kind, count in fleet.counts().items():
        place = place_in_order(kind, line, sight.policy)
        if capability in kind.capabilities and place is not None:
            present[place] += count
    look = _first_look(enough)
    while present:
        keys = fleet.index.nearest(capability, sight.position, look)
        fresh = [key for key in keys if key not in seen]
        if fresh:
            seen.update(sight.see(fresh))
        if len(keys) < look:
            return
        groups: dict[int, list[Candidate]] = {}
        for key in keys:
            place = place_in_order(fleet.units[key].kind, line, sight.policy)
            if place is not None:
                groups.setdefault(place, []).append(seen[key])
        farthest = fleet.units[keys[-1]].place
        assert farthest is not None, "an indexed vehicle has a position"
        bound = sight.soonest(distance_m(sight.position, farthest))
        if all(
            len(groups.get(place, ())) == count or _is_settled(groups.get(place, ()), enough, bound)
            for place, count in present.items()
        ):
            return
        look *= 2


def _is_settled(group: Iterable[Candidate], enough: int, bound: timedelta) -> bool:
    """Whether enough crews come in an earlier half minute than anybody unseen can."""
    first_unseen = -(-bound // TIME_STEP)
    agents = {
        one.agent
        for one in group
        if one.why_unadvised is None
        and not one.rest_note
        and one.eta is not None
        and one.step < first_unseen
    }
    return len(agents) >= enough
