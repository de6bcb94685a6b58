"""Sixteen desks order one vehicle at the same instant: the index decides, nothing else."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from dispatch import desk
from dispatch.errors import UnitTaken
from incidents import ledger, queries
from incidents.records import Assignment
from resources.database import db, transaction
from resources.records import Unit
from resources.unit_status import UnitStatus as Status
from tests.makers import a_county_with, make_act, report, take_a_call

DESKS = 16
ROUNDS = 30


def race(application: Flask, numbers: list[str], at: float) -> list[str]:
    """Let every desk order 一号车 at once; return who had it, and of the others the sentence."""
    start = Barrier(DESKS)

    def one_desk(seat: int) -> str:
        with application.app_context():
            start.wait()
            try:
                with transaction() as session:
                    incident = queries.lock_incident(session, numbers[seat % len(numbers)])
                    desk.send(session, incident, ["一号车"], make_act(at, by=f"坐席{seat}"))
            except UnitTaken as taken:
                return str(taken)
            return "won"

    with ThreadPoolExecutor(DESKS) as pool:
        return list(pool.map(one_desk, range(DESKS)))


def active() -> int:
    db.session.rollback()
    query = select(func.count()).where(Assignment.released_at.is_(None))
    return db.session.scalar(query) or 0


def test_of_sixteen_desks_exactly_one_has_the_vehicle(application):
    a_county_with("一号车")
    numbers = [take_a_call(0) for _ in range(4)]

    for turn in range(ROUNDS):
        answers = race(application, numbers, at=turn + 1)

        assert answers.count("won") == 1
        assert active() == 1
        told = {answer for answer in answers if answer != "won"}
        holder = db.session.scalars(
            select(Assignment).where(Assignment.released_at.is_(None))
        ).one()
        assert len(told) == 1
        (sentence,) = told
        assert holder.ordered_by in sentence and holder.incident.number in sentence
        report("一号车", Status.IN_STATION, turn + 1.5)

    chain = ledger.verify(db.session())
    assert chain.faults == ()
    orders = [row for row in queries.events_since(0, 10_000) if row.kind == "units_ordered"]
    assert len(orders) == ROUNDS


def test_without_the_index_several_desks_have_the_vehicle(application):
    # The red twin: the race above proves something only because this one goes wrong.
    a_county_with("一号车")
    numbers = [take_a_call(0) for _ in range(4)]
    with transaction() as session:
        session.execute(text("DROP INDEX uq_assignment_active_unit"))

    winners = race(application, numbers, at=1).count("won")

    assert winners > 1
    assert active() == winners


@pytest.mark.parametrize("first", ["一号车", "二号车"])
def test_two_desks_that_order_the_same_pair_in_turn_never_wait_for_each_other(application, first):
    a_county_with("一号车", "二号车")
    one, other = take_a_call(0), take_a_call(0)
    start = Barrier(2)

    def order_pair(told: tuple[str, list[str]]) -> str:
        number, call_signs = told
        with application.app_context():
            start.wait()
            try:
                with transaction() as session:
                    incident = queries.lock_incident(session, number)
                    desk.send(session, incident, call_signs, make_act(1))
            except UnitTaken:
                return "taken"
            return "won"

    pair = [first, *({"一号车", "二号车"} - {first})]
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(order_pair, [(one, pair), (other, pair[::-1])]))

    assert answers == ["taken", "won"]
    assert active() == 2
    statuses = set(db.session.scalars(select(Unit.status)))
    assert statuses == {Status.ALERTED}
