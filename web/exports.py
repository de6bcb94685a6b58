"""Exports of long lists: one thread writes a file in the data folder, and anybody asks how far.

No request waits for it. How far it is stands in a small file beside it, so that every process of
the server can tell; the file is there to be fetched only once the log has it.
"""

import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock, Thread
from typing import Final

from flask import Flask, current_app

from incidents import queries
from incidents.exporting import (
    HEADINGS,
    LISTING_LABELS,
    Listing,
    Made,
    Wanted,
    note_export,
    rows_of,
)
from incidents.timeline import Act
from resources.database import db, transaction
from resources.errors import BadInput, FieldFault, Refusal
from web.clock import utc_now
from web.office.long_file import MOST_XLSX_ROWS, write_csv, write_xlsx
from web.office.words import Value
from web.presenting import SERVICE_ZONE, local_second

JOBS: Final = "fenghuo_exports"
FORMS: Final = ("csv", "xlsx")
KEPT_FOR: Final = timedelta(hours=24)
"""How long a file lies ready (P)."""
MOST_KEPT: Final = 20
TOLD_EVERY: Final = 500
"""After so many rows the progress is written down."""
REST_S: Final = 0.002
"""So long a thread rests then: whoever dispatches goes first."""
SILENT_FOR: Final = timedelta(seconds=120)
"""A job that has told nothing for so long has ended with its process."""
WAITS_S: Final = 20
"""A job that waits for its turn tells so often that it is still there."""
GONE: Final = "没有这次导出，可能已过期清除，请重新导出。"
KEY: Final = re.compile(r"[0-9a-f]{32}")


class UnknownExport(Refusal):
    """No export of this number, or not one of the person who asks."""


@dataclass(frozen=True, slots=True)
class Export:
    """One export: whose it is, what was asked, how far it is and what came of it."""

    key: str
    account: str
    listing: str
    asked: str
    form: str
    name: str
    rows: int
    done: int = 0
    state: str = "waiting"
    """`waiting`, `running`, `done` or `failed`."""
    fault: str = ""
    sha256: str = ""
    size_bytes: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in {"done", "failed"}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be exported: which list, in words and as a file, for whom."""

    wanted: Wanted
    asked: str
    form: str
    name: str
    rows: int
    account: str

    def __post_init__(self) -> None:
        if self.form not in FORMS:
            raise BadInput((FieldFault("form", "没有这种格式，可用 csv、xlsx。"),))
        if self.form == "xlsx" and self.rows > MOST_XLSX_ROWS:
            words = (
                f"共 {self.rows} 行，XLSX 一张表最多 {MOST_XLSX_ROWS} 行，请改用 CSV 或缩短时间。"
            )
            raise BadInput((FieldFault("form", words),))


@dataclass(slots=True)
class _Jobs:
    turn: Lock = field(default_factory=Lock)
    """Held by the one thread of this process that writes; the others wait."""
    threads: list[Thread] = field(default_factory=list)


def _jobs() -> _Jobs:
    jobs: _Jobs = current_app.extensions.setdefault(JOBS, _Jobs())
    return jobs


def folder() -> Path:
    """Where the files lie."""
    path: Path = current_app.config["DATA_DIR"] / "exports"
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def start(order: Order, act: Act) -> Export:
    """Begin an export in a thread of its own; those begun before in this process go first."""
    place = folder()
    _clear_out(place)
    export = Export(
        key=secrets.token_hex(16),
        account=order.account,
        listing=order.wanted.listing.value,
        asked=order.asked,
        form=order.form,
        name=order.name,
        rows=order.rows,
    )
    _tell(place, export)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    jobs = _jobs()
    work = Thread(
        target=_work, args=(app, jobs, _Writing(place, export), order.wanted, act), daemon=True
    )
    jobs.threads = [*(one for one in jobs.threads if one.is_alive()), work]
    work.start()
    return export


def export_of(key: str, account: str) -> Export:
    """How far an export is; raises UnknownExport, also to whoever did not ask for it."""
    path = folder() / f"{key}.json"
    if not KEY.fullmatch(key) or not path.is_file():
        raise UnknownExport(GONE)
    export = Export(**json.loads(path.read_text("utf-8")))
    if export.account != account:
        raise UnknownExport(GONE)
    if not export.is_over and _age(path) > SILENT_FOR:
        return replace(export, state="failed", fault="服务已重启，导出没有完成，请重新导出。")
    return export


def exports_of(account: str) -> list[Export]:
    """The exports of a person that still lie here, the newest first."""
    found = []
    for path in sorted(folder().glob("*.json"), key=os.path.getmtime, reverse=True):
        with suppress(UnknownExport, FileNotFoundError):
            found.append(export_of(path.stem, account))
    return found


def file_of(export: Export) -> Path:
    """The finished file; raises UnknownExport."""
    path = folder() / f"{export.key}.{export.form}"
    if export.state != "done" or not path.is_file():
        raise UnknownExport("文件还没有导出完，或已过期清除，请回到导出页查看。")
    return path


def finish() -> None:
    """Wait until this application exports nothing any more, before its database goes away."""
    for work in _jobs().threads:
        work.join()


class _Writing:
    """The file of one export while it is written, and how far it is."""

    def __init__(self, place: Path, export: Export) -> None:
        self.place = place
        self.export = export
        self.draft = place / f"{export.key}.part"

    def tell(self, **news: str | int) -> None:
        self.export = replace(self.export, **news)  # type: ignore[arg-type]
        _tell(self.place, self.export)

    def count(self, done: int) -> None:
        if done % TOLD_EVERY == 0:
            self.tell(done=done)
            time.sleep(REST_S)


def _work(app: Flask, jobs: _Jobs, writing: _Writing, wanted: Wanted, act: Act) -> None:
    while not jobs.turn.acquire(timeout=WAITS_S):
        writing.tell()
    try:
        with app.app_context():
            _write(writing, wanted, act, app.config["CLOCK"])
    except (Refusal, OSError) as refused:
        why = refused.strerror if isinstance(refused, OSError) else str(refused)
        writing.tell(state="failed", fault=f"导出没有完成：{why}，请通知管理员或稍后重试。")
    finally:
        jobs.turn.release()
        writing.draft.unlink(missing_ok=True)
        if not writing.export.is_over:
            writing.tell(state="failed", fault="程序出错，已记录；请重试或通知管理员。")


def _write(writing: _Writing, wanted: Wanted, act: Act, clock: Callable[[], datetime]) -> None:
    """Write the file, then the log, and only then give the file its name."""
    writing.tell(state="running")
    export = writing.export
    done = 0
    log_seq = 0

    def rows() -> Iterator[Sequence[Value]]:
        nonlocal done, log_seq
        session = db.session()
        log_seq = queries.log_seq()
        for done, row in enumerate(rows_of(session, wanted, SERVICE_ZONE.key), start=1):
            yield row
            writing.count(done)

    def notes() -> tuple[str, ...]:
        return _notes(export, done, log_seq, act)

    headings = HEADINGS[wanted.listing]
    if export.form == "csv":
        write_csv(writing.draft, headings, rows())
    else:
        write_xlsx(writing.draft, headings, rows(), notes)
    db.session.remove()
    size, sha256 = _measured(writing.draft)
    made = Made(wanted.listing, export.asked, export.form, done, sha256)
    with transaction() as session:
        note_export(session, made, Act(act.by, clock()))
    writing.draft.rename(writing.place / f"{export.key}.{export.form}")
    writing.tell(state="done", done=done, rows=done, sha256=sha256, size_bytes=size)


def _notes(export: Export, done: int, log_seq: int, act: Act) -> tuple[str, ...]:
    return (
        f"{LISTING_LABELS[Listing(export.listing)]}清单：{export.asked}，共 {done} 行。",
        f"导出人：{act.by}，{local_second(act.now)}；日志位置：第 {log_seq} 条。",
        "不含报警人姓名、电话和警情描述；空格表示没有填写，不是零。",
        "来源一栏标明生成的演示数据、补录和旧登记簿导入的记录。",
    )


def _measured(path: Path) -> tuple[int, str]:
    """The size of a file in bytes and its SHA-256, read piece by piece."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return path.stat().st_size, digest.hexdigest()


def _tell(place: Path, export: Export) -> None:
    """Write down how far an export is: whole, or not at all."""
    draft = place / f"{export.key}.told"
    draft.write_text(json.dumps(asdict(export), ensure_ascii=False), "utf-8")
    draft.replace(place / f"{export.key}.json")


def _age(path: Path) -> timedelta:
    return utc_now() - datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _clear_out(place: Path) -> None:
    """Take away what is too old, and the oldest where there are too many."""
    told = sorted(place.glob("*.json"), key=os.path.getmtime, reverse=True)
    for number, path in enumerate(told):
        with suppress(FileNotFoundError):
            # One under way is young: it tells of itself every few seconds.
            is_young = _age(path) < SILENT_FOR
            if not is_young and (number >= MOST_KEPT or _age(path) > KEPT_FOR):
                for form in (*FORMS, "part", "told", "json"):
                    path.with_suffix(f".{form}").unlink(missing_ok=True)
