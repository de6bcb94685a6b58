"""The append-only, hash-chained log: entries wait in the session and are written at commit.

They are written last because the one head row orders all writers: whoever holds it must want
nothing that others hold without it, or two transactions could wait for each other. Lock order is
commit order, so a reader who follows the sequence numbers misses nothing. What the yearbook
counts is counted anew behind the entries, under the same lock and never without it.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import rfc8785
from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from incidents.records import LogEntry, LogHead, LogPrivate
from incidents.timeline import Entry
from incidents.yearbook import upkeep
from resources.commits import announce
from resources.database import db

FIRST_HASH = "0" * 64
_PENDING = "pending_log_entries"


@dataclass(frozen=True, slots=True)
class ChainFault:
    """Where the log stops being what was written, and in which way."""

    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The result of a walk over the log: its length, its last hash and what is wrong."""

    entries: int
    head_hash: str
    faults: tuple[ChainFault, ...]


def note(session: Session, entry: Entry) -> None:
    """Put an entry on the transaction; it is chained and written when that commits."""
    session.info.setdefault(_PENDING, []).append(entry)


def canonical(value: Mapping[str, object]) -> str:
    """Return the one JSON text of a value (RFC 8785)."""
    # The library's type leaves out Mapping, though it takes one.
    return rfc8785.dumps(dict(value)).decode()  # type: ignore[arg-type]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def hash_of(row: LogEntry) -> str:
    """Compute the hash an entry must have: SHA-256 over the previous hash and its own body."""
    body = {
        "seq": row.seq,
        "at": _moment(row.at),
        "entered_at": _moment(row.entered_at),
        "kind": row.kind,
        "incident": row.incident_number,
        "unit": row.call_sign,
        "text": row.text,
        "by": row.by,
        "source": row.source,
        "facts": row.facts,
        "private": row.private_hash,
    }
    return _sha256(row.prev_hash + canonical(body))


def _written(entry: Entry, seq: int, prev_hash: str) -> tuple[LogEntry, LogPrivate | None]:
    row = LogEntry(
        seq=seq,
        at=entry.act.at,
        entered_at=entry.act.now,
        kind=entry.kind,
        incident_number=entry.incident_number,
        call_sign=entry.call_sign,
        text=entry.text,
        by=entry.act.by,
        source=str(entry.act.source),
        facts=canonical(entry.facts),
        private_hash="",
        prev_hash=prev_hash,
    )
    private = None
    if entry.private:
        private = LogPrivate(seq=seq, salt=secrets.token_hex(16), content=canonical(entry.private))
        row.private_hash = _sha256(private.salt + private.content)
    row.hash = hash_of(row)
    return row, private


@event.listens_for(db.session, "before_commit")
def write_pending(session: Session) -> None:
    """Chain and write the entries of this transaction, then its facts, under the head's lock."""
    if session.in_nested_transaction():
        # A savepoint is not the end of the act, and the head is locked last.
        return
    session.flush()
    entries: list[Entry] = session.info.pop(_PENDING, [])
    if not entries and not upkeep.is_due(session):
        return
    head = session.scalars(
        select(LogHead).with_for_update().execution_options(populate_existing=True)
    ).one()
    if entries:
        _append(session, head, entries)
    upkeep.keep(session)


def _append(session: Session, head: LogHead, entries: Iterable[Entry]) -> None:
    personal: list[LogPrivate] = []
    for entry in entries:
        row, private = _written(entry, head.seq + 1, head.hash)
        session.add(row)
        if private is not None:
            personal.append(private)
        head.seq, head.hash = row.seq, row.hash
    # The entries must be there before the rows that refer to them.
    session.flush()
    session.add_all(personal)
    announce(session)


@event.listens_for(db.session, "after_soft_rollback")
def forget_pending(session: Session, ended: SessionTransaction) -> None:
    """Drop the entries of a transaction that did not happen; a savepoint has none of its own."""
    if ended.parent is not None:
        return
    session.info.pop(_PENDING, None)


def _faults_of(row: LogEntry, expected_seq: int, prev_hash: str) -> Iterable[str]:
    if row.seq != expected_seq:
        yield f"缺少第 {expected_seq} 条（下一条是第 {row.seq} 条）：有记录被删除或序号被改"
    elif row.prev_hash != prev_hash:
        yield "与上一条的哈希不相接：有记录被插入、调换或改写"
    if hash_of(row) != row.hash:
        yield "内容与哈希不符：本条被改动"


def verify(session: Session) -> Chain:
    """Walk the whole log and recompute every hash; name each entry that does not fit."""
    faults: list[ChainFault] = []
    seq, prev_hash = 0, FIRST_HASH
    rows = session.execute(
        select(LogEntry, LogPrivate)
        .outerjoin(LogPrivate, LogPrivate.seq == LogEntry.seq)
        .order_by(LogEntry.seq)
        .execution_options(yield_per=1000)
    )
    for row, private in rows:
        faults += (ChainFault(row.seq, why) for why in _faults_of(row, seq + 1, prev_hash))
        if private and _sha256(private.salt + private.content) != row.private_hash:
            faults.append(ChainFault(row.seq, "个人信息部分与其哈希不符：被改动"))
        seq, prev_hash = row.seq, row.hash
    head = session.scalars(select(LogHead)).one_or_none()
    if head is None or (head.seq, head.hash) != (seq, prev_hash):
        told = "缺失" if head is None else f"记为第 {head.seq} 条"
        why = f"日志末尾与头记录不符（头记录{told}）：末尾被截断或头记录被改"
        faults.append(ChainFault(seq, why))
    return Chain(seq, prev_hash, tuple(faults))


def facts_of(row: LogEntry) -> dict[str, str | int | None]:
    """Read back the machine-readable part of an entry."""
    facts: dict[str, str | int | None] = json.loads(row.facts)
    return facts
