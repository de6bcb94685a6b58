"""What a description says beside a name: stakes, numbers, crossings, ways, hints."""

import pytest

from incidents.places.hints import Hint
from incidents.places.proposal import PlaceCandidate
from incidents.places.search import PlaceSearch
from resources.geography import Position, distance_m
from tests.incidents.places.small_county import (
    EAST,
    ENTRIES,
    HOUSES,
    MIDDLE,
    NAMES,
    NORTH,
    ROADS,
    SEARCH,
    WEST,
    entry,
)


def first(text: str) -> PlaceCandidate:
    return SEARCH.find(text)[0]


def off_m(candidate: PlaceCandidate, lon: float, lat: float) -> float:
    assert candidate.position is not None
    return distance_m(candidate.position, Position(lon, lat))


@pytest.mark.parametrize(
    ("said", "lon", "lat"),
    [
        # K105 is half of the first piece, K112+500 a quarter of the second, K25 a quarter of S80.
        ("G900 K105+000", 108.55, 28.8),
        ("900国道105公里处", 108.55, 28.8),
        ("国道900一百零五公里处往东陵方向", 108.55, 28.8),
        ("G900 K112加500", 108.625, 28.8),
        ("G900 112公里加500米，货车翻了", 108.625, 28.8),
        ("900国道112.5公里处", 108.625, 28.8),
        ("K25+000", 108.65, 28.775),
        ("S80 K25", 108.65, 28.775),
    ],
)
def test_a_stake_is_found_by_its_share_of_the_piece(said: str, lon: float, lat: float) -> None:
    stake = first(said)

    assert stake.kind == "stake"
    assert off_m(stake, lon, lat) < 5
    assert stake.code is None
    assert not stake.is_outside


def test_the_way_said_with_a_stake_is_kept_in_the_reason() -> None:
    assert "往东陵方向" in first("G900 K105+000往东陵方向").why


def test_a_stake_beyond_the_county_is_said_to_be_outside() -> None:
    stake = first("G900 K99+000")

    assert stake.is_outside
    assert stake.position is None
    assert "K100+000～K120+000" in stake.why


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("青杠镇柳溪村三组", "V1-3"),
        ("白果镇柳溪村3社", "V2-3"),
        ("白果柳溪三组", "V2-3"),
        ("锦绣小区三号楼", "E1-3"),
        ("锦绣小区3#楼", "E1-3"),
        ("青杠镇3号消火栓", "H1"),
        ("白果镇消防栓03漏水", "H2"),
        ("青杠线23号电线杆", "P1"),
        ("跃进大队", "V1"),
    ],
)
def test_what_is_numbered_or_renamed_is_found_inside_its_place(said: str, code: str) -> None:
    assert first(said).code == code


def test_a_hydrant_without_its_township_gives_all_of_that_number() -> None:
    found = SEARCH.find("03号消火栓")

    assert [candidate.code for candidate in found[:2]] == ["H1", "H2"]
    assert "没有说在哪个乡镇" in found[0].why


@pytest.mark.parametrize(
    ("said", "lon", "lat", "how"),
    [
        ("盐井街10号", 108.599, 28.802, "登记"),
        ("盐井街十六号", 108.6002, 28.802, "按10号与20号推算"),
        ("盐井街13号", 108.599, 28.8021, "最近的已知门牌11号"),
        ("盐井街998号", 108.6, 28.802, "超出已知门牌"),
    ],
)
def test_a_house_number_is_known_or_guessed_and_says_how(
    said: str, lon: float, lat: float, how: str
) -> None:
    house = first(said)

    assert off_m(house, lon, lat) < 2
    assert house.code == "S1"
    assert how in house.why


@pytest.mark.parametrize(
    ("said", "lon", "lat"),
    [
        ("盐井街与钟楼路交叉口", 108.6, 28.802),
        ("盐井街钟楼路路口，两车相撞", 108.6, 28.802),
        ("900国道和S80的交汇处", 108.65, 28.8),
    ],
)
def test_two_roads_meet_where_their_lines_cross(said: str, lon: float, lat: float) -> None:
    crossing = first(said)

    assert crossing.kind == "crossing"
    assert off_m(crossing, lon, lat) < 5


@pytest.mark.parametrize("said", ["盐井街钟楼路", "钟楼路盐井街着火了", "在盐井街和钟楼路"])
def test_two_roads_named_together_mean_where_they_cross(said: str) -> None:
    crossing = first(said)

    assert crossing.kind == "crossing"
    assert off_m(crossing, 108.6, 28.802) < 5
    assert "先后说到两条路" in crossing.why


def test_a_junction_found_by_its_roads_and_by_its_name_is_one() -> None:
    at_the_bell = entry(
        "J1",
        "盐井街与钟楼路交叉口",
        "junction",
        Position(108.6, 28.802),
        aliases=("盐井街钟楼路路口",),
    )
    search = PlaceSearch([*ENTRIES, at_the_bell], NAMES, roads=ROADS)

    codes = [one.code for one in search.find("盐井街钟楼路")]

    assert codes[0] == "J1"
    assert codes.count("J1") == 1


@pytest.mark.parametrize(
    "said",
    [
        # The house number is of the second street; these two roads do not meet; one is in a name.
        "钟楼路盐井街10号",
        "盐井街S80",
        "盐井街钟楼路小学",
    ],
)
def test_two_roads_named_together_may_mean_something_else(said: str) -> None:
    school = entry("X1", "钟楼路小学", "school", Position(108.6, 28.803))
    search = PlaceSearch([*ENTRIES, school], NAMES, roads=ROADS, house_numbers=HOUSES)

    assert "crossing" not in {one.kind for one in search.find(said)}


def test_between_two_places_lies_their_middle_on_the_road() -> None:
    middle = next(one for one in SEARCH.find("青杠镇和白果镇之间") if one.kind == "between")

    assert off_m(middle, 108.65, 28.8) < 20
    assert middle.radius_m > 4_000


def test_a_way_with_a_distance_leads_along_the_road() -> None:
    moved = first("青杠加油站往白果方向两公里")

    # On 28.8° a degree of longitude is 97.6 km: 2 km are 0.0205°, along the road north of which
    # the station stands by 22 m.
    assert off_m(moved, 108.6305, 28.8) < 40
    assert moved.code == "F1"
    assert "沿G900" in moved.why


def test_a_way_by_compass_leads_straight_on() -> None:
    moved = first("青杠加油站往北500米")

    # On this latitude a degree is 110.8 km.
    assert off_m(moved, 108.61, 28.8002 + 0.5 / 110.8) < 5


@pytest.mark.parametrize(
    ("said", "wider_m"), [("对面", 60), ("附近", 250), ("五百米", 500), ("楼上", 0)]
)
def test_beside_a_place_the_circle_only_widens(said: str, wider_m: int) -> None:
    plain, beside = first("青杠加油站"), first(f"青杠加油站{said}")

    assert beside.position == plain.position
    assert beside.radius_m >= plain.radius_m + wider_m


def test_a_direction_that_leads_off_the_map_gives_both_ways() -> None:
    ways = [one for one in SEARCH.find("青杠加油站往东陵方向1公里") if one.kind == "along"]

    assert len(ways) == 2
    assert all(off_m(way, 108.61, 28.8) == pytest.approx(1_000, abs=10) for way in ways)


def test_places_of_one_name_are_counted() -> None:
    both = SEARCH.find("柳溪村")[:2]

    assert {candidate.code for candidate in both} == {"V1", "V2"}
    assert [candidate.namesakes for candidate in both] == [2, 2]
    assert first("青杠加油站").namesakes == 0


def test_the_callers_network_position_ranks_places_of_one_name() -> None:
    near_second = SEARCH.find("柳溪村", near=Hint(EAST, 2_000))
    near_first = SEARCH.find("柳溪村", near=Hint(MIDDLE, 2_000))

    assert near_second[0].code == "V2"
    assert "距来电定位" in near_second[0].why
    assert near_first[0].code == "V1"


def test_an_earlier_call_ranks_places_of_one_name() -> None:
    found = SEARCH.find("柳溪村", near=Hint(earlier_positions=(Position(108.69, 28.811),)))

    assert found[0].code == "V2"
    assert "以前在附近" in found[0].why


def test_a_hint_does_not_lift_a_place_over_one_that_fits_the_words() -> None:
    found = SEARCH.find("青杠镇柳溪村", near=Hint(EAST, 500))

    assert found[0].code == "V1"


@pytest.mark.parametrize(
    ("said", "lon", "lat"),
    [
        ("我发你定位 108.62,28.81 房子燃了", 108.62, 28.81),
        ("28.81, 108.62", 108.62, 28.81),
        ("E108 37 12 N28 48 36", 108.62, 28.81),
    ],
)
def test_pasted_coordinates_are_a_point_with_its_village(said: str, lon: float, lat: float) -> None:
    point = first(said)

    assert off_m(point, lon, lat) < 1
    assert point.township_code == "T1"
    assert "柳溪村" in point.why


def test_coordinates_in_another_county_are_said_to_be_outside() -> None:
    point = first("116.397,39.908")

    assert point.is_outside
    assert "不在本县" in point.why


@pytest.mark.parametrize("said", ["0,0", "0.000,0.000", "12.34,56.78"])
def test_coordinates_that_cannot_be_are_refused_with_a_sentence(said: str) -> None:
    refused = first(said)

    assert refused.position is None
    assert "不在我国范围" in refused.why


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("qinggangzhen", "T1"),
        ("qgz", "T1"),
        ("qinggang镇", "T1"),
        ("qg加油站", "F1"),
        ("青槓鎮", "T1"),
        ("青杠镇镇柳溪村村", "V1"),
        ("青杠柳溪", "V1"),
        ("情钢镇", "T1"),
        ("青杠加", "F1"),
        ("jinxiuxiaoqu", "E1"),
    ],
)
def test_letters_scripts_stammers_and_beginnings_are_understood(said: str, code: str) -> None:
    assert first(said).code == code


@pytest.mark.parametrize(
    "said",
    [
        "",
        "镇",
        "😀",
        "\u202e\u200f",
        "\x00\x1b",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "一" * 10_000,
        "3组" * 5_000,
        "往" * 10_000,
        "(" * 10_000,
        "k" * 10_000,
    ],
)
def test_a_text_that_says_nothing_gives_an_honest_empty_list(said: str) -> None:
    assert SEARCH.find(said) == []


def test_marks_of_direction_and_width_do_not_hide_a_name() -> None:
    assert first("\u202e青杠\u200b镇\u202c").code == "T1"


def test_the_small_county_is_what_the_tests_say_it_is() -> None:
    assert distance_m(WEST, MIDDLE) == pytest.approx(9_764, abs=20)
    assert NORTH.lon == 108.65
    assert len({entry.code for entry in ENTRIES}) == len(ENTRIES)
    assert NAMES[0] == "石坡县"
