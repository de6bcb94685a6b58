"""Rehearsals of the rules run beside the requests: one thread each, and what came of it.

A year takes seconds; whoever asked sees how far it is. The outcome is held in memory by the
process that ran it. That a revision was rehearsed is kept in the database.
"""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock, Thread
from typing import Final

from flask import Flask, current_app

from dispatch import rule_book
from dispatch.rehearsal import Progress, Rehearsal, rehearse
from dispatch.rehearsing import county_forces, last_received_before, past_incidents
from dispatch.roads.queries import network
from dispatch.rule_queries import rules_at, rules_called
from incidents.timeline import Act
from incidents.yearbook.spans import year_spans
from resources.database import transaction
from resources.errors import Refusal
from web.presenting import SERVICE_ZONE

RUNS: Final = "fenghuo_rehearsals"
MOST_RUNS: Final = 20
"""How many outcomes are held; the oldest gives way."""


@dataclass(slots=True)
class Run:
    """One rehearsal: of which revision over which years, how far it is, what came of it."""

    version: str
    revision: int
    years: tuple[int, int]
    done: int = 0
    of: int = 0
    outcome: Rehearsal | None = None
    refusal: str = ""
    thread: Thread | None = None

    @property
    def state(self) -> str:
        """Whether it is running, done or failed."""
        if self.outcome is not None:
            return "done"
        return "running" if self.thread is not None and self.thread.is_alive() else "failed"

    @property
    def over(self) -> str:
        """The years in words."""
        first, last = self.years
        return f"{first} 年" if first == last else f"{first}～{last} 年"

    def is_of(self, revision: int, years: tuple[int, int]) -> bool:
        """Tell whether it answers the same question."""
        return (self.revision, self.years) == (revision, years)


@dataclass(slots=True)
class _Runs:
    guard: Lock = field(default_factory=Lock)
    by_version: dict[str, Run] = field(default_factory=dict)


def _runs() -> _Runs:
    runs: _Runs = current_app.extensions.setdefault(RUNS, _Runs())
    return runs


def last_run(version: str) -> Run | None:
    """The last rehearsal of a version in this process, or None."""
    return _runs().by_version.get(version)


def start(version: str, revision: int, years: tuple[int, int], act: Act) -> Run:
    """Rehearse a revision over years, both included, in a thread; one running is left to run.

    Raises BadInput for years that are none.
    """
    year_spans(*years, SERVICE_ZONE.key)
    runs = _runs()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with runs.guard:
        known = runs.by_version.get(version)
        if known is not None and known.is_of(revision, years) and known.state == "running":
            return known
        run = Run(version, revision, years)
        # A failure that is no refusal ends the thread, its traceback in the log.
        run.thread = Thread(target=_work, args=(app, run, act), name=f"rehearse {version}")
        run.thread.daemon = True
        runs.by_version.pop(version, None)
        runs.by_version[version] = run
        while len(runs.by_version) > MOST_RUNS:
            runs.by_version.pop(next(iter(runs.by_version)))
        run.thread.start()
    return run


def _work(app: Flask, run: Run, act: Act) -> None:
    def progress(done: int, of: int) -> None:
        run.done, run.of = done, of

    with app.app_context():
        try:
            outcome = rehearsed(run.version, run.years, act, progress)
            with transaction() as session:
                told = (run.over, outcome.compared, len(outcome.changes))
                rule_book.keep_rehearsal(session, run.version, run.revision, told, act)
        except Refusal as refusal:
            run.refusal = str(refusal)
        else:
            run.outcome = outcome


def rehearsed(
    version: str, years: tuple[int, int], act: Act, progress: Progress = lambda done, of: None
) -> Rehearsal:
    """Rehearse a version against the one in force now, over years, both included.

    Raises UnknownRules, BadRules, BadInput.
    """
    spans = year_spans(*years, SERVICE_ZONE.key)
    past = past_incidents(spans[0].start, spans[-1].end)
    tables = (rules_at(act.now), rules_called(version))
    return rehearse(tables, past, county_forces(), network(), progress=progress)


def usual_year(now: datetime) -> int:
    """The year a rehearsal is asked for unless told: the last one before this with incidents."""
    this_year = now.astimezone(SERVICE_ZONE).year
    last = last_received_before(year_spans(this_year, this_year, SERVICE_ZONE.key)[0].start)
    return this_year if last is None else last.astimezone(SERVICE_ZONE).year


def finish() -> None:
    """Wait until this application rehearses nothing any more, before its database goes away."""
    for run in list(_runs().by_version.values()):
        if run.thread is not None:
            run.thread.join()
