"""From counted lines to a table: the columns that are shown, the cells, and every sum checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from incidents.yearbook.comparing import BEFORE, WORDS, derived_amounts, with_derived
from incidents.yearbook.counting import Cell, Check, Row, Table, check_sums
from incidents.yearbook.definitions import TOTAL_KEY, Column, Definition
from incidents.yearbook.layouts import Layout
from incidents.yearbook.lines import RETURN_MARK, Earlier, Line, Lines
from incidents.yearbook.periods import Step
from incidents.yearbook.tallies import Counts, Group


@dataclass(frozen=True, slots=True)
class Told:
    """What a table is told besides its own records.

    `denominators` are the people or the yuan of each year, `checks` and `notes` what was found
    in other ways.
    """

    earlier: Earlier | None = None
    denominators: Mapping[int, int] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    notes: tuple[str, ...] = ()
    log_seq: int | None = None


def definition_shown(layout: Layout, counts: Counts) -> Definition:
    """Return the definition with the columns that are shown: those asked for and the derived."""
    question = layout.question
    shown = replace(layout.definition, row_heading=layout.down.heading)
    if layout.across:
        main = layout.counted_columns[0]
        members = tuple(
            Column(member.key, member.label, main.unit, main.kind, main.takes)
            for member in counts.across
        )
        shown = replace(
            shown,
            title=f"{shown.title}：{layout.down.heading}×{layout.across.heading}",
            columns=(main, *members),
            whole=main.key if members else "",
            parts=tuple(member.key for member in members),
        )
    columns = with_derived(shown.columns, question.compare, question.per)
    return replace(shown, columns=columns)


def tabulate(layout: Layout, counts: Counts, lines: Lines, told: Told) -> Table:
    """Lay the counted lines out as a table and check every sum of it."""
    shown = definition_shown(layout, counts)
    rows = tuple(_row(layout, shown, line, told) for line in lines.rows)
    total = _row(layout, shown, lines.total, told)
    compare, period = layout.question.compare, layout.period
    is_plain = period.step is Step.YEAR and "period" not in dict(period.asked)
    return Table(
        definition=shown,
        from_year=period.from_year,
        to_year=period.to_year,
        rows=rows,
        total=total,
        checks=(*check_sums(shown, rows, total), *told.checks),
        notes=(*shown.notes, *told.notes),
        generated=counts.flags.get("generated", 0),
        period="" if is_plain else period.label,
        asked=(*layout.asked, *((f"{WORDS[compare][1]}比较",) if compare else ())),
        incomplete=counts.flags.get("still_open", 0),
        log_seq=told.log_seq,
    )


def _row(layout: Layout, shown: Definition, line: Line, told: Told) -> Row:
    before = told.earlier.beside.get(line.key) if told.earlier else None
    then = None if before is None else before.amounts
    derived = derived_amounts(shown.columns, line.amounts, then, _denominator(line, told))
    amounts = {**line.amounts, **derived}
    cells = tuple(
        Cell(column.key, amounts.get(column.key), _filters(layout, line, before, column))
        for column in shown.columns
    )
    return Row(line.key, line.label, cells, RETURN_MARK if line.is_returned else "", adds=line.adds)


def _denominator(line: Line, told: Told) -> int | None:
    """The people or yuan of a year; of the total, all of them, if every year has told them."""
    if not told.denominators:
        return None
    if line.key == TOTAL_KEY:
        values = told.denominators.values()
        return None if 0 in values else sum(values)
    return told.denominators.get(int(line.key.partition("-")[0])) or None


def _filters(
    layout: Layout, line: Line, before: Line | None, column: Column
) -> tuple[tuple[str, str], ...]:
    has_records = column.takes is not None and not line.is_returned
    if column.key.endswith(BEFORE):
        has_records = before is not None and not before.is_returned
    if not has_records:
        return ()
    return (*layout.question.parameters, ("row", line.key), ("column", column.key))


def month_checks(layout: Layout, lines: Lines, months: list[Group]) -> tuple[Check, ...]:
    """Check each year against the sum of its twelve months, all columns at once."""
    by_year: dict[str, dict[str, int]] = {}
    for group in months:
        by_year[str(group.values[0])] = dict(group.sums)
    checks = []
    for line in lines.rows:
        if line.is_returned:
            continue
        months_of_year = by_year.get(line.key, {})
        wrong = [
            f"{column.heading}各月之和 {months_of_year.get(column.key, 0)}≠"
            f"全年 {line.amounts[column.key]}"
            for column in layout.counted_columns
            if months_of_year.get(column.key, 0) != line.amounts[column.key]
        ]
        text = "；".join(wrong) if wrong else "各列各月之和＝全年"
        checks.append(Check(f"{line.label}：{text}", not wrong))
    return tuple(checks)
