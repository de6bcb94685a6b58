"""What a command asks for, as frozen values; whoever holds one can run exactly what was read."""

from dataclasses import dataclass
from typing import TypeAlias

from incidents.lifecycle import Stage
from resources.geography import Position
from resources.unit_status import UnitStatus


@dataclass(frozen=True, slots=True)
class OrderUnits:
    """Order vehicles to an incident: all of them or none."""

    number: str
    call_signs: tuple[str, ...]

    def __post_init__(self) -> None:
        assert self.call_signs, "an order names at least one vehicle"


@dataclass(frozen=True, slots=True)
class TellStatus:
    """Report one vehicle's status; `reason` is asked for out of service."""

    call_sign: str
    status: UnitStatus
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SendHome:
    """Turn vehicles home: those that worked report a status, those still under way are recalled."""

    told: tuple[str, ...]
    recalled: tuple[tuple[str, str], ...]
    """Number and call sign of each vehicle that has not arrived."""
    status: UnitStatus


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Take back the status this person has just reported."""

    call_sign: str


@dataclass(frozen=True, slots=True)
class AskPartner:
    """Note that a force beyond the county's own is asked for help."""

    number: str
    partner: str
    remark: str


@dataclass(frozen=True, slots=True)
class WriteNote:
    """Add a note to an incident's timeline."""

    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Merge an incident into another."""

    number: str
    into: str


@dataclass(frozen=True, slots=True)
class TellStage:
    """Stamp 控制 or 熄灭."""

    number: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class RaiseLevel:
    """Raise the level of an incident."""

    number: str
    level: int


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """Open an incident in the call form."""

    number: str


@dataclass(frozen=True, slots=True)
class OpenClosing:
    """Open the closing form of an incident: it is filled in there, nothing is guessed."""

    number: str


@dataclass(frozen=True, slots=True)
class ShowPlace:
    """Show a place on the map."""

    code: str
    name: str
    position: Position | None


@dataclass(frozen=True, slots=True)
class ShowYears:
    """Open the yearbook for a span of years, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """Show the help, of one verb or of all."""

    verb: str = ""


Changing: TypeAlias = (
    OrderUnits
    | TellStatus
    | SendHome
    | TakeBack
    | AskPartner
    | WriteNote
    | Merge
    | TellStage
    | RaiseLevel
)
"""Acts that change something."""
Showing: TypeAlias = OpenIncident | OpenClosing | ShowPlace | ShowYears | ShowHelp
"""Acts that only show something."""
CommandAct: TypeAlias = Changing | Showing
