"""The table as text: what a cell may say, and that nothing is lost on the way back."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.plan_rows import DemandLine, DispatchMode, Mark, PlanRow
from dispatch.plan_table import (
    COLUMNS,
    GROUPS,
    LIFTERS,
    WATER_BRINGERS,
    BadRow,
    BadRules,
    cells_of,
    read_row,
    read_rules,
    write_rules,
)
from dispatch.response_plans import DEFAULT_RULES, demand_for
from resources.vehicle_types import VEHICLE_TYPES, Capability

RULE = {"category": "10100", "level": "2", "basis": "rule", "people": "9", "mark": "P"}
WORDS = st.text("水供电；、,\"'\n中文 ab1", max_size=12)


def row_of(**cells: str) -> PlanRow:
    return read_row({**RULE, **cells})[2]


def blamed(**cells: str) -> dict[str, str]:
    with pytest.raises(BadRow) as refused:
        read_row({**RULE, **cells})
    return {fault.column: fault.reason for fault in refused.value.faults}


def table(*rows: dict[str, str]) -> str:
    groups = [
        {"category": code, "level": "-", "basis": "per_order", "mark": "P"} for code in GROUPS
    ]
    lines = [",".join(row.get(column, "") for column in COLUMNS) for row in (*groups, *rows)]
    return "\n".join([",".join(COLUMNS), *lines])


@st.composite
def rows(draw: st.DrawFn) -> dict[str, str]:
    """Draw the cells of a row of forces that can be read."""
    cells = {**RULE, "level": draw(st.sampled_from("12345")), "mark": draw(st.sampled_from(Mark))}
    asked = draw(st.sets(st.sampled_from(Capability), min_size=1))
    for capability in asked:
        cell = str(draw(st.integers(1, 200)))
        if capability in WATER_BRINGERS and draw(st.booleans()):
            cell += f">={draw(st.sampled_from(['8', '2.5', '100', '0.25']))}t"
        if capability in LIFTERS and draw(st.booleans()):
            cell += f">={draw(st.sampled_from(['30', '53.5']))}m"
        types = draw(st.lists(st.sampled_from(sorted(VEHICLE_TYPES)), max_size=2))
        cells[capability] = cell + (f":{'|'.join(types)}" if types else "")
    if draw(st.booleans()):
        cells["any_of"] = f"{draw(st.integers(1, 9))}>=4t rescue|water|pickup"
    cells["marked"] = draw(st.sampled_from(["", "total", " ".join(sorted(asked))]))
    cells["mode"] = draw(st.sampled_from(["", *DispatchMode]))
    cells["water_t"] = draw(st.sampled_from(["", "12", "1000.5"]))
    cells |= {name: draw(WORDS) for name in ("stations", "linkage", "as_needed", "note")}
    return cells


@settings(deadline=None)
@given(rows())
def test_a_row_written_down_is_read_back_the_same(cells: dict[str, str]) -> None:
    code, level, row = read_row(cells)

    assert read_row(cells_of(code, level, row)) == (code, level, row)


@settings(max_examples=40, deadline=None)
@given(st.lists(rows(), max_size=4, unique_by=lambda cells: cells["level"]))
def test_a_table_written_down_is_read_back_the_same(drawn: list[dict[str, str]]) -> None:
    read = {level: row for _, level, row in map(read_row, drawn)}
    kept = {**DEFAULT_RULES.rows, **({"10100": read} if read else {})}
    rules = replace(DEFAULT_RULES, rows=kept)

    again = read_rules(write_rules(rules), rules.version)

    assert again == rules
    assert write_rules(again) == write_rules(rules)


def test_the_default_table_is_written_as_it_stands_in_its_file() -> None:
    text = write_rules(DEFAULT_RULES)

    assert read_rules(text, "default-2026-1") == DEFAULT_RULES
    assert text.splitlines()[0] == ",".join(COLUMNS)


def test_a_cell_says_what_each_vehicle_should_bring_at_least() -> None:
    row = row_of(
        water="2>=8t", ladder="1>=30m:turntable_ladder|platform", any_of="1>=4t foam|pickup"
    )

    assert row.lines == (
        DemandLine((Capability.WATER,), 2, Mark.PROPOSED, least_water_t=8.0),
        DemandLine(
            (Capability.LADDER,),
            1,
            Mark.PROPOSED,
            ("turntable_ladder", "platform"),
            least_ladder_m=30.0,
        ),
        DemandLine(
            (Capability.FOAM,), 1, Mark.PROPOSED, other_types=("pickup",), least_water_t=4.0
        ),
    )
    assert [line.least for line in row.lines] == [
        "载水不少于 8 吨",
        "举高不低于 30 米",
        "载水不少于 4 吨",
    ]


def test_a_demand_carries_the_mode_and_the_water_of_its_row() -> None:
    row = {**RULE, "water": "2>=8t", "mode": "station_order", "water_t": "12.5"}
    rules = read_rules(table(row), "ours")

    second, fourth = demand_for("10100", 2, rules), demand_for("10100", 4, rules)

    assert (second.mode, second.water_t) == (DispatchMode.STATION_ORDER, 12.5)
    # Two levels above the highest listed one: four times the vehicles and the water of all,
    # while each vehicle brings no more than before.
    assert (fourth.lines[0].count, fourth.water_t) == (8, 50.0)
    assert fourth.lines[0].least_water_t == 8.0


def test_a_table_that_says_neither_asks_for_the_fastest_and_no_water() -> None:
    assert {row.mode for _, _, row in DEFAULT_RULES.each()} == {DispatchMode.FASTEST}
    assert {row.water_t for _, _, row in DEFAULT_RULES.each()} == {0.0}


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"water": "2>8t"}, "water", "看不懂"),
        ({"water": "2>=8"}, "water", "看不懂"),
        ({"water": "2>=0t"}, "water", "下限应大于 0"),
        ({"water": "2>=30m"}, "water", "不举高"),
        ({"rescue": "1>=8t"}, "rescue", "不带水"),
        ({"water": "201"}, "water", "过大，最多 200"),
        ({"water": "1" * 5000}, "water", "应为正整数"),
        ({"water": "²"}, "water", "应为正整数"),
        ({"any_of": "1:pickup rescue"}, "any_of", "写在能力后面"),
        ({"water": "1", "mode": "nearest"}, "mode", "fastest、station_order 或空"),
        ({"water": "1", "water_t": "-3"}, "water_t", "应为正数"),
        ({"water": "1", "water_t": "nan"}, "water_t", "应为正数"),
        ({"water": "1", "people": "99999"}, "people", "过大"),
        ({"water": "1", "note": "=HYPERLINK(1)"}, "note", "当作公式"),
    ],
)
def test_a_bad_cell_is_named_by_its_column(cells: dict[str, str], column: str, reason: str) -> None:
    assert reason in blamed(**cells)[column]


def test_every_bad_cell_of_a_row_is_named_at_once() -> None:
    faults = blamed(category="x", level="9", water="two", people="", mark="Q", mode="?")

    assert set(faults) == {"category", "level", "water", "people", "mark", "mode"}


@pytest.mark.parametrize("text", ["", "\x00", '"', "a,b\n1,2", "类型,等级\n"])
def test_what_is_no_table_is_refused_by_its_first_line(text: str) -> None:
    with pytest.raises(BadRules, match="ours 第 1 行"):
        read_rules(text, "ours")


def test_a_cell_too_long_for_a_table_is_refused_and_not_a_fault_of_the_program() -> None:
    with pytest.raises(BadRules, match="不是有效的 CSV"):
        read_rules(f'{",".join(COLUMNS)}\n"{"水" * 200_000}"', "ours")
