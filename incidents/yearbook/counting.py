"""Counting: from narrow rows to a table whose every total is computed and checked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from incidents.categories import Disposition
from incidents.yearbook.definitions import (
    ADDING,
    ROW_HEADING,
    TOTAL_KEY,
    TOTAL_LABEL,
    Column,
    Definition,
    plain,
)
from incidents.yearbook.entries import Entry, call_entries, fire_entries, result_entries
from incidents.yearbook.population import AssignmentRow, FireRow, IncidentRow, OutcomeRow
from incidents.yearbook.reconciliation import reconcile
from incidents.yearbook.spans import Span, span_of
from incidents.yearbook.tables import CALLS, FIRES, RESULTS


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure in the unit of its kind, and the parameters that ask for what stands behind it.

    `amount` is None where the figure cannot be known; `filters` is empty where no records stand
    behind it (a yearly return, a rate).
    """

    key: str
    amount: int | None
    filters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a year, a township, or the total; `mark` says if it is a return.

    A row that does not add (`adds` is False) stands beside another of the same time and is in
    no total.
    """

    key: str
    label: str
    cells: tuple[Cell, ...]
    mark: str = ""
    adds: bool = True

    def known(self, column: str) -> int | None:
        """Return the figure of a column, in fen for money; None where it cannot be known."""
        return next(cell.amount for cell in self.cells if cell.key == column)

    def amount(self, column: str) -> int:
        """Return the figure of a column that adds up, in fen for money; unknown counts nothing."""
        return self.known(column) or 0


@dataclass(frozen=True, slots=True)
class Check:
    """One sum done twice, and whether both ways agree."""

    text: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A counted table; `generated` is the number of demo records in it.

    `period` says the time it is about in words, where that is not whole years; `asked` the
    filters in words; `incomplete` how many of its records are not closed or lack something;
    `log_seq` the end of the log when it was counted; None where nobody asked.
    """

    definition: Definition
    from_year: int
    to_year: int
    rows: tuple[Row, ...]
    total: Row
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    generated: int
    period: str = ""
    asked: tuple[str, ...] = ()
    incomplete: int = 0
    log_seq: int | None = None

    @property
    def period_label(self) -> str:
        """The time it is about, in words."""
        if self.period:
            return self.period
        if self.from_year == self.to_year:
            return f"{self.from_year}年"
        return f"{self.from_year}—{self.to_year}年"

    @property
    def has_total(self) -> bool:
        """Whether anything is known of all rows together; a list of rates has no total."""
        return any(cell.amount is not None for cell in self.total.cells)

    @property
    def caption(self) -> str:
        """The title with its time, and the mark of demo data where there is any."""
        mark = "（含演示数据）" if self.generated else ""
        return f"{self.definition.title}（{self.period_label}）{mark}"


def count_calls(
    incidents: Sequence[IncidentRow], fires: Sequence[FireRow], spans: tuple[Span, ...]
) -> Table:
    """Count the call-outs of each year by class (警情统计表)."""
    entries = call_entries(incidents, spans)
    notes = (*_incident_notes(incidents, spans), *_difference_notes(incidents, fires, spans))
    generated = sum(incident.is_generated for incident in _counted(incidents, spans))
    return _table(
        CALLS, entries, spans, notes, generated, _difference_checks(incidents, fires, spans)
    )


def count_fires(
    fires: Sequence[FireRow], incidents: Sequence[IncidentRow], spans: tuple[Span, ...]
) -> Table:
    """Count the registered fires of each year and their losses (火灾统计表)."""
    entries = fire_entries(fires, spans)
    generated = sum(fire.is_generated for fire in fires if span_of(fire.occurred_at, spans))
    notes = (*_generated_note(generated), *_difference_notes(incidents, fires, spans))
    return _table(
        FIRES, entries, spans, notes, generated, _difference_checks(incidents, fires, spans)
    )


def count_results(
    incidents: Sequence[IncidentRow],
    assignments: Sequence[AssignmentRow],
    outcomes: Sequence[OutcomeRow],
    spans: tuple[Span, ...],
) -> Table:
    """Count what the brigades did in each year (战果统计表)."""
    entries = result_entries(incidents, assignments, outcomes, spans)
    generated = sum(incident.is_generated for incident in _counted(incidents, spans))
    left_out = {i.number for i in incidents if not i.is_counted}
    lost = sum(a.has_left for a in assignments if a.incident_number in left_out)
    notes = _incident_notes(incidents, spans)
    if lost:
        notes += (f"未计入的并案、重复报警或测试警情另有出动 {lost} 辆次，不在表内。",)
    return _table(RESULTS, entries, spans, notes, generated, ())


def _table(
    definition: Definition,
    entries: Sequence[Entry],
    spans: tuple[Span, ...],
    notes: tuple[str, ...],
    generated: int,
    more_checks: tuple[Check, ...],
) -> Table:
    sums: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        for column, amount in entry.amounts.items():
            # The total is added up from the records, not from the rows: hence it can be checked.
            sums[entry.row, column] += amount
            sums[TOTAL_KEY, column] += amount
    rows = tuple(_row(definition, span.key, span.label, spans, sums) for span in spans)
    total = _row(definition, TOTAL_KEY, TOTAL_LABEL, spans, sums)
    return Table(
        definition=definition,
        from_year=int(spans[0].key),
        to_year=int(spans[-1].key),
        rows=rows,
        total=total,
        checks=(*check_sums(definition, rows, total), *more_checks),
        notes=(*definition.notes, *notes),
        generated=generated,
    )


def _row(
    definition: Definition,
    key: str,
    label: str,
    spans: tuple[Span, ...],
    sums: Mapping[tuple[str, str], int],
) -> Row:
    asked = (("table", definition.name), ("from", spans[0].key), ("to", spans[-1].key))
    cells = tuple(
        Cell(column.key, sums[key, column.key], (*asked, ("row", key), ("column", column.key)))
        for column in definition.columns
    )
    return Row(key, label, cells)


def check_sums(definition: Definition, rows: Sequence[Row], total: Row) -> tuple[Check, ...]:
    """Compare each row's parts with its whole, and each column's sum with the total row.

    A row that does not know all its parts, or a column whose total is not known, has no check.
    """
    return (
        *(_check_row(definition, row) for row in (*rows, total) if _has_parts(definition, row)),
        *(
            _check_column(definition, column, rows, total)
            for column in definition.columns
            if column.kind in ADDING and total.known(column.key) is not None
        ),
    )


def _has_parts(definition: Definition, row: Row) -> bool:
    if not definition.whole:
        return False
    return all(row.known(key) is not None for key in (definition.whole, *definition.parts))


def _check_row(definition: Definition, row: Row) -> Check:
    column = definition.column(definition.whole)
    amounts = [row.amount(key) for key in definition.parts]
    whole = row.amount(definition.whole)
    figures = "＋".join(plain(column, amount) for amount in amounts)
    sign = "＝" if sum(amounts) == whole else "≠"
    return Check(
        f"{row.label}：{figures}{sign}{column.heading} {plain(column, whole)}",
        sum(amounts) == whole,
    )


def _check_column(definition: Definition, column: Column, rows: Sequence[Row], total: Row) -> Check:
    summed = sum(row.amount(column.key) for row in rows if row.adds)
    stated = total.amount(column.key)
    sign = "＝" if summed == stated else "≠"
    each = "各年" if definition.row_heading == ROW_HEADING else "各行"
    return Check(
        f"{column.heading}：{each}之和 {plain(column, summed)}{sign}合计 {plain(column, stated)}",
        summed == stated,
    )


def _counted(incidents: Iterable[IncidentRow], spans: tuple[Span, ...]) -> list[IncidentRow]:
    return [i for i in incidents if i.is_counted and span_of(i.received_at, spans)]


def _generated_note(generated: int) -> tuple[str, ...]:
    return (f"含生成的演示数据 {generated} 起，不是真实统计。",) if generated else ()


def _incident_notes(incidents: Sequence[IncidentRow], spans: tuple[Span, ...]) -> tuple[str, ...]:
    counted = _counted(incidents, spans)
    inside = [i for i in incidents if not i.is_counted and span_of(i.received_at, spans)]
    tests = sum(i.disposition is Disposition.TEST for i in inside)
    false_alarms = sum(i.is_false_alarm for i in counted)
    recalled = sum(i.disposition is Disposition.RECALLED for i in counted)
    still_open = sum(not i.is_closed for i in counted)
    from_paper = sum(i.is_back_entered for i in counted)
    told = (
        (false_alarms, f"其中虚假警 {false_alarms} 起，已计入其类别。"),
        (recalled, f"其中中途返回 {recalled} 起，已计入其类别。"),
        (still_open, f"其中尚未结案 {still_open} 起，类别和战果可能变动。"),
        (from_paper, f"其中补录纸单 {from_paper} 起，按纸单上的时间计。"),
        (len(inside) - tests, f"未计入：并案或重复报警 {len(inside) - tests} 起。"),
        (tests, f"未计入：测试 {tests} 起。"),
    )
    generated = sum(i.is_generated for i in counted)
    return (*_generated_note(generated), *(words for count, words in told if count))


def _difference_notes(
    incidents: Sequence[IncidentRow], fires: Sequence[FireRow], spans: tuple[Span, ...]
) -> tuple[str, ...]:
    found = reconcile(incidents, fires, spans)
    return tuple(one.sentence for one in found if one.call_outs or one.fires)


def _difference_checks(
    incidents: Sequence[IncidentRow], fires: Sequence[FireRow], spans: tuple[Span, ...]
) -> tuple[Check, ...]:
    found = reconcile(incidents, fires, spans)
    return tuple(
        Check(f"{one.label}：火灾扑救警情与登记火灾之差 {one.difference} 已逐项说明", one.adds_up)
        for one in found
        if one.difference
    )
