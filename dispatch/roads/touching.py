"""Which pieces of road a drawing on the map touches, and what is left of them beside it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np

from dispatch.roads.snapping import Flags, Floats
from incidents.places.lines import distances, plane_of, point_along
from resources.geography import Position

WITHIN_M: Final = 25.0
"""How far beside a road a hand draws it (P)."""
END_M: Final = 2 * WITHIN_M
"""What is touched of a piece this near to its end belongs to the junction there."""
STEP_M: Final = 10.0
"""Between two looks along a piece; on a straight road this errs by half a metre at 25 m."""
MOST_OF_IT: Final = 0.5
"""The share of a short piece that must be touched, for it has no spot far from its ends."""
STUB_M: Final = 1.0
"""What is left of a piece beside a closure is a road from this length on."""

Line: TypeAlias = tuple[Position, ...]
Stretch: TypeAlias = tuple[float, float]
"""A part of a piece: how far along it begins and ends, in metres."""


def touched(
    drawn: Sequence[Position],
    pieces: Mapping[str, Sequence[Position]],
    within_m: float = WITHIN_M,
) -> tuple[str, ...]:
    """Return the codes of the pieces that a drawn line or point touches, in order.

    Whoever draws along one road also comes near the ends of the roads that meet it: these are
    left out, unless nothing but ends is touched, as by a point on a junction. Raises ValueError
    for a drawing of no points.
    """
    if not drawn:
        raise ValueError("a drawing has at least one point")
    plane = plane_of(drawn)
    flat = plane.flat(drawn)
    # A point is a line whose two ends are one.
    starts, stops = (flat[:-1], flat[1:]) if len(flat) > 1 else (flat, flat)
    whole: list[str] = []
    ends: list[str] = []
    for code in sorted(pieces):
        line = plane.flat(pieces[code])
        near = _beside(starts, stops, line, within_m)
        if not near.any():
            continue
        along = _looks(line)
        hits = _gaps(_spots(line, along), starts[near], stops[near]) <= within_m
        if hits.any():
            (whole if _is_meant(along, hits) else ends).append(code)
    return tuple(whole or ends)


def blocked(
    line: Sequence[Position], drawn: Sequence[Position], within_m: float = WITHIN_M
) -> Stretch | None:
    """Return what a drawing blocks of a piece, from the first touch along it to the last.

    A slide blocks one spot of a piece that may be 20 km long: the villages before it are still
    reached from one end, those behind it from the other. None where it does not touch.
    """
    plane = plane_of(line)
    corners, flat = plane.flat(line), plane.flat(drawn)
    starts, stops = (flat[:-1], flat[1:]) if len(flat) > 1 else (flat, flat)
    along = _looks(corners)
    hits = along[_gaps(_spots(corners, along), starts, stops) <= within_m]
    if not len(hits):
        return None
    first, last = float(hits[0]) - STEP_M / 2, float(hits[-1]) + STEP_M / 2
    return max(first, 0.0), min(last, float(along[-1]))


def part(line: Sequence[Position], stretch: Stretch) -> Line:
    """Return the part of a piece within a stretch; its own corners stay exact."""
    plane = plane_of(line)
    corners = plane.flat(line)
    along = distances(corners)
    first, last = stretch
    kept = [at for at, metres in zip(line, along, strict=True) if first <= metres <= last]
    if first not in along:
        kept.insert(0, plane.position(point_along(corners, first)))
    if last not in along:
        kept.append(plane.position(point_along(corners, last)))
    return tuple(kept)


def left(line: Sequence[Position], stretches: Iterable[Stretch]) -> tuple[Line, ...]:
    """Return what is left of a piece before, between and behind the stretches blocked of it."""
    end = float(distances(plane_of(line).flat(line))[-1])
    found, reached = [], 0.0
    for first, last in [*sorted(stretches), (end, end)]:
        if first - reached >= STUB_M:
            found.append(part(line, (reached, first)))
        reached = max(reached, last)
    return tuple(found)


def _beside(starts: Floats, stops: Floats, line: Floats, within_m: float) -> Flags:
    """Tell which drawn stretches come near the rectangle of a piece: most do not."""
    low, high = line.min(axis=0) - within_m, line.max(axis=0) + within_m
    beside: Flags = (np.maximum(starts, stops) >= low).all(axis=1) & (
        np.minimum(starts, stops) <= high
    ).all(axis=1)
    return beside


def _looks(line: Floats) -> Floats:
    """Return how far along a piece it is looked at, both ends included, in metres."""
    length = float(distances(line)[-1])
    looks: Floats = np.linspace(0.0, length, max(2, math.ceil(length / STEP_M) + 1))
    return looks


def _spots(line: Floats, along: Floats) -> Floats:
    corners = distances(line)
    return np.column_stack([np.interp(along, corners, line[:, axis]) for axis in (0, 1)])


def _gaps(spots: Floats, starts: Floats, stops: Floats) -> Floats:
    """Return how far each spot is from the nearest of some stretches."""
    steps = stops - starts
    squares = np.maximum((steps**2).sum(axis=1), 1e-12)
    gaps = spots[:, None, :] - starts[None, :, :]
    shares = np.clip((gaps * steps).sum(axis=2) / squares, 0.0, 1.0)
    off: Floats = np.hypot(*np.moveaxis(gaps - shares[:, :, None] * steps, 2, 0)).min(axis=1)
    return off


def _is_meant(along: Floats, hits: Flags) -> bool:
    """Tell whether more of a piece is touched than what lies at a junction."""
    length = float(along[-1])
    inside = (along > END_M) & (along < length - END_M)
    return bool((hits & inside).any() or hits.mean() > MOST_OF_IT)
