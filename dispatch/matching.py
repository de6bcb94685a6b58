"""Which unit fills which line so that the most places are filled at the least cost."""

from collections.abc import Sequence
from typing import TypeAlias

Cost: TypeAlias = int
"""What a unit costs on a line; whole numbers of any size, so that sums stay exact."""


def fill_lines(
    places: Sequence[int], costs: Sequence[Sequence[Cost | None]]
) -> tuple[int | None, ...]:
    """Return the line each unit fills, or None for a unit that is left.

    `places[line]` are to be filled; `costs[unit][line]` is None where the unit cannot. A unit
    fills at most one place. As many places as can be are filled; among all such ways the sum of
    costs is least. Equal sums go by the order of units, then of lines.

    The method is that of successive shortest paths: each round fills one more place, moving
    units from line to line where that lets another one in.
    """
    chosen: list[int | None] = [None] * len(costs)
    open_places = list(places)
    while True:
        reached = _cheapest_ways_in(len(places), costs, chosen)
        ends = [
            (way[0], line)
            for line, way in enumerate(reached)
            if way is not None and open_places[line] > 0
        ]
        if not ends:
            return tuple(chosen)
        _, line = min(ends)
        open_places[line] -= 1
        _take_way(line, reached, chosen)


_Way: TypeAlias = tuple[Cost, int, int | None]
"""The cost of getting one more unit into a line, the unit that moves in, the line it leaves."""


def _cheapest_ways_in(
    line_count: int, costs: Sequence[Sequence[Cost | None]], chosen: Sequence[int | None]
) -> list[_Way | None]:
    ways: list[_Way | None] = [None] * line_count
    for unit, held in enumerate(chosen):
        if held is None:
            for line, cost in enumerate(costs[unit]):
                way = ways[line]
                if cost is not None and (way is None or cost < way[0]):
                    ways[line] = (cost, unit, None)
    # No way passes a line twice, so as many rounds as there are lines find the cheapest.
    for _ in range(line_count):
        if not _relax(ways, costs, chosen):
            break
    return ways


def _relax(
    ways: list[_Way | None], costs: Sequence[Sequence[Cost | None]], chosen: Sequence[int | None]
) -> bool:
    improved = False
    for unit, held in enumerate(chosen):
        if held is None or (way_in := ways[held]) is None:
            continue
        holding = costs[unit][held]
        assert holding is not None, "a unit holds only a line it can fill"
        for line, cost in enumerate(costs[unit]):
            if cost is None or line == held:
                continue
            through = way_in[0] + cost - holding
            way = ways[line]
            if way is None or through < way[0]:
                ways[line] = (through, unit, held)
                improved = True
    return improved


def _take_way(line: int, ways: Sequence[_Way | None], chosen: list[int | None]) -> None:
    place: int | None = line
    while place is not None:
        way = ways[place]
        assert way is not None, "a way leads back to a free unit"
        _, unit, left = way
        chosen[unit] = place
        place = left
