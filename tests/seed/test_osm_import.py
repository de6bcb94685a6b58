"""An OpenStreetMap extract becomes rows of a county folder; the extract here is made up."""

import csv
from pathlib import Path

import pytest

from resources.county_rows import PlaceKind, RoadClass
from resources.errors import BadCountyFolder
from resources.geography import Position
from seed.county_folder import read_county
from seed.osm.extract import UnreadableExtract, read_extract
from seed.osm.folder import NewCounty, NoFolder, NoTownships, write_into
from seed.osm.measures import metres, speed_kmh, tonnes

NODES = {
    1: (108.00, 28.00),
    2: (108.01, 28.00),
    3: (108.02, 28.00),
    4: (108.01, 28.01),
    5: (108.01, 27.99),
}
COUNTY = NewCounty("999999", "某某县", "某某")


def _tags(tags):
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())


def _node(number, lon, lat, **tags):
    return f'<node id="{number}" lon="{lon}" lat="{lat}" version="1">{_tags(tags)}</node>'


def _way(number, nodes, **tags):
    refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
    named = {key.replace("__", ":"): value for key, value in tags.items()}
    return f'<way id="{number}" version="1">{refs}{_tags(named)}</way>'


def _extract(folder, *things):
    path = folder / "made_up.osm"
    corners = [_node(number, *place) for number, place in NODES.items()]
    words = "".join([*corners, *(thing for thing in things if thing.startswith("<node"))])
    words += "".join(thing for thing in things if thing.startswith("<way"))
    path.write_text(f'<osm version="0.6">{words}</osm>', encoding="utf-8")
    return path


def _rows(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


TOWN = _node(100, 108.005, 28.002, place="town", name="东山镇")
MAIN_STREET = _way(10, (1, 2, 3), highway="residential", name="建设路")
CROSS_STREET = _way(11, (4, 2, 5), highway="secondary", ref="X101;X102", maxspeed="30 mph")


def test_two_ways_that_share_a_node_are_cut_where_they_meet(tmp_path):
    extract = read_extract(_extract(tmp_path, TOWN, MAIN_STREET, CROSS_STREET))

    write_into(extract, tmp_path / "county", COUNTY)

    roads = {row.code: row for row in read_county(tmp_path / "county").roads}
    assert set(roads) == {"w10-1", "w10-2", "w11-1", "w11-2"}
    assert roads["w10-1"].line == (Position(*NODES[1]), Position(*NODES[2]))
    assert roads["w10-2"].line[0] == roads["w11-2"].line[0] == Position(*NODES[2])
    assert roads["w11-1"].road_class is RoadClass.COUNTY
    assert roads["w11-1"].ref == "X101"
    assert roads["w11-1"].speed_kmh == pytest.approx(48.28)


def test_a_way_against_its_drawing_is_turned_round(tmp_path):
    against = _way(12, (1, 2), highway="tertiary", oneway="-1")

    (way,) = read_extract(_extract(tmp_path, against)).ways

    assert way.is_oneway
    assert way.line == (Position(*NODES[2]), Position(*NODES[1]))


def test_named_places_keep_their_other_and_former_names(tmp_path):
    school = _node(
        101, 108.011, 28.001, amenity="school", name="东山镇中学", alt_name="二中", old_name="民中"
    )
    extract = read_extract(_extract(tmp_path, TOWN, school))

    write_into(extract, tmp_path / "county", COUNTY)

    places = {row.code: row for row in read_county(tmp_path / "county").places}
    assert places["n101"].kind is PlaceKind.SCHOOL
    assert places["n101"].aliases == ("二中",)
    assert places["n101"].former_names == ("民中",)
    assert places["n101"].township_code == "n100"
    assert places["n101"].dataset_code == "osm"
    assert not places["n101"].is_synthetic


def test_a_road_keeps_its_other_names(tmp_path):
    motorway = _way(14, (1, 2), highway="motorway", name="包茂高速", alt_name="渝湘高速;G65 高速")
    extract = read_extract(_extract(tmp_path, TOWN, motorway))

    write_into(extract, tmp_path / "county", COUNTY)

    (road,) = read_county(tmp_path / "county").roads
    assert road.aliases == ("渝湘高速", "G65高速")
    assert road.is_oneway


def test_house_numbers_go_to_the_street_of_their_township(tmp_path):
    house = _node(102, 108.012, 28.0001, **{"addr:housenumber": "28号", "addr:street": "建设路"})
    lettered = _node(103, 108.013, 28.0, **{"addr:housenumber": "28B", "addr:street": "建设路"})
    strayed = _node(104, 108.013, 28.0, **{"addr:housenumber": "3", "addr:street": "无名路"})
    extract = read_extract(_extract(tmp_path, TOWN, MAIN_STREET, house, lettered, strayed))

    summary = write_into(extract, tmp_path / "county", COUNTY)

    (number,) = read_county(tmp_path / "county").house_numbers
    assert (number.street_code, number.number) == ("street-w10", 28)
    assert number.point.position == Position(108.012, 28.0001)
    told = "\n".join(summary.sentences())
    assert "n103：门牌号“28B”不是一个整数" in told
    assert "n104：门牌所属的“无名路”不是文件内附近的道路" in told


def test_one_street_through_two_townships_is_one_place(tmp_path):
    other_town = _node(110, 108.03, 28.002, place="town", name="西山镇")
    west, east = (
        _way(20, (1, 2), highway="primary", name="迎宾大道"),
        _way(21, (2, 3), highway="primary", name="迎宾大道"),
    )
    extract = read_extract(_extract(tmp_path, TOWN, other_town, west, east))

    write_into(extract, tmp_path / "county", COUNTY)

    streets = [row for row in read_county(tmp_path / "county").places if row.kind == "street"]
    assert [row.code for row in streets] == ["street-w20"]


def test_two_streets_of_one_name_that_do_not_meet_are_two_places(tmp_path):
    west = _way(20, (1, 2), highway="primary", name="迎宾大道")
    apart = _way(22, (4, 5), highway="residential", name="迎宾大道")
    extract = read_extract(_extract(tmp_path, TOWN, west, apart))

    write_into(extract, tmp_path / "county", COUNTY)

    streets = [row for row in read_county(tmp_path / "county").places if row.kind == "street"]
    assert [row.code for row in streets] == ["street-w20", "street-w22"]


def test_a_house_beyond_the_border_of_a_township_goes_to_the_street_it_stands_at(tmp_path):
    other_town = _node(110, 108.03, 28.002, place="town", name="西山镇")
    house = _node(111, 108.0191, 28.0001, **{"addr:housenumber": "90", "addr:street": "建设路"})
    extract = read_extract(_extract(tmp_path, TOWN, other_town, MAIN_STREET, house))

    write_into(extract, tmp_path / "county", COUNTY)

    (number,) = read_county(tmp_path / "county").house_numbers
    assert (number.street_code, number.number) == ("street-w10", 90)


def test_a_hydrant_is_water_that_nobody_has_checked(tmp_path):
    hydrant = _node(105, 108.01, 28.0, emergency="fire_hydrant", ref="东山03")
    extract = read_extract(_extract(tmp_path, TOWN, hydrant))

    write_into(extract, tmp_path / "county", COUNTY)

    (water,) = read_county(tmp_path / "county").water_sources
    assert (water.code, water.name, str(water.state)) == ("n105", "东山03", "unchecked")


def test_the_rows_of_a_brigade_stay_and_those_of_an_earlier_import_go(tmp_path):
    folder = tmp_path / "county"
    school = _node(101, 108.011, 28.001, amenity="school", name="东山镇中学")
    write_into(read_extract(_extract(tmp_path, TOWN, school)), folder, COUNTY)
    _add_own_dataset(folder)
    own = {"code": "v1", "name": "河口村", "township_code": "n100", "radius_m": "900"}
    own |= {"is_urban": "0", "dataset": "own", "is_synthetic": "0"}
    _append(folder / "villages.csv", own)
    hall = _node(106, 108.012, 28.001, amenity="townhall", name="东山镇政府")
    known = _node(107, 108.013, 28.001, place="village", name="河口")

    summary = write_into(read_extract(_extract(tmp_path, hall, known)), folder)

    rows = read_county(folder)
    assert {place.code for place in rows.places} == {"n100", "v1", "n106"}
    assert summary.known_villages == 1


def _add_own_dataset(folder):
    own = {"code": "own", "name": "本队", "licence": "内部", "attribution": "本队"}
    _append(folder / "datasets.csv", {**own, "is_synthetic": "0"})


def _append(path, row):
    rows = [*_rows(path), row]
    columns = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def test_what_lies_far_from_every_township_is_left_out_and_counted(tmp_path):
    far = _node(108, 109.5, 28.0, amenity="school", name="邻县中学")
    extract = read_extract(_extract(tmp_path, TOWN, far))

    summary = write_into(extract, tmp_path / "county", COUNTY)

    assert summary.outside == 1
    assert {row.code for row in read_county(tmp_path / "county").places} == {"n100"}


def test_a_folder_that_would_not_be_a_county_stays_as_it_was(tmp_path):
    folder = tmp_path / "county"
    write_into(read_extract(_extract(tmp_path, TOWN)), folder, COUNTY)
    _add_own_dataset(folder)
    taken = {"code": "n101", "name": "本队所录", "kind": "school", "township_code": "n100"}
    taken |= {"radius_m": "100", "is_urban": "0", "dataset": "own", "is_synthetic": "0"}
    _append(folder / "places.csv", taken)
    before = (folder / "places.csv").read_bytes()
    school = _node(101, 108.011, 28.001, amenity="school", name="东山镇中学")

    with pytest.raises(BadCountyFolder, match="n101"):
        write_into(read_extract(_extract(tmp_path, school)), folder)

    assert (folder / "places.csv").read_bytes() == before


def test_an_extract_without_towns_cannot_begin_a_folder(tmp_path):
    extract = read_extract(_extract(tmp_path, MAIN_STREET))

    with pytest.raises(NoTownships, match="乡镇"):
        write_into(extract, tmp_path / "county", COUNTY)

    assert not (tmp_path / "county").exists()


def test_a_missing_folder_is_begun_only_for_a_named_county(tmp_path):
    extract = read_extract(_extract(tmp_path, TOWN))

    with pytest.raises(NoFolder, match="新建请同时给出县代码"):
        write_into(extract, tmp_path / "nowhere")


@pytest.mark.parametrize("words", ["", "name,lon\nx,1\n", "<osm><node id='1'"])
def test_a_file_that_is_no_extract_is_refused_in_a_sentence(tmp_path, words):
    path = tmp_path / "strange.osm"
    path.write_text(words, encoding="utf-8")

    with pytest.raises(UnreadableExtract, match=r"strange\.osm 不是完整的 OpenStreetMap 数据"):
        read_extract(path)


def test_a_missing_extract_is_named():
    with pytest.raises(UnreadableExtract, match="没有这个文件"):
        read_extract(Path("/nowhere/county.osm.pbf"))


def test_a_way_cut_by_the_edge_of_the_extract_is_told_of(tmp_path):
    cut = _way(13, (1, 2, 999), highway="primary")

    extract = read_extract(_extract(tmp_path, cut))

    assert [(fault.object, fault.reason) for fault in extract.faults] == [
        ("w13", "部分节点不在文件内，只用文件内的部分")
    ]
    assert len(extract.ways[0].line) == 2


def test_measures_are_read_with_and_without_their_unit():
    assert speed_kmh("60") == 60.0
    assert speed_kmh("35 mph") == pytest.approx(56.33)
    assert speed_kmh("walk") is None
    assert tonnes("7500 kg") == 7.5
    assert metres("13'8\"") == pytest.approx(4.17)
    assert metres("4.2 m") == 4.2
    assert metres("default") is None
