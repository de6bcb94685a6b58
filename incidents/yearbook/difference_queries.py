"""The table of call-outs against fires, what it says beside other tables, and its records."""

from collections.abc import Mapping
from dataclasses import dataclass

from incidents.yearbook import reconciliation_queries
from incidents.yearbook.counting import Cell, Check, Row, Table, check_sums
from incidents.yearbook.definitions import TOTAL_KEY, TOTAL_LABEL, Population, UnknownTable
from incidents.yearbook.differences import DIFFERENCES, FIRE_REASONS, REASONS
from incidents.yearbook.entries import Behind
from incidents.yearbook.layouts import Layout
from incidents.yearbook.periods import year
from incidents.yearbook.questions import Question
from incidents.yearbook.reconciliation import Reconciliation
from incidents.yearbook.reconciliation_queries import fires_of_others as fires_of_others
from resources.errors import BadInput, FieldFault


@dataclass(frozen=True, slots=True)
class Explained:
    """How call-outs and fires differ: a sentence for each time, and whether it adds up."""

    notes: tuple[str, ...]
    checks: tuple[Check, ...]


def explained(layout: Layout) -> Explained:
    """Explain the difference of a table's time: year by year, or of the whole time."""
    found = reconciliation_queries.reconciled(layout.period, layout.is_by_year)
    return Explained(
        tuple(one.sentence for one in found if one.call_outs or one.fires), _checks(found)
    )


def _checks(found: tuple[Reconciliation, ...]) -> tuple[Check, ...]:
    return tuple(
        Check(f"{one.label}：火灾扑救警情与登记火灾之差 {one.difference} 已逐项说明", one.adds_up)
        for one in found
        if one.difference
    )


def answer(question: Question) -> Table:
    """Return the table of differences, year by year."""
    _check_question(question)
    period = question.period
    sides = {
        population: reconciliation_queries.counted(population, period, True, True)
        for population in Population
    }
    totals = {
        population: reconciliation_queries.counted(population, period, True, False)
        for population in Population
    }
    rows = tuple(
        _row(
            question,
            str(number),
            f"{number}年",
            {p: s.get(str(number), {}) for p, s in sides.items()},
        )
        for number in period.years
    )
    total = _row(question, TOTAL_KEY, TOTAL_LABEL, _of(totals, ""))
    found = reconciliation_queries.reconciled(period, True)
    generated = reconciliation_queries.generated(period)
    return Table(
        definition=DIFFERENCES,
        from_year=period.from_year,
        to_year=period.to_year,
        rows=rows,
        total=total,
        checks=(*check_sums(DIFFERENCES, rows, total), *_checks(found)),
        notes=(
            *DIFFERENCES.notes,
            *((f"含生成的演示数据 {generated} 条，不是真实统计。",) if generated else ()),
            *(one.sentence for one in found if one.call_outs or one.fires),
        ),
        generated=generated,
    )


def behind(question: Question, row: str, column: str, after: str, most: int | None) -> Behind:
    """Return a page of the records behind one cell; raises UnknownTable."""
    _check_question(question)
    DIFFERENCES.column(column)
    if row == TOTAL_KEY:
        period = question.period
    elif row in {str(number) for number in question.period.years}:
        period = year(int(row), question.period.zone)
    else:
        raise UnknownTable(f"表“{DIFFERENCES.title}”没有行“{row}”，请从表中选择。")
    return reconciliation_queries.reason_behind(column, period, True, after, most)


def _check_question(question: Question) -> None:
    faults = [
        FieldFault(name, f"“{DIFFERENCES.title}”按整年对照，不能用 {name}。")
        for name, is_asked in (
            ("by", question.by not in ("", "year")),
            ("compare", question.compare is not None),
            ("per", bool(question.per)),
            *((name, True) for name, _ in question.filters),
            ("from", not question.period.is_whole_years),
        )
        if is_asked
    ]
    if faults:
        raise BadInput(faults)


def _of(
    sides: Mapping[Population, Mapping[str, Mapping[str, int]]], key: str
) -> Mapping[Population, Mapping[str, int]]:
    return {population: side.get(key, {}) for population, side in sides.items()}


def _row(
    question: Question,
    key: str,
    label: str,
    sides: Mapping[Population, Mapping[str, int]],
) -> Row:
    call_outs, fires = sides[Population.CALL_OUTS], sides[Population.FIRES]
    amounts = {
        "call_outs": sum(call_outs.values()),
        **{reason: call_outs.get(reason, 0) for reason in REASONS},
        **{reason: fires.get(reason, 0) for reason in FIRE_REASONS},
        "fires": sum(fires.values()),
    }
    cells = tuple(
        Cell(name, amount, (*question.parameters, ("row", key), ("column", name)))
        for name, amount in amounts.items()
    )
    return Row(key, label, cells)
