"""The stamps of one vehicle on one incident, and the columns of its assignment made from them.

A stamp that was struck (undone or corrected) stays and no longer counts: the columns are what the
stamps left standing say.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.records import Assignment, Stamp
from incidents.timeline import Act
from resources.unit_status import UnitStatus

STAMP_COLUMNS: Final = {
    UnitStatus.ALERTED: "acknowledged_at",
    UnitStatus.EN_ROUTE: "en_route_at",
    UnitStatus.ON_SCENE: "on_scene_at",
    UnitStatus.WATER_ON: "water_on_at",
    UnitStatus.WATER_OFF: "water_off_at",
    UnitStatus.RETURNING: "returning_at",
    UnitStatus.IN_STATION: "in_station_at",
}


def kept_of(status: UnitStatus, moments: Sequence[datetime]) -> datetime | None:
    """Return which of the moments told of a status stands; they come in the order of entry.

    The first of a kind stands; only the last "water off" is the end of the water.
    """
    if not moments:
        return None
    return max(moments) if status is UnitStatus.WATER_OFF else moments[0]


def strike(stamp: Stamp, why: str, act: Act) -> None:
    """Strike a stamp: the row stays with who struck it and why, and no longer counts."""
    assert stamp.struck_at is None, "a stamp is struck once"
    stamp.struck_at = act.now
    stamp.struck_by = act.by
    stamp.struck_why = why


def recompute(session: Session, assignment: Assignment) -> None:
    """Set the columns of an assignment to what its standing stamps say.

    A column no stamp ever told of is left alone: records from before have no stamps.
    """
    session.flush()
    query = select(Stamp).where(Stamp.assignment_id == assignment.id).order_by(Stamp.id)
    told = session.scalars(query).all()
    for status, column in STAMP_COLUMNS.items():
        ours = [stamp for stamp in told if stamp.status == status]
        if ours:
            standing = [stamp.at for stamp in ours if stamp.struck_at is None]
            setattr(assignment, column, kept_of(status, standing))
