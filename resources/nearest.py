"""The nearest vehicles able to do a thing; the only file that knows rtree."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Final, TypeAlias

from rtree import index

from resources.geography import Position, earth_centred_m
from resources.vehicle_types import Capability

Point: TypeAlias = tuple[float, float, float]

NODE_CAPACITY: Final = 16
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
    """

    def __init__(self, entries: Iterable[IndexEntry] = ()) -> None:
        self._lock = Lock()
        self._points: dict[int, Point] = {}
        self._abilities: dict[int, frozenset[Capability]] = {}
        keys: dict[Capability, list[int]] = {}
        for entry in entries:
            self._remember(entry)
            for capability in entry.capabilities:
                keys.setdefault(capability, []).append(entry.key)
        self._trees = {capability: self._loaded(able) for capability, able in keys.items()}

    def nearest(self, capability: Capability, position: Position, count: int) -> list[int]:
        """Return at most `count` keys, nearest first; equal distances go by key."""
        if count <= 0:
            return []
        here = earth_centred_m(position)
        with self._lock:
            tree = self._trees.get(capability)
            if tree is None:
                return []
            # The tree returns every tie of the last place and leaves ties in no order.
            found = [
                (math.dist(here, self._points[key]), key) for key in tree.nearest(here * 2, count)
            ]
        return [key for _, key in sorted(found)[:count]]

    def insert(self, key: int, position: Position, capabilities: frozenset[Capability]) -> None:
        """Add a vehicle; raises ValueError when the key is there already."""
        with self._lock:
            self._remember(IndexEntry(key, position, capabilities))
            self._place(key)

    def remove(self, key: int) -> None:
        """Take a vehicle out; raises KeyError when it is not there."""
        with self._lock:
            self._lift(key)
            del self._points[key], self._abilities[key]

    def move(self, key: int, position: Position) -> None:
        """Put a vehicle elsewhere; raises KeyError when it is not there."""
        with self._lock:
            self._lift(key)
            self._points[key] = earth_centred_m(position)
            self._place(key)

    def __len__(self) -> int:
        return len(self._points)

    def __contains__(self, key: int) -> bool:
        return key in self._points

    def _remember(self, entry: IndexEntry) -> None:
        if entry.key in self._points:
            raise ValueError(f"key {entry.key} is in the index already")
        self._points[entry.key] = earth_centred_m(entry.position)
        self._abilities[entry.key] = entry.capabilities

    def _place(self, key: int) -> None:
        for capability in self._abilities[key]:
            if capability not in self._trees:
                self._trees[capability] = self._loaded([key])
            else:
                self._trees[capability].insert(key, self._points[key] * 2)

    def _lift(self, key: int) -> None:
        for capability in self._abilities[key]:
            self._trees[capability].delete(key, self._points[key] * 2)

    def _loaded(self, keys: list[int]) -> index.Index:
        # A tree built from an empty stream raises, so a tree is born with its first vehicle.
        assert keys, "a tree is built for at least one vehicle"
        return index.Index(self._stream(keys), properties=_properties())

    def _stream(self, keys: list[int]) -> Iterator[tuple[int, tuple[float, ...], None]]:
        for key in keys:
            yield key, self._points[key] * 2, None


def _properties() -> index.Property:
    return index.Property(
        dimension=3,
        variant=index.RT_Linear,
        leaf_capacity=NODE_CAPACITY,
        index_capacity=NODE_CAPACITY,
        fill_factor=FILL_FACTOR,
    )
