"""The sums added up from the facts by the database, to be held against those the triggers keep.

What each sum adds up is said here once more and not read from the triggers: a check that shared
their words would share their mistakes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Integer, Table, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from incidents.yearbook.fact_queries import table_of
from incidents.yearbook.records import CallOutFact, CallOutSum, FireFact, FireSum

Key = tuple[object, ...]
"""The period and the key columns of a sum."""


@dataclass(frozen=True, slots=True)
class SumKind:
    """A table of sums: where it is kept, and what its columns add up of each fact."""

    noun: str
    table: Table
    year: InstrumentedAttribute[int]
    month: InstrumentedAttribute[int]
    keys: Mapping[str, InstrumentedAttribute[str] | InstrumentedAttribute[bool]]
    parts: Mapping[str, ColumnElement[int] | InstrumentedAttribute[int]]

    def kept(self, session: Session) -> dict[Key, tuple[int, ...]]:
        """Return the sums that are kept; those of nothing are left out."""
        keys, parts = ([self.table.c[name] for name in names] for names in (self.keys, self.parts))
        found = session.execute(select(self.table.c.period, *keys, *parts))
        return self._by_key(found)

    def added_up(self, session: Session) -> dict[Key, tuple[int, ...]]:
        """Add the sums up from all the facts."""
        sums: dict[Key, tuple[int, ...]] = {}
        for period in (self.year, self.month):
            found = session.execute(
                select(period, *self.keys.values(), *map(func.sum, self.parts.values())).group_by(
                    period, *self.keys.values()
                )
            )
            sums |= self._by_key(found)
        return sums

    def _by_key(self, found: object) -> dict[Key, tuple[int, ...]]:
        wide = 1 + len(self.keys)
        told = {
            tuple(row[:wide]): tuple(int(part) for part in row[wide:])
            for row in found  # type: ignore[attr-defined]
        }
        return {key: parts for key, parts in told.items() if any(parts)}


def _one(is_so: ColumnElement[bool]) -> ColumnElement[int]:
    return case((is_so, 1), else_=0)


def _every() -> ColumnElement[int]:
    return cast(1, Integer)


CALL_OUT_SUMS: Final = SumKind(
    "警情",
    table_of(CallOutSum),
    CallOutFact.year,
    CallOutFact.month,
    {
        "category": CallOutFact.category,
        "disposition": CallOutFact.disposition,
        "is_counted": CallOutFact.is_counted,
    },
    {
        "incidents": _every(),
        "still_open": _one(CallOutFact.is_closed.is_(False)),
        "generated": _one(CallOutFact.is_generated.is_(True)),
        "back_entered": _one(CallOutFact.is_back_entered.is_(True)),
        "imported": _one(CallOutFact.is_imported.is_(True)),
        "brigades": CallOutFact.brigades,
        "vehicles": CallOutFact.vehicles,
        "people": CallOutFact.people,
        "reinforcements": CallOutFact.reinforcements,
        "rescued": CallOutFact.rescued,
        "evacuated": CallOutFact.evacuated,
        "dead": CallOutFact.dead,
        "injured": CallOutFact.injured,
        "saved_fen": CallOutFact.saved_fen,
        "protected_fen": CallOutFact.protected_fen,
    },
)
FIRE_SUMS: Final = SumKind(
    "火灾",
    table_of(FireSum),
    FireFact.year,
    FireFact.month,
    {"owner": FireFact.owner},
    {
        "fires": _every(),
        "generated": _one(FireFact.is_generated.is_(True)),
        "imported": _one(FireFact.is_imported.is_(True)),
        "dead": FireFact.dead,
        "seriously_injured": FireFact.seriously_injured,
        "lightly_injured": FireFact.lightly_injured,
        "loss_fen": FireFact.loss_fen,
        "economic_loss_fen": FireFact.economic_loss_fen,
    },
)
SUM_KINDS: Final = (CALL_OUT_SUMS, FIRE_SUMS)


def disagreements(session: Session, kind: SumKind) -> Iterator[tuple[Key, str, int, int]]:
    """Yield key, column, what is kept and what the facts add up to, where the two differ."""
    kept, added_up = kind.kept(session), kind.added_up(session)
    nothing = (0,) * len(kind.parts)
    for key in sorted({*kept, *added_up}, key=str):
        pairs = zip(kind.parts, kept.get(key, nothing), added_up.get(key, nothing), strict=True)
        yield from ((key, column, has, ought) for column, has, ought in pairs if has != ought)
