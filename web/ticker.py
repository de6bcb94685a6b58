"""The ticker: asks each second what is overdue, tidies up every ten minutes, and asks for routes.

It runs in a process of its own (`fenghuo watch`). A second one is harmless: each matter is
claimed under a unique key.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from flask import Flask

from dispatch import desk, drafts, queries, typing_locks
from dispatch.roads import routed
from dispatch.watch import CLOCK_TOLERANCE, Waits, clock_jump, overdue
from incidents import receipts
from resources import accounts
from resources.database import StoreBusy, db, transaction
from web.paper_job import PAPER_EVERY, PaperJob
from web.routing_client import RoutingClient
from web.routing_job import RoutingJob
from web.settings import RoutingServer
from web.yearbook_job import YEARBOOK_EVERY, YearbookJob

WATCH_EVERY: Final = timedelta(seconds=1)
ROUTING_EVERY: Final = timedelta(seconds=1)
HOUSEKEEPING_EVERY: Final = timedelta(minutes=10)
CLOCK_LOOK_S: Final = 0.5
"""How often the two clocks are compared."""

_log = logging.getLogger(__name__)


class Evenly(BaseTrigger):  # type: ignore[misc]
    """Fires an interval from now, and never makes up for what was missed.

    The interval trigger of the scheduler steps through every missed second: a machine that
    starts in 1970 and then learns the time would step for hours.
    """

    def __init__(self, interval: timedelta) -> None:
        self.interval = interval

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Return the moment of the next run."""
        return now if previous is None else now + self.interval


class Ticker:
    """Its own recurring jobs, on a clock for people and a clock that nobody can set."""

    def __init__(
        self,
        app: Flask,
        clock: Callable[[], datetime],
        steady_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._clock = clock
        self._steady_s = steady_s
        self._waits = Waits()
        self._last = (clock(), steady_s())

    def watch(self) -> int:
        """Tell what has become overdue; return how many matters were new."""
        now, steady_s = self._clock(), self._steady_s()
        waited = self._waits.at(now, steady_s)
        with self._app.app_context():
            session = db.session()
            seen = overdue(queries.watched_incidents(session), waited)
            self._waits.forget_unasked()
            if not queries.untold(session, seen):
                return 0
            # Decided again on rows read inside: the order may have come this very moment.
            with transaction() as writing:
                still = overdue(queries.watched_incidents(writing), waited)
                return desk.remind(writing, queries.untold(writing, still), now)

    def tidy_up(self) -> None:
        """Delete receipts, sessions, failed log-ins and drafts too old to matter."""
        now = self._clock()
        with self._app.app_context(), transaction() as session:
            receipts.drop_old(session, now)
            accounts.drop_old(session, now)
            routed.drop_old(session)
            drafts.drop_old(session, now)
            typing_locks.drop_lapsed(session, now)

    def look_at_clocks(self) -> bool:
        """Log a wall clock that was set since the last look; return whether it was."""
        now, steady_s = self._clock(), self._steady_s()
        last_now, last_steady_s = self._last
        self._last = (now, steady_s)
        passed, steady = now - last_now, timedelta(seconds=steady_s - last_steady_s)
        jump = clock_jump(passed, steady, now)
        if jump is None:
            return False
        with self._app.app_context(), transaction() as session:
            desk.remind(session, [jump], now)
        return True


def run(app: Flask, clock: Callable[[], datetime]) -> None:
    """Tick until a signal asks for the end; a tick under way is finished first."""
    ticker = Ticker(app, clock)
    end = threading.Event()

    def ask_for_end(number: int, frame: FrameType | None) -> None:
        end.set()

    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, ask_for_end)
    scheduler = BackgroundScheduler(timezone=UTC)
    jobs = _jobs(ticker, routing_job(app, clock))
    jobs.append(Job("paper", PaperJob(app, clock).run, PAPER_EVERY))
    jobs.append(Job("yearbook", YearbookJob(app, clock).run, YEARBOOK_EVERY))
    _schedule(scheduler, jobs)
    scheduler.start()
    try:
        while not end.wait(CLOCK_LOOK_S):
            if _was_set(ticker):
                # The scheduler waits for moments of the wall clock: set back by an hour it
                # would stand still for an hour.
                _log.warning("wall clock set by more than %s: jobs scheduled anew", CLOCK_TOLERANCE)
                _schedule(scheduler, jobs)
    finally:
        scheduler.shutdown(wait=True)


def _was_set(ticker: Ticker) -> bool:
    """Whether the wall clock was set; told even while the log cannot be written."""
    try:
        return ticker.look_at_clocks()
    except StoreBusy:
        _log.warning("wall clock was set, but the database is busy: not written to the log")
        return True


def routing_job(app: Flask, clock: Callable[[], datetime]) -> RoutingJob | None:
    """Make the job that asks the routing server, None where none is set."""
    server: RoutingServer | None = app.config["ROUTING"]
    if server is None:
        return None
    client = RoutingClient(server.url)
    return RoutingJob(app, clock, time.monotonic, server.kind, client)


@dataclass(frozen=True, slots=True)
class Job:
    """A recurring job.

    `at_once` is above one only for a job that turns back by itself while a run is still at it:
    the scheduler would put a warning into the log every second of a long run.
    """

    name: str
    run: Callable[[], object]
    interval: timedelta
    at_once: int = 1


def _jobs(ticker: Ticker, routing: RoutingJob | None) -> list[Job]:
    jobs = [
        Job("watch", ticker.watch, WATCH_EVERY),
        Job("housekeeping", ticker.tidy_up, HOUSEKEEPING_EVERY),
    ]
    if routing is not None:
        jobs.append(Job("routing", routing.run, ROUTING_EVERY, at_once=2))
    return jobs


def _schedule(scheduler: BackgroundScheduler, jobs: Sequence[Job]) -> None:
    for job in jobs:
        scheduler.add_job(
            job.run,
            Evenly(job.interval),
            id=job.name,
            replace_existing=True,
            coalesce=True,
            max_instances=job.at_once,
            # A late tick is better than none.
            misfire_grace_time=None,
        )
