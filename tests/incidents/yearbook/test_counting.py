from dataclasses import replace
from datetime import UTC, datetime

import pytest

from incidents.categories import Disposition
from incidents.yearbook.counting import Table, check_sums, count_calls, count_fires, count_results
from incidents.yearbook.population import AssignmentRow, IncidentRow, OutcomeRow
from incidents.yearbook.tables import CALLS
from tests.incidents.yearbook.makers import (
    BOMB,
    DUTY,
    FIRE,
    OTHER,
    RESCUE,
    SOCIAL,
    SPANS,
    in_year,
    make_fire,
    make_incident,
)

YEAR = [
    make_incident("1", FIRE),
    make_incident("2", FIRE, disposition=Disposition.MISTAKEN),
    make_incident("3", RESCUE, received_at=in_year(2024)),
    make_incident("4", SOCIAL),
    make_incident("5", BOMB),
    make_incident("6", DUTY),
    make_incident("7", OTHER),
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


def count(incidents: list[IncidentRow]) -> Table:
    """Count call-outs when no fire is registered."""
    return count_calls(incidents, [], SPANS)


def test_call_outs_stand_in_the_columns_of_the_plan():
    table = count(YEAR)

    # total, fire, rescue, social, other: bomb disposal and duty are 其他出动 in the plan.
    assert figures(table) == [[1, 0, 1, 0, 0], [6, 2, 0, 1, 3], [7, 2, 1, 1, 3]]
    assert [row.label for row in (*table.rows, table.total)] == ["2024年", "2025年", "合计"]


def test_a_false_alarm_is_counted_in_its_class_and_named_in_a_note():
    table = count(YEAR)

    assert "其中虚假警 1 起，已计入其类别。" in table.notes


@pytest.mark.parametrize(
    ("left_out", "note"),
    [
        (make_incident("8", is_merged=True), "未计入：并案或重复报警 1 起。"),
        (make_incident("8", disposition=Disposition.DUPLICATE), "未计入：并案或重复报警 1 起。"),
        (make_incident("8", disposition=Disposition.TEST), "未计入：测试 1 起。"),
    ],
)
def test_merged_repeated_and_test_calls_are_left_out_and_named(left_out, note):
    table = count([*YEAR, left_out])

    assert figures(table) == figures(count(YEAR))
    assert note in table.notes


def test_one_incident_more_changes_one_cell_and_its_totals():
    table = count([*YEAR, make_incident("8", RESCUE)])

    assert changed(count(YEAR), table) == {
        ("2025", "rescue", 1),
        ("2025", "total", 1),
        ("total", "rescue", 1),
        ("total", "total", 1),
    }


def test_an_incident_moved_to_another_class_changes_just_those_cells():
    moved = [replace(YEAR[0], category=SOCIAL), *YEAR[1:]]

    table = count(moved)

    assert changed(count(YEAR), table) == {
        ("2025", "fire", -1),
        ("2025", "social", 1),
        ("total", "fire", -1),
        ("total", "social", 1),
    }


def test_a_call_on_new_years_eve_belongs_to_the_local_year():
    last_second = make_incident("8", received_at=datetime(2024, 12, 31, 15, 59, 59, tzinfo=UTC))
    midnight = make_incident("9", received_at=datetime(2024, 12, 31, 16, 0, tzinfo=UTC))

    table = count([last_second, midnight])

    assert [row.amount("total") for row in table.rows] == [1, 1]


def test_fires_are_counted_with_their_dead_injured_and_loss():
    fires = [
        make_fire("F1", dead=1, injured=7, loss_fen=1_712_374_600),
        make_fire("F2", injured=2, loss_fen=50),
        make_fire("F3", occurred_at=in_year(2024), loss_fen=50),
    ]

    table = count_fires(fires, [], SPANS)

    assert figures(table) == [[1, 0, 0, 50], [2, 1, 9, 1_712_374_650], [3, 1, 9, 1_712_374_700]]


def test_results_count_stations_vehicles_and_people_that_left():
    incidents = [make_incident("1"), make_incident("2")]
    assignments = [
        AssignmentRow("1", "S1", people=6, has_left=True),
        AssignmentRow("1", "S1", people=5, has_left=True),
        AssignmentRow("1", "S2", people=3, has_left=True),
        AssignmentRow("1", "S3", people=4, has_left=False),
        AssignmentRow("2", "S1", people=6, has_left=True),
    ]
    outcomes = [OutcomeRow("1", 2, 15, 3_000_000, 90_000_000)]

    table = count_results(incidents, assignments, outcomes, SPANS)

    # Incident 1: S1 and S2 with three vehicles, 14 people; incident 2: S1 again, 6 people.
    assert figures(table)[1] == [2, 3, 4, 20, 2, 15, 3_000_000, 90_000_000]


def test_the_turn_out_of_a_test_is_named_but_not_counted():
    incidents = [make_incident("1", disposition=Disposition.TEST)]
    assignments = [AssignmentRow("1", "S1", people=6, has_left=True)]

    table = count_results(incidents, assignments, [], SPANS)

    assert figures(table)[-1] == [0] * 8
    assert "未计入的并案、重复报警或测试警情另有出动 1 辆次，不在表内。" in table.notes


def test_open_and_generated_rows_are_named():
    incidents = [make_incident("1", is_generated=True), make_incident("2", is_closed=False)]

    table = count(incidents)

    assert "含生成的演示数据 1 起，不是真实统计。" in table.notes
    assert "其中尚未结案 1 起，类别和战果可能变动。" in table.notes
    assert table.caption == "警情统计表（2024—2025年）（含演示数据）"


def test_generated_fires_are_named():
    table = count_fires([make_fire("F1", is_generated=True), make_fire("F2")], [], SPANS)

    assert table.generated == 1
    assert "含生成的演示数据 1 起，不是真实统计。" in table.notes


def test_both_tables_explain_the_difference_of_call_outs_and_fires():
    fires = [make_fire("F1", incident_number="1")]
    told = "2025年：火灾扑救警情 2 次，登记火灾 1 起，相差 1：1 次为虚假警（误报、谎报等）。"

    calls_table = count_calls(YEAR, fires, SPANS)
    fires_table = count_fires(fires, YEAR, SPANS)

    assert told in calls_table.notes
    assert told in fires_table.notes
    assert not any(note.startswith("2024年") for note in calls_table.notes)


def test_every_check_of_a_counted_table_holds():
    table = count(YEAR)

    assert all(check.holds for check in table.checks)
    assert "2025年：2＋0＋1＋3＝总警情 6" in [check.text for check in table.checks]
    assert "总警情：各年之和 7＝合计 7" in [check.text for check in table.checks]


def test_a_total_that_does_not_add_up_is_seen():
    table = count(YEAR)
    cells = tuple(replace(cell, amount=(cell.amount or 0) + 1) for cell in table.total.cells[:1])
    forged = replace(table.total, cells=cells + table.total.cells[1:])

    broken = [check.text for check in check_sums(CALLS, table.rows, forged) if not check.holds]

    # 2 + 1 + 1 + 3 = 7 in the row, and 1 + 6 = 7 in the column.
    assert broken == ["合计：2＋1＋1＋3≠总警情 8", "总警情：各年之和 7≠合计 8"]


def test_a_cell_carries_the_parameters_that_ask_what_is_behind_it():
    table = count(YEAR)

    assert dict(table.rows[1].cells[1].filters) == {
        "table": "calls",
        "from": "2024",
        "to": "2025",
        "row": "2025",
        "column": "fire",
    }
