"""The job that puts the board on paper every minute, and says loudly when it cannot."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from flask import Flask

from dispatch import desk
from dispatch.watch import Matter
from resources.database import StoreBusy, db, transaction
from web import paper_files
from web.paper_sheets import board_sheet

PAPER_EVERY: Final = timedelta(seconds=60)
_log = logging.getLogger(__name__)


class PaperJob:
    """Writes the board of this moment to every folder it is kept in."""

    def __init__(self, app: Flask, clock: Callable[[], datetime]) -> None:
        self._app = app
        self._clock = clock
        self._folders: tuple[Path, ...] = app.config["PAPER_DIRS"]

    def run(self) -> list[str]:
        """Write the board once; returns a sentence for each folder that could not be written."""
        now = self._clock()
        faults = self._mark()
        with self._app.app_context():
            try:
                sheet = board_sheet(now)
            finally:
                db.session.remove()
            if sheet.pdf is None:
                faults.append("值班纸板的 PDF 未能排出，只写出了 HTML，请通知管理员。")
            for folder in self._folders:
                try:
                    paper_files.write(folder, sheet)
                except OSError as error:
                    faults.append(_fault(folder, error))
            self._tell(faults, now)
        return faults

    def _mark(self) -> list[str]:
        faults = []
        for folder in self._folders:
            try:
                paper_files.mark_watched(folder)
            except OSError as error:
                faults.append(_fault(folder, error))
        return faults

    def _tell(self, faults: list[str], now: datetime) -> None:
        """Tell of faults in the program's log each time, in the room's once an hour."""
        unlike = list(dict.fromkeys(faults))
        for sentence in unlike:
            _log.error("%s", sentence)
        matters = [
            Matter("paper_not_written", f"{now:%Y%m%dT%HZ} {at}", None, sentence)
            for at, sentence in enumerate(unlike)
        ]
        if not matters:
            return
        try:
            with transaction() as session:
                desk.remind(session, matters, now)
        except StoreBusy:
            # The database may lie on the same full disk; the program's log has it.
            _log.exception("the fault of the paper board could not be written to the room's log")


def _fault(folder: Path, error: OSError) -> str:
    return f"值班纸板无法写入 {folder}（{error.strerror}），请检查磁盘空间、U 盘或共享。"
