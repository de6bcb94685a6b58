"""Which records can stand on the work list, as SQL: a rule is asked only of those it may concern.

Each condition lets through at least what its rule finds; the rules themselves then judge. So a
year of records is never read whole.
"""

import math
from collections.abc import Collection
from datetime import datetime
from itertools import combinations
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_
from sqlalchemy.orm import aliased

from incidents.categories import Disposition
from incidents.lifecycle import OPEN, IncidentState
from incidents.quality import plausibility
from incidents.quality.reviews import Step
from incidents.quality.seen import FIRE_GROUP, RESCUE_GROUP, TIMES
from incidents.quality.work_list import FIRE_DUE, OPEN_TOO_LONG, STAMPS, WorkKind
from incidents.records import Assignment, ClosingReport, Fire, Incident
from incidents.timeline import FUTURE_TOLERANCE
from incidents.yearbook.records import Review
from resources.elapsed import seconds_between
from resources.records import Station, Unit

METRES_PER_DEGREE: Final = 111_195
MARGIN: Final = 0.05
"""How far the flat distance of SQL may be off within 100 km; the rule measures on the ellipsoid."""

Condition = ColumnElement[bool]


def condition(kinds: Collection[WorkKind], now: datetime, latitude: float) -> Condition:
    """Return what a record fulfils that may stand on the list for one of these kinds.

    `latitude` is that of the county's stations, in degrees: there a degree of longitude is worth
    so much.
    """
    asked = {
        WorkKind.RETURNED: _returned(),
        WorkKind.OVERDUE: _overdue(now),
        WorkKind.MISSING: _missing(),
        WorkKind.ODD: _odd(now, latitude),
    }
    return and_(
        Incident.state != IncidentState.MERGED,
        Incident.disposition != Disposition.TEST,
        # What an old register lacks nobody can mend now.
        Incident.import_batch_id.is_(None),
        or_(*(asked[kind] for kind in WorkKind if kind in kinds)),
    )


def at_station(code: str) -> Condition:
    """Whether a vehicle of a station was sent."""
    return exists().where(
        Assignment.incident_id == Incident.id,
        Assignment.unit_id == Unit.id,
        Unit.station_id == Station.id,
        Station.code == code,
    )


def _returned() -> Condition:
    later = aliased(Review)
    return exists().where(
        Review.incident_id == Incident.id,
        Review.step == str(Step.RETURNED),
        not_(exists().where(later.incident_id == Review.incident_id, later.id > Review.id)),
    )


def _is_real_fire() -> Condition:
    return and_(
        Incident.category.startswith(FIRE_GROUP[0]),
        Incident.disposition == Disposition.REAL,
    )


def _has_fire() -> Condition:
    return exists().where(Fire.incident_id == Incident.id)


def _overdue(now: datetime) -> Condition:
    late = plausibility.LATEST_CLOSING.total_seconds()
    return or_(
        and_(Incident.state.in_(OPEN), Incident.received_at < now - OPEN_TOO_LONG),
        and_(
            Incident.state == IncidentState.CLOSED,
            seconds_between(Incident.received_at, Incident.closed_at) >= late,
        ),
        and_(
            Incident.state == IncidentState.CLOSED,
            Incident.closed_at < now - FIRE_DUE,
            _is_real_fire(),
            not_(_has_fire()),
        ),
    )


def _missing() -> Condition:
    return or_(
        Incident.is_urban.is_(None),
        Incident.lon.is_(None),
        func.coalesce(Incident.township_code, "") == "",
        and_(_is_real_fire(), Incident.occupancy == ""),
        exists().where(
            Assignment.incident_id == Incident.id,
            Assignment.released_at.is_not(None),
            Assignment.recalled_at.is_(None),
            or_(*(getattr(Assignment, name).is_(None) for name, _ in STAMPS)),
        ),
    )


def _odd(now: datetime, latitude: float) -> Condition:
    return or_(
        func.coalesce(Incident.trapped, 0) > plausibility.MOST_TRAPPED,
        *_stages(now),
        _vehicles(now),
        *_first_vehicle(),
        _ways(latitude),
        _nobody_went(),
        _report(),
        exists().where(Fire.incident_id == Incident.id, Fire.dead > 0),
        _no_loss(),
    )


def _stages(now: datetime) -> tuple[Condition, ...]:
    latest = now + FUTURE_TOLERANCE
    line = (
        Incident.received_at,
        Incident.controlled_at,
        Incident.extinguished_at,
        Incident.closed_at,
    )
    return (
        *(second < first for first, second in combinations(line, 2)),
        *(moment > latest for moment in line),
    )


def _left() -> Condition:
    return or_(
        Assignment.en_route_at.is_not(None),
        Assignment.on_scene_at.is_not(None),
        Assignment.water_on_at.is_not(None),
    )


def _vehicles(now: datetime) -> Condition:
    """Whether the times or the crew of a vehicle can be odd."""
    times = [getattr(Assignment, name) for name, _ in TIMES]
    shortest = plausibility.SHORTEST_TRAVEL.total_seconds()
    people = Assignment.people
    return exists().where(
        Assignment.incident_id == Incident.id,
        or_(
            *(second < first for first, second in combinations(times, 2)),
            *(moment > now + FUTURE_TOLERANCE for moment in times),
            Assignment.ordered_at < Incident.received_at,
            Incident.closed_at < Assignment.in_station_at,
            seconds_between(Assignment.en_route_at, Assignment.on_scene_at) <= shortest,
            *(
                seconds_between(getattr(Assignment, first), getattr(Assignment, second))
                >= most.total_seconds()
                for first, second, _, most in plausibility.LONGEST
            ),
            and_(
                _left(),
                or_(people < plausibility.FEWEST_PEOPLE, people > plausibility.MOST_PEOPLE),
            ),
        ),
    )


def _first_vehicle() -> tuple[Condition, ...]:
    """Whether the first order was late, or the first arrival after the control of the fire."""
    own = Assignment.incident_id == Incident.id
    limit = plausibility.LONGEST_UNTIL_ORDER.total_seconds()
    waited = seconds_between(Incident.received_at, Assignment.ordered_at)
    arrived, controlled = Assignment.on_scene_at, Incident.controlled_at
    return (
        and_(exists().where(own, waited >= limit), not_(exists().where(own, waited < limit))),
        and_(
            exists().where(own, arrived > controlled),
            not_(exists().where(own, arrived <= controlled)),
        ),
    )


def _ways(latitude: float) -> Condition:
    """Whether the distance of a vehicle or its speed can be odd, squared and on the flat."""
    home = aliased(Station)
    north = (home.lat - Incident.lat) * METRES_PER_DEGREE
    east = (home.lon - Incident.lon) * (METRES_PER_DEGREE * math.cos(math.radians(latitude)))
    square = north * north + east * east
    seconds = seconds_between(Assignment.en_route_at, Assignment.on_scene_at)
    fast = plausibility.FASTEST_KMH / 3.6 * (1 - MARGIN)
    slow = plausibility.SLOWEST_KMH / 3.6 * (1 + MARGIN)
    far = plausibility.FARTHEST_M * (1 - MARGIN)
    near = plausibility.NEAREST_M * (1 + MARGIN)
    shortest = plausibility.SHORTEST_WAY_M * (1 - MARGIN)
    return exists().where(
        Assignment.incident_id == Incident.id,
        Assignment.unit_id == Unit.id,
        Unit.station_id == home.id,
        or_(
            square > far * far,
            square < near * near,
            # A second more or less: both moments were cut to their whole second.
            square > (seconds - 1) * (seconds - 1) * (fast * fast),
            and_(
                square < (seconds + 1) * (seconds + 1) * (slow * slow),
                square > shortest * shortest,
            ),
        ),
    )


def _nobody_went() -> Condition:
    return and_(
        Incident.state == IncidentState.CLOSED,
        Incident.disposition == Disposition.REAL,
        or_(*(Incident.category.startswith(code[0]) for code in (FIRE_GROUP, RESCUE_GROUP))),
        not_(exists().where(Assignment.incident_id == Incident.id, _left())),
    )


def _no_loss() -> Condition:
    told = ClosingReport
    return and_(
        _is_real_fire(),
        exists().where(told.incident_id == Incident.id, told.loss_fen == 0),
        not_(exists().where(Fire.incident_id == Incident.id, Fire.loss_fen > 0)),
    )


def _report() -> Condition:
    told = ClosingReport
    saved = told.rescued + told.evacuated + told.dead
    return exists().where(
        told.incident_id == Incident.id,
        or_(
            told.rescued > plausibility.MOST_SAVED,
            told.evacuated > plausibility.MOST_SAVED,
            told.property_saved_fen > plausibility.MOST_FEN,
            told.property_protected_fen > plausibility.MOST_FEN,
            told.loss_fen > plausibility.MOST_FEN,
            told.dead > 0,
            and_(func.coalesce(Incident.trapped, 0) > 0, saved == 0),
        ),
    )
