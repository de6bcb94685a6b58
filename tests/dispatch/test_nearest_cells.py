"""Cells of the nearest station: cut half way, together the whole ground, and each its own."""

import pytest

from dispatch.nearest_cells import Bounds, Cell, nearest_cells
from resources.geography import Position, distance_m

BOUNDS = Bounds(108.0, 28.0, 109.0, 29.0)
WEST, EAST = Position(108.25, 28.5), Position(108.75, 28.5)


def corners(cell: Cell) -> set[tuple[float, float]]:
    return {(round(one.lon, 6), round(one.lat, 6)) for one in cell.ring}


def area(cell: Cell) -> float:
    ring = cell.ring
    return 0.5 * sum(
        ring[at - 1].lon * one.lat - one.lon * ring[at - 1].lat for at, one in enumerate(ring)
    )


def test_two_stations_share_the_ground_half_way():
    one, other = nearest_cells([("甲", WEST), ("乙", EAST)], BOUNDS)

    assert (one.station, other.station) == ("甲", "乙")
    assert corners(one) == {(108.0, 28.0), (108.5, 28.0), (108.5, 29.0), (108.0, 29.0)}
    assert corners(other) == {(108.5, 28.0), (109.0, 28.0), (109.0, 29.0), (108.5, 29.0)}


def test_the_cells_together_are_the_whole_ground():
    sites = [
        (str(at), Position(108.05 + 0.09 * at, 28.1 + (at * 7 % 10) * 0.08)) for at in range(10)
    ]

    cells = nearest_cells(sites, BOUNDS)

    assert sum(map(area, cells)) == pytest.approx(1.0)
    for cell in cells:
        middle = Position(
            sum(one.lon for one in cell.ring) / len(cell.ring),
            sum(one.lat for one in cell.ring) / len(cell.ring),
        )
        nearest = min(sites, key=lambda site: distance_m(site[1], middle))
        assert nearest[0] == cell.station


def test_one_station_has_all_of_it_and_none_has_nothing():
    (cell,) = nearest_cells([("甲", WEST)], BOUNDS)

    assert area(cell) == pytest.approx(1.0)
    assert nearest_cells([], BOUNDS) == []


def test_of_two_stations_at_one_spot_the_first_has_the_cell():
    cells = nearest_cells([("甲", WEST), ("乙", WEST), ("丙", EAST)], BOUNDS)

    assert [cell.station for cell in cells] == ["甲", "丙"]


def test_bounds_that_enclose_nothing_are_no_bounds():
    with pytest.raises(ValueError, match="ground"):
        Bounds(109.0, 28.0, 108.0, 29.0)
