"""The painter: one thread of a process that makes the board anew and tells what is different.

It is not the feed's own work: a board of two hundred vehicles takes some 30 ms, for which an entry
of the log need not wait.
"""

import logging
from threading import Event, Thread
from time import monotonic
from typing import Final

from flask import Flask

from resources.database import StoreBusy, glance
from web.api.board import board_now
from web.live.hall import Hall
from web.live.messages import changes
from web.shapes import Shape

SOONEST_S: Final = 0.25
"""Boards of a burst of entries are told as one."""
GATHERED_S: Final = 0.1
"""An entry seldom comes alone: the order that follows a call need not share the processor."""
MOST_SHARE: Final = 0.2
"""Of the time, that goes into boards while entries keep coming."""
RETRY_S: Final = 1.0

_log = logging.getLogger(__name__)


class Painter(Thread):
    """Makes the board after each new entry, and every other second for what the clock changes."""

    def __init__(self, app: Flask, hall: Hall) -> None:
        super().__init__(name="painter of the board", daemon=True)
        self._app = app
        self._hall = hall
        self._wanted = Event()
        self._end = Event()
        self._board: Shape | None = None
        self._painted_at = float("-inf")

    @property
    def is_fresh(self) -> bool:
        """Whether the board as told is not much older than it ought to be."""
        return monotonic() - self._painted_at < 2 * self._hall.limits.board_s

    def want(self) -> None:
        """Ask for a board that knows of what has just come."""
        self._wanted.set()

    def ask_to_stop(self) -> None:
        """Let it finish the board it is at."""
        self._end.set()
        self._wanted.set()

    def run(self) -> None:
        """Paint until asked to stop."""
        try:
            with self._app.app_context():
                while not self._end.is_set():
                    self._wanted.clear()
                    took_s = self._paint()
                    self._end.wait(max(SOONEST_S, took_s / MOST_SHARE - took_s))
                    if self._wanted.wait(self._hall.limits.board_s):
                        self._end.wait(GATHERED_S)
        finally:
            self._hall.close()

    def _paint(self) -> float:
        """Make the board and tell it; return the seconds that took."""
        began = monotonic()
        try:
            with glance():
                board = board_now()
        except StoreBusy:
            _log.warning("the board of the streams cannot be read, and is tried again")
            return RETRY_S * MOST_SHARE
        difference = changes(self._board, board) if self._board is not None else {}
        self._hall.tell_board(board, difference)
        self._board, self._painted_at = board, monotonic()
        return monotonic() - began
