"""The index over names, against the plain scan it stands for."""

from random import Random

import pytest
from rapidfuzz import fuzz

from incidents.places.name_index import NameIndex

NAMES = ("龙潭镇", "渤海村", "龙潭镇渤海村", "渤海加油站", "龙潭镇", "村村通", "a", "")
CHARACTERS = "龙潭麻旺酉酬大溪兴隆黑水村镇站"


def made_up(count: int) -> list[str]:
    random = Random(1)
    return ["".join(random.choices(CHARACTERS, k=random.randrange(1, 8))) for _ in range(count)]


@pytest.mark.parametrize(
    ("part", "numbers"),
    [
        ("龙潭镇", [0, 2, 4]),
        ("渤海", [1, 2, 3]),
        ("村", [1, 2, 5]),
        ("镇渤海村", [2]),
        ("龙潭镇渤海村口", []),
        ("潭渤", []),
        ("渤渤", []),
        ("", []),
    ],
)
def test_the_names_that_contain_a_part_come_in_their_order(part: str, numbers: list[int]) -> None:
    assert NameIndex(NAMES).containing(part, 10) == numbers


def test_no_more_names_come_than_were_asked_for() -> None:
    assert NameIndex(NAMES).containing("龙潭", 2) == [0, 2]


@pytest.mark.parametrize("part", ["村", "龙潭", "大溪兴", "隆黑水村"])
def test_a_scan_over_all_names_finds_the_same(part: str) -> None:
    names = made_up(3_000)

    found = NameIndex(names).containing(part, 20)

    assert found == [at for at, name in enumerate(names) if part in name][:20]


def test_a_name_with_a_wrong_character_is_nearest_to_the_right_one() -> None:
    names = ["麻旺镇亮垭村", "酉酬镇长沙村", "黑水镇平地坝村"]

    (number, likeness), *_ = NameIndex(names).nearest("麻旺镇亮牙村", 2)

    assert number == 0
    assert likeness == pytest.approx(fuzz.partial_ratio("麻旺镇亮牙村", names[0]))


def test_a_text_that_shares_single_characters_only_still_finds_names() -> None:
    assert NameIndex(["渤海村", "长沙坝"]).nearest("海", 5)[0][0] == 0
    assert NameIndex(["渤海村"]).nearest("😀", 5) == []
    assert NameIndex([]).nearest("渤海", 5) == []


def test_the_names_that_stand_in_a_text_come_with_their_starts() -> None:
    found = sorted(NameIndex(NAMES).standing_in("在龙潭镇渤海村a"))

    assert found == [(1, 0), (1, 2), (1, 4), (4, 1), (7, 6)]
