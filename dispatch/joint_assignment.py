"""Units for the places of many incidents at once, as numbers: exact, and in order of call.

A unit fills one place, so units with several capabilities and stand-ins make no other problem
than an assignment with a cost for each pair. Kinds of places and units that have nothing to do
with each other are solved apart, which changes no answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

Whole: TypeAlias = NDArray[np.int64]
Real: TypeAlias = NDArray[np.float64]
Truth: TypeAlias = NDArray[np.bool_]

NOBODY: Final = -1
# Whole numbers up to here are exact in the solver's arithmetic.
EXACT_BELOW: Final = 2.0**52


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """Places in order of incident number and line, units in order of call sign.

    `seconds[incident, unit]` are whole, infinite where a unit cannot come. `ranks[kind of place,
    kind of unit]` is 0 for own ability, 1 and up for stand-ins, -1 for what cannot.
    """

    seconds: Real
    ranks: Whole
    place_incident: Whole
    place_kind: Whole
    place_level: Whole
    unit_kind: Whole


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Places and units that have to do with each other, and who can fill what."""

    places: Whole
    units: Whole
    able: Truth
    seconds: Real
    ranks: Whole
    levels: Whole
    twins: tuple[slice, ...]


def least_total(board: Board, within_s: float = np.inf) -> Whole:
    """Return the unit of each place, or NOBODY.

    In order: the most places filled, each counted by its incident's level; the least sum of
    ranks; the least sum of seconds. No unit comes later than `within_s`.
    """
    return _least_total(board, list(_parts(board)), within_s)


def least_worst(board: Board) -> Whole:
    """Return the unit of each place, or NOBODY.

    In order: the most places filled, each counted by its incident's level; the earliest last
    arrival over all incidents; then as `least_total`.
    """
    parts = list(_parts(board))
    return _least_total(board, parts, max((_bound_s(part) for part in parts), default=0.0))


def in_call_order(board: Board, incidents: Sequence[int]) -> Whole:
    """Return the unit of each place when each incident in turn takes the best that are left.

    For each place: the lowest rank, then the least seconds, then the call sign.
    """
    able = [np.flatnonzero(ranks[board.unit_kind] >= 0) for ranks in board.ranks]
    behind = [ranks[board.unit_kind[units]] for ranks, units in zip(board.ranks, able, strict=True)]
    # What has left counts as infinitely far, so that no list is made anew.
    left = board.seconds.copy()
    apart = _span(board.seconds) + 1.0
    chosen = np.full(len(board.place_incident), NOBODY, dtype=np.int64)
    places: dict[int, list[int]] = {}
    for place, incident in enumerate(board.place_incident.tolist()):
        places.setdefault(incident, []).append(place)
    for incident in incidents:
        row = left[incident]
        for place in places.get(incident, ()):
            kind = int(board.place_kind[place])
            cost = row[able[kind]] + behind[kind] * apart
            if cost.size and np.isfinite(cost[best := int(cost.argmin())]):
                unit = able[kind][best]
                chosen[place] = unit
                left[:, unit] = np.inf
    return chosen


def _parts(board: Board) -> Iterator[_Part]:
    """Yield the parts of a board that share neither a place nor a unit."""
    wanted = set(board.place_kind.tolist())
    merged: list[tuple[set[int], set[int]]] = []
    for kind in sorted(wanted):
        places, units = {kind}, set(np.flatnonzero(board.ranks[kind] >= 0).tolist())
        apart = []
        for other_places, other_units in merged:
            if units.isdisjoint(other_units):
                apart.append((other_places, other_units))
            else:
                places |= other_places
                units |= other_units
        merged = [*apart, (places, units)]
    finite = np.isfinite(board.seconds)
    for place_kinds, unit_kinds in merged:
        at = np.flatnonzero(_among(board.place_kind, place_kinds, board.ranks.shape[0]))
        who = np.flatnonzero(_among(board.unit_kind, unit_kinds, board.ranks.shape[1]))
        if who.size:
            incidents = board.place_incident[at]
            seconds = board.seconds.take(who, axis=1).take(incidents, axis=0)
            able = finite.take(who, axis=1).take(incidents, axis=0)
            # Where one kind of places and units stands alone, all ranks are the same.
            ranks = board.ranks[list(place_kinds)][:, list(unit_kinds)]
            if ranks.size > 1:
                ranks = board.ranks[board.place_kind[at]][:, board.unit_kind[who]]
                able &= ranks >= 0
            twins = _twins(incidents, board.place_kind[at])
            yield _Part(at, who, able, seconds, ranks, board.place_level[at], twins)


def _among(kinds: Whole, wanted: set[int], kind_count: int) -> Truth:
    chosen = np.zeros(kind_count, dtype=np.bool_)
    chosen[list(wanted)] = True
    return chosen[kinds]


def _twins(incidents: Whole, kinds: Whole) -> tuple[slice, ...]:
    """Return the runs of places that differ in nothing."""
    fresh = np.flatnonzero((np.diff(incidents) != 0) | (np.diff(kinds) != 0)) + 1
    bounds = [0, *fresh.tolist(), len(incidents)]
    return tuple(slice(start, end) for start, end in pairwise(bounds) if end - start > 1)


def _least_total(board: Board, parts: Sequence[_Part], within_s: float) -> Whole:
    chosen = np.full(len(board.place_incident), NOBODY, dtype=np.int64)
    longest_s = _span(board.seconds)
    for part in parts:
        able = part.able if within_s == np.inf else part.able & (part.seconds <= within_s)
        cost = _costs(part, able, longest_s)
        # A pair that cannot be is worth nothing, as an empty place is, so it stands for one.
        places, units = linear_sum_assignment(cost)
        held = np.full(len(part.places), NOBODY, dtype=np.int64)
        kept = able[places, units]
        held[places[kept]] = units[kept]
        _settle_ties(cost, able, held, part.twins)
        filled = held != NOBODY
        chosen[part.places[filled]] = part.units[held[filled]]
    return chosen


def _costs(part: _Part, able: Truth, longest_s: float) -> Real:
    """Return what each pair costs: below nought, the less the better, nought where it cannot."""
    places = len(part.places)
    worst_rank = int(part.ranks.max(initial=0))
    # One step of a more important part outweighs all that the less important can sum up to.
    a_rank = places * longest_s + 1.0
    a_level = places * (worst_rank * a_rank + longest_s) + 1.0
    assert a_level * (part.levels.max(initial=1) + 1.0) < EXACT_BELOW, "costs stay exact"
    cost = part.seconds - (part.levels * a_level)[:, np.newaxis]
    if worst_rank > 0:
        cost += part.ranks * a_rank
    cost[~able] = 0.0
    return cost


def _span(seconds: Real) -> float:
    """Return the longest of the times that are finite."""
    return float(np.max(seconds, initial=0.0, where=np.isfinite(seconds)))


def _settle_ties(cost: Real, able: Truth, held: Whole, twins: Sequence[slice]) -> None:
    """Exchange units in place until no exchange of equal cost puts an earlier sign earlier."""
    changed = True
    while changed:
        # Places that differ in nothing need no trying; those left open come last among them.
        for run in twins:
            signs = held[run].tolist()
            in_order = sorted(signs, key=lambda unit: (unit == NOBODY, unit))
            if in_order != signs:
                held[run] = in_order
        places = np.flatnonzero(held != NOBODY)
        changed = _take_earlier(cost, able, held, places) or _swap_earlier(cost, able, held, places)


def _take_earlier(cost: Real, able: Truth, held: Whole, places: Whole) -> bool:
    """Let units that are left step in for later call signs; tell whether any did."""
    own = cost[places, held[places]]
    left = np.ones(cost.shape[1], dtype=np.bool_)
    left[held[places]] = False
    equal = (cost[places] == own[:, np.newaxis]) & able[places] & left
    changed = False
    for at in np.flatnonzero(equal.any(axis=1)):
        before = int(held[places[at]])
        earlier = np.flatnonzero(equal[at, :before] & left[:before])
        if earlier.size:
            held[places[at]] = earlier[0]
            left[earlier[0]], left[before] = False, True
            changed = True
    return changed


def _swap_earlier(cost: Real, able: Truth, held: Whole, places: Whole) -> bool:
    """Let two places swap units where the earlier place then has the earlier sign."""
    signs = held[places]
    pair = cost[places][:, signs]
    own = pair.diagonal()
    equal = pair + pair.T == own[:, np.newaxis] + own
    equal &= signs[:, np.newaxis] > signs
    changed = False
    rows, columns = np.nonzero(equal)
    candidates = np.unique(rows[rows < columns])
    for first in candidates:
        at, signs = places[first], held[places]
        row = cost[at, signs] + cost[places, signs[first]]
        swaps = (row == cost[at, signs[first]] + cost[places, signs]) & (signs < signs[first])
        swaps &= able[at, signs] & able[places, signs[first]]
        others = np.flatnonzero(swaps[first + 1 :]) + first + 1
        if others.size:
            other = places[others[signs[others].argmin()]]
            held[at], held[other] = held[other], held[at]
            changed = True
    return changed


def _bound_s(part: _Part) -> float:
    """Return the least last arrival with which as much is filled as with no bound.

    As much by level is filled exactly when, for each level, as many places of it and above can
    be filled as without the bound: the fillable sets of places form a matroid.
    """
    levels = np.unique(part.levels)
    rows = [np.flatnonzero(part.levels >= level) for level in levels]
    most = [_fillable(part.able[of_level]) for of_level in rows]
    times = np.unique(part.seconds[part.able])
    if not times.size:
        return 0.0
    low, high = 0, len(times) - 1
    while low < high:
        middle = (low + high) // 2
        within = part.able & (part.seconds <= times[middle])
        if all(
            _fillable(within[of_level]) == all_of_them
            for of_level, all_of_them in zip(rows, most, strict=True)
        ):
            high = middle
        else:
            low = middle + 1
    return float(times[low])


def _fillable(able: Truth) -> int:
    """Return how many places can be filled at once."""
    matched = maximum_bipartite_matching(csr_array(able), perm_type="column")
    return int((matched >= 0).sum())
