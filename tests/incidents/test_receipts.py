"""A repeat under one key gets the one answer, however many come at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from dispatch import desk
from incidents import receipts
from incidents.errors import KeyReused
from incidents.records import Incident, Receipt
from resources.database import db, transaction
from tests.makers import NOON, ZONE, count, make_act, make_call, minute

REPEATS = 20


def answer(key: str, body: str = "7", request: str = "sha", at: float = 0) -> str:
    """Answer a request once: a repeat gets what was answered first."""
    with transaction() as session:
        receipt = receipts.claim(session, key, request, minute(at))
        if not receipts.is_answered(receipt):
            receipt.status_code, receipt.body = 201, body
        return receipt.body


def test_a_fresh_key_carries_no_answer_yet(application):
    with transaction() as session:
        assert not receipts.is_answered(receipts.claim(session, "k", "sha", NOON))


def test_a_repeat_gets_the_first_answer(application):
    assert answer("k", "first") == "first"

    assert answer("k", "second") == "first"

    assert count(Receipt) == 1


def test_keys_are_apart(application):
    assert [answer("k", "a"), answer("l", "b")] == ["a", "b"]


def test_a_key_that_comes_with_another_request_is_refused(application):
    answer("k", request="sha of one")

    with pytest.raises(KeyReused, match="Idempotency-Key"):
        answer("k", request="sha of another")


def test_an_act_that_fails_leaves_its_key_free(application):
    with pytest.raises(ZeroDivisionError), transaction() as session:
        receipts.claim(session, "k", "sha", NOON)
        raise ZeroDivisionError

    assert answer("k", "again") == "again"


def test_twenty_requests_of_one_key_at_once_take_one_call(application):
    start = Barrier(REPEATS)

    def post(_: int) -> str:
        with application.app_context():
            start.wait()
            with transaction() as session:
                receipt = receipts.claim(session, "k", "sha", NOON)
                if not receipts.is_answered(receipt):
                    taken = desk.take_call(session, make_call(), ZONE, make_act())
                    receipt.status_code, receipt.body = 201, taken.incident.number
                return receipt.body

    with ThreadPoolExecutor(REPEATS) as pool:
        answers = set(pool.map(post, range(REPEATS)))

    assert answers == {"20260101-001"}
    assert (count(Incident), count(Receipt)) == (1, 1)


def test_receipts_are_kept_two_days_and_then_dropped(application):
    answer("old", at=0)
    answer("young", at=1)

    with transaction() as session:
        receipts.drop_old(session, minute(48 * 60 + 0.5))

    assert db.session.scalars(select(Receipt.key)).all() == ["young"]
