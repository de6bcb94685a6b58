"""Suggestions for a place from the running server while fifty consoles poll the board."""

import json
import multiprocessing
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter, sleep
from typing import Final
from urllib.parse import quote

from bench.figures import ROOT, Figure
from tests.faults.servers import FENGHUO, environment, serving

CONSOLES: Final = 50
POLL_S: Final = 2.0
PAUSE_S: Final = 0.03
GOAL_MS: Final = 100.0
TIMEOUT_S: Final = 30.0
COUNTY: Final = ROOT / "seed" / "youyang"

# Typed character by character, as the form asks.
DESCRIPTIONS: Final = (
    "麻旺镇亮垭村三组一户民房起火",
    "渤海加油站对面",
    "319国道往黔江方向黑水路口",
    "龙谭镇永胜下街128号",
    "桃花源小区3栋二单元",
    "渝湘高速1234公里加500米",
    "longtanguzhen",
    "从龙潭镇往麻旺方向走两公里",
    "酉阳一中后门",
    "板溪工业园区的厂房",
)


def figures() -> Iterator[Figure]:
    """Yield the figures of this subject."""
    questions = [text[:end] for text in DESCRIPTIONS for end in range(2, len(text) + 1)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        database = f"sqlite:///{folder / 'fenghuo.sqlite'}"
        token = _prepare(database, folder)
        with serving(database, folder) as server:
            ask = _Asker(server.port, token)
            ask.milliseconds("/api/v1/places?q=" + quote("龙潭镇"))
            start = multiprocessing.get_context("spawn")
            consoles = start.Process(target=_poll, args=(server.port, token), daemon=True)
            consoles.start()
            sleep(POLL_S)
            times = [_after_pause(ask, question) for question in questions * 4]
            consoles.terminate()
            consoles.join()
    cuts = quantiles(times, n=100, method="inclusive")
    for name, value in (("median", cuts[49]), ("p99", cuts[98])):
        yield Figure(
            name=f"suggestion over HTTP, {name}",
            workload=f"{len(times)} questions as typed, {CONSOLES} consoles poll each {POLL_S:g} s",
            ours=round(value, 2),
            unit="ms",
            peer=None,
            peer_value=None,
            ratio=None,
            goal=f"< {GOAL_MS:g} ms",
            same_answer=None,
            holds=value < GOAL_MS,
        )


class _Asker:
    """One connection that is kept, as a browser keeps it."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        self._headers = {"Authorization": f"Bearer {token}"}

    def milliseconds(self, path: str) -> float:
        started = perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        elapsed = (perf_counter() - started) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")
        json.loads(body)
        return elapsed


def _after_pause(ask: _Asker, question: str) -> float:
    sleep(PAUSE_S)
    return ask.milliseconds("/api/v1/places?q=" + quote(question))


def _poll(port: int, token: str) -> None:
    """Poll the board from as many threads as there are consoles, until ended."""
    consoles = [Thread(target=_console, args=(port, token, at)) for at in range(CONSOLES)]
    for console in consoles:
        console.start()


def _console(port: int, token: str, at: int) -> None:
    ask = _Asker(port, token)
    sleep(POLL_S * at / CONSOLES)
    while True:
        ask.milliseconds("/api/v1/board")
        sleep(POLL_S)


def _prepare(database: str, folder: Path) -> str:
    """Load the demonstration county and return a call taker's token."""
    _fenghuo(database, folder, "init-db")
    _fenghuo(database, folder, "load-county", str(COUNTY))
    return _fenghuo(database, folder, "add-token", "bench", "--role", "call_taker").strip()


def _fenghuo(database: str, folder: Path, *words: str) -> str:
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
