"""Rows as the JSON interface shows them; personal data is masked here, by role, in one place."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from incidents.categories import CATEGORIES, COLOUR_LABELS, DISPOSITION_LABELS, Disposition
from incidents.categories import level_colour as colour_of
from incidents.categories import level_label as label_of
from incidents.duplicates import Duplicate
from incidents.edits import Quarrel
from incidents.lifecycle import IncidentState, label_for
from incidents.places.proposal import PlaceCandidate
from incidents.queries import Assignment, Call, ClosingReport, Fire, Incident, LogEntry, Stamp
from incidents.urgency import STEPS, urgency
from resources.accounts import Principal, Role
from resources.geography import Position
from resources.unit_status import LABELS, UnitStatus, status_of
from resources.vehicle_types import Capability, name_of
from web.presenting import masked_phone

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Shape: TypeAlias = dict[str, Json]

SEES_CALLERS = frozenset({Role.CALL_TAKER, Role.DISPATCHER})
"""Roles that need a caller's full number to call back."""

PHONE = re.compile(
    # A mobile number as people part it; then any run of digits but the first half of an
    # incident's number.
    r"(?<!\d)(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|\d{7,20}(?!-\d{3}(?!\d)))(?!\d)"
)


def moment(value: datetime | None) -> str | None:
    """A moment in RFC 3339, or None."""
    return None if value is None else value.isoformat().replace("+00:00", "Z")


def place(position: Position | None) -> Json:
    """A position as answered: always WGS 84."""
    if position is None:
        return None
    return {"lon": round(position.lon, 6), "lat": round(position.lat, 6), "datum": "wgs84"}


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())


def _capabilities(capabilities: Iterable[Capability]) -> list[Json]:
    return [str(one) for one in sorted(capabilities)]


def incident_row(row: Incident) -> Shape:
    """An incident as a list shows it."""
    kind = CATEGORIES[row.category]
    colour = colour_of(kind, row.level)
    return {
        "number": row.number,
        "category": row.category,
        "category_label": kind.name,
        "category_confirmed": row.category_is_confirmed,
        "group": kind.group_code,
        "level": row.level,
        "level_label": label_of(kind, row.level),
        "level_colour": COLOUR_LABELS[colour] if colour else None,
        "state": row.state,
        "state_label": label_for(IncidentState(row.state), kind.group_code),
        "step": int(STEPS[IncidentState(row.state)]),
        "urgency": urgency(row.level, row.trapped, IncidentState(row.state)),
        # A list is read by every role, and people type telephone numbers anywhere.
        "place": masked_words(row.place_text),
        "position": place(row.position),
        "received_at": moment(row.received_at),
        "trapped": row.trapped,
        "units": [one.unit.call_sign for one in row.assignments if one.released_at is None],
        "calls_count": len(row.calls),
        "is_generated": row.is_generated,
        "is_back_entered": row.is_back_entered,
        "version": row.version,
    }


def incident(
    row: Incident, stamps: Mapping[int, list[Stamp]], missing: list[Json], who: Principal
) -> Shape:
    """An incident with its calls, every stamp, report and fires."""
    return {
        **incident_row(row),
        "place": words_for(who, row.place_text),
        "narrative": words_for(who, row.narrative),
        "place_code": row.place_code,
        "township_code": row.township_code,
        "is_urban": row.is_urban,
        "burning": row.burning,
        "floors": row.floors,
        "fire_floor": row.fire_floor,
        "occupancy": row.occupancy,
        "disposition": row.disposition,
        "disposition_label": DISPOSITION_LABELS[Disposition(row.disposition)],
        "filed_at": moment(row.filed_at),
        "slip_number": row.slip_number,
        "entered_at": moment(min((one.entered_at for one in row.calls), default=row.filed_at)),
        "controlled_at": moment(row.controlled_at),
        "extinguished_at": moment(row.extinguished_at),
        "closed_at": moment(row.closed_at),
        "calls": [call(one, who) for one in row.calls],
        "assignments": [assignment(one, stamps.get(one.id, [])) for one in row.assignments],
        "report": report(row.report, who),
        "fires": [fire(one) for one in row.fires],
        "missing": missing,
    }


def masked_words(words: str) -> str:
    """Free words with anything that looks like a telephone number masked."""
    return PHONE.sub(lambda found: masked_phone(found.group()), words)


def words_for(who: Principal, words: str) -> str:
    """Free words as a role may read them: people type telephone numbers anywhere."""
    return words if who.role in SEES_CALLERS else masked_words(words)


def call(row: Call, who: Principal) -> Shape:
    """One call; the caller is masked for roles that need not call back."""
    is_full = who.role in SEES_CALLERS
    name = row.caller_name if is_full or not row.caller_name else f"{row.caller_name[0]}某"
    return {
        "id": row.id,
        "came_from": row.came_from,
        "received_at": moment(row.received_at),
        "caller_number": row.caller_number if is_full else masked_phone(row.caller_number),
        "caller_name": name,
        "place": words_for(who, row.place_text),
        "position": place(row.position),
        "narrative": words_for(who, row.narrative),
        "channel": row.channel,
        "taken_by": row.taken_by,
    }


_STAMPED = (
    *("ordered_at", "acknowledged_at", "en_route_at", "on_scene_at", "water_on_at"),
    *("water_off_at", "recalled_at", "returning_at", "in_station_at", "released_at"),
)


def assignment(row: Assignment, stamps: Iterable[Stamp]) -> Shape:
    """One vehicle on an incident with its first stamps and every report behind them."""
    return {
        "call_sign": row.unit.call_sign,
        "station": row.unit.station.name,
        "vehicle_type_label": name_of(row.unit.vehicle_type),
        "status": status_of(row.unit.status) if row.released_at is None else None,
        "is_substitute": row.is_substitute,
        "is_reinforcement": row.is_reinforcement,
        "people": row.people,
        "ordered_by": row.ordered_by,
        **{name: moment(getattr(row, name)) for name in _STAMPED},
        "stamps": [stamp(one) for one in stamps],
    }


def stamp(row: Stamp) -> Shape:
    """One status report: when it was, when entered, from where."""
    return {
        "id": row.id,
        "status": row.status,
        # The order itself is the desk's; what a crew reports with this status is having it.
        "label": "收到" if row.status == UnitStatus.ALERTED else LABELS[UnitStatus(row.status)],
        "at": moment(row.at),
        "entered_at": moment(row.entered_at),
        "delay_s": _seconds(row.entered_at - row.at),
        "source": row.source,
        "by": row.by,
        "warning": row.warning,
        "struck_at": moment(row.struck_at),
        "struck_by": row.struck_by,
        "struck_why": row.struck_why,
    }


def report(row: ClosingReport | None, who: Principal) -> Json:
    """A closing report, money in fen."""
    if row is None:
        return None
    return {
        "rescued": row.rescued,
        "evacuated": row.evacuated,
        "dead": row.dead,
        "injured": row.injured,
        "property_saved_fen": row.property_saved_fen,
        "property_protected_fen": row.property_protected_fen,
        "loss_fen": row.loss_fen,
        "summary": words_for(who, row.summary),
        "reported_by": row.reported_by,
        "reported_at": moment(row.reported_at),
    }


def fire(row: Fire) -> Shape:
    """A fire record, money in fen."""
    return {
        "number": row.number,
        "form": row.form,
        "occurred_at": moment(row.occurred_at),
        "place": masked_words(row.place_text),
        "is_urban": row.is_urban,
        "occupancy": row.occupancy,
        "cause": row.cause,
        "dead": row.dead,
        "seriously_injured": row.seriously_injured,
        "lightly_injured": row.lightly_injured,
        "loss_fen": row.loss_fen,
        "is_generated": row.is_generated,
        "version": row.version,
        "owner": row.owner,
        "households": row.households,
        "site_cost_fen": row.site_cost_fen,
        "people_cost_fen": row.people_cost_fen,
        "cause_code": row.cause_code,
        "township_code": row.township_code,
        "incident": row.incident.number if row.incident else None,
    }


def duplicate(hit: Duplicate) -> Shape:
    """A suspected repeat."""
    away = None if hit.distance_m is None else round(hit.distance_m)
    return {
        "number": hit.incident.number,
        "distance_m": away,
        "minutes": hit.minutes,
        "place": hit.incident.place_text,
        "category_label": CATEGORIES[hit.incident.category].name,
        "reason": hit.reason,
    }


def quarrel(told: Quarrel) -> Shape:
    """Why an edit was refused as stale: each field as its editor wants it, as it is, as it was."""
    return {
        "version": told.version,
        "changed_by": told.by,
        "changed_at": moment(told.at),
        "differences": [
            {
                "field": one.field,
                "label": one.label,
                "yours": one.yours,
                "theirs": one.theirs,
                "before": one.before,
            }
            for one in told.differences
        ],
    }


def candidate(found: PlaceCandidate) -> Shape:
    """A place the words may mean."""
    return {
        "code": found.code,
        "name": found.name,
        "path": found.path,
        "kind": found.kind,
        "position": place(found.position),
        "score": round(found.score, 3),
        "radius_m": found.radius_m,
        "synthetic": found.is_synthetic,
        "township_code": found.township_code,
        "outside": found.is_outside,
        "namesakes": found.namesakes,
        "why": found.why,
    }


def entry(row: LogEntry, who: Principal) -> Shape:
    """One log entry; telephone numbers in it are masked as everywhere."""
    return {
        "seq": row.seq,
        "at": moment(row.at),
        "entered_at": moment(row.entered_at),
        "kind": row.kind,
        "text": words_for(who, row.text),
        "incident": row.incident_number,
        "call_sign": row.call_sign,
        "by": row.by,
        "source": row.source,
        "hash": row.hash,
    }
