"""Every way a command is typed, and what it is read as: an act, a list, or a plain sentence."""

from dataclasses import replace

import pytest

from dispatch.command_line.acts import (
    OpenIncident,
    OrderUnits,
    ShowPlace,
    TakeBack,
)
from dispatch.command_line.line import find_words, full_numbers, read
from dispatch.command_line.verbs import BY_NAME, VERBS
from resources.unit_status import UnitStatus as Status
from tests.dispatch.command_line.boards import BOARD, EIGHT, NINE, PLACES, SEVEN, TOWN
from tests.dispatch.command_line.tables import ACTS, FAULTS, LISTS


@pytest.mark.parametrize("text", ACTS)
def test_it_is_read_as_this_act(text: str) -> None:
    reading = read(text, BOARD)

    assert reading.act == ACTS[text], reading.fault
    assert reading.words
    assert (reading.fault, reading.offers) == ("", ())


@pytest.mark.parametrize("text", FAULTS)
def test_it_is_refused_with_a_sentence(text: str) -> None:
    reading = read(text, BOARD)

    assert reading.act is None
    assert FAULTS[text] in reading.fault
    assert len(reading.fault) < 200


@pytest.mark.parametrize("text", LISTS)
def test_it_may_mean_several_things_and_offers_them(text: str) -> None:
    reading = read(text, BOARD)

    assert reading.act is None
    assert [offer.text for offer in reading.offers] == LISTS[text]
    assert all(offer.words for offer in reading.offers)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("d 7 城关1 城关3", "调派 007 普通建筑 解放路118号：城关1、城关3"),
        ("d 7 特勤登高1", "调派 007 普通建筑 解放路118号：特勤 登高 1；▲ 特勤 登高 1 缺员"),
        ("s 西站1 4", "西站1：途中 → 到场，警情 009"),
        ("s 西站2 收到", "西站2：已下达 → 收到，警情 009"),
        ("s 东关2 1", "东关2：返队 → 备勤"),
        ("s 城关2 9 换胎", "城关2：备勤 → 停用（换胎）"),
        (
            "s 西站2 4",
            "西站2：已下达 → 到场，警情 009；"
            "▲ 状态由“已下达”直接变为“到场”，没有出动报告，请补报出动时间。",
        ),
        ("g 东关1 西站1", "返队：东关1；召回（未到场）：西站1"),
        ("b 7 秀山", "记录：警情 007 已向秀山县消防救援力量请求增援（商请）"),
        ("b 7 L01 带水", "记录：警情 007 已向县供水企业送水队请求增援（指挥）：带水"),
        ("m 9", "记 009 抢险救援 国道319：处置完毕"),
        ("m 7", "记 007 普通建筑 解放路118号：已熄灭"),
        ("u 7", "升级 007 普通建筑 解放路118号：二级火警 → 三级火警"),
        ("hb 8 7", "并案：008 普通建筑 解放路 并入 007 普通建筑 解放路118号"),
        (
            "x 7",
            "打开 007 普通建筑 解放路118号 的结案表，还缺 2 项：性质、城乡；▲ 东关1 尚未归队",
        ),
        ("tj 2020 2025", "打开 2020 至 2025 年统计"),
    ],
)
def test_the_reading_is_a_plain_sentence(text: str, words: str) -> None:
    assert read(text, BOARD).words == words


@pytest.mark.parametrize("text", ["", " ", "/", "　", "，。", "\u200b", "//"])
def test_nothing_typed_is_read_as_nothing(text: str) -> None:
    reading = read(text, BOARD)

    assert (reading.verb, reading.act, reading.fault, reading.offers) == ("", None, "", ())


def test_one_short_number_on_two_days_is_asked_about() -> None:
    again = replace(SEVEN, number="20261129-007")
    board = replace(BOARD, incidents=(SEVEN, again))

    reading = read("d 7 城关1", board)

    assert reading.fault == "“7”有 2 起，请选一起。"
    assert [one.text for one in reading.offers] == [
        "d 20261128-007 城关1",
        "d 20261129-007 城关1",
    ]
    assert read("d 20261129-007 城关1", board).act == OrderUnits("20261129-007", ("城关1",))


def test_a_number_beyond_three_digits_is_named_whole() -> None:
    board = replace(BOARD, incidents=(replace(SEVEN, number="20261128-1007"),))

    assert read("j 1007", board).act == OpenIncident("20261128-1007")
    assert read("j 007", board).act is None


def test_a_place_is_found_or_picked_from_a_list() -> None:
    two = replace(BOARD, places=PLACES)
    one = replace(BOARD, places=PLACES[:1])
    unplaced = replace(BOARD, places=PLACES[1:])

    assert [offer.text for offer in read("f 解放路", two).offers] == ["f P1", "f P2"]
    assert read("f P1", one).act == ShowPlace("P1", "解放路", TOWN)
    assert read("f P1", one).words == "找到：城关镇 / 解放路；在地图上显示"
    assert "没有坐标" in read("f P2", unplaced).words


def test_the_last_status_is_what_undo_means() -> None:
    board = replace(BOARD, last_told=("西站1", Status.EN_ROUTE))

    for text in ("cx", "撤销", "撤", "undo", "CX"):
        assert read(text, board).act == TakeBack("西站1")
    assert read("cx", board).words == "撤销 西站1 刚报的“途中”"


def test_without_an_open_incident_the_dispatcher_is_told_to_take_the_call_first() -> None:
    reading = read("d", replace(BOARD, incidents=()))

    assert "没有处置中的警情，请先接警" in reading.fault


def test_only_what_changes_something_needs_a_confirmation() -> None:
    changing = ("d 7 城关1", "s 西站1 4", "g 7", "k 7", "u 7", "n 7 a", "hb 8 7", "b 7 秀山")
    showing = ("j 7", "x 7", "tj", "?")

    assert all(read(text, BOARD).needs_confirmation for text in changing)
    assert not any(read(text, BOARD).needs_confirmation for text in showing)


def test_picking_any_offer_leads_on_to_an_act_or_a_shorter_list() -> None:
    for text in LISTS:
        for offer in read(text, BOARD).offers:
            following = read(offer.text, BOARD)
            assert following.verb, offer.text


def test_every_example_of_the_registry_is_of_its_command() -> None:
    for verb in VERBS:
        for example in verb.examples:
            assert read(example, BOARD).verb == verb.key, example
    assert len(BY_NAME) > 50


def test_the_words_of_a_find_and_whole_numbers_are_told_to_whoever_looks_them_up() -> None:
    assert find_words("f 解放路 118 号") == "解放路 118 号"
    assert find_words("找解放路") == "解放路"
    assert find_words("d 7 城关1") == ""
    assert full_numbers("j 20261127-003") == ("20261127-003",)
    assert full_numbers("j 7") == ()


def test_the_same_words_on_the_same_board_are_read_the_same() -> None:
    for text in (*ACTS, *FAULTS, *LISTS):
        assert read(text, BOARD) == read(text, BOARD)
    assert EIGHT.short == "008"
    assert NINE.told == "009 抢险救援 国道319"


def test_a_list_begins_with_the_vehicles_the_command_is_likely_about() -> None:
    ordered = [offer.text for offer in read("d 7 关1", BOARD).offers]
    told = [offer.text for offer in read("s 关1 4", BOARD).offers]

    assert ordered == ["d 7 城关1", "d 7 东关1"]
    assert told == ["s 东关1 4", "s 城关1 4"]
