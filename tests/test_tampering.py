"""Whoever changes the log behind the program's back is found, and so is the place.

A fault stands at the first entry that no longer fits what is before it: the changed entry, or
the one after a gap; a tail cut off or added shows at the last entry there is.
"""

import random

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from incidents import ledger
from incidents.ledger import ChainFault
from incidents.records import LogEntry, LogHead, LogPrivate
from incidents.timeline import Entry
from resources.database import db, transaction
from tests.conftest import KIND
from tests.makers import make_act, minute, unguard_log

LENGTH = 40
TAMPERS = 200
COLUMNS = ("at", "entered_at", "kind", "incident_number", "call_sign", "text", "by", "source")


@pytest.fixture
def log(application) -> None:
    """A log of forty entries, every third with a personal part."""
    with transaction() as session:
        for number in range(1, LENGTH + 1):
            private = {"caller_number": f"1380000{number:04d}"} if number % 3 == 0 else {}
            entry = Entry(
                "note",
                f"第{number}条",
                make_act(number),
                f"N-{number}",
                "一号车",
                {"n": number},
                private,
            )
            ledger.note(session, entry)


def entry(session: Session, seq: int) -> LogEntry:
    return session.scalars(select(LogEntry).where(LogEntry.seq == seq)).one()


def write(session: Session, seq: int, /, **values: object) -> None:
    session.execute(update(LogEntry).where(LogEntry.seq == seq).values(**values))


def change(session: Session, chance: random.Random) -> int:
    """Change one column of one entry."""
    seq = chance.randint(1, LENGTH)
    column = chance.choice((*COLUMNS, "facts", "private_hash", "prev_hash", "hash"))
    value = minute(-1) if column in {"at", "entered_at"} else "x"
    write(session, seq, **{column: value})
    return seq


def change_and_rehash(session: Session, chance: random.Random) -> int:
    """Change an entry and give it the hash that fits: the next one, or the head, tells."""
    seq = chance.randint(1, LENGTH)
    row = entry(session, seq)
    row.text = "改过"
    fitting = ledger.hash_of(row)
    session.expire(row)
    write(session, seq, text="改过", hash=fitting)
    return min(seq + 1, LENGTH)


def remove(session: Session, chance: random.Random) -> int:
    """Delete one entry that is not the last, with what lies beside it."""
    seq = chance.randint(1, LENGTH - 1)
    session.execute(delete(LogPrivate).where(LogPrivate.seq == seq))
    session.execute(delete(LogEntry).where(LogEntry.seq == seq))
    return seq + 1


def truncate(session: Session, chance: random.Random) -> int:
    """Cut off the tail."""
    last = chance.randint(0, LENGTH - 1)
    session.execute(delete(LogPrivate).where(LogPrivate.seq > last))
    session.execute(delete(LogEntry).where(LogEntry.seq > last))
    return last


def swap(session: Session, chance: random.Random) -> int:
    """Exchange two entries, hashes and all: each now stands under the other's number."""
    one, other = sorted(chance.sample(range(1, LENGTH + 1), 2))
    names = [c.key for c in LogEntry.__table__.columns if c.key != "seq"]
    first, second = entry(session, one), entry(session, other)
    kept = {name: getattr(first, name) for name in names}
    write(session, one, **{name: getattr(second, name) for name in names})
    write(session, other, **kept)
    return one


def append(session: Session, chance: random.Random) -> int:
    """Add an entry that fits the chain, without the head."""
    last = entry(session, LENGTH)
    row = forged(LENGTH + 1, last.hash, chance)
    session.execute(insert(LogEntry).values(row))
    return LENGTH + 1


def slip_in(session: Session, chance: random.Random) -> int:
    """Put an entry between two, move the later ones on, and chain it to the one before."""
    seq = chance.randint(1, LENGTH)
    session.execute(delete(LogPrivate))
    for later in range(LENGTH, seq - 1, -1):
        write(session, later, seq=later + 1)
    before = entry(session, seq - 1).hash if seq > 1 else ledger.FIRST_HASH
    session.execute(insert(LogEntry).values(forged(seq, before, chance)))
    # The forged entry fits; the first one moved on does not.
    return seq + 1


def forged(seq: int, prev_hash: str, chance: random.Random) -> dict[str, object]:
    row = LogEntry(
        seq=seq,
        at=minute(chance.randint(0, 99)),
        entered_at=minute(0),
        kind="note",
        text="伪造",
        by="甲",
        source="operator",
        facts="{}",
        private_hash="",
        prev_hash=prev_hash,
    )
    row.hash = ledger.hash_of(row)
    return {c.key: getattr(row, c.key) for c in LogEntry.__table__.columns}


def change_private(session: Session, chance: random.Random) -> int:
    """Change what a caller said, or its salt."""
    seq = 3 * chance.randint(1, LENGTH // 3)
    column = chance.choice(("content", "salt"))
    session.execute(update(LogPrivate).where(LogPrivate.seq == seq).values(**{column: "x"}))
    return seq


def add_private(session: Session, chance: random.Random) -> int:
    """Put words into the mouth of a caller who said none."""
    seq = 3 * chance.randint(0, LENGTH // 3 - 1) + 1
    session.execute(insert(LogPrivate).values(seq=seq, salt="x", content="{}"))
    return seq


def move_head(session: Session, chance: random.Random) -> int:
    """Change the head alone."""
    session.execute(update(LogHead).values(seq=chance.randint(0, LENGTH - 1)))
    return LENGTH


WAYS = (
    *(change, change, change, change_and_rehash, remove, truncate),
    *(swap, append, slip_in, change_private, add_private, move_head),
)


class Undone(Exception):
    """Ends a transaction so that the next tamper finds the log whole."""


def test_every_one_of_two_hundred_tampers_is_found_where_it_was_done(log):
    chance = random.Random(71)
    with transaction() as session:
        unguard_log(session)

    for turn in range(TAMPERS):
        way = WAYS[turn % len(WAYS)]
        with pytest.raises(Undone), transaction() as session:
            expected = way(session, chance)
            session.expire_all()
            found = ledger.verify(session).faults
            raise Undone
        assert found, f"{way.__name__} {turn} was not found"
        assert found[0].seq == expected, f"{way.__name__} {turn}: {found}"

    chain = ledger.verify(db.session())
    assert (chain.entries, chain.faults) == (LENGTH, ())


def test_a_whole_rewrite_with_its_head_fits_and_needs_an_anchor_kept_elsewhere(log):
    anchor = ledger.verify(db.session()).head_hash
    with transaction() as session:
        unguard_log(session)
        session.execute(delete(LogPrivate))
        before = ledger.FIRST_HASH
        for seq in range(1, LENGTH + 1):
            row = forged(seq, before, random.Random(seq))
            write(session, seq, **{name: value for name, value in row.items() if name != "seq"})
            before = str(row["hash"])
        session.execute(update(LogHead).values(hash=before))

    chain = ledger.verify(db.session())

    assert chain.faults == ()
    assert chain.head_hash != anchor


def test_removing_personal_parts_leaves_the_chain_whole(log):
    with transaction() as session:
        session.execute(delete(LogPrivate).where(LogPrivate.seq <= 20))

    assert ledger.verify(db.session()).faults == ()


def test_the_reason_says_what_was_done(log):
    with transaction() as session:
        unguard_log(session)
        write(session, 3, text="x")
        session.execute(delete(LogEntry).where(LogEntry.seq == 10))
        session.execute(update(LogPrivate).where(LogPrivate.seq == 12).values(content="x"))
        session.execute(update(LogHead).values(seq=99))

    faults = ledger.verify(db.session()).faults

    assert [fault.seq for fault in faults] == [3, 11, 12, LENGTH]
    told = ("改动", "缺少第 10 条", "个人信息", "头记录记为第 99 条")
    for words, fault in zip(told, faults, strict=True):
        assert isinstance(fault, ChainFault)
        assert words in fault.reason


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entry SET text = 'x' WHERE seq = 5",
        "UPDATE log_entry SET seq = 99 WHERE seq = 5",
        "DELETE FROM log_entry WHERE seq = 40",
        "DELETE FROM log_entry",
        pytest.param("TRUNCATE log_entry CASCADE", marks=pytest.mark.postgres),
        pytest.param(
            "REPLACE INTO log_entry SELECT * FROM log_entry WHERE seq = 5",
            marks=pytest.mark.skipif(KIND != "sqlite", reason="a word of SQLite"),
        ),
    ],
)
def test_the_database_itself_refuses_to_change_the_log(log, statement):
    with pytest.raises(DBAPIError, match="append-only"), transaction() as session:
        session.execute(text(statement))

    chain = ledger.verify(db.session())
    assert (chain.entries, chain.faults) == (LENGTH, ())


def test_without_the_triggers_the_same_statement_goes_through(log):
    # The red twin of the refusals above.
    with transaction() as session:
        unguard_log(session)
        session.execute(text("UPDATE log_entry SET text = 'x' WHERE seq = 5"))

    assert [fault.seq for fault in ledger.verify(db.session()).faults] == [5]
