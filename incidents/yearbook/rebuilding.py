"""Making all facts and sums anew from the records, and proving that the kept ones agree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.orm import Session

from incidents.records import Incident
from incidents.yearbook import fact_queries
from incidents.yearbook.fact_queries import FACT_KINDS, Fact, FactKind
from incidents.yearbook.facts import changed, columns
from incidents.yearbook.records import CallOutFact
from incidents.yearbook.sums import SUM_KINDS, SumKind, disagreements
from resources.errors import Refusal

MOST_NAMED: Final = 50
"""Differences beyond these are counted, not named."""


class FactsMissing(Refusal):
    """There are incidents, but what the tables are counted from was never made of them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is kept otherwise than the records say."""

    place: str
    """Which fact or sum: a record's number, or table, period and key."""
    column: str
    kept: str
    ought: str

    @property
    def sentence(self) -> str:
        """Say where, what is kept and what the records say."""
        return f"{self.place}：{self.column} 现为 {self.kept}，按记录应为 {self.ought}。"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a check found: how many facts are kept, and what the records say otherwise."""

    call_outs: int
    fires: int
    differences: tuple[Difference, ...]
    """The first of them."""
    found: int

    @property
    def agrees(self) -> bool:
        """Whether everything kept is what the records say."""
        return self.found == 0


def are_missing(session: Session) -> bool:
    """Whether there are incidents without facts, as after an upgrade; asks for one of them."""
    first = select(func.min(Incident.id)).scalar_subquery()
    return bool(
        session.scalar(
            select(
                exists().where(Incident.id == first)
                & ~exists().where(CallOutFact.incident_id == first)
            )
        )
    )


def require_facts(session: Session) -> None:
    """Refuse to count where nothing was counted yet; raises FactsMissing."""
    if are_missing(session):
        raise FactsMissing(
            "统计底数尚未生成，不能把空表当作 0 起。请先运行 fenghuo rebuild-yearbook。"
        )


def rebuild(session: Session) -> None:
    """Make all facts and sums anew; the caller holds the head of the log."""
    zone = fact_queries.county_zone(session)
    for kind in FACT_KINDS:
        session.execute(delete(kind.table))
    # The triggers have taken every fact off again; what is left of a sum was wrong.
    for kept in SUM_KINDS:
        session.execute(delete(kept.table))
    for kind in FACT_KINDS:
        for keys in kind.record_keys(session):
            put_in(session, kind, kind.wanted(session, keys, zone).values())


def put_in(session: Session, kind: FactKind, facts: Iterable[Fact]) -> None:
    """Keep new facts, many in one statement: the sums of PostgreSQL are moved by statements."""
    rows = [columns(fact) for fact in facts]
    if rows:
        # Only a statement that returns something is written for many rows at once.
        session.execute(insert(kind.table).returning(kind.key), rows).all()


def compare(session: Session) -> Comparison:
    """Compare every kept fact with its records, and every sum with the facts.

    All of it is read as of one moment, however long it takes and whoever writes meanwhile.
    """
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    found = 0
    named: list[Difference] = []
    for one in _differences(session):
        found += 1
        if found <= MOST_NAMED:
            named.append(one)
    call_outs, fires = (session.scalar(select(func.count(kind.key))) for kind in FACT_KINDS)
    session.rollback()
    return Comparison(call_outs or 0, fires or 0, tuple(named), found)


def _differences(session: Session) -> Iterator[Difference]:
    for kind in FACT_KINDS:
        yield from _fact_differences(session, kind)
    for kept in SUM_KINDS:
        yield from _sum_differences(session, kept)


def _fact_differences(session: Session, kind: FactKind) -> Iterator[Difference]:
    zone = fact_queries.county_zone(session)
    for keys in kind.record_keys(session):
        wanted, kept = kind.wanted(session, keys, zone), kind.kept(session, keys)
        for key in keys:
            yield from _between(kind, kept.get(key), wanted.get(key))
    orphans = select(kind.key).where(~exists().where(kind.record_key == kind.key))
    for key in session.scalars(orphans.order_by(kind.key)).all():
        yield from _between(kind, kind.kept(session, [key])[key], None)


def _between(kind: FactKind, kept: Fact | None, wanted: Fact | None) -> Iterator[Difference]:
    if kept is None or wanted is None:
        one = kept or wanted
        assert one is not None
        words = ("没有", "有") if kept is None else ("有", "没有")
        yield Difference(f"{kind.noun} {one.number}", "底数", *words)
        return
    before = columns(kept)
    for name, value in changed(kept, wanted).items():
        yield Difference(f"{kind.noun} {kept.number}", name, str(before[name]), str(value))


def _sum_differences(session: Session, kind: SumKind) -> Iterator[Difference]:
    for key, column, kept, added_up in disagreements(session, kind):
        place = f"{kind.noun}汇总 {' '.join(map(str, key))}"
        yield Difference(place, column, str(kept), str(added_up))
