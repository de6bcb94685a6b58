"""Where vehicles stand by the roads of one network and how each drives, as columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from dispatch.roads.drives import Drive
from dispatch.roads.searching import Integers, Places, Spots
from dispatch.roads.snapping import Floats, Passage, Spot
from resources.geography import Position

Start: TypeAlias = tuple[Position, Drive]

Number = TypeVar("Number", bound=np.generic)

NO_PIECE: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Origins:
    """Starts by their row; it never changes, and a vehicle that moves makes a new one.

    Made once for a fleet, it spares every question the search for the nearest road and the walk
    over thousands of objects.
    """

    starts: Sequence[Start]
    drives: tuple[Drive, ...]
    passages: tuple[Passage, ...]
    """Of each drive."""
    drive: Integers
    """Which of the drives, by row."""
    spots: Spots
    """The piece is `NO_PIECE` for a start far from any road."""
    off_m: Floats
    flat_m: Floats
    """East and north of the middle of the county."""

    def __len__(self) -> int:
        """How many starts there are."""
        return len(self.starts)

    def moved(self, starts: Mapping[int, Start]) -> "Origins":
        """Return the same starts but for some, given by their row; drives must be known ones.

        Raises ValueError for a drive none of them has.
        """
        rows, others = np.array(list(starts), dtype=np.int64), list(starts.values())
        drive = self.drive.copy()
        drive[rows] = kinds = [self.drives.index(own) for _, own in others]
        whole = list(self.starts)
        for row, start in starts.items():
            whole[row] = start
        placed = _placed(self.passages, kinds, others)
        return replace(
            self,
            starts=whole,
            drive=drive,
            spots=Spots(
                _with(self.spots.pieces, rows, placed[0]),
                _with(self.spots.shares, rows, placed[1]),
            ),
            off_m=_with(self.off_m, rows, placed[2]),
            flat_m=_with(self.flat_m, rows, placed[3:].T),
        )


def origins_of(passage_of: Callable[[Drive], Passage], starts: Sequence[Start]) -> Origins:
    """Return starts as columns."""
    # By identity first: one fleet shares few drives, and hashing each anew costs more.
    by_identity: dict[int, int] = {}
    numbers: dict[Drive, int] = {}
    kinds = []
    for _, own in starts:
        kind = by_identity.get(id(own))
        if kind is None:
            kind = by_identity[id(own)] = numbers.setdefault(own, len(numbers))
        kinds.append(kind)
    passages = tuple(passage_of(own) for own in numbers)
    placed = _placed(passages, kinds, starts)
    return Origins(
        starts=starts,
        drives=tuple(numbers),
        passages=passages,
        drive=np.array(kinds, dtype=np.int32),
        spots=Spots(placed[0].astype(np.int32), placed[1]),
        off_m=placed[2],
        flat_m=placed[3:].T,
    )


def _placed(passages: Sequence[Passage], kinds: Sequence[int], starts: Sequence[Start]) -> Floats:
    """Return rows of the pieces, shares, metres off the road, and metres east and north."""
    # By identity first, as the drives: the vehicles of a station share its position.
    placed: dict[tuple[int, int], tuple[float, ...]] = {}
    columns = []
    for kind, (here, _) in zip(kinds, starts, strict=True):
        key = (kind, id(here))
        column = placed.get(key)
        if column is None:
            column = placed[key] = _column(passages[kind].spot(here))
        columns.append(column)
    flat = np.fromiter(chain.from_iterable(columns), dtype=np.float64, count=5 * len(columns))
    return np.ascontiguousarray(flat.reshape(-1, 5).T)


def _column(spot: Spot | None) -> tuple[float, ...]:
    if spot is None:
        return (NO_PIECE, 0.0, 0.0, 0.0, 0.0)
    return (spot.piece, spot.share, spot.off_m, spot.east_m, spot.north_m)


def _with(column: NDArray[Number], rows: Places, amounts: Floats) -> NDArray[Number]:
    new = column.copy()
    new[rows] = amounts
    return new
