"""The server and the ticker as real processes: they start, answer, refuse and end cleanly."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from web.server import AddressRefused, listen

ROOT = Path(__file__).parents[2]
START_S = 30
STOP_S = 8


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(database_url, folder, *arguments):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FENGHUO_")}
    environment |= {
        "FENGHUO_DATABASE_URL": database_url,
        "FENGHUO_DATA_DIR": str(folder),
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen(
        [sys.executable, "-c", "from web.commands import main; main()", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.fixture
def running(database_url, tmp_path):
    """Start commands, and end what a failed test leaves behind."""
    processes = []

    def run(*arguments):
        process = start(database_url, tmp_path, *arguments)
        processes.append(process)
        return process

    yield run
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def first_line(process) -> str:
    line: str = process.stdout.readline()
    return line


def get(port, path="/login"):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=START_S) as answer:
        return answer.status, answer.read()


def members_of(group: int) -> list[int]:
    """The processes of a session, zombies aside."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def test_the_server_answers_sixteen_desks_and_ends_without_an_orphan(running):
    port = free_port()
    server = running("serve", "--port", str(port))
    said = first_line(server)

    with ThreadPoolExecutor(16) as desks:
        answers = list(desks.map(lambda desk: get(port), range(48)))
    workers = members_of(server.pid)
    asked = time.monotonic()
    server.terminate()
    code = server.wait(STOP_S)

    assert said == f"烽火已启动：http://127.0.0.1:{port}\n"
    assert {status for status, _ in answers} == {200}
    assert all("烽火".encode() in page for _, page in answers)
    assert code == 0 and time.monotonic() - asked < STOP_S
    assert len(workers) >= 2 and members_of(server.pid) == []


def test_a_request_that_never_ends_does_not_keep_the_server_from_stopping(running):
    port = free_port()
    server = running("serve", "--port", str(port))
    first_line(server)
    get(port)
    with socket.create_connection(("127.0.0.1", port)) as half_told:
        half_told.sendall(b"GET /login HTTP/1.1\r\nHost: x\r\n")

        server.terminate()

        assert server.wait(STOP_S) == 0


def test_a_second_server_on_the_same_port_is_refused_in_one_line(running):
    port = free_port()
    first = running("serve", "--port", str(port))
    first_line(first)

    second = running("serve", "--port", str(port))
    said, complaint = second.communicate(timeout=START_S)

    assert (second.returncode, said) == (1, "")
    assert complaint.count("\n") == 1 and f"端口 {port} 已被占用" in complaint
    assert get(port)[0] == 200


def test_the_server_does_not_start_on_a_database_that_was_never_made(tmp_path):
    process = start(f"sqlite:///{tmp_path}/none.sqlite", tmp_path, "serve", "--port", "0")

    said, complaint = process.communicate(timeout=START_S)

    assert (process.returncode, said) == (1, "")
    assert complaint == "数据库尚未建立，请先运行 fenghuo init-db。\n"


def test_the_server_does_not_start_on_a_wrong_setting(tmp_path):
    process = start("mysql://x/y", tmp_path, "serve", "--port", "0")

    said, complaint = process.communicate(timeout=START_S)

    assert (process.returncode, said) == (1, "")
    assert complaint.startswith("FENGHUO_DATABASE_URL") and complaint.count("\n") == 1


def test_the_ticker_starts_and_ends_cleanly(running):
    watch = running("watch")
    first_line(watch)
    time.sleep(1.5)

    watch.terminate()

    assert watch.wait(STOP_S) == 0
    assert watch.stderr.read() == ""


def test_a_name_that_is_no_address_is_refused():
    with pytest.raises(AddressRefused, match="无法识别"):
        listen("no such host.invalid", 0)
