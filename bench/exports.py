"""What an export of 100,000 incidents needs of memory, beside holding every row at once."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Final

import openpyxl
from sqlalchemy import insert

from bench.figures import Figure
from incidents.exporting import HEADINGS, Listing, Wanted, rows_of
from incidents.records import Incident
from incidents.timeline import Act
from resources.database import db, transaction, upgrade
from web import create_app, exports
from web.settings import Settings

ROWS: Final = 100_000

MOST_MB: Final = 48
"""How far memory may rise above rest (P)."""
ZONE: Final = "Asia/Shanghai"
FIRST: Final = datetime(2016, 1, 1, tzinfo=UTC)
WANTED: Final = Wanted(Listing.INCIDENTS)

Measured = tuple[float, float]
"""Megabytes above rest, and seconds."""


def figures() -> Iterator[Figure]:
    """Measure both forms and the peer, each in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fill(folder)
        csv = _measured(_ours, folder, "csv")
        xlsx = _measured(_ours, folder, "xlsx")
        peer = _measured(_peer, folder, "xlsx")
        same = _same(folder)
    for form, (megabytes, seconds) in (("csv", csv), ("xlsx", xlsx)):
        beside = ("every row held, openpyxl", peer[0]) if form == "xlsx" else (None, None)
        yield Figure(
            name=f"export of a list, {form}: memory above rest",
            workload=f"{ROWS:,} incidents, {seconds:.1f} s",
            ours=round(megabytes, 1),
            unit="MB",
            peer=beside[0],
            peer_value=beside[1],
            ratio=round(peer[0] / max(megabytes, 0.1), 1) if form == "xlsx" else None,
            goal=f"< {MOST_MB} MB",
            same_answer=same if form == "xlsx" else None,
            holds=megabytes < MOST_MB and same,
        )


def _settings(folder: Path) -> Settings:
    return Settings(f"sqlite:///{folder / 'fenghuo.sqlite'}", folder, "k" * 64)


def _fill(folder: Path) -> None:
    """Make a database of generated incidents, a thousand to a statement."""
    upgrade(_settings(folder).database_url)
    app = create_app(_settings(folder))
    with app.app_context():
        with transaction() as session:
            for start in range(0, ROWS, 1_000):
                rows = [_incident(number) for number in range(start, start + 1_000)]
                session.execute(insert(Incident), rows)
        db.session.remove()
        db.engine.dispose()


def _incident(number: int) -> dict[str, object]:
    at = FIRST + timedelta(minutes=50 * number)
    return {
        "number": f"{at:%Y%m%d}-{number:06d}",
        "category": "10100",
        "level": 1 + number % 3,
        "state": "closed",
        "place_text": f"钟多街道桃花源大道{number}号附近的居民楼",
        "received_at": at,
        "filed_at": at,
        "closed_at": at + timedelta(hours=1),
        "is_generated": True,
    }


def _measured(work: Callable[[Path, str], None], folder: Path, form: str) -> Measured:
    # Memory at its highest is told for a whole process: each is measured in a new one.
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_alone, (work, folder, form))


def _alone(work: Callable[[Path, str], None], folder: Path, form: str) -> Measured:
    app = create_app(_settings(folder))
    with app.app_context():
        # Everything is imported and every buffer there before it is looked at.
        next(rows_of(db.session(), WANTED, ZONE))
        db.session.remove()
        rest, started = _highest_mb(), perf_counter()
        work(folder, form)
        used = _highest_mb() - rest, perf_counter() - started
        db.session.remove()
        db.engine.dispose()
    return used


def _highest_mb() -> float:
    # Not ru_maxrss: a new process begins with the highest of its parent.
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    told = next(line for line in lines if line.startswith("VmHWM:"))
    return int(told.split()[1]) / 1024


def _ours(folder: Path, form: str) -> None:
    order = exports.Order(WANTED, "全部时间", form, f"ours.{form}", ROWS, "bench")
    export = exports.start(order, Act("bench", FIRST))
    exports.finish()
    made = exports.file_of(exports.export_of(export.key, "bench"))
    made.rename(folder / f"ours.{form}")


def _peer(folder: Path, form: str) -> None:
    rows = list(rows_of(db.session(), WANTED, ZONE))
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append(list(HEADINGS[Listing.INCIDENTS]))
    for row in rows:
        sheet.append(row)
    book.save(folder / f"peer.{form}")


def _same(folder: Path) -> bool:
    """Read both workbooks back and compare them row by row."""
    both = zip_longest(_rows(folder / "ours.xlsx"), _rows(folder / "peer.xlsx"))
    return all(ours == theirs for ours, theirs in both)


def _rows(path: Path) -> Iterator[Sequence[object]]:
    book = openpyxl.load_workbook(path, read_only=True)
    for row in book.worksheets[0].iter_rows(values_only=True):
        yield ["" if value is None else value for value in row]
    book.close()
