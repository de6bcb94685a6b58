"""Every table of the yearbook in one place: those counted from facts and those made elsewhere.

Pages, API, commands and files ask here, so a table that is registered once is shown everywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from dispatch import override_queries
from incidents.queries import log_seq
from incidents.yearbook import indicator_queries, interval_queries, inventory_queries, queries
from incidents.yearbook.counting import Table
from incidents.yearbook.definitions import Definition, UnknownTable
from incidents.yearbook.entries import Behind
from incidents.yearbook.indicator_table import INDICATORS
from incidents.yearbook.intervals import RESPONSES
from incidents.yearbook.inventory_tables import INVENTORY
from incidents.yearbook.questions import Question
from incidents.yearbook.tables import DEFINITIONS

Maker = Callable[[Question, str], Table]
"""Makes the table a question asks for, in a time zone."""
Opener = Callable[[Question, str, str, str, str, int], Behind]
"""Opens a cell: question, row, column, time zone, after which record, how many at most."""
MOST_RECORDS: Final = 100


@dataclass(frozen=True, slots=True)
class Extra:
    """A table that is no count of facts: what it is, who makes it, who opens its cells.

    Where nobody opens them, its cells carry no `filters` and no link. `shelf` is the heading it
    stands under on the page; `axes` and `filters` are those its maker understands.
    """

    definition: Definition
    make: Maker
    open: Opener | None = None
    shelf: str = "其他"
    axes: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()


def _by_name(*extras: Extra) -> Mapping[str, Extra]:
    return MappingProxyType({extra.definition.name: extra for extra in extras})


# One line for each table that is made in a module of its own.
EXTRA: Final[Mapping[str, Extra]] = _by_name(
    Extra(INDICATORS, indicator_queries.answer, shelf="指标"),
    Extra(
        override_queries.OVERRIDES,
        override_queries.answer,
        override_queries.behind,
        shelf="战果与力量",
        axes=override_queries.BY,
    ),
    *(
        Extra(
            one,
            inventory_queries.answer,
            inventory_queries.behind,
            shelf="水源" if one.name.startswith("water") else "车辆与队站",
            filters=inventory_queries.filters_of(one.name),
        )
        for one in INVENTORY
    ),
    *(
        Extra(
            one,
            interval_queries.answer,
            interval_queries.behind,
            shelf="响应时间",
            filters=interval_queries.FILTERS,
        )
        for one in RESPONSES
    ),
)


def definitions() -> tuple[Definition, ...]:
    """Return every table there is, in the order they are told."""
    return (*DEFINITIONS.values(), *(extra.definition for extra in EXTRA.values()))


def definition(name: str) -> Definition:
    """Return the definition of a table; raises UnknownTable."""
    for one in definitions():
        if one.name == name:
            return one
    known = "、".join(f"{one.name}（{one.title}）" for one in definitions())
    raise UnknownTable(f"没有统计表“{name}”，可用：{known}。")


def answer(question: Question, zone: str, explain: bool = True) -> Table:
    """Return the table a question asks for.

    `explain` also tells why call-outs and fires differ, which looks at each record of the time.

    Raises:
        UnknownTable: no table of this name.
        BadInput: a filter or an axis this table does not have.
    """
    extra = EXTRA.get(definition(question.table).name)
    # Read before counting: what is counted may hold more than the log said, never less.
    seq = log_seq()
    table = extra.make(question, zone) if extra else queries.answer(question, zone, explain)
    return table if table.log_seq is not None else replace(table, log_seq=seq)


def behind(
    question: Question,
    row: str,
    column: str,
    zone: str,
    after: str = "",
    most: int = MOST_RECORDS,
) -> Behind:
    """Return a page of the records one cell was added up from, oldest first.

    Raises:
        UnknownTable: no such table, row, column or record, or a table whose cells do not open.
    """
    wanted = definition(question.table)
    extra = EXTRA.get(wanted.name)
    if extra is None:
        return queries.behind(question, row, column, zone, after, most)
    if extra.open is None:
        raise UnknownTable(f"“{wanted.title}”的数字不是逐条记录累加的，没有可打开的记录。")
    return extra.open(question, row, column, zone, after, most)
