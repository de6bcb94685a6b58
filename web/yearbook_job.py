"""The nightly job that holds what the yearbook counts from against the records."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from flask import Flask

from dispatch import desk
from dispatch.watch import Matter
from incidents.yearbook import rebuilding
from incidents.yearbook.fact_queries import county_zone
from resources.database import StoreBusy, db, transaction

YEARBOOK_EVERY: Final = timedelta(minutes=10)
"""How often it is asked whether tonight's check is due."""
FROM_HOUR: Final = 3
"""The local hour from which a night's check may run (P): the calmest of the day."""
_log = logging.getLogger(__name__)


class YearbookJob:
    """Checks once a night, and says loudly when a figure is kept otherwise than the records say."""

    def __init__(self, app: Flask, clock: Callable[[], datetime]) -> None:
        self._app = app
        self._clock = clock
        self._checked_on: date | None = None

    def run(self) -> int | None:
        """Check if tonight's check is due; return how many differences were found."""
        now = self._clock()
        with self._app.app_context():
            try:
                local = now.astimezone(county_zone(db.session()))
                if local.hour < FROM_HOUR or self._checked_on == local.date():
                    return None
                compared = rebuilding.compare(db.session())
            finally:
                db.session.remove()
            self._checked_on = local.date()
            if not compared.agrees:
                for one in compared.differences:
                    _log.error("the yearbook is kept otherwise than the records say: %s", one)
                self._tell(compared.found, local.date(), now)
        return compared.found

    def _tell(self, found: int, night: date, now: datetime) -> None:
        """Tell the room once; two tickers share the key."""
        sentence = (
            f"统计底数夜间核对有 {found} 处与记录不符，年报数字可能有误；"
            "请管理员运行 fenghuo rebuild-yearbook --check 查看，再重新生成。"
        )
        try:
            with transaction() as session:
                matter = Matter("yearbook_differs", f"{night:%Y-%m-%d}", None, sentence)
                desk.remind(session, [matter], now)
        except StoreBusy:
            _log.exception("the differences of the yearbook could not be written to the log")
