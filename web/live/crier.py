"""The crier: one thread that writes the streams of a process to their sockets, and waits for none.

A thread for each stream would do as well for a dozen consoles. With two hundred, every entry of the
log would wake two hundred threads, and ordinary requests would wait while they take turns.
"""

import selectors
import socket
from collections import deque
from dataclasses import dataclass, field
from threading import Lock, Thread
from time import monotonic
from typing import Final

from web.live.hall import Ending, Hall, Listener

ROUND_S: Final = 0.5
"""How often it looks for streams that have lived long enough, or that take nothing."""


@dataclass(slots=True, eq=False)
class Line:
    """A socket taken over from the server, and what could not be written to it yet."""

    listener: Listener
    socket: socket.socket
    is_chunked: bool
    unsent: deque[memoryview] = field(default_factory=deque)
    waits_since: float = 0.0
    """When it last took something, while there is something unsent."""
    is_ending: bool = False

    def put(self, told: bytes) -> None:
        """Add what is to be written, framed as HTTP/1.1 wants it."""
        if not told:
            return
        if not self.unsent:
            self.waits_since = monotonic()
        if not self.is_chunked:
            self.unsent.append(memoryview(told))
        elif len(told) < 4_096:
            self.unsent.append(memoryview(b"%x\r\n%b\r\n" % (len(told), told)))
        else:
            # What is large is shared by all who are told it, so it is not copied.
            parts = (b"%x\r\n" % len(told), told, b"\r\n")
            self.unsent.extend(map(memoryview, parts))

    def end(self) -> None:
        """Add the farewell, after which nothing comes."""
        self.is_ending = True
        self.put(self.listener.farewell())
        if self.is_chunked:
            self.unsent.append(memoryview(b"0\r\n\r\n"))

    def write(self) -> None:
        """Write what the socket takes now; raises OSError when the reader is gone."""
        while self.unsent:
            try:
                sent = self.socket.send(self.unsent[0])
            except BlockingIOError:
                return
            self.waits_since = monotonic()
            if sent == len(self.unsent[0]):
                self.unsent.popleft()
            else:
                self.unsent[0] = self.unsent[0][sent:]


class Crier(Thread):
    """Writes what the hall tells to all lines taken over."""

    def __init__(self, hall: Hall) -> None:
        super().__init__(name="crier of the streams", daemon=True)
        self._hall = hall
        self._lines: set[Line] = set()
        self._new: list[Line] = []
        self._lock = Lock()
        self._is_over = False
        self._selector = selectors.DefaultSelector()
        self._woken, self._wake = socket.socketpair()
        for end in (self._woken, self._wake):
            end.setblocking(False)
        self._selector.register(self._woken, selectors.EVENT_READ)
        hall.call_with_news(self.wake)

    def wake(self) -> None:
        """Have it look for news."""
        try:
            self._wake.send(b"!")
        except OSError:
            # So much waits to be read that it will look anyway, or it has ended.
            return

    def take_over(self, listener: Listener, line: socket.socket, is_chunked: bool) -> None:
        """Take over a socket on which the head of the answer was sent already."""
        line.setblocking(False)
        taken = Line(listener, line, is_chunked)
        for part in listener.greeting:
            taken.put(part)
        with self._lock:
            is_late = self._is_over
            if not is_late:
                self._new.append(taken)
        if is_late:
            line.close()
            listener.leave()
        self.wake()

    def run(self) -> None:
        """Write until the hall is closed and everybody has been told so."""
        next_round = monotonic()
        try:
            while not (self._hall.is_closed and not self._lines):
                for key, mask in self._selector.select(max(0.0, next_round - monotonic())):
                    if key.data is None:
                        self._drain()
                    else:
                        self._attend(key.data, mask)
                self._welcome()
                for line in tuple(self._lines):
                    if not line.unsent:
                        self._tell(line)
                if monotonic() >= next_round:
                    next_round = monotonic() + ROUND_S
                    self._cut_off()
        finally:
            with self._lock:
                self._is_over = True
            self._welcome()
            for line in tuple(self._lines):
                self._drop(line)
            self._selector.close()
            self._woken.close()
            self._wake.close()

    def _drain(self) -> None:
        try:
            while self._woken.recv(4_096):
                pass
        except BlockingIOError:
            return

    def _welcome(self) -> None:
        with self._lock:
            new, self._new = self._new, []
        for line in new:
            self._lines.add(line)
            self._selector.register(line.socket, selectors.EVENT_READ, line)
            self._write(line)

    def _attend(self, line: Line, mask: int) -> None:
        if line not in self._lines:
            return
        if mask & selectors.EVENT_READ and _has_hung_up(line.socket):
            self._drop(line)
        elif mask & selectors.EVENT_WRITE:
            self._write(line)

    def _tell(self, line: Line) -> None:
        news = self._hall.news_for(line.listener)
        if news is None:
            line.end()
        elif news:
            line.put(news)
        else:
            return
        self._write(line)

    def _write(self, line: Line) -> None:
        had_unsent = len(line.unsent) > 0
        try:
            line.write()
        except OSError:
            self._drop(line)
            return
        if line.is_ending and not line.unsent:
            self._drop(line)
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if line.unsent else 0)
        if had_unsent and self._selector.get_key(line.socket).events != wanted:
            self._selector.modify(line.socket, wanted, line)

    def _cut_off(self) -> None:
        """Drop the lines that have taken nothing for too long; they could not be told why."""
        longest_s = self._hall.limits.send_within_s
        for line in tuple(self._lines):
            if line.unsent and monotonic() - line.waits_since > longest_s:
                line.listener.ending = Ending.BEHIND
                self._drop(line)
            elif line.unsent and not line.is_ending and self._hall.is_closed:
                self._drop(line)

    def _drop(self, line: Line) -> None:
        self._lines.discard(line)
        self._selector.unregister(line.socket)
        line.socket.close()
        line.listener.leave()


def _has_hung_up(line: socket.socket) -> bool:
    """Whether the reader is gone; what it says meanwhile is nothing we asked for."""
    try:
        return not line.recv(4_096)
    except BlockingIOError:
        return False
    except OSError:
        return True
