"""Run the server and the ticker together, and let neither outlive the other or this process."""

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

GRACE_S = 15.0
START_S = 60.0
PR_SET_PDEATHSIG = 1


class StopRequested(Exception):
    """Someone asked for the end: Ctrl+C, a closed terminal or a termination signal."""


def request_stop(number: int, frame: FrameType | None) -> None:
    """Turn a signal into an exception, once; a second Ctrl+C must not cut the tidy end short."""
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, signal.SIG_IGN)
    raise StopRequested(signal.Signals(number).name)


def end_with_parent() -> None:
    """Ask Linux to end this child when its parent dies, even by SIGKILL; elsewhere do nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, signal.SIG_DFL)


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """Start one `fenghuo` command in its own session, so that Ctrl+C reaches only this process."""
    command = str(Path(sys.executable).with_name("fenghuo"))
    return subprocess.Popen(
        [command, *arguments], start_new_session=True, preexec_fn=end_with_parent
    )


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """End every process politely, and by force once the grace time is over."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE_S
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            # The whole session: a server killed alone would leave its workers behind.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(host: str, port: int) -> bool:
    """Tell whether something accepts connections at the address."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def wait_until_ended(processes: dict[str, subprocess.Popen[bytes]], host: str, port: int) -> int:
    """Announce the address once it answers, then return the exit code of the first to end."""
    near = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    announced = False
    started = time.monotonic()
    while True:
        for name, process in processes.items():
            if (code := process.poll()) is not None:
                print(f"!!! fenghuo {name} 已退出（{code}），另一进程随之停止。", flush=True)
                return code or 1
        if not announced and answers(near, port):
            print(
                f"==> 烽火已启动：http://{near}:{port}  按 Ctrl+C 停止 / Ctrl+C stops", flush=True
            )
            announced = True
        if not announced and time.monotonic() - started > START_S:
            print(f"!!! {START_S:.0f} 秒内没有响应：http://{near}:{port}", flush=True)
            return 1
        time.sleep(0.2)


def main() -> int:
    """Run `fenghuo serve` and `fenghuo watch` until one ends or a signal arrives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8119)
    chosen = parser.parse_args()
    if answers(chosen.host, chosen.port):
        print(f"!!! 端口 {chosen.port} 已被占用，请换一个：make run PORT={chosen.port + 1}")
        return 1
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, request_stop)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        processes["serve"] = start("serve", "--host", chosen.host, "--port", str(chosen.port))
        processes["watch"] = start("watch")
        return wait_until_ended(processes, chosen.host, chosen.port)
    except StopRequested:
        print("\n==> 正在停止 / Stopping", flush=True)
        return 0
    finally:
        stop(list(processes.values()))


if __name__ == "__main__":
    sys.exit(main())
