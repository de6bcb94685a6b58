"""What the filter row of the statistician's page offers, and what of it is chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from incidents.categories import GROUPS
from incidents.yearbook.axes import AXES, Names
from incidents.yearbook.definitions import Definition, Population
from incidents.yearbook.layouts import EVERY_OWNER
from incidents.yearbook.periods import Period, Step
from incidents.yearbook.questions import Question
from resources import queries
from web import yearbook_tables
from web.asking import COMPARE_LABELS, PER_LABELS, address

Choice = tuple[str, str]

TITLES: Final = {
    "class": "类别",
    "township": "辖区",
    "station": "主战站",
    "urban": "城乡",
    "subclass": "警情类型",
    "level": "等级",
    "occupancy": "场所",
    "disposition": "警情性质",
    "cause": "起火原因",
    "grade": "火灾等级",
    "owner": "统计主体",
}
FIRST_FILTERS: Final = ("township", "station", "class")
"""Filters that stand in the row; the others wait behind a fold."""
PERIODS: Final[tuple[Choice, ...]] = (
    ("", "自定起止"),
    ("135", "十三五 2016—2020"),
    ("145", "十四五 2021—2025"),
    ("155", "十五五 2026—2030"),
    ("year", "今年"),
    ("last_year", "去年"),
    ("ytd", "年初至今"),
    ("quarter", "本季度"),
    ("month", "本月"),
    ("last_month", "上月"),
    ("shift", "值班日（自起始日）"),
)
CALLS_SHELF, FIRES_SHELF, FORCE_SHELF = "警情", "火灾", "战果与力量"
OF_FORCE: Final = frozenset({"results", "reinforcement"})
PRESETS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("时间", "按月", "calls", "month"),
    ("时间", "按季度", "calls", "quarter"),
    ("时间", "各年同月合并", "calls", "calendar_month"),
    ("时间", "两小时时段", "calls", "band"),
    ("时间", "时刻 × 星期", "calls", "hour*weekday"),
    ("地点", "按乡镇街道", "calls", "township"),
    ("地点", "城乡", "calls", "urban"),
    ("地点", "按主战站", "calls", "station"),
    ("地点", "按场所", "calls", "occupancy"),
    (FIRES_SHELF, "按起火原因", "fires", "cause"),
    (FIRES_SHELF, "按火灾等级", "fires", "grade"),
    (FIRES_SHELF, "按场所", "fires", "occupancy"),
    (FIRES_SHELF, "按月", "fires", "month"),
    (FORCE_SHELF, "战果按主战站", "results", "station"),
)
"""Questions people ask most, as shelf, words, table and grouping."""
SHELVES: Final = (CALLS_SHELF, "时间", "地点", FIRES_SHELF, FORCE_SHELF)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the filter row: a list to choose from."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Tables and usual questions under one heading, each as words and an address."""

    heading: str
    links: tuple[Choice, ...]


def shelf_of(counted: Definition) -> str:
    """Return the heading people look for a table under."""
    extra = yearbook_tables.EXTRA.get(counted.name)
    if extra is not None:
        return extra.shelf
    if counted.name in OF_FORCE:
        return FORCE_SHELF
    return CALLS_SHELF if counted.counts is Population.CALL_OUTS else FIRES_SHELF


def table_groups() -> dict[str, list[Choice]]:
    """List every table under its heading, for the list to choose from."""
    groups: dict[str, list[Choice]] = {}
    for one in yearbook_tables.definitions():
        groups.setdefault(shelf_of(one), []).append((one.name, one.title))
    return groups


def shelves(question: Question) -> list[Shelf]:
    """List tables and usual questions about the same time as a question."""
    links: dict[str, list[Choice]] = {heading: [] for heading in SHELVES}
    for one in yearbook_tables.definitions():
        links.setdefault(shelf_of(one), []).append((one.title, _about(question, one.name, "")))
    for heading, words, name, by in PRESETS:
        known = axes_of(yearbook_tables.definition(name))
        if set(by.split("*")) <= set(known):
            links[heading].append((words, _about(question, name, by)))
    return [Shelf(heading, tuple(found)) for heading, found in links.items() if found]


def _about(question: Question, name: str, by: str) -> str:
    return address("/yearbook", Question(name, question.period, by))


def axes_of(counted: Definition) -> tuple[str, ...]:
    """Return the axes a table can be grouped by."""
    extra = yearbook_tables.EXTRA.get(counted.name)
    if extra is not None:
        return extra.axes
    if counted.counts is None:
        return ()
    return tuple(key for key, axis in AXES.items() if counted.counts in axis.populations)


def filters_of(counted: Definition) -> tuple[str, ...]:
    """Return the filters a table can be narrowed by."""
    extra = yearbook_tables.EXTRA.get(counted.name)
    if extra is not None:
        return extra.filters
    return tuple(name for name in axes_of(counted) if name in TITLES)


def fields(question: Question, told: Mapping[str, str]) -> tuple[list[Field], list[Field]]:
    """Return the fields of the row and those behind the fold.

    `told` is what somebody chose: it stays chosen where the question could not be asked.
    """
    row, behind = _fields(question)
    return [_kept(field, told) for field in row], [_kept(field, told) for field in behind]


def _kept(field: Field, told: Mapping[str, str]) -> Field:
    chosen = told.get(field.name, "")
    return replace(field, chosen=chosen) if chosen in dict(field.choices) and chosen else field


def _fields(question: Question) -> tuple[list[Field], list[Field]]:
    counted = yearbook_tables.definition(question.table)
    by, _, across = question.by.partition("*")
    axes = [(key, AXES[key].heading) for key in axes_of(counted)]
    usual = AXES[counted.by].heading if counted.by in AXES else counted.row_heading
    row = [Field("by", "分组", (("", f"{usual}（本表常用）"), *axes), by)]
    if len(axes) > 1:
        row.append(Field("across", "横向", (("", "—"), *axes), across))
    narrowed = [_filter(name, question, counted) for name in filters_of(counted)]
    row += [one for one in narrowed if one.name in FIRST_FILTERS]
    behind = [one for one in narrowed if one.name not in FIRST_FILTERS]
    if counted.counts is not None:
        compare = tuple((key.value, label) for key, label in COMPARE_LABELS.items())
        chosen = question.compare.value if question.compare else ""
        row.append(Field("compare", "比较", (("", "不比较"), *compare), chosen))
        per = tuple(PER_LABELS.items())
        row.append(Field("per", "折算", (("", "不折算"), *per), question.per))
    return row, behind


def _filter(name: str, question: Question, counted: Definition) -> Field:
    chosen = dict(question.filters).get(name, "")
    choices = tuple(_members(name, question.period))
    usual = "全部"
    if name == "owner":
        # Fires other bodies count are kept apart unless somebody asks for them.
        usual, choices = "消防救援机构（通常）", (*choices, (EVERY_OWNER, "全部"))
    if chosen and chosen not in dict(choices):
        # What the address asks for stays chosen, even if nobody would have offered it.
        choices = (*choices, (chosen, chosen))
    return Field(name, TITLES[name], (("", usual), *choices), chosen)


def _members(name: str, period: Period) -> Iterable[Choice]:
    if name == "class":
        return ((code, group.name) for code, group in GROUPS.items())
    return ((member.key, member.label) for member in AXES[name].axis(period, _names()).members)


def _names() -> Names:
    townships = {place.code: place.name for place in queries.places(("township",))}
    return Names(townships, {station.code: station.name for station in queries.stations()})


def time_fields(question: Question, told: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in the fields of time: what was typed, else the time that was asked."""
    asked = dict(question.period.asked)
    first, last = _edges(question.period)
    return {
        "period": told.get("period", asked.get("period", "")),
        "from": told.get("from") or asked.get("from") or first,
        "to": told.get("to") or asked.get("to") or last,
    }


def _edges(period: Period) -> tuple[str, str]:
    if period.step is Step.YEAR:
        return str(period.from_year), str(period.to_year)
    if period.step is Step.MONTH:
        return f"{period.from_day:%Y-%m}", f"{period.to_day:%Y-%m}"
    return period.from_day.isoformat(), period.to_day.isoformat()
