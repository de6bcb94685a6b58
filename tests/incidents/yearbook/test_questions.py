from datetime import UTC, date, datetime

import pytest

from incidents.yearbook.periods import Compare
from incidents.yearbook.questions import read_question
from resources.errors import BadInput
from tests.incidents.yearbook.makers import ZONE

# 23:30 of the last day of October, local time.
NOW = datetime(2026, 10, 31, 15, 30, tzinfo=UTC)


def asked(**args: str):
    """Read a question asked at the end of October 2026."""
    return read_question(args, ZONE, NOW)


def test_a_question_keeps_what_was_asked_in_the_order_of_the_address():
    question = asked(
        table="fires", **{"from": "2016", "to": "2020"}, by="township", urban="rural", compare="yoy"
    )

    assert question.filters == (("urban", "rural"),)
    assert question.compare is Compare.YEAR_BACK
    assert question.parameters == (
        ("table", "fires"), ("from", "2016"), ("to", "2020"), ("by", "township"),
        ("urban", "rural"), ("compare", "yoy"),
    )  # fmt: skip
    assert read_question(dict(question.parameters), ZONE, NOW) == question


@pytest.mark.parametrize(
    ("args", "first", "last"),
    [
        ({"from": "2016", "to": "2020"}, date(2016, 1, 1), date(2020, 12, 31)),
        ({"from": "2025"}, date(2025, 1, 1), date(2025, 12, 31)),
        ({"from": "2024-02", "to": "2024-02"}, date(2024, 2, 1), date(2024, 2, 29)),
        ({"from": "2025-Q2", "to": "2025-Q3"}, date(2025, 4, 1), date(2025, 9, 30)),
        ({"from": "2025-03-05", "to": "2025-04"}, date(2025, 3, 5), date(2025, 4, 30)),
        ({"from": "2025", "to": "2026-06"}, date(2025, 1, 1), date(2026, 6, 30)),
        ({"period": "135"}, date(2016, 1, 1), date(2020, 12, 31)),
        ({"period": "ytd"}, date(2026, 1, 1), date(2026, 10, 31)),
        ({"period": "ytd", "to": "2025-06-30"}, date(2025, 1, 1), date(2025, 6, 30)),
        ({"period": "quarter"}, date(2026, 10, 1), date(2026, 12, 31)),
        ({"period": "last_month"}, date(2026, 9, 1), date(2026, 9, 30)),
        ({}, date(2022, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_ways_to_name_a_time(args, first, last):
    period = asked(**args).period

    assert (period.from_day, period.to_day) == (first, last)
    assert read_question(dict(period.asked), ZONE, NOW).period == period


def test_the_shift_under_way_began_yesterday_until_the_shift_changes():
    early = read_question(
        {"period": "shift"}, ZONE, datetime(2026, 10, 31, 23, 59, tzinfo=UTC)
    ).period
    late = read_question({"period": "shift"}, ZONE, datetime(2026, 11, 1, 0, 0, tzinfo=UTC)).period

    assert early.from_day == date(2026, 10, 31)
    assert late.from_day == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"from": "2026", "to": "1900"}, "1949"),
        ({"from": "2026", "to": "2020"}, "晚于"),
        ({"from": "2025-13"}, "不是 1949 至 2200"),
        ({"from": "2025-02-30"}, "不是日期"),
        ({"from": "０１", "to": "2020"}, "from"),
        ({"period": "never"}, "没有“never”"),
        ({"period": "shift", "change": "25:00"}, "时:分"),
        ({"by": "moon"}, "不能按“moon”分组"),
        ({"by": "hour*hour"}, "不能按"),
        ({"by": "hour*month*year"}, "不能按"),
        ({"compare": "qoq"}, "yoy、mom"),
        ({"per": "cow"}, "people、gdp"),
        ({"township": "x" * 99}, "过长"),
        ({"class": "a\x00"}, "控制字符"),
    ],
)
def test_what_cannot_be_understood_is_named(args, words):
    with pytest.raises(BadInput) as refused:
        asked(**args)

    assert words in str(refused.value) or words in refused.value.faults[0].field
