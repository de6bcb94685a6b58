"""What is held in memory: nobody waits after an edit, and it is never made twice at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from resources import queries
from resources.database import db, transaction
from resources.records import County
from tests.makers import make_county
from web.in_memory import InMemory, finish

PATIENCE_S = 20


class Maker:
    """Makes the county's version, when it is let; counts how many work at once."""

    def __init__(self) -> None:
        self.may_go = threading.Event()
        self.may_go.set()
        self.has_begun = threading.Event()
        self.made: list[int] = []
        self.most_at_once = 0
        self._at_once = 0

    def __call__(self) -> int:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        county = queries.county()
        version = county.version if county else 0
        self.has_begun.set()
        assert self.may_go.wait(PATIENCE_S)
        self.made.append(version)
        self._at_once -= 1
        return version

    def hold(self) -> None:
        """Let the next making wait."""
        self.may_go.clear()
        self.has_begun.clear()


@pytest.fixture
def maker(application: Flask) -> Maker:
    """A maker in an application with a county."""
    with transaction() as session:
        make_county(session)
    return Maker()


def edit(code: str | None = None) -> int:
    """Raise the county's version, as any edit does, and return it."""
    with transaction() as session:
        county = session.query(County).one()
        county.version += 1
        county.code = code or county.code
        return county.version


def ask(how: Callable[[], int]) -> int:
    """Ask as a request of its own does."""
    db.session.rollback()
    return how()


def asking_elsewhere(application: Flask, how: Callable[[], int]) -> int:
    with application.app_context():
        return how()


def test_the_first_is_waited_for_and_kept(maker: Maker) -> None:
    held = InMemory("test", maker)

    answers = [ask(held.at_hand), ask(held.at_hand), ask(held.newest)]

    assert answers == maker.made * 3
    assert len(maker.made) == 1


def test_after_an_edit_the_old_is_at_hand_until_the_new_is_made(maker: Maker) -> None:
    held = InMemory("test", maker)
    old = ask(held.at_hand)
    maker.hold()
    new = edit()

    # The maker is held: an answer at all shows that nobody waited for it.
    meanwhile = [ask(held.at_hand) for _ in range(3)]
    maker.may_go.set()
    finish()

    assert meanwhile == [old] * 3
    assert ask(held.at_hand) == new
    assert maker.made == [old, new]


def test_who_asks_for_the_newest_waits_for_it(maker: Maker, application: Flask) -> None:
    held = InMemory("test", maker)
    ask(held.at_hand)
    maker.hold()
    new = edit()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(asking_elsewhere, application, held.newest)
        assert maker.has_begun.wait(PATIENCE_S)
        assert not waiting.done()
        maker.may_go.set()
        assert waiting.result(PATIENCE_S) == new


def test_it_is_never_made_twice_at_once_nor_twice_of_one_county(
    maker: Maker, application: Flask
) -> None:
    held = InMemory("test", maker)
    old = ask(held.at_hand)
    new = edit()

    with ThreadPoolExecutor(8) as pool:
        ways = [held.at_hand, held.newest] * 8
        answers = list(pool.map(lambda how: asking_elsewhere(application, how), ways))
    finish()

    assert set(answers[1::2]) == {new}
    assert set(answers[::2]) <= {old, new}
    assert maker.most_at_once == 1
    assert maker.made == [old, new]


def test_an_edit_while_it_is_made_is_taken_up_by_the_same_thread(maker: Maker) -> None:
    held = InMemory("test", maker)
    old = ask(held.at_hand)
    maker.hold()
    first = edit()
    ask(held.at_hand)
    assert maker.has_begun.wait(PATIENCE_S)

    second = edit()
    maker.may_go.set()
    finish()

    assert maker.made == [old, first, second]
    assert ask(held.at_hand) == second


def test_what_was_made_of_another_county_serves_nobody(maker: Maker) -> None:
    held = InMemory("test", maker)
    ask(held.at_hand)

    new = edit(code="500243")

    assert ask(held.at_hand) == new


def test_a_failure_is_told_and_tried_again_by_the_next_who_asks(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    failing = threading.Event()

    def make() -> int:
        if failing.is_set():
            failing.clear()
            raise ZeroDivisionError("no plane")
        return maker()

    held = InMemory("test", make)
    old = ask(held.at_hand)
    failing.set()
    new = edit()

    meanwhile = ask(held.at_hand)
    finish()
    again = ask(held.at_hand)
    finish()

    assert (meanwhile, again) == (old, old)
    assert [args.exc_type for args in told] == [ZeroDivisionError]
    assert ask(held.at_hand) == new
