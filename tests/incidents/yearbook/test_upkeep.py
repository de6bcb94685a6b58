"""Facts and sums move in the transaction that changes the records, and no other cell moves."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select, text, update

from dispatch import desk
from incidents import callers, queries, registrar, reopening
from incidents.edits import Changes
from incidents.recorder import revise
from incidents.records import Fire, Incident
from incidents.registrar import Correction
from incidents.reports import FireFacts, FireForm, Outcome
from incidents.yearbook import rebuilding, upkeep
from incidents.yearbook.records import (
    CallOutFact,
    CallOutSum,
    FireDeath,
    FireFact,
    FireSum,
)
from resources.database import db, transaction
from resources.records import County
from resources.unit_status import UnitStatus as Status
from tests.makers import (
    NOON,
    ZONE,
    a_county_with,
    close,
    incident,
    make_act,
    make_call,
    minute,
    order,
    report,
    take_a_call,
)

RESCUE = "20100"


def fact(number: str) -> CallOutFact:
    """Read the fact of an incident as it is kept now."""
    db.session.rollback()
    return db.session.scalars(select(CallOutFact).where(CallOutFact.number == number)).one()


def fire_fact(number: str) -> FireFact:
    """Read the fact of a fire as it is kept now."""
    db.session.rollback()
    return db.session.scalars(select(FireFact).where(FireFact.number == number)).one()


def sums(period: int = 2026) -> dict[tuple[str, str, bool], tuple[int, ...]]:
    """Return incidents, still open, vehicles and rescued of a period by key; noughts left out."""
    db.session.rollback()
    found = db.session.scalars(select(CallOutSum).where(CallOutSum.period == period))
    told = {
        (row.category, row.disposition, row.is_counted): (
            row.incidents,
            row.still_open,
            row.vehicles,
            row.rescued,
        )
        for row in found
    }
    return {key: parts for key, parts in told.items() if any(parts)}


def fire_sums(period: int = 2026) -> dict[str, tuple[int, int, int]]:
    """Return fires, dead and loss of a period by owner."""
    db.session.rollback()
    found = db.session.scalars(select(FireSum).where(FireSum.period == period))
    told = {row.owner: (row.fires, row.dead, row.loss_fen) for row in found}
    return {key: parts for key, parts in told.items() if any(parts)}


def agrees() -> bool:
    return rebuilding.compare(db.session()).agrees


def register_fire(number: str | None, loss_fen: int = 100, dead: int = 0) -> str:
    with transaction() as session:
        of = queries.lock_incident(session, number) if number else None
        facts = FireFacts(
            NOON,
            FireForm.FULL,
            occupancy="residence",
            cause="smoking",
            loss_fen=loss_fen,
            dead=dead,
        )
        return registrar.register_fire(session, facts, of, ZONE, make_act(200)).number


@contextmanager
def statements() -> Iterator[list[str]]:
    """Gather the statements that reach the database."""
    seen: list[str] = []

    def see(connection, cursor, statement, *rest):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", see)
    yield seen
    event.remove(db.engine, "before_cursor_execute", see)


def test_a_call_taken_is_counted_at_once(application):
    a_county_with("东1")

    number = take_a_call()

    kept = fact(number)
    assert (kept.year, kept.month, kept.day, kept.hour) == (2026, 202601, 20260101, 12)
    assert sums() == sums(202601) == {("10100", "real", True): (1, 1, 0, 0)}


def test_a_call_that_was_not_taken_leaves_nothing(application):
    a_county_with("东1")

    with pytest.raises(ZeroDivisionError), transaction() as session:
        desk.take_call(session, make_call(), ZONE, make_act())
        session.flush()
        raise ZeroDivisionError
    with transaction():
        pass

    assert sums() == {} and agrees()


def test_an_order_is_not_counted_until_the_vehicle_leaves(application):
    a_county_with("东1", "东2")
    number = take_a_call()

    order(number, "东1", "东2")

    assert fact(number).vehicles == 0
    report("东1", Status.EN_ROUTE, 2)
    kept = fact(number)
    assert (kept.vehicles, kept.people, kept.brigades, kept.station_code) == (1, 5, 1, "一站")
    assert sums() == {("10100", "real", True): (1, 1, 1, 0)}


def test_an_order_costs_its_dispatcher_no_statement_of_the_yearbook(application):
    a_county_with("东1")
    number = take_a_call()

    with statements() as seen:
        order(number, "东1")

    assert not [one for one in seen if "_fact" in one or "_sum" in one]


def test_a_status_costs_a_handful_of_statements(application):
    a_county_with("东1")
    number = take_a_call()
    order(number, "东1")

    with statements() as seen:
        report("东1", Status.EN_ROUTE, 2)
    with statements() as later:
        # It has left already: arriving moves no figure, and nothing is written.
        report("东1", Status.ON_SCENE, 9)

    first = next(at for at, one in enumerate(seen) if "county.time_zone" in one)
    assert len(seen) - first <= 6
    assert not [one for one in later if one.startswith(("INSERT INTO call_out", "UPDATE call_out"))]


def test_an_edit_moves_exactly_its_cells(application):
    a_county_with()
    house, other = take_a_call(0), take_a_call(1, place="别处")

    with transaction() as session:
        row = queries.lock_incident(session, other)
        revise(session, row, Changes(category=RESCUE), row.version, make_act(3))

    assert sums() == {("10100", "real", True): (1, 1, 0, 0), (RESCUE, "real", True): (1, 1, 0, 0)}
    assert (fact(house).category, fact(other).category) == ("10100", RESCUE)
    assert agrees()


def test_a_merge_moves_one_call_out_out_of_the_counted(application):
    a_county_with()
    house, again = take_a_call(0), take_a_call(1)

    with transaction() as session:
        callers.merge(session, again, house, make_act(3))

    assert sums() == {("10100", "real", True): (1, 1, 0, 0), ("10100", "real", False): (1, 0, 0, 0)}
    with transaction() as session:
        entry = [row for row in queries.log_of(house) if row.kind == "incident_merged"][-1]
        callers.undo(session, entry, ZONE, make_act(4))
    assert sums() == {("10100", "real", True): (2, 2, 0, 0)}
    assert agrees()


def test_a_correction_takes_off_what_stood_there(application):
    a_county_with()
    number = take_a_call()
    close(number, rescued=7)
    assert sums() == {("10100", "real", True): (1, 0, 0, 7)}

    with transaction() as session:
        row = queries.lock_incident(session, number)
        told = Correction("核实", outcome=Outcome(rescued=2))
        registrar.correct(session, row, told, row.version, make_act(200))

    assert sums() == sums(202601) == {("10100", "real", True): (1, 0, 0, 2)}
    assert agrees()


def test_a_reopening_takes_back_what_the_report_said(application):
    a_county_with()
    first, second = take_a_call(0), take_a_call(1)
    close(first, rescued=7)
    close(second, rescued=1, disposition="recalled")
    assert sums() == {
        ("10100", "real", True): (1, 0, 0, 7),
        ("10100", "recalled", True): (1, 0, 0, 1),
    }

    with transaction() as session:
        row = queries.lock_incident(session, first)
        reopening.reopen(session, row, "人数填错", row.version, make_act(200))

    assert sums() == {
        ("10100", "real", True): (1, 1, 0, 0),
        ("10100", "recalled", True): (1, 0, 0, 1),
    }
    assert not fact(first).is_closed
    assert agrees()


def test_a_fire_is_counted_for_itself_and_for_its_incident(application):
    a_county_with()
    number = take_a_call()

    fire = register_fire(number, loss_fen=500, dead=1)

    assert fact(number).fires == 1
    assert (fire_fact(fire).incident_number, fire_fact(fire).grade) == (number, "ordinary")
    assert fire_sums() == fire_sums(202601) == {"brigade": (1, 1, 500)}


def test_a_fire_amended_into_another_year_leaves_the_old_one(application):
    a_county_with()
    fire = register_fire(None, loss_fen=500)

    with transaction() as session:
        row = session.scalars(select(Fire).where(Fire.number == fire)).one()
        facts = registrar.facts_of(row)
        told = FireFacts(
            minute(-60 * 13), facts.form, occupancy="residence", cause="smoking", loss_fen=700
        )
        registrar.amend_fire(session, row, told, row.version, "日期有误", make_act(300))

    assert (fire_sums(), fire_sums(2025)) == ({}, {"brigade": (1, 0, 700)})
    assert agrees()


def test_a_death_told_later_moves_the_dead_and_the_grade(application):
    a_county_with()
    fire = register_fire(None, dead=2)

    with transaction() as session:
        row = session.scalars(select(Fire).where(Fire.number == fire)).one()
        session.add(FireDeath(fire_id=row.id, died_at=minute(60), told_at=minute(70), told_by="甲"))

    assert (fire_fact(fire).dead, fire_fact(fire).grade) == (3, "serious")
    assert fire_sums() == {"brigade": (1, 3, 100)}


def test_a_township_told_reaches_the_fires_of_the_incident(application):
    a_county_with()
    number = take_a_call()
    fire = register_fire(number)

    with transaction() as session:
        queries.lock_incident(session, number).township_code = "T9"

    assert (fact(number).township_code, fire_fact(fire).township_code) == ("T9", "T9")


def test_a_statement_for_many_rows_has_everything_counted_anew(application):
    a_county_with()
    number = take_a_call()

    with transaction() as session:
        session.execute(update(Incident).values(is_generated=True))

    assert fact(number).is_generated and agrees()


def test_another_time_zone_counts_everything_anew(application):
    a_county_with()
    number = take_a_call(60 * 11.5)
    assert fact(number).day == 20260101

    with transaction() as session:
        session.scalars(select(County)).one().time_zone = "Asia/Tokyo"

    assert fact(number).day == 20260102 and agrees()


def test_a_vehicle_that_moves_house_takes_no_past_with_it(application):
    a_county_with("东1")
    number = take_a_call()
    order(number, "东1")
    report("东1", Status.EN_ROUTE, 2)

    with transaction() as session:
        session.execute(text("UPDATE station SET code = 'S9'"))
        upkeep.count_everything(session)

    assert fact(number).station_code == "一站"
    assert incident(number).assignments[0].unit.station.code == "S9"
