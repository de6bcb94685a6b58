from dataclasses import replace
from datetime import UTC, datetime

from incidents.yearbook.references import (
    YOUYANG_CALLS,
    YOUYANG_FIRES,
    differences,
    printed_conflicts,
    printed_faults,
    references_for,
)
from tests.incidents.yearbook.makers import in_year
from tests.incidents.yearbook.slow_tables import make_fire_fact, slow_table


def test_the_printed_figures_are_kept_as_printed():
    assert YOUYANG_FIRES.figures["2020"]["fires"] == 229
    assert YOUYANG_FIRES.figures["2016"]["loss"] == 1_712_374_600
    assert YOUYANG_CALLS.figures["2020"]["fire"] == 299
    assert YOUYANG_CALLS.figures["total"]["total"] == 1844
    assert (YOUYANG_FIRES.box, YOUYANG_FIRES.mark) == ("专栏1", "S")


def test_each_printed_table_adds_up_by_itself():
    assert printed_faults(YOUYANG_FIRES) == ()
    assert printed_faults(YOUYANG_CALLS) == ()


def test_a_printed_total_that_is_wrong_is_named():
    figures = {**YOUYANG_CALLS.figures, "total": {**YOUYANG_CALLS.figures["total"], "fire": 1201}}

    faults = printed_faults(replace(YOUYANG_CALLS, figures=figures))

    assert faults == (
        "专栏2 火灾扑救 合计印作 1201，各年相加为 1271。",
        "专栏2 合计的总警情不等于各类之和。",
    )


def test_the_plan_contradicts_itself_in_2020_and_in_the_total_and_nowhere_else():
    conflicts = printed_conflicts(YOUYANG_CALLS, YOUYANG_FIRES)

    assert [sentence.split("；")[0] for sentence in conflicts] == [
        "2020年：专栏2“火灾扑救”299 次，专栏1“火灾起数”229 起，相差 70",
        "合计：专栏2“火灾扑救”1271 次，专栏1“火灾起数”1201 起，相差 70",
    ]
    assert all("未作修正" in sentence for sentence in conflicts)


def test_an_empty_table_differs_in_every_printed_cell_that_is_not_zero():
    table = slow_table("fires", [], 2016, 2020)

    found = differences(table, YOUYANG_FIRES)

    # Six rows of four cells, less the four years without a death.
    assert len(found) == 20
    assert [(d.row, d.printed) for d in found if d.column.key == "dead"] == [
        ("2016", 1),
        ("total", 1),
    ]


def test_one_cell_is_told_with_both_figures_and_the_unit():
    fires = [make_fire_fact("F", occurred_at=in_year(2020), loss_fen=100)]
    table = slow_table("fires", fires, 2020, 2020)

    found = {difference.column.key: difference for difference in differences(table, YOUYANG_FIRES)}

    assert set(found) == {"fires", "injured", "loss"}
    assert found["fires"].size == 1 - 229
    assert found["loss"].sentence == (
        "2020年 直接财产损失：本表 0.0001 万元，规划印刷数 674.8198 万元"
    )


def test_the_total_is_compared_only_for_the_same_years():
    table = slow_table("fires", [], 2019, 2021)

    rows = {difference.row for difference in differences(table, YOUYANG_FIRES)}

    assert rows == {"2019", "2020"}


def test_a_table_that_equals_the_printed_one_differs_nowhere():
    # 专栏1, 2017: 213 fires, no dead, 6 injured, 1263.9964 万元.
    at = datetime(2017, 5, 1, tzinfo=UTC)
    fires = [make_fire_fact(f"F{number}", occurred_at=at) for number in range(212)]
    fires.append(make_fire_fact("F212", occurred_at=at, lightly_injured=6, loss_fen=1_263_996_400))
    table = slow_table("fires", fires, 2017, 2017)

    assert differences(table, YOUYANG_FIRES) == ()


def test_another_county_is_not_compared_with_this_plan():
    assert references_for("500242", "fires") == (YOUYANG_FIRES,)
    assert references_for("410821", "fires") == ()
    assert references_for("500242", "results") == ()
