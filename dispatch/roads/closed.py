"""What people are told of closed roads: the names of the pieces, and how a closure stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Final

from resources.county_rows import ROAD_CLASS_LABELS, RoadClass
from resources.geography import Position, distance_m

MOST_NAMED: Final = 4
"""How many roads a sentence names before it only counts them."""


class ClosureState(StrEnum):
    """How a closure stands at a moment.

    coming: entered, and not yet begun.
    in_force: nobody is advised along these roads now.
    ended: its end, told when it was set, has come.
    lifted: a person opened the roads again.
    """

    COMING = "coming"
    IN_FORCE = "in_force"
    ENDED = "ended"
    LIFTED = "lifted"


STATE_LABELS: Final[dict[ClosureState, str]] = {
    ClosureState.COMING: "未开始",
    ClosureState.IN_FORCE: "封闭中",
    ClosureState.ENDED: "已到期",
    ClosureState.LIFTED: "已解除",
}


def state_of(
    starts_at: datetime, ends_at: datetime | None, lifted_at: datetime | None, now: datetime
) -> ClosureState:
    """Return how a closure stands; what was lifted stays lifted."""
    if lifted_at is not None:
        return ClosureState.LIFTED
    if ends_at is not None and ends_at <= now:
        return ClosureState.ENDED
    return ClosureState.COMING if starts_at > now else ClosureState.IN_FORCE


_RANK: Final = {kind: rank for rank, kind in enumerate(RoadClass)}


@dataclass(frozen=True, slots=True)
class NamedPiece:
    """A piece of road as people know it, with its line or the part of it that is closed."""

    code: str
    name: str
    ref: str
    road_class: RoadClass
    line: tuple[Position, ...]
    is_synthetic: bool = False

    @property
    def label(self) -> str:
        """The road as people write it: G65 渝湘高速公路, and G319 rather than G319 319国道."""
        if self.ref and self.ref[1:] in self.name:
            return self.ref
        words = " ".join(part for part in (self.ref, self.name) if part)
        return words or f"{ROAD_CLASS_LABELS[self.road_class]} {self.code}"

    @property
    def length_m(self) -> float:
        """How long the line is."""
        return sum(distance_m(a, b) for a, b in pairwise(self.line))


def named(pieces: Sequence[NamedPiece]) -> str:
    """Name the roads some pieces belong to, the greatest first, in order."""
    ranked = sorted(pieces, key=lambda piece: (_RANK[piece.road_class], piece.code))
    labels = list(dict.fromkeys(piece.label for piece in ranked))
    more = f"等 {len(labels)} 条道路" if len(labels) > MOST_NAMED else ""
    return "、".join(labels[:MOST_NAMED]) + more


def told_of(pieces: Sequence[NamedPiece]) -> str:
    """Tell which roads some pieces are, how many, and how long together."""
    metres = sum(piece.length_m for piece in pieces)
    long = f"{metres / 1_000:.1f} 公里" if metres >= 1_000 else f"{metres:.0f} 米"
    return f"{named(pieces)}（{len(pieces)} 段，共 {long}）"
