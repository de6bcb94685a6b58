"""The log: chained at commit, in lock order, all of it or none."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from dispatch.records import Reminder
from incidents import ledger, queries
from incidents.records import DailyCounter, LogEntry, LogHead, LogPrivate
from incidents.timeline import Entry
from resources.database import db, transaction
from tests.makers import NOON, count, make_act


def entry(text: str = "记事", **more) -> Entry:
    return Entry("note", text, make_act(), **more)


def write(*entries: Entry) -> None:
    with transaction() as session:
        for one in entries:
            ledger.note(session, one)


def texts() -> list[str]:
    return [row.text for row in queries.events_since(0)]


def test_an_empty_log_verifies(application):
    chain = ledger.verify(db.session())

    assert chain == ledger.Chain(0, ledger.FIRST_HASH, ())


def test_entries_are_numbered_from_one_and_chained_in_the_order_noted(application):
    write(entry("一"), entry("二"))
    write(entry("三"))

    rows = queries.events_since(0)

    assert [(row.seq, row.text) for row in rows] == [(1, "一"), (2, "二"), (3, "三")]
    assert [row.prev_hash for row in rows] == [ledger.FIRST_HASH, rows[0].hash, rows[1].hash]
    chain = ledger.verify(db.session())
    assert chain == ledger.Chain(3, rows[2].hash, ())


def test_the_hash_is_sha256_over_the_previous_hash_and_the_canonical_body(application):
    write(entry("起火", facts={"level": 2, "category": "10100"}))

    row = queries.events_since(0)[0]

    # RFC 8785 by hand: keys sorted, no blanks, text as it is.
    body = (
        '{"at":"2026-01-01T04:00:00.000000+00:00","by":"甲",'
        '"entered_at":"2026-01-01T04:00:00.000000+00:00",'
        '"facts":"{\\"category\\":\\"10100\\",\\"level\\":2}",'
        '"incident":null,"kind":"note","private":"","seq":1,"source":"operator",'
        '"text":"起火","unit":null}'
    )
    assert row.hash == hashlib.sha256(("0" * 64 + body).encode()).hexdigest()


def test_facts_are_read_back_as_they_were_noted(application):
    facts = {"level": 2, "category": "10100", "reason": None}

    write(entry(facts=facts))

    assert ledger.facts_of(queries.events_since(0)[0]) == facts


def test_personal_words_lie_beside_the_entry_and_not_in_it(application):
    write(entry(private={"caller_number": "13800000000"}))

    row = queries.events_since(0)[0]
    private = db.session.scalars(select(LogPrivate)).one()

    assert "138" not in row.facts + row.text
    assert private.content == '{"caller_number":"13800000000"}'
    assert row.private_hash == hashlib.sha256((private.salt + private.content).encode()).hexdigest()


def test_equal_personal_words_have_unequal_hashes(application):
    write(entry(private={"caller_number": "1"}), entry(private={"caller_number": "1"}))

    one, other = queries.events_since(0)

    assert one.private_hash != other.private_hash


def test_an_act_that_fails_leaves_no_entry_and_none_for_the_next_act(application):
    with pytest.raises(ZeroDivisionError), transaction() as session:
        ledger.note(session, entry("未发生"))
        raise ZeroDivisionError

    write(entry("发生"))

    assert texts() == ["发生"]
    assert ledger.verify(db.session()).faults == ()


def test_a_savepoint_that_succeeds_does_not_take_the_head_of_the_log_early(application):
    with transaction() as session:
        ledger.note(session, entry("先"))
        with session.begin_nested():
            session.add(DailyCounter(day="d", last=1))
        written_early = session.scalars(select(LogEntry)).all()
        ledger.note(session, entry("后"))

    assert written_early == []
    assert texts() == ["先", "后"]


@pytest.mark.parametrize("fails_in", ["the statement", "the flush"])
def test_a_savepoint_that_fails_keeps_the_entries_of_its_transaction(application, fails_in):
    with transaction() as session:
        session.add(Reminder(kind="k", subject="s", raised_at=NOON))

    with transaction() as session:
        ledger.note(session, entry("先"))
        with pytest.raises(IntegrityError), session.begin_nested():
            again = {"kind": "k", "subject": "s", "raised_at": NOON}
            if fails_in == "the flush":
                session.add(Reminder(**again))
            else:
                session.execute(insert(Reminder).values(again))
        ledger.note(session, entry("后"))

    assert texts() == ["先", "后"]


def test_a_lost_head_is_told(application):
    write(entry())
    with transaction() as session:
        session.delete(session.scalars(select(LogHead)).one())

    (fault,) = ledger.verify(db.session()).faults

    assert fault.seq == 1
    assert "头记录缺失" in fault.reason


def test_writers_in_sixteen_threads_leave_one_whole_chain(application):
    def one_writer(name: int) -> None:
        with application.app_context():
            for turn in range(5):
                write(entry(f"{name}-{turn}"))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(one_writer, range(16)))

    chain = ledger.verify(db.session())
    assert (chain.entries, chain.faults) == (80, ())
    assert count(LogEntry) == 80
