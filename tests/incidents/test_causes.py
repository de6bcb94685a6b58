"""The causes of fires and the classes of what burned."""

import pytest

from incidents.causes import (
    CAUSE_LABELS,
    FIRE_CLASS_LABELS,
    HUMAN_CAUSES,
    Cause,
    FireClass,
    is_human_caused,
)


def test_the_causes_stand_in_the_order_of_the_yearly_tables() -> None:
    labels = "、".join(CAUSE_LABELS[cause] for cause in Cause)

    assert labels == (
        "电气、生产作业不慎、生活用火不慎、吸烟、玩火、自燃、雷击、静电、放火、遗留火种、其他、原因不明"
    )


def test_human_causes_are_the_four_that_map_from_the_older_scheme() -> None:
    labels = {CAUSE_LABELS[cause] for cause in HUMAN_CAUSES}

    assert labels == {"生产作业不慎", "生活用火不慎", "吸烟", "玩火"}


def test_the_six_fire_classes_run_from_a_to_f() -> None:
    letters = [FIRE_CLASS_LABELS[FireClass(code)][0] for code in "123456"]

    assert letters == list("ABCDEF")


@pytest.mark.parametrize(
    ("cause", "code", "is_human"),
    [
        ("smoking", "", True),
        ("production", "", True),
        ("arson", "", False),
        ("unknown", "", False),
        ("", "", False),
        # 违反电器安装规定 is a part of 电气 that only the finer code tells.
        ("electrical", "", False),
        ("electrical", "010101", False),
        ("electrical", "010102", True),
        ("electrical", "010103", True),
        ("electrical", "010301", False),
        # A finer code never makes another cause human.
        ("lightning", "010103", False),
    ],
)
def test_human_causes_follow_the_stated_mapping(cause: str, code: str, is_human: bool) -> None:
    assert is_human_caused(cause, code) is is_human
