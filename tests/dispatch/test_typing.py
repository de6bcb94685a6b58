"""Who is typing where: the first stays, a take-over wins, and everything lapses."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from dispatch import typing_locks
from dispatch.records import BeingTyped
from dispatch.typing_queries import being_typed
from incidents.records import LogEntry
from resources.database import transaction
from tests.makers import NOON, count

NUMBER = "20260101-001"


def second(count: float) -> datetime:
    return NOON + timedelta(seconds=count)


def hold(console: str, at: float, field: str = "place", takes_over: bool = False) -> None:
    with transaction() as session:
        by = {"desk-1": "王某", "desk-2": "李某"}[console]
        typing_locks.hold(session, NUMBER, field, console, by, second(at), takes_over=takes_over)


def holders(at: float) -> dict[str, str]:
    return {one.field: one.by for one in being_typed(second(at), NUMBER)}


pytestmark = pytest.mark.usefixtures("application")


def test_whoever_types_first_is_seen_until_six_seconds_after_the_last_key() -> None:
    hold("desk-1", 0)
    hold("desk-1", 4)

    hold("desk-2", 5)

    assert holders(9.9) == {"place": "王某"}
    assert holders(10) == {}


def test_a_field_that_lapsed_is_free() -> None:
    hold("desk-1", 0)

    hold("desk-2", 6)

    assert holders(7) == {"place": "李某"}


def test_a_field_is_taken_over_at_once_by_whoever_says_so() -> None:
    hold("desk-1", 0)

    hold("desk-2", 1, takes_over=True)
    hold("desk-1", 2)

    assert holders(3) == {"place": "李某"}


def test_only_the_holder_lets_a_field_go() -> None:
    hold("desk-1", 0)
    hold("desk-1", 0, field="category")

    with transaction() as session:
        typing_locks.release(session, NUMBER, "place", "desk-2")
        typing_locks.release(session, NUMBER, "category", "desk-1")

    assert holders(1) == {"place": "王某"}


def test_what_lapsed_is_tidied_up_and_the_log_tells_nothing(application: Flask) -> None:
    hold("desk-1", 0)
    hold("desk-2", 3, field="category")

    with transaction() as session:
        typing_locks.drop_lapsed(session, second(6))

    assert (count(BeingTyped), count(LogEntry)) == (1, 0)
