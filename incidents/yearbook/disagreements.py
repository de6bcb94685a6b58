"""Where two tables of ours disagree: by how much, why where it is known, and which records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from incidents.yearbook.counting import Cell, Row, Table
from incidents.yearbook.definitions import plain
from incidents.yearbook.differences import FIRE_REASONS, REASONS

_RETURNED: Final = "年报数只有全年，没有月份"
_UNKNOWN: Final = "原因不明：汇总数与逐条记录不符，请运行 fenghuo rebuild-yearbook 核对"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a difference, how many records it stands for, and what asks for them."""

    words: str
    count: str
    filters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two figures that might be thought equal and are not; `one` and `other` as they are shown."""

    label: str
    about: str
    one: str
    other: str
    size: str
    reasons: tuple[Reason, ...]
    explained: bool

    @property
    def sentence(self) -> str:
        """The difference and its reasons for people."""
        why = "；".join(f"{one.words} {one.count}".strip() for one in self.reasons)
        end = "" if self.explained else "（未能全部说明）"
        return (
            f"{self.label} {self.about}：{self.one}，{self.other}，相差 {self.size}：{why}{end}。"
        )


def call_outs_against_fires(table: Table) -> tuple[Disagreement, ...]:
    """Return the years whose fire call-outs are not its registered fires, from their own table.

    Equal figures made of different records are told too: a false call and a fire nobody called
    about cancel out in no way that a reader may overlook.
    """
    return tuple(found for row in table.rows if (found := _apart(row)) is not None)


def _apart(row: Row) -> Disagreement | None:
    cells = {cell.key: cell for cell in row.cells}
    reasons = [
        Reason(words, f"{cells[key].amount}", cells[key].filters)
        for key, words in (*_signed(REASONS, "－"), *_signed(FIRE_REASONS, "＋"))
        if cells[key].amount
    ]
    if not reasons:
        return None
    call_outs, fires = row.amount("call_outs"), row.amount("fires")
    told = sum(row.amount(key) for key in FIRE_REASONS) - sum(row.amount(key) for key in REASONS)
    return Disagreement(
        label=row.label,
        about="火灾扑救警情与登记火灾",
        one=f"火灾扑救警情 {call_outs} 次",
        other=f"登记火灾 {fires} 起",
        size=str(abs(call_outs - fires)),
        reasons=tuple(reasons),
        explained=call_outs + told == fires,
    )


def _signed(reasons: Mapping[str, str], sign: str) -> Iterator[tuple[str, str]]:
    return ((key, f"{sign}{words}") for key, words in reasons.items())


def year_against_months(years: Table, months: Table) -> tuple[Disagreement, ...]:
    """Return the cells of years that are not the sum of their twelve months."""
    assert years.definition.name == months.definition.name, "two tables of different kinds"
    found = []
    for row in years.rows:
        year = row.key[:4]
        of_year = [month for month in months.rows if month.key.startswith(f"{year}-")]
        for column, cell in zip(years.definition.columns, row.cells, strict=True):
            if column.takes is None or cell.amount is None or not row.adds:
                continue
            summed = sum(month.amount(column.key) for month in of_year)
            if summed != cell.amount:
                found.append(
                    Disagreement(
                        label=row.label,
                        about=f"{years.definition.title}{column.heading}",
                        one=f"全年 {plain(column, cell.amount)}",
                        other=f"各月之和 {plain(column, summed)}",
                        size=plain(column, abs(cell.amount - summed)),
                        reasons=(_why(row, cell),),
                        explained=bool(row.mark),
                    )
                )
    return tuple(found)


def _why(row: Row, cell: Cell) -> Reason:
    return Reason(_RETURNED if row.mark else _UNKNOWN, "", cell.filters)
