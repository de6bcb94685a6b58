"""Comparisons, rates and yearly returns, with every number worked out by hand."""

from datetime import UTC, datetime
from random import Random

import pytest

from incidents.yearbook import periods, queries
from incidents.yearbook.comparing import rate, share
from incidents.yearbook.counting import Table
from incidents.yearbook.periods import Compare
from incidents.yearbook.questions import Question
from incidents.yearbook.records import ImportBatch, ReturnFigure, SeriesValue
from incidents.yearbook.tables import CALLS, FIRES
from resources.database import transaction
from resources.errors import BadInput
from tests.incidents.yearbook.fact_rows import local_columns, random_call_out
from tests.incidents.yearbook.makers import FIRE, RESCUE, ZONE

JUNE = datetime(2025, 6, 15, 4, tzinfo=UTC)


def call_outs(*told: tuple[str, datetime], **changes: object) -> None:
    """Keep counted call-outs of some categories and moments."""
    with transaction() as session:
        for key, (category, at) in enumerate(told, 1):
            fact = random_call_out(Random(key), key, ZONE)
            columns = local_columns(at, ZONE) | {
                "received_at": at,
                "category": category,
                "disposition": "real",
                "is_counted": True,
                "is_closed": True,
            }
            for name, value in (columns | changes).items():
                setattr(fact, name, value)
            session.add(fact)


def month(number: int, year: int = 2025) -> datetime:
    """Return noon of the 15th of a month."""
    return datetime(year, number, 15, 4, tzinfo=UTC)


def ask(period: periods.Period, by: str = "", **more: object) -> Table:
    """Ask the table of call-outs."""
    return queries.answer(Question("calls", period, by, **more), ZONE)  # type: ignore[arg-type]


def of(table: Table, column: str) -> dict[str, int | None]:
    """Return one column of a table by row."""
    return {row.key: row.known(column) for row in (*table.rows, table.total)}


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(1, 3, 3333), (2, 3, 6667), (-1, 8, -1250), (1, 0, None), (None, 5, None), (0, 7, 0)],
)
def test_a_share_is_rounded_and_a_share_of_nothing_is_not_known(part, whole, expected):
    assert share(part, whole) == expected


def test_rates_are_in_ten_thousandths_of_their_unit():
    total, loss = CALLS.column("total"), FIRES.column("loss")

    # 472 calls of 585,900 people are 8.0560 per 10,000.
    assert rate(total, 472, "people", 585_900) == 80_560
    # 1,712.3746 万元 of 100 亿元 GDP are 171,237.46 元 per 亿元.
    assert rate(loss, 1_712_374_600, "gdp", 10_000_000_000) == 1_712_374_600
    assert rate(total, 472, "people", None) is None


def test_each_year_stands_beside_the_year_before_and_the_first_has_none(application):
    call_outs((FIRE, month(6, 2024)), (FIRE, month(1)), (FIRE, month(2)), (RESCUE, month(3)))

    table = ask(periods.years(2024, 2026, ZONE), compare=Compare.YEAR_BACK)

    assert of(table, "total") == {"2024": 1, "2025": 3, "2026": 0, "total": 4}
    # Nothing is recorded of 2023; so the total of 2023 to 2025 is not known either.
    assert of(table, "total~before") == {"2024": None, "2025": 1, "2026": 3, "total": None}
    assert of(table, "total~change") == {"2024": None, "2025": 2, "2026": -3, "total": None}
    assert of(table, "total~percent") == {
        "2024": None, "2025": 20_000, "2026": -10_000, "total": None,
    }  # fmt: skip
    # No rescue in 2024: a share of nought is not infinite.
    assert of(table, "rescue~percent")["2025"] is None
    assert any("2024年的上年同期没有记录" in note for note in table.notes)
    assert all(check.holds for check in table.checks)


def test_a_month_stands_beside_the_month_before_even_over_new_year(application):
    call_outs(
        (FIRE, month(11, 2024)), (FIRE, month(12, 2024)), (FIRE, month(12, 2024)), (FIRE, month(1))
    )

    table = ask(periods.quarter(2025, 1, ZONE), "month", compare=Compare.ONE_BACK)

    assert of(table, "total") == {"2025-01": 1, "2025-02": 0, "2025-03": 0, "total": 1}
    assert of(table, "total~before") == {"2025-01": 2, "2025-02": 1, "2025-03": 0, "total": 3}
    # The figure of the earlier time opens its own records.
    question = Question("calls", periods.quarter(2025, 1, ZONE), "month", compare=Compare.ONE_BACK)
    found = queries.behind(question, "2025-01", "total~before", ZONE)
    assert (found.total, [part.number for part in found.parts]) == (2, ["I2", "I3"])
    assert queries.behind(question, "total", "total~before", ZONE).total == 3


def test_townships_are_compared_by_name_with_the_same_days_a_year_before(application):
    call_outs((FIRE, month(6, 2024)), (FIRE, month(6, 2024)), (FIRE, month(6)), township_code="T1")

    table = ask(periods.month(2025, 6, ZONE), "township", compare=Compare.YEAR_BACK)

    assert of(table, "total~before") == {"T1": 2, "total": 2}
    assert of(table, "total~percent") == {"T1": -5_000, "total": -5_000}


def test_a_time_that_is_not_over_is_not_silently_set_beside_a_whole_one(application):
    call_outs((FIRE, month(1, 2024)), (FIRE, month(1)))

    table = ask(periods.year(2025, ZONE), compare=Compare.YEAR_BACK, now=JUNE)

    assert any("本期尚未结束（查询时为 2025-06-15）" in note for note in table.notes)


def test_rates_use_the_people_of_each_year_and_say_which_are_missing(application):
    call_outs((FIRE, month(6, 2024)), (FIRE, month(6)), (FIRE, month(7)))
    with transaction() as session:
        session.add(
            SeriesValue(
                series="resident", year=2025, value=40_000, source="统计公报",
                entered_at=JUNE, entered_by="统计员",
            )
        )  # fmt: skip

    table = ask(periods.years(2024, 2025, ZONE), per="people")

    # Two calls of 40,000 people: 0.5 per 10,000.
    assert of(table, "total~per_people") == {"2024": None, "2025": 5_000, "total": None}
    notes = " ".join(table.notes)
    assert "统计公报" in notes and "2024 年没有常住人口数字" in notes
    with pytest.raises(BadInput, match="整年"):
        ask(periods.quarter(2025, 1, ZONE), per="people")


def returned(session, year: int, **columns: int) -> None:
    """Tell the yearly totals of one year."""
    batch = ImportBatch(
        kind="returns", file_name="年报.csv", sha256=str(year), mapping="{}", rows=1,
        at=JUNE, by="统计员",
    )  # fmt: skip
    session.add(batch)
    session.flush()
    for column, amount in columns.items():
        session.add(
            ReturnFigure(
                batch_id=batch.id, name="calls", year=year, column=column, amount=amount,
                source=f"{year}年年报",
            )
        )  # fmt: skip


def test_yearly_returns_stand_for_years_without_records_and_add_once(application):
    call_outs((FIRE, month(6, 2024)), (FIRE, month(6)))
    with transaction() as session:
        returned(session, 2023, total=282, fire=182, rescue=59, social=40, other=1)
        returned(session, 2024, total=300, fire=200)

    table = ask(periods.years(2022, 2025, ZONE), compare=Compare.YEAR_BACK)

    assert [(row.key, row.mark, row.adds) for row in table.rows] == [
        ("2022", "", True),
        ("2023-return", "年报数", True),
        ("2024", "", True),
        ("2024-return", "年报数", False),
        ("2025", "", True),
    ]
    # 0 + 282 + 1 + 1; the 300 of 2024 stand beside its record and are in no total.
    assert table.total.known("total") == 284
    assert table.total.known("rescue") == 59
    assert of(table, "total~before")["2024"] == 282
    assert of(table, "rescue")["2024-return"] is None
    assert all(check.holds for check in table.checks)
    assert all(not cell.filters for cell in table.rows[1].cells)
    behind = queries.behind(
        Question("calls", periods.years(2022, 2025, ZONE)), "total", "total", ZONE
    )
    assert (behind.total, behind.returned) == (2, 282)
    notes = " ".join(table.notes)
    assert "2023年、2024年标“年报数”" in notes and "2024年既有记录又有年报数" in notes


def test_returns_stay_out_of_what_they_cannot_answer(application):
    call_outs((FIRE, month(6)))
    with transaction() as session:
        returned(session, 2024, total=300)

    by_month = ask(periods.years(2024, 2025, ZONE), "month")
    filtered = ask(periods.years(2024, 2025, ZONE), filters=(("class", "fire"),))

    assert by_month.total.known("total") == filtered.total.known("total") == 1
    assert any("记录自2025年6月15日开始" in note for note in by_month.notes)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"by": "cause"}, "不能按起火原因分组"),
        ({"filters": (("cause", "smoking"),)}, "不能据此筛选"),
        ({"filters": (("township", "x"),)}, "乡镇街道中没有“x”"),
        ({"filters": (("class", "pets"),)}, "类别中没有“pets”"),
        ({"by": "hour*weekday", "compare": Compare.YEAR_BACK}, "不能作同比"),
    ],
)
def test_what_a_table_does_not_have_is_refused_by_name(application, more, words):
    question = Question("calls", periods.year(2025, ZONE), **more)

    with pytest.raises(BadInput, match=words):
        queries.answer(question, ZONE)
    with pytest.raises(BadInput, match=words):
        queries.behind(question, "total", "total", ZONE)


def test_days_too_many_to_list_are_refused(application):
    with pytest.raises(BadInput, match="最多 400 天"):
        ask(periods.years(2020, 2025, ZONE), "day")
