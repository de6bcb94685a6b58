"""A county folder is read whole, or every bad row of it is named."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from resources.county_rows import (
    PARTNER_KIND_LABELS,
    PLACE_KIND_LABELS,
    ROAD_CLASS_LABELS,
    STATION_KIND_LABELS,
    WATER_KIND_LABELS,
    WATER_STATE_LABELS,
    PartnerKind,
    PlaceKind,
    StationKind,
    WaterState,
)
from resources.datums import Datum, from_wgs84
from resources.errors import BadCountyFolder, RowFault
from resources.unit_status import UnitStatus
from resources.vehicle_types import CAPABILITY_LABELS
from seed.county_folder import HEADINGS, read_county

OTHER_COUNTY = Path(__file__).with_name("other_county")
FORMAT = Path(__file__).parents[2] / "docs" / "county-folder.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the second county that a test may spoil."""
    copy = tmp_path / "county"
    shutil.copytree(OTHER_COUNTY, copy)
    return copy


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before, "the test meant to change the file"
    path.write_text(after, encoding="utf-8")


def faults_of(folder: Path) -> tuple[RowFault, ...]:
    with pytest.raises(BadCountyFolder) as refusal:
        read_county(folder)
    return refusal.value.faults


def test_a_second_county_is_read_as_it_stands():
    rows = read_county(OTHER_COUNTY)

    assert rows.county.name == "青禾县（虚构）"
    assert rows.county.neighbours == ("白石", "云溪")
    assert [place.kind for place in rows.places].count(PlaceKind.TOWNSHIP) == 3
    assert [place.kind for place in rows.places].count(PlaceKind.VILLAGE) == 5
    assert [unit.call_sign for unit in rows.units] == ["青禾1", "青禾2", "青禾3", "柳林1"]
    assert (rows.roads, rows.house_numbers) == ((), ())


def test_words_may_be_written_as_chinese_labels():
    rows = read_county(OTHER_COUNTY)

    assert rows.stations[0].kind is StationKind.NATIONAL_STATION
    assert rows.units[1].vehicle_type == "rescue"
    assert rows.units[1].extra_capabilities == ("smoke_light",)
    assert rows.units[2].initial_status is UnitStatus.OUT_OF_SERVICE
    assert rows.water_sources[0].state is WaterState.INTACT
    assert rows.crews[1].has_driver


def test_a_shared_crew_is_read_from_its_own_column(folder):
    sheet = "call_sign,people,has_driver,dataset,is_synthetic,pool\n青禾1,5,1,survey,0,一班\n"
    (folder / "crews.csv").write_text(sheet, encoding="utf-8")

    assert [row.pool for row in read_county(folder).crews] == ["一班"]


def test_a_crew_file_without_the_column_shares_nobody():
    assert {row.pool for row in read_county(OTHER_COUNTY).crews} == {""}


def test_a_day_may_be_written_as_a_spreadsheet_writes_it():
    units = read_county(OTHER_COUNTY).units

    assert units[0].in_service_on == date(2019, 5, 20)
    assert units[1].in_service_on == date(2021, 3, 9)
    assert units[2].in_service_on is None


def test_points_become_wgs84_and_remember_their_datum():
    village = next(row for row in read_county(OTHER_COUNTY).places if row.name == "河湾村")

    assert village.point is not None
    assert village.point.datum is Datum.BD09
    # Sent back into the datum of the file, the point has the numbers that stand there.
    assert from_wgs84(village.point.position, Datum.BD09) == pytest.approx((109.52, 29.31))
    assert abs(village.point.position.lon - 109.52) > 0.005


def test_a_village_without_a_point_keeps_its_name():
    village = next(row for row in read_county(OTHER_COUNTY).places if row.name == "高坡村")

    assert village.point is None


def test_a_named_place_lies_in_its_village_or_else_in_its_township():
    school, filling_station = read_county(OTHER_COUNTY).places[-2:]

    assert school.parent_code == "990101001201"
    assert school.aliases == ("县中", "青禾县中学")
    assert filling_station.parent_code == "990101002"
    assert filling_station.name == "柳林加油站, 省道旁"


def test_a_byte_order_mark_does_no_harm(folder):
    path = folder / "townships.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert read_county(folder) == read_county(OTHER_COUNTY)


def test_the_line_ends_and_empty_cells_of_a_spreadsheet_do_no_harm(folder):
    path = folder / "villages.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_bytes("".join(f"{line},,\r\n" for line in lines).encode() + b",,,,\r\n\r\n")

    assert read_county(folder) == read_county(OTHER_COUNTY)


def test_a_file_in_another_encoding_is_refused_with_the_way_out(folder):
    path = folder / "stations.csv"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.encode("gb18030"))

    # The vehicles of the unread stations are not reported on top.
    (fault,) = faults_of(folder)

    assert fault.file == "stations.csv"
    # The heading is plain ASCII; the first Chinese character stands in line 2.
    assert fault.line == 2
    assert "UTF-8" in fault.reason


def test_a_missing_file_is_named(folder):
    (folder / "water_sources.csv").unlink()

    assert [(fault.file, fault.line) for fault in faults_of(folder)] == [("water_sources.csv", 1)]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    (fault,) = faults_of(tmp_path / "nowhere")

    assert "nowhere" in fault.file


def test_an_empty_file_is_told_its_heading(folder):
    (folder / "crews.csv").write_text("", encoding="utf-8")

    (fault,) = faults_of(folder)

    assert fault.file == "crews.csv"
    assert "call_sign" in fault.reason


def test_a_missing_and_an_unknown_column_are_both_named(folder):
    rewrite(folder / "crews.csv", lambda text: text.replace("people", "peopel", 1))

    reasons = [fault.reason for fault in faults_of(folder)]

    assert reasons == ["缺少列 people。", "不认识列“peopel”，是不是 people？"]


@pytest.mark.parametrize(
    ("file", "good", "bad", "line", "word"),
    [
        ("vehicles.csv", "6,4,2019-05-20", "6人,4,2019-05-20", 2, "6人"),
        ("vehicles.csv", "6,4,2019-05-20", "6000000000,4,2019-05-20", 2, "6000000000"),
        ("vehicles.csv", "2019-05-20", "2019-02-30", 2, "日历"),
        ("vehicles.csv", "2019-05-20", "去年", 2, "去年"),
        ("vehicles.csv", ",,,32,", ",,,三十二,", 4, "三十二"),
        ("vehicles.csv", "停用,年检", "坏了,年检", 4, "坏了"),
        ("townships.csv", "29.30000,wgs84", "29.30000,beijing54", 2, "beijing54"),
        ("townships.csv", "29.30000,wgs84", "29.30000,", 2, "datum"),
        ("townships.csv", "109.50000,29.30000", "nan,29.30000", 2, "nan"),
        ("townships.csv", "109.50000,29.30000", "29.30000,109.50000", 2, "写反"),
        ("townships.csv", "109.50000,29.30000", ",29.30000", 2, "lon"),
        ("townships.csv", "4000,1,", "4000,也许,", 2, "也许"),
        ("stations.csv", "109.50200,29.30100", ",", 2, "无法派车"),
        ("places.csv", "学校", "village", 2, "village"),
        ("crews.csv", "青禾1,5,1,张某,survey,0", "青禾1,5,1,张某,survey,0,多", 2, "双引号"),
        ("vehicles.csv", "年检,survey", "年检,送修,survey", 4, "双引号"),
        ("vehicles.csv", "3,,,30,5,3,,in_station,", "3,,,30,5,3,,in_station,,,", 5, "双引号"),
        ("water_sources.csv", "东门消火栓", '"东门"消火栓', 2, "双引号"),
        ("water_sources.csv", "枯水期", "枯\0水期", 3, "空字符"),
    ],
)
def test_a_bad_cell_is_named_by_file_and_line(folder, file, good, bad, line, word):
    rewrite(folder / file, lambda text: text.replace(good, bad, 1))

    (fault,) = faults_of(folder)

    assert (fault.file, fault.line) == (file, line)
    assert word in fault.reason


def test_every_bad_row_of_the_folder_is_named_at_once(folder):
    rewrite(folder / "villages.csv", lambda text: text.replace("gcj02", "gcj", 1))
    rewrite(folder / "vehicles.csv", lambda text: text.replace("应急0001,6", "应急0001,-6", 1))
    rewrite(folder / "crews.csv", lambda text: text.replace("柳林1", "柳林9", 1))
    (folder / "vehicle.csv").write_text("", encoding="utf-8")

    named = [(fault.file, fault.line) for fault in faults_of(folder)]

    # A village that could not be read is not also reported as unknown by the school in it.
    assert named == [
        ("villages.csv", 2),
        ("vehicles.csv", 2),
        ("crews.csv", 4),
        ("vehicle.csv", 1),
    ]


def test_lines_are_counted_through_a_cell_of_two_lines(folder):
    rewrite(
        folder / "water_sources.csv", lambda text: text.replace("18.5,,完好,", '18.5,,完好,"a\nb"')
    )
    rewrite(folder / "water_sources.csv", lambda text: text.replace("unchecked", "unknown", 1))

    (fault,) = faults_of(folder)

    assert fault.line == 4


def test_a_folder_holds_exactly_one_county(folder):
    rewrite(folder / "county.csv", lambda text: text + text.splitlines()[1] + "\n")

    (fault,) = faults_of(folder)

    assert fault.file == "county.csv"
    assert "2 行" in fault.reason


@pytest.mark.parametrize("file", HEADINGS)
def test_every_column_is_explained_in_its_section_of_the_format(file):
    sections = FORMAT.read_text(encoding="utf-8").split("\n## ")

    (section,) = [each for each in sections if file in each.splitlines()[0]]

    unexplained = [name for name in HEADINGS[file].known if f"`{name}`" not in section]
    assert unexplained == []


def test_every_word_that_may_be_filled_in_is_listed_in_the_format():
    text = FORMAT.read_text(encoding="utf-8")
    lists = (
        {kind: PLACE_KIND_LABELS[kind] for kind in list(PLACE_KIND_LABELS)[2:]},
        ROAD_CLASS_LABELS,
        STATION_KIND_LABELS,
        WATER_KIND_LABELS,
        WATER_STATE_LABELS,
        PARTNER_KIND_LABELS,
        CAPABILITY_LABELS,
    )

    missing = [
        word
        for labels in lists
        for word, label in labels.items()
        if f"`{word}` {label}" not in text
    ]
    assert missing == []


PARTNERS = (
    "code,name,rung,kind,is_commanded,lon,lat,datum,vehicles,people,capabilities,dataset,"
    "is_synthetic\n"
)


def test_partners_may_lie_anywhere_or_have_no_point_and_speak_chinese(folder):
    lines = (
        "N1,白石县大队,3,邻县消防救援力量,否,113.0,23.1,wgs84,3,16,水罐 登高或云梯,survey,0\n"
        "D1,支队,4,detachment,1,,,,8,40,water,survey,0\n"
    )
    (folder / "partners.csv").write_text(PARTNERS + lines, encoding="utf-8")

    near, above = read_county(folder).partners

    assert (near.kind, near.capabilities) == (PartnerKind.NEIGHBOUR_BRIGADE, ("water", "ladder"))
    assert near.point is not None and near.point.position.lat == 23.1
    assert (above.point, above.is_commanded) == (None, True)
    assert read_county(OTHER_COUNTY).partners == ()


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("N1,甲,7,detachment,0,,,,1,5,water,survey,0", "增援级别 7"),
        ("N1,甲,-1,detachment,0,,,,1,5,water,survey,0", "增援级别 -1"),
        ("N1,甲,3,detachment,0,,,,-1,5,water,survey,0", "不能为负数"),
        ("N1,甲,3,detachment,0,,,,1,5,flying,survey,0", "不认识能力“flying”"),
        ("N1,甲,3,detachment,0,,,,1,5,,survey,0", "有车辆就要填写 capabilities"),
        ("N1,甲,3,army,0,,,,1,5,water,survey,0", "army"),
        ("N1,甲,3,detachment,0,108,,wgs84,1,5,water,survey,0", "lat"),
        ("N1,甲,3,detachment,0,,,,1,5,water,nowhere,0", "nowhere"),
        ("N/1,甲,3,detachment,0,,,,1,5,water,survey,0", "增援力量代码"),
        ("N1,,3,detachment,0,,,,1,5,water,survey,0", "name"),
    ],
)
def test_a_bad_partner_is_named_by_its_line(folder, cells, words):
    good = "N0,乙,3,detachment,0,,,,1,5,water,survey,0\n"
    (folder / "partners.csv").write_text(f"{PARTNERS}{good}{cells}\n", encoding="utf-8")

    faults = faults_of(folder)

    assert {(fault.file, fault.line) for fault in faults} == {("partners.csv", 3)}
    assert any(words in fault.reason for fault in faults)


def test_a_partner_named_twice_is_refused(folder):
    line = "N1,甲,3,detachment,0,,,,1,5,water,survey,0\n"
    (folder / "partners.csv").write_text(PARTNERS + line + line, encoding="utf-8")

    (fault,) = faults_of(folder)

    assert (fault.line, "增援力量代码“N1”重复" in fault.reason) == (3, True)


KEY_UNITS = "place_code,usage,floors,height_m,hazards,dataset,is_synthetic\n"


def test_key_units_stand_at_places_of_the_county(folder):
    code = next(row.code for row in read_county(folder).places if row.parent_code)
    line = f"{code},冷库物流,,7.5,液氨制冷,survey,0\n"
    (folder / "key_units.csv").write_text(KEY_UNITS + line, encoding="utf-8")

    (unit,) = read_county(folder).key_units

    assert (unit.place_code, unit.usage, unit.floors, unit.height_m) == (
        code,
        "冷库物流",
        None,
        7.5,
    )
    assert (unit.hazards, unit.approach) == ("液氨制冷", "")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("没有,仓库,2,7.5,,survey,0", "地点“没有”"),
        ("{code},仓库,0,7.5,,survey,0", "楼层数 0"),
        ("{code},仓库,201,7.5,,survey,0", "楼层数 201"),
        ("{code},仓库,两层,7.5,,survey,0", "不是整数"),
        ("{code},仓库,2,-1,,survey,0", "不能为负数"),
        ("{code},,2,7.5,,survey,0", "usage"),
        ("{code},仓库,2,7.5,,nowhere,0", "nowhere"),
    ],
)
def test_a_bad_key_unit_is_named_by_its_line(folder, cells, words):
    code = read_county(folder).places[0].code
    line = cells.format(code=code)
    (folder / "key_units.csv").write_text(f"{KEY_UNITS}{line}\n", encoding="utf-8")

    faults = faults_of(folder)

    assert {(fault.file, fault.line) for fault in faults} == {("key_units.csv", 2)}
    assert any(words in fault.reason for fault in faults)


def test_a_key_unit_told_twice_is_refused(folder):
    line = f"{read_county(folder).places[0].code},仓库,2,7.5,,survey,0\n"
    (folder / "key_units.csv").write_text(KEY_UNITS + line + line, encoding="utf-8")

    (fault,) = faults_of(folder)

    assert fault.line == 3
    assert "重复" in fault.reason
