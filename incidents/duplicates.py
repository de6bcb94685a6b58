"""Which open incidents a new call may be telling of again; offered, never merged by machine."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from resources.geography import Position, distance_m

# Proposed (P): the prototype's "30 min, 500 m, same phone"; a village fire is seen from afar.
WITHIN_M = 1_000.0
WITHIN = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """What is compared of an incident still open."""

    number: str
    received_at: datetime
    position: Position | None
    place_text: str
    category: str
    township_code: str | None
    caller_numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A suspected repeat: how far, how long ago, and why it is suspected."""

    incident: OpenIncident
    distance_m: float | None
    minutes: int
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of the new call."""

    at: datetime
    position: Position | None = None
    place_text: str = ""
    caller_number: str = ""


def _suspect(incident: OpenIncident, told: Told) -> Duplicate | None:
    apart = abs(told.at - incident.received_at)
    minutes = int(apart / timedelta(minutes=1))
    away = None
    if told.position is not None and incident.position is not None:
        away = distance_m(told.position, incident.position)
    if told.caller_number and told.caller_number in incident.caller_numbers:
        return Duplicate(incident, away, minutes, "同一报警电话")
    if apart > WITHIN:
        return None
    if away is not None and away <= WITHIN_M:
        return Duplicate(incident, away, minutes, f"相距 {away:.0f} 米，{minutes} 分钟内")
    same_words = told.place_text and told.place_text == incident.place_text
    if away is None and same_words:
        return Duplicate(incident, None, minutes, f"地点说法相同，{minutes} 分钟内")
    return None


def suspected(incidents: Iterable[OpenIncident], told: Told) -> list[Duplicate]:
    """Return the suspected repeats: nearest first, unknown distance last, then by number."""
    found = [hit for hit in (_suspect(incident, told) for incident in incidents) if hit]
    far = float("inf")
    return sorted(
        found,
        key=lambda hit: (
            far if hit.distance_m is None else hit.distance_m,
            hit.minutes,
            hit.incident.number,
        ),
    )
