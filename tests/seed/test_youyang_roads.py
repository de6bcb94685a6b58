"""The made-up roads of the demonstration county lead everywhere, and say that they are made up."""

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from resources.county import CountyRows
from resources.county_rows import PlaceKind, RoadClass, RoadRow
from resources.geography import Position, distance_m
from seed.county_folder import read_county
from seed.youyang_maker import COUNTY_FOLDER


@pytest.fixture(scope="module")
def youyang() -> CountyRows:
    """The demonstration county as read."""
    return read_county(COUNTY_FOLDER)


def reached(roads: tuple[RoadRow, ...], start: Position) -> set[Position]:
    """Return every end of a piece that can be driven to from a point."""
    beyond: dict[Position, list[Position]] = defaultdict(list)
    for road in roads:
        beyond[road.line[0]].append(road.line[-1])
        beyond[road.line[-1]].append(road.line[0])
    seen, waiting = {start}, [start]
    while waiting:
        for end in beyond[waiting.pop()]:
            if end not in seen:
                seen.add(end)
                waiting.append(end)
    return seen


def numbered(youyang: CountyRows, ref: str) -> list[RoadRow]:
    return [road for road in youyang.roads if road.ref == ref]


def test_every_township_village_and_street_can_be_driven_to(youyang):
    places = {row.code: row.point.position for row in youyang.places if row.point is not None}
    wanted = {
        places[row.code]
        for row in youyang.places
        if row.kind in (PlaceKind.TOWNSHIP, PlaceKind.VILLAGE)
    }

    ends = reached(youyang.roads, places["500242002"])

    assert len(wanted) == 39 + 278
    assert wanted <= ends
    assert {end for road in youyang.roads for end in (road.line[0], road.line[-1])} == ends


def test_the_motorway_is_left_at_its_interchanges_only(youyang):
    motorway = [row for row in youyang.roads if row.road_class is RoadClass.MOTORWAY]
    others = {
        point
        for row in youyang.roads
        if row.road_class is not RoadClass.MOTORWAY
        for point in row.line
    }
    interchanges = {
        row.point.position
        for row in youyang.places
        if row.point is not None and row.name.endswith("互通")
    }

    shared = {point for row in motorway for point in row.line} & others

    assert len(interchanges) == 4
    assert shared == interchanges


@pytest.mark.parametrize("ref", ["G65", "G319", "G326", "S304", "S305", "S210"])
def test_stakes_go_on_from_piece_to_piece_and_tell_the_length(youyang, ref):
    pieces = numbered(youyang, ref)

    assert len(pieces) >= 5
    for one, other in pairwise(pieces):
        assert one.end_stake_m == other.start_stake_m
        assert one.line[-1] == other.line[0]
    for piece in pieces:
        assert piece.start_stake_m is not None
        assert piece.end_stake_m is not None
        length_m = sum(distance_m(one, other) for one, other in pairwise(piece.line))
        assert abs(piece.end_stake_m - piece.start_stake_m - length_m) < 1


def test_a_stake_belongs_to_one_road(youyang):
    spans = sorted(
        (piece.start_stake_m, piece.end_stake_m)
        for ref in ("G65", "G319")
        for piece in numbered(youyang, ref)
        if piece.start_stake_m is not None and piece.end_stake_m is not None
    )

    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_some_village_ways_bear_no_heavy_engine(youyang):
    limited = [row for row in youyang.roads if row.weight_limit_t or row.height_limit_m]

    # Each of every 11th village has a bridge (278 / 11), some have a gate (278 / 47).
    assert len([row for row in limited if row.weight_limit_t]) == 26
    assert len([row for row in limited if row.height_limit_m]) == 6
    assert {row.road_class for row in limited} <= {RoadClass.VILLAGE, RoadClass.TOWNSHIP}


def test_pieces_of_road_have_few_points(youyang):
    assert max(len(row.line) for row in youyang.roads) <= 10


def test_streets_with_house_numbers_have_them_on_both_sides(youyang):
    streets = {row.code: row for row in youyang.places if row.kind is PlaceKind.STREET}
    numbers = Counter(row.street_code for row in youyang.house_numbers)

    assert len(numbers) == 13
    assert {streets[code].name for code in numbers} >= {"桃花源大道", "碧津路", "永胜下街"}
    assert all(count >= 40 for count in numbers.values())
    for row in youyang.house_numbers:
        street = streets[row.street_code]
        assert street.point is not None
        assert distance_m(street.point.position, row.point.position) < street.radius_m + 50


def test_the_gazetteer_has_what_callers_name(youyang):
    kinds = Counter(row.kind for row in youyang.places)

    assert 2_000 <= len(youyang.places) <= 2_500
    assert kinds[PlaceKind.GROUP] > 3 * 278
    assert kinds[PlaceKind.POLE] == 60
    assert kinds[PlaceKind.TUNNEL] == 8
    assert kinds[PlaceKind.KEY_UNIT] >= 30
    assert kinds[PlaceKind.ANCIENT_TOWN] >= 19
    assert kinds[PlaceKind.JUNCTION] >= 40
    assert len([row for row in youyang.places if row.former_names]) >= 20


@pytest.mark.parametrize(
    ("bridge", "township", "named_for"),
    [
        ("龙潭河大桥", "龙潭镇", "龙潭镇"),
        ("渤海大桥", "龙潭镇", "渤海村"),
        ("泉孔大桥", "泔溪镇", "泉孔村"),
    ],
)
def test_a_bridge_stands_in_the_township_of_the_place_it_is_named_for(
    youyang, bridge, township, named_for
):
    (row,) = [place for place in youyang.places if place.name == bridge]
    (other,) = [place for place in youyang.places if place.name == named_for]
    (home,) = [place for place in youyang.places if place.name == township]

    assert row.township_code == other.township_code == home.code
    assert distance_m(row.point.position, other.point.position) < 5_000
    assert row.point.position in {p for road in youyang.roads if road.ref for p in road.line}


def test_a_school_and_not_a_filling_station_was_a_middle_school_before(youyang):
    schools = [row for row in youyang.places if "区中学" in " ".join(row.former_names)]

    assert sorted(row.name for row in schools) == ["酉酬初级中学", "麻旺初级中学"]


def test_groups_and_buildings_lie_near_what_holds_them(youyang):
    points = {row.code: row.point.position for row in youyang.places if row.point is not None}
    names = {row.code: row.name for row in youyang.places}

    for row in youyang.places:
        if row.kind in (PlaceKind.GROUP, PlaceKind.BUILDING):
            assert row.parent_code is not None
            assert row.name.startswith(names[row.parent_code])
            assert distance_m(points[row.code], points[row.parent_code]) < 910


def test_everything_made_up_says_so(youyang):
    made_up = (*youyang.roads, *youyang.house_numbers)
    finer = [row for row in youyang.places if row.dataset_code == "named_places"]

    assert all(row.is_synthetic for row in (*made_up, *finer))


def test_the_folder_stays_small():
    assert sum(path.stat().st_size for path in COUNTY_FOLDER.iterdir()) < 1_000_000
