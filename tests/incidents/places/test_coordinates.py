"""Coordinates that people paste."""

import pytest

from incidents.places.coordinates import position_from_text, read_coordinates
from resources.errors import BadPosition
from resources.geography import Position, distance_m

YOUYANG = Position(108.77, 28.84)  # 108°46′12″ east, 28°50′24″ north


@pytest.mark.parametrize(
    "text",
    [
        "108.77,28.84",
        "28.84, 108.77",
        "108.77 28.84",
        "１０８．７７，２８．８４",
        "(108.770000, 28.840000)",
        "E108.77 N28.84",
        "108.77E28.84N",
        "28.84°N, 108.77°E",
        "lng=108.77&lat=28.84",
        "东经108.77度，北纬28.84度",
        "108°46′12″E 28°50′24″N",
        "28°50'24\"N 108°46'12\"E",
        "北纬28度50分24秒，东经108度46分12秒",
        "28度50.4分 108度46.2分",
        "报警人微信定位：108.77,28.84，请快来",
        "36575144 3191779",
        "X=3191779.0 Y=36575144.0",
    ],
)
def test_the_same_place_is_read_from_every_way_of_writing_it(text: str) -> None:
    position = position_from_text(text)

    assert position is not None
    # The grid pair is rounded to the metre.
    assert distance_m(position, YOUYANG) < 0.75


@pytest.mark.parametrize(
    "text",
    [
        "",
        "龙潭镇永胜下街",
        "319国道12.5公里处",
        "城南3号楼2单元",
        "13800138000",
        "75551234 转 8001234",
        "井深12.5米",
    ],
)
def test_a_text_without_coordinates_gives_none(text: str) -> None:
    assert position_from_text(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("108.77", "一个经度和一个纬度"),
        ("12.34,56.78", "不在我国范围"),
        ("N108.77 E28.84", "不在我国范围"),
        ("108度66分12秒 28度50分24秒", "不小于 60"),
        ("575144,3191779", "没有带号"),
        ("99575144,3191779", "带号 99"),
        ("36975144,3191779", "不在该投影带内"),
    ],
)
def test_what_looks_like_coordinates_and_is_none_is_refused_with_the_reason(
    text: str, reason: str
) -> None:
    with pytest.raises(BadPosition, match=reason):
        position_from_text(text)


def test_the_reading_says_in_which_order_the_numbers_were_taken() -> None:
    reading = read_coordinates("28.84,108.77")

    assert reading is not None
    assert reading.how == "按纬度在前、经度在后读取：东经 108.770000，北纬 28.840000。"
