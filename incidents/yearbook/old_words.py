"""How the words of old registers are read: times, numbers, money, classes, yes and no.

Each reader returns a value or raises Unreadable with what is wrong and what would be right.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from incidents.categories import (
    CATEGORIES,
    DISPOSITION_LABELS,
    GROUPS,
    Disposition,
)
from incidents.yearbook.spans import FIRST_YEAR

MOST_COUNT: Final = 1_000_000
MOST_FEN: Final = 10_000_000_000_000
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９：．－／，", "0123456789:.-/,")
_DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_TIGHT_DATE: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME: Final = re.compile(r"(\d{1,2})\s*[:时点]\s*(\d{1,2})\s*(?:[:分]\s*(?:(\d{1,2})\s*秒?)?)?")
_TIGHT_TIME: Final = re.compile(r"(\d{2})(\d{2})(\d{2})?")


class Unreadable(ValueError):
    """A cell that cannot be read; the message says what is wrong."""


def _classes() -> Mapping[str, str]:
    """Every word that names a kind, with its code: codes, names, and the words of the plans."""
    words = {code: code for code in CATEGORIES}
    words |= {kind.name: code for code, kind in CATEGORIES.items()}
    for code, group in GROUPS.items():
        words[group.legacy_six] = code
        for part in group.name.split("/"):
            words.setdefault(part, code)
    words |= {"火警": "10000", "火灾": "10000", "抢险": "20000", "救助": "50000", "其他": "90000"}
    return MappingProxyType(words)


CLASSES: Final = _classes()
DISPOSITIONS: Final[Mapping[str, Disposition]] = MappingProxyType(
    {label: word for word, label in DISPOSITION_LABELS.items()}
    | {"真实警情": Disposition.REAL, "真实": Disposition.REAL, "演练": Disposition.TEST}
)
URBAN: Final[Mapping[str, bool]] = MappingProxyType(
    {"城市": True, "城镇": True, "城区": True, "农村": False, "乡村": False}
)


def read_class(cell: str) -> str:
    """Return the code of a kind of incident."""
    found = CLASSES.get(cell)
    if found is None:
        known = "、".join(dict.fromkeys(group.name for group in GROUPS.values()))
        raise Unreadable(f"不认识警情类别“{cell}”；可写 {known}，或类型表中的名称、代码")
    return found


def read_disposition(cell: str) -> Disposition:
    """Return what a call turned out to be; an empty cell is a real one."""
    if not cell:
        return Disposition.REAL
    found = DISPOSITIONS.get(cell)
    if found is None:
        known = "、".join(DISPOSITION_LABELS.values())
        raise Unreadable(f"不认识警情性质“{cell}”；可写 {known}")
    return found


def read_urban(cell: str) -> bool | None:
    """Return whether it was in a town; None while nobody has told."""
    if not cell:
        return None
    if cell not in URBAN:
        raise Unreadable(f"不认识“{cell}”；可写 {'、'.join(URBAN)}，不知道则留空")
    return URBAN[cell]


def read_moment(words: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Return a moment told by date and time of day on the county's clock, as aware UTC.

    A date without a time of day is refused: the hour would be made up.
    """
    told = words.translate(_FULL_WIDTH).replace("T", " ").strip()
    day, rest = _day(told)
    clock = _clock(rest.strip().strip(",，"))
    moment = datetime.combine(day, clock, zone)
    if moment.year < FIRST_YEAR:
        raise Unreadable(f"年份 {moment.year} 早于 {FIRST_YEAR}，请核对")
    if moment > now:
        raise Unreadable(f"“{words}”还没有到，请核对年份")
    return moment


def _day(told: str) -> tuple[date, str]:
    found = _DATE.match(told) or _TIGHT_DATE.match(told)
    if found is None:
        raise Unreadable(f"“{told}”不是日期；可写 2014-03-05、2014/3/5 或 2014年3月5日")
    try:
        year, month, day = (int(part) for part in found.groups())
        return date(year, month, day), told[found.end() :]
    except ValueError as error:
        raise Unreadable(f"“{found.group().strip()}”不是日历上的日子") from error


def _clock(told: str) -> time:
    if not told:
        raise Unreadable("没有时刻；须写到时分，例如 08:12，不能由程序编造")
    found = _TIME.fullmatch(told) or _TIGHT_TIME.fullmatch(told)
    if found is None:
        raise Unreadable(f"“{told}”不是时刻；可写 08:12、8时12分 或 0812")
    try:
        hour, minute, second = (int(part or 0) for part in found.groups())
        return time(hour, minute, second)
    except ValueError as error:
        raise Unreadable(f"“{told}”不是钟面上的时刻") from error


def read_count(cell: str) -> int:
    """Return a whole number of things or people; an empty cell is none."""
    told = cell.translate(_FULL_WIDTH).replace(",", "").strip()
    if not told:
        return 0
    if not re.fullmatch(r"\d{1,9}", told):
        raise Unreadable(f"“{cell}”不是非负整数")
    if int(told) > MOST_COUNT:
        raise Unreadable(f"{told} 过大，请核对")
    return int(told)


def read_money(cell: str, fen: int) -> int:
    """Return money in fen, told in a unit of so many fen; an empty cell is none."""
    told = cell.translate(_FULL_WIDTH).replace(",", "").strip()
    if not told:
        return 0
    try:
        amount = Decimal(told) if re.fullmatch(r"\d{1,15}(\.\d{1,12})?", told) else None
    except InvalidOperation:
        amount = None
    if amount is None:
        raise Unreadable(f"“{cell}”不是金额")
    value = amount * fen
    if value != value.to_integral_value():
        raise Unreadable(f"“{cell}”细于 1 分，请核对")
    if value > MOST_FEN:
        raise Unreadable(f"“{cell}”过大，请核对")
    return int(value)
