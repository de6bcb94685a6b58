"""The level that the told facts demand."""

import pytest

from incidents.categories import CATEGORIES
from incidents.understanding.elements import read_elements
from incidents.understanding.level import propose_level
from incidents.understanding.wording import read_narrative


def level(code, told):
    return propose_level(code, read_elements(read_narrative(told)))


# 粤办函〔2022〕58号: fewer than 3 is level 2, 3 to 9 level 3, 10 to 29 level 4, 30 level 5.
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("民房起火", 1),
        ("民房起火, 两个人被困", 2),
        ("民房起火, 三个人被困", 3),
        ("民房起火, 九个人被困", 3),
        ("民房起火, 十个人被困", 4),
        ("民房起火, 二十九个人被困", 4),
        ("民房起火, 三十个人被困", 5),
        ("民房起火, 两三个人被困", 3),
        ("民房起火, 一个人被困, 烧死了两个人", 3),
        ("民房起火, 没有人被困", 1),
        ("民房起火, 火很大", 2),
    ],
)
def test_a_fire_rises_with_the_people_in_it(told, expected):
    assert level("10100", told).level == expected


@pytest.mark.parametrize(
    ("code", "told", "expected"),
    [
        ("10400", "超市起火", 2),
        ("10400", "超市起火, 火很大", 3),
        ("10200", "高层着火, 整层都在燃, 火大", 4),
        ("10410", "整个商场都烧起来了", 5),
        ("10600", "厂房起火, 火很大", 3),
    ],
)
def test_a_special_place_rises_with_the_size_of_the_fire(code, told, expected):
    assert level(code, told).level == expected


@pytest.mark.parametrize(
    ("code", "told", "expected"),
    [
        ("20200", "追尾, 没有人受伤", 1),
        ("20200", "一个人卡在车里", 2),
        ("20200", "伤了三个人", 3),
        ("20200", "大客车翻了, 伤了十个人", 4),
        ("21000", "电梯里关了一个人", 1),
        ("21000", "电梯里关了五个人", 2),
        ("21000", "电梯里关了五个人, 有两个人晕倒了", 2),
        ("20100", "桶里的硫酸漏了", 2),
        ("20100", "硫酸流到河里了", 3),
        ("20410", "山垮了", 3),
        ("20420", "水淹到窗台了, 我们五口人在桌子上", 3),
        ("20420", "街上淹了, 三个人都跑出来了", 2),
        ("50200", "马蜂蜇了十个人", 1),
    ],
)
def test_a_rescue_rises_with_its_victims_and_its_extent(code, told, expected):
    assert level(code, told).level == expected


def test_no_level_is_below_the_default_or_above_the_scale():
    for code, kind in CATEGORIES.items():
        quiet, loud = level(code, "你好"), level(code, "几百个人被困, 烧死了五十个人")

        # A small leak of dangerous goods is level 2 by the rule (R), whatever the default.
        assert quiet.level == (2 if code == "20100" else kind.default_level)
        assert kind.default_level <= loud.level <= kind.levels[-1]


def test_the_reason_names_fact_rule_and_mark():
    found = level("10100", "有三四个人困在楼上")

    assert found.label == "三级火警"
    assert "3～4 人，按多的 4 人考虑" in found.sentence
    assert "粤办函〔2022〕58号" in found.sentence
    assert "（R）" in found.sentence
    assert "三四个人" in found.sentence
    assert "默认" in level("10200", "十八楼起火").sentence
