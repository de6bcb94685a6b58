"""Reads of quality: records as the rules see them, remarks that stand, and where reviews stand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from incidents.categories import Disposition, category
from incidents.lifecycle import OPEN, IncidentState
from incidents.quality.plausibility import findings
from incidents.quality.reviews import Standing, Step, StepTaken, standing_of
from incidents.quality.seen import (
    FIRE_GROUP,
    Finding,
    FireSeen,
    RecordSeen,
    ReportSeen,
    VehicleSeen,
)
from incidents.records import Assignment, ClosingReport, Fire, Incident, LogEntry
from incidents.yearbook.records import Remark, Review
from resources.geography import Position, distance_m
from resources.records import Station, Unit

STEP_ENTRIES: Final = tuple(f"record_{step}" for step in Step)
"""The kinds of log entries the steps of a review write."""


@dataclass(frozen=True, slots=True)
class Remarked:
    """One finding and the remark that answers it, None where nobody has made one."""

    finding: Finding
    remark: Remark | None


def remarked_findings(
    session: Session, incident_id: int, now: datetime, zone: ZoneInfo
) -> tuple[Remarked, ...]:
    """What is odd in one record, each with the remark on exactly these words."""
    _, found = judged(session, (incident_id,), now, zone)[incident_id]
    return found


def judged(
    session: Session, incident_ids: Collection[int], now: datetime, zone: ZoneInfo
) -> dict[int, tuple[RecordSeen, tuple[Remarked, ...]]]:
    """Some records and what is odd in each, by key; at most a few hundred are asked at a time."""
    remarks = _remarks(session, incident_ids)
    return {
        key: (
            record,
            tuple(
                Remarked(one, remarks.get((key, one.rule, one.sentence)))
                for one in findings(record, now, zone)
            ),
        )
        for key, record in records_seen(session, incident_ids).items()
    }


def _remarks(session: Session, incident_ids: Collection[int]) -> dict[tuple[int, str, str], Remark]:
    query = (
        select(Remark)
        .where(Remark.incident_id.in_(incident_ids), Remark.struck_at.is_(None))
        .order_by(Remark.id)
    )
    return {(row.incident_id, row.rule, row.finding): row for row in session.scalars(query)}


def records_seen(session: Session, incident_ids: Collection[int]) -> dict[int, RecordSeen]:
    """Read some records as the rules see them, by key, in the order of their numbers."""
    query = (
        select(
            Incident.id,
            Incident.number,
            Incident.category,
            Incident.disposition,
            Incident.state,
            Incident.received_at,
            Incident.controlled_at,
            Incident.extinguished_at,
            Incident.closed_at,
            Incident.trapped,
            Incident.occupancy,
            Incident.is_urban,
            Incident.township_code,
            Incident.lon,
            Incident.lat,
        )
        .where(Incident.id.in_(incident_ids))
        .order_by(Incident.number)
    )
    rows = session.execute(query).all()
    vehicles = _vehicles(session, {row.id: _place(row.lon, row.lat) for row in rows})
    reports, fires = _reports(session, incident_ids), _fires(session, incident_ids)
    return {
        row.id: RecordSeen(
            number=row.number,
            group=category(row.category).group_code,
            disposition=Disposition(row.disposition),
            received_at=row.received_at,
            is_closed=row.state == IncidentState.CLOSED,
            controlled_at=row.controlled_at,
            extinguished_at=row.extinguished_at,
            closed_at=row.closed_at,
            trapped=row.trapped,
            vehicles=tuple(vehicles[row.id]),
            report=reports.get(row.id),
            fires=tuple(fires[row.id]),
            is_open=row.state in OPEN,
            untold=_untold(row),
        )
        for row in rows
    }


def _untold(row: Row[*tuple[Any, ...]]) -> frozenset[str]:
    is_real = row.disposition == Disposition.REAL
    is_fire = category(row.category).group_code == FIRE_GROUP
    told = {
        "occupancy": bool(row.occupancy) or not (is_real and is_fire),
        "is_urban": row.is_urban is not None,
        "township": bool(row.township_code),
        "position": row.lon is not None,
    }
    return frozenset(name for name, is_told in told.items() if not is_told)


def _place(lon: float | None, lat: float | None) -> Position | None:
    return None if lon is None or lat is None else Position(lon, lat)


def _vehicles(
    session: Session, places: dict[int, Position | None]
) -> defaultdict[int, list[VehicleSeen]]:
    times = (
        Assignment.ordered_at,
        Assignment.en_route_at,
        Assignment.on_scene_at,
        Assignment.water_on_at,
        Assignment.water_off_at,
        Assignment.returning_at,
        Assignment.in_station_at,
        Assignment.recalled_at,
        Assignment.released_at,
    )
    query = (
        select(
            Assignment.incident_id,
            Assignment.people,
            Unit.call_sign,
            Station.code,
            Station.name,
            Station.lon,
            Station.lat,
            *times,
        )
        .join(Unit, Assignment.unit_id == Unit.id)
        .join(Station, Unit.station_id == Station.id)
        .where(Assignment.incident_id.in_(places))
        .order_by(Assignment.ordered_at, Unit.call_sign, Assignment.id)
    )
    found: defaultdict[int, list[VehicleSeen]] = defaultdict(list)
    for row in session.execute(query):
        found[row.incident_id].append(_vehicle(row, places[row.incident_id]))
    return found


def _vehicle(row: Row[*tuple[Any, ...]], scene: Position | None) -> VehicleSeen:
    home = _place(row.lon, row.lat)
    return VehicleSeen(
        call_sign=row.call_sign,
        station_code=row.code,
        station=row.name,
        people=row.people,
        ordered_at=row.ordered_at,
        en_route_at=row.en_route_at,
        on_scene_at=row.on_scene_at,
        water_on_at=row.water_on_at,
        water_off_at=row.water_off_at,
        returning_at=row.returning_at,
        in_station_at=row.in_station_at,
        recalled_at=row.recalled_at,
        released_at=row.released_at,
        distance_m=None if home is None or scene is None else distance_m(home, scene),
    )


def _reports(session: Session, incident_ids: Collection[int]) -> dict[int, ReportSeen]:
    query = select(ClosingReport).where(ClosingReport.incident_id.in_(incident_ids))
    return {
        row.incident_id: ReportSeen(
            rescued=row.rescued,
            evacuated=row.evacuated,
            dead=row.dead,
            injured=row.injured,
            saved_fen=row.property_saved_fen,
            protected_fen=row.property_protected_fen,
            loss_fen=row.loss_fen,
        )
        for row in session.scalars(query)
    }


def _fires(session: Session, incident_ids: Collection[int]) -> defaultdict[int, list[FireSeen]]:
    query = (
        select(Fire.incident_id, Fire.number, Fire.dead, Fire.loss_fen)
        .where(Fire.incident_id.in_(incident_ids))
        .order_by(Fire.number)
    )
    found: defaultdict[int, list[FireSeen]] = defaultdict(list)
    for key, number, dead, loss_fen in session.execute(query):
        assert key is not None, "asked for"
        found[key].append(FireSeen(number, dead, loss_fen))
    return found


def steps_of(session: Session, incident_id: int) -> Sequence[Review]:
    """The steps of a record's review, in order."""
    query = select(Review).where(Review.incident_id == incident_id).order_by(Review.id)
    return session.scalars(query).all()


def step_taken(row: Review) -> StepTaken:
    """A step as the rules read it."""
    return StepTaken(Step(row.step), row.reason, row.incident_version, row.at, row.by)


def standing(session: Session, incident: Incident) -> Standing:
    """Where the review of a record stands."""
    steps = steps_of(session, incident.id)
    last = step_taken(steps[-1]) if steps else None
    return standing_of(last, incident.version, _has_fire_news(session, incident, last))


def _has_fire_news(session: Session, incident: Incident, last: StepTaken | None) -> bool:
    """Whether a fire of it was registered or amended since the last step, by the log's order."""
    if last is None:
        return False
    own = LogEntry.incident_number == incident.number
    step = select(func.max(LogEntry.seq)).where(own, LogEntry.kind.in_(STEP_ENTRIES))
    query = select(LogEntry.seq).where(
        own,
        LogEntry.kind.startswith("fire_", autoescape=True),
        LogEntry.seq > step.scalar_subquery(),
    )
    return session.scalars(query.limit(1)).first() is not None


def remarks_standing(session: Session, incident_id: int) -> Iterable[Remark]:
    """The remarks of a record that were not struck, in order."""
    query = (
        select(Remark)
        .where(Remark.incident_id == incident_id, Remark.struck_at.is_(None))
        .order_by(Remark.id)
    )
    return session.scalars(query).all()
