from decimal import Decimal

import pytest

from incidents.yearbook.tables import (
    CALLS,
    DEFINITIONS,
    FIRES,
    RESULTS,
    UnknownTable,
    definition,
    in_unit,
    plain,
)

LOSS = FIRES.column("loss")


def test_the_call_table_has_the_printed_columns_of_the_plan():
    headings = [column.printed for column in CALLS.columns]

    # 酉阳 “十四五”规划 专栏2.
    assert headings == [
        "总警情（次）",
        "火灾扑救（次）",
        "抢险救援（次）",
        "社会救助（次）",
        "其他出动（次）",
    ]


def test_the_fire_table_has_the_printed_columns_of_the_plan():
    headings = [column.printed for column in FIRES.columns]

    # 酉阳 “十四五”规划 专栏1.
    assert headings == [
        "火灾起数（起）",
        "死亡人数（人）",
        "受伤人数（人）",
        "直接财产损失（万元）",
    ]


def test_rescued_and_protected_property_stay_apart():
    headings = [column.heading for column in RESULTS.columns]

    assert headings[-2:] == ["抢救财产", "保护财产"]


def test_every_table_names_its_version_and_source():
    for counted in DEFINITIONS.values():
        assert counted.version.startswith("2026-")
        # How well each is known stands with the mark of the project.
        assert any(f"（{mark}）" in counted.source for mark in ("S", "S/R", "R", "P"))


def test_an_unknown_table_is_refused_with_those_there_are():
    with pytest.raises(UnknownTable, match=r"没有统计表“fire”.*calls.*fires.*results"):
        definition("fire")


def test_an_unknown_column_is_refused_with_those_there_are():
    with pytest.raises(UnknownTable, match=r"没有列“cost”.*fires、dead、injured、loss"):
        FIRES.column("cost")


def test_fen_become_wan_yuan_to_the_yuan():
    amount = in_unit(LOSS, 1_712_374_600)

    # 专栏1, 2016: 1712.3746 万元.
    assert amount == Decimal("1712.3746")


@pytest.mark.parametrize(
    ("fen", "written"),
    [(49, "0.0000"), (50, "0.0001"), (100, "0.0001"), (960_864_000, "960.8640"), (0, "0.0000")],
)
def test_less_than_a_yuan_is_rounded_half_up(fen, written):
    assert plain(LOSS, fen) == written


def test_counts_are_written_as_they_are():
    assert plain(CALLS.column("total"), 1844) == "1844"
