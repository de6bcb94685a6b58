"""Makers of roads on a grid of hundredths of a degree round the town."""

from random import Random

from dispatch.roads.drives import Drive, Size
from dispatch.roads.network import RoadNetwork, RoadPiece
from resources.county_rows import RoadClass
from resources.geography import Position

STEP = 0.01
TANKER = Drive(1.0, Size(16.0, 3.4))
PICKUP = Drive(1.0, Size(3.0, 2.0))


def at(east: float, north: float) -> Position:
    """Return the point so many hundredths of a degree east and north of the corner."""
    return Position(round(108.7 + east * STEP, 5), round(28.8 + north * STEP, 5))


def make_piece(
    start: tuple[float, float], end: tuple[float, float], code: str = "", **told: object
) -> RoadPiece:
    """Make a straight county road between two points of the grid; its code names its ends."""
    whole: dict[str, object] = {"road_class": RoadClass.COUNTY, "line": (at(*start), at(*end))}
    return RoadPiece(code or f"{start}-{end}", **(whole | told))  # type: ignore[arg-type]


def random_pieces(random: Random, side: int, keep: float = 0.8) -> list[RoadPiece]:
    """Make a town of crossing streets, some missing, some one-way, some slow or limited."""
    corners = [(east, north) for east in range(side) for north in range(side)]
    pieces = []
    for east, north in corners:
        for other in ((east + 1, north), (east, north + 1)):
            if max(other) >= side or random.random() > keep:
                continue
            ends = [(east, north), other]
            random.shuffle(ends)
            pieces.append(
                make_piece(
                    ends[0],
                    ends[1],
                    road_class=random.choice(list(RoadClass)),
                    is_oneway=random.random() < 0.2,
                    speed_kmh=random.choice([None, None, 15.0, 42.0]),
                    weight_limit_t=random.choice([None, None, None, 8.0]),
                )
            )
    return pieces


def make_network(*pieces: RoadPiece, closed: frozenset[str] = frozenset()) -> RoadNetwork:
    """Make a network of pieces."""
    return RoadNetwork(pieces, closed)
