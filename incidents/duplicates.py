"""Which incidents a new call may be telling of again; offered, never merged by machine.

Place, time, kind, words and number are clues whose weights add up; what is not told yet weighs
nothing, so that the question can be asked at the first characters.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from incidents import clues
from incidents.clues import NOTHING, Clue
from resources.geography import Position, distance_m

PRIOR: Final = -3.0
"""Log odds, before anything is told, that a call tells of a given open incident: one in twenty."""
OFFERED_FROM: Final = 0.16
"""Score below which an incident is not worth a dispatcher's glance (P)."""
SAME_FROM: Final = 0.85
"""Score from which it is shown as most likely the same (P); a person still decides."""
CLOSED_COMPARED_FOR: Final = timedelta(hours=6)
"""How long a closed incident is still held against new calls: neighbours call late (P)."""
DEGREE_OF_LATITUDE_M: Final = 110_500.0
"""The shortest a degree of latitude is, at the equator."""
FAR_M: Final = 10_000.0
"""Beyond this all distances weigh the same."""


@dataclass(frozen=True, slots=True)
class Comparable:
    """What is compared of an incident that is open, or closed a short while ago."""

    number: str
    received_at: datetime
    position: Position | None
    place_text: str
    category: str
    township_code: str | None
    caller_numbers: frozenset[str]
    place_code: str | None = None
    narrative: str = ""
    calls: int = 1
    last_call_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A suspected repeat: how sure (0 to 1), how far, how long ago, and why it is suspected."""

    incident: Comparable
    score: float
    distance_m: float | None
    minutes: int
    reason: str

    @property
    def is_same(self) -> bool:
        """Tell whether it is most likely the same incident."""
        return self.score >= SAME_FROM

    @property
    def is_closed(self) -> bool:
        """Tell whether the incident is closed: a call cannot be attached to it."""
        return self.incident.closed_at is not None


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of the new call; whatever is not known yet keeps its default.

    `position` is where it is said to be, `caller_position` where the network says the telephone
    is; `candidates` are the points the place may mean while it is not settled. `category` is the
    kind chosen or suggested, None while the words point to none.
    """

    at: datetime
    position: Position | None = None
    place_text: str = ""
    caller_number: str = ""
    narrative: str = ""
    place_code: str | None = None
    township_code: str | None = None
    category: str | None = None
    candidates: tuple[Position, ...] = ()
    caller_position: Position | None = None


@dataclass(frozen=True, slots=True)
class _Listening:
    """A call with what is worked out of its words once, not once for each incident."""

    told: Told
    sees_from_afar: bool
    is_only_telephone: bool
    bigrams: frozenset[str]
    points: tuple[Position, ...]


def suspected(incidents: Iterable[Comparable], told: Told) -> list[Duplicate]:
    """Return the suspected repeats: likeliest first, then nearest, newest, then by number."""
    points = (told.position,) if told.position is not None else told.candidates
    is_only_telephone = not points and told.caller_position is not None
    if not points and told.caller_position is not None:
        points = (told.caller_position,)
    heard = _Listening(
        told,
        clues.is_seen_from_afar(f"{told.narrative} {told.place_text}"),
        is_only_telephone,
        clues.bigrams(told.narrative),
        points,
    )
    found = (_compared(incident, heard) for incident in incidents)
    return sorted((hit for hit in found if hit and hit.score >= OFFERED_FROM), key=_order)


def _order(hit: Duplicate) -> tuple[float, float, int, str]:
    away = math.inf if hit.distance_m is None else hit.distance_m
    return (-hit.score, away, hit.minutes, hit.incident.number)


def _compared(incident: Comparable, heard: _Listening) -> Duplicate | None:
    told = heard.told
    apart = told.at - incident.received_at
    away = _nearest_m(incident, heard.points)
    number = _by_number(incident, told)
    if away is not None and away > FAR_M and number is NOTHING:
        # No words bring it back within reach: most of a county's incidents end here.
        return None
    place = tuple(_by_place(incident, heard, away))
    kind = clues.by_kind(told.category, incident.category)
    said = _by_narrative(incident, heard)
    found = (
        number,
        *place,
        kind,
        said,
        _by_callers(incident),
        clues.by_age(apart, _since_last_call(incident, told)),
        _by_close(incident, told),
    )
    odds = PRIOR + sum(clue.weight for clue in found)
    score = 1 / (1 + math.exp(-odds))
    if min(kind.weight, *(clue.weight for clue in place)) < 0 or kind.weight == said.weight == 0:
        # However near and however many called: what contradicts, and what is not told, is doubt.
        score *= SAME_FROM
    return Duplicate(
        incident=incident,
        score=round(score, 3),
        distance_m=away,
        minutes=int(abs(apart) / timedelta(minutes=1)),
        reason="，".join(clue.words for clue in found if clue.words),
    )


def _nearest_m(incident: Comparable, points: tuple[Position, ...]) -> float | None:
    if incident.position is None or not points:
        return None
    # Most incidents of a county are far off; which of them is the nearest does not matter.
    close = [
        point
        for point in points
        if abs(point.lat - incident.position.lat) * DEGREE_OF_LATITUDE_M < FAR_M
    ]
    return min(distance_m(point, incident.position) for point in close or points[:1])


def _by_place(incident: Comparable, heard: _Listening, away_m: float | None) -> Iterable[Clue]:
    """Weigh the place once: point, code, words and township repeat one another."""
    told = heard.told
    words = clues.by_place_words(told.place_text, incident.place_text)
    if not told.place_text:
        words = clues.by_place_words(incident.place_text, told.narrative)
    if away_m is not None:
        clue = clues.by_distance(away_m, heard.sees_from_afar or heard.is_only_telephone)
        # A point decides; the words can strengthen it, not outweigh it.
        yield clue
        yield Clue(words.weight / 4, words.words) if clue.weight > 0 else NOTHING
    elif told.place_code is not None and told.place_code == incident.place_code:
        yield Clue(max(clues.PLACE_WEIGHT, words.weight), "同一地点")
    elif told.township_code is not None and told.township_code == incident.township_code:
        township = Clue(clues.TOWNSHIP_WEIGHT, "同一乡镇")
        yield max(words, township, key=lambda clue: clue.weight)
    else:
        yield words
    told_where = f"{told.place_text} {told.narrative}"
    if not heard.sees_from_afar and clues.is_other_house(told_where, incident.place_text):
        yield Clue(clues.OTHER_HOUSE_WEIGHT, "但门牌号不同")


def _by_narrative(incident: Comparable, heard: _Listening) -> Clue:
    if not heard.bigrams:
        return NOTHING
    return clues.by_narrative(heard.bigrams, clues.bigrams(incident.narrative))


def _since_last_call(incident: Comparable, told: Told) -> timedelta:
    """Return the time since somebody last called about it: what is called about goes on."""
    moments = (incident.received_at, incident.last_call_at or incident.received_at)
    return min(abs(told.at - moment) for moment in moments)


def _by_number(incident: Comparable, told: Told) -> Clue:
    is_known = told.caller_number and told.caller_number in incident.caller_numbers
    return Clue(clues.NUMBER_WEIGHT, "同一报警电话") if is_known else NOTHING


def _by_callers(incident: Comparable) -> Clue:
    """What many have called about, the next caller calls about too."""
    if incident.calls < 3 or incident.closed_at is not None:
        return NOTHING
    weight = clues.MANY_CALLERS_WEIGHT * math.log(incident.calls)
    return Clue(min(weight, clues.MOST_FOR_CALLERS), f"已有 {incident.calls} 个电话报此事")


def _by_close(incident: Comparable, told: Told) -> Clue:
    if incident.closed_at is None:
        return NOTHING
    minutes = int((told.at - incident.closed_at) / timedelta(minutes=1))
    ago = f"（{minutes} 分钟前）" if minutes >= 0 else ""
    return Clue(clues.CLOSED_WEIGHT, f"已结案{ago}")
