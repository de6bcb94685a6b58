"""Servers on this machine that answer as a routing engine does, or as none ever should."""

import json
import math
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

METRES_OF_DEGREE = 111_000
SPEED_MPS = 10.0


@dataclass
class Engine:
    """A server that speaks OSRM and Valhalla: straight lines at 36 km/h, and what it was asked."""

    url: str = ""
    asked: list[int] = field(default_factory=list)
    """The starts of each question."""
    wayless: set[tuple[float, float]] = field(default_factory=set)
    """Where no way leads from, as longitude and latitude."""
    is_off_map: bool = False
    off_map: set[tuple[float, float]] = field(default_factory=set)
    """Where Valhalla finds no road, and then refuses the whole question."""

    def answer(self, path: str) -> bytes:
        """Answer a question for a table of many starts and one goal."""
        told = re.search(r"driving/([^?]*)", path)
        assert told, path
        goal, *starts = (tuple(map(float, one.split(","))) for one in told.group(1).split(";"))
        self.asked.append(len(starts))
        metres = [math.dist(goal, one) * METRES_OF_DEGREE * 1.3 for one in starts]
        ways = [
            None if one in self.wayless else far for one, far in zip(starts, metres, strict=True)
        ]
        snap = 90_000.0 if self.is_off_map else 0.0
        table = {
            "code": "Ok",
            "distances": [[far] for far in ways],
            "durations": [[None if far is None else far / SPEED_MPS] for far in ways],
            "sources": [{"distance": snap} for _ in starts],
            "destinations": [{"distance": snap}],
        }
        return json.dumps(table).encode()

    def answer_posted(self, body: bytes) -> tuple[int, bytes]:
        """Answer a question for a matrix as Valhalla does."""
        told = json.loads(body)
        goal, *starts = ((one["lon"], one["lat"]) for one in (*told["targets"], *told["sources"]))
        self.asked.append(len(starts))
        if not self.off_map.isdisjoint((goal, *starts)):
            return 400, b'{"error_code":171,"error":"No suitable edges","status_code":400}'
        far = [math.dist(goal, one) * METRES_OF_DEGREE * 1.3 for one in starts]
        cells = [[{"time": round(one / SPEED_MPS), "distance": one / 1000}] for one in far]
        return 200, json.dumps({"sources_to_targets": cells, "units": "kilometers"}).encode()


@contextmanager
def an_engine(port: int = 0) -> Iterator[Engine]:
    """Run an engine that answers."""
    engine = Engine()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(200, engine.answer(self.path))

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self._send(*engine.answer_posted(self.rfile.read(length)))

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *told: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Answering)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    engine.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield engine
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def a_server(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """Run a server that treats every connection in one way, and give its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def treat(caller: socket.socket) -> None:
        with caller:
            # The caller may have gone: that is what the test is about.
            try:
                behave(caller)
            except OSError:
                return

    def accept() -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=treat, args=(caller,)))
            threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        for thread in threads:
            thread.join()


def hang(caller: socket.socket) -> None:
    """Take what comes and never answer, until the caller goes."""
    while caller.recv(4_096):
        pass


def dribble(caller: socket.socket) -> None:
    """Send a byte of a good answer ten times a second."""
    caller.recv(65_536)
    caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
    for _ in range(200):
        caller.sendall(b"1")
        time.sleep(0.1)


def dribble_headers(caller: socket.socket) -> None:
    """Send headers that never end."""
    caller.recv(65_536)
    caller.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(200):
        caller.sendall(b"X: y\r\n"[:1])
        time.sleep(0.1)


def say(words: bytes) -> Callable[[socket.socket], None]:
    """Return a behaviour that answers with these bytes and closes."""

    def speak(caller: socket.socket) -> None:
        caller.recv(65_536)
        caller.sendall(words)

    return speak


def flood(caller: socket.socket) -> None:
    """Send without end."""
    caller.recv(65_536)
    caller.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        caller.sendall(b"1" * 65_536)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])
