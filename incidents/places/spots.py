"""A point that is proposed, before it is known what lies around it."""

from dataclasses import dataclass

from resources.geography import Position


@dataclass(frozen=True, slots=True)
class Spot:
    """A point, what it is called, how far off it may be, and why it is proposed."""

    name: str
    kind: str
    position: Position
    radius_m: float
    score: float
    why: tuple[str, ...]
