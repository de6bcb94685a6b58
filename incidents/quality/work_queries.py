"""The work list as it is asked for: candidates found by SQL, judged by the rules, counted."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents.quality import queries, work_candidates
from incidents.quality.reviews import StepTaken
from incidents.quality.seen import Mender
from incidents.quality.work_list import Judged, WorkItem, WorkKind, items_of
from incidents.records import Incident
from incidents.yearbook.records import Review
from resources.records import Station

MOST_JUDGED: Final = 2_000
"""How many candidates one asking judges; more than that asks for a shorter period."""
AT_A_TIME: Final = 400


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """What of the list is wanted; times are half-open, what is empty leaves nothing out."""

    since: datetime
    before: datetime
    kinds: frozenset[WorkKind] = frozenset(WorkKind)
    station_code: str = ""
    mender: Mender | None = None


@dataclass(frozen=True, slots=True)
class WorkList:
    """The items found, the newest record first; `is_cut` tells that older records were left out."""

    items: tuple[WorkItem, ...]
    is_cut: bool


def work_list(session: Session, wanted: WorkFilter, now: datetime, zone: ZoneInfo) -> WorkList:
    """Return what is to be done about the records of a time."""
    keys = _candidates(session, wanted, now)
    found = (
        item
        for judged in _judged(session, keys[:MOST_JUDGED], now, zone)
        for item in items_of(judged, now)
        if _is_wanted(item, wanted)
    )
    return WorkList(tuple(found), len(keys) > MOST_JUDGED)


def _is_wanted(item: WorkItem, wanted: WorkFilter) -> bool:
    return (
        item.kind in wanted.kinds
        and (not wanted.station_code or item.station_code == wanted.station_code)
        and (wanted.mender is None or item.mender is wanted.mender)
    )


def _candidates(session: Session, wanted: WorkFilter, now: datetime) -> Sequence[int]:
    latitude = session.scalar(select(func.avg(Station.lat))) or 0.0
    query = (
        select(Incident.id)
        .where(
            Incident.received_at >= wanted.since,
            Incident.received_at < wanted.before,
            work_candidates.condition(wanted.kinds, now, latitude),
        )
        .order_by(Incident.received_at.desc(), Incident.id.desc())
        .limit(MOST_JUDGED + 1)
    )
    if wanted.station_code:
        query = query.where(work_candidates.at_station(wanted.station_code))
    return session.scalars(query).all()


def _judged(
    session: Session, keys: Sequence[int], now: datetime, zone: ZoneInfo
) -> Iterator[Judged]:
    for start in range(0, len(keys), AT_A_TIME):
        some = keys[start : start + AT_A_TIME]
        found, steps = queries.judged(session, some, now, zone), _last_steps(session, some)
        for key in some:
            record, remarked = found[key]
            unanswered = tuple(one.finding for one in remarked if one.remark is None)
            yield Judged(record, unanswered, steps.get(key))


def _last_steps(session: Session, keys: Collection[int]) -> dict[int, StepTaken]:
    query = select(Review).where(Review.incident_id.in_(keys)).order_by(Review.id)
    return {row.incident_id: queries.step_taken(row) for row in session.scalars(query)}
