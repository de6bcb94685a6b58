"""The one place that calls another program over the network: the routing server, by HTTP.

Python's own client: it follows no redirect and no proxy setting, and its bytes can be read against
one deadline for the whole answer. The libraries looked at bound each read, so that a server which
sends a byte a second is waited for all day.
"""

import contextlib
import http.client
import io
import socket
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from dispatch.roads.engines import Fault, NoAnswer, Reply, Request

LIMIT_S: Final = 2.0
"""For one question, from the connection to the last byte."""
MOST_BYTES: Final = 2_000_000
"""Eighty ways are some 20 kB; what is far more is no answer."""
JSON: Final = {"Content-Type": "application/json", "Accept": "application/json"}

Ask = Callable[[Request], Reply | NoAnswer]
"""How an engine is asked; it never raises."""


class RoutingClient:
    """Asks one server, each time over a new connection and within a time limit."""

    def __init__(
        self,
        url: str,
        limit_s: float = LIMIT_S,
        steady_s: Callable[[], float] = time.monotonic,
    ) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port
        self._prefix = parts.path.rstrip("/")
        self._is_tls = parts.scheme == "https"
        self._limit_s = limit_s
        self._steady_s = steady_s

    def __call__(self, request: Request) -> Reply | NoAnswer:
        """Ask; whatever goes wrong on the way is a `NoAnswer`."""
        deadline_s = self._steady_s() + self._limit_s
        kind = http.client.HTTPSConnection if self._is_tls else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=self._limit_s)
        try:
            return self._exchanged(connection, request, deadline_s)
        except TimeoutError:
            return NoAnswer(Fault.LATE, f"nothing within {self._limit_s:g} s")
        except http.client.RemoteDisconnected as error:
            return NoAnswer(Fault.AWAY, str(error))
        except http.client.HTTPException as error:
            return NoAnswer(Fault.GARBLED, f"{type(error).__name__}")
        except OSError as error:
            return NoAnswer(Fault.AWAY, error.strerror or type(error).__name__)
        finally:
            connection.close()

    def _exchanged(
        self, connection: http.client.HTTPConnection, request: Request, deadline_s: float
    ) -> Reply | NoAnswer:
        connection.connect()
        with contextlib.closing(connection.sock) as sock:
            connection.sock = _Bounded(sock, deadline_s, self._steady_s)
            method = "POST" if request.body else "GET"
            path = self._prefix + request.path
            connection.request(method, path, request.body or None, JSON)
            answer = connection.getresponse()
            body = answer.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES or answer.length:
            return NoAnswer(Fault.GARBLED, f"{len(body)} bytes, not its whole answer")
        return Reply(answer.status, body)


class _Bounded:
    """A socket as the HTTP client uses it, whose every wait ends at one moment."""

    def __init__(
        self, sock: socket.socket, deadline_s: float, steady_s: Callable[[], float]
    ) -> None:
        self._sock = sock
        self._deadline_s = deadline_s
        self._steady_s = steady_s

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return the stream the answer is read from."""
        return io.BufferedReader(_Stream(self))

    def sendall(self, content: bytes) -> None:
        """Send everything, or raise TimeoutError."""
        self._hurry()
        self._sock.sendall(content)

    def receive(self, buffer: bytearray) -> int:
        """Receive what there is, or raise TimeoutError."""
        self._hurry()
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        """Leave the socket open: the client closes it while its answer is still being read."""

    def _hurry(self) -> None:
        left_s = self._deadline_s - self._steady_s()
        if left_s <= 0:
            raise TimeoutError
        self._sock.settimeout(left_s)


class _Stream(io.RawIOBase):
    """What is received over a bounded socket, as a stream."""

    def __init__(self, bounded: _Bounded) -> None:
        self._bounded = bounded

    def readable(self) -> bool:
        """Tell the reader that it may read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what there is, or raise TimeoutError."""
        return self._bounded.receive(buffer)
