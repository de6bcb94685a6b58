"""A crowd of consoles in one thread: each keeps a stream open, and notes what it was told.

One selector serves all of them, so that the measuring leaves the machine to the server.
"""

import json
import re
import selectors
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from random import Random
from threading import Event, Lock, Thread
from typing import Final

COME_BACK_S: Final = (0.05, 0.5)
"""After a break; sooner than the server asks a browser to."""
REFUSED_S: Final = 1.0
_ENTERED: Final = re.compile(rb'"entered_at":"([^"]+)"')


@dataclass
class Heard:
    """What one console was told over all its connections."""

    seqs: list[int] = field(default_factory=list)
    """Of the log entries, in the order they came, from where the console stood at first."""
    first: int | None = None
    """The last number before the first entry it was to be told."""
    late_s: list[float] = field(default_factory=list)
    """From the server's stamp on an entry until it was here; replayed entries are left out."""
    opened: int = 0
    refused: int = 0
    resyncs: int = 0
    beats: int = 0
    byes: list[str] = field(default_factory=list)
    boards: int = 0

    @property
    def missed(self) -> int:
        """How many entries between the first and the last never came."""
        steps = pairwise([self.first or 0, *self.seqs])
        return sum(max(0, after - before - 1) for before, after in steps)

    @property
    def out_of_order(self) -> int:
        """How many entries came twice or after a later one."""
        steps = pairwise([self.first or 0, *self.seqs])
        return sum(after <= before for before, after in steps)


class Console:
    """One console: its connection at this moment, and what it heard."""

    def __init__(self, address: tuple[str, int], token: str, chance: Random) -> None:
        self.heard = Heard()
        self.socket: socket.socket | None = None
        self.comes_at = 0.0
        self.last: int | None = None
        self._address = address
        self._token = token
        self._chance = chance
        self._reset()

    def _reset(self) -> None:
        self._raw = bytearray()
        self._text = bytearray()
        self._has_head = False
        self._is_live = False

    @property
    def is_listening(self) -> bool:
        """Whether it has a stream at this moment, and was told the board on it."""
        return self.socket is not None and self._is_live

    def connect(self) -> socket.socket:
        """Ask for the stream from where this console stands."""
        self._reset()
        self.socket = socket.create_connection(self._address, timeout=10)
        place = "" if self.last is None else f"Last-Event-ID: {self.last}\r\n"
        self.socket.sendall(
            f"GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self._token}\r\n"
            f"{place}\r\n".encode()
        )
        self.socket.setblocking(False)
        return self.socket

    def drop(self, after_s: float | None = None) -> None:
        """Give the connection up and come back in a while."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None
        wait_s = self._chance.uniform(*COME_BACK_S) if after_s is None else after_s
        self.comes_at = time.monotonic() + wait_s

    def read(self) -> bool:
        """Take what has come; False when the connection is over."""
        assert self.socket is not None
        try:
            piece = self.socket.recv(262_144)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if not piece:
            return False
        self._raw += piece
        return self._read_body() if self._has_head else self._read_head()

    def _read_head(self) -> bool:
        head, found, rest = bytes(self._raw).partition(b"\r\n\r\n")
        if not found:
            return True
        if not head.startswith(b"HTTP/1.1 200"):
            self.heard.refused += 1
            self.comes_at = time.monotonic() + REFUSED_S
            return False
        self._has_head, self._raw = True, bytearray(rest)
        self.heard.opened += 1
        return self._read_body()

    def _read_body(self) -> bool:
        """Take chunks off the wire and events out of them."""
        while (end := self._raw.find(b"\r\n")) >= 0:
            size = int(self._raw[:end], 16)
            if size == 0:
                return False
            if len(self._raw) < end + 4 + size:
                break
            self._text += self._raw[end + 2 : end + 2 + size]
            del self._raw[: end + 4 + size]
        while (end := self._text.find(b"\n\n")) >= 0:
            told = bytes(self._text[:end])
            del self._text[: end + 2]
            self._hear(told)
        return True

    def _hear(self, told: bytes) -> None:
        parted = (line.partition(b": ") for line in told.split(b"\n"))
        lines = {name: value for name, _, value in parted}
        kind = lines.get(b"event", b"").decode()
        seq = int(lines[b"id"]) if b"id" in lines else None
        if kind == "log" and seq is not None:
            self.heard.seqs.append(seq)
            stamp = _ENTERED.search(lines[b"data"])
            if self._is_live and stamp:
                entered = datetime.fromisoformat(stamp.group(1).decode().replace("Z", "+00:00"))
                self.heard.late_s.append((datetime.now(UTC) - entered).total_seconds())
        elif kind == "board":
            self.heard.boards += 1
            # What comes before the snapshot was missed while away; its delay says nothing.
            self._is_live = True
        elif kind == "beat":
            self.heard.beats += 1
        elif kind == "resync":
            self.heard.resyncs += 1
        elif kind == "bye":
            self.heard.byes.append(json.loads(lines[b"data"])["why"])
        if seq is not None:
            self.last = seq
            if self.heard.first is None:
                self.heard.first = seq


class Crowd(Thread):
    """Many consoles, which come back whenever their stream ends."""

    def __init__(self, port: int, tokens: Sequence[str], size: int, seed: int = 119) -> None:
        super().__init__(name="crowd", daemon=True)
        chance = Random(seed)
        self.consoles = [
            Console(("127.0.0.1", port), tokens[at % len(tokens)], chance) for at in range(size)
        ]
        self._selector = selectors.DefaultSelector()
        self._asked: list[Callable[[], None]] = []
        self._lock = Lock()
        self._end = Event()

    def run(self) -> None:
        """Listen until told to stop."""
        while not self._end.is_set():
            with self._lock:
                asked, self._asked = self._asked, []
            for act in asked:
                act()
            now = time.monotonic()
            for console in self.consoles:
                if console.socket is None and console.comes_at <= now:
                    self._connect(console)
            for key, _ in self._selector.select(0.02):
                console = key.data
                if console.socket is not None and not console.read():
                    self._drop(console)
        for console in self.consoles:
            self._drop(console)
        self._selector.close()

    def _connect(self, console: Console) -> None:
        try:
            self._selector.register(console.connect(), selectors.EVENT_READ, console)
        except OSError:
            console.drop()

    def _drop(self, console: Console) -> None:
        if console.socket is not None:
            self._selector.unregister(console.socket)
        wait_s = console.comes_at - time.monotonic()
        console.drop(wait_s if wait_s > 0 else None)

    def _ask(self, act: Callable[[], None]) -> None:
        with self._lock:
            self._asked.append(act)

    def storm(self) -> None:
        """Drop all connections at once; all come back at once."""

        def drop_all() -> None:
            for console in self.consoles:
                self._drop(console)
                console.comes_at = 0.0

        self._ask(drop_all)

    def stop(self) -> None:
        """Hang up."""
        self._end.set()
        self.join()

    def wait_until(self, is_so: Callable[[Heard], bool], within_s: float = 60.0) -> bool:
        """Wait until something holds of every console; False when it does not in time."""
        until = time.monotonic() + within_s
        while not all(is_so(console.heard) for console in self.consoles):
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        return True

    def wait_for_seq(self, seq: int, within_s: float = 60.0) -> bool:
        """Wait until every console has been told of an entry or of a later one."""
        until = time.monotonic() + within_s
        while not all((console.last or 0) >= seq for console in self.consoles):
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        return True
