"""Texts of places made comparable."""

import pytest

from incidents.places.parse import (
    TOWNSHIP_SUFFIXES,
    VILLAGE_SUFFIXES,
    bare_name,
    normalise,
    official_name,
    strip_county,
)

COUNTY = ("重庆市", "酉阳土家族苗族自治县", "酉阳自治县", "酉阳县", "酉阳")


@pytest.mark.parametrize(
    ("said", "comparable"),
    [
        ("龙潭镇　永胜下街１２号", "龙潭镇永胜下街12号"),
        ("麻旺镇，亮垭村、四组。", "麻旺镇亮垭村4组"),
        ("十二组", "12组"),
        ("二十组", "20组"),
        ("一百零三号", "103号"),
        ("三〇二号", "302号"),
        ("廿六号", "26号"),
        ("卅号", "30号"),
        ("两层", "2层"),
        ("五福镇大河村", "五福镇大河村"),
        ("二坪村", "二坪村"),
        ("七分村", "七分村"),
        ("一社区", "一社区"),
        ("LTZ", "ltz"),
    ],
)
def test_width_spaces_and_counted_numerals_are_made_one(said: str, comparable: str) -> None:
    assert normalise(said) == comparable


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("重庆市酉阳土家族苗族自治县龙潭镇", "龙潭镇"),
        ("酉阳县麻旺镇", "麻旺镇"),
        ("酉阳龚滩", "龚滩"),
        ("龙潭镇酉阳县", "龙潭镇酉阳县"),
        ("酉阳", "酉阳"),
        ("酉酬镇", "酉酬镇"),
        ("酉阳县城", "县城"),
        ("重庆市酉阳自治县城里", "县城里"),
        ("酉阳县城南社区", "城南社区"),
    ],
)
def test_the_county_in_front_of_a_place_is_left_out(said: str, rest: str) -> None:
    assert strip_county(said, COUNTY) == rest


@pytest.mark.parametrize(
    ("official", "spoken"),
    [
        ("亮垭村村民委员会", "亮垭村"),
        ("桃花源社区居民委员会", "桃花源社区"),
        ("城南居民委员会", "城南"),
        ("桃花源街道办事处", "桃花源街道"),
        ("龙潭镇", "龙潭镇"),
    ],
)
def test_the_office_is_left_out_of_a_name(official: str, spoken: str) -> None:
    assert official_name(official) == spoken


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("龙潭镇", "龙潭"),
        ("桃花源街道", "桃花源"),
        ("亮垭村", "亮垭"),
        ("城北社区", "城北"),
        ("酉阳一中", None),
    ],
)
def test_the_suffix_is_left_out_where_there_is_one(name: str, bare: str | None) -> None:
    assert bare_name(name, TOWNSHIP_SUFFIXES + VILLAGE_SUFFIXES) == bare


def test_a_name_of_two_characters_keeps_its_suffix() -> None:
    assert bare_name("王村", VILLAGE_SUFFIXES) is None
