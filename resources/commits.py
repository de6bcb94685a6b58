"""Learning that somebody has committed, in this process or another, without asking all the time.

On SQLite this process is told at once and others are seen by the file's data version; PostgreSQL
sends a notice with the commit. Either may come for nothing, and whoever waits looks for himself.
"""

import time
from contextlib import suppress
from threading import Event
from typing import Final, Protocol
from weakref import WeakSet

import psycopg
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from resources.database import db, is_sqlite

CHANNEL: Final = "fenghuo_log"
LOOK_S: Final = 0.1
"""How often the data version of an SQLite file is read: that is no read of the file itself."""
RETRY_S: Final = 0.5

_wakes: WeakSet[Event] = WeakSet()


class CommitWatch(Protocol):
    """Somebody who waits for commits."""

    def wait(self, within_s: float) -> None:
        """Return when something was committed, or may have been, or the time is over."""

    def close(self) -> None:
        """Give the connection back."""


@event.listens_for(db.session, "after_commit")
def wake_this_process(session: Session) -> None:
    """Wake who waits in this process."""
    for wake in tuple(_wakes):
        wake.set()


def announce(session: Session) -> None:
    """Have other processes woken when this transaction commits; SQLite needs no words for it."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


def watch_commits(engine: Engine) -> CommitWatch:
    """Return what waits for the commits of a database."""
    if is_sqlite(str(engine.url)):
        return _FileWatch(engine)
    return _NoticeWatch(engine)


class _FileWatch:
    """Waits for commits to an SQLite file."""

    def __init__(self, engine: Engine) -> None:
        self._connection = engine.raw_connection()
        self._wake = Event()
        _wakes.add(self._wake)
        self._seen = self._version()

    def _version(self) -> int:
        cursor = self._connection.cursor()
        try:
            version: int = cursor.execute("PRAGMA data_version").fetchone()[0]
            return version
        finally:
            cursor.close()

    def wait(self, within_s: float) -> None:
        until = time.monotonic() + within_s
        while (left_s := until - time.monotonic()) > 0:
            is_woken = self._wake.wait(min(LOOK_S, left_s))
            version = self._version()
            if is_woken or version != self._seen:
                self._wake.clear()
                self._seen = version
                return

    def close(self) -> None:
        _wakes.discard(self._wake)
        self._connection.close()


class _NoticeWatch:
    """Waits for the notices of a PostgreSQL; a lost connection is made again."""

    def __init__(self, engine: Engine) -> None:
        plain = engine.url.set(drivername="postgresql")
        self._address = plain.render_as_string(hide_password=False)
        self._connection: psycopg.Connection[object] | None = None

    def wait(self, within_s: float) -> None:
        try:
            if self._connection is None:
                # What was committed before it listened is looked for at once.
                self._connection = psycopg.connect(self._address, autocommit=True)
                self._connection.execute(f"LISTEN {CHANNEL}".encode())
                return
            for _ in self._connection.notifies(timeout=within_s, stop_after=1):
                pass
        except psycopg.Error:
            self.close()
            time.sleep(min(within_s, RETRY_S))

    def close(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None
