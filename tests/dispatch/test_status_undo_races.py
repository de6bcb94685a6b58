"""Undo against an order, and undo against itself: the locks decide, and one truth is left."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from dispatch import status_undo
from dispatch.errors import CannotUndo
from incidents import ledger, queries
from resources.database import db, transaction
from resources.errors import Refusal
from resources.unit_status import UnitStatus as Status
from tests.makers import a_county_with, make_act, order, report, take_a_call, unit

SECOND = 1 / 60


def undo(at: float) -> None:
    """Take the status of 一号车 back, so many minutes after noon."""
    with transaction() as session:
        status_undo.undo_status(session, "一号车", make_act(at))


def test_an_order_and_an_undo_at_the_same_moment_leave_one_truth(application: Flask):
    a_county_with("一号车")
    numbers = [take_a_call(0), take_a_call(0)]
    for turn in range(8):
        at = 10.0 * (turn + 1)
        order(numbers[0], "一号车", at=at)
        report("一号车", Status.RETURNING, at + 1)

        answers = race(application, numbers[1], at + 1)

        held = active_numbers()
        assert len(held) == 1
        assert sorted(answers) in (["CannotUndo", "done"], ["UnitTaken", "done"])
        assert unit("一号车").status == Status.ALERTED
        report("一号车", Status.IN_STATION, at + 3)
    assert ledger.verify(db.session()).faults == ()


def race(application: Flask, number: str, at: float) -> list[str]:
    """Order a vehicle elsewhere while its release is taken back; return how each went."""
    start = Barrier(2)

    def one(is_order: bool) -> str:
        with application.app_context():
            start.wait()
            try:
                if is_order:
                    order(number, "一号车", at=at + SECOND, by="乙")
                else:
                    undo(at + 2 * SECOND)
            except Refusal as refusal:
                return type(refusal).__name__
            return "done"

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, (True, False)))


def active_numbers() -> list[str]:
    db.session.rollback()
    return list(queries.incidents_of_units().values())


def test_of_eight_presses_of_undo_one_takes_back(application: Flask):
    a_county_with("一号车")
    order(take_a_call(0), "一号车", at=1)
    report("一号车", Status.EN_ROUTE, 2)
    start = Barrier(8)

    def press(_: int) -> bool:
        with application.app_context():
            start.wait()
            try:
                undo(2 + 3 * SECOND)
            except CannotUndo:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(press, range(8)))

    assert won.count(True) == 1
    db.session.rollback()
    told = [row.kind for row in queries.events_since(0, 1000)]
    assert told.count("status_undone") == 1
