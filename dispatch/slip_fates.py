"""What a slip typed in late may change of where a vehicle stands now: only what it knows newer."""

from dataclasses import dataclass
from datetime import datetime

from dispatch.errors import UnitNotReady, UnitTaken
from incidents.slips import UnitOnSlip
from resources.unit_status import LABELS, UnitStatus


@dataclass(frozen=True, slots=True)
class Held:
    """The incident a vehicle is on now, and since when it has that order."""

    number: str
    ordered_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What the system knows of a vehicle; `reported_at` None where it never reported."""

    status: UnitStatus
    since: datetime
    reported_at: datetime | None = None
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """How the slip's assignment ends, and what becomes of the vehicle's present state.

    `released_at` is None for one that is still out; `moves_to` None where its state stays.
    """

    released_at: datetime | None
    moves_to: UnitStatus | None = None
    warning: str = ""


def fate(unit: UnitOnSlip, known: Known) -> Fate:
    """Judge one vehicle of a slip.

    Raises UnitTaken and UnitNotReady where the slip says that it is still out and it cannot be.
    """
    status, at = unit.last
    is_newer = known.reported_at is None or at > known.reported_at
    if unit.left_at is not None:
        return _finished(unit, known, status, at, is_newer)
    return _still_out(unit, known, status, at, is_newer)


def _finished(
    unit: UnitOnSlip, known: Known, status: UnitStatus, at: datetime, is_newer: bool
) -> Fate:
    if known.held is not None:
        is_odd = is_newer and known.held.ordered_at < unit.ordered_at
        words = f"{unit.call_sign} 在系统中仍在警情 {known.held.number} 上，现状未改，请核对"
        return Fate(unit.left_at, warning=words if is_odd else "")
    is_same = known.status is status and known.since >= at
    if not is_newer or is_same:
        return Fate(unit.left_at)
    if known.status is UnitStatus.OUT_OF_SERVICE:
        words = f"{unit.call_sign} 现为停用，现状未改"
        return Fate(unit.left_at, warning=words)
    return Fate(unit.left_at, status)


def _still_out(
    unit: UnitOnSlip, known: Known, status: UnitStatus, at: datetime, is_newer: bool
) -> Fate:
    held = known.held
    if held is not None and held.ordered_at < unit.ordered_at:
        raise UnitTaken(
            f"{unit.call_sign} 在系统中仍在警情 {held.number} 上，本单又没有写它离开的时间："
            "请先为它报返队，或在本单填写返队或归队时间。"
        )
    if held is not None:
        words = f"{unit.call_sign} 单上没有写离开的时间，以其后派往警情 {held.number} 的时间计"
        return Fate(max(held.ordered_at, at), warning=words)
    if not is_newer:
        assert known.reported_at is not None, "an older slip is older than some report"
        words = (
            f"{unit.call_sign} 单上没有写离开的时间，以其后的状态报告计；"
            f"系统中现为“{LABELS[known.status]}”，如仍在外请另行报状态"
        )
        return Fate(known.reported_at, warning=words)
    if known.status is UnitStatus.OUT_OF_SERVICE:
        raise UnitNotReady(
            f"{unit.call_sign} 现为停用，不能记为仍在外：请先恢复战备，或在本单填写返队或归队时间。"
        )
    return Fate(None, status)
