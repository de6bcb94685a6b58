"""Who is trapped, hurt and dead, by what a caller says."""

import pytest

from incidents.understanding.people import Count, read_people
from incidents.understanding.wording import read_narrative


def people(told):
    return read_people(read_narrative(told))


@pytest.mark.parametrize(
    ("told", "least", "most"),
    [
        ("三个人困在里面", 3, 3),
        ("有3个人出不来", 3, 3),
        ("有三四个人困在楼上", 3, 4),
        ("楼上有两个人, 下不来", 2, 2),
        ("有人被困, 大概五个", 5, 5),
        ("一家四口困在屋头", 4, 4),
        ("两个大人一个娃儿没跑出来", 3, 3),
        ("困了十几个学生", 11, 19),
        ("三楼有两个人被困", 2, 2),
        ("二楼困了两个人, 三楼困了三个人", 5, 5),
        ("老两口还在屋头", 2, 2),
        ("人都跑出来了, 还有一个老人在里面", 1, 1),
        ("电梯里关了十一个人", 11, 11),
        ("好多人困在里面", 10, 29),
        ("里头有九个人", 9, 9),
        ("我和两个娃儿困在楼上", 3, 3),
        ("有三个放牛的老人回不来", 3, 3),
    ],
)
def test_the_trapped_are_counted_with_both_ends(told, least, most):
    trapped = people(told).trapped

    assert trapped is not None
    assert (trapped.least, trapped.most) == (least, most)
    assert trapped.taken == most


@pytest.mark.parametrize("told", ["有人被困", "还有人没出来", "老汉没跑出来", "好像还有人在里面"])
def test_somebody_without_a_number_is_at_least_one(told):
    trapped = people(told).trapped

    assert trapped is not None
    assert (trapped.least, trapped.most, trapped.taken) == (1, None, 1)
    assert trapped.words


@pytest.mark.parametrize(
    "told", ["没有人被困", "没得人在里面", "人都跑出来了", "里面没人", "无人员被困", "人已经下车了"]
)
def test_nobody_is_a_told_nought(told):
    trapped = people(told).trapped

    assert trapped is not None
    assert (trapped.least, trapped.most) == (0, 0)
    assert trapped.words


@pytest.mark.parametrize(
    "told", ["民房起火", "不晓得里面有没有人", "猫还在里面", "三个电瓶车在里面充电", ""]
)
def test_what_was_not_said_is_not_known(told):
    assert people(told).trapped is None


@pytest.mark.parametrize(
    ("told", "injured", "dead"),
    [
        ("伤了二十多个人", 29, None),
        ("两死三伤", 3, 2),
        ("烧伤了两个工人", 2, None),
        ("有一个人当场死了", None, 1),
        ("没有人受伤", 0, None),
        ("吓死人了", None, 0),
    ],
)
def test_the_hurt_and_the_dead_are_counted_apart(told, injured, dead):
    found = people(told)

    assert (found.injured and found.injured.taken) == injured
    assert (found.dead and found.dead.taken) == dead


def test_a_range_says_that_the_larger_end_is_taken():
    assert Count(3, 4, ("三四个人",)).sentence == "3～4 人，按多的 4 人考虑"
    assert Count(2, 2, ("两个",)).sentence == "2 人"
    assert Count(1, None, ("有人",)).sentence == "至少 1 人，人数不明"
