"""The time a table is about: local years, months, days or a shift, converted to UTC once."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

SHIFT_CHANGES_AT: Final = time(8, 0)
"""When a duty day of 24 hours begins where nobody says otherwise (P)."""
FIRST_PLAN, LAST_PLAN = 10, 20
_DIGITS: Final = "零一二三四五六七八九"
_QUARTERS: Final = "一二三四"


class Step(StrEnum):
    """What a period is made of, and so what "the one before" means."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    SHIFT = "shift"


class Compare(StrEnum):
    """Which earlier time a figure is set beside: a year back (同比) or the one before (环比)."""

    YEAR_BACK = "yoy"
    ONE_BACK = "mom"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole local days, or one shift; `end` is the first moment outside, in UTC.

    `asked` are the parameters that ask for it again.
    """

    key: str
    label: str
    start: datetime
    end: datetime
    from_day: date
    to_day: date
    step: Step
    zone: str
    asked: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        assert self.start.utcoffset() == self.end.utcoffset() == timedelta(0)
        assert self.start < self.end and self.from_day <= self.to_day
        assert self.step is not Step.YEAR or self.is_whole_years
        assert self.step is not Step.MONTH or self.is_whole_months

    @property
    def from_year(self) -> int:
        """The local year of its first day."""
        return self.from_day.year

    @property
    def to_year(self) -> int:
        """The local year of its last day."""
        return self.to_day.year

    @property
    def years(self) -> range:
        """The local years it touches."""
        return range(self.from_year, self.to_year + 1)

    @property
    def months(self) -> tuple[int, ...]:
        """The local months it touches, as YYYYMM."""
        first, last = _month_number(self.from_day), _month_number(self.to_day)
        return tuple(month // 12 * 100 + month % 12 + 1 for month in range(first, last + 1))

    @property
    def days(self) -> tuple[date, ...]:
        """The local days it touches."""
        length = (self.to_day - self.from_day).days + 1
        return tuple(self.from_day + timedelta(days=number) for number in range(length))

    @property
    def is_whole_months(self) -> bool:
        """Whether it begins and ends with a local month."""
        return (
            self.step is not Step.SHIFT
            and self.from_day.day == 1
            and self.to_day.day == _days_of(self.to_day.year, self.to_day.month)
        )

    @property
    def is_whole_years(self) -> bool:
        """Whether it begins and ends with a local year."""
        return self.is_whole_months and self.from_day.month == 1 and self.to_day.month == 12


def years(first: int, last: int, zone: str, label: str = "", key: str = "") -> Period:
    """Return the calendar years from one to another, both included."""
    asked = (("period", key),) if key else (("from", str(first)), ("to", str(last)))
    words = label or (f"{first}年" if first == last else f"{first}—{last}年")
    return _whole(date(first, 1, 1), date(last, 12, 31), Step.YEAR, zone, words, asked)


def year(number: int, zone: str) -> Period:
    """Return one calendar year."""
    return years(number, number, zone)


def five_year_plan(number: int, zone: str) -> Period:
    """Return the years of a five-year plan: the 13th (十三五) is 2016 to 2020."""
    assert FIRST_PLAN <= number <= LAST_PLAN
    first = 1966 + 5 * (number - 3)
    label = f"“{plan_name(number)}”（{first}—{first + 4}年）"
    return years(first, first + 4, zone, label, f"{number}5")


def plan_name(number: int) -> str:
    """Return a five-year plan as people call it, such as 十三五."""
    tens = "" if number < 20 else _DIGITS[number // 10]
    ones = "" if number % 10 == 0 else _DIGITS[number % 10]
    return f"{tens}十{ones}五"


def months(first: tuple[int, int], last: tuple[int, int], zone: str) -> Period:
    """Return the months from one to another, both included, each as year and month."""
    from_day = date(*first, 1)
    to_day = date(*last, _days_of(*last))
    asked = (("from", f"{from_day:%Y-%m}"), ("to", f"{to_day:%Y-%m}"))
    return _whole(from_day, to_day, Step.MONTH, zone, _month_words(from_day, to_day), asked)


def month(year_number: int, number: int, zone: str) -> Period:
    """Return one calendar month."""
    return months((year_number, number), (year_number, number), zone)


def quarter(year_number: int, number: int, zone: str) -> Period:
    """Return one quarter, 1 to 4."""
    return months((year_number, 3 * number - 2), (year_number, 3 * number), zone)


def days(first: date, last: date, zone: str) -> Period:
    """Return the days from one to another, both included."""
    words = _day_words(first) if first == last else f"{_day_words(first)}至{_day_words(last)}"
    asked = (("from", first.isoformat()), ("to", last.isoformat()))
    return _whole(first, last, Step.DAY, zone, words, asked)


def year_to_date(today: date, zone: str) -> Period:
    """Return the year up to and including a day."""
    return days(date(today.year, 1, 1), today, zone)


def shift(day: date, zone: str, change: time = SHIFT_CHANGES_AT) -> Period:
    """Return the duty day that begins on a day: from one change of shift to the next."""
    start, end = _moment(day, change, zone), _moment(day + timedelta(days=1), change, zone)
    asked = (("period", "shift"), ("from", day.isoformat()), ("change", f"{change:%H:%M}"))
    return Period(
        key=f"shift-{day.isoformat()}",
        label=f"{_day_words(day)}{change:%H:%M}至次日{change:%H:%M}",
        start=start,
        end=end,
        from_day=day,
        to_day=day + timedelta(days=1),
        step=Step.SHIFT,
        zone=zone,
        asked=asked,
    )


def earlier(period: Period, compare: Compare, step_months: int = 0) -> Period:
    """Return the time a period is compared with.

    `step_months` is the length of one row where the rows are years, quarters or months: then the
    one before is one row back, so that each row stands beside the row before it.
    """
    if period.step is Step.SHIFT:
        change = period.start.astimezone(ZoneInfo(period.zone)).time()
        back = period.from_day - timedelta(days=1)
        if compare is Compare.YEAR_BACK:
            back = _day_back(period.from_day, 12)
        return shift(back, period.zone, change)
    if period.is_whole_months:
        back_months = 12 if compare is Compare.YEAR_BACK else step_months or len(period.months)
        return _months_back(period, back_months)
    if compare is Compare.YEAR_BACK or step_months:
        back_months = 12 if compare is Compare.YEAR_BACK else step_months
        first, last = _day_back(period.from_day, back_months), _day_back(period.to_day, back_months)
        return days(first, last, period.zone)
    length = period.to_day - period.from_day + timedelta(days=1)
    return days(period.from_day - length, period.to_day - length, period.zone)


def _months_back(period: Period, back: int) -> Period:
    first = divmod(_month_number(period.from_day) - back, 12)
    last = divmod(_month_number(period.to_day) - back, 12)
    if period.is_whole_years and back % 12 == 0:
        return years(first[0], last[0], period.zone)
    return months((first[0], first[1] + 1), (last[0], last[1] + 1), period.zone)


def _day_back(day: date, back: int) -> date:
    """Return the same day some months earlier, or the last of that month: 29 February, the 28th."""
    year_number, number = divmod(_month_number(day) - back, 12)
    return date(year_number, number + 1, min(day.day, _days_of(year_number, number + 1)))


def _whole(
    first: date, last: date, step: Step, zone: str, label: str, asked: tuple[tuple[str, str], ...]
) -> Period:
    start = _moment(first, time(0), zone)
    end = _moment(last + timedelta(days=1), time(0), zone)
    key = "..".join(dict.fromkeys(value for _, value in asked))
    return Period(key, label, start, end, first, last, step, zone, asked)


def _moment(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _days_of(year_number: int, number: int) -> int:
    return calendar.monthrange(year_number, number)[1]


def _day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _month_words(first: date, last: date) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.year}年{first.month}月"
    if first.year == last.year and first.month % 3 == 1 and last.month == first.month + 2:
        return f"{first.year}年第{_QUARTERS[first.month // 3]}季度"
    return f"{first.year}年{first.month}月至{last.year}年{last.month}月"
