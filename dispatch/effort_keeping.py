"""The verbs and reads of effort: switched on by the room, kept without names, read by release."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.effort import CallEffort, ReleaseEffort, as_text, from_text, of_release
from dispatch.records import Effort
from incidents import ledger
from incidents.timeline import Act, Entry
from resources.database import db
from resources.records import RoomSetting

SETTING: Final = "effort"


def is_measured(session: Session | None = None) -> bool:
    """Whether the room has switched the measuring on; off unless somebody did."""
    row = (session or db.session).get(RoomSetting, SETTING)
    return row is not None and row.value == "on"


def switch(session: Session, is_on: bool, act: Act) -> None:
    """Switch the measuring on or off; said once in the log."""
    if is_measured(session) is is_on:
        return
    row = session.get(RoomSetting, SETTING)
    if row is None:
        row = RoomSetting(name=SETTING)
        session.add(row)
    row.value, row.set_at, row.set_by = "on" if is_on else "off", act.now, act.by
    words = f"席位操作统计：{'开启' if is_on else '关闭'}"
    ledger.note(session, Entry("effort_switched", words, act, facts={"effort": row.value}))


def keep(session: Session, told: CallEffort, release: str, now: datetime) -> bool:
    """Keep what one call cost; False where the room does not measure.

    The day is kept and not the moment: with it a call could be found again in the log, and
    with the call who took it.
    """
    if not is_measured(session):
        return False
    session.add(
        Effort(
            at=now.replace(hour=0, minute=0, second=0, microsecond=0),
            release=release,
            keys=told.keys,
            typed=told.typed,
            mouse=told.mouse,
            undone=told.undone,
            seconds=told.seconds,
            was_ordered=told.was_ordered,
            fields=as_text(told.fields),
        )
    )
    return True


def by_release() -> Sequence[ReleaseEffort]:
    """What calls cost under each release, the last release first."""
    rows = db.session.scalars(select(Effort).order_by(Effort.release.desc(), Effort.id))
    return [
        of_release(release, [_told(row) for row in group])
        for release, group in groupby(rows, key=lambda row: row.release)
    ]


def _told(row: Effort) -> CallEffort:
    return CallEffort(
        row.keys,
        row.typed,
        row.mouse,
        row.undone,
        row.seconds,
        row.was_ordered,
        from_text(row.fields),
    )
