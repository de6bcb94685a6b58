"""A real `fenghuo serve` under test: started, killed with everything it began, started again."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

START_S = 60.0
STOP_S = 15.0
ANNOUNCED = "http://127.0.0.1:"
FENGHUO = (str(Path(sys.executable).with_name("fenghuo")),)
"""The console script of the interpreter that runs the tests."""
ROOT = Path(__file__).parents[2]
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    """Ask Linux to end this child with the test run, even if that is killed outright."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def environment(database_url: str, folder: Path) -> dict[str, str]:
    """Return the settings of an installation as its commands read them."""
    inherited = {name: told for name, told in os.environ.items() if "FENGHUO" not in name}
    return {
        **inherited,
        "FENGHUO_DATABASE_URL": database_url,
        "FENGHUO_DATA_DIR": str(folder),
        "FENGHUO_SECRET_KEY": "k" * 64,
    }


class Server:
    """One installation's server: at most one process group of it lives at a time."""

    def __init__(
        self, database_url: str, folder: Path, *options: str, program: Sequence[str] = FENGHUO
    ) -> None:
        self._environment = environment(database_url, folder)
        self._command = [*program, "serve", "--port", "0", *options]
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        """Where it listened last; another one after each start."""
        self.is_up = threading.Event()
        """Set from the first good answer until the kill."""

    def start(self) -> float:
        """Start it, wait for its first good answer, and return the seconds that took."""
        assert self._process is None, "it runs already"
        began = time.monotonic()
        said, complained = self._folder / "serve.out", self._folder / "serve.err"
        with said.open("wb") as out, complained.open("ab") as err:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdout=out,
                stderr=err,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        while not (ANNOUNCED in (text := said.read_text("utf-8")) and text.endswith("\n")):
            self._must_be_starting(began)
            time.sleep(0.02)
        self.port = int(text.partition(ANNOUNCED)[2])
        while not self._is_well():
            self._must_be_starting(began)
            time.sleep(0.02)
        self.is_up.set()
        return time.monotonic() - began

    def _must_be_starting(self, began: float) -> None:
        assert self._process is not None
        complaint = self._folder / "serve.err"
        assert self._process.poll() is None, f"it ended: {complaint.read_text('utf-8')}"
        assert time.monotonic() - began < START_S, f"no answer: {complaint.read_text('utf-8')}"

    def _is_well(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=START_S)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """Kill master and workers at once, as a power switch would; nothing if it is down."""
        if self._process is not None:
            self.is_up.clear()
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def workers(self) -> list[int]:
        """The processes that answer requests; the master starts another for one that ends."""
        assert self._process is not None, "it is down"
        return [pid for pid, parent in _parents() if parent == self._process.pid]

    def kill_workers(self) -> int:
        """Kill all workers outright, as a fault of memory would; return how many there were."""
        killed = self.workers()
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        return len(killed)

    def stop(self) -> None:
        """End it politely, and by force when it does not go."""
        if self._process is not None:
            self.is_up.clear()
            self._process.terminate()
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None


def _parents() -> Iterator[tuple[int, int]]:
    """Yield every process of this machine with its parent, zombies aside."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            yield int(stat.parent.name), int(fields[1])


@contextmanager
def serving(
    database_url: str, folder: Path, *options: str, program: Sequence[str] = FENGHUO
) -> Iterator[Server]:
    """Run a server for the time of a block; whatever fails inside, no process is left."""
    server = Server(database_url, folder, *options, program=program)
    try:
        server.start()
        yield server
        server.stop()
    finally:
        server.kill()


def verify_log(database_url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `fenghuo verify-log` on an installation."""
    return subprocess.run(
        [*FENGHUO, "verify-log"],
        cwd=ROOT,
        env=environment(database_url, folder),
        capture_output=True,
        text=True,
        timeout=START_S,
    )
