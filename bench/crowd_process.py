"""The crowd in a process of its own, so that measuring takes nothing from who is measured."""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final

from tests.faults.crowd import Crowd

ANSWER_S: Final = 120.0


@dataclass(frozen=True, slots=True)
class Report:
    """What all consoles heard together."""

    missed: int
    out_of_order: int
    resyncs: int
    refused: int
    opened: int
    late_ms: tuple[float, ...]
    """One for each entry and console, unsorted."""


class Consoles:
    """The far side of a crowd: what it can be asked and told."""

    def __init__(self, line: Connection) -> None:
        self._line = line

    def _ask(self, *words: object) -> object:
        self._line.send(words)
        if not self._line.poll(ANSWER_S):
            raise RuntimeError(f"the consoles do not answer: {words}")
        return self._line.recv()

    def open(self, at_least: int, within_s: float = 60.0) -> float:
        """Wait until so many have a stream of their own; return the seconds that took."""
        began = time.monotonic()
        while (now := self._count("listening")) < at_least:
            if time.monotonic() - began > within_s:
                raise RuntimeError(f"{now} of {at_least} consoles came")
            time.sleep(0.02)
        return time.monotonic() - began

    def _count(self, what: str) -> int:
        found = self._ask(what)
        assert isinstance(found, int)
        return found

    def all_break(self) -> None:
        """Have all hang up at once and come back at once."""
        self._ask("storm")

    def came_back(self, within_s: float = 60.0) -> float:
        """Wait until all have opened another stream since asked last; return the seconds."""
        began = time.monotonic()
        while not self._ask("all back"):
            if time.monotonic() - began > within_s:
                raise RuntimeError("not all consoles came back")
            time.sleep(0.02)
        self._ask("mark")
        return time.monotonic() - began

    def mark(self) -> None:
        """Count openings from here on, and forget the delays so far."""
        self._ask("mark")
        self._ask("forget")

    def have_heard(self, seq: int) -> bool:
        """Wait until all have an entry; False when it does not come."""
        return bool(self._ask("heard", seq))

    def report(self) -> Report:
        """Return what was heard so far."""
        told = self._ask("report")
        assert isinstance(told, Report)
        return told


@contextmanager
def consoles(port: int, token: str, size: int) -> Iterator[Consoles]:
    """Run a crowd for the time of a block."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(theirs, port, token, size), daemon=True
    )
    process.start()
    try:
        yield Consoles(ours)
    finally:
        process.terminate()
        process.join()


def _serve(line: Connection, port: int, token: str, size: int) -> None:
    crowd = Crowd(port, [token], size)
    crowd.start()
    opened = [0] * size
    while True:
        match line.recv():
            case ("listening",):
                line.send(sum(one.is_listening for one in crowd.consoles))
            case ("storm",):
                crowd.storm()
                line.send(None)
            case ("all back",):
                now = [one.heard.opened for one in crowd.consoles]
                line.send(all(more > before for more, before in zip(now, opened, strict=True)))
            case ("mark",):
                opened = [one.heard.opened for one in crowd.consoles]
                line.send(None)
            case ("forget",):
                for one in crowd.consoles:
                    one.heard.late_s = []
                line.send(None)
            case ("heard", seq):
                line.send(crowd.wait_for_seq(seq))
            case _:
                line.send(_report(crowd))


def _report(crowd: Crowd) -> Report:
    heard = [one.heard for one in crowd.consoles]
    return Report(
        missed=sum(one.missed for one in heard),
        out_of_order=sum(one.out_of_order for one in heard),
        resyncs=sum(one.resyncs for one in heard),
        refused=sum(one.refused for one in heard),
        opened=sum(one.opened for one in heard),
        late_ms=tuple(1000 * late for one in heard for late in one.late_s),
    )
