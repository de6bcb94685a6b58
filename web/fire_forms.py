"""From a request to the values of the fire register."""

import re
from datetime import UTC, date, datetime, time
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from incidents.causes import Cause
from incidents.fire_grades import CountedBefore, FireOwner, LaterDeath
from incidents.premises import Occupancy
from incidents.reports import FireFacts, FireForm
from web.reading import EARLIEST_YEAR, Reader

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_Told = TypeVar("_Told")


def read_fire(reader: Reader, known: FireFacts, now: datetime) -> FireFacts:
    """Read a fire record; what is not told stays as `known`. Raises BadInput for what is wrong.

    What may be unknown (households, the parts of the loss, finer cause, township) is emptied by
    telling it as empty or null.
    """
    cause = reader.choice("cause", Cause)
    occupancy = reader.choice("occupancy", Occupancy)
    is_urban = reader.yes_or_no("is_urban")
    facts = FireFacts(
        occurred_at=_occurred_at(reader, known, now),
        form=reader.choice("form", FireForm) or known.form,
        place_text=reader.text("place") or known.place_text,
        is_urban=known.is_urban if is_urban is None else is_urban,
        occupancy=str(occupancy or known.occupancy),
        cause=str(cause or known.cause),
        dead=_told(reader.whole("dead"), known.dead),
        seriously_injured=_told(reader.whole("seriously_injured"), known.seriously_injured),
        lightly_injured=_told(reader.whole("lightly_injured"), known.lightly_injured),
        loss_fen=_told(reader.fen("loss_yuan"), known.loss_fen),
        is_generated=known.is_generated,
        owner=reader.choice("owner", FireOwner) or known.owner,
        households=_or_none(reader, "households", reader.whole("households"), known.households),
        site_cost_fen=_or_none(
            reader, "site_cost_yuan", reader.fen("site_cost_yuan"), known.site_cost_fen
        ),
        people_cost_fen=_or_none(
            reader, "people_cost_yuan", reader.fen("people_cost_yuan"), known.people_cost_fen
        ),
        cause_code=_or_none(reader, "cause_code", reader.text("cause_code", 40), known.cause_code),
        township_code=_or_none(
            reader, "township", reader.text("township") or None, known.township_code
        ),
    )
    reader.finish()
    return facts


def _occurred_at(reader: Reader, known: FireFacts, now: datetime) -> datetime:
    told_at = reader.moment("occurred_at")
    if told_at is None or told_at == known.occurred_at.replace(microsecond=0):
        # A form knows no parts of a second: the same second is no correction.
        return known.occurred_at
    if told_at > now:
        reader.blame("occurred_at", "起火时间晚于现在，请核对。")
    return told_at.astimezone(UTC)


def _told(told: int | None, known: int) -> int:
    return known if told is None else told


def _or_none(reader: Reader, name: str, told: _Told, known: _Told) -> _Told:
    return told if name in reader.values else known


def require_told(reader: Reader, *names: str) -> None:
    """Blame the figures that a form left empty: a nought must be told, never guessed."""
    for name in names:
        if reader.values.get(name) in (None, ""):
            reader.blame(name, "请填写，没有则填 0。")


def read_death(reader: Reader, zone: ZoneInfo) -> LaterDeath:
    """Read a death told later by its local day; raises BadInput for what is wrong."""
    told = reader.text("died_on")
    day = _day(told)
    if day is None:
        reader.blame("died_on", f"“{told}”不是日期，例如 2026-06-03。" if told else "请填写日期。")
    counted_before = reader.choice("counted_before", CountedBefore) or CountedBefore.NOBODY
    reader.finish()
    assert day is not None, "finish refuses a request with a fault"
    return LaterDeath(datetime.combine(day, time(), zone), counted_before)


def _day(told: str) -> date | None:
    try:
        day = date.fromisoformat(told) if _DAY.fullmatch(told) else None
    except ValueError:
        return None
    return day if day is not None and day.year >= EARLIEST_YEAR else None
