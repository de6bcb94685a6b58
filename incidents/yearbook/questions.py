"""What a table is asked: which one, about which time, by what, of which records, against what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from incidents.yearbook import periods
from incidents.yearbook.axes import AXES
from incidents.yearbook.periods import Compare, Period
from incidents.yearbook.spans import FIRST_YEAR, LAST_YEAR, year_spans
from resources.errors import BadInput, FieldFault

FILTERS: Final = (
    *("class", "subclass", "disposition", "level", "township", "urban", "station"),
    *("occupancy", "cause", "grade", "owner"),
)
"""The axes a table can be narrowed by, in the order they are told."""
USUAL_YEARS: Final = 5
MOST_AXES: Final = 2
LONGEST: Final = 60
_YEAR: Final = re.compile(r"\d{1,4}")
_MONTH: Final = re.compile(r"(\d{4})-(\d{1,2})")
_QUARTER: Final = re.compile(r"(\d{4})-?[Qq]([1-4])")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLAN: Final = re.compile(r"(1\d|20)5")
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the yearbook.

    `by` is an axis, or two joined by `*` (down and across); empty means the table's usual one.
    `per` is `people` or `gdp` where rates are wanted. `now` is when it was asked, to say what is
    not over yet; it makes no other question of it.
    """

    table: str
    period: Period
    by: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    compare: Compare | None = None
    per: str = ""
    now: datetime | None = field(default=None, compare=False)

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The parameters that ask it again, empty ones left out."""
        told = (
            ("table", self.table),
            *self.period.asked,
            ("by", self.by),
            *self.filters,
            ("compare", self.compare.value if self.compare else ""),
            ("per", self.per),
        )
        return tuple((name, value) for name, value in told if value)


def read_question(args: Mapping[str, str], zone: str, now: datetime) -> Question:
    """Read a question from the parameters of an address.

    `table`, the time as `from` and `to` (YYYY, YYYY-MM, YYYY-Qn or YYYY-MM-DD) or as `period`
    (`135`, `ytd`, `shift` …), `by`, `compare`, `per`, and one parameter per filter.

    Raises:
        BadInput: every parameter that cannot be understood, named.
    """
    faults: list[FieldFault] = []
    told = {name: value.strip() for name, value in args.items() if value.strip()}
    for name, value in told.items():
        if name in PARAMETERS and (len(value) > LONGEST or not value.isprintable()):
            faults.append(FieldFault(name, f"“{name}”过长或含有控制字符，请改填。"))
    if faults:
        raise BadInput(faults)
    compare = _choice(told, "compare", ("yoy", "mom"), faults)
    per = _choice(told, "per", ("people", "gdp"), faults)
    by = _by(told.get("by", ""), faults)
    period = _period(told, zone, now, faults)
    if faults or period is None:
        raise BadInput(faults)
    return Question(
        table=told.get("table", "calls"),
        period=period,
        by=by,
        filters=tuple((name, told[name]) for name in FILTERS if name in told),
        compare=Compare(compare) if compare else None,
        per=per,
        now=now,
    )


PARAMETERS: Final = frozenset(
    {"table", "from", "to", "period", "change", "by", "compare", "per", *FILTERS}
)


def _choice(
    told: Mapping[str, str], name: str, known: tuple[str, ...], faults: list[FieldFault]
) -> str:
    value = told.get(name, "")
    if value and value not in known:
        faults.append(FieldFault(name, f"{name} 没有“{value}”，可用：{'、'.join(known)}。"))
        return ""
    return value


def _by(value: str, faults: list[FieldFault]) -> str:
    parts = value.replace(" ", "*").split("*") if value else []
    unknown = [part for part in parts if part not in AXES]
    if unknown or len(parts) > MOST_AXES or len(set(parts)) < len(parts):
        known = "、".join(f"{axis.key} {axis.heading}" for axis in AXES.values())
        faults.append(
            FieldFault("by", f"不能按“{value}”分组；可用其中一项或用 * 连接的两项：{known}。")
        )
        return ""
    return "*".join(parts)


def _period(
    told: Mapping[str, str], zone: str, now: datetime, faults: list[FieldFault]
) -> Period | None:
    today = now.astimezone(ZoneInfo(zone)).date()
    word = told.get("period", "")
    if word:
        return _named(word, told, zone, now, faults)
    first, last = told.get("from") or told.get("to"), told.get("to") or told.get("from")
    if first is None or last is None:
        return periods.years(today.year - USUAL_YEARS + 1, today.year, zone)
    return _from_to(first, last, zone, faults)


def _named(
    word: str, told: Mapping[str, str], zone: str, now: datetime, faults: list[FieldFault]
) -> Period | None:
    today = now.astimezone(ZoneInfo(zone)).date()
    plan = _PLAN.fullmatch(word)
    if plan:
        return periods.five_year_plan(int(plan[1]), zone)
    if word == "shift":
        return _shift(told, zone, now, faults)
    if word == "ytd":
        until = _day(told.get("to", ""), "to", faults) if "to" in told else today
        return periods.year_to_date(until, zone) if until else None
    named = {
        "year": lambda: periods.year(today.year, zone),
        "last_year": lambda: periods.year(today.year - 1, zone),
        "quarter": lambda: periods.quarter(today.year, (today.month + 2) // 3, zone),
        "month": lambda: periods.month(today.year, today.month, zone),
        "last_month": lambda: periods.month(*_month_before(today), zone),
    }
    if word in named:
        return named[word]()
    words = "135（十三五）、145（十四五）、ytd（年初至今）、shift（值班日）、"
    faults.append(FieldFault("period", f"period 没有“{word}”，可用：{words}{'、'.join(named)}。"))
    return None


def _month_before(today: date) -> tuple[int, int]:
    last = today.replace(day=1) - timedelta(days=1)
    return last.year, last.month


def _shift(
    told: Mapping[str, str], zone: str, now: datetime, faults: list[FieldFault]
) -> Period | None:
    change = periods.SHIFT_CHANGES_AT
    if "change" in told:
        clock = _CLOCK.fullmatch(told["change"])
        if clock is None:
            faults.append(
                FieldFault("change", f"换班时刻“{told['change']}”应为 时:分，例如 08:00。")
            )
            return None
        change = time(int(clock[1]), int(clock[2]))
    local = now.astimezone(ZoneInfo(zone))
    # Before the change of shift the duty day of yesterday is still under way.
    day: date | None = local.date() - timedelta(days=local.time() < change)
    if "from" in told:
        day = _day(told["from"], "from", faults)
    return periods.shift(day, zone, change) if day else None


def _from_to(first: str, last: str, zone: str, faults: list[FieldFault]) -> Period | None:
    if _YEAR.fullmatch(first) and _YEAR.fullmatch(last):
        year_spans(int(first), int(last), zone)
        return periods.years(int(first), int(last), zone)
    begins, ends = _edges(first, "from", faults), _edges(last, "to", faults)
    if begins is None or ends is None:
        return None
    if begins[0] > ends[1]:
        faults.append(FieldFault("from", f"起始时间 {first} 晚于终止时间 {last}，请对调或改填。"))
        return None
    if _DAY.fullmatch(first) or _DAY.fullmatch(last):
        return periods.days(begins[0], ends[1], zone)
    return periods.months((begins[0].year, begins[0].month), (ends[1].year, ends[1].month), zone)


def _edges(text: str, name: str, faults: list[FieldFault]) -> tuple[date, date] | None:
    """Return the first and the last day of what a text names: a year, quarter, month or day."""
    found: tuple[date, date] | None = None
    quarter = _QUARTER.fullmatch(text)
    months = _MONTH.fullmatch(text)
    if _DAY.fullmatch(text):
        day = _day(text, name, faults)
        found = (day, day) if day else None
    elif _YEAR.fullmatch(text) and _is_possible(int(text)):
        found = date(int(text), 1, 1), date(int(text), 12, 31)
    elif quarter and _is_possible(int(quarter[1])):
        asked = periods.quarter(int(quarter[1]), int(quarter[2]), "UTC")
        found = asked.from_day, asked.to_day
    elif months and _is_possible(int(months[1])) and 1 <= int(months[2]) <= 12:
        asked = periods.month(int(months[1]), int(months[2]), "UTC")
        found = asked.from_day, asked.to_day
    if found is None and not faults:
        faults.append(
            FieldFault(
                name,
                f"“{text}”不是 {FIRST_YEAR} 至 {LAST_YEAR} 年间的时间，"
                "应为年（2025）、月（2025-03）、季度（2025-Q1）或日（2025-03-01）。",
            )
        )
    return found


def _day(text: str, name: str, faults: list[FieldFault]) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        faults.append(FieldFault(name, f"“{text}”不是日期，应写作 2025-03-01。"))
        return None
    if not _is_possible(day.year):
        faults.append(
            FieldFault(name, f"年份 {day.year} 不在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请改填。")
        )
        return None
    return day


def _is_possible(number: int) -> bool:
    return FIRST_YEAR <= number <= LAST_YEAR
