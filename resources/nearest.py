"""The nearest vehicles able to do a thing; the only file that knows rtree."""

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Final, TypeAlias

from rtree import index

from resources.geography import Position, earth_centred_m
from resources.vehicle_types import Capability

Point: TypeAlias = tuple[float, float, float]

NODE_CAPACITY: Final = 16
# Nearer than this to where the trees have it, a moving vehicle is left there: most reports of a
# vehicle on the road then cost no change of a tree.
MOST_DRIFT_M: Final = 500.0
# What is asked for beyond the count while vehicles have drifted.
SPARE: Final = 4
# Rounding must not hide a vehicle that is level with the last one.
ROUNDING_M: Final = 0.001
# So few are compared one by one in less time than it takes to ask a tree.
FEW: Final = 32
# Bulk loading a linear tree needs less than one half.
FILL_FACTOR: Final = 0.4


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A vehicle to find: its key, where it is, and what it can do."""

    key: int
    position: Position
    capabilities: frozenset[Capability]


class CapabilityIndex:
    """One tree per capability over earth-centred metres, so that order needs no map projection.

    The order is that of the straight line through the Earth, which is the order along its
    surface. Small nodes and the linear variant are chosen for vehicles that move: with the
    library's defaults a move in a large fleet costs many times more.

    The trees may have a vehicle up to `MOST_DRIFT_M` from where it is. Answers are exact all the
    same: true distances are compared, and the search goes on until none unseen can be nearer.
    """

    def __init__(self, entries: Iterable[IndexEntry] = ()) -> None:
        self._lock = Lock()
        self._points: dict[int, Point] = {}
        self._placed: dict[int, Point] = {}
        self._drift_m = 0.0
        self._abilities: dict[int, frozenset[Capability]] = {}
        self._able: dict[Capability, set[int]] = {}
        for entry in entries:
            self._remember(entry)
            for capability in entry.capabilities:
                self._able.setdefault(capability, set()).add(entry.key)
        self._trees = {capability: self._loaded(able) for capability, able in self._able.items()}

    def nearest(self, capability: Capability, position: Position, count: int) -> list[int]:
        """Return at most `count` keys, nearest first; equal distances go by key."""
        if count <= 0:
            return []
        here = earth_centred_m(position)
        with self._lock:
            able = self._able.get(capability)
            if not able:
                return []
            if len(able) <= FEW:
                return [key for _, key in self._in_order(here, able)[:count]]
            return self._found(self._trees[capability], here, count)

    def insert(self, key: int, position: Position, capabilities: frozenset[Capability]) -> None:
        """Add a vehicle; raises ValueError when the key is there already."""
        with self._lock:
            self._remember(IndexEntry(key, position, capabilities))
            self._place(key)

    def remove(self, key: int) -> None:
        """Take a vehicle out; raises KeyError when it is not there."""
        with self._lock:
            self._lift(key)
            del self._points[key], self._placed[key], self._abilities[key]

    def move(self, key: int, position: Position) -> None:
        """Put a vehicle elsewhere; raises KeyError when it is not there."""
        here = earth_centred_m(position)
        with self._lock:
            drift_m = math.dist(here, self._placed[key])
            if drift_m <= MOST_DRIFT_M:
                self._points[key] = here
                self._drift_m = max(self._drift_m, drift_m)
                return
            self._lift(key)
            self._points[key] = here
            self._place(key)

    def __len__(self) -> int:
        return len(self._points)

    def __contains__(self, key: int) -> bool:
        return key in self._points

    def _remember(self, entry: IndexEntry) -> None:
        if entry.key in self._points:
            raise ValueError(f"key {entry.key} is in the index already")
        self._points[entry.key] = self._placed[entry.key] = earth_centred_m(entry.position)
        self._abilities[entry.key] = entry.capabilities

    def _found(self, tree: index.Index, here: Point, count: int) -> list[int]:
        asked = count if self._drift_m == 0 else count + SPARE
        while True:
            # The tree returns every tie of the last place and leaves ties in no order.
            near = list(tree.nearest(here, asked))
            found = self._in_order(here, near)
            if self._drift_m == 0 or len(near) < asked:
                break
            reached_m = max(math.dist(here, self._placed[key]) for key in near)
            if found[count - 1][0] < reached_m - self._drift_m - ROUNDING_M:
                break
            asked *= 2
        return [key for _, key in found[:count]]

    def _in_order(self, here: Point, keys: Iterable[int]) -> list[tuple[float, int]]:
        points, distance_m = self._points, math.dist
        return sorted([(distance_m(here, points[key]), key) for key in keys])

    def _place(self, key: int) -> None:
        self._placed[key] = self._points[key]
        for capability in self._abilities[key]:
            self._able.setdefault(capability, set()).add(key)
            if capability not in self._trees:
                self._trees[capability] = self._loaded([key])
            else:
                self._trees[capability].insert(key, self._placed[key])

    def _lift(self, key: int) -> None:
        for capability in self._abilities[key]:
            self._able[capability].remove(key)
            self._trees[capability].delete(key, self._placed[key])

    def _loaded(self, keys: Collection[int]) -> index.Index:
        # A tree built from an empty stream raises, so a tree is born with its first vehicle.
        assert keys, "a tree is built for at least one vehicle"
        return index.Index(self._stream(keys), properties=_properties())

    def _stream(self, keys: Iterable[int]) -> Iterator[tuple[int, tuple[float, ...], None]]:
        for key in keys:
            yield key, self._placed[key] * 2, None


def _properties() -> index.Property:
    return index.Property(
        dimension=3,
        variant=index.RT_Linear,
        leaf_capacity=NODE_CAPACITY,
        index_capacity=NODE_CAPACITY,
        fill_factor=FILL_FACTOR,
    )
