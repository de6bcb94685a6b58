"""When things happen in a scene: the desk's estimates with noise; all spans are invented (P)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from incidents.categories import Disposition, PlanColumn
from resources.vehicle_types import Capability
from seed.scenes import Scene

WORK_MINUTES: Final = {
    PlanColumn.FIRE: (9, 50),
    PlanColumn.RESCUE: (12, 65),
    PlanColumn.SOCIAL: (6, 28),
    PlanColumn.OTHER: (60, 150),
}
NOTHING_TO_DO_MINUTES: Final = (3, 12)
SPRAYING: Final = frozenset({Capability.WATER, Capability.FOAM, Capability.TOWER_NOZZLE})
ETA_UNKNOWN: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Order:
    """A vehicle sent, for what, and the time the desk expected it to need."""

    call_sign: str
    capability: Capability
    eta: timedelta | None


@dataclass(frozen=True, slots=True)
class Desk:
    """When the desk files a call, and when it orders."""

    filed_at: datetime
    ordered_at: datetime


@dataclass(frozen=True, slots=True)
class Journey:
    """One vehicle's moments; None where it did not come to that."""

    call_sign: str
    acknowledged_at: datetime | None
    left_at: datetime
    arrived_at: datetime | None
    recalled_at: datetime | None
    water_on_at: datetime | None
    water_off_at: datetime | None
    returning_at: datetime
    home_at: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """The moments of an incident after the order; a stage is None where there is none."""

    journeys: tuple[Journey, ...]
    told_again_at: datetime
    controlled_at: datetime | None
    done_at: datetime | None
    closed_at: datetime
    registered_at: datetime


def desk_times(received_at: datetime, noise: Random) -> Desk:
    """Draw when a call is filed and the order given; from filing to order mostly under 45 s."""
    filed_at = received_at + _seconds(35, 110, noise)
    return Desk(filed_at, filed_at + _seconds(8, 48, noise))


def work_of(scene: Scene, orders: Sequence[Order], ordered_at: datetime, noise: Random) -> Work:
    """Draw the moments of an incident from the times the desk expected."""
    arrivals = [_arrival(order, ordered_at, noise) for order in orders]
    first = min((arrived for _, _, arrived in arrivals), default=ordered_at)
    is_called_off = scene.disposition is Disposition.RECALLED
    span = _work_span(scene, noise)
    # Called off, everything ends half-way; else when the first crew has done its work.
    end = ordered_at + (first - ordered_at) * 0.6 if is_called_off else first + span
    journeys = tuple(
        _journey(scene, order, times, end, times[2] == first, noise)
        for order, times in zip(orders, arrivals, strict=True)
    )
    last = max((journey.home_at for journey in journeys), default=end)
    is_real = scene.disposition is Disposition.REAL and bool(orders)
    closed_at = last + _seconds(120, 1200, noise)
    return Work(
        journeys=journeys,
        told_again_at=ordered_at + _seconds(20, 120, noise),
        controlled_at=end - span * noise.uniform(0.3, 0.6)
        if is_real and scene.cause is not None
        else None,
        done_at=end if is_real else None,
        closed_at=closed_at,
        registered_at=closed_at + _seconds(600, 3600, noise),
    )


def _work_span(scene: Scene, noise: Random) -> timedelta:
    is_idle = scene.disposition is not Disposition.REAL or (
        scene.column is PlanColumn.FIRE and scene.cause is None
    )
    low, high = NOTHING_TO_DO_MINUTES if is_idle else WORK_MINUTES[scene.column]
    span = timedelta(minutes=low) + timedelta(minutes=high - low) * noise.betavariate(1.4, 3)
    # What is graded higher takes far longer: a flood is no matter of an hour.
    return span if is_idle else span * (1 + 1.5 * (scene.level - 1))


def _arrival(
    order: Order, ordered_at: datetime, noise: Random
) -> tuple[datetime, datetime, datetime]:
    """Draw when a vehicle acknowledges, leaves and arrives."""
    acknowledged_at = ordered_at + _seconds(4, 22, noise)
    left_at = acknowledged_at + _seconds(20, 85, noise)
    eta = ETA_UNKNOWN if order.eta is None else order.eta
    arrived_at = ordered_at + _whole(eta * noise.uniform(0.85, 1.35))
    return acknowledged_at, left_at, max(arrived_at, left_at + timedelta(seconds=30))


def _journey(
    scene: Scene,
    order: Order,
    times: tuple[datetime, datetime, datetime],
    end: datetime,
    is_first: bool,
    noise: Random,
) -> Journey:
    acknowledged_at, left_at, arrived_at = times
    is_turned_back = arrived_at > end
    water_on_at = arrived_at + _seconds(45, 210, noise)
    sprays = scene.needs_water and order.capability in SPRAYING and not is_turned_back
    sprays = sprays and water_on_at < end
    # One pump is enough for most fires; the others stand by.
    sprays = sprays and (is_first or noise.random() < 0.3)
    packed_at = end + _seconds(60, 420, noise)
    if is_turned_back:
        returning_at = max(left_at, end) + _seconds(20, 90, noise)
        is_turned_back = returning_at < arrived_at
    if not is_turned_back:
        returning_at = max(packed_at, arrived_at) + _seconds(120, 600, noise)
    way = min(returning_at, arrived_at) - left_at
    return Journey(
        call_sign=order.call_sign,
        # Small brigades mostly report only that they have left.
        acknowledged_at=acknowledged_at if noise.random() < 0.4 else None,
        left_at=left_at,
        arrived_at=None if is_turned_back else arrived_at,
        recalled_at=returning_at if is_turned_back else None,
        water_on_at=water_on_at if sprays else None,
        water_off_at=packed_at if sprays else None,
        returning_at=returning_at,
        home_at=returning_at + _whole(way * noise.uniform(0.9, 1.2)) + timedelta(seconds=20),
    )


def _seconds(low: int, high: int, noise: Random) -> timedelta:
    return timedelta(seconds=noise.randrange(low, high))


def _whole(span: timedelta) -> timedelta:
    return timedelta(seconds=round(span.total_seconds()))
