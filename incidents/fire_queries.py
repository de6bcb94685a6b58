"""Reads of the fire register: lists, the deaths told later, and where a fire stands by its rule."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from incidents.errors import UnknownFire
from incidents.fire_grades import (
    CountedBefore,
    Grading,
    LaterDeath,
    Toll,
    grade_of,
    toll_with,
    within_window,
)
from incidents.records import Fire as Fire
from incidents.records import LogEntry
from incidents.yearbook.records import FireDeath as FireDeath
from incidents.yearbook.records import FireFact
from resources.database import db

FIRE_KINDS: Final = ("fire_registered", "fire_amended", "fire_death_told", "fire_death_struck")
"""The kinds of log entries a fire's history is made of."""


@dataclass(frozen=True, slots=True)
class FireFilter:
    """What a list of fires is asked for; None and empty words leave a field open."""

    since: datetime | None = None
    before: datetime | None = None
    owner: str = ""
    form: str = ""
    cause: str = ""
    grade: str = ""
    township: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a fire stands today: its people, its grade, and the deaths too late to count."""

    toll: Toll
    grading: Grading
    too_late: int


def fires_matching(wanted: FireFilter, limit: int, offset: int = 0) -> tuple[Sequence[Fire], int]:
    """Fires of a filter, newest first, and how many there are in all."""
    query = _narrowed(select(Fire), wanted)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = (
        query.options(selectinload(Fire.incident))
        .order_by(Fire.occurred_at.desc(), Fire.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return db.session.scalars(page).all(), total


def _narrowed(query: Select[Fire], wanted: FireFilter) -> Select[Fire]:
    if wanted.since is not None:
        query = query.where(Fire.occurred_at >= wanted.since)
    if wanted.before is not None:
        query = query.where(Fire.occurred_at < wanted.before)
    columns = {
        Fire.owner: wanted.owner,
        Fire.form: wanted.form,
        Fire.cause: wanted.cause,
        Fire.township_code: wanted.township,
    }
    for column, value in columns.items():
        if value:
            query = query.where(column == value)
    if wanted.grade:
        graded = select(FireFact.fire_id).where(FireFact.grade == wanted.grade)
        query = query.where(Fire.id.in_(graded))
    if wanted.text:
        in_place = Fire.place_text.contains(wanted.text, autoescape=True)
        query = query.where(in_place | Fire.number.contains(wanted.text, autoescape=True))
    return query


def fire_called(number: str) -> Fire:
    """The fire record of a number with its incident; raises UnknownFire."""
    query = select(Fire).where(Fire.number == number).options(selectinload(Fire.incident))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise UnknownFire(f"没有编号为“{number}”的火灾记录，请核对编号。")
    return found


def deaths_of(session: Session, fire_ids: Iterable[int]) -> dict[int, list[FireDeath]]:
    """The deaths told later of some fires, by fire, struck ones too, each list by its day."""
    query = (
        select(FireDeath)
        .where(FireDeath.fire_id.in_(tuple(fire_ids)))
        .order_by(FireDeath.died_at, FireDeath.id)
    )
    found: dict[int, list[FireDeath]] = {}
    for row in session.scalars(query):
        found.setdefault(row.fire_id, []).append(row)
    return found


def standing_of(fire: Fire, deaths: Iterable[FireDeath], zone: ZoneInfo) -> Standing:
    """Work out a fire's people and grade with the deaths told later; struck ones are left out."""
    told = [
        LaterDeath(row.died_at, CountedBefore(row.counted_before))
        for row in deaths
        if row.struck_at is None
    ]
    at_fire = Toll(fire.dead, fire.seriously_injured, fire.lightly_injured)
    toll = toll_with(at_fire, told, fire.occurred_at, zone)
    day = fire.occurred_at.astimezone(zone).date()
    too_late = sum(not within_window(fire.occurred_at, one.died_at, zone) for one in told)
    return Standing(toll, grade_of(day, toll, fire.loss_fen, fire.households), too_late)


def history_of(session: Session, fire: Fire) -> Sequence[LogEntry]:
    """The log entries of a fire, in order.

    Those of a fire with a call-out are found by its number; one without is sought in the whole
    log, which is rare and costs a scan.
    """
    query = select(LogEntry).where(LogEntry.kind.in_(FIRE_KINDS)).order_by(LogEntry.seq)
    if fire.incident is not None:
        query = query.where(LogEntry.incident_number == fire.incident.number)
    else:
        query = query.where(
            LogEntry.incident_number.is_(None), LogEntry.facts.contains(fire.number)
        )
    entries = session.scalars(query).all()
    return [entry for entry in entries if json.loads(entry.facts).get("fire") == fire.number]
