"""The county's own figures by year: population, GDP, firefighters; told with their source.

Rates per 10,000 people or per 亿元 rest on them. Nobody guesses one: a year without a figure has
no rate.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from incidents.yearbook.spans import FIRST_YEAR, LAST_YEAR
from resources.errors import FieldFault, Refusal

MARKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "S": "原文可查",
        "R": "转引",
        "C": "由已知数推算",
        "P": "暂定",
    }
)
"""How a figure is known, and what each letter means to a reader."""
LONGEST_SOURCE: Final = 500
MOST_PEOPLE: Final = 200_000_000
MOST_YUAN: Final = 10**15
"""More people, or more yuan, than any county has: a slip of the unit."""
FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_NUMBER: Final = re.compile(r"[0-9]{1,18}(\.[0-9]{1,8})?")


class NoSuchSeries(Refusal):
    """There is no series of this name, or it has no figure for the year."""


class Series(StrEnum):
    """A figure the county has one of each year.

    `firefighters` are the full-time firefighters on the strength at the end of the year (P); who
    is on duty today says nothing about it.
    """

    RESIDENT = "resident"
    REGISTERED = "registered"
    GDP = "gdp"
    FIREFIGHTERS = "firefighters"


SERIES_LABELS: Final[Mapping[Series, str]] = MappingProxyType(
    {
        Series.RESIDENT: "常住人口",
        Series.REGISTERED: "户籍人口",
        Series.GDP: "地区生产总值",
        Series.FIREFIGHTERS: "专职消防员人数",
    }
)

UNITS: Final[Mapping[Series, Mapping[str, int]]] = MappingProxyType(
    {
        Series.RESIDENT: MappingProxyType({"人": 1, "万人": 10_000}),
        Series.REGISTERED: MappingProxyType({"人": 1, "万人": 10_000}),
        Series.GDP: MappingProxyType({"亿元": 100_000_000, "万元": 10_000, "元": 1}),
        Series.FIREFIGHTERS: MappingProxyType({"人": 1}),
    }
)
"""The units a figure may be told in, each with how many people or yuan one of it is."""


@dataclass(frozen=True, slots=True)
class SeriesFigure:
    """One figure of one year as it is known: whole people or whole yuan."""

    series: Series
    year: int
    value: int
    source: str
    mark: str

    def __post_init__(self) -> None:
        faults = figure_faults(self.year, self.value, self.source, self.mark, self.series)
        assert not faults, faults

    @property
    def words(self) -> str:
        """The figure as a note tells it: 2020 年常住人口 585714 人（C，来源…）."""
        told = f"{self.year} 年{SERIES_LABELS[self.series]} {in_words(self.series, self.value)}"
        return f"{told}（{self.mark}，{self.source}）"


def figure_faults(
    year: int, value: int, source: str, mark: str, series: Series
) -> tuple[FieldFault, ...]:
    """Return what is wrong with a figure, by field."""
    most = MOST_YUAN if series is Series.GDP else MOST_PEOPLE
    label = SERIES_LABELS[series]
    faults = []
    if not FIRST_YEAR <= year <= LAST_YEAR:
        faults.append(
            FieldFault("year", f"年份 {year} 不在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请改填。")
        )
    if value <= 0:
        faults.append(FieldFault("value", f"{label}应大于 0；没有数据就不填，不要填 0。"))
    elif value > most:
        faults.append(
            FieldFault("value", f"{label} {in_words(series, value)}过大，请核对数值和单位。")
        )
    if not source.strip():
        faults.append(
            FieldFault(
                "source", "请写明数据来源，例如“2020 年统计公报”；没有来源的数不能进入统计。"
            )
        )
    elif source.strip().startswith(FORMULA_STARTS):
        faults.append(FieldFault("source", "来源不能以 = + - @ 开头，以免被表格软件当作公式。"))
    elif len(source) > LONGEST_SOURCE:
        faults.append(
            FieldFault("source", f"来源过长：{len(source)} 字，最多 {LONGEST_SOURCE} 字。")
        )
    if mark not in MARKS:
        known = "、".join(f"{letter}（{words}）" for letter, words in MARKS.items())
        faults.append(FieldFault("mark", f"来源标记应为 {known} 之一。"))
    return tuple(faults)


def read_series(name: str) -> Series | None:
    """Return the series of a key or of its Chinese name, None if there is none."""
    for series, label in SERIES_LABELS.items():
        if name in (series.value, label):
            return series
    return None


def read_value(series: Series, text: str, unit: str) -> int | FieldFault:
    """Read a figure told in a unit as whole people or yuan, or say what is wrong with it."""
    factor = UNITS[series].get(unit)
    label = SERIES_LABELS[series]
    if factor is None:
        known = "、".join(UNITS[series])
        return FieldFault("measure", f"{label}的单位应为 {known}，不能是“{unit}”。")
    if not _NUMBER.fullmatch(text):
        return FieldFault(
            "value", f"{label}“{text[:40]}”不是数字；只写数字和小数点，不写千分位逗号、公式和单位。"
        )
    value = Decimal(text) * factor
    if value != value.to_integral_value():
        least = "元" if series is Series.GDP else "人"
        return FieldFault("value", f"{label} {text} {unit}不是整{least}，请核对小数位和单位。")
    return int(value)


def in_words(series: Series, value: int) -> str:
    """Write a figure exactly, in the unit people read it in: 585714 人, 201.5 亿元."""
    if series is not Series.GDP:
        return f"{value} 人"
    whole = Decimal(value) / UNITS[Series.GDP]["亿元"]
    return f"{whole.normalize():f} 亿元"


def jumps(figures: Mapping[int, int], series: Series) -> tuple[str, ...]:
    """Name years whose figure is a third off the year before: most often a slip of the unit (P).

    They are told and never refused: a county may be joined to another.
    """
    found = []
    for year in sorted(figures):
        before, value = figures.get(year - 1), figures[year]
        if before is not None and (3 * value > 4 * before or 4 * value < 3 * before):
            found.append(
                f"{year} 年{SERIES_LABELS[series]} {in_words(series, value)}，"
                f"与上年 {in_words(series, before)}相差三分之一以上，请核对单位和口径。"
            )
    return tuple(found)
