"""The elements in a caller's words."""

import pytest

from incidents.understanding.elements import read_elements
from incidents.understanding.wording import read_narrative


def elements(told):
    return read_elements(read_narrative(told))


@pytest.mark.parametrize(
    ("told", "fire_floor", "floors"),
    [
        ("三楼着火", 3, None),
        ("一共十八层, 十二楼起火", 12, 18),
        ("33层的楼, 8楼在燃, 有人困在15楼", 8, 33),
        ("负二楼车库起火", -2, None),
        ("地下一层冒烟", -1, None),
        ("5号楼12层着火", 12, None),
        ("民房起火", None, None),
        ("三层楼房, 二楼冒烟", 2, 3),
    ],
)
def test_the_floors_are_told_apart(told, fire_floor, floors):
    found = elements(told)

    assert (found.fire_floor and found.fire_floor.number) == fire_floor
    assert (found.floors and found.floors.number) == floors


def test_what_burns_is_what_is_named_with_the_fire():
    assert elements("沙发烧起来了, 旁边有个冰箱").burning == ("沙发",)
    assert elements("货车轮胎起火").burning == ("货车", "轮胎")
    assert elements("沙发坏了").burning == ()


def test_a_dangerous_good_is_named_with_its_number_and_hazard():
    found = elements("拉甲苯的罐车漏了")

    assert [(one.name, one.un) for one in found.chemicals] == [("甲苯", "1294")]
    assert "易燃" in found.chemicals[0].hazard


def test_smoke_and_flame_are_told_apart_and_a_denied_flame_is_none():
    seen = elements("冒浓烟, 看不到明火")

    assert seen.smoke[0].value == "thick"
    assert seen.says_fire("open_flame") is None
    assert elements("火很大, 冒黑烟").says_fire("large") is not None
    assert elements("火已经扑灭了").says_fire("out") is not None


def test_old_young_and_sick_are_named_with_their_words():
    found = elements("屋头有个瘫痪的老人和一个娃儿")

    assert {one.value for one in found.vulnerable} == {"elderly", "child", "sick"}
    assert {word for one in found.vulnerable for word in one.words} == {"老人", "娃儿", "瘫"}


def test_what_may_explode_counts_also_when_it_is_only_near():
    found = elements("加油站旁边的荒草着火")

    assert [one.value for one in found.explosives] == ["fuel_station"]


def test_the_use_of_the_place_is_read_and_not_that_of_its_neighbour():
    assert [one.value for one in elements("学校对面的仓库起火").occupancy] == ["warehouse"]
    assert [one.value for one in elements("养老院着火").occupancy] == ["care_home"]


def test_water_wind_and_the_callers_own_plight_are_heard():
    found = elements("风大得很, 我们这里没得水, 我被困在三楼")

    assert found.short_of_water is not None
    assert found.strong_wind is not None
    assert found.caller_trapped is not None
    assert elements("民房起火").caller_trapped is None
