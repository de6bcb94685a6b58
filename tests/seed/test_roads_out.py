"""The roads written for a routing engine are the county's: they meet where the pieces meet."""

from dataclasses import dataclass

import pytest

from resources.geography import Position
from seed.osm.extract import read_extract
from seed.osm.roads_out import NoRoads, UnwritableExtract, write_roads

WEST, MIDDLE, EAST = Position(108.00, 28.00), Position(108.01, 28.00), Position(108.02, 28.00)
BELOW, ABOVE = Position(108.01, 27.99), Position(108.01, 28.01)


@dataclass
class Piece:
    code: str
    line: tuple[Position, ...]
    road_class: str = "county"
    name: str = "建设路"
    ref: str = "X101"
    is_oneway: bool = False
    speed_kmh: float | None = 40.0
    height_limit_m: float | None = None
    weight_limit_t: float | None = None


def read_back(path, *pieces):
    write_roads(pieces, path)
    return {way.code: way for way in read_extract(path).ways}


def test_a_piece_comes_back_as_it_was(tmp_path):
    one = Piece("A", (WEST, MIDDLE), "national", is_oneway=True, weight_limit_t=15.5)

    (way,) = read_back(tmp_path / "roads.osm.pbf", one).values()

    assert (way.name, way.ref, way.road_class, way.is_oneway) == (
        "建设路",
        "X101",
        "national",
        True,
    )
    assert (way.speed_kmh, way.weight_limit_t, way.height_limit_m) == (40.0, 15.5, None)
    assert way.line == (WEST, MIDDLE)


@pytest.mark.parametrize("road_class", ["motorway", "provincial", "township", "village", "street"])
def test_every_class_comes_back_as_itself(tmp_path, road_class):
    (way,) = read_back(tmp_path / "roads.osm", Piece("A", (WEST, EAST), road_class)).values()

    assert way.road_class == road_class


def test_pieces_meet_at_equal_ends_and_not_where_one_passes_over_the_other(tmp_path):
    first = Piece("A", (WEST, MIDDLE))
    on_from_there = Piece("B", (MIDDLE, EAST))
    passes_under = Piece("C", (BELOW, MIDDLE, ABOVE))

    ways = sorted(
        read_back(tmp_path / "roads.osm", first, on_from_there, passes_under).values(),
        key=lambda way: way.code,
    )

    assert ways[0].nodes[-1] == ways[1].nodes[0]
    assert ways[2].nodes[1] != ways[0].nodes[-1]


def test_a_county_without_roads_is_told_so(tmp_path):
    with pytest.raises(NoRoads):
        write_roads([], tmp_path / "roads.osm.pbf")


@pytest.mark.parametrize("name", ["roads.csv", "roads", "missing/roads.osm.pbf"])
def test_a_name_that_cannot_be_written_is_told(tmp_path, name):
    with pytest.raises(UnwritableExtract):
        write_roads([Piece("A", (WEST, MIDDLE))], tmp_path / name)


def test_a_file_that_is_there_is_left_alone(tmp_path):
    path = tmp_path / "roads.osm.pbf"
    path.write_bytes(b"mine")

    with pytest.raises(UnwritableExtract):
        write_roads([Piece("A", (WEST, MIDDLE))], path)

    assert path.read_bytes() == b"mine"
