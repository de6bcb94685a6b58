"""Whoever waits for commits is woken by those of this process and of others, also after a break."""

import time
from threading import Timer

import pytest
from sqlalchemy import text

from resources.commits import CHANNEL, watch_commits
from resources.database import db, glance, make_engine, transaction
from tests.makers import a_county_with, take_a_call

LONG_S = 20.0


def waited_s(watch) -> float:
    began = time.monotonic()
    watch.wait(LONG_S)
    return time.monotonic() - began


@pytest.fixture
def watch(application):
    a_county_with("龙潭1")
    watch = watch_commits(db.engine)
    watch.wait(0.5)
    watch.wait(0.5)
    yield watch
    watch.close()


def test_a_commit_wakes_who_waits_and_nothing_wakes_nobody(application, watch):
    def write() -> None:
        with application.app_context():
            take_a_call()
            db.session.remove()

    later = Timer(0.5, write)
    later.start()
    woken_s = waited_s(watch)
    later.join()
    watch.wait(0.5)
    began = time.monotonic()
    watch.wait(0.5)

    assert woken_s < LONG_S / 2
    assert time.monotonic() - began >= 0.5


def test_a_commit_of_another_connection_is_seen(database_url, watch):
    other = make_engine(database_url)

    def write() -> None:
        with other.connect() as connection, connection.begin():
            # SQLite writes nothing for a row that stays as it was.
            connection.execute(text("UPDATE log_head SET seq = seq + 1"))
            if other.dialect.name == "postgresql":
                connection.execute(text(f"NOTIFY {CHANNEL}"))

    later = Timer(0.5, write)
    later.start()
    woken_s = waited_s(watch)
    later.join()
    other.dispose()

    assert woken_s < LONG_S / 2


@pytest.mark.postgres
def test_a_listening_connection_that_is_cut_is_made_again(application, watch):
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN fenghuo_log'"
    )
    with glance() as session:
        assert len(session.execute(text(cut)).all()) == 1
    for _ in range(3):
        watch.wait(0.5)

    later = Timer(0.5, lambda: _write(application))
    later.start()
    woken_s = waited_s(watch)
    later.join()

    assert woken_s < LONG_S / 2


def _write(application) -> None:
    with application.app_context(), transaction() as session:
        session.execute(text(f"NOTIFY {CHANNEL}"))
