"""A sealed year stands: whatever happens to the records shows as a difference, and is provable."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from incidents import callers, fire_deaths, ledger, queries, reopening
from incidents.fire_grades import LaterDeath
from incidents.records import Fire, Incident, LogEntry
from incidents.timeline import Act
from incidents.yearbook import seal_queries
from incidents.yearbook.basis import hash_of
from incidents.yearbook.errors import CannotSeal, NothingToSign, UnknownSeal
from incidents.yearbook.records import ImportBatch, ReturnFigure, Review, SealedYear
from incidents.yearbook.seal_proof import prove
from resources.database import db, transaction
from resources.errors import BadInput
from tests.incidents.yearbook.sealed_years import (
    AFTERWARDS,
    NEW_YEAR,
    correct,
    difference,
    faults,
    make_year,
    moved,
    register_fire,
    seal,
    sealed,
    sign,
)
from tests.makers import (
    NOON,
    ZONE,
    a_county_with,
    minute,
    take_a_call,
)


@pytest.fixture
def year(application) -> tuple[str, str, str]:
    """Two house fires and a rescue of 2026; see `make_year`."""
    return make_year()


def test_a_sealed_year_keeps_its_figures_and_is_proven(year):
    seal()

    # By hand: three calls, two fires and a rescue; 3 + 2 + 1 rescued; one fire of 500 fen.
    assert sealed("calls") == {"total": 3, "fire": 2, "rescue": 1, "social": 0, "other": 0}
    assert sealed("calls", "202601") == sealed("calls")
    assert sealed("calls", "202602")["total"] == 0
    assert sealed("results")["rescued"] == 6
    assert sealed("fires") == {"fires": 1, "dead": 0, "injured": 0, "loss": 500}
    assert faults() == ()
    assert difference().is_empty


def test_the_seal_stands_in_the_log_with_both_hashes_and_the_place_it_was_made_at(year):
    before = queries.log_seq()

    seal()

    row = seal_queries.seal_of(2026)
    entry = db.session.scalars(select(LogEntry).where(LogEntry.kind == "year_sealed")).one()
    facts = ledger.facts_of(entry)
    assert (row.log_seq, entry.seq) == (before, before + 1)
    assert facts["figures_hash"] == row.figures_hash == hash_of(row.figures.encode())
    assert facts["basis_hash"] == row.basis_hash == hash_of(row.basis)
    assert ledger.verify(db.session()).faults == ()


def test_a_year_is_sealed_when_it_is_over_in_the_county_and_not_a_moment_before(year):
    with pytest.raises(CannotSeal, match="2026 年还没有过完"):
        seal(act=Act("统计员", NEW_YEAR - (minute(1) - NOON)))

    seal(act=Act("统计员", NEW_YEAR))

    with pytest.raises(BadInput, match="不在 1949 至 2200"):
        seal(1948)


def test_open_and_unconfirmed_records_want_a_word(year):
    take_a_call(4000, place="酉酬镇", position=None)
    with transaction() as session:
        row = queries.lock_incident(session, year[0])
        session.add(
            Review(
                incident_id=row.id,
                step="confirmed",
                incident_version=row.version,
                at=NOON,
                by="甲",
            )
        )

    with pytest.raises(BadInput, match="还有 1 起尚未结案、3 起未经确认"):
        seal(words="")

    assert db.session.scalars(select(SealedYear)).all() == []
    seal(words="先报")
    assert seal_queries.seal_of(2026).words == "先报"


def test_an_edit_moves_exactly_its_cells_and_the_seal_stays(year):
    seal()
    before = sealed("calls")

    correct(year[0], category="20100")

    assert sealed("calls") == before
    assert moved(table="calls") == {
        ("calls", row, column): size
        for row in ("2026", "202601")
        for column, size in (("fire", -1), ("rescue", 1))
    }
    told = difference()
    (record,) = told.facts
    assert (record.number, record.what, told.adds_up) == (year[0], "changed", True)
    assert [(f.name, f.before, f.after) for f in record.fields] == [("category", "10100", "20100")]
    entries = seal_queries.entries_since(seal_queries.seal_of(2026), [year[0]])[year[0]]
    assert [entry.kind for entry in entries] == ["record_corrected"]
    assert faults() == ()


def test_a_merge_takes_one_away(year):
    first = take_a_call(4000, place="酉酬镇", position=None)
    other = take_a_call(4001, place="酉酬镇二组", position=None)
    seal()

    with transaction() as session:
        callers.merge(session, other, first, Act("统计员", minute(4100)))

    assert moved(table="calls") == {
        ("calls", row, column): -1 for row in ("2026", "202601") for column in ("total", "fire")
    }
    assert difference().adds_up and faults() == ()


def test_a_reopening_takes_its_results_back(year):
    seal()

    with transaction() as session:
        row = queries.lock_incident(session, year[1])
        reopening.reopen(session, row, "漏报", row.version, AFTERWARDS)

    # The second fire had two rescued; it stays a call-out.
    assert moved() == {
        ("results", "2026", "rescued"): -2,
        ("results", "202601", "rescued"): -2,
        ("kinds", "2026", "rescued"): -2,
        ("kinds", "202601", "rescued"): -2,
    }
    assert difference().adds_up


def test_a_late_death_is_added_to_the_fire_of_the_sealed_year(year):
    seal()

    with transaction() as session:
        fire = session.scalars(select(Fire)).one()
        died = LaterDeath(datetime(2026, 1, 3, 16, 0, tzinfo=UTC))
        fire_deaths.tell_death(session, fire, died, fire.version, ZONE, AFTERWARDS)

    assert moved(table="fires") == {("fires", "2026", "dead"): 1, ("fires", "202601", "dead"): 1}
    assert difference().adds_up and sealed("fires")["dead"] == 0


def test_an_imported_record_is_new_in_the_difference(year):
    seal()

    with transaction() as session:
        batch = ImportBatch(
            kind="incidents", file_name="a.csv", sha256="0", mapping="{}", rows=1, at=NOON, by="甲"
        )
        session.add(batch)
        session.flush()
        session.add(
            Incident(
                number="20260301-900",
                category="50000",
                level=1,
                state="closed",
                disposition="real",
                received_at=datetime(2026, 3, 1, 4, 0, tzinfo=UTC),
                filed_at=datetime(2026, 3, 1, 4, 0, tzinfo=UTC),
                place_text="旧登记簿",
                import_batch_id=batch.id,
            )
        )

    (record,) = difference().facts
    assert (record.number, record.what, record.fields) == ("20260301-900", "added", ())
    assert moved(table="calls") == {
        ("calls", row, column): 1 for row in ("2026", "202603") for column in ("total", "social")
    }


def test_a_fire_moved_to_another_year_is_gone_from_the_sealed_one(year):
    seal()

    with transaction() as session:
        session.scalars(select(Fire)).one().occurred_at = datetime(2025, 12, 31, 4, 0, tzinfo=UTC)

    told = difference()
    assert [(one.kind, one.what) for one in told.facts] == [("fire", "gone")]
    assert moved(table="fires")[("fires", "2026", "loss")] == -500
    assert told.adds_up


def test_a_yearly_return_is_part_of_the_basis_until_a_record_is_found(application):
    a_county_with()
    with transaction() as session:
        batch = ImportBatch(
            kind="returns", file_name="r.csv", sha256="1", mapping="{}", rows=1, at=NOON, by="甲"
        )
        session.add(batch)
        session.flush()
        session.add(
            ReturnFigure(batch_id=batch.id, name="fires", year=2026, column="fires", amount=182)
        )
    seal()

    assert (sealed("fires")["fires"], sealed("fires", "202601")["fires"]) == (182, 0)
    # Of a year that has both only the records count: the first one takes the return's place.
    register_fire(None)
    assert moved(table="fires")[("fires", "2026", "fires")] == 1 - 182
    assert difference().adds_up and faults() == ()


def test_a_difference_is_signed_once_with_its_reason(year):
    seal()
    with pytest.raises(NothingToSign, match="没有可签认的差异"):
        sign()
    correct(year[0], category="20100")

    sign("类别录错")

    row = seal_queries.seal_of(2026)
    (signed,) = seal_queries.amendments_of(db.session(), row)
    assert (signed.reason, signed.by) == ("类别录错", "统计员")
    assert seal_queries.is_signed(db.session(), row, difference())
    with pytest.raises(NothingToSign, match="已由 统计员 签认"):
        sign()
    with pytest.raises(BadInput, match="原因"):
        sign("")
    correct(year[1], category="20100")
    assert not seal_queries.is_signed(db.session(), seal_queries.seal_of(2026), difference())
    assert faults() == ()


def test_a_year_published_anew_keeps_the_edition_before(year):
    seal()
    with pytest.raises(CannotSeal, match="完全相同"):
        seal()
    correct(year[0], category="20100")
    with pytest.raises(BadInput, match="重新发布须说明原因"):
        seal(words="")

    seal(words="更正类别后重新发布")

    assert [row.edition for row in seal_queries.editions_of(db.session(), 2026)] == [1, 2]
    assert difference(2).is_empty
    assert moved(1, "calls")[("calls", "2026", "fire")] == -1
    for edition in (1, 2):
        assert prove(db.session(), seal_queries.seal_of(2026, edition)).is_proven
    with pytest.raises(UnknownSeal, match="第 3 版"):
        seal_queries.seal_of(2026, 3)


def test_tables_that_disagree_with_their_records_are_not_sealed(year):
    with transaction() as session:
        session.execute(text("UPDATE call_out_sum SET incidents = incidents + 1 WHERE period > 0"))

    with pytest.raises(CannotSeal, match="警情统计表总警情：表中 "):
        seal()
