"""Numbers, times and words for people: the filters of the templates, and nothing that decides."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from zoneinfo import ZoneInfo

from flask import Flask

from dispatch.overrides import OVERRIDE_KEYS
from resources.unit_status import LABELS, UnitStatus

SERVICE_ZONE: Final = ZoneInfo("Asia/Shanghai")
NOTHING: Final = "—"
"""What stands where nothing is known; a blank cell could be a fault."""

FEN_PER_YUAN: Final = 100
FEN_PER_WAN_YUAN: Final = 1_000_000
LEVEL_WORDS: Final = ("一级", "二级", "三级", "四级", "五级")

# The six tested looks of a status: shape and colour together, so that neither stands alone.
STATUS_LOOKS: Final[dict[UnitStatus, tuple[str, str]]] = {
    UnitStatus.IN_STATION: ("◆", "available"),
    UnitStatus.ALERTED: ("▲", "alerted"),
    UnitStatus.EN_ROUTE: ("▶", "en-route"),
    UnitStatus.ON_SCENE: ("■", "on-scene"),
    UnitStatus.WATER_ON: ("■", "on-scene"),
    UnitStatus.WATER_OFF: ("■", "on-scene"),
    UnitStatus.RETURNING: ("◀", "returning"),
    UnitStatus.STANDBY: ("◆", "available"),
    UnitStatus.SHUTTLING: ("■", "on-scene"),
    UnitStatus.TRAINING: ("◆", "available"),
    UnitStatus.OUT_OF_SERVICE: ("✕", "out-of-service"),
}

STATUS_KEYS: Final[tuple[tuple[str, UnitStatus], ...]] = (
    ("1", UnitStatus.IN_STATION),
    ("2", UnitStatus.ALERTED),
    ("3", UnitStatus.EN_ROUTE),
    ("4", UnitStatus.ON_SCENE),
    ("w", UnitStatus.WATER_ON),
    ("W", UnitStatus.WATER_OFF),
    ("5", UnitStatus.RETURNING),
    ("9", UnitStatus.OUT_OF_SERVICE),
)
"""The key of each status that is reported by hand, in the order of the work."""

ACKNOWLEDGED_LABEL: Final = "收到"
"""What a person reports with `alerted`: the order itself is made by the desk."""

MARKS: Final[tuple[tuple[str, str], ...]] = (
    ("S", "读自标准、规划或官方文件原文"),
    ("S-case", "取自一次实战的例子，不是规则，须支队确认"),
    ("R", "转引自报道、备考资料等二手来源，宣称符合标准前须复核"),
    ("D", "见于在用系统的实际数据，不是标准"),
    ("C", "由已知数字计算得出"),
    ("P", "默认(建议)，按类推拟定，须支队确认"),
    ("G", "一般常识，未核实"),
)
MARK_SENTENCES: Final = dict(MARKS)

Moment = datetime | str
"""A moment as a value, or as the RFC 3339 text the programming interface gives."""


def moment_of(moment: Moment) -> datetime:
    """Return an aware moment in UTC, whether it came as a value or as RFC 3339 text."""
    value = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    assert value.tzinfo is not None, "a moment without a zone cannot be shown"
    return value.astimezone(UTC)


def local_clock(moment: Moment | None) -> str:
    """Show the time of day of the service's zone to the second, as 10:46:31."""
    return _local(moment, "%H:%M:%S")


def local_minute(moment: Moment | None) -> str:
    """Show date and minute in the service's zone, as 2026-11-22 10:46."""
    return _local(moment, "%Y-%m-%d %H:%M")


def local_second(moment: Moment | None) -> str:
    """Show date and second in the service's zone, as 2026-11-22 10:46:31."""
    return _local(moment, "%Y-%m-%d %H:%M:%S")


def local_date(moment: Moment | date | None) -> str:
    """Show the date of the service's zone, as 2026-11-22; a bare date has no zone and stays."""
    if isinstance(moment, date) and not isinstance(moment, datetime):
        return moment.isoformat()
    return _local(moment, "%Y-%m-%d")


def elapsed(until: Moment | None, since: Moment | None) -> str:
    """Show the time that has gone by since a moment; a moment still to come shows as 0:00."""
    if until is None or since is None:
        return NOTHING
    return stopwatch(moment_of(until) - moment_of(since))


def stopwatch(span: timedelta | float) -> str:
    """Show a span (a timedelta or seconds) as 3:07, from an hour 1:02:03, from a day 2天5小时."""
    seconds = span.total_seconds() if isinstance(span, timedelta) else span
    whole = max(0, int(seconds))
    days, rest = divmod(whole, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    if days:
        return f"{days}天{hours}小时"
    if hours:
        return f"{hours}:{minutes:02}:{left:02}"
    return f"{minutes}:{left:02}"


def minutes_seconds(seconds: float | None) -> str:
    """Show an estimate in minutes and seconds, as 4分07秒; under a minute as 38秒."""
    if seconds is None:
        return NOTHING
    minutes, left = divmod(max(0, round(seconds)), 60)
    return f"{minutes}分{left:02}秒" if minutes else f"{left}秒"


def masked_phone(number: str | None) -> str:
    """Hide the middle of a telephone number, as 138****5521; a short number is hidden whole.

    Source: caller privacy in the personal information law (G); masking is the default.
    """
    if not number:
        return NOTHING
    if "*" in number:
        return number
    digits = [character for character in number if character.isdigit()]
    if len(digits) < 7:
        return "*" * len(digits)
    kept_at_end = 4 if len(digits) >= 11 else 2
    return "".join(digits[:3]) + "****" + "".join(digits[-kept_at_end:])


def yuan(fen: int | None) -> str:
    """Show an amount of fen in 元 with two decimals, as 1,234.50 元."""
    if fen is None:
        return NOTHING
    return f"{Decimal(fen) / FEN_PER_YUAN:,.2f} 元"


def wan_yuan(fen: int | None) -> str:
    """Show an amount of fen in 万元 with four decimals, so that every whole 元 is exact."""
    if fen is None:
        return NOTHING
    amount = Decimal(fen) / FEN_PER_WAN_YUAN
    return f"{amount.quantize(Decimal('0.0001'), rounding=ROUND_HALF_UP):,}"


def status_label(status: str) -> str:
    """Name a unit status in the words of GA/T 974.39."""
    return LABELS[UnitStatus(status)]


def status_shape(status: str) -> str:
    """Return the shape that stands for a unit status beside its word."""
    return STATUS_LOOKS[UnitStatus(status)][0]


def status_class(status: str) -> str:
    """Return the style class that colours a unit status."""
    return f"status-{STATUS_LOOKS[UnitStatus(status)][1]}"


def level_label(level: int) -> str:
    """Name a level, as 二级; its colour depends on the scale and is not part of the name."""
    assert 1 <= level <= len(LEVEL_WORDS), "a level lies between 1 and 5"
    return LEVEL_WORDS[level - 1]


def mark_sentence(mark: str) -> str:
    """Say in a sentence how far a rule can be trusted."""
    return MARK_SENTENCES[mark]


def install(app: Flask) -> None:
    """Give an app's templates these filters and tables."""
    filters = (
        local_clock,
        local_minute,
        local_second,
        local_date,
        elapsed,
        stopwatch,
        minutes_seconds,
        masked_phone,
        yuan,
        wan_yuan,
        status_label,
        status_shape,
        status_class,
        level_label,
        mark_sentence,
    )
    for words in filters:
        app.add_template_filter(words)
    buttons = [
        (key, status.value, ACKNOWLEDGED_LABEL if status is UnitStatus.ALERTED else LABELS[status])
        for key, status in STATUS_KEYS
    ]
    app.jinja_env.globals.update(
        status_buttons=buttons,
        marks=MARKS,
        level_words=LEVEL_WORDS,
        nothing=NOTHING,
        override_reasons=OVERRIDE_KEYS,
    )


def _local(moment: Moment | None, pattern: str) -> str:
    return (
        NOTHING if moment is None else moment_of(moment).astimezone(SERVICE_ZONE).strftime(pattern)
    )
