"""Times as people type them from a paper slip: 0312, 03:12, 昨2350, 11-28 03:12.

A bare time of day gets the day that makes sense: what was meant is shown back, and whoever means
another day writes it.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from incidents.timeline import FUTURE_TOLERANCE
from resources.errors import Refusal

# Every limit here is proposed (mark P).
FARTHEST_BACK: Final = timedelta(hours=16)
"""A bare time that would lie further back than this was rather meant for today, and is ahead."""
FARTHEST_BEFORE: Final = timedelta(hours=6)
"""A bare time this little before the one it follows is a slip of the pen, not of the next day."""
OLDEST: Final = timedelta(days=60)
"""Paper older than this is no outage to catch up with."""

_CLOCK: Final = re.compile(
    r"(?P<hour>\d{1,2})(?:[:时点](?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2})?)?秒?"
    r"|(?P<minute_run>\d{2})(?P<second_run>\d{2})?)"
)
_DAY: Final = re.compile(
    r"(?:(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月])?(?P<day>\d{1,2})[日号]?"
)
_DAYS_AGO: Final = {"今": 0, "今天": 0, "今日": 0, "昨": 1, "昨天": 1, "昨日": 1, "前天": 2}
EXAMPLE: Final = "可写 0312、03:12、昨2350 或 11-28 03:12"


class UnclearTime(Refusal):
    """A typed time that is none, lies ahead, or could be of two days; the sentence says which."""


def read_time(typed: str, after: datetime | None, now: datetime, zone: tzinfo) -> datetime:
    """Return the moment somebody typed, in UTC; raises UnclearTime.

    `after` is the moment it follows on the slip; without one it is the latest that is not ahead.
    """
    words = unicodedata.normalize("NFKC", typed).strip()
    told = _rfc_3339(words)
    if told is None:
        told = _local(words, after, now, zone)
    if told - now > FUTURE_TOLERANCE:
        raise UnclearTime(f"{shown(told, now, zone)} 晚于现在 {shown(now, now, zone)}，请核对。")
    if now - told > OLDEST:
        raise UnclearTime(f"{shown(told, now, zone)} 早于 {OLDEST.days} 天前，请核对日期。")
    return told.astimezone(UTC)


def shown(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Show a moment as a slip does: the time of day, with the day where it is not today's."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    if local.date() == today:
        return clock
    pattern = "%m-%d" if local.year == today.year else "%Y-%m-%d"
    return f"{local.strftime(pattern)} {clock}"


def _rfc_3339(words: str) -> datetime | None:
    if "T" not in words:
        return None
    try:
        told = datetime.fromisoformat(words)
    except ValueError:
        return None
    return told if told.utcoffset() is not None and told.year > 1 else None


def _local(words: str, after: datetime | None, now: datetime, zone: tzinfo) -> datetime:
    day_words, clock_words = _parted(words)
    clock = _CLOCK.fullmatch(clock_words)
    if clock is None:
        raise UnclearTime(f"“{words}”不是时间，{EXAMPLE}。")
    hour = int(clock["hour"])
    minute = int(clock["minute"] or clock["minute_run"])
    second = int(clock["second"] or clock["second_run"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise UnclearTime(f"“{words}”不是时间，{EXAMPLE}。")

    def on(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)

    if day_words:
        return on(_day(day_words, words, now.astimezone(zone).date()))
    if after is None:
        return _not_ahead(on, now, zone)
    first = (after - FARTHEST_BEFORE).astimezone(zone).date()
    return next(
        told
        for told in (on(first + timedelta(days=count)) for count in range(3))
        if told > after - FARTHEST_BEFORE
    )


def _parted(words: str) -> tuple[str, str]:
    """Part what names the day from what names the time."""
    head, space, tail = words.rpartition(" ")
    if space:
        return head.strip(), tail
    for name in sorted(_DAYS_AGO, key=len, reverse=True):
        if words.startswith(name):
            return name, words.removeprefix(name)
    return "", words


def _not_ahead(on: Callable[[date], datetime], now: datetime, zone: tzinfo) -> datetime:
    today = now.astimezone(zone).date()
    told = on(today)
    if told - now <= FUTURE_TOLERANCE:
        return told
    before = on(today - timedelta(days=1))
    if now - before > FARTHEST_BACK:
        raise UnclearTime(
            f"{told:%H:%M} 晚于现在 {now.astimezone(zone):%H:%M}；如为昨日请写“昨{told:%H%M}”。"
        )
    return before


def _day(day_words: str, words: str, today: date) -> date:
    if day_words in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[day_words])
    told = _DAY.fullmatch(day_words)
    if told is None:
        raise UnclearTime(f"“{words}”中的日期看不懂，{EXAMPLE}。")
    year = int(told["year"] or today.year)
    month = int(told["month"] or today.month)
    try:
        found = date(year, month, int(told["day"]))
        if found > today and not told["month"]:
            last = today.replace(day=1) - timedelta(days=1)
            found = date(last.year, last.month, int(told["day"]))
        elif found > today and not told["year"]:
            found = date(year - 1, month, int(told["day"]))
    except ValueError as error:
        raise UnclearTime(f"“{words}”中的日期不存在，请核对。") from error
    return found
