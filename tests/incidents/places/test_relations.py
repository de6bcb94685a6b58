"""What is said beside a name."""

import pytest

from incidents.places.parse import normalise
from incidents.places.relations import is_way, relation_at

NAME = "龙潭镇"


@pytest.mark.parametrize(
    ("said", "metres", "towards", "bearing"),
    [
        ("龙潭镇往麻旺方向两百米", 200, "麻旺", None),
        ("从龙潭镇往麻旺方向走两公里", 2_000, "麻旺", None),
        ("龙潭镇沿304省道往麻旺走一公里半", 1_500, "麻旺", None),
        ("龙潭镇向麻旺方向大概1.5公里", 1_500, "麻旺", None),
        ("龙潭镇往北800米", 800, "", 0),
        ("龙潭镇以东一公里", 1_000, "", 90),
        ("龙潭镇西南方向半公里", 500, "", 225),
        ("距离龙潭镇500米", 500, "", None),
        ("过了龙潭镇三百米", 300, "", None),
        ("到龙潭镇之前200米", 200, "", None),
        ("龙潭镇500米", 500, "", None),
    ],
)
def test_a_way_and_its_metres_are_read(
    said: str, metres: float, towards: str, bearing: int | None
) -> None:
    text = normalise(said)
    start = text.index(NAME)

    relation = relation_at(text, start, start + len(NAME))

    assert relation is not None
    assert relation.distance_m == metres
    assert relation.towards == towards
    assert relation.bearing == bearing


@pytest.mark.parametrize("word", ["对面", "旁边", "附近", "后面", "隔壁", "楼上", "门口"])
def test_a_word_beside_a_name_only_widens(word: str) -> None:
    relation = relation_at(f"{NAME}{word}", 0, len(NAME))

    assert relation is not None
    assert relation.distance_m is None
    assert relation.words == word


@pytest.mark.parametrize("said", ["龙潭镇", "龙潭镇起火了", "龙潭镇永胜下街12号", "龙潭镇5000公里"])
def test_a_name_alone_has_no_relation(said: str) -> None:
    assert relation_at(said, 0, len(NAME)) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("往龙潭镇方向", True),
        ("去龙潭镇的路上", True),
        ("从龙潭镇开车过来", True),
        ("龙潭镇来的货车", True),
        ("在龙潭镇", False),
        ("从龙潭镇往麻旺", False),
    ],
)
def test_a_way_is_told_from_a_place(said: str, expected: bool) -> None:
    start = said.index(NAME)

    assert is_way(said, start, start + len(NAME)) is expected
