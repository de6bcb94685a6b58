"""The causes of fires and the classes of what burned."""

from incidents.causes import CAUSE_LABELS, FIRE_CLASS_LABELS, HUMAN_CAUSES, Cause, FireClass


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
