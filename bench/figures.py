"""A figure with the peer it was measured beside, the table for people and the file for scripts."""

import json
import platform
import subprocess
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Final, TypeVar

from web.clock import utc_now

ROOT: Final = Path(__file__).parents[1]
FIGURES: Final = ROOT / "var" / "figures"
COLUMNS: Final = ("name", "workload", "ours", "peer", "ratio", "goal", "same answer", "holds")

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Figure:
    """One row; fields that do not apply are None.

    `ratio` is how many times the peer needs of what ours needs; `same_answer` whether both gave
    the same.
    """

    name: str
    workload: str
    ours: float
    unit: str
    peer: str | None
    peer_value: float | None
    ratio: float | None
    goal: str
    same_answer: bool | None
    holds: bool


def faster(
    name: str,
    workload: str,
    ours_ms: float,
    peer: tuple[str, float],
    at_least: float,
    same_answer: bool | None = None,
) -> Figure:
    """Return the row of a race that is won when ours is `at_least` times as fast as the peer."""
    ratio = peer[1] / ours_ms
    return Figure(
        name=name,
        workload=workload,
        ours=round(ours_ms, 5),
        unit="ms",
        peer=peer[0],
        peer_value=round(peer[1], 5),
        ratio=round(ratio, 1),
        goal=f">= {at_least:g}x",
        same_answer=same_answer,
        holds=ratio >= at_least and same_answer is not False,
    )


def quick(name: str, workload: str, times_ms: Sequence[float], under_ms: float) -> list[Figure]:
    """Return the rows of median and p99 of what must be answered in less than so long."""
    cuts = quantiles(times_ms, n=100, method="inclusive")
    return [
        Figure(
            name=f"{name}, {which}",
            workload=workload,
            ours=round(value, 2),
            unit="ms",
            peer=None,
            peer_value=None,
            ratio=None,
            goal=f"< {under_ms:g} ms",
            same_answer=None,
            holds=value < under_ms,
        )
        for which, value in (("median", cuts[49]), ("p99", cuts[98]))
    ]


def timed(questions: Sequence[str], ask: Callable[[str], Answer]) -> tuple[list[Answer], float]:
    """Return the answer to each question and the mean milliseconds for one."""
    started = perf_counter()
    answers = [ask(question) for question in questions]
    return answers, (perf_counter() - started) * 1000 / len(questions)


def write(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures with machine, commit and time beside them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "machine": _machine(),
        "commit": _commit(),
        "at": utc_now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        "figures": [asdict(figure) for figure in figures],
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table for people."""
    rows = [COLUMNS, *(_cells(figure) for figure in figures)]
    widths = [max(_width(row[at]) for row in rows) for at in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        for row in rows
    )


def _cells(figure: Figure) -> tuple[str, ...]:
    peer = "" if figure.peer is None else f"{figure.peer}: {figure.peer_value:.4g}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:g}x"
    same = {None: "", True: "yes", False: "NO"}[figure.same_answer]
    holds = "yes" if figure.holds else "MISSED"
    ours = f"{figure.ours:.4g} {figure.unit}"
    return figure.name, figure.workload, ours, peer, ratio, figure.goal, same, holds


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _machine() -> str:
    about = Path("/proc/cpuinfo")
    lines = about.read_text("utf-8").splitlines() if about.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    chip = f"{len(models)} x {models[0]}" if models else platform.machine()
    return f"{chip}, {platform.system()}, Python {platform.python_version()}"


def _commit() -> str | None:
    asked = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or None
