"""Vehicles as the JSON interface shows them: what each does, who goes with it, what is amiss."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from dispatch.status_limits import LIMITS
from resources import roster
from resources.crewing import (
    Manned,
    crews_away,
    is_staffed,
    least_crew,
    resting_words,
    why_blocked,
    why_unstaffed,
)
from resources.queries import Unit
from resources.unit_faults import UnitRecord, record_faults
from resources.unit_status import CODES, LABELS, status_of
from resources.vehicle_types import CAPABILITY_LABELS, name_of
from web.presenting import SERVICE_ZONE
from web.shapes import Json, Shape, moment, place


def manned(row: Unit) -> Manned:
    """Whom a vehicle goes with, and what it does."""
    pool = row.crew.pool if row.crew else ""
    return Manned(row.call_sign, row.station.code, pool, status_of(row.status))


def record(row: Unit) -> UnitRecord:
    """A vehicle as its rows tell of it, right or wrong."""
    return UnitRecord(
        vehicle_type=row.vehicle_type,
        extra_capabilities=row.extra_capabilities,
        status=row.status,
        has_crew=row.crew is not None,
        has_position=roster.place_of(row) is not None,
    )


def fleet(
    rows: Sequence[Unit], on_incident: Mapping[str, str], now: datetime, only: str | None = None
) -> list[Shape]:
    """Whole stations of vehicles, or one of them; who shares a crew is told by its mates."""
    away = crews_away(manned(row) for row in rows)
    return [
        _unit(row, on_incident.get(row.call_sign), now, away.get(row.call_sign))
        for row in rows
        if only in (None, row.call_sign)
    ]


def unit(row: Unit, incident_number: str | None, now: datetime) -> Shape:
    """A vehicle alone; its mates are read where it shares a crew."""
    own = manned(row)
    mates: Iterable[Unit] = row.station.units if own.pool else ()
    return _unit(row, incident_number, now, why_blocked(own, map(manned, mates)))


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def _unit(row: Unit, incident_number: str | None, now: datetime, away: str | None) -> Shape:
    status = status_of(row.status)
    limit = LIMITS[status]
    duty = roster.crew_duty(row)
    age_s = None if row.position_at is None else round((now - row.position_at).total_seconds())
    abilities = sorted(row.capabilities)
    faults: list[Json] = [*record_faults(record(row))]
    return {
        "call_sign": row.call_sign,
        "station": row.station.name,
        "station_code": row.station.code,
        "station_kind": row.station.kind,
        "vehicle_type": row.vehicle_type,
        "vehicle_type_label": name_of(row.vehicle_type),
        "capabilities": [str(one) for one in abilities],
        "capability_labels": [CAPABILITY_LABELS[one] for one in abilities],
        "status": str(status),
        "status_label": LABELS[status],
        "status_code": CODES.get(status),
        "status_since": moment(row.status_since),
        "status_target_s": None if limit is None else _seconds(limit.target),
        "status_late_s": None if limit is None else _seconds(limit.late),
        "status_note": row.status_note,
        "position": place(roster.place_of(row)),
        "position_at": moment(row.position_at),
        "position_age_s": age_s,
        "heading_deg": row.heading_deg,
        "speed_kmh": row.speed_kmh,
        "is_staffed": away is None and is_staffed(duty.people, row.minimum_crew, duty.has_driver),
        "crew": duty.people,
        "minimum_crew": least_crew(row.minimum_crew),
        "has_driver": duty.has_driver,
        "leader": duty.leader,
        "pool": duty.pool,
        "rest_until": moment(row.rest_until),
        "crew_note": why_unstaffed(duty.people, row.minimum_crew, duty.has_driver)
        or away
        or resting_words(row.rest_until, now, SERVICE_ZONE),
        "crew_version": roster.crew_version(row),
        "record_faults": faults,
        "water_t": row.water_t,
        "incident": incident_number,
        "synthetic": row.is_synthetic,
        "version": row.version,
    }
