"""What was acknowledged, kept by the clients apart from the database, and the comparison."""

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch.records import Advice
from incidents import ledger
from incidents.ledger import ChainFault
from incidents.records import Assignment, Call, Incident, LogEntry, Receipt, Stamp
from resources.records import Unit


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """One act that the server said is done.

    `key` is the Idempotency-Key, which the act carries in its own words too, so that it is found
    in the database without the receipt; `subject` is what the answer named.
    """

    kind: str
    key: str
    subject: str


class AnswerFile:
    """The file of one client: each answer is on the disk before the client goes on."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def keep(self, answer: Acknowledged) -> None:
        """Write an answer down."""
        self._file.write(json.dumps(asdict(answer), ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> "AnswerFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


def read_answers(paths: Iterable[Path]) -> list[Acknowledged]:
    """Read what the clients wrote down."""
    lines = (line for path in paths for line in path.read_text("utf-8").splitlines())
    return [Acknowledged(**json.loads(line)) for line in lines]


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with a database: all empty when it kept every promise."""

    lost: tuple[str, ...]
    """Acknowledged, and not there as acknowledged."""
    doubled: tuple[str, ...]
    """Acts that took effect more than once under one key."""
    twice_assigned: tuple[str, ...]
    """Vehicles with more than one active order."""
    chain: tuple[ChainFault, ...]


def check(session: Session, answers: Iterable[Acknowledged]) -> Findings:
    """Compare a database with what its clients were told."""
    done = Counter(effects(session))
    receipts = set(session.scalars(select(Receipt.key)))
    missing = [one for one in answers if one not in done or one.key not in receipts]
    times = Counter((one.kind, one.key) for one in done.elements())
    return Findings(
        tuple(f"{one.kind} {one.key} {one.subject}" for one in missing),
        tuple(f"{kind} {key}" for (kind, key), number in times.items() if number > 1),
        tuple(twice_assigned(session)),
        ledger.verify(session).faults,
    )


def effects(session: Session) -> Iterable[Acknowledged]:
    """Read from the tables themselves every act that carries a key."""
    calls = select(Call.narrative, Incident.number).join(Call.incident)
    yield from (Acknowledged("call", *row) for row in session.execute(calls))
    filed = select(Incident.narrative, Incident.number)
    yield from (Acknowledged("incident", *row) for row in session.execute(filed))
    orders = (
        select(Advice.override_reason, Incident.number, Unit.call_sign)
        .join(Incident, Incident.id == Advice.incident_id)
        .join(Assignment, Assignment.incident_id == Incident.id)
        .join(Unit, Unit.id == Assignment.unit_id)
        .where(Assignment.ordered_at == Advice.at, Unit.call_sign == Advice.ordered)
    )
    for key, number, call_sign in session.execute(orders):
        yield Acknowledged("order", key, f"{number} {call_sign}")
    stamps = select(Stamp.device_seq, Unit.call_sign, Stamp.status).join(
        Unit, Unit.id == Stamp.unit_id
    )
    for seq, call_sign, status in session.execute(stamps.where(Stamp.device_seq.is_not(None))):
        yield Acknowledged("status", f"{call_sign}#{seq}", status)
    notes = select(LogEntry.text, LogEntry.incident_number).where(LogEntry.kind == "note")
    for words, on_incident in session.execute(notes):
        yield Acknowledged("note", words, on_incident or "")


def twice_assigned(session: Session) -> list[str]:
    """Name the vehicles that have more than one active order, by call sign."""
    session.rollback()
    query = (
        select(Unit.call_sign)
        .join(Assignment, Assignment.unit_id == Unit.id)
        .where(Assignment.released_at.is_(None))
        .group_by(Unit.call_sign)
        .having(func.count() > 1)
    )
    return sorted(session.scalars(query))
