"""The stamps of one vehicle on one incident, and the columns of its assignment made from them.

A stamp that was struck (undone or corrected) stays and no longer counts: the columns are what the
stamps left standing say.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.records import Assignment, Stamp
from incidents.timeline import Act, Source
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


def standing(session: Session, assignment: Assignment) -> list[Stamp]:
    """The stamps of an assignment that count, in the order in which each stands for its kind.

    A correction goes before what it corrects and what else was reported, the newest first; the
    rest keeps the order of entry, because a late report never takes the place of the first.
    """
    query = (
        select(Stamp)
        .where(Stamp.assignment_id == assignment.id, Stamp.struck_at.is_(None))
        .order_by(Stamp.id)
    )
    told = session.scalars(query).all()
    corrected = [one for one in told if one.source == Source.BACK_DATED]
    return [*reversed(corrected), *(one for one in told if one.source != Source.BACK_DATED)]


def columns_of(stamps: Iterable[Stamp]) -> dict[str, datetime]:
    """The times the columns of an assignment get from stamps in the order of `standing`."""
    told: dict[UnitStatus, list[datetime]] = {}
    for stamp in stamps:
        told.setdefault(UnitStatus(stamp.status), []).append(stamp.at)
    kept = {
        STAMP_COLUMNS[kind]: kept_of(kind, told[kind]) for kind in told if kind in STAMP_COLUMNS
    }
    return {column: moment for column, moment in kept.items() if moment is not None}


def recompute(session: Session, assignment: Assignment) -> None:
    """Set the columns of an assignment to what its standing stamps say.

    A column no stamp ever told of is left alone: records from before have no stamps.
    """
    session.flush()
    query = select(Stamp.status).where(Stamp.assignment_id == assignment.id).distinct()
    ever_told = set(session.scalars(query))
    times = columns_of(standing(session, assignment))
    for status, column in STAMP_COLUMNS.items():
        if status in ever_told:
            setattr(assignment, column, times.get(column))
