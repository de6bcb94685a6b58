"""What the words of a call point to, with the words that led there."""

import pytest

from incidents.categories import CATEGORIES
from incidents.understanding.suggestion import UNKNOWN, Suggestion, suggest, understand


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("隔壁民房起火了", "10100"),
        ("高层住宅着火", "10200"),
        ("楼下电动车起火", "10720"),
        ("后面山上起火", "10900"),
        ("电梯里困了三个人", "21000"),
        ("两车追尾, 有人卡在车里", "20200"),
        ("高速追尾", "20210"),
        ("小孩掉进井里了", "20800"),
        ("屋檐下有马蜂窝", "50200"),
        ("钥匙忘在屋里, 请来开门", "50100"),
        ("闻到煤气味", "20110"),
        ("什么东西烧起来了", "10990"),
    ],
)
def test_the_words_of_a_caller_point_to_a_category(told, code):
    assert suggest(told).category == code


def test_the_narrower_kind_stands_above_the_wider_one():
    assert suggest("古寨的房子烧起来了").category == "10110"


def test_the_words_that_led_to_it_are_told():
    assert suggest("仓库冒烟").words == ("仓库", "冒烟")


def test_without_a_word_to_go_by_it_is_a_fire_not_yet_specified():
    assert suggest("快来人啊") == Suggestion(UNKNOWN, CATEGORIES[UNKNOWN].default_level, ())


def test_the_place_is_listened_to_as_well():
    assert suggest("起火了", "某某仓库").category == "10600"


def test_people_inside_raise_a_fire_to_the_second_level():
    found = suggest("民房起火, 二楼有人被困")

    assert (found.category, found.level) == ("10100", 2)
    assert "被困" in found.words


@pytest.mark.parametrize("told", ["民房起火, 无人员被困", "民房起火, 没有人被困", "民房起火"])
def test_nobody_inside_leaves_the_level_as_it_is(told):
    assert suggest(told).level == CATEGORIES["10100"].default_level == 1


def test_a_higher_level_of_its_own_is_kept():
    assert suggest("高层着火有人被困").level == CATEGORIES["10200"].default_level == 3


def test_the_trapped_of_a_rescue_are_no_fire():
    assert suggest("有人困在电梯里出不来").level == CATEGORIES["21000"].default_level


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("家里起火了, 猫还在里面", "10100"),
        ("房子着火, 门反锁了打不开", "10100"),
        ("树倒在电线上起火", "10800"),
    ],
)
def test_a_fire_is_never_taken_for_a_favour(told, code):
    assert suggest(told).category == code


def test_a_door_is_a_favour_while_nothing_burns_and_nobody_small_is_behind_it():
    assert suggest("门锁坏了打不开").category == "50100"
    assert suggest("家里小孩把门反锁了").category == "50110"


def test_of_two_things_at_once_the_fire_leads_and_the_other_is_listed():
    found = understand("车祸后车子着火了")

    assert [one.category for one in found.ranked[:2]] == ["10700", "20200"]
    assert "着火" in found.ranked[0].words
    assert "车祸" in found.ranked[1].words


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("煤气坛子在漏气, 没有着火", "20110"),
        ("油罐车翻了, 汽油流了一地, 没有起火", "20100"),
        ("去年这里着过火, 今天是门锁坏了打不开", "50100"),
        ("不是火灾, 是马蜂窝", "50200"),
    ],
)
def test_what_is_denied_or_past_leads_nowhere(told, code):
    assert suggest(told).category == code


def test_what_only_says_where_is_listed_below_what_burns():
    found = understand("加油站旁边的荒草着火")

    assert [one.category for one in found.ranked[:2]] == ["10910", "10510"]


def test_the_place_alone_never_tells_what_happened():
    assert suggest("请来一下", "火灾博物馆溶洞分馆") == Suggestion(UNKNOWN, 1, ())


@pytest.mark.parametrize(
    "told",
    [
        "",
        " ",
        "火",
        "😀😀",
        "\u202e\u200f\x00\x07",
        "'; DROP TABLE call; --",
        "<script>1</script>",
        "着火" * 5000,
        "有没有人" * 2500,
        "三四十几个人" * 1000,
        "没" * 10000,
        "…" * 10000,
    ],
)
def test_any_text_gets_an_answer(told):
    found = understand(told, told)

    assert found.level.level >= 1


def test_what_is_taken_back_does_not_count():
    assert suggest("起火了, 不对, 是燃气泄漏, 闻到煤气味").category == "20110"


@pytest.mark.parametrize("place", ["龙潭镇", "黑水镇", "车田乡", "小河镇"])
def test_the_name_of_a_place_is_no_word(place):
    assert suggest(f"{place}有人开不了门").category == "50100"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("烧烤店门口有马蜂窝", "50200"),
        ("烟囱上有只猫下不来", "50400"),
        ("孩子发烧, 一个人在屋里, 门反锁了", "50110"),
        ("我在烟草公司门口, 车钥匙锁车里了", "50100"),
        ("困难户家停水了", "50500"),
        ("马路上树枝断了", "50900"),
        ("大货车撞了电动车, 人压在车底下了", "20200"),
        ("放羊的老人在山上摔了", "20700"),
    ],
)
def test_a_sign_inside_another_word_is_not_taken_for_it(told, code):
    assert suggest(told).category == code


def test_what_a_lorry_carries_is_not_where_it_burns():
    assert suggest("拉棉花的大车着火了").category == "10710"
    assert suggest("服装店的货车着火").category == "10710"
