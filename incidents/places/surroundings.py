"""What lies around a point: the nearest village, its township, and whether it is in the county."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from incidents.places.gazetteer import TOWNSHIP, VILLAGE, PlaceEntry
from incidents.places.lines import Plane
from incidents.places.parse import official_name
from resources.geography import Position

# No boundary is kept (its makers reserve rights): a point farther than this from every known
# place is taken to lie outside, because villages stand closer than that.
OUTSIDE_FROM_M: Final = 6_000


@dataclass(frozen=True, slots=True)
class Vicinity:
    """What a point lies in and near; empty words and None where no place has a point."""

    township: str
    township_code: str | None
    words: str
    is_inside: bool


class Surroundings:
    """The points of a county's places on its plane."""

    def __init__(self, entries: Iterable[PlaceEntry], plane: Plane) -> None:
        """Take the entries; those without a point do not count."""
        placed = sorted(
            ((entry, entry.position) for entry in entries if entry.position is not None),
            key=lambda pair: pair[0].code,
        )
        self._plane = plane
        self._entries = {entry.code: entry for entry, _ in placed}
        self._all = [entry for entry, _ in placed]
        self._points = plane.flat(position for _, position in placed)
        kinds = [entry.kind for entry in self._all]
        self._settled = np.array([kind in (TOWNSHIP, VILLAGE) for kind in kinds], dtype=bool)

    def settlement(self, position: Position) -> PlaceEntry | None:
        """Return the village or township whose point is nearest."""
        if not self._settled.any():
            return None
        off = np.where(self._settled, self._off(position), np.inf)
        return self._all[int(off.argmin())]

    def is_inside(self, position: Position) -> bool:
        """Tell whether a point is so near a known place that it must lie in the county.

        Where no place has a point nothing can be said, and the point counts as inside.
        """
        return not self._all or float(self._off(position).min()) <= OUTSIDE_FROM_M

    def township_of(self, position: Position) -> str | None:
        """Return the code of the township a point most likely lies in."""
        nearest = self.settlement(position)
        return None if nearest is None else nearest.home_code

    def vicinity(self, position: Position) -> Vicinity:
        """Return what a point lies in and near."""
        code = self.township_of(position)
        township = self._entries.get(code or "")
        return Vicinity(
            "" if township is None else township.name,
            code,
            self.near_words(position),
            self.is_inside(position),
        )

    def path_to(self, position: Position, name: str) -> str:
        """Return the way down to a point: township / village / what it is."""
        nearest = self.settlement(position)
        if nearest is None:
            return name
        township = self._entries.get(nearest.home_code or "")
        names = [official_name(one.name) for one in (township, nearest) if one is not None]
        return " / ".join(dict.fromkeys([*names, name]))

    def near_words(self, position: Position) -> str:
        """Say which village a point is near, and how far from it."""
        nearest = self.settlement(position)
        if nearest is None or nearest.position is None:
            return ""
        gap = self._plane.flat([nearest.position])[0] - self._plane.flat([position])[0]
        kilometres = float(np.hypot(*gap)) / 1000
        return f"距{official_name(nearest.name)}约 {kilometres:.1f} 公里"

    def _off(self, position: Position) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        gaps = self._points - self._plane.flat([position])[0]
        off: np.ndarray[tuple[int], np.dtype[np.float64]] = np.hypot(gaps[:, 0], gaps[:, 1])
        return off
