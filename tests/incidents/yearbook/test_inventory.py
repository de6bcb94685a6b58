"""The stock is counted by hand: 13 columns, 22 types, stations, water, and what stands behind."""

from datetime import UTC, date, datetime

import pytest

from incidents.yearbook import inventory, inventory_queries
from incidents.yearbook.counting import Table
from incidents.yearbook.definitions import UnknownTable
from incidents.yearbook.entries import Behind
from incidents.yearbook.inventory import Asked, CrewRow, StationRow, VehicleRow
from incidents.yearbook.inventory_tables import (
    INVENTORY,
    PLAN_COLUMNS,
    VEHICLE_TYPES_TABLE,
    VEHICLES,
)
from incidents.yearbook.questions import Question, read_question
from resources.database import transaction
from resources.errors import BadInput
from resources.records import WaterSource
from resources.unit_status import UnitStatus
from resources.vehicle_types import VEHICLE_TYPES
from tests.makers import DATASET, make_county, make_place, make_station, make_unit

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 28)


def vehicle(call_sign: str, kind: str, since: date | None = TODAY, status: str = "in_station"):
    return VehicleRow(call_sign, "A", kind, status, since, is_synthetic=False)


def amounts(table: Table, row: str) -> dict[str, int | None]:
    found = table.total if row == "total" else next(r for r in table.rows if r.key == row)
    return {cell.key: cell.amount for cell in found.cells if cell.amount != 0}


def test_the_plan_has_13_columns_in_its_order_and_the_grand_total_first() -> None:
    headings = [column.heading for column in VEHICLES.columns]

    assert headings == [
        *("合计", "水罐车", "泡沫车", "压缩空气泡沫车", "登高平台或云梯车", "高喷车"),
        *("抢险救援车", "排烟或照明车", "化救或洗消车", "通信指挥车", "工程机械"),
        *("远程供水或排涝车", "自装卸（模块）车", "保障车", "列外"),
    ]
    assert set(PLAN_COLUMNS.values()) == {t.plan_name for t in VEHICLE_TYPES.values()} - {None}


def test_every_type_of_vehicle_has_one_column_and_strange_ones_stand_outside() -> None:
    assert {inventory.plan_column(code) for code in VEHICLE_TYPES} == {*PLAN_COLUMNS, "other"}
    assert inventory.plan_column("foam_powder") == "foam"
    assert inventory.plan_column("boat") == "other"
    assert inventory.plan_column("airship") == "other"


def test_a_vehicle_is_overdue_on_the_day_its_years_are_full() -> None:
    # A 水罐消防车 must retire after 12 years (R), a ladder after 15 (P), a motorcycle never.
    rows = [
        vehicle("甲", "water_tanker", date(2014, 11, 28)),
        vehicle("乙", "water_tanker", date(2014, 11, 29)),
        vehicle("丙", "turntable_ladder", date(2012, 1, 1)),
        vehicle("丁", "motorcycle", date(1990, 1, 1)),
        vehicle("戊", "boat", None, UnitStatus.OUT_OF_SERVICE),
    ]

    items = inventory.type_items(rows, TODAY)
    labels = inventory.type_rows(rows)
    table = inventory.counted(VEHICLE_TYPES_TABLE, labels, items, Asked(TODAY, ()))

    assert [item.amounts.get("overdue", 0) for item in items] == [1, 0, 0, 0, 0]
    assert amounts(table, "total") == {
        "total": 5,
        "in_service": 4,
        "out_of_service": 1,
        "overdue": 1,
        "undated": 1,
    }
    assert len(table.rows) == 22 + 2
    assert [row.label for row in table.rows[:4]] == ["水罐", "泡沫", "压缩空气泡沫", "泡沫干粉联用"]
    assert [row.label for row in table.rows[22:]] == ["列外：消防摩托车", "列外：舟艇"]
    assert all(check.holds for check in table.checks)


def test_a_shared_crew_is_counted_once() -> None:
    crews = [
        CrewRow("甲", "A", "", 5),
        CrewRow("乙", "A", "一班", 4),
        CrewRow("丙", "A", "一班", 6),
        CrewRow("丁", "B", "一班", 3),
    ]

    assert inventory.people_on(crews) == {"甲": 5, "丙": 6, "丁": 3}


def test_a_sum_that_does_not_add_up_is_told() -> None:
    broken = inventory.Item("甲", "甲", "A", {"total": 2, "water": 1}, is_synthetic=False)

    table = inventory.counted(VEHICLES, {"A": "一站"}, [broken], Asked(TODAY, ()))

    failed = [check.text for check in table.checks if not check.holds]
    assert failed == ["一站：各列之和 1≠合计 2", "合计：各列之和 1≠合计 2"]


@pytest.fixture
def county(application) -> None:
    """Two townships, two stations, four vehicles and four water sources."""
    with transaction() as session:
        make_county(session)
        for name in ("龙潭镇", "麻旺镇"):
            make_place(session, name, kind="township")
        own = make_station(session, "一站", township_code="龙潭镇")
        town = make_station(session, "麻旺队", "township_brigade", township_code="麻旺镇")
        make_station(session, "微站", "micro_station", township_code="麻旺镇")
        make_unit(session, "甲", "water_tanker", own, crew=6)
        make_unit(session, "乙", "turntable_ladder", own, crew=3)
        make_unit(session, "丙", "water_tanker", town, status=UnitStatus.OUT_OF_SERVICE)
        make_unit(session, "丁", "drone", town, crew=2).is_synthetic = True
        for code, kind, township, state in (
            ("X1", "municipal_hydrant", "龙潭镇", "intact"),
            ("X2", "municipal_hydrant", "龙潭镇", "damaged"),
            ("X3", "water_crane", "龙潭镇", "intact"),
            ("X4", "natural_intake", None, "unchecked"),
        ):
            row = WaterSource(code=code, kind=kind, name=f"{code}栓", state=state)
            row.township_code, row.dataset_code = township, DATASET
            session.add(row)


def ask(table: str, **more: str) -> Question:
    return read_question({"table": table, "from": "2026", "to": "2026", **more}, ZONE, NOW)


def answer(table: str, **more: str) -> Table:
    return inventory_queries.answer(ask(table, **more), ZONE)


def open_cell(table: str, row: str, column: str, after: str = "", most: int = 100) -> Behind:
    return inventory_queries.behind(ask(table), row, column, ZONE, after, most)


@pytest.mark.usefixtures("county")
def test_vehicles_stand_under_their_station_in_the_plan_s_columns() -> None:
    table = answer("vehicles")

    assert [row.label for row in table.rows] == ["一站", "麻旺队"]
    assert amounts(table, "一站") == {"total": 2, "water": 1, "ladder": 1}
    assert amounts(table, "麻旺队") == {"total": 2, "water": 1, "other": 1}
    assert amounts(table, "total") == {"total": 4, "water": 2, "ladder": 1, "other": 1}
    assert table.caption == "消防车辆统计表（2026-11-28 存量）（含演示数据）"
    assert table.notes[-1] == "含生成的演示数据 1 项，不是真实存量。"
    assert all(check.holds for check in table.checks)


def test_stations_that_have_none_of_the_plan_s_vehicles_share_a_row_by_their_kind() -> None:
    stations = [
        StationRow(code, f"{code}站", kind, is_synthetic=False)
        for code, kind in (
            ("A", "national_station"),
            ("B", "micro_station"),
            ("C", "micro_station"),
            ("D", "micro_station"),
        )
    ]
    vehicles = [
        VehicleRow(f"{code}{kind}", code, kind, "in_station", None, is_synthetic=False)
        for code, kind in (("A", "boat"), ("A", "rescue"), ("B", "drone"), ("C", "portable_pump"))
    ]

    rows = inventory.station_rows(stations, vehicles)
    items = inventory.vehicle_items(vehicles, rows)

    assert [row.label for row in rows] == ["A站", "微型消防站 2 个（只有列外车辆）"]
    assert [item.row for item in items] == ["A", "A", "micro_station", "micro_station"]


@pytest.mark.usefixtures("county")
def test_stations_and_water_are_counted_by_kind_and_by_township() -> None:
    stations, water, towns = answer("stations"), answer("water"), answer("water-townships")

    assert amounts(stations, "total") == {"stations": 3, "vehicles": 4, "people": 16}
    assert amounts(stations, "township_brigade") == {"stations": 1, "vehicles": 2, "people": 7}
    hydrants = {"total": 2, "intact": 1, "damaged": 1, "intact_share": 5_000}
    assert amounts(water, "municipal_hydrant") == hydrants
    assert amounts(water, "tank") == {"intact_share": None}
    assert amounts(water, "total")["intact_share"] == 5_000
    assert [row.label for row in towns.rows] == ["麻旺镇", "龙潭镇", "未填乡镇"]
    # Two of three are 66.666… %, rounded half up.
    assert amounts(towns, "龙潭镇")["intact_share"] == 6_667
    assert amounts(answer("water", township="龙潭镇"), "total")["total"] == 3
    assert amounts(answer("vehicles", station="一站"), "total")["total"] == 2


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("table", [one.name for one in INVENTORY])
def test_what_stands_behind_every_cell_adds_up_to_it(table: str) -> None:
    counted = answer(table)

    for row in (*counted.rows, counted.total):
        for cell in row.cells:
            if not cell.filters:
                continue
            told = dict(cell.filters)
            opened = open_cell(told["table"], told["row"], told["column"])
            assert opened.total == cell.amount == sum(part.amount for part in opened.parts)


@pytest.mark.usefixtures("county")
def test_a_cell_opens_page_by_page_and_says_what_each_thing_is() -> None:
    first = open_cell("vehicles", "total", "total", most=3)
    rest = open_cell("vehicles", "total", "total", first.next)

    assert [part.number for part in (*first.parts, *rest.parts)] == ["乙", "甲", "丁", "丙"]
    assert (first.records, first.total, rest.next) == (4, 4, "")
    assert first.parts[0].words == "乙（云梯消防车）"
    with pytest.raises(UnknownTable, match="没有行“三站”"):
        open_cell("vehicles", "三站", "total")
    with pytest.raises(UnknownTable, match="没有列"):
        open_cell("vehicles", "total", "tank")
    with pytest.raises(UnknownTable, match="是比率"):
        open_cell("water", "total", "intact_share")
    with pytest.raises(UnknownTable, match="从头打开"):
        open_cell("vehicles", "total", "total", "戊")


@pytest.mark.usefixtures("county")
def test_a_past_year_is_told_that_only_today_is_known() -> None:
    table = inventory_queries.answer(
        read_question({"table": "water", "from": "2016", "to": "2020"}, ZONE, NOW), ZONE
    )

    assert table.notes[0] == (
        "所问的是2016—2020年，系统没有那时的存量记录；"
        "本表是 2026-11-28 的存量，不能当作2016—2020年的数。"
    )
    assert not any("所问" in note for note in answer("water").notes)


@pytest.mark.usefixtures("county")
def test_the_stock_is_not_grouped_compared_or_filtered_as_incidents_are() -> None:
    for more in ({"by": "month"}, {"compare": "yoy"}, {"per": "people"}, {"class": "fire"}):
        with pytest.raises(BadInput):
            answer("vehicles", **more)
    with pytest.raises(BadInput, match="没有代码为“三站”的队站"):
        answer("vehicles", station="三站")
    with pytest.raises(BadInput, match="不能按 station 筛选"):
        answer("water", station="一站")
