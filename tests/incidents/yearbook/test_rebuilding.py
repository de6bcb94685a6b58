"""What is kept can be made anew, and is held against the records to the last unit."""

import pytest
from sqlalchemy import delete, text

from incidents.yearbook import rebuilding, upkeep
from incidents.yearbook.rebuilding import FactsMissing
from incidents.yearbook.records import CallOutFact
from resources.database import db, transaction
from tests.incidents.yearbook.test_upkeep import fact, register_fire, sums
from tests.makers import a_county_with, close, take_a_call


@pytest.fixture
def a_record(application) -> str:
    """One closed incident with a fire; its number."""
    a_county_with()
    number = take_a_call()
    close(number, rescued=3)
    register_fire(number)
    return number


def spoil(statement: str) -> None:
    with transaction() as session:
        session.execute(text(statement))


def found() -> list[str]:
    return [one.sentence for one in rebuilding.compare(db.session()).differences]


def rebuild() -> None:
    with transaction() as session:
        upkeep.count_everything(session)


def test_what_was_kept_all_along_agrees(a_record):
    compared = rebuilding.compare(db.session())

    assert (compared.call_outs, compared.fires, compared.found) == (1, 1, 0)


def test_a_sum_that_is_one_off_is_named(a_record):
    spoil("UPDATE call_out_sum SET rescued = rescued + 1 WHERE period = 2026")

    assert found() == ["警情汇总 2026 10100 real True：rescued 现为 4，按记录应为 3。"]


def test_a_fact_that_is_one_off_is_named_and_so_are_its_records(a_record):
    # Changed behind the program's back: the trigger moves the sums with the fact.
    spoil("UPDATE call_out_fact SET rescued = 9")

    assert found() == [f"警情 {a_record}：rescued 现为 9，按记录应为 3。"]


def test_a_fact_without_a_record_and_a_record_without_a_fact_are_named(a_record):
    spoil("UPDATE call_out_fact SET incident_id = 99")

    assert found() == [
        f"警情 {a_record}：底数 现为 没有，按记录应为 有。",
        f"警情 {a_record}：底数 现为 有，按记录应为 没有。",
    ]


def test_a_rebuild_mends_everything(a_record):
    before = sums()
    spoil("UPDATE call_out_sum SET rescued = 77, incidents = 5")
    spoil("DELETE FROM call_out_fact")
    spoil("UPDATE fire_fact SET loss_fen = 1, fire_id = 50")

    rebuild()

    assert found() == []
    assert sums() == before and fact(a_record).rescued == 3


def test_an_empty_table_beside_incidents_is_never_taken_for_none(a_record):
    rebuilding.require_facts(db.session())
    with transaction() as session:
        session.execute(delete(CallOutFact))

    with pytest.raises(FactsMissing, match="fenghuo rebuild-yearbook"):
        rebuilding.require_facts(db.session())

    rebuild()
    rebuilding.require_facts(db.session())


def test_where_there_are_no_incidents_no_facts_are_missing(application):
    rebuilding.require_facts(db.session())
