"""Whoever changes a sealed year, or the log it stands in, behind the program's back is found."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update

from incidents.records import LogEntry
from incidents.yearbook import seal_queries
from incidents.yearbook.basis import hash_of, packed, unpacked
from incidents.yearbook.records import SealedYear
from incidents.yearbook.seal_proof import missing_editions, prove
from resources.database import db, transaction
from tests.incidents.yearbook.sealed_years import faults, make_year, seal
from tests.makers import unguard_log


@pytest.fixture
def year(application) -> tuple[str, str, str]:
    """Two house fires and a rescue of 2026; see `make_year`."""
    return make_year()


def _basis(row: SealedYear) -> dict[str, object]:
    content = bytearray(row.basis)
    content[len(content) // 2] ^= 1
    return {"basis": bytes(content)}


def _rehashed_basis(row: SealedYear) -> dict[str, object]:
    facts = unpacked(row.basis)[1:]
    return {"basis": packed(facts), "basis_hash": hash_of(packed(facts))}


def _figures(row: SealedYear) -> dict[str, object]:
    return {"figures": row.figures.replace('"total":3', '"total":4', 1)}


def _rehashed_figures(row: SealedYear) -> dict[str, object]:
    figures = row.figures.replace('"total":3', '"total":4', 1)
    return {"figures": figures, "figures_hash": hash_of(figures.encode())}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_basis, "依据与其哈希不符"),
        (_rehashed_basis, "由依据重算不符"),
        (_figures, "数字与其哈希不符"),
        (_rehashed_figures, "数字与日志所记不符"),
        (lambda row: {"definitions": row.definitions.replace("rescued", "evacuated")}, "口径"),
        (lambda row: {"words": "另一句"}, "封账人或说明"),
        (lambda row: {"log_seq": row.log_seq - 1}, "日志位置与日志所记不符"),
    ],
)
def test_a_seal_that_was_tampered_with_is_found(
    year, change: Callable[[SealedYear], dict[str, object]], found: str
):
    seal()
    values = change(seal_queries.seal_of(2026))

    with transaction() as session:
        session.execute(update(SealedYear).values(**values))

    assert any(found in one for one in faults()), faults()


def test_a_log_that_was_tampered_with_is_found(year):
    seal()
    with transaction() as session:
        unguard_log(session)
        at = seal_queries.seal_of(2026).log_seq
        session.execute(update(LogEntry).where(LogEntry.seq == at).values(text="x"))
    assert any("哈希与封账时不符" in one for one in faults())

    with transaction() as session:
        session.execute(delete(LogEntry).where(LogEntry.kind == "year_sealed"))

    assert any("有 0 条这一版的封账记录" in one for one in faults())


def test_a_seal_taken_away_is_missed_by_the_log(year):
    seal()

    with transaction() as session:
        session.execute(delete(SealedYear))

    assert missing_editions(db.session(), 2026) == ["日志记有第 1 版封账，记录却不见了"]
    assert missing_editions(db.session(), 2025) == []


def test_a_definition_that_has_changed_since_is_said_and_the_year_still_proven(year, monkeypatch):
    seal()
    rules = seal_queries.rules_now()
    changed = (rules[0], *rules[2:])

    monkeypatch.setattr("incidents.yearbook.seal_proof.rules_now", lambda: changed)

    found = prove(db.session(), seal_queries.seal_of(2026))
    assert found.is_proven
    assert found.remarks == ("警情统计表（六类）：封账口径 2026-1，现已没有这张表",)
