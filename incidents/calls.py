"""What a call is: the words and facts a dispatcher takes down, checked at the door."""

from dataclasses import dataclass
from datetime import datetime

from incidents.categories import Channel
from resources.geography import Position


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where it is, as far as known: the caller's words, a chosen place, a point."""

    text: str = ""
    place_code: str | None = None
    township_code: str | None = None
    is_urban: bool | None = None
    position: Position | None = None
    datum_in: str = "wgs84"


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of an alarm (警情要素) a dispatcher asks for."""

    trapped: int | None = None
    burning: str = ""
    floors: int | None = None
    fire_floor: int | None = None
    occupancy: str = ""


@dataclass(frozen=True, slots=True)
class EmergencyCall:
    """One call as taken; `category` and `level` are None when the dispatcher chose none."""

    received_at: datetime
    caller_number: str = ""
    caller_name: str = ""
    narrative: str = ""
    where: Whereabouts = Whereabouts()
    elements: Elements = Elements()
    category: str | None = None
    level: int | None = None
    channel: Channel = Channel.EMERGENCY_LINE
    is_generated: bool = False
