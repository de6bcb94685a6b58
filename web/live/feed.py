"""The feed: one thread of a process that reads what is new and tells the hall.

Its heartbeat follows a look at the log that succeeded, with a board that is fresh. While the
database does not answer there is none, and every console finds out that its board stands still.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from threading import Event, Thread
from time import monotonic
from typing import Final

from flask import Flask

from dispatch import queries as dispatch_queries
from incidents import queries as incident_queries
from incidents.queries import LogEntry
from resources import accounts, queries
from resources.accounts import Principal
from resources.commits import watch_commits
from resources.database import Session, StoreBusy, db, glance
from resources.queries import LastPosition
from web import shapes
from web.clock import now
from web.live.hall import LISTENING, MOST_BEHIND, Ending, Hall, Told
from web.live.messages import event
from web.live.painter import Painter
from web.shapes import Shape

TYPING_S: Final = 0.25
POSITIONS_S: Final = 1.0
RETRY_S: Final = 1.0
MOST_AT_ONCE: Final = 500

_log = logging.getLogger(__name__)


class Due:
    """When the recurring parts of a look come next, on the monotonic clock."""

    def __init__(self, steady_s: Callable[[], float] = monotonic) -> None:
        self._steady_s = steady_s
        self._next: dict[str, float] = {}

    def comes(self, name: str, every_s: float) -> bool:
        """Whether a part is due, which is then put off until it is due again."""
        if self.in_s(name) > 0:
            return False
        self._next[name] = self._steady_s() + every_s
        return True

    def in_s(self, name: str) -> float:
        """Seconds until a part is due; nought or less for one that is."""
        return self._next.get(name, 0.0) - self._steady_s()


class Feed(Thread):
    """Reads the log once for all streams of a process."""

    def __init__(self, app: Flask, hall: Hall) -> None:
        super().__init__(name="feed of the streams", daemon=True)
        self._app = app
        self._hall = hall
        self._painter = Painter(app, hall)
        self._end = Event()
        self._due = Due()
        self._has_begun = False
        self._positions: dict[str, LastPosition] = {}

    def ask_to_stop(self) -> None:
        """Let it finish its look and then end all streams."""
        self._end.set()

    def run(self) -> None:
        """Look, tell, wait for a commit, and look again."""
        try:
            with self._app.app_context():
                watch = watch_commits(db.engine)
                self._painter.start()
                try:
                    while not (self._end.is_set() or self._hall.is_closed):
                        self._look()
                        watch.wait(max(0.0, self._due.in_s("typing")))
                finally:
                    watch.close()
                    self._painter.ask_to_stop()
                    self._painter.join()
        finally:
            # Whatever ended it: a stream that hears nothing more must not stay open.
            self._hall.close()

    def _look(self) -> None:
        try:
            with glance() as session:
                self._tell_entries()
                self._tell_positions(session)
                self._tell_typing(session)
                self._end_what_is_not_allowed(session)
        except StoreBusy:
            _log.warning("the streams' feed cannot read the database, and tries again")
            self._end.wait(RETRY_S)
            return
        self._hall.looked()
        if self._painter.is_fresh and self._due.comes("beat", self._hall.limits.beat_s):
            self._hall.tell_beat({"now": shapes.moment(now())})

    def _tell_entries(self) -> None:
        if not self._has_begun:
            seq = incident_queries.log_seq()
            last = incident_queries.events_since(max(0, seq - MOST_BEHIND), MOST_BEHIND)
            # The head may be read a moment before an entry it does not count yet.
            self._hall.begin(_told(row for row in last if row.seq <= seq), seq)
            self._has_begun = True
        while rows := incident_queries.events_since(self._hall.seq, MOST_AT_ONCE):
            self._hall.tell_entries(_told(rows))
            self._painter.want()

    def _tell_positions(self, session: Session) -> None:
        if not self._due.comes("positions", POSITIONS_S):
            return
        found = {one.call_sign: one for one in queries.last_positions(session)}
        moment = now()
        fresh = [
            _position(one, moment)
            for sign, one in found.items()
            if self._positions.get(sign) != one
        ]
        if not fresh or self._hall.tell_positions(fresh):
            self._positions = found

    def _tell_typing(self, session: Session) -> None:
        if self._due.comes("typing", TYPING_S):
            rows = dispatch_queries.being_typed(session, now())
            self._hall.tell_typing([_typing(row) for row in rows])

    def _end_what_is_not_allowed(self, session: Session) -> None:
        listeners = self._hall.listeners
        if not listeners or not self._due.comes("permissions", self._hall.limits.permission_s):
            return
        asked = {one.credential for one in listeners}
        roles = accounts.roles_of(session, asked, now())
        ended = [one for one in listeners if roles.get(one.credential) != one.role]
        if ended:
            self._hall.end(ended, Ending.NOT_ALLOWED)


def _told(rows: Iterable[LogEntry]) -> list[tuple[int, Told]]:
    """Log entries as each role may read them, by the very function that `/events` uses."""
    readers = {role: Principal("", "", role) for role in LISTENING}
    return [
        (
            row.seq,
            {role: event("log", shapes.entry(row, who), row.seq) for role, who in readers.items()},
        )
        for row in rows
    ]


def _position(one: LastPosition, moment: datetime) -> Shape:
    return {
        "call_sign": one.call_sign,
        "position": shapes.place(one.position),
        "position_at": shapes.moment(one.at),
        "position_age_s": round((moment - one.at).total_seconds()),
        "heading_deg": one.heading_deg,
        "speed_kmh": one.speed_kmh,
        "version": one.version,
    }


def _typing(row: dispatch_queries.BeingTyped) -> Shape:
    return {
        "incident": row.incident_number,
        "field": row.field,
        "console": row.console,
        "by": row.by,
        "until": shapes.moment(row.until),
    }
