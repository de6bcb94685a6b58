"""The streams of one application: its hall, the feed that fills it, and who may join."""

from random import Random
from threading import Lock
from typing import Final

from flask import Flask, current_app

from resources.accounts import Role
from resources.database import BUSY, StoreBusy
from web.live.crier import Crier
from web.live.feed import Feed
from web.live.hall import Hall, Limits, Listener

STREAMS: Final = "fenghuo_streams"
LIMITS: Final = "STREAM_LIMITS"
"""The setting of an application that bounds its streams."""
FED_WITHIN_S: Final = 5.0
STOPPED_WITHIN_S: Final = 10.0


class Streams:
    """What one application serves streams with; begun by the first who asks."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._beginning = Lock()
        self._running: tuple[Hall, Feed] | None = None
        self._crier: tuple[Hall, Crier] | None = None

    def join(self, role: Role, credential: str, since: int | None) -> Listener:
        """Give a stream its place; raises StreamsFull, and StoreBusy while nothing can be read."""
        hall = self.hall()
        if not hall.wait_until_fed(since, FED_WITHIN_S):
            raise StoreBusy(BUSY)
        return hall.join(role, credential, since)

    def hall(self) -> Hall:
        """The hall; with a new feed when there is none, or the one there was has failed."""
        with self._beginning:
            if self._running is None or self._running[0].is_closed:
                # Made after the fork: a thread and its connection belong to one process.
                hall = Hall(self._app.config[LIMITS], Random())
                self._running = hall, Feed(self._app, hall)
                self._running[1].start()
            return self._running[0]

    def crier(self, hall: Hall) -> Crier:
        """The thread that writes to the sockets of a hall; only some servers have a use for it."""
        with self._beginning:
            if self._crier is None or self._crier[0] is not hall:
                self._crier = hall, Crier(hall)
                self._crier[1].start()
            return self._crier[1]

    def stop(self) -> None:
        """End the feed and with it all streams."""
        with self._beginning:
            running, crier = self._running, self._crier
            self._running = self._crier = None
        if running is not None:
            running[1].ask_to_stop()
            running[1].join(STOPPED_WITHIN_S)
        if crier is not None:
            crier[1].join(STOPPED_WITHIN_S)


def install(app: Flask, limits: Limits | None = None) -> None:
    """Have an application serve streams."""
    app.config[LIMITS] = limits or Limits()
    app.extensions[STREAMS] = Streams(app)


def streams_of(app: Flask) -> Streams:
    """The streams of an application."""
    streams: Streams = app.extensions[STREAMS]
    return streams


def finish() -> None:
    """End the streams of this application, before its database goes away."""
    streams_of(current_app).stop()
