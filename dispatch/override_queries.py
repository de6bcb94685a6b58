"""The table of orders that differ from the advice (调整), by year, month or kind of incident."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from dispatch.overrides import OVERRIDE_LABELS, UNTOLD, WORDS_ONLY, GivenOrder
from dispatch.queries import orders_given
from incidents.yearbook.axes import AXES, Axis, Member, Names
from incidents.yearbook.comparing import share
from incidents.yearbook.counting import Cell, Row, Table, check_sums
from incidents.yearbook.definitions import (
    TOTAL_KEY,
    TOTAL_LABEL,
    Column,
    Definition,
    Kind,
    Ratio,
    UnknownTable,
)
from incidents.yearbook.entries import Behind, Part
from incidents.yearbook.periods import Step
from incidents.yearbook.questions import Question
from resources.errors import BadInput, FieldFault

BY: Final = ("year", "quarter", "month", "class")
WHYS: Final[Mapping[str, str]] = {
    **{reason.value: label for reason, label in OVERRIDE_LABELS.items()},
    "words_only": WORDS_ONLY,
    "untold": UNTOLD,
}
OVERRIDES: Final = Definition(
    name="overrides",
    title="调派调整统计表",
    population="时段内下达的调派，按下达时间归期；调整＝下达车辆与当时建议不同",
    columns=(
        Column("orders", "下达次数", "次", Kind.COUNT),
        Column("same", "与建议相同", "次", Kind.COUNT),
        Column("differing", "调整", "次", Kind.COUNT),
        Column("share", "调整率", "%", Kind.SHARE, ratio=Ratio("differing", "orders")),
        *(Column(key, f"因{label}", "次", Kind.COUNT) for key, label in WHYS.items()),
    ),
    version="2026-1",
    source="列名和原因为建议（P）",
    notes=(
        "一起警情可有多次下达；增援和改派各算一次。",
        "说明理由不是必填：没有说明的列入“因未说明”。",
        "占比各行不能相加，合计行由合计数重新计算。",
    ),
    whole="differing",
    parts=tuple(WHYS),
)


def answer(question: Question, zone: str) -> Table:
    """Return the table of orders that differ from the advice; raises BadInput."""
    axis = _axis(question)
    orders = orders_given(question.period.start, question.period.end)
    by_row: dict[Member, list[GivenOrder]] = {member: [] for member in axis.members}
    for order in orders:
        by_row.setdefault(_member_of(axis, order, zone), []).append(order)
    rows = tuple(
        _row(question, member.key, member.label, found) for member, found in by_row.items()
    )
    total = _row(question, TOTAL_KEY, TOTAL_LABEL, orders)
    period = question.period
    is_plain = period.step is Step.YEAR and "period" not in dict(period.asked)
    return Table(
        definition=OVERRIDES,
        from_year=period.from_year,
        to_year=period.to_year,
        rows=rows,
        total=total,
        checks=check_sums(OVERRIDES, rows, total),
        notes=OVERRIDES.notes,
        generated=0,
        period="" if is_plain else period.label,
    )


def behind(
    question: Question, row: str, column: str, zone: str, after: str = "", most: int = 100
) -> Behind:
    """Return a page of the incidents whose orders are behind a cell; raises UnknownTable."""
    axis = _axis(question)
    if OVERRIDES.column(column).ratio:
        raise UnknownTable(f"列“{column}”由其他列算出，没有单独的记录；请打开算它的列。")
    if row != TOTAL_KEY and axis.member(row) is None:
        raise UnknownTable(f"表“{OVERRIDES.title}”没有行“{row}”，请从表中选择。")
    orders = orders_given(question.period.start, question.period.end)
    numbers = Counter(
        order.incident_number
        for order in orders
        if row in (TOTAL_KEY, _member_of(axis, order, zone).key) and column in _columns_of(order)
    )
    order_of = list(numbers)
    if after and after not in numbers:
        raise UnknownTable(f"没有编号为“{after}”的记录，请从第一页重新翻起。")
    begin = order_of.index(after) + 1 if after else 0
    page = order_of[begin : begin + most]
    parts = tuple(Part(number, number, numbers[number]) for number in page)
    more = page[-1] if begin + most < len(order_of) else ""
    return Behind(parts, numbers.total(), len(order_of), more)


def _axis(question: Question) -> Axis:
    by = question.by or OVERRIDES.by
    faults = [
        FieldFault(name, f"“{OVERRIDES.title}”不能用 {name}。")
        for name, is_asked in (
            ("compare", question.compare is not None),
            ("per", bool(question.per)),
            *((name, True) for name, _ in question.filters),
        )
        if is_asked
    ]
    if by not in BY:
        faults.append(FieldFault("by", f"“{OVERRIDES.title}”只能按 {'、'.join(BY)} 分组。"))
    if faults:
        raise BadInput(faults)
    return AXES[by].axis(question.period, Names())


def _member_of(axis: Axis, order: GivenOrder, zone: str) -> Member:
    local = order.at.astimezone(ZoneInfo(zone))
    told: dict[str, int | str] = {
        "year": local.year,
        "month": local.year * 100 + local.month,
        "category": order.category,
    }
    return axis.member_of(tuple(told[name] for name in axis.fields))


def _columns_of(order: GivenOrder) -> tuple[str, ...]:
    """Return the columns an order counts in."""
    if not order.differs:
        return ("orders", "same")
    why = next(key for key, label in WHYS.items() if label == order.why)
    return ("orders", "differing", why)


def _row(question: Question, key: str, label: str, orders: Iterable[GivenOrder]) -> Row:
    sums = Counter(column for order in orders for column in _columns_of(order))
    return Row(key, label, _cells(question, key, sums, OVERRIDES.columns))


def _cells(
    question: Question, key: str, sums: Mapping[str, int], columns: Sequence[Column]
) -> tuple[Cell, ...]:
    return tuple(
        Cell(column.key, share(sums.get("differing", 0), sums.get("orders", 0)))
        if column.ratio
        else Cell(
            column.key,
            sums.get(column.key, 0),
            (*question.parameters, ("row", key), ("column", column.key)),
        )
        for column in columns
    )
