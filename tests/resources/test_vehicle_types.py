import dataclasses

import pytest

from resources.vehicle_types import (
    CAPABILITY_LABELS,
    VEHICLE_TYPES,
    Capability,
    VehicleClass,
)


def test_the_plan_of_youyang_has_thirteen_columns():
    # 酉阳 附件3: 灭火 3, 举高 2, 专勤 5, 保障 3.
    columns = {one.plan_name for one in VEHICLE_TYPES.values() if one.plan_name}

    assert columns == {
        "水罐",
        "泡沫",
        "压缩空气泡沫",
        "登高平台或云梯",
        "高喷",
        "抢险救援",
        "排烟或照明",
        "化救或洗消",
        "通信指挥",
        "工程机械",
        "远程供水或排涝",
        "自装卸(模块)",
        "保障",
    }


def test_the_plan_of_shuozhou_lists_twenty_two_kinds():
    names = [one.shuozhou_name for one in VEHICLE_TYPES.values() if one.shuozhou_name]

    assert len(names) == len(set(names)) == 22
    assert {"泡沫干粉联用", "危化事故抢险救援", "运兵", "宣传"} <= set(names)


def test_the_deployed_system_lists_twenty_nine_kinds():
    # 灭火 5, 举高 3, 专勤 7, 战勤保障 14; 公务 stands beside the list.
    names = [one.system_name for one in VEHICLE_TYPES.values() if one.system_name]

    assert len(names) == len(set(names)) == 29
    assert {"核生化侦检", "自装卸式", "淋浴"} <= set(names)


def test_every_capability_is_the_ability_of_some_vehicle():
    offered = {capability for one in VEHICLE_TYPES.values() for capability in one.capabilities}

    assert offered == set(Capability) == set(CAPABILITY_LABELS)


@pytest.mark.parametrize(
    ("code", "capabilities"),
    [
        ("water_tanker", {Capability.WATER}),
        ("compressed_air_foam", {Capability.FOAM}),
        ("platform", {Capability.LADDER}),
        ("turntable_ladder", {Capability.LADDER}),
        ("tower_nozzle", {Capability.TOWER_NOZZLE}),
        ("lighting", {Capability.SMOKE_LIGHT}),
        ("decontamination", {Capability.HAZMAT}),
        ("air_supply", {Capability.SUPPORT}),
        ("hose_water_system", {Capability.SUPPLY}),
        ("boat", {Capability.BOAT}),
        ("pickup", set()),
    ],
)
def test_a_kind_can_do_what_its_column_of_the_rules_table_says(code, capabilities):
    assert VEHICLE_TYPES[code].capabilities == capabilities


def test_a_tower_nozzle_is_no_rescue_ladder():
    assert Capability.LADDER not in VEHICLE_TYPES["tower_nozzle"].capabilities
    assert VEHICLE_TYPES["tower_nozzle"].vehicle_class == VehicleClass.AERIAL


def test_a_water_tanker_turns_out_with_four_and_a_ladder_with_two():
    # Proposed minimum: 水罐 4 with driver and leader, others driver and one.
    assert VEHICLE_TYPES["water_tanker"].minimum_crew == 4
    assert VEHICLE_TYPES["platform"].minimum_crew == 2


def test_a_fire_vehicle_should_retire_at_ten_years_and_must_at_twelve():
    # Old national rule for 灭火、供水、通信指挥; 15 years for 举高 is common practice.
    for code in ("water_tanker", "water_supply", "command"):
        assert VEHICLE_TYPES[code].should_retire_years == 10
        assert VEHICLE_TYPES[code].must_retire_years == 12
        assert VEHICLE_TYPES[code].life_mark == "R"
    assert VEHICLE_TYPES["turntable_ladder"].must_retire_years == 15
    assert VEHICLE_TYPES["turntable_ladder"].life_mark == "P"


def test_a_year_without_a_mark_cannot_stand_in_the_table():
    for one in VEHICLE_TYPES.values():
        assert (one.must_retire_years is None) == (one.life_mark == "")


def test_a_minimum_crew_above_the_seats_cannot_be_built():
    tanker = VEHICLE_TYPES["water_tanker"]

    with pytest.raises(ValueError, match="water_tanker"):
        dataclasses.replace(tanker, minimum_crew=7)
