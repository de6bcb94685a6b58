"""The kinds of incident and how they are counted elsewhere."""

import pytest

from incidents.categories import (
    CATEGORIES,
    CHANNEL_LABELS,
    COLOUR_LABELS,
    DISPOSITION_LABELS,
    PLAN_COLUMN_LABELS,
    Channel,
    Disposition,
    LegacyClass,
    LevelColour,
    NationalClass,
    PlanColumn,
    UnknownCategory,
    UnknownLevel,
    category,
    level_colour,
    level_label,
    national_class,
)

FIRES = """10100 10110 10200 10300 10310 10400 10410 10500 10510 10520 10600 10610 10700 10710
    10720 10730 10800 10900 10910 10920 10930 10990"""
RESCUES = """20100 20110 20200 20210 20300 20400 20410 20420 20430 20500 20510 20600 20700 20710
    20800 20810 20900 20910 21000 21010 21100 21200 21300 29900"""
BOMB_DISPOSAL = "30100 30200 30300"
DUTIES = "40100 40200 40300 40400 40500 49900"
SOCIAL_AID = """50100 50110 50200 50300 50400 50500 50600 50700 50800 50900 51000 51100 51200
    59900"""
OTHERS = "90100 90200 90300 90400 99900"
GROUP_CODES = "10000 20000 30000 40000 50000 90000"


def test_every_code_of_the_domain_table_is_there_and_no_other() -> None:
    listed = " ".join(
        (FIRES, RESCUES, BOMB_DISPOSAL, DUTIES, SOCIAL_AID, OTHERS, GROUP_CODES)
    ).split()

    assert list(CATEGORIES) == sorted(listed)
    assert len(listed) == 22 + 24 + 3 + 6 + 14 + 5 + 6


@pytest.mark.parametrize(
    ("group_code", "codes", "legacy", "column", "national"),
    [
        ("10000", FIRES, LegacyClass.FIRE, PlanColumn.FIRE, NationalClass.FIRE),
        ("20000", RESCUES, LegacyClass.RESCUE, PlanColumn.RESCUE, NationalClass.RESCUE),
        ("30000", BOMB_DISPOSAL, LegacyClass.BOMB_DISPOSAL, PlanColumn.OTHER, None),
        ("40000", DUTIES, LegacyClass.DUTY, PlanColumn.OTHER, NationalClass.SECURITY),
        ("50000", SOCIAL_AID, LegacyClass.SOCIAL_AID, PlanColumn.SOCIAL, NationalClass.SOCIAL_AID),
        ("90000", OTHERS, LegacyClass.OTHER, PlanColumn.OTHER, None),
    ],
)
def test_each_group_and_its_kinds_are_counted_in_the_columns_of_three_other_tables(
    group_code: str,
    codes: str,
    legacy: LegacyClass,
    column: PlanColumn,
    national: NationalClass | None,
) -> None:
    for code in [group_code, *codes.split()]:
        kind = category(code)

        counted = (kind.group_code, kind.legacy_six, kind.plan_column)

        assert counted == (group_code, legacy, column)
        assert national_class(kind, Disposition.REAL) is national


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("10000", "火灾扑救"),
        ("10110", "木结构连片村寨/古镇古寨/文物建筑"),
        ("10800", "带电设备/线路"),
        ("20600", "溶洞/天坑"),
        ("21010", "机械/异物卡夹(危及生命)"),
        ("50200", "摘除马蜂窝/胡蜂"),
        ("90100", "跨区域增援"),
    ],
)
def test_a_code_carries_the_name_of_the_domain_table(code: str, name: str) -> None:
    assert category(code).name == name


def test_a_group_code_means_not_yet_specified() -> None:
    unspecified = [code for code, kind in CATEGORIES.items() if kind.is_group]

    assert unspecified == GROUP_CODES.split()


def test_a_code_the_product_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(UnknownCategory, match="12345"):
        category("12345")


@pytest.mark.parametrize(
    ("code", "level", "label", "colour"),
    [
        ("10100", 1, "一级火警", LevelColour.GREEN),
        ("10100", 2, "二级火警", LevelColour.BLUE),
        ("10200", 3, "三级火警", LevelColour.YELLOW),
        ("10200", 4, "四级火警", LevelColour.ORANGE),
        ("10000", 5, "五级火警", LevelColour.RED),
        ("20100", 1, "一级救援", LevelColour.BLUE),
        ("20100", 2, "二级救援", LevelColour.YELLOW),
        ("20300", 3, "三级救援", LevelColour.ORANGE),
        ("20000", 4, "四级救援", LevelColour.RED),
        ("50200", 1, "不分级", None),
        ("40100", 1, "不分级", None),
        ("90100", 1, "不分级", None),
    ],
)
def test_a_level_is_named_and_coloured_by_its_own_scale(
    code: str, level: int, label: str, colour: LevelColour | None
) -> None:
    kind = category(code)

    assert level_label(kind, level) == label
    assert level_colour(kind, level) is colour


@pytest.mark.parametrize(
    ("code", "level"), [("10100", 6), ("10100", 0), ("20100", 5), ("50200", 2)]
)
def test_a_level_beyond_the_scale_is_refused(code: str, level: int) -> None:
    with pytest.raises(UnknownLevel, match=f"没有 {level} 级"):
        level_label(category(code), level)
    with pytest.raises(UnknownLevel):
        level_colour(category(code), level)


def test_every_default_level_lies_on_its_scale() -> None:
    off_scale = [kind.code for kind in CATEGORIES.values() if kind.default_level not in kind.levels]

    assert off_scale == []


def test_high_rise_fires_start_at_level_three_and_electrical_ones_at_one() -> None:
    high_rise, electrical = category("10200"), category("10800")

    assert (high_rise.default_level, high_rise.level_mark) == (3, "R")
    assert (electrical.default_level, electrical.level_mark) == (1, "S")


@pytest.mark.parametrize(
    ("disposition", "national"),
    [
        (Disposition.REAL, NationalClass.FIRE),
        (Disposition.RECALLED, NationalClass.FIRE),
        (Disposition.MISTAKEN, NationalClass.FALSE_ALARM),
        (Disposition.AUTOMATIC_MISTAKEN, NationalClass.FALSE_ALARM),
        (Disposition.MALICIOUS, NationalClass.FALSE_ALARM),
        (Disposition.NUISANCE, NationalClass.FALSE_ALARM),
        (Disposition.DUPLICATE, None),
        (Disposition.TEST, None),
    ],
)
def test_a_false_alarm_is_a_disposition_that_outweighs_the_kind_in_the_national_count(
    disposition: Disposition, national: NationalClass | None
) -> None:
    assert national_class(category("10100"), disposition) is national


def test_every_word_a_person_reads_has_a_label_of_its_own() -> None:
    for words, labels in (
        (Disposition, DISPOSITION_LABELS),
        (Channel, CHANNEL_LABELS),
        (PlanColumn, PLAN_COLUMN_LABELS),
        (LevelColour, COLOUR_LABELS),
    ):
        assert set(labels) == set(words)
        assert len(set(labels.values())) == len(labels)
