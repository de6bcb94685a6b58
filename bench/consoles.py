"""The demonstration county behind a running server, with fifty consoles that poll its board."""

import json
import multiprocessing
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter, sleep
from typing import Final

from bench.figures import ROOT
from tests.faults.servers import FENGHUO, environment, serving

CONSOLES: Final = 50
POLL_S: Final = 2.0
PAUSE_S: Final = 0.03
TIMEOUT_S: Final = 30.0
COUNTY: Final = ROOT / "seed" / "youyang"


class Asker:
    """One connection that is kept, as a browser keeps it."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        self._headers = {"Authorization": f"Bearer {token}"}
        self._asked = 0

    def milliseconds(self, path: str, body: Mapping[str, object] | None = None) -> float:
        """Return how long an answer takes: a GET, or a POST of a body."""
        headers, method = dict(self._headers), "GET" if body is None else "POST"
        if body is not None:
            self._asked += 1
            headers |= {"Content-Type": "application/json"}
            headers |= {"Idempotency-Key": f"bench-{id(self)}-{self._asked}"}
        sent = None if body is None else json.dumps(body)
        started = perf_counter()
        self._connection.request(method, path, body=sent, headers=headers)
        answer = self._connection.getresponse()
        text = answer.read()
        elapsed = (perf_counter() - started) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {text[:200]!r}")
        json.loads(text)
        return elapsed

    def after_pause(self, path: str, body: Mapping[str, object] | None = None) -> float:
        """Ask after the short while that a person types or looks."""
        sleep(PAUSE_S)
        return self.milliseconds(path, body)


@contextmanager
def polled_county(role: str) -> Iterator[Asker]:
    """Serve the county while all consoles poll it, and give one who asks in a role."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        database = f"sqlite:///{folder / 'fenghuo.sqlite'}"
        run_fenghuo(database, folder, "init-db")
        run_fenghuo(database, folder, "load-county", str(COUNTY))
        token = run_fenghuo(database, folder, "add-token", "bench", "--role", role).strip()
        with serving(database, folder) as server:
            start = multiprocessing.get_context("spawn")
            consoles = start.Process(target=_poll, args=(server.port, token), daemon=True)
            consoles.start()
            sleep(POLL_S)
            yield Asker(server.port, token)
            consoles.terminate()
            consoles.join()


def _poll(port: int, token: str) -> None:
    """Poll the board from as many threads as there are consoles, until ended."""
    consoles = [Thread(target=_console, args=(port, token, at)) for at in range(CONSOLES)]
    for console in consoles:
        console.start()


def _console(port: int, token: str, at: int) -> None:
    ask = Asker(port, token)
    sleep(POLL_S * at / CONSOLES)
    while True:
        ask.milliseconds("/api/v1/board")
        sleep(POLL_S)


def run_fenghuo(database: str, folder: Path, *words: str) -> str:
    """Run a command of an installation and return what it printed."""
    done = subprocess.run(
        [*FENGHUO, *words],
        cwd=ROOT,
        env=environment(database, folder),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"fenghuo {words[0]}: {done.stderr}")
    return done.stdout
