"""A time typed from paper is read as its writer meant it, or refused with a sentence."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents.slip_times import UnclearTime, read_time, shown
from tests.makers import ZONE

NOW = datetime(2026, 11, 28, 5, 0, tzinfo=ZONE)


def at(day: int, hour: int, minute: int, second: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0312", at(28, 3, 12)),
        ("312", at(28, 3, 12)),
        ("03:12", at(28, 3, 12)),
        ("3:12:07", at(28, 3, 12, 7)),
        ("031207", at(28, 3, 12, 7)),
        (" ０３：１２ ", at(28, 3, 12)),
        ("3点12分", at(28, 3, 12)),
        ("3时12", at(28, 3, 12)),
        ("2350", at(27, 23, 50)),
        ("昨2350", at(27, 23, 50)),
        ("昨日 0001", at(27, 0, 1)),
        ("前天 1830", at(26, 18, 30)),
        ("27 1830", at(27, 18, 30)),
        ("30 1830", at(30, 18, 30, month=10)),
        ("11-20 18:30", at(20, 18, 30)),
        ("11月20日 1830", at(20, 18, 30)),
        ("2026-11-20 18:30", at(20, 18, 30)),
        ("2026-11-27T19:12:00Z", at(28, 3, 12)),
        ("2026-11-28T03:12:00+08:00", at(28, 3, 12)),
        ("0502", at(28, 5, 2)),
    ],
)
def test_a_time_is_read_in_every_way_it_is_written(typed: str, meant: datetime) -> None:
    told = read_time(typed, None, NOW, ZONE)

    assert told == meant
    assert told.tzinfo is UTC


@pytest.mark.parametrize(
    ("after", "typed", "meant"),
    [
        (at(27, 23, 50), "2352", at(27, 23, 52)),
        (at(27, 23, 50), "0005", at(28, 0, 5)),
        # Two minutes before is a slip of the pen for the check of the order, not tomorrow.
        (at(28, 3, 12), "0310", at(28, 3, 10)),
        (at(27, 10, 0), "0359", at(28, 3, 59)),
    ],
)
def test_a_time_that_follows_another_gets_its_day_from_it(
    after: datetime, typed: str, meant: datetime
) -> None:
    assert read_time(typed, after, NOW, ZONE) == meant


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "不是时间"),
        ("abc", "不是时间"),
        ("2475", "不是时间"),
        ("99", "不是时间"),
        ("1", "不是时间"),
        ("０３１２　", None),
        ("31-2 0312", "日期"),
        ("2-30 0312", "不存在"),
        ("0530", "晚于现在 05:00；如为昨日请写“昨0530”"),
        ("11-28 0530", "05:30 晚于现在 05:00"),
        ("2026-11-28T05:30:00+08:00", "05:30 晚于现在 05:00"),
        ("2026-01-01 0312", "早于 60 天前"),
        ("2026-11-28T03:12:00", "不是时间"),
        ("0001-01-01T00:00:00+23:00", "不是时间"),
        ("9" * 39, "不是时间"),
    ],
)
def test_what_is_no_time_or_lies_ahead_is_refused_with_a_sentence(
    typed: str, says: str | None
) -> None:
    if says is None:
        assert read_time(typed, None, NOW, ZONE) == at(28, 3, 12)
        return
    with pytest.raises(UnclearTime, match=says):
        read_time(typed, None, NOW, ZONE)


def test_a_moment_is_shown_with_its_day_only_where_that_is_not_today() -> None:
    shown_as = [shown(one, NOW, ZONE) for one in (at(28, 3, 12), at(27, 23, 50, 7))]
    last_year = shown(NOW - timedelta(days=365), NOW, ZONE)

    assert shown_as == ["03:12", "11-27 23:50:07"]
    assert last_year == "2025-11-28 05:00"
