"""Reopening a closed incident: what moves, what stays in the log, what is refused."""

import pytest

from dispatch import desk
from incidents import callers, ledger, queries, reopening
from incidents.errors import CannotReopen, StaleEdit
from incidents.lifecycle import IncidentState, state_before_closing
from incidents.records import ClosingReport
from incidents.yearbook import queries as yearbook
from resources.database import db, transaction
from resources.errors import BadInput
from resources.unit_status import UnitStatus
from tests.makers import (
    ZONE,
    a_county_with,
    close,
    count,
    incident,
    make_act,
    make_outcome,
    order,
    report,
    take_a_call,
)


def reopen(number: str, reason: str = "人数填错", version: int | None = None) -> None:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        seen = row.version if version is None else version
        reopening.reopen(session, row, reason, seen, make_act(200))


def test_a_reopened_incident_stands_where_it_stood_before_it_was_closed(application):
    a_county_with("一号车")
    number = take_a_call(0)
    order(number, "一号车")
    report("一号车", UnitStatus.EN_ROUTE, 2)
    report("一号车", UnitStatus.IN_STATION, 30)
    close(number, rescued=3)
    version = incident(number).version

    reopen(number)

    row = incident(number)
    assert (row.state, row.closed_at, row.version) == ("returned", None, version + 1)
    assert row.report is None
    assert number in [one.number for one in queries.open_incidents()]


def test_what_the_report_said_stays_in_the_log_and_is_there_for_the_next_closing(application):
    number = take_a_call(0)
    close(number, rescued=3, loss_fen=120_050, summary="户主 13812345678 在场")

    reopen(number)

    entry = queries.log_of(number)[-1]
    assert (entry.kind, entry.text) == (
        "incident_reopened",
        "重开：人数填错（原结案：抢救 3 人，疏散 0 人，死亡 0 人，受伤 0 人）",
    )
    facts = ledger.facts_of(entry)
    assert (facts["rescued"], facts["loss_fen"], facts["state"]) == (3, 120_050, "filed")
    assert facts["closed_at"] == "2026-01-01T06:00:00+00:00"
    assert "13812345678" not in entry.facts
    kept = reopening.report_taken_back(db.session(), number)
    assert (kept["rescued"], kept["loss_fen"], kept["summary"]) == (
        3,
        120_050,
        "户主 13812345678 在场",
    )


def test_the_next_closing_writes_the_report_anew(application):
    number = take_a_call(0)
    close(number, rescued=3)
    reopen(number)

    close(number, at=210, disposition="mistaken", rescued=0)

    row = incident(number)
    assert (row.state, row.disposition, row.report and row.report.rescued) == (
        "closed",
        "mistaken",
        0,
    )
    assert count(ClosingReport) == 1
    assert [one.kind for one in queries.log_of(number)][-3:] == [
        "incident_closed",
        "incident_reopened",
        "incident_closed",
    ]


def test_a_reopened_incident_moves_exactly_its_cells(application):
    kept, number = take_a_call(0), take_a_call(1)
    close(kept, rescued=2)
    close(number, rescued=3, evacuated=4)
    before = yearbook.table("results", 2026, 2026, ZONE.key).total

    reopen(number)

    after = yearbook.table("results", 2026, 2026, ZONE.key).total
    moved = {
        cell.key: (was.amount, cell.amount)
        for was, cell in zip(before.cells, after.cells, strict=True)
        if was.amount != cell.amount
    }
    assert moved == {"rescued": (5, 2), "evacuated": (4, 0)}


def test_a_merge_is_undone_once_the_incident_it_went_into_is_reopened(application):
    first, second = take_a_call(0), take_a_call(5)
    with transaction() as session:
        callers.merge(session, second, first, make_act(6))
    close(first)
    entry = next(one for one in queries.log_of(first) if one.kind == "incident_merged")

    with pytest.raises(CannotReopen, match=f"并入 {first}"):
        reopen(second)
    reopen(first)
    with transaction() as session:
        callers.undo(session, entry, ZONE, make_act(201))

    assert (incident(first).state, incident(second).state) == ("filed", "filed")
    assert [len(incident(one).calls) for one in (first, second)] == [1, 1]


def test_a_reopened_incident_can_be_merged(application):
    first, second = take_a_call(0), take_a_call(5)
    close(second)
    reopen(second)

    with transaction() as session:
        callers.merge(session, second, first, make_act(201))

    assert incident(second).merged_into == first
    assert count(ClosingReport) == 0


def test_an_open_or_imported_incident_is_not_reopened(application):
    number = take_a_call(0)

    with pytest.raises(CannotReopen, match="尚未结案"):
        reopen(number)
    close(number)
    with transaction() as session:
        queries.lock_incident(session, number).import_batch_id = 1
    with pytest.raises(CannotReopen, match="历史台账"):
        reopen(number)


def test_no_reason_or_an_old_version_reopens_nothing(application):
    number = take_a_call(0)
    close(number)
    version = incident(number).version

    with pytest.raises(BadInput, match="原因"):
        reopen(number, reason=" ")
    with pytest.raises(StaleEdit):
        reopen(number, version=version - 1)

    assert incident(number).state == "closed"
    assert count(ClosingReport) == 1


def test_units_are_ordered_again_to_a_reopened_incident(application):
    a_county_with("一号车")
    number = take_a_call(0)
    close(number)
    reopen(number)

    order(number, "一号车", at=201)
    with transaction() as session:
        row = queries.lock_incident(session, number)
        desk.recall(session, row, "一号车", make_act(202))
        desk.close(session, row, make_outcome(), make_act(203))

    assert incident(number).state == "closed"


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ((True, True, True), IncidentState.RETURNED),
        ((False, True, True), IncidentState.EXTINGUISHED),
        ((False, True, False), IncidentState.CONTROLLED),
        ((False, False, False), IncidentState.FILED),
    ],
)
def test_where_no_closing_entry_says_it_the_state_is_worked_out(told, state):
    was_sent, is_controlled, is_extinguished = told

    assert (
        state_before_closing(
            was_sent=was_sent, is_controlled=is_controlled, is_extinguished=is_extinguished
        )
        is state
    )
