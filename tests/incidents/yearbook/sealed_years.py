"""A year that is over, as a statistician closes it, and what is asked of it afterwards."""

from datetime import UTC, datetime

from incidents import queries, registrar
from incidents.registrar import Correction
from incidents.reports import FireFacts, FireForm
from incidents.timeline import Act
from incidents.yearbook import seal_queries, sealing
from incidents.yearbook.seal_differences import Difference
from incidents.yearbook.seal_proof import prove
from resources.database import db, transaction
from tests.makers import NOON, ZONE, a_county_with, close, make_act, take_a_call

NEW_YEAR = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
"""The first moment of 2027 in the county."""
AFTERWARDS = Act("统计员", datetime(2027, 1, 5, 1, 0, tzinfo=UTC))
OPEN_BUT_PUBLISHED = "省厅要求先报"


def make_year() -> tuple[str, str, str]:
    """Make 2026: two house fires (three and two rescued) and a rescue (one); one cost 500 fen."""
    a_county_with("东1")
    numbers = (
        take_a_call(0),
        take_a_call(1440, place="龚滩镇", position=None),
        take_a_call(2880, category="20100", place="板溪镇", position=None),
    )
    for number, at, rescued in zip(numbers, (120, 1500, 2900), (3, 2, 1), strict=True):
        close(number, at, rescued=rescued)
    register_fire(numbers[0], 500)
    return numbers


def register_fire(number: str | None, loss_fen: int = 100, at: datetime = NOON) -> str:
    with transaction() as session:
        of = queries.lock_incident(session, number) if number else None
        facts = FireFacts(
            at, FireForm.FULL, occupancy="residence", cause="smoking", loss_fen=loss_fen
        )
        return registrar.register_fire(session, facts, of, ZONE, make_act(200)).number


def seal(number: int = 2026, words: str = OPEN_BUT_PUBLISHED, act: Act = AFTERWARDS) -> None:
    with transaction() as session:
        sealing.seal(session, number, words, ZONE.key, act)


def sign(reason: str = "复核更正") -> None:
    with transaction() as session:
        sealing.sign(session, seal_queries.seal_of(2026), reason, AFTERWARDS)


def difference(edition: int | None = None) -> Difference:
    db.session.rollback()
    return seal_queries.difference_now(db.session(), seal_queries.seal_of(2026, edition))


def moved(edition: int | None = None, table: str = "") -> dict[tuple[str, str, str], int]:
    """The cells that differ: table, row and column, and by how much."""
    return {
        (one.table, one.row, one.rule.key): one.size
        for one in difference(edition).cells
        if not table or one.table == table
    }


def faults() -> tuple[str, ...]:
    db.session.rollback()
    return prove(db.session(), seal_queries.seal_of(2026)).faults


def sealed(table: str, row: str = "2026") -> dict[str, int]:
    db.session.rollback()
    figures, _ = seal_queries.figures_of(seal_queries.seal_of(2026))
    return dict(figures[table][row])


def correct(number: str, **changes: object) -> None:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        told = Correction("核对录音", **changes)  # type: ignore[arg-type]
        registrar.correct(session, row, told, row.version, AFTERWARDS)
