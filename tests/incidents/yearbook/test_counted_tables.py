"""Tables against a slow count of the same facts: every table, every axis, many times."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from incidents.yearbook import periods, queries
from incidents.yearbook.axes import AXES
from incidents.yearbook.counting import Table
from incidents.yearbook.definitions import TOTAL_KEY, Population
from incidents.yearbook.layouts import layout_of
from incidents.yearbook.periods import Period
from incidents.yearbook.questions import Question
from incidents.yearbook.records import CallOutSum
from incidents.yearbook.tables import DEFINITIONS
from resources.database import transaction
from tests.incidents.yearbook.fact_rows import Fact, fill, slow_count
from tests.incidents.yearbook.makers import ZONE

NOW = datetime(2026, 3, 1, tzinfo=UTC)
YEARS = periods.years(2023, 2026, ZONE)
PERIODS = (
    YEARS,
    periods.year(2024, ZONE),
    periods.quarter(2025, 1, ZONE),
    periods.months((2024, 11), (2025, 2), ZONE),
    periods.days(date(2024, 12, 31), date(2025, 1, 1), ZONE),
    periods.shift(date(2024, 12, 31), ZONE),
)
COUNTED = tuple(one for one in DEFINITIONS.values() if one.counts)


@pytest.fixture
def facts(application) -> Iterator[list[Fact]]:
    """A hundred and fifty call-outs and sixty fires, many of them at a local midnight."""
    with transaction() as session:
        made = fill(session, 6, 150, 60, ZONE)
        session.flush()
        session.expunge_all()
    yield made


def asked(table: str, period: Period, by: str = "", **filters: str) -> Question:
    """Ask a table."""
    return Question(table, period, by, tuple(filters.items()), now=NOW)


def assert_is_the_slow_count(table: Table, question: Question, facts: list[Fact]) -> None:
    """Compare every cell that counts something with a count of the facts one by one."""
    layout = layout_of(question, DEFINITIONS[question.table], queries.names())
    assert all(check.holds for check in table.checks), question
    for key, takes in layout.takes.items():
        expected = slow_count(
            facts, layout.population, question.period, layout.where, layout.down, takes
        )
        counted = {row.key: row.known(key) for row in table.rows}
        assert {row: amount for row, amount in counted.items() if amount} == +expected, (
            question, key,
        )  # fmt: skip
        assert table.total.known(key) == expected.total(), (question, key)


def test_every_table_by_every_axis_is_the_slow_count(facts):
    for name in ("calls", "reinforcement", "casualties"):
        for axis in AXES.values():
            if DEFINITIONS[name].counts not in axis.populations:
                continue
            period = periods.year(2024, ZONE) if axis.key == "day" else YEARS
            question = asked(name, period, axis.key)
            assert_is_the_slow_count(queries.answer(question, ZONE, False), question, facts)
    for definition in COUNTED:
        question = asked(definition.name, YEARS)
        assert_is_the_slow_count(queries.answer(question, ZONE), question, facts)


def test_every_kind_of_period_is_the_slow_count(facts):
    for period in PERIODS:
        for name, by in (("calls", "year"), ("fires", "month"), ("results", "hour")):
            question = asked(name, period, by)
            assert_is_the_slow_count(queries.answer(question, ZONE), question, facts)


@pytest.mark.parametrize(
    ("table", "filters"),
    [
        ("calls", {"class": "fire"}),
        ("calls", {"class": "10000", "urban": "rural"}),
        ("results", {"township": "untold", "level": "fire-1"}),
        ("kinds", {"disposition": "mistaken"}),
        ("calls_national", {"subclass": "10100"}),
        ("fires", {"owner": "forest"}),
        ("fires", {"owner": "all", "cause": "smoking"}),
        ("casualties", {"grade": "major", "urban": "untold"}),
    ],
)
def test_filters_narrow_every_cell(facts, table, filters):
    for by in ("", "month", "weekday"):
        question = asked(table, YEARS, by, **filters)
        assert_is_the_slow_count(queries.answer(question, ZONE), question, facts)


@pytest.mark.parametrize(
    ("table", "by"),
    [
        ("calls", "weekday*hour"),
        ("calls", "township*class"),
        ("fires", "cause*occupancy"),
        ("results", "level*subclass"),
        ("fires", "grade*year"),
    ],
)
def test_a_grid_has_every_record_in_one_cell(facts, table, by):
    question = asked(table, YEARS, by)

    grid = queries.answer(question, ZONE)

    down = queries.answer(asked(table, YEARS, by.split("*")[0]), ZONE)
    across = queries.answer(asked(table, YEARS, by.split("*")[1]), ZONE)
    main = grid.definition.whole
    assert all(check.holds for check in grid.checks)
    # The grid's margins are the two plain tables.
    assert {row.key: row.known(main) for row in grid.rows} == {
        row.key: row.known(main) for row in down.rows
    }
    assert {key: grid.total.known(key) for key in grid.definition.parts} == {
        row.key: row.known(main) for row in across.rows
    }


def test_what_is_behind_any_cell_adds_up_to_it_in_pages(facts):
    questions = (
        asked("calls", periods.year(2024, ZONE), "month", **{"class": "fire"}),
        asked("results", periods.quarter(2025, 1, ZONE), "township"),
        asked("fires", YEARS, "cause"),
        asked("calls", periods.year(2024, ZONE), "urban*class"),
        asked("casualties", periods.shift(date(2024, 12, 31), ZONE)),
        asked("differences", YEARS),
    )
    for question in questions:
        table = queries.answer(question, ZONE)
        for row in (*table.rows, table.total):
            for cell in (cell for cell in row.cells if cell.filters):
                assert all_pages(question, row.key, cell.key) == cell.amount, (question, row.key)


def all_pages(question: Question, row: str, column: str) -> int:
    """Read what is behind a cell seven at a time and add it up."""
    found: list[str] = []
    added, after = 0, ""
    while True:
        page = queries.behind(question, row, column, ZONE, after, 7)
        assert len(page.parts) <= 7
        found += [part.number for part in page.parts]
        added += sum(part.amount for part in page.parts)
        after = page.next
        if not after:
            break
    assert (len(found), len(set(found))) == (page.records, page.records)
    assert added == page.total
    return added


def test_the_differences_are_explained_to_the_last_record(facts):
    table = queries.answer(asked("differences", YEARS), ZONE)

    for row in (*table.rows, table.total):
        less = ("false_alarms", "recalled", "other_year", "other_owner", "unregistered")
        more = ("no_incident", "other_incident", "further")
        assert row.amount("call_outs") - sum(map(row.amount, less)) + sum(
            map(row.amount, more)
        ) == row.amount("fires")
    calls = queries.answer(asked("calls", YEARS), ZONE)
    fires = queries.answer(asked("fires", YEARS), ZONE)
    assert table.total.amount("call_outs") == calls.total.amount("fire")
    assert table.total.amount("fires") == fires.total.amount("fires")
    assert set(table.notes) & set(calls.notes) & set(fires.notes)


def test_a_sum_that_went_wrong_is_told_by_the_check_of_the_months(facts):
    with transaction() as session:
        row = session.scalars(
            select(CallOutSum)
            .where(CallOutSum.period == 202405, CallOutSum.is_counted)
            .order_by(CallOutSum.category)
        ).first()
        assert row is not None
        row.incidents += 1

    table = queries.answer(asked("calls", YEARS), ZONE)

    broken = [check.text for check in table.checks if not check.holds]
    assert any(text.startswith("2024年：总警情各月之和") for text in broken)
    assert any(text.startswith("总警情：各年之和") for text in broken)


def test_who_is_left_out_is_told(facts):
    notes = " ".join(queries.answer(asked("calls", YEARS), ZONE).notes)

    merged = sum(not f.is_counted for f in facts if hasattr(f, "is_counted"))
    tests = sum(f.disposition == "test" for f in facts if hasattr(f, "disposition"))
    assert f"未计入：并案或重复报警 {merged - tests} 起。" in notes
    assert f"未计入：测试 {tests} 起。" in notes
    forest = sum(getattr(f, "owner", "") == "forest" for f in facts)
    fires = " ".join(queries.answer(asked("fires", YEARS), ZONE).notes)
    assert f"未计入：其他主管部门统计的火灾 {forest} 起（森林草原 {forest} 起）。" in fires


def test_populations_are_complete():
    assert {one.counts for one in COUNTED} == set(Population)
    assert TOTAL_KEY not in AXES
