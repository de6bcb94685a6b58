"""Kilometre stakes as they are said and typed."""

import pytest

from incidents.places.parse import plain
from incidents.places.stakes import said_stake


@pytest.mark.parametrize(
    ("said", "stake_m"),
    [
        ("G65 K1234+500", 1_234_500),
        ("k1234＋500", 1_234_500),
        ("K1234加500", 1_234_500),
        ("K1234", 1_234_000),
        ("K1234.5", 1_234_500),
        ("桩号1234+050", 1_234_050),
        ("1234公里加500米", 1_234_500),
        ("1234公里500米处", 1_234_500),
        ("1234.5公里处", 1_234_500),
        ("一千二百三十四公里加五百米", 1_234_500),
        ("幺二三四公里处", 1_234_000),
        ("1234+500", 1_234_500),
    ],
)
def test_a_stake_is_read_from_every_way_of_saying_it(said: str, stake_m: int) -> None:
    stake = said_stake(plain(said))

    assert stake is not None
    assert stake.stake_m == stake_m


@pytest.mark.parametrize(
    "said",
    ["", "龙潭镇", "往黔江方向2公里", "距龙潭两公里的路边", "走了三公里", "电话1234"],
)
def test_a_distance_or_another_number_is_no_stake(said: str) -> None:
    assert said_stake(plain(said)) is None


def test_a_stake_without_its_letter_is_not_sure() -> None:
    sure, unsure = said_stake("k30+100"), said_stake("304省道30公里处")

    assert sure is not None
    assert unsure is not None
    assert (sure.is_sure, unsure.is_sure) == (True, False)
    assert sure.label == "K30+100"
