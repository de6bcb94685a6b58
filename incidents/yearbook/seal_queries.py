"""The reads of sealed years: the facts of a year, its seals, and what differs now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Final, TypeVar

import rfc8785
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from incidents import ledger
from incidents.fire_grades import FireOwner
from incidents.records import Incident
from incidents.records import LogEntry as LogEntry
from incidents.yearbook import seal_differences
from incidents.yearbook.basis import (
    CALL_OUT,
    FIRE,
    RETURN,
    BasisBroken,
    FactValue,
    KeptFact,
    hash_of,
    kept,
    unpacked,
)
from incidents.yearbook.errors import SealIsBroken, UnknownSeal
from incidents.yearbook.facts import CallOut, RegisteredFire
from incidents.yearbook.records import (
    CallOutFact,
    FireFact,
    ReturnFigure,
    Review,
)
from incidents.yearbook.records import SealAmendment as SealAmendment
from incidents.yearbook.records import SealedYear as SealedYear
from incidents.yearbook.seal_differences import Difference
from incidents.yearbook.seal_figures import (
    Figures,
    FiguresBroken,
    TableRules,
    Where,
    read_figures,
    read_rules,
    rules_of,
)
from incidents.yearbook.tables import DEFINITIONS
from resources.database import db

SEAL_KIND: Final = "year_sealed"
AMENDMENT_KIND: Final = "seal_amended"
COUNTED: Final[dict[str, Where]] = {
    CALL_OUT: (("is_counted", frozenset({True})),),
    FIRE: (("owner", frozenset({FireOwner.BRIGADE.value})),),
}
"""Which facts of a population are counted at all: call-outs of their own, the brigade's fires."""
CONFIRMED: Final = "confirmed"
AT_ONCE: Final = 400
MOST_ENTRIES: Final = 500

Value = TypeVar("Value", CallOut, RegisteredFire)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the records of a year are done: still open, and not confirmed as they are now."""

    counted: int
    still_open: int
    unconfirmed: int

    @property
    def warning(self) -> str:
        """What to think of before the year is closed; empty where all is done."""
        told = (
            (self.still_open, f"{self.still_open} 起尚未结案"),
            (self.unconfirmed, f"{self.unconfirmed} 起未经确认"),
        )
        return "、".join(words for count, words in told if count)


def rules_now() -> tuple[TableRules, ...]:
    """The rules by which the tables count today."""
    return rules_of(DEFINITIONS.values(), COUNTED)


def facts_of(session: Session, year: int) -> tuple[KeptFact, ...]:
    """The facts of a local year as a basis keeps them, and its yearly returns."""
    returned = session.scalars(
        select(ReturnFigure).where(ReturnFigure.year == year).order_by(ReturnFigure.id)
    )
    return (
        *(kept(one) for one in _values(session, CallOutFact, CallOut, year)),
        *(kept(one) for one in _values(session, FireFact, RegisteredFire, year)),
        *(_kept_return(one) for one in returned),
    )


def _values(
    session: Session,
    model: type[CallOutFact] | type[FireFact],
    value: type[Value],
    year: int,
) -> list[Value]:
    columns = [getattr(model, one.name) for one in fields(value)]
    found = session.execute(select(*columns).where(model.year == year).order_by(model.number))
    return [value(*row) for row in found]


def _kept_return(row: ReturnFigure) -> KeptFact:
    told: dict[str, FactValue] = {
        "table": row.name,
        "column": row.column,
        "amount": row.amount,
        "source": row.source,
    }
    return KeptFact(RETURN, f"{row.name}/{row.column}", told)


def standing(session: Session, year: int) -> Standing:
    """Count the call-outs of a year that are open, or were not confirmed as they stand now."""
    counted = (CallOutFact.year == year) & CallOutFact.is_counted
    last = (
        select(func.max(Review.id))
        .where(Review.incident_id == CallOutFact.incident_id)
        .correlate(CallOutFact)
        .scalar_subquery()
    )
    total = select(func.count()).select_from(CallOutFact).where(counted)
    confirmed = (
        total.join(Incident, Incident.id == CallOutFact.incident_id)
        .join(Review, Review.id == last)
        .where(Review.step == CONFIRMED, Review.incident_version == Incident.version)
    )
    every = session.scalar(total) or 0
    return Standing(
        counted=every,
        still_open=session.scalar(total.where(~CallOutFact.is_closed)) or 0,
        unconfirmed=every - (session.scalar(confirmed) or 0),
    )


def seals() -> Sequence[SealedYear]:
    """Every seal, the latest year and edition first."""
    query = select(SealedYear).order_by(SealedYear.year.desc(), SealedYear.edition.desc())
    return db.session.scalars(query).all()


def seal_of(year: int, edition: int | None = None) -> SealedYear:
    """Return a seal of a year, its last edition unless told; raises UnknownSeal."""
    found = editions_of(db.session(), year)
    for row in reversed(found):
        if edition is None or row.edition == edition:
            return row
    which = "" if edition is None else f"第 {edition} 版"
    raise UnknownSeal(f"{year} 年没有{which}封账，请从封账列表中选择。")


def editions_of(session: Session, year: int) -> Sequence[SealedYear]:
    """Return every edition of a year, the first one first."""
    query = select(SealedYear).where(SealedYear.year == year).order_by(SealedYear.edition)
    return session.scalars(query).all()


def amendments_of(session: Session, seal: SealedYear) -> Sequence[SealAmendment]:
    """Return what was signed for since a seal, the first one first."""
    query = select(SealAmendment).where(SealAmendment.sealed_year_id == seal.id)
    return session.scalars(query.order_by(SealAmendment.id)).all()


def figures_of(seal: SealedYear) -> tuple[Figures, tuple[TableRules, ...]]:
    """Return the figures of a seal and their rules; raises SealIsBroken."""
    try:
        rules = read_rules(seal.definitions)
        return read_figures(seal.figures, rules, seal.year), rules
    except FiguresBroken as broken:
        raise _broken(seal, broken) from broken


def _broken(seal: SealedYear, why: Exception) -> SealIsBroken:
    return SealIsBroken(f"{seal.year} 年的封账已被破坏：{why}。请核验，并从备份恢复。")


def difference_now(session: Session, seal: SealedYear) -> Difference:
    """Compare a seal with the facts of now; raises SealIsBroken."""
    figures, rules = figures_of(seal)
    try:
        basis = unpacked(seal.basis)
    except BasisBroken as broken:
        raise _broken(seal, broken) from broken
    present = facts_of(session, seal.year)
    return seal_differences.difference(basis, present, figures, rules, seal.year)


def entries_since(seal: SealedYear, numbers: Collection[str]) -> dict[str, list[LogEntry]]:
    """The log entries since a seal about some incidents or fires, by their number."""
    found: dict[str, list[LogEntry]] = {}
    if not numbers:
        return found
    since = select(LogEntry).where(LogEntry.seq > seal.log_seq).order_by(LogEntry.seq)
    for entry in db.session.scalars(
        since.where(
            or_(
                LogEntry.incident_number.in_(numbers),
                # A fire nobody called about has its number in the facts alone.
                LogEntry.incident_number.is_(None) & LogEntry.kind.startswith("fire_"),
            )
        ).limit(MOST_ENTRIES)
    ):
        number = entry.incident_number or str(ledger.facts_of(entry).get("fire"))
        found.setdefault(number, []).append(entry)
    return found


def hashes_of(seal: SealedYear) -> dict[str, str | int | None]:
    """What the log keeps of a seal, so that the chain anchors it."""
    return {
        "figures_hash": seal.figures_hash,
        "basis_hash": seal.basis_hash,
        "rules_hash": hash_of(seal.definitions.encode()),
        "log_seq": seal.log_seq,
        "log_hash": seal.log_hash,
    }


def last_seal_of(year: int) -> SealedYear | None:
    """The last edition of a year, None where it was never sealed."""
    query = select(SealedYear).where(SealedYear.year == year).order_by(SealedYear.edition.desc())
    return db.session.scalars(query.limit(1)).one_or_none()


def signature_of(told: Difference) -> tuple[str, str]:
    """Return a difference as it is signed for: its canonical JSON, and the hash of that."""
    # The library's type knows no object, though it takes what JSON has.
    text = rfc8785.dumps(seal_differences.value_of(told)).decode()  # type: ignore[arg-type]
    return text, hash_of(text.encode())


def is_signed(session: Session, seal: SealedYear, told: Difference) -> bool:
    """Whether the difference as it is now was signed for."""
    signed = amendments_of(session, seal)
    return bool(signed) and signed[-1].difference_hash == signature_of(told)[1]
