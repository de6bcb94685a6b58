from dataclasses import replace
from datetime import UTC, datetime

import pytest

from incidents.yearbook.counting import Table, check_sums
from incidents.yearbook.tables import CALLS
from tests.incidents.yearbook.makers import BOMB, DUTY, FIRE, OTHER, RESCUE, SOCIAL, in_year
from tests.incidents.yearbook.slow_tables import make_call_out, make_fire_fact, slow_table

YEAR = [
    make_call_out("1", FIRE),
    make_call_out("2", FIRE, disposition="mistaken"),
    make_call_out("3", RESCUE, received_at=in_year(2024)),
    make_call_out("4", SOCIAL),
    make_call_out("5", BOMB),
    make_call_out("6", DUTY),
    make_call_out("7", OTHER),
]


def figures(table: Table) -> list[list[int]]:
    """Return the numbers of a table, total row last."""
    return [[row.amount(cell.key) for cell in row.cells] for row in (*table.rows, table.total)]


def changed(before: Table, after: Table) -> set[tuple[str, str, int]]:
    """Return row, column and change of every cell that is not the same in two tables."""
    return {
        (row.key, new.key, (new.amount or 0) - (old.amount or 0))
        for row, old_row in zip(
            (*after.rows, after.total), (*before.rows, before.total), strict=True
        )
        for new, old in zip(row.cells, old_row.cells, strict=True)
        if new.amount != old.amount
    }


def test_call_outs_stand_in_the_columns_of_the_plan():
    table = slow_table("calls", YEAR)

    # total, fire, rescue, social, other: bomb disposal and duty are 其他出动 in the plan.
    assert figures(table) == [[1, 0, 1, 0, 0], [6, 2, 0, 1, 3], [7, 2, 1, 1, 3]]
    assert [row.label for row in (*table.rows, table.total)] == ["2024年", "2025年", "合计"]


def test_the_older_six_and_the_national_five_put_the_same_calls_elsewhere():
    six, national = slow_table("calls_six", YEAR), slow_table("calls_national", YEAR)

    # total, fire, rescue, bomb, duty, social, other.
    assert figures(six)[1] == [6, 2, 0, 1, 1, 1, 1]
    # total, fire, rescue, social, security, false, unlisted: the false alarm has left its class.
    assert figures(national)[1] == [6, 1, 0, 1, 1, 1, 2]


def test_a_false_alarm_is_counted_in_its_class_and_named_in_a_note():
    assert "其中虚假警 1 起，已计入其类别。" in slow_table("calls", YEAR).notes


@pytest.mark.parametrize(
    ("left_out", "note"),
    [
        ({}, "未计入：并案或重复报警 1 起。"),
        ({"disposition": "duplicate"}, "未计入：并案或重复报警 1 起。"),
        ({"disposition": "test"}, "未计入：测试 1 起。"),
    ],
)
def test_merged_repeated_and_test_calls_are_left_out_and_named(left_out, note):
    table = slow_table("calls", [*YEAR, make_call_out("8", is_counted=False, **left_out)])

    assert figures(table) == figures(slow_table("calls", YEAR))
    assert note in table.notes


def test_one_incident_more_changes_one_cell_and_its_totals():
    table = slow_table("calls", [*YEAR, make_call_out("8", RESCUE)])

    assert changed(slow_table("calls", YEAR), table) == {
        ("2025", "rescue", 1),
        ("2025", "total", 1),
        ("total", "rescue", 1),
        ("total", "total", 1),
    }


def test_an_incident_moved_to_another_class_changes_just_those_cells():
    table = slow_table("calls", [make_call_out("1", SOCIAL), *YEAR[1:]])

    assert changed(slow_table("calls", YEAR), table) == {
        ("2025", "fire", -1),
        ("2025", "social", 1),
        ("total", "fire", -1),
        ("total", "social", 1),
    }


def test_a_call_on_new_years_eve_belongs_to_the_local_year():
    last_second = datetime(2024, 12, 31, 15, 59, 59, tzinfo=UTC)
    midnight = datetime(2024, 12, 31, 16, 0, tzinfo=UTC)
    calls = [make_call_out("8", received_at=last_second), make_call_out("9", received_at=midnight)]

    assert [row.amount("total") for row in slow_table("calls", calls).rows] == [1, 1]


def test_fires_are_counted_with_their_dead_injured_and_loss():
    fires = [
        make_fire_fact(
            "F1", dead=1, seriously_injured=3, lightly_injured=4, loss_fen=1_712_374_600
        ),
        make_fire_fact("F2", lightly_injured=2, loss_fen=50),
        make_fire_fact("F3", occurred_at=in_year(2024), loss_fen=50),
        make_fire_fact("F4", owner="forest", dead=9, loss_fen=10**12),
    ]

    table = slow_table("fires", fires)

    assert figures(table) == [[1, 0, 0, 50], [2, 1, 9, 1_712_374_650], [3, 1, 9, 1_712_374_700]]


def test_reinforcement_counts_incidents_and_vehicles_and_its_share():
    calls = [make_call_out("1", reinforcements=2, vehicles=5), make_call_out("2", vehicles=1)]

    table = slow_table("reinforcement", calls)

    # total, reinforced, share in ten-thousandths, reinforcements, vehicles; 2024 has no share.
    assert figures(table)[1] == [2, 1, 5_000, 2, 6]
    assert table.rows[0].known("share") is None
    assert all(check.holds for check in table.checks)


def test_the_turn_out_of_a_test_is_named_but_not_counted():
    table = slow_table(
        "results", [make_call_out("1", is_counted=False, disposition="test", vehicles=1)]
    )

    assert figures(table)[-1] == [0] * 8
    assert "未计入的并案、重复报警或测试警情另有出动 1 辆次，不在表内。" in table.notes


def test_open_generated_and_imported_rows_are_named():
    calls = [
        make_call_out("1", is_generated=True),
        make_call_out("2", is_closed=False),
        make_call_out("3", is_imported=True),
    ]

    table = slow_table("calls", calls)

    assert "含生成的演示数据 1 起，不是真实统计。" in table.notes
    assert "其中尚未结案 1 起，类别和战果可能变动。" in table.notes
    assert "其中由旧登记簿导入 1 起。" in table.notes
    assert (table.generated, table.incomplete) == (1, 1)
    assert table.caption == "警情统计表（2024—2025年）（含演示数据）"


def test_every_check_of_a_counted_table_holds():
    table = slow_table("calls", YEAR)

    assert all(check.holds for check in table.checks)
    assert "2025年：2＋0＋1＋3＝总警情 6" in [check.text for check in table.checks]
    assert "总警情：各年之和 7＝合计 7" in [check.text for check in table.checks]


def test_a_total_that_does_not_add_up_is_seen():
    table = slow_table("calls", YEAR)
    cells = tuple(replace(cell, amount=(cell.amount or 0) + 1) for cell in table.total.cells[:1])
    forged = replace(table.total, cells=cells + table.total.cells[1:])

    broken = [check.text for check in check_sums(CALLS, table.rows, forged) if not check.holds]

    # 2 + 1 + 1 + 3 = 7 in the row, and 1 + 6 = 7 in the column.
    assert broken == ["合计：2＋1＋1＋3≠总警情 8", "总警情：各年之和 7≠合计 8"]


def test_a_cell_carries_the_parameters_that_ask_what_is_behind_it():
    assert dict(slow_table("calls", YEAR).rows[1].cells[1].filters) == {
        "table": "calls",
        "from": "2024",
        "to": "2025",
        "row": "2025",
        "column": "fire",
    }
