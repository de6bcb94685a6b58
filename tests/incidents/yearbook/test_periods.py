from datetime import UTC, date, datetime, time

import pytest

from incidents.yearbook import periods
from incidents.yearbook.periods import Compare, earlier

SHANGHAI = "Asia/Shanghai"
BERLIN = "Europe/Berlin"


def test_a_five_year_plan_is_five_calendar_years():
    plan = periods.five_year_plan(13, SHANGHAI)

    assert (plan.from_day, plan.to_day) == (date(2016, 1, 1), date(2020, 12, 31))
    assert plan.label == "“十三五”（2016—2020年）"
    assert dict(plan.asked) == {"period": "135"}
    assert periods.five_year_plan(14, SHANGHAI).from_year == 2021
    assert periods.plan_name(20) == "二十五"


def test_a_quarter_begins_and_ends_at_local_midnight():
    quarter = periods.quarter(2025, 1, SHANGHAI)

    assert quarter.start == datetime(2024, 12, 31, 16, tzinfo=UTC)
    assert quarter.end == datetime(2025, 3, 31, 16, tzinfo=UTC)
    assert quarter.months == (202501, 202502, 202503)
    assert quarter.label == "2025年第一季度"


def test_the_day_the_clock_changes_has_23_hours():
    day = periods.days(date(2025, 3, 30), date(2025, 3, 30), BERLIN)

    assert (day.end - day.start).total_seconds() == 23 * 3600


def test_a_shift_runs_from_change_to_change():
    duty = periods.shift(date(2024, 12, 31), SHANGHAI, time(8, 30))

    assert duty.start == datetime(2024, 12, 31, 0, 30, tzinfo=UTC)
    assert duty.end == datetime(2025, 1, 1, 0, 30, tzinfo=UTC)
    assert not duty.is_whole_months


@pytest.mark.parametrize(
    ("period", "compare", "step_months", "expected"),
    [
        (
            periods.year(2025, SHANGHAI), Compare.YEAR_BACK, 0,
            (date(2024, 1, 1), date(2024, 12, 31)),
        ),
        # The five years before, and with rows of years each year beside the one before it.
        *(
            (periods.years(2021, 2025, SHANGHAI), Compare.ONE_BACK, step, expected)
            for step, expected in (
                (0, (date(2016, 1, 1), date(2020, 12, 31))),
                (12, (date(2020, 1, 1), date(2024, 12, 31))),
            )
        ),
        # February of a leap year is compared as a month, not as 28 days.
        (
            periods.month(2025, 2, SHANGHAI), Compare.YEAR_BACK, 0,
            (date(2024, 2, 1), date(2024, 2, 29)),
        ),
        (
            periods.month(2025, 1, SHANGHAI), Compare.ONE_BACK, 0,
            (date(2024, 12, 1), date(2024, 12, 31)),
        ),
        (
            periods.year_to_date(date(2024, 2, 29), SHANGHAI), Compare.YEAR_BACK, 0,
            (date(2023, 1, 1), date(2023, 2, 28)),
        ),
        (
            periods.days(date(2025, 3, 5), date(2025, 3, 7), SHANGHAI), Compare.ONE_BACK, 0,
            (date(2025, 3, 2), date(2025, 3, 4)),
        ),
        (
            periods.shift(date(2025, 1, 1), SHANGHAI), Compare.ONE_BACK, 0,
            (date(2024, 12, 31), date(2025, 1, 1)),
        ),
    ],
)  # fmt: skip
def test_what_a_period_is_compared_with(period, compare, step_months, expected):
    before = earlier(period, compare, step_months)

    assert (before.from_day, before.to_day) == expected
