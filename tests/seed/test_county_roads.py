"""Roads and house numbers of a county folder are read, or every bad row of them is named."""

import shutil
from pathlib import Path

import pytest

from resources.county_rows import PlaceKind, RoadClass
from resources.datums import Datum, from_wgs84, to_wgs84
from resources.errors import BadCountyFolder
from resources.geography import Position
from seed.county_folder import read_county

OTHER_COUNTY = Path(__file__).with_name("other_county")
ROAD_COLUMNS = (
    "code,name,ref,aliases,road_class,line,datum,start_stake_m,end_stake_m,is_oneway,speed_kmh,"
    "height_limit_m,weight_limit_t,dataset,is_synthetic\n"
)
GOOD_ROAD = {
    "code": "R1",
    "name": "渝湘高速",
    "ref": "g65",
    "aliases": "包茂高速 高速路",
    "road_class": "高速公路",
    "line": "109.5 29.3;109.51 29.31",
    "datum": "wgs84",
    "start_stake_m": "1850300",
    "end_stake_m": "1852000",
    "is_oneway": "",
    "speed_kmh": "80",
    "height_limit_m": "",
    "weight_limit_t": "49",
    "dataset": "survey",
    "is_synthetic": "0",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the second county, with a street that houses can stand in."""
    copy = tmp_path / "county"
    shutil.copytree(OTHER_COUNTY, copy)
    return copy


def write_roads(folder: Path, *rows: dict[str, str]) -> None:
    lines = [",".join(row.values()) + "\n" for row in rows]
    (folder / "roads.csv").write_text(ROAD_COLUMNS + "".join(lines), encoding="utf-8")


def write_houses(folder: Path, *lines: str) -> None:
    heading = "street_code,number,lon,lat,datum,dataset,is_synthetic\n"
    text = heading + "".join(line + "\n" for line in lines)
    (folder / "house_numbers.csv").write_text(text, encoding="utf-8")


def add_place(folder: Path, **cells: str) -> None:
    """Add a street of 青禾镇, told otherwise by its cells."""
    with (folder / "places.csv").open(encoding="utf-8") as file:
        columns = file.readline().strip().split(",")
    if "within_code" not in columns:
        text = (folder / "places.csv").read_text(encoding="utf-8").splitlines()
        text = [text[0] + ",within_code", *(line + "," for line in text[1:])]
        (folder / "places.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
        columns.append("within_code")
    row = {
        "code": "J1",
        "name": "东门街",
        "kind": "street",
        "township_code": "990101001",
        "radius_m": "300",
        "is_urban": "1",
        "dataset": "survey",
        "is_synthetic": "0",
        **cells,
    }
    with (folder / "places.csv").open("a", encoding="utf-8") as file:
        file.write(",".join(row.get(name, "") for name in columns) + "\n")


def reasons(folder: Path) -> list[str]:
    with pytest.raises(BadCountyFolder) as refusal:
        read_county(folder)
    return [str(fault) for fault in refusal.value.faults]


def test_a_piece_of_road_is_read_with_its_stakes_and_limits(folder):
    write_roads(folder, GOOD_ROAD)

    (road,) = read_county(folder).roads

    assert (road.ref, road.road_class) == ("G65", RoadClass.MOTORWAY)
    assert (road.name, road.aliases) == ("渝湘高速", ("包茂高速", "高速路"))
    assert road.line == (Position(109.5, 29.3), Position(109.51, 29.31))
    assert (road.start_stake_m, road.end_stake_m) == (1_850_300, 1_852_000)
    assert (road.weight_limit_t, road.height_limit_m, road.is_oneway) == (49, None, False)


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_a_line_of_another_datum_is_converted_point_by_point(folder, datum):
    here, there = Position(109.5, 29.3), Position(109.51, 29.31)
    told = [from_wgs84(point, datum) for point in (here, there)]
    line = ";".join(f"{lon:.7f} {lat:.7f}" for lon, lat in told)
    write_roads(folder, GOOD_ROAD | {"line": line, "datum": datum.value})

    (road,) = read_county(folder).roads

    assert road.datum is datum
    for point, (lon, lat) in zip(road.line, told, strict=True):
        assert point == to_wgs84(round(lon, 7), round(lat, 7), datum)
    assert abs(road.line[1].lon - there.lon) < 1e-6


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"line": "109.5 29.3"}, "至少要有 2 个点"),
        ({"line": ""}, "line 不能为空"),
        ({"line": "109.5 29.3;109.51"}, "“109.51”应是经度和纬度"),
        ({"line": "109.5 29.3;abc 29.31"}, "“abc 29.31”"),
        ({"line": "109.5 29.3;29.31 109.51"}, "写反"),
        ({"line": "109.5 29.3;109.5 29.3"}, "同一处"),
        ({"line": "109.5 29.3;119.5 29.3"}, "离全县中心"),
        ({"datum": "gcj"}, "坐标系“gcj”不认识"),
        ({"end_stake_m": ""}, "要么都填，要么都不填"),
        ({"end_stake_m": "1850300"}, "起点桩号和终点桩号都是"),
        ({"start_stake_m": "-5"}, "起点桩号 -5 不能为负数"),
        ({"start_stake_m": "K1850"}, "不是整数"),
        ({"weight_limit_t": "-10"}, "限重 -10 吨应大于 0"),
        ({"height_limit_m": "0"}, "限高 0 米应大于 0"),
        ({"speed_kmh": "600"}, "车速 600"),
        ({"road_class": "大路"}, "大路"),
        ({"dataset": "nowhere"}, "nowhere"),
        ({"code": "R 1"}, "道路代码“R 1”"),
    ],
)
def test_a_bad_piece_of_road_is_named_by_line_and_reason(folder, cells, reason):
    write_roads(folder, GOOD_ROAD | {"code": "R0"}, GOOD_ROAD | cells)

    (fault,) = reasons(folder)

    assert fault.startswith("roads.csv 第 3 行：")
    assert reason in fault


def test_two_pieces_of_road_cannot_share_a_code(folder):
    write_roads(folder, GOOD_ROAD, GOOD_ROAD)

    (fault,) = reasons(folder)

    assert "道路代码“R1”重复" in fault


def test_house_numbers_belong_to_their_street(folder):
    add_place(folder)
    write_houses(folder, "J1,1,109.5,29.3,wgs84,survey,0", "J1,3,109.501,29.3,wgs84,survey,0")

    houses = read_county(folder).house_numbers

    assert [(house.street_code, house.number) for house in houses] == [("J1", 1), ("J1", 3)]
    assert houses[1].point.position == Position(109.501, 29.3)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("J9,3,109.5,29.3,wgs84,survey,0", "道路“J9”不在 places.csv 中"),
        ("990101001,3,109.5,29.3,wgs84,survey,0", "不是道路"),
        ("J1,1,109.5,29.3,wgs84,survey,0", "门牌号“J1 1 号”重复"),
        ("J1,0,109.5,29.3,wgs84,survey,0", "门牌号 0 应至少为 1"),
        ("J1,5甲,109.5,29.3,wgs84,survey,0", "不是整数"),
        ("J1,5,,,wgs84,survey,0", "lon 和 lat 不能为空"),
        ("J1,5,119.5,29.3,wgs84,survey,0", "离全县中心"),
    ],
)
def test_a_bad_house_number_is_named_by_line_and_reason(folder, line, reason):
    add_place(folder)
    write_houses(folder, "J1,1,109.5,29.3,wgs84,survey,0", line)

    (fault,) = reasons(folder)

    assert fault.startswith("house_numbers.csv 第 3 行：")
    assert reason in fault


def test_a_building_lies_in_its_neighbourhood(folder):
    add_place(folder, code="N1", name="东门小区", kind="residential_area")
    add_place(folder, code="N1-3", name="东门小区3栋", kind="building", within_code="N1")

    building = read_county(folder).places[-1]

    assert (building.kind, building.parent_code) == (PlaceKind.BUILDING, "N1")


def test_a_building_in_a_place_of_another_township_is_refused(folder):
    add_place(folder, code="N1", name="东门小区", kind="residential_area")
    add_place(folder, code="N2", township_code="990101002", within_code="N1")

    (fault,) = reasons(folder)

    assert "东门小区" in fault
    assert "不一致" in fault


def test_places_that_lie_in_each_other_are_refused(folder):
    add_place(folder, code="N1", within_code="N2")
    add_place(folder, code="N2", within_code="N1")

    faults = reasons(folder)

    assert [fault.count("又回到自己") for fault in faults] == [1, 1]


def test_former_names_are_read(folder):
    path = folder / "townships.csv"
    first, second, *others = path.read_text(encoding="utf-8").splitlines()
    lines = [first + ",former_names", second + ",青禾乡 东门乡", *(row + "," for row in others)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    assert read_county(folder).places[0].former_names == ("青禾乡", "东门乡")
