"""The board's files on disk: the newest under a fixed name, a short ring of former ones.

Each file appears whole or not at all, and only its owner may read it: callers' numbers are in it.
"""

import contextlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

FOLDER: Final = "paper"
NEWEST: Final = "board"
KEPT: Final = 10
"""Former boards kept beside the newest: ten minutes at one a minute (mark P)."""
SUFFIXES: Final = (".html", ".pdf")
WATCHED: Final = "watched"
"""A mark the ticker leaves: from then on a board that is not renewed is a fault."""
STALE_AFTER: Final = timedelta(minutes=3)
DRAFT_LIVES: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The board of one moment in its two forms."""

    made_at: datetime
    html: bytes
    pdf: bytes | None
    """None where it could not be set: the HTML alone is better than nothing."""


def write(folder: Path, sheet: Sheet) -> list[Path]:
    """Put a sheet down as the newest and into the ring; returns the newest files, oldest dropped.

    Raises OSError where the folder cannot be written. On a full disk the ring gives way first.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _drop_drafts(folder, sheet.made_at)
    contents = {".html": sheet.html, ".pdf": sheet.pdf}
    told = {suffix: content for suffix, content in contents.items() if content is not None}
    try:
        newest = _put_newest(folder, told, sheet.made_at)
    except OSError:
        for suffix in told:
            _drop_old(folder, suffix, 0)
        newest = _put_newest(folder, told, sheet.made_at)
    stamp = sheet.made_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for suffix, content in told.items():
        _drop_old(folder, suffix, KEPT - 1)
        _put(folder / f"{NEWEST}-{stamp}{suffix}", content, sheet.made_at)
    return newest


def _put_newest(folder: Path, told: Mapping[str, bytes], made_at: datetime) -> list[Path]:
    return [
        _put(folder / f"{NEWEST}{suffix}", content, made_at) for suffix, content in told.items()
    ]


def _put(path: Path, content: bytes, made_at: datetime) -> Path:
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # The age of a board is that of what it says.
        os.utime(draft, (made_at.timestamp(), made_at.timestamp()))
        os.replace(draft, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise
    return path


def _drop_old(folder: Path, suffix: str, kept: int) -> None:
    for path in _former(folder, suffix)[kept:]:
        path.unlink(missing_ok=True)


def _drop_drafts(folder: Path, made_at: datetime) -> None:
    """Drop what a power cut left half written; a young draft is of somebody writing now."""
    for path in folder.glob(f".{NEWEST}*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < (made_at - DRAFT_LIVES).timestamp():
                path.unlink()


def _former(folder: Path, suffix: str) -> list[Path]:
    """Return the ring of one form, newest first."""
    return sorted(folder.glob(f"{NEWEST}-*{suffix}"), reverse=True)


def mark_watched(folder: Path) -> None:
    """Leave the mark of the ticker; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / WATCHED).touch(mode=0o600)


def is_watched(folder: Path) -> bool:
    """Tell whether a ticker ever undertook to renew the board here."""
    return (folder / WATCHED).exists()


def made_at(folder: Path, suffix: str = ".html") -> datetime | None:
    """Return the moment the newest board tells of; None where there is none."""
    try:
        seconds = (folder / f"{NEWEST}{suffix}").stat().st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def health(folders: Sequence[Path], now: datetime) -> str:
    """Say "ok", or in a sentence which board is not renewed.

    The folders are told by their order: whoever asks for health need not be logged in, and the
    paths of the machine are nobody's business.
    """
    # A stick that was pulled out has taken its own mark along: any folder's mark stands for all.
    if not any(map(is_watched, folders)):
        return "ok"
    for number, folder in enumerate(folders, start=1):
        for suffix in SUFFIXES:
            told = made_at(folder, suffix)
            if told is None or now - told > STALE_AFTER:
                return (
                    f"值班纸板（第 {number} 存放处）{NEWEST}{suffix} {_age(told, now)}，"
                    "请检查 fenghuo watch 是否运行、磁盘是否已满或拔出。"
                )
    return "ok"


def _age(told: datetime | None, now: datetime) -> str:
    if told is None:
        return "没有写出"
    return f"已有 {int((now - told) / timedelta(minutes=1))} 分钟未更新"
