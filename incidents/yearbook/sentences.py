"""Plain sentences about tables, for the year report: each number in them is a cell of a table.

Where a figure is not known there is no sentence about it, or one that says so. What ties is told
as a tie. Nothing is rounded, added or estimated here.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from incidents.yearbook.axes import UNTOLD_KEY
from incidents.yearbook.comparing import BEFORE, CHANGE, PERCENT
from incidents.yearbook.counting import Row, Table
from incidents.yearbook.definitions import Column, plain
from incidents.yearbook.shares import NOW, SHARE

DEMO: Final = "本报告含生成的演示数据，不是真实统计，不得作为正式数据使用。"
NO_BASE: Final = "没有上年同期数据，不作同比"
MOST_NAMED: Final = 3
"""So many of the highest are named; more where they tie."""
MOST_TIED: Final = 5


def told(column: Column, amount: int) -> str:
    """Write a figure with its unit."""
    return f"{plain(column, amount)}{column.unit}"


def change(table: Table, row: Row, key: str) -> str:
    """Say how a figure compares with the earlier time, such as 比上年同期（12起）增加3起。"""
    column = table.definition.column(key)
    before, by = row.known(f"{key}{BEFORE}"), row.known(f"{key}{CHANGE}")
    if before is None or by is None:
        return NO_BASE
    earlier = table.definition.column(f"{key}{BEFORE}").heading.removeprefix(column.heading)
    if by == 0:
        return f"与{earlier}持平"
    word, way = ("增加", "上升") if by > 0 else ("减少", "下降")
    words = f"比{earlier}（{told(column, before)}）{word}{told(column, abs(by))}"
    percent = row.known(f"{key}{PERCENT}")
    if percent is None:
        return words
    return f"{words}，{way}{told(table.definition.column(f'{key}{PERCENT}'), abs(percent))}"


def overall(parts: Table) -> tuple[str, ...]:
    """Say how many there were in all, against the earlier time, and what most of them were.

    `parts` is a table turned by `shares.turned`.
    """
    now = parts.definition.column(NOW)
    all_of_them = parts.total.known(NOW)
    if all_of_them is None:
        return (f"{parts.period_label}的警情总数无法得知。",)
    compared = change(parts, parts.total, NOW)
    first = f"{parts.period_label}共接报警情{told(now, all_of_them)}，{compared}。"
    if not all_of_them:
        return (first,)
    share = parts.definition.column(SHARE)
    each = "；".join(
        f"{row.label}{told(now, amount)}，占{told(share, portion)}，{change(parts, row, NOW)}"
        for row in parts.rows
        if (amount := row.known(NOW)) is not None and (portion := row.known(SHARE)) is not None
    )
    return (first, f"其中{each}。", f"{highest(parts, NOW, '各类警情中')}。")


def totals(table: Table, keys: Iterable[str], verb: str) -> tuple[str, ...]:
    """Say the totals of some columns and how each compares: 共登记火灾起数3起，……。"""
    known = [
        f"{column.heading}{told(column, amount)}，{change(table, table.total, key)}"
        for key in keys
        if (amount := table.total.known(key)) is not None
        for column in (table.definition.column(key),)
    ]
    return (f"{table.period_label}{verb}{'；'.join(known)}。",) if known else ()


def highest(table: Table, key: str, where: str) -> str:
    """Name the row with the most, with its figure; ties are named together."""
    column = table.definition.column(key)
    rows = _known(table, key)
    most = max((amount for _, amount in rows), default=0)
    if not most:
        return f"{where}没有大于零的数字"
    tied = [row for row, amount in rows if amount == most]
    if len(tied) > MOST_TIED:
        return f"{where}有多项并列最多，均为{told(column, most)}"
    if len(tied) > 1:
        return f"{where}{_names(tied)}并列最多，均为{told(column, most)}"
    return f"{where}{tied[0].label}最多，为{told(column, most)}{_portion(table, tied[0])}"


def lowest(table: Table, key: str) -> str:
    """Name the row with the least, or nothing where many tie or all are alike."""
    column = table.definition.column(key)
    rows = _known(table, key)
    amounts = {amount for _, amount in rows}
    if len(amounts) < 2:
        return ""
    tied = [row for row, amount in rows if amount == min(amounts)]
    if len(tied) > MOST_TIED:
        return ""
    each = "均为" if len(tied) > 1 else "为"
    return f"{_names(tied)}最少，{each}{told(column, min(amounts))}"


def peaks(table: Table, key: str, where: str) -> tuple[str, ...]:
    """Say when there were the most and the fewest."""
    if not any(amount for _, amount in _known(table, key)):
        return ()
    words = [highest(table, key, where), lowest(table, key)]
    return (f"{'；'.join(word for word in words if word)}。",)


def leaders(table: Table, key: str, where: str) -> tuple[str, ...]:
    """Name the rows with the most, highest first, and how much nobody has placed."""
    column = table.definition.column(key)
    rows = [(row, amount) for row, amount in _known(table, key) if amount]
    rows.sort(key=lambda pair: -pair[1])
    named = rows[:MOST_NAMED]
    if len(rows) > MOST_NAMED:
        # Whoever ties with the last one named is named as well, or neither is.
        edge = named[-1][1]
        named = [pair for pair in rows if pair[1] >= edge]
        if len(named) > MOST_TIED:
            named = [pair for pair in rows if pair[1] > edge]
    if not named:
        return _untold(table, key)
    each = "、".join(
        f"{row.label}{told(column, amount)}{_portion(table, row)}" for row, amount in named
    )
    return (f"{where}：{each}。", *_untold(table, key))


def each(table: Table, key: str, where: str) -> tuple[str, ...]:
    """Say every row with its figure and share, such as 城市3次，占30.00%；农村7次……。"""
    column = table.definition.column(key)
    words = [
        f"{row.label}{told(column, amount)}{_portion(table, row)}"
        for row, amount in _known(table, key)
    ]
    if not words or not table.total.known(key):
        return ()
    return (f"{where}：{'；'.join(words)}。", *_untold(table, key))


def provisos(tables: Sequence[Table]) -> tuple[str, ...]:
    """Say what stands against the figures: demo data, open incidents, yearly returns, unknowns."""
    found: list[str] = []
    if any(table.generated for table in tables):
        found.append(DEMO)
    if any(table.incomplete for table in tables):
        found.append("部分警情尚未结案或缺项，条数见各表注行，数字可能变动。")
    marked: dict[str, list[str]] = {}
    for row in (row for table in tables for row in table.rows if row.mark):
        marked.setdefault(row.mark, []).append(row.label)
    for mark, labels in marked.items():
        names = "、".join(dict.fromkeys(labels))
        found.append(f"{names}为{mark}，没有逐起记录，不能查到背后的警情。")
    unknown = dict.fromkeys(
        row.label
        for table in tables
        for row in table.rows
        if any(cell.amount is None and _is_counted(table, cell.key) for cell in row.cells)
    )
    if unknown:
        found.append(f"{'、'.join(unknown)}有的数字没有数据，表中以“—”表示，不是零。")
    return tuple(found)


def _is_counted(table: Table, key: str) -> bool:
    """Whether a column is told and not worked out: a rate of nothing is no gap in the data."""
    return (
        not key.endswith((BEFORE, CHANGE, PERCENT, SHARE))
        and table.definition.column(key).ratio is None
    )


def _known(table: Table, key: str) -> list[tuple[Row, int]]:
    """The rows that have a place and a figure, in the order of the table."""
    return [
        (row, amount)
        for row in table.rows
        if row.adds and row.key != UNTOLD_KEY and (amount := row.known(key)) is not None
    ]


def _untold(table: Table, key: str) -> tuple[str, ...]:
    column = table.definition.column(key)
    heading = table.definition.row_heading
    return tuple(
        f"另有{told(column, amount)}没有填写{heading}。"
        for row in table.rows
        if row.key == UNTOLD_KEY and (amount := row.known(key))
    )


def _portion(table: Table, row: Row) -> str:
    columns = [column for column in table.definition.columns if column.key == SHARE]
    part = row.known(SHARE) if columns else None
    return "" if part is None else f"（占{told(columns[0], part)}）"


def _names(rows: Sequence[Row]) -> str:
    return "、".join(row.label for row in rows)
