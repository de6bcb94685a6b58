from pathlib import Path

import pytest

from dispatch.response_plans import (
    COLUMNS,
    DEFAULT_RULES,
    BadRules,
    DemandLine,
    Mark,
    demand_for,
    load_rules,
)
from incidents.categories import CATEGORIES, LevelScale, UnknownCategory, UnknownLevel
from resources.vehicle_types import Capability

# The proposed table as it was agreed, one line per code and level, apart from the notes.
AGREED = """
10100 1 water2 | 10
10100 2 water3 ladder1 rescue1 | 20
10100 3 water5 foam1 ladder1 rescue1 supply1 smoke_light1 command1 support1 | 40
10110 2 water3 rescue1 supply1 | 18
10110 3 water6 foam1 rescue1 supply2 smoke_light1 command1 support1 | 45
10200 2 water4 ladder1 rescue1 | 28
10200 3 water8 ladder2 rescue2 support1 | 60
10200 4 water16 ladder4 rescue4 command1 support2 | 120
10200 5 water32 ladder8 rescue8 command1 support4 | 240
10300 2 water3 rescue1 smoke_light1 support1 | 22
10310 2 water3 rescue1 smoke_light1 support1 | 22
10310 3 water6 foam1 rescue2 supply1 smoke_light2 command1 support1 | 50
10300 3 water6 foam1 rescue2 supply1 smoke_light2 command1 support1 | 50
10400 2 water4 ladder1 rescue1 smoke_light1 | 28
10410 2 water4 ladder1 rescue1 smoke_light1 | 28
10410 3 water8 foam1 ladder2 rescue2 supply1 smoke_light1 command1 support1 | 65
10400 3 water8 foam1 ladder2 rescue2 supply1 smoke_light1 command1 support1 | 65
10500 2 water2 foam2 tower_nozzle1 rescue1 supply1 hazmat1 | 30
10500 3 water4 foam4 tower_nozzle2 rescue1 supply2 hazmat2 command1 support2 | 70
10510 2 water2 foam2 rescue1 | 24
10600 2 water4 foam1 ladder1 rescue1 supply1 | 35
10600 3 water8 foam1 ladder2 rescue1 supply2 smoke_light1 command1 support1 | 65
10610 2 water3 foam1 supply2 support1 | 24
10700 1 water1 foam1 | 8
10710 1 water2 | 12
10710 2 water3 foam1 rescue1 | 25
10720 1 water2 smoke_light1 | 12
10730 2 water4 rescue1 supply1 smoke_light1 hazmat1 | 32
10800 1 water1 foam1 | 8
10900 1 water2 supply1 | 15
10910 1 water1 | 5
10930 1 water1 | 5
20100 1 water2 rescue1 | 14
20100 2 water3 foam1 rescue1 hazmat1 | 22
20100 3 water4 foam2 rescue2 supply1 hazmat2 command1 support1 | 55
20110 1 water1 rescue1 | 10
20110 2 water2 rescue1 | 15
20200 1 water1 rescue1 | 10
20200 2 water2 rescue1 | 15
20200 3 water3 foam1 rescue2 smoke_light1 command1 support1 | 40
20300 2 water1 rescue2 smoke_light1 support1 | 20
20300 3 water2 rescue3 smoke_light2 command1 support2 | 60
20410 3 water2 rescue3 supply1 smoke_light1 command1 support3 | 60
20400 3 water2 rescue3 supply1 smoke_light1 command1 support3 | 60
20420 2 rescue2 supply1 boat2 | 20
20420 3 rescue3 supply2 smoke_light1 command1 boat6 | 50
20500 1 rescue1 boat1 | 6
20510 1 rescue1 | 6
20710 1 rescue1 | 8
20700 1 rescue1 | 8
20800 1 water1 rescue1 smoke_light1 | 12
20910 1 ladder1 rescue1 | 12
20900 1 ladder1 rescue1 | 12
21010 1 rescue1 | 5
21000 1 rescue1 | 5
""".strip().splitlines()

HEADER = ",".join(COLUMNS)


def in_short(demand):
    lines = " ".join(f"{line.capability}{line.count}" for line in demand.lines)
    return f"{lines} | {demand.people}"


def line_of(demand, capability):
    return next(line for line in demand.lines if line.capability == capability)


def write_rules(folder: Path, *rows: dict[str, str]) -> Path:
    groups = [
        {"category": f"{digit}0000", "level": "-", "basis": "per_order", "mark": "P"}
        for digit in "123459"
    ]
    lines = [HEADER]
    for row in (*groups, *rows):
        lines.append(",".join(row.get(column, "") for column in COLUMNS))
    path = folder / "ours-7.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def make_row(**cells):
    return {"category": "10100", "level": "1", "basis": "rule", "people": "5", "mark": "P"} | cells


@pytest.mark.parametrize("agreed", AGREED)
def test_the_default_table_asks_for_what_was_agreed(agreed):
    code, level, forces = agreed.split(" ", 2)

    demand = demand_for(code, int(level))

    assert in_short(demand) == forces
    assert (demand.rule.version, demand.rule.category) == ("default-2026-1", code)
    assert demand.rule.level == int(level)


def test_the_two_basic_units_of_the_high_rise_outline_are_sourced_and_the_rest_proposed():
    demand = demand_for("10200", 3)

    marks = {line.capability: line.mark for line in demand.lines}
    assert marks == {
        Capability.WATER: Mark.SOURCED,
        Capability.LADDER: Mark.SOURCED,
        Capability.RESCUE: Mark.SOURCED,
        Capability.SUPPORT: Mark.PROPOSED,
    }
    assert demand.rule.mark == Mark.SOURCED


def test_what_is_sent_as_needed_is_shown_and_not_counted():
    demand = demand_for("10200", 3)

    assert demand.as_needed == (
        "泡沫或压缩空气泡沫车 1",
        "供水车",
        "排烟或照明车 1",
        "通信指挥车 1",
    )
    assert demand.vehicles == 8 + 2 + 2 + 1


def test_a_leak_of_level_two_matches_a_real_dispatch_except_for_the_hazmat_vehicle():
    # 黄冈 2019: 1 抢险, 3 水罐, 1 泡沫干粉联用.
    demand = demand_for("20100", 2)

    assert demand.rule.mark == Mark.CASE
    assert line_of(demand, Capability.FOAM).mark == Mark.CASE
    assert line_of(demand, Capability.HAZMAT).mark == Mark.PROPOSED


def test_a_case_that_gives_only_the_total_vouches_for_no_line():
    # 赤峰: two vehicles with twelve people, of unknown kind.
    demand = demand_for("10710", 1)

    assert demand.rule.mark == Mark.CASE
    assert "赤峰 2 车 12 人" in demand.rule.note
    assert {line.mark for line in demand.lines} == {Mark.PROPOSED}


def test_a_level_above_the_table_doubles_for_each_level_and_says_so():
    # 普通建筑 level 3 has 5 水罐 and 40 people; level 4 is twice that, level 5 four times.
    fourth, fifth = demand_for("10100", 4), demand_for("10100", 5)

    assert (line_of(fourth, Capability.WATER).count, fourth.people) == (10, 80)
    assert (line_of(fifth, Capability.WATER).count, fifth.people) == (20, 160)
    assert (fifth.rule.level, fifth.rule.mark) == (3, Mark.PROPOSED)
    assert fifth.rule.note == "没有 5 级的规则，按 3 级的 4 倍推算"


def test_a_level_below_the_table_takes_the_next_level_above():
    demand = demand_for("10200", 1)

    assert in_short(demand) == "water4 ladder1 rescue1 | 28"
    assert demand.rule.level == 2
    assert demand.rule.note.startswith("没有 1 级的规则，用上一级（2 级）的规则")


def test_what_was_sourced_for_one_level_is_proposed_for_another():
    # 20110 level 2 matches a real dispatch; level 3 is derived from it.
    demand = demand_for("20110", 3)

    assert demand.rule.mark == Mark.PROPOSED
    assert {line.mark for line in demand.lines} == {Mark.PROPOSED}


def test_a_category_without_rules_takes_those_of_its_relative_and_says_so():
    demand = demand_for("10990", 2)

    assert in_short(demand) == in_short(demand_for("10100", 2))
    assert (demand.rule.category, demand.rule.level) == ("10100", 2)
    assert demand.rule.mark == Mark.PROPOSED
    assert "按普通建筑火灾" in demand.rule.note


def test_social_aid_takes_one_vehicle_of_several_kinds():
    demand = demand_for("50200", 1)

    assert demand.lines == (
        DemandLine(
            (Capability.RESCUE, Capability.WATER),
            1,
            Mark.SOURCED,
            other_types=("equipment", "pickup"),
        ),
    )
    assert demand.lines[0].label == "抢险救援车或水罐车或器材消防车或皮卡或小型巡逻车"
    assert demand.people == 5


@pytest.mark.parametrize("code", ["50500", "50600"])
def test_bringing_or_pumping_water_takes_one_supply_vehicle(code):
    assert in_short(demand_for(code, 1)) == "supply1 | 2"


def test_opening_a_door_on_a_child_or_a_fire_is_a_rescue():
    demand = demand_for("50110", 1)

    assert in_short(demand) == "water1 rescue1 | 10"
    assert "升级为救援" in demand.rule.note


@pytest.mark.parametrize("code", ["40100", "49900", "90200", "99900"])
def test_duties_and_other_turnouts_go_per_order(code):
    demand = demand_for(code, 1)

    assert demand.per_order
    assert demand.lines == ()
    assert "命令" in demand.rule.note


def test_a_named_kind_of_support_is_wanted_and_others_can_stand_in():
    air = line_of(demand_for("10200", 3), Capability.SUPPORT)
    powder = line_of(demand_for("10800", 1), Capability.FOAM)

    assert (air.wanted_types, air.label) == (("air_supply",), "供气消防车")
    assert powder.wanted_types == ("dry_powder", "foam_powder")


def test_a_small_vehicle_fire_takes_foam_or_a_second_tanker():
    second = demand_for("10700", 1).lines[1]

    assert second.capabilities == (Capability.FOAM, Capability.WATER)


@pytest.mark.parametrize("code", sorted(CATEGORIES))
def test_every_category_at_every_level_has_a_demand_or_goes_per_order(code):
    for level in CATEGORIES[code].levels:
        demand = demand_for(code, level)

        assert demand.per_order == (not demand.lines)
        assert demand.per_order == (demand.people == 0)
        assert demand.per_order == (code[0] in "49")


@pytest.mark.parametrize("code", sorted(CATEGORIES))
def test_a_higher_level_never_asks_for_fewer_people(code):
    people = [demand_for(code, level).people for level in CATEGORIES[code].levels]

    assert people == sorted(people)


def test_an_unknown_category_or_level_is_refused():
    with pytest.raises(UnknownCategory):
        demand_for("12345", 1)
    with pytest.raises(UnknownLevel, match="没有 5 级"):
        demand_for("20200", 5)
    with pytest.raises(UnknownLevel, match="没有 0 级"):
        demand_for("10100", 0)


def test_a_level_means_nothing_for_an_ungraded_category():
    assert CATEGORIES["50100"].scale == LevelScale.UNGRADED
    assert demand_for("50100", 3) == demand_for("50100", 1)


def test_a_brigades_own_table_replaces_the_default(tmp_path):
    rules = load_rules(write_rules(tmp_path, make_row(water="1", people="4")))

    demand = demand_for("10100", 1, rules)

    assert in_short(demand) == "water1 | 4"
    assert demand.rule.version == "ours-7"


def test_a_table_saved_by_a_spreadsheet_is_read(tmp_path):
    path = write_rules(tmp_path, make_row(water="2"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert in_short(demand_for("10100", 1, load_rules(path))) == "water2 | 5"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"water": "two"}, "water 的数量“two”应为正整数"),
        ({"water": "0"}, "water 的数量“0”应为正整数"),
        ({"water": "1", "people": ""}, "人数 的数量“”应为正整数"),
        ({"water": "1", "level": "6"}, "等级“6”应为 1～5"),
        ({"water": "1", "category": "101"}, "类型“101”不是五位数字代码"),
        ({"water": "1", "mark": "Q"}, "标记“Q”应为"),
        ({"water": "1", "marked": "wate"}, "marked 中的“wate”不是能力"),
        ({"support": "1:balloon"}, "没有车辆类型“balloon”"),
        ({"any_of": "1 pickup"}, "any_of 至少要有一种能力"),
        ({}, "没有填写任何力量"),
        ({"water": "1", "basis": "guess"}, "依据“guess”应为"),
        ({"water": "1", "basis": "per_order", "level": "-"}, "不应填写力量"),
        ({"basis": "per_order"}, "等级应为“-”"),
        ({"basis": "as 19999", "level": "-"}, "参照的类型 19999 没有规则"),
        ({"basis": "as 10100", "level": "-"}, "本身也是参照"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_reason(tmp_path, cells, reason):
    path = write_rules(tmp_path, make_row(**cells))

    with pytest.raises(BadRules) as refused:
        load_rules(path)

    faults = [fault for fault in refused.value.faults if reason in fault.reason]
    # One line of headings and six of groups stand above it.
    assert [(fault.file, fault.line) for fault in faults] == [("ours-7.csv", 8)]


def test_every_bad_row_is_named_at_once(tmp_path):
    path = write_rules(tmp_path, make_row(water="x"), make_row(level="2", water="y"))

    with pytest.raises(BadRules) as refused:
        load_rules(path)

    assert [fault.line for fault in refused.value.faults] == [8, 9]


def test_a_category_has_rules_for_each_level_or_one_for_all(tmp_path):
    path = write_rules(tmp_path, make_row(category="10000", water="1"))

    with pytest.raises(BadRules, match="既有不分等级的规则，又有分等级的规则"):
        load_rules(path)


def test_the_same_category_and_level_cannot_be_listed_twice(tmp_path):
    path = write_rules(tmp_path, make_row(water="1"), make_row(water="2"))

    with pytest.raises(BadRules, match="重复"):
        load_rules(path)


def test_a_table_with_other_columns_is_refused(tmp_path):
    path = tmp_path / "ours.csv"
    path.write_text("category,level\n10100,1\n", encoding="utf-8")

    with pytest.raises(BadRules, match="列名应依次为"):
        load_rules(path)


def test_a_table_that_forgets_a_top_class_is_refused(tmp_path):
    path = write_rules(tmp_path)
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if "30000" not in line]
    path.write_text("\n".join(kept), encoding="utf-8")

    with pytest.raises(BadRules, match="缺少大类 30000"):
        load_rules(path)


def test_a_line_that_asks_for_nothing_cannot_be_built():
    with pytest.raises(ValueError, match="at least once"):
        DemandLine((Capability.WATER,), 0, Mark.PROPOSED)
    with pytest.raises(ValueError, match="at least once"):
        DemandLine((), 1, Mark.PROPOSED)


def test_the_default_table_holds_only_codes_the_product_has():
    assert set(DEFAULT_RULES.rows) <= set(CATEGORIES)
