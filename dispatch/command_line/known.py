"""What is known when a command is read: the open incidents, the fleet, partners, places."""

from dataclasses import dataclass, field

from resources.geography import Position
from resources.unit_status import LABELS, UnitStatus
from resources.vehicle_types import Capability


@dataclass(frozen=True, slots=True)
class KnownIncident:
    """One incident as a command may name it."""

    number: str
    category: str
    kind: str
    """The name of its category."""
    level: int
    place: str = ""
    position: Position | None = None
    units: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """What its closing report still lacks, in words."""
    is_open: bool = True

    @property
    def short(self) -> str:
        """The running number of its day, as people say it."""
        return self.number.rsplit("-", 1)[-1]

    @property
    def told(self) -> str:
        """Short number, kind and place in one line."""
        return " ".join(part for part in (self.short, self.kind, self.place) if part)


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """One vehicle as a command may name it."""

    call_sign: str
    station: str
    status: UnitStatus = UnitStatus.IN_STATION
    incident: str | None = None
    note: str = ""
    """Why it is out of service."""
    is_staffed: bool = True
    capabilities: frozenset[Capability] = frozenset()
    position: Position | None = None
    has_arrived: bool = False

    @property
    def told(self) -> str:
        """Call sign, station and status in one line."""
        return f"{self.call_sign}（{self.station}，{LABELS[self.status]}）"


@dataclass(frozen=True, slots=True)
class KnownPartner:
    """A force beyond the county's own."""

    code: str
    name: str
    is_commanded: bool = False


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place the words of a command may mean."""

    code: str
    name: str
    path: str
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a command may name, as it stands at this moment."""

    incidents: tuple[KnownIncident, ...] = ()
    units: tuple[KnownUnit, ...] = ()
    partners: tuple[KnownPartner, ...] = ()
    places: tuple[KnownPlace, ...] = ()
    closed: tuple[KnownIncident, ...] = ()
    """Incidents that are not open and whose full number was typed."""
    last_told: tuple[str, UnitStatus] | None = None
    """Vehicle and status of the last report of the one who asks, while it can be taken back."""
    year: int = 2026
    """The year it is."""
    by_sign: dict[str, KnownUnit] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_sign", {unit.call_sign: unit for unit in self.units})
