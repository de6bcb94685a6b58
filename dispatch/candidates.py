"""The vehicles an order could name, each with what it can do and why it cannot go."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from dispatch.arrivals import CUT_OFF, Basis
from dispatch.response_plans import DemandLine
from dispatch.substitution import SubstitutionPolicy
from resources.geography import Position
from resources.unit_status import DISPATCHABLE, LABELS, UnitStatus
from resources.vehicle_types import Capability

TIME_STEP: Final = timedelta(seconds=30)
"""Times of arrival in the same half minute count as equal (P): no estimate is better than that."""
LATE: Final = timedelta(minutes=30)
"""Whoever comes later, or nobody knows when, is taken after stand-ins and tired crews (P)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One vehicle as the desk sees it for one incident.

    `eta` is the time from order to arrival, None where it is not known, and `doubt` how far the
    true time may lie to either side; `road_m` the way by road in metres, None where the time is an
    estimate, for the reason in `travel_note`. `why_not` is a reason beyond status and crew, in
    words that follow a count ("1 辆在检修"), None where there is none.
    """

    call_sign: str
    station: str
    station_kind: str
    vehicle_type: str
    capabilities: frozenset[Capability]
    status: UnitStatus
    is_staffed: bool
    eta: timedelta | None
    why_not: str | None = None
    position: Position | None = None
    township_code: str | None = None
    water_t: float = 0.0
    crew: int = 0
    has_rescue_kit: bool = False
    has_smoke_light_kit: bool = False
    road_m: float | None = None
    is_cut_off: bool = False
    """No road leads from it to the place: it is not advised, but may be ordered by hand."""
    travel_note: str = ""
    ladder_m: float = 0.0
    doubt: timedelta = timedelta(0)
    pool: str = ""
    """Vehicles of one pool share their people: at most one of them goes."""
    rest_note: str = ""
    """Why its crew should rest; such a vehicle is advised only where nobody else can go."""
    cover_loss: int = 0
    """What the county's cover loses when it alone leaves, in millionths."""
    station_rank: int = 0
    """The place of its station in the order for the incident."""
    is_responsible: bool = False
    """Its station is one of the township of the incident."""
    basis_by: Basis | None = None

    def __post_init__(self) -> None:
        if self.cover_loss < 0 or self.station_rank < 0:
            raise ValueError("a loss of cover and a place in an order are never below nought")

    @property
    def why_unavailable(self) -> str | None:
        """Why it cannot be ordered, or None when it can."""
        return why_unavailable(self.why_not, self.status, self.is_staffed)

    @property
    def is_available(self) -> bool:
        """Tell whether it can be ordered now."""
        return self.why_unavailable is None

    @property
    def why_unadvised(self) -> str | None:
        """Why it is not advised: it cannot be ordered, or cannot get there."""
        return self.why_unavailable or ((self.travel_note or CUT_OFF) if self.is_cut_off else None)

    @property
    def basis(self) -> Basis:
        """What its time of arrival was reckoned from."""
        if self.basis_by is not None:
            return self.basis_by
        return Basis.ESTIMATE if self.road_m is None else Basis.BY_ROAD

    @property
    def arrival(self) -> tuple[bool, timedelta, str]:
        """The order of arrival: known times first, then the time, then the call sign."""
        return (self.eta is None, self.eta or timedelta(0), self.call_sign)

    @property
    def step(self) -> int:
        """The half minute of its arrival, counted up; nought where the time is unknown."""
        return 0 if self.eta is None else -(-self.eta // TIME_STEP)

    @property
    def is_late(self) -> bool:
        """Tell whether it comes late, or nobody knows when."""
        return self.eta is None or self.eta > LATE

    @property
    def agent(self) -> tuple[str, str]:
        """What can go once: the vehicle itself, or the people it shares with others."""
        return (self.station, self.pool) if self.pool else ("", self.call_sign)

    def is_level_with(self, other: "Candidate") -> bool:
        """Tell whether the order of two arrivals could be the other way round within their doubt.

        The doubts of two vehicles from two places are taken as independent of each other.
        """
        if self.eta is None or other.eta is None:
            return False
        apart = abs(self.eta - other.eta)
        if self.position is not None and self.position == other.position:
            # From one door they meet the same road, so only the turn-out tells them apart.
            return apart <= TIME_STEP
        doubt_s = (self.doubt.total_seconds() ** 2 + other.doubt.total_seconds() ** 2) ** 0.5
        return apart <= max(TIME_STEP, timedelta(seconds=doubt_s))


def why_unavailable(why_not: str | None, status: UnitStatus, is_staffed: bool) -> str | None:
    """Return why a vehicle cannot be ordered, or None when it can."""
    if why_not is not None:
        return why_not
    if status == UnitStatus.OUT_OF_SERVICE:
        return "停用"
    if status not in DISPATCHABLE:
        return f"在执行任务（{LABELS[status]}）"
    return None if is_staffed else "人员不足"


class Able(Protocol):
    """What decides which places a vehicle can fill."""

    @property
    def vehicle_type(self) -> str: ...
    @property
    def capabilities(self) -> frozenset[Capability]: ...
    @property
    def water_t(self) -> float: ...
    @property
    def ladder_m(self) -> float: ...
    @property
    def has_rescue_kit(self) -> bool: ...
    @property
    def has_smoke_light_kit(self) -> bool: ...


def answers(candidate: Able, line: DemandLine) -> bool:
    """Tell whether a vehicle answers a line by its own ability."""
    if candidate.water_t < line.least_water_t or candidate.ladder_m < line.least_ladder_m:
        return False
    if line.wanted_types:
        return candidate.vehicle_type in line.wanted_types
    return (
        not candidate.capabilities.isdisjoint(line.capabilities)
        or candidate.vehicle_type in line.other_types
    )


def place_in_order(candidate: Able, line: DemandLine, policy: SubstitutionPolicy) -> int | None:
    """Return 0 for own ability, 1 and up for a stand-in, None for a vehicle that cannot."""
    if answers(candidate, line):
        return 0
    # Where a line wants a certain kind or size, another of the same ability stands in first.
    if not candidate.capabilities.isdisjoint(line.capabilities):
        return 1
    places = [
        policy.rank(
            wanted,
            candidate.vehicle_type,
            water_t=candidate.water_t,
            has_rescue_kit=candidate.has_rescue_kit,
            has_smoke_light_kit=candidate.has_smoke_light_kit,
        )
        for wanted in line.capabilities
    ]
    behind = 1 if line.wanted_types or line.least_water_t or line.least_ladder_m else 0
    return min((place + behind for place in places if place is not None), default=None)
