"""The rows of a county must fit together, and every row that does not is named."""

from dataclasses import replace

import pytest

from resources.county import CountyRows, Layers, county_faults, layer_faults
from resources.county_rows import (
    CountyRow,
    CrewRow,
    DatasetRow,
    Origin,
    PlaceKind,
    PlaceRow,
    Point,
    StationKind,
    StationRow,
    UnitRow,
    WaterKind,
    WaterSourceRow,
    WaterState,
)
from resources.datums import Datum
from resources.errors import BadCountyFolder
from resources.geography import Position
from resources.row_faults import Unread
from resources.unit_status import UnitStatus

HERE = Point(Position(109.5, 29.3), Datum.WGS84)

COUNTY = CountyRow(
    Origin("county.csv", 2), "990101", "青禾县", "青禾", "Asia/Shanghai", (), is_demo=False
)
DATASET = DatasetRow(Origin("datasets.csv", 2), "survey", "实测", "内部", "大队", False)
TOWNSHIP = PlaceRow(
    origin=Origin("townships.csv", 2),
    code="T1",
    name="青禾镇",
    kind=PlaceKind.TOWNSHIP,
    parent_code=None,
    township_code="T1",
    point=HERE,
    radius_m=4000,
    is_urban=True,
    aliases=(),
    dataset_code="survey",
    is_synthetic=False,
)
VILLAGE = replace(
    TOWNSHIP,
    origin=Origin("villages.csv", 2),
    code="V1",
    name="东门社区",
    kind=PlaceKind.VILLAGE,
    parent_code="T1",
)
STATION = StationRow(
    origin=Origin("stations.csv", 2),
    code="S1",
    name="青禾县消防救援站",
    kind=StationKind.NATIONAL_STATION,
    station_class="二级站",
    township_code="T1",
    point=HERE,
    dataset_code="survey",
    is_synthetic=False,
)
UNIT = UnitRow(
    origin=Origin("vehicles.csv", 2),
    call_sign="青禾1",
    station_code="S1",
    vehicle_type="water_tanker",
    extra_capabilities=(),
    plate_number="",
    water_t=6,
    foam_t=0,
    ladder_m=0,
    pump_l_s=60,
    seats=6,
    minimum_crew=4,
    in_service_on=None,
    initial_status=UnitStatus.IN_STATION,
    initial_note="",
    dataset_code="survey",
    is_synthetic=False,
)
CREW = CrewRow(Origin("crews.csv", 2), "青禾1", 5, True, "张某", "survey", False)
WATER = WaterSourceRow(
    origin=Origin("water_sources.csv", 2),
    code="X1",
    kind=WaterKind.MUNICIPAL_HYDRANT,
    name="东门消火栓",
    township_code="T1",
    point=HERE,
    flow_l_s=15,
    capacity_m3=None,
    state=WaterState.INTACT,
    remark="",
    dataset_code="survey",
    is_synthetic=False,
)
SOUND = Layers(
    datasets=(DATASET,),
    places=(TOWNSHIP, VILLAGE),
    stations=(STATION,),
    units=(UNIT,),
    crews=(CREW,),
    water_sources=(WATER,),
)
SECOND = 3
"""The line of a row added below the first."""


def the_only_fault(layers: Layers) -> tuple[str, int, str]:
    (fault,) = layer_faults(layers)
    return fault.file, fault.line, fault.reason


def test_rows_that_fit_together_have_no_fault():
    assert layer_faults(SOUND) == ()


def test_a_county_that_does_not_fit_together_cannot_be_built():
    with pytest.raises(BadCountyFolder) as refusal:
        CountyRows(
            county=replace(COUNTY, time_zone="Asia/Youyang"),
            datasets=SOUND.datasets,
            places=SOUND.places,
            stations=SOUND.stations,
            units=(replace(UNIT, seats=0),),
            crews=(),
            water_sources=SOUND.water_sources,
        )

    assert [(fault.file, fault.line) for fault in refusal.value.faults] == [
        ("county.csv", 2),
        ("vehicles.csv", 2),
    ]


def test_an_unknown_time_zone_is_named():
    (fault,) = county_faults(replace(COUNTY, time_zone="Asia/Youyang"))

    assert "Asia/Youyang" in fault.reason


def test_a_code_used_twice_is_named_with_its_first_line():
    again = replace(VILLAGE, origin=Origin("villages.csv", SECOND))

    file, line, reason = the_only_fault(replace(SOUND, places=(TOWNSHIP, VILLAGE, again)))

    assert (file, line) == ("villages.csv", SECOND)
    assert "“V1”重复" in reason
    assert "villages.csv 第 2 行" in reason


def test_a_dataset_reserved_for_what_is_entered_in_the_product_is_refused():
    own = replace(DATASET, origin=Origin("datasets.csv", SECOND), code="product")

    file, line, reason = the_only_fault(replace(SOUND, datasets=(DATASET, own)))

    assert (file, line) == ("datasets.csv", SECOND)
    assert "“product”留给在系统内录入" in reason
    assert "请改用别的代码" in reason


def test_two_stations_cannot_share_a_name():
    again = replace(STATION, origin=Origin("stations.csv", SECOND), code="S2")

    file, line, reason = the_only_fault(replace(SOUND, stations=(STATION, again)))

    assert (file, line) == ("stations.csv", SECOND)
    assert "队站名称" in reason


@pytest.mark.parametrize("call_sign", ["青禾 1", "青禾/1", "", "青" * 21])
def test_a_call_sign_that_cannot_stand_in_an_address_is_refused(call_sign):
    units = (replace(UNIT, call_sign=call_sign),)

    file, _, reason = the_only_fault(replace(SOUND, units=units, crews=()))

    assert file == "vehicles.csv"
    assert f"呼号“{call_sign}”" in reason


@pytest.mark.parametrize(
    ("layer", "row", "missing"),
    [
        ("places", replace(VILLAGE, code="V9", dataset_code="nowhere"), "nowhere"),
        ("places", replace(VILLAGE, code="V9", township_code="T9", parent_code="T9"), "T9"),
        ("places", replace(VILLAGE, code="P1", kind=PlaceKind.SCHOOL, parent_code="V9"), "V9"),
        ("stations", replace(STATION, code="S9", name="另一站", township_code="T9"), "T9"),
        ("units", replace(UNIT, call_sign="青禾9", station_code="S9"), "S9"),
        ("crews", replace(CREW, call_sign="青禾9"), "青禾9"),
        ("water_sources", replace(WATER, code="X9", township_code="T9"), "T9"),
    ],
)
def test_a_reference_to_nothing_is_named(layer, row, missing):
    row = replace(row, origin=Origin(row.origin.file, SECOND))
    layers = replace(SOUND, **{layer: (*getattr(SOUND, layer), row)})

    file, line, reason = the_only_fault(layers)

    assert (file, line) == (row.origin.file, SECOND)
    assert f"“{missing}”不在" in reason


@pytest.mark.parametrize(
    "unread", [Unread(keys=frozenset({"青禾1"})), Unread(files=frozenset({"vehicles.csv"}))]
)
def test_a_reference_to_what_could_not_be_read_is_not_a_second_fault(unread):
    layers = replace(SOUND, units=(), crews=(CREW,))

    assert len(layer_faults(layers)) == 1
    assert layer_faults(layers, unread) == ()


def test_a_place_in_a_village_of_another_township_is_refused():
    other = replace(TOWNSHIP, code="T2", name="柳林镇", township_code="T2")
    school = replace(
        VILLAGE,
        origin=Origin("places.csv", 2),
        code="P1",
        kind=PlaceKind.SCHOOL,
        parent_code="V1",
        township_code="T2",
    )

    file, _, reason = the_only_fault(replace(SOUND, places=(TOWNSHIP, other, VILLAGE, school)))

    assert file == "places.csv"
    assert "东门社区" in reason


def test_generated_rows_cannot_pass_as_measured_ones():
    generated = replace(DATASET, code="generated", is_synthetic=True)
    water = replace(WATER, dataset_code="generated", is_synthetic=False)
    layers = replace(SOUND, datasets=(DATASET, generated), water_sources=(water,))

    file, _, reason = the_only_fault(layers)

    assert file == "water_sources.csv"
    assert "is_synthetic" in reason


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"vehicle_type": "space_ship"}, "space_ship"),
        ({"extra_capabilities": ("flying",)}, "flying"),
        ({"minimum_crew": 7}, "最低出动人数 7"),
        ({"minimum_crew": -1}, "最低出动人数 -1"),
        ({"water_t": -0.5}, "载水量 -0.5"),
        ({"initial_status": UnitStatus.EN_ROUTE}, "途中"),
        ({"initial_status": UnitStatus.OUT_OF_SERVICE}, "initial_note"),
    ],
)
def test_a_vehicle_that_cannot_be_is_refused(change, word):
    file, line, reason = the_only_fault(replace(SOUND, units=(replace(UNIT, **change),)))

    assert (file, line) == ("vehicles.csv", 2)
    assert word in reason


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"people": 7}, "超过该车座位数 6"),
        ({"people": -1}, "不能为负数"),
        ({"people": 0}, "在岗 0 人却标有驾驶员"),
    ],
)
def test_a_crew_that_cannot_be_is_refused(change, word):
    crew = replace(CREW, **change)
    crew = replace(crew, has_driver=crew.people >= 0)

    faults = layer_faults(replace(SOUND, crews=(crew,)))

    assert [fault.line for fault in faults if word in fault.reason] == [2]


def test_a_crew_below_the_minimum_is_a_fact_and_no_fault():
    assert layer_faults(replace(SOUND, crews=(replace(CREW, people=1),))) == ()


def test_a_point_hundreds_of_kilometres_away_is_a_slip():
    # Three degrees of latitude are 333 km; the median stays with the other points.
    slipped = replace(WATER, point=Point(Position(109.5, 32.3), Datum.WGS84))

    file, _, reason = the_only_fault(replace(SOUND, water_sources=(slipped,)))

    assert file == "water_sources.csv"
    assert "千米" in reason


def test_a_point_within_a_large_county_is_believed():
    # Two degrees of latitude are 222 km.
    remote = replace(WATER, point=Point(Position(109.5, 31.3), Datum.WGS84))

    assert layer_faults(replace(SOUND, water_sources=(remote,))) == ()


def test_faults_come_in_the_order_of_file_and_line():
    bad = tuple(
        replace(WATER, origin=Origin("water_sources.csv", line), code=f"X{line}", flow_l_s=-1)
        for line in (12, 4)
    )

    faults = layer_faults(replace(SOUND, units=(replace(UNIT, seats=0),), water_sources=bad))

    assert [(fault.file, fault.line) for fault in faults if fault.file != "crews.csv"] == [
        ("vehicles.csv", 2),
        ("water_sources.csv", 4),
        ("water_sources.csv", 12),
    ]


def shared(*pools_and_stations):
    units, crews = [], []
    for line, (pool, station) in enumerate(pools_and_stations, start=2):
        sign = f"青禾{line}"
        units.append(replace(UNIT, origin=Origin("vehicles.csv", line), call_sign=sign))
        units[-1] = replace(units[-1], station_code=station)
        origin = Origin("crews.csv", line)
        crews.append(replace(CREW, origin=origin, call_sign=sign, pool=pool))
    second = replace(STATION, origin=Origin("stations.csv", 3), code="S2", name="柳林站")
    return replace(SOUND, stations=(STATION, second), units=tuple(units), crews=tuple(crews))


def test_vehicles_of_one_station_may_share_a_crew():
    assert layer_faults(shared(("一班", "S1"), ("一班", "S1"), ("二班", "S2"), ("", "S2"))) == ()


def test_vehicles_of_two_stations_may_not_share_a_crew():
    file, line, reason = the_only_fault(shared(("一班", "S1"), ("一班", "S2")))

    assert (file, line) == ("crews.csv", 3)
    assert reason == (
        "共用班组“一班”的 青禾2 属于队站 S1，青禾3 属于队站 S2；不同队站不能共用班组，"
        "请改用别的名称。"
    )


@pytest.mark.parametrize("pool", ["一班 二班", "班" * 21])
def test_the_name_of_a_shared_crew_is_one_short_word(pool):
    file, line, reason = the_only_fault(shared((pool, "S1")))

    assert (file, line) == ("crews.csv", 2)
    assert "应为一个词" in reason
