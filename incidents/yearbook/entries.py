"""What each incident or fire adds to a table, and so what stands behind each of its cells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from incidents.yearbook.population import AssignmentRow, FireRow, IncidentRow, OutcomeRow
from incidents.yearbook.spans import Span, span_of
from incidents.yearbook.tables import TOTAL_KEY, Definition, UnknownTable


@dataclass(frozen=True, slots=True)
class Entry:
    """What one incident or fire adds to the columns of its row."""

    row: str
    number: str
    incident_number: str | None
    amounts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Part:
    """One incident, fire or thing behind a cell, and how much of it it is (money in fen)."""

    number: str
    incident_number: str | None
    amount: int
    words: str = ""
    """What it is, where its number alone says nothing: a vehicle, a water source."""


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of what stands behind a cell, oldest first.

    `total` is what the records of all pages add up to, `records` how many they are; `next` asks
    for the following page, empty on the last. `returned` is the rest of the cell, which comes
    from yearly returns and has no records.
    """

    parts: tuple[Part, ...]
    total: int
    records: int
    next: str = ""
    returned: int = 0


def call_entries(incidents: Iterable[IncidentRow], spans: tuple[Span, ...]) -> list[Entry]:
    """Return what each counted incident adds to the call-out table; raises UnknownCategory."""
    return [
        Entry(
            span.key, incident.number, incident.number, {"total": 1, incident.plan_column.value: 1}
        )
        for incident in incidents
        if incident.is_counted and (span := span_of(incident.received_at, spans))
    ]


def fire_entries(fires: Iterable[FireRow], spans: tuple[Span, ...]) -> list[Entry]:
    """Return what each registered fire adds to the fire table."""
    return [
        Entry(
            span.key,
            fire.number,
            fire.incident_number,
            {"fires": 1, "dead": fire.dead, "injured": fire.injured, "loss": fire.loss_fen},
        )
        for fire in fires
        if (span := span_of(fire.occurred_at, spans))
    ]


def result_entries(
    incidents: Iterable[IncidentRow],
    assignments: Iterable[AssignmentRow],
    outcomes: Iterable[OutcomeRow],
    spans: tuple[Span, ...],
) -> list[Entry]:
    """Return what each counted incident adds to the table of results."""
    turned_out: dict[str, list[AssignmentRow]] = {}
    for assignment in assignments:
        if assignment.has_left:
            turned_out.setdefault(assignment.incident_number, []).append(assignment)
    outcome_of = {outcome.incident_number: outcome for outcome in outcomes}
    return [
        Entry(
            span.key,
            incident.number,
            incident.number,
            _result_amounts(
                turned_out.get(incident.number, ()),
                outcome_of.get(incident.number, OutcomeRow(incident.number)),
            ),
        )
        for incident in incidents
        if incident.is_counted and (span := span_of(incident.received_at, spans))
    ]


def parts_of(
    definition: Definition,
    entries: Iterable[Entry],
    spans: tuple[Span, ...],
    row: str,
    column: str,
) -> tuple[Part, ...]:
    """Return what stands behind one cell, in the order of the entries; the amounts sum to it.

    Raises:
        UnknownTable: no such column, or a row that is neither `total` nor one of the years.
    """
    definition.column(column)
    if row not in {TOTAL_KEY, *(span.key for span in spans)}:
        raise UnknownTable(f"表“{definition.title}”所选年度内没有行“{row}”，请改选年度或 total。")
    return tuple(
        Part(entry.number, entry.incident_number, amount)
        for entry in entries
        if row in (TOTAL_KEY, entry.row) and (amount := entry.amounts.get(column, 0))
    )


def _result_amounts(turned_out: Sequence[AssignmentRow], outcome: OutcomeRow) -> dict[str, int]:
    return {
        "incidents": 1,
        "brigades": len({assignment.station for assignment in turned_out}),
        "vehicles": len(turned_out),
        "people": sum(assignment.people for assignment in turned_out),
        "rescued": outcome.rescued,
        "evacuated": outcome.evacuated,
        "saved": outcome.property_saved_fen,
        "protected": outcome.property_protected_fen,
    }
