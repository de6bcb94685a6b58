"""The checker of the fault tests names each way in which a database can break its word."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from dispatch.records import Advice
from incidents.records import Assignment, Call, LogEntry, Receipt, Stamp
from resources import accounts
from resources.accounts import Role
from resources.database import db, transaction
from tests.faults.oracle import Acknowledged, AnswerFile, Findings, check, read_answers
from tests.makers import NOON, a_county_with, unguard_log

UNIT = "U1"
NOTHING = Findings((), (), (), ())


def a_short_history(application: Flask) -> list[Acknowledged]:
    """Let one call be taken, one vehicle be ordered and report, and one note be made."""
    a_county_with(UNIT)
    with transaction() as session:
        token = accounts.add_token(session, "坐席", Role.DISPATCHER, NOON)
    client = application.test_client()

    def post(path: str, key: str, **body: object) -> dict[str, dict[str, str]]:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        answer = client.post(f"/api/v1{path}", json=body, headers=headers)
        assert answer.status_code in {200, 201}
        return dict(answer.get_json())

    number = post("/calls", "k1", narrative="k1", category="10100")["incident"]["number"]
    post(f"/incidents/{number}/assignments", "k2", units=[UNIT], override_reason="k2")
    post(f"/units/{UNIT}/status", f"{UNIT}#3", status="en_route", device_seq=3)
    post(f"/incidents/{number}/notes", "k4", text="k4")
    return [
        Acknowledged("call", "k1", number),
        Acknowledged("incident", "k1", number),
        Acknowledged("order", "k2", f"{number} {UNIT}"),
        Acknowledged("status", f"{UNIT}#3", "en_route"),
        Acknowledged("note", "k4", number),
    ]


def second_order(session: Session) -> None:
    """Order the vehicle again, past the index."""
    session.execute(text("DROP INDEX uq_assignment_active_unit"))
    told = session.scalars(select(Assignment)).one()
    session.add(
        Assignment(
            incident_id=told.incident_id, unit_id=told.unit_id, ordered_at=NOON, ordered_by="乙"
        )
    )


def second_call(session: Session) -> None:
    """File the call again, as a server without receipts would."""
    told = session.scalars(select(Call)).one()
    session.add(
        Call(
            incident_id=told.incident_id,
            received_at=told.received_at,
            entered_at=told.entered_at,
            narrative=told.narrative,
            taken_by=told.taken_by,
        )
    )


def delete_note(session: Session) -> None:
    """Delete the last line of the log."""
    unguard_log(session)
    session.execute(delete(LogEntry).where(LogEntry.kind == "note"))


def change_entry(session: Session) -> None:
    """Change a line of the log."""
    unguard_log(session)
    session.execute(update(LogEntry).where(LogEntry.kind == "units_ordered").values(by="丙"))


# What is done to the database, and what must be found. The log holds five lines: call, incident,
# order, status, note.
DAMAGE: dict[str, tuple[Callable[[Session], object], str]] = {
    "a call is gone": (lambda s: s.execute(delete(Call)), "lost: call k1"),
    "a receipt is gone": (
        lambda s: s.execute(delete(Receipt).where(Receipt.key == "k4")),
        "lost: note k4",
    ),
    "an order is gone": (lambda s: s.execute(delete(Advice)), "lost: order k2"),
    "a stamp says another thing": (
        lambda s: s.execute(update(Stamp).values(status="on_scene")),
        "lost: status U1#3",
    ),
    "a call was filed twice": (second_call, "doubled: call k1"),
    "a vehicle is on two orders": (second_order, "twice assigned: U1"),
    "a log line is gone": (delete_note, "lost: note k4; chain: 4"),
    "a log line was changed": (change_entry, "chain: 3"),
}


def in_words(found: Findings) -> str:
    """Say findings in short, without the incident's number."""
    words = [f"lost: {' '.join(one.split()[:2])}" for one in found.lost]
    words += [f"doubled: {one}" for one in found.doubled]
    words += [f"twice assigned: {one}" for one in found.twice_assigned]
    return "; ".join(words + [f"chain: {fault.seq}" for fault in found.chain])


def test_an_undamaged_database_keeps_every_promise(application):
    answers = a_short_history(application)

    found = check(db.session(), answers)

    assert found == NOTHING


@pytest.mark.parametrize("damage", DAMAGE)
def test_each_damage_is_named(application, damage):
    answers = a_short_history(application)
    do, named = DAMAGE[damage]
    with transaction() as session:
        do(session)

    found = check(db.session(), answers)

    assert in_words(found) == named


def test_what_a_client_wrote_down_is_read_back(tmp_path):
    told = [Acknowledged("call", "k1", "20260101-0001"), Acknowledged("note", "k2", "甲")]
    with AnswerFile(tmp_path / "a") as file:
        file.keep(told[0])
    with AnswerFile(tmp_path / "b") as file:
        file.keep(told[1])

    answers = read_answers([tmp_path / "a", tmp_path / "b"])

    assert answers == told
