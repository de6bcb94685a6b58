"""The axes of the tables: what a row can stand for, and which records belong to it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeVar

from incidents.categories import (
    CATEGORIES,
    DISPOSITION_LABELS,
    GROUPS,
    LEVEL_NAMES,
    SCALE_NOUNS,
    LevelScale,
)
from incidents.causes import CAUSE_LABELS
from incidents.fire_grades import GRADE_LABELS, OWNER_LABELS
from incidents.premises import OCCUPANCY_LABELS
from incidents.yearbook.definitions import Population, Value, Where
from incidents.yearbook.periods import Period

UNTOLD_KEY: Final = "untold"
UNTOLD_LABEL: Final = "未填"
WEEKDAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
URBAN_LABELS: Final = {"urban": "城市", "rural": "农村"}
NUMBERS: Final = frozenset({"year", "month", "day", "hour", "weekday", "level"})
"""The fields of a fact that hold a number; the others hold a word."""
_BOTH: Final = frozenset(Population)
_CALLS: Final = frozenset({Population.CALL_OUTS})
_FIRES: Final = frozenset({Population.FIRES})


@dataclass(frozen=True, slots=True)
class Member:
    """One row an axis can have: its key, its label, and the records that belong to it."""

    key: str
    label: str
    where: Where


@dataclass(frozen=True, slots=True)
class Axis:
    """What the rows (or columns) of a table stand for; every record belongs to one member.

    `fields` are the fields of a fact that say which. `shows_empty` keeps members without records
    in the table. `months` is how many months one member lasts where it is a stretch of time.
    """

    key: str
    heading: str
    fields: tuple[str, ...]
    members: tuple[Member, ...]
    shows_empty: bool = True
    months: int = 0

    def member_of(self, values: tuple[Value, ...]) -> Member:
        """Return the member of a record by its fields; one nobody listed stands for itself."""
        told = dict(zip(self.fields, values, strict=True))
        for member in self.members:
            if all(told[name] in allowed for name, allowed in member.where):
                return member
        return self._unlisted(values)

    def member(self, key: str) -> Member | None:
        """Return the member of a key, listed or not; None where no record can have it."""
        for member in self.members:
            if member.key == key:
                return member
        if key == UNTOLD_KEY and len(self.fields) == 1:
            return self._unlisted(("",))
        words = key.split("~")
        if len(words) != len(self.fields):
            return None
        values: list[Value] = []
        for name, word in zip(self.fields, words, strict=True):
            if name in NUMBERS and not (word.isascii() and word.isdecimal() and len(word) < 9):
                return None
            values.append(int(word) if name in NUMBERS else word)
        return self._unlisted(tuple(values))

    def _unlisted(self, values: tuple[Value, ...]) -> Member:
        where = tuple(
            (name, frozenset({value})) for name, value in zip(self.fields, values, strict=True)
        )
        if values == ("",):
            return Member(UNTOLD_KEY, UNTOLD_LABEL, where)
        words = "~".join(map(str, values))
        return Member(words, words, where)


@dataclass(frozen=True, slots=True)
class Names:
    """The names the county gives its townships and stations, by code."""

    townships: Mapping[str, str] = field(default_factory=dict)
    stations: Mapping[str, str] = field(default_factory=dict)


Word = TypeVar("Word", bound=str)
Maker = Callable[[Period, Names], tuple[Member, ...]]


@dataclass(frozen=True, slots=True)
class AxisKind:
    """An axis before it is known for which time and which county it is."""

    key: str
    heading: str
    fields: tuple[str, ...]
    members: Maker
    populations: frozenset[Population] = _BOTH
    shows_empty: bool = True
    months: int = 0

    def axis(self, period: Period, names: Names) -> Axis:
        """Return the axis with its members."""
        members = self.members(period, names)
        return Axis(self.key, self.heading, self.fields, members, self.shows_empty, self.months)


def _one(name: str, key: str, label: str, *values: Value) -> Member:
    return Member(key, label, ((name, frozenset(values or (key,))),))


def _years(period: Period, names: Names) -> tuple[Member, ...]:
    return tuple(_one("year", str(year), f"{year}年", year) for year in period.years)


def _quarters(period: Period, names: Names) -> tuple[Member, ...]:
    found: dict[tuple[int, int], list[int]] = {}
    for month in period.months:
        found.setdefault((month // 100, (month % 100 + 2) // 3), []).append(month)
    return tuple(
        _one("month", f"{year}-Q{quarter}", f"{year}年第{quarter}季度", *months)
        for (year, quarter), months in found.items()
    )


def _months(period: Period, names: Names) -> tuple[Member, ...]:
    return tuple(
        _one("month", f"{month // 100}-{month % 100:02d}", _month_label(month), month)
        for month in period.months
    )


def _month_label(month: int) -> str:
    return f"{month // 100}年{month % 100}月"


def _calendar_months(period: Period, names: Names) -> tuple[Member, ...]:
    return tuple(
        _one("month", f"{number:02d}", f"{number}月", *months)
        for number in range(1, 13)
        if (months := [month for month in period.months if month % 100 == number])
    )


def _days(period: Period, names: Names) -> tuple[Member, ...]:
    return tuple(
        _one("day", day.isoformat(), f"{day.month}月{day.day}日", int(f"{day:%Y%m%d}"))
        for day in period.days
    )


def _hours(period: Period, names: Names) -> tuple[Member, ...]:
    return tuple(_one("hour", f"{hour:02d}", f"{hour}时", hour) for hour in range(24))


def _bands(period: Period, names: Names) -> tuple[Member, ...]:
    return tuple(
        _one("hour", f"{hour:02d}-{hour + 2:02d}", f"{hour}—{hour + 2}时", hour, hour + 1)
        for hour in range(0, 24, 2)
    )


def _listed(name: str, labels: Mapping[Word, str]) -> Maker:
    members = tuple(_one(name, str(key), label) for key, label in labels.items())
    return lambda period, names: members


def _weekdays(period: Period, names: Names) -> tuple[Member, ...]:
    return tuple(_one("weekday", str(day), word, day) for day, word in enumerate(WEEKDAYS, 1))


def _townships(period: Period, names: Names) -> tuple[Member, ...]:
    return tuple(_one("township_code", code, name) for code, name in names.townships.items())


def _stations(period: Period, names: Names) -> tuple[Member, ...]:
    return tuple(_one("station_code", code, name) for code, name in names.stations.items())


def _levels(period: Period, names: Names) -> tuple[Member, ...]:
    graded = tuple(
        Member(
            f"{scale.value}-{level}",
            f"{LEVEL_NAMES[level - 1]}{noun}",
            (("category", _codes_of(scale)), ("level", frozenset({level}))),
        )
        for scale, noun in SCALE_NOUNS.items()
        for level in range(1, 6 if scale is LevelScale.FIRE else 5)
    )
    return (*graded, Member("ungraded", "不分级", (("category", _codes_of(LevelScale.UNGRADED)),)))


def _codes_of(scale: LevelScale) -> frozenset[Value]:
    return frozenset(code for code, kind in CATEGORIES.items() if kind.scale is scale)


def codes_in(group: str) -> frozenset[Value]:
    """Return the codes of every kind of a top class."""
    return frozenset(code for code, kind in CATEGORIES.items() if kind.group_code == group)


def _classes(period: Period, names: Names) -> tuple[Member, ...]:
    return tuple(
        Member(code, group.name, (("category", codes_in(code)),)) for code, group in GROUPS.items()
    )


def _kinds(period: Period, names: Names) -> tuple[Member, ...]:
    return tuple(
        _one("category", code, f"{kind.name}（未细分）" if kind.is_group else kind.name)
        for code, kind in CATEGORIES.items()
    )


def _by_key(kinds: Iterable[AxisKind]) -> Mapping[str, AxisKind]:
    return MappingProxyType({kind.key: kind for kind in kinds})


AXES: Final = _by_key(
    (
        AxisKind("year", "年份", ("year",), _years, months=12),
        AxisKind("quarter", "季度", ("month",), _quarters, months=3),
        AxisKind("month", "月份", ("month",), _months, months=1),
        AxisKind("calendar_month", "月（各年合并）", ("month",), _calendar_months),
        AxisKind("day", "日期", ("day",), _days),
        AxisKind("hour", "时刻", ("hour",), _hours),
        AxisKind("band", "时段", ("hour",), _bands),
        AxisKind("weekday", "星期", ("weekday",), _weekdays),
        AxisKind("township", "乡镇街道", ("township_code",), _townships),
        AxisKind("urban", "城乡", ("urban",), _listed("urban", URBAN_LABELS)),
        AxisKind("station", "主战站", ("station_code",), _stations, _CALLS),
        AxisKind("occupancy", "场所", ("occupancy",), _listed("occupancy", OCCUPANCY_LABELS)),
        AxisKind("class", "类别", ("category",), _classes, _CALLS),
        AxisKind("subclass", "警情类型", ("category",), _kinds, _CALLS, shows_empty=False),
        AxisKind("level", "等级", ("category", "level"), _levels, _CALLS),
        AxisKind(
            "disposition", "警情性质", ("disposition",),
            _listed("disposition", DISPOSITION_LABELS), _CALLS, shows_empty=False,
        ),
        AxisKind("cause", "起火原因", ("cause",), _listed("cause", CAUSE_LABELS), _FIRES),
        AxisKind(
            "grade", "火灾等级", ("grade",), _listed("grade", GRADE_LABELS), _FIRES,
            shows_empty=False,
        ),
        AxisKind(
            "owner", "统计归属", ("owner",), _listed("owner", OWNER_LABELS), _FIRES,
            shows_empty=False,
        ),
    )
)  # fmt: skip
"""The axes by the word that asks for them; `weekday*hour` sets one down and another across."""
