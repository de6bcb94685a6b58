"""The times cover is reckoned from, made behind the caller's back where they take long.

Sixty stations and six hundred villages on the roads of a large county take half a minute. Nobody
waits for that with a caller on the line: until it is done the straight line is taken, and said
to be.
"""

from dataclasses import dataclass
from threading import Lock, Thread
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from dispatch.cover import Floats
from dispatch.cover_points import Ground, map_times
from dispatch.roads.network import RoadNetwork

Times: TypeAlias = tuple[Floats, Floats]

PATIENCE_S: Final = 3.0
"""So long the first to ask waits; the roads of 酉阳 take a quarter of it."""


@dataclass(frozen=True, slots=True)
class _OfNetwork:
    """What is being made for one network; `made` holds it once it is."""

    ground: Ground
    thread: Thread
    made: list[Times]


class TimesByRoad:
    """The times along each network, for the ground they were last asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: WeakKeyDictionary[RoadNetwork, _OfNetwork] = WeakKeyDictionary()

    def at_hand(
        self, network: RoadNetwork, ground: Ground, patience_s: float = PATIENCE_S
    ) -> Times | None:
        """Return the times of a ground, or None while they are being made.

        Weights do not matter. Only the first to ask waits, and no longer than its patience.
        """
        with self._lock:
            kept = self._kept.get(network)
            is_first = kept is None or not _is_same(kept.ground, ground)
            if kept is None or is_first:
                kept = self._start(network, ground)
        if is_first and patience_s > 0:
            kept.thread.join(patience_s)
        return kept.made[0] if kept.made else None

    def finish(self) -> None:
        """Wait until nothing is being made any more."""
        with self._lock:
            threads = [one.thread for one in self._kept.values()]
        for thread in threads:
            thread.join()

    def _start(self, network: RoadNetwork, ground: Ground) -> _OfNetwork:
        made: list[Times] = []
        # The thread lets go of what it was told when it ends, so the network may go away.
        told = (network, ground, made)
        thread = Thread(target=_make, args=told, name="cover times", daemon=True)
        kept = self._kept[network] = _OfNetwork(ground, thread, made)
        thread.start()
        return kept


def _make(network: RoadNetwork, ground: Ground, made: list[Times]) -> None:
    made.append(map_times(network, ground))


def _is_same(one: Ground, other: Ground) -> bool:
    return one.posts == other.posts and [point.position for point in one.points] == [
        point.position for point in other.points
    ]
