"""Units for the places of many incidents at once, as numbers: exact, and in order of call.

A unit fills one place, so units with several capabilities and stand-ins make no other problem
than an assignment with a cost for each pair. Kinds of places and units that have nothing to do
with each other are solved apart, which changes no answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
    """Places and units that have to do with each other, and who can fill what.

    `is_whole` says that every unit can fill every place. Places of the same number in `twins`
    stand together and differ in nothing; it is None where no two are alike.
    """

    places: Whole
    units: Whole
    able: Truth
    is_whole: bool
    seconds: Real
    ranks: Whole
    levels: Whole
    twins: Whole | None


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
    is_all_finite = bool(np.isfinite(board.seconds.max(initial=0.0)))
    for place_kinds, unit_kinds in _kinds_apart(board):
        at = np.flatnonzero(place_kinds[board.place_kind])
        who = np.flatnonzero(unit_kinds[board.unit_kind])
        if not who.size:
            continue
        incidents, kinds = board.place_incident[at], board.place_kind[at]
        seconds = board.seconds.take(who, axis=1).take(incidents, axis=0)
        # Where one kind of places and units stands alone, all ranks are the same.
        ranks = board.ranks[place_kinds][:, unit_kinds]
        is_whole = is_all_finite and bool((ranks >= 0).all())
        if ranks.size > 1:
            ranks = board.ranks[kinds][:, board.unit_kind[who]]
        able = np.broadcast_to(True, seconds.shape)
        if not is_whole:
            able = np.isfinite(seconds) & (ranks >= 0)
        levels = board.place_level[at]
        yield _Part(at, who, able, is_whole, seconds, ranks, levels, _twins(incidents, kinds))


def _kinds_apart(board: Board) -> list[tuple[Truth, Truth]]:
    """Return kinds of places and of units that have to do with each other, part by part."""
    can = board.ranks >= 0
    merged: list[tuple[Truth, Truth]] = []
    for kind in np.flatnonzero(np.bincount(board.place_kind, minlength=len(can))).tolist():
        places, units = np.arange(len(can)) == kind, can[kind]
        apart = []
        for other in merged:
            if (units & other[1]).any():
                places, units = places | other[0], units | other[1]
            else:
                apart.append(other)
        merged = [*apart, (places, units)]
    return merged


def _twins(incidents: Whole, kinds: Whole) -> Whole | None:
    """Number the runs of places that differ in nothing; None where each stands alone."""
    fresh = (incidents[1:] != incidents[:-1]) | (kinds[1:] != kinds[:-1])
    return None if fresh.all() else np.concatenate([[0], np.cumsum(fresh)])


def _least_total(board: Board, parts: Sequence[_Part], within_s: float) -> Whole:
    chosen = np.full(len(board.place_incident), NOBODY, dtype=np.int64)
    longest_s = _span(board.seconds)
    for part in parts:
        able, is_whole = part.able, part.is_whole
        if within_s < longest_s:
            able, is_whole = able & (part.seconds <= within_s), False
        cost = _costs(part, longest_s)
        if not is_whole:
            cost[~able] = 0.0
        # A pair that cannot be is worth nothing, as an empty place is, so it stands for one.
        places, units = linear_sum_assignment(cost)
        held = np.full(len(part.places), NOBODY, dtype=np.int64)
        held[places] = units
        if not is_whole:
            held[places[~able[places, units]]] = NOBODY
        _settle_ties(cost, held, part.twins)
        filled = held != NOBODY
        chosen[part.places[filled]] = part.units[held[filled]]
    return chosen


def _costs(part: _Part, longest_s: float) -> Real:
    """Return what each pair costs that can be: below nought, the less the better."""
    places = len(part.places)
    worst_rank = int(part.ranks.max(initial=0))
    # One step of a more important part outweighs all that the less important can sum up to.
    a_rank = places * longest_s + 1.0
    a_level = places * (worst_rank * a_rank + longest_s) + 1.0
    assert a_level * (part.levels.max(initial=1) + 1.0) < EXACT_BELOW, "costs stay exact"
    cost = part.seconds - (part.levels * a_level)[:, np.newaxis]
    if worst_rank > 0:
        cost += part.ranks * a_rank
    return cost


def _span(seconds: Real) -> float:
    """Return the longest of the times that are finite."""
    longest_s = float(seconds.max(initial=0.0))
    if np.isfinite(longest_s):
        return longest_s
    return float(np.max(seconds, initial=0.0, where=np.isfinite(seconds)))


def _settle_ties(cost: Real, held: Whole, twins: Whole | None) -> None:
    """Exchange units in place until no exchange of equal cost puts an earlier sign earlier.

    A pair that cannot be costs nought, which no pair that can be does: it is never an equal.
    """
    changed = True
    while changed:
        if twins is not None:
            # Places that differ in nothing need no trying; those left open come last among them.
            last = np.where(held == NOBODY, cost.shape[1], held)
            held[:] = held[np.lexsort((last, twins))]
        places = np.flatnonzero(held != NOBODY)
        rows = cost if len(places) == len(cost) else cost[places]
        changed = _take_earlier(rows, held, places) or _swap_earlier(rows, held, places)


def _take_earlier(rows: Real, held: Whole, places: Whole) -> bool:
    """Let units that are left step in for later call signs; tell whether any did."""
    if len(places) == rows.shape[1]:
        return False
    signs = held[places]
    equal = rows == rows[np.arange(len(places)), signs][:, np.newaxis]
    # Each equals itself: nothing more is the usual case.
    if np.count_nonzero(equal) == len(places):
        return False
    left = np.ones(rows.shape[1], dtype=np.bool_)
    left[signs] = False
    changed = False
    for at in np.flatnonzero((equal & left).any(axis=1)):
        before = int(held[places[at]])
        earlier = np.flatnonzero(equal[at, :before] & left[:before])
        if earlier.size:
            held[places[at]] = earlier[0]
            left[earlier[0]], left[before] = False, True
            changed = True
    return changed


def _swap_earlier(rows: Real, held: Whole, places: Whole) -> bool:
    """Let two places swap units where the earlier place then has the earlier sign."""
    signs = held[places]
    pair = rows[:, signs]
    own = pair.diagonal()
    first, second = np.nonzero(pair + pair.T == own[:, np.newaxis] + own)
    worth_trying = (first < second) & (signs[first] > signs[second])
    if not worth_trying.any():
        return False
    candidates = np.unique(first[worth_trying])
    changed = False
    for at in candidates:
        signs = held[places]
        row = rows[at, signs] + rows[:, signs[at]]
        own = rows[np.arange(len(places)), signs]
        swaps = (row == own[at] + own) & (signs < signs[at])
        others = np.flatnonzero(swaps[at + 1 :]) + at + 1
        if others.size:
            other = others[signs[others].argmin()]
            held[places[at]], held[places[other]] = signs[other], signs[at]
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
