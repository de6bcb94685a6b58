"""How a question becomes the rows and columns of a table, before anything is counted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from incidents.categories import CATEGORIES, PLAN_COLUMN_LABELS, PlanColumn
from incidents.fire_grades import FireOwner
from incidents.yearbook.axes import AXES, Axis, Member, Names
from incidents.yearbook.call_tables import in_plan, of_classes
from incidents.yearbook.definitions import (
    Column,
    Definition,
    Population,
    Takes,
    Where,
)
from incidents.yearbook.periods import Period, earlier
from incidents.yearbook.questions import Question
from resources.errors import BadInput, FieldFault

EVERY_OWNER: Final = "all"
"""The word that takes the fires of every authority into a table."""
MOST_ROWS: Final = 400
MOST_ACROSS: Final = 70
OF_TIME: Final = frozenset({"year", "quarter", "month", "day"})
"""The axes that have as many members as the time is long."""
OWN_FIRES: Final[Where] = (("owner", frozenset({FireOwner.BRIGADE.value})),)


@dataclass(frozen=True, slots=True)
class Layout:
    """A table that is asked for: what its rows stand for, and which records it is about.

    `across` is the axis of the columns where a second one is asked for; then only the first
    column of the definition is counted. `asked` are the filters in words.
    """

    question: Question
    definition: Definition
    names: Names
    down: Axis
    across: Axis | None
    where: Where
    asked: tuple[str, ...]

    @property
    def period(self) -> Period:
        """The time it is about."""
        return self.question.period

    @property
    def population(self) -> Population:
        """Whose records it counts."""
        assert self.definition.counts is not None
        return self.definition.counts

    @property
    def counted_columns(self) -> tuple[Column, ...]:
        """The columns that are added up from records; one where a second axis runs across."""
        found = tuple(column for column in self.definition.columns if column.takes)
        return found[:1] if self.across else found

    @property
    def takes(self) -> Mapping[str, Takes]:
        """What each of these columns takes from a record."""
        return {column.key: column.takes for column in self.counted_columns if column.takes}

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that tell to which cell a record belongs."""
        across = self.across.fields if self.across else ()
        return tuple(dict.fromkeys((*self.down.fields, *across)))

    @property
    def is_by_year(self) -> bool:
        """Whether each row is a whole calendar year of everything there is."""
        return self.down.key == "year" and self.period.is_whole_years and self.across is None

    @property
    def takes_returns(self) -> bool:
        """Whether yearly totals of returns fit in: whole years of everything there is."""
        return self.is_by_year and not self.question.filters

    def earlier(self) -> "Layout":
        """Return the same table about the time it is compared with."""
        assert self.question.compare is not None
        before = earlier(self.period, self.question.compare, self.down.months)
        return layout_of(
            replace(self.question, period=before, compare=None), self.definition, self.names
        )


def layout_of(question: Question, definition: Definition, names: Names) -> Layout:
    """Return how a table is laid out.

    Raises:
        BadInput: an axis or a filter the table does not have, or far too many rows.
    """
    faults: list[FieldFault] = []
    by = (question.by or definition.by).split("*")
    axes = [_axis(word, question, definition, names, faults) for word in by]
    where, asked = _narrowed(question, definition, names, by, faults)
    if question.compare and (len(by) > 1 or by == ["day"]):
        faults.append(FieldFault("compare", "按两项分组或按日期的表不能作同比、环比。"))
    if question.per and not (by == ["year"] and question.period.is_whole_years):
        faults.append(FieldFault("per", "只有按年份、起止为整年的表才能算人均或 GDP 均值。"))
    if faults:
        raise BadInput(faults)
    across = axes[1] if len(axes) > 1 else None
    return Layout(question, definition, names, axes[0], across, where, asked)


def _axis(
    word: str, question: Question, definition: Definition, names: Names, faults: list[FieldFault]
) -> Axis:
    kind = AXES[word]
    if definition.counts not in kind.populations:
        known = "、".join(
            f"{one.key} {one.heading}"
            for one in AXES.values()
            if definition.counts in one.populations
        )
        faults.append(
            FieldFault("by", f"“{definition.title}”不能按{kind.heading}分组，可用：{known}。")
        )
    if word == "day" and len(question.period.days) > MOST_ROWS:
        faults.append(FieldFault("by", f"按日期分组最多 {MOST_ROWS} 天，请缩短起止时间。"))
        return Axis(word, kind.heading, kind.fields, ())
    axis = kind.axis(question.period, names)
    is_across = (question.by or definition.by).endswith(f"*{word}")
    if word in OF_TIME and len(axis.members) > (MOST_ACROSS if is_across else MOST_ROWS):
        faults.append(
            FieldFault("by", f"按{kind.heading}分组有 {len(axis.members)} 项，太多；请缩短时间。")
        )
    return axis


def _narrowed(
    question: Question,
    definition: Definition,
    names: Names,
    by: list[str],
    faults: list[FieldFault],
) -> tuple[Where, tuple[str, ...]]:
    where: list[tuple[str, frozenset[int | str | bool]]] = []
    asked: list[str] = []
    filters = dict(question.filters)
    for word, value in question.filters:
        kind = AXES[word]
        if definition.counts not in kind.populations:
            faults.append(
                FieldFault(word, f"“{definition.title}”没有{kind.heading}，不能据此筛选。")
            )
        elif word == "owner" and value == EVERY_OWNER:
            asked.append("统计归属：全部")
        elif (found := _filter(word, value, question.period, names)) is None:
            faults.append(FieldFault(word, f"{kind.heading}中没有“{value}”，请从列表中选择。"))
        else:
            where += found.where
            asked.append(f"{kind.heading}：{found.label}")
    if definition.counts is Population.FIRES and "owner" not in {*filters, *by}:
        where += OWN_FIRES
    return tuple(where), tuple(asked)


def _filter(word: str, value: str, period: Period, names: Names) -> Member | None:
    if word == "class" and value in set(PlanColumn):
        column = PlanColumn(value)
        return Member(value, PLAN_COLUMN_LABELS[column], of_classes(in_plan(column)))
    if word == "class" and value in CATEGORIES and not CATEGORIES[value].is_group:
        word = "subclass"
    axis = AXES[word].axis(period, names)
    listed = {member.key for member in axis.members}
    return axis.member(value) if value in listed or value == "untold" else None
