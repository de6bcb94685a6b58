"""The record of one incident as the rules of quality read it; plain values, aware times."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from incidents.categories import Disposition

FIRE_GROUP: Final = "10000"
RESCUE_GROUP: Final = "20000"


class Mender(StrEnum):
    """Who must mend a fault: the desk, the station whose vehicle it is, or the statistician."""

    DESK = "desk"
    STATION = "station"
    STATISTICIAN = "statistician"


MENDER_LABELS: Final = {
    Mender.DESK: "坐席",
    Mender.STATION: "队站",
    Mender.STATISTICIAN: "统计员",
}

TIMES: Final = (
    ("ordered_at", "下达"),
    ("en_route_at", "出动"),
    ("on_scene_at", "到场"),
    ("water_on_at", "出水"),
    ("water_off_at", "停水"),
    ("returning_at", "返队"),
    ("in_station_at", "归队"),
)
"""The times of a vehicle in the order in which they lie, with their words (domain: 5 to 16)."""


@dataclass(frozen=True, slots=True)
class VehicleSeen:
    """One vehicle on the incident; `distance_m` is the straight line from its station."""

    call_sign: str
    station_code: str
    station: str
    people: int
    ordered_at: datetime
    en_route_at: datetime | None = None
    on_scene_at: datetime | None = None
    water_on_at: datetime | None = None
    water_off_at: datetime | None = None
    returning_at: datetime | None = None
    in_station_at: datetime | None = None
    recalled_at: datetime | None = None
    released_at: datetime | None = None
    distance_m: float | None = None

    @property
    def has_left(self) -> bool:
        """Whether it left its station: nobody arrives without leaving."""
        return any((self.en_route_at, self.on_scene_at, self.water_on_at))

    @property
    def times(self) -> tuple[tuple[str, datetime], ...]:
        """The times that are known, with their words, in the order in which they should lie."""
        told = ((word, getattr(self, name)) for name, word in TIMES)
        return tuple((word, moment) for word, moment in told if moment is not None)


@dataclass(frozen=True, slots=True)
class ReportSeen:
    """What the closing report says; money in fen."""

    rescued: int = 0
    evacuated: int = 0
    dead: int = 0
    injured: int = 0
    saved_fen: int = 0
    protected_fen: int = 0
    loss_fen: int = 0


@dataclass(frozen=True, slots=True)
class FireSeen:
    """One fire registered for the incident; money in fen."""

    number: str
    dead: int = 0
    loss_fen: int = 0


@dataclass(frozen=True, slots=True)
class RecordSeen:
    """All the rules read of one incident; `group` is the code of its top class."""

    number: str
    group: str
    disposition: Disposition
    received_at: datetime
    is_closed: bool = False
    controlled_at: datetime | None = None
    extinguished_at: datetime | None = None
    closed_at: datetime | None = None
    trapped: int | None = None
    vehicles: tuple[VehicleSeen, ...] = ()
    report: ReportSeen | None = None
    fires: tuple[FireSeen, ...] = ()
    is_open: bool = False
    untold: frozenset[str] = frozenset()
    """What the tables need of it and nobody has told: keys of `work_list.FIELDS`."""

    @property
    def is_real_fire(self) -> bool:
        """Whether it is a fire call-out that turned out real."""
        return self.group == FIRE_GROUP and self.disposition is Disposition.REAL


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing odd in a record: the rule, what and why in words, and who must mend it."""

    rule: str
    sentence: str
    mender: Mender
    station_code: str = ""
    """The station that mends it; empty where it is no station's."""

    def __post_init__(self) -> None:
        assert (self.mender is Mender.STATION) == bool(self.station_code), "a station has a code"
