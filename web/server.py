"""The production server: gunicorn with threads, on a socket that is bound before anything else."""

import errno
import gc
import socket
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import TConn, ThreadWorker

from resources.database import db
from resources.errors import Refusal
from web.gazetteer import prepare
from web.live.service import streams_of

THREADS: Final = 32
"""Requests of one worker under way at once. Live streams hold no thread: the crier has them."""
BACKLOG: Final = 256
GRACE_S: Final = 5
"""A stop waits this long for requests under way; a live stream would never end by itself."""
MEMORY_FOLDER: Final = Path("/dev/shm")


class AddressRefused(Refusal):
    """The address cannot be listened on."""


@dataclass(frozen=True, slots=True)
class Listening:
    """A bound socket, and the address people type to reach it."""

    socket: socket.socket
    address: str


def listen(host: str, port: int) -> Listening:
    """Bind the address; raises AddressRefused when it is taken or not of this machine."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise AddressRefused(f"地址 {host} 无法识别：{error.strerror}。") from error
    # A connection still closing from before must not keep a restarted server out.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(place)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            other = port % 65535 + 1
            why = f"端口 {port} 已被占用，请停止占用它的程序，或换一个，例如 --port {other}。"
        else:
            why = f"无法在 {host}:{port} 上监听（{error.strerror}），请换一个地址或端口。"
        raise AddressRefused(why) from error
    shown = f"[{host}]" if family == socket.AF_INET6 else host
    return Listening(listener, f"http://{shown}:{listener.getsockname()[1]}")


class Server(BaseApplication):  # type: ignore[misc]
    """The application under gunicorn; it is made in each worker, after the fork.

    A database connection made before the fork would be shared by two processes.
    """

    def __init__(
        self, make_app: Callable[[], Flask], listening: Listening, workers: int = 1
    ) -> None:
        self._make_app = make_app
        # Handed over for good: gunicorn closes the number it is given, and asks again at a reload.
        self._bind = f"fd://{listening.socket.detach()}"
        self._workers = workers
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's own choice."""
        settings: dict[str, str | int | bool] = {
            "bind": self._bind,
            "workers": self._workers,
            "worker_class": "web.server.Worker",
            "threads": THREADS,
            "graceful_timeout": GRACE_S,
            "keepalive": 15,
            "loglevel": "warning",
            # A second way in that nobody asked for.
            "control_socket_disable": True,
            "proc_name": "fenghuo",
        }
        if MEMORY_FOLDER.is_dir():
            # The sign of life of a worker must not wait for a busy disk.
            settings["worker_tmp_dir"] = str(MEMORY_FOLDER)
        self.cfg.set("worker_exit", _end_streams)
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application, connect once, and make ready what the first caller would await."""
        app = self._make_app()
        with app.app_context(), db.engine.connect():
            prepare()
            db.session.remove()
        # What is held from here on is never garbage: looking it through would make callers wait.
        gc.collect()
        gc.freeze()
        return app


class Worker(ThreadWorker):  # type: ignore[misc]
    """A worker with threads, which lets go of the sockets of live streams."""

    def finish_request(self, conn: TConn, fs: "Future[object]") -> None:
        """Take a connection back after a request, unless the crier has taken it over."""
        if conn.sock.fileno() < 0:
            self.nr_conns -= 1
        else:
            super().finish_request(conn, fs)


def _end_streams(arbiter: Arbiter, worker: ThreadWorker) -> None:
    """End the streams of a worker that ends; the arbiter asks this of one that is gone, too."""
    if worker.wsgi is not None:
        streams_of(worker.wsgi).stop()


def serve(make_app: Callable[[], Flask], listening: Listening, workers: int = 1) -> None:
    """Serve until a signal asks for the end."""
    print(f"烽火已启动：{listening.address}", flush=True)
    Server(make_app, listening, workers).run()
