"""What a routing engine is asked and what it answers, for OSRM and Valhalla; no network here.

An answer is never trusted: whatever is wrong with it becomes a `NoAnswer`, not an exception.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dispatch.roads.drives import DEFAULT_ROADS, RoadPolicy, Size
from dispatch.travel import METRES_PER_SECOND_OF_ONE_KMH
from resources.errors import BadPosition
from resources.geography import Position, distance_m

FARTHEST_SNAP_M: Final = DEFAULT_ROADS.farthest_access_m
"""An engine takes the nearest road it knows, be it a thousand kilometres off; beyond this from a
place it is another place's road."""
FASTEST_MPS: Final = 50.0
"""180 km/h: no fire engine is faster, so an answer that is comes from a wrong map (P)."""
TRUCK_WIDTH_M: Final = 2.5
TRUCK_LENGTH_M: Final = 9.0


class EngineKind(StrEnum):
    """The engines whose interface is known."""

    OSRM = "osrm"
    VALHALLA = "valhalla"


MOST_STARTS: Final[Mapping[EngineKind, int]] = {EngineKind.OSRM: 80, EngineKind.VALHALLA: 20}
"""In one question. OSRM allows a hundred places unless told; Valhalla searches from every start,
and eighty of them can take longer than a question may (docs/routing.md)."""


class Fault(StrEnum):
    """Why an engine gave no answer.

    away: nothing accepted the connection. late: not answered within the limit. garbled: not what
    its interface says. refused: it names an error. off_map: a place is on none of its roads.
    """

    AWAY = "away"
    LATE = "late"
    GARBLED = "garbled"
    REFUSED = "refused"
    OFF_MAP = "off_map"


FAULT_WORDS: Final[dict[Fault, str]] = {
    Fault.AWAY: "连接不上",
    Fault.LATE: "超时无应答",
    Fault.GARBLED: "应答无法识别",
    Fault.REFUSED: "拒绝了请求",
    Fault.OFF_MAP: "地图不包含本县",
}


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """An engine that gave no times; `detail` is what it said, for the machine room's log."""

    fault: Fault
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """One question: how long from each start to the goal, for vehicles of one size."""

    goal: Position
    starts: tuple[Position, ...]
    size: Size

    def __post_init__(self) -> None:
        if not 0 < len(self.starts) <= max(MOST_STARTS.values()):
            raise ValueError("a question has at least one start and no more than an engine takes")


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it goes over the wire; a POST where there is a body."""

    path: str
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back over the wire."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Leg:
    """A way an engine found: the seconds of driving and the metres, legs off the road included."""

    seconds: float
    metres: float

    def __post_init__(self) -> None:
        if not (0 <= self.seconds < math.inf and 0 <= self.metres < math.inf):
            raise ValueError("seconds and metres cannot be negative or endless")


Legs = tuple[Leg | None, ...]
"""One for each start, in order; None where the engine knows no way that can be believed."""


class _Garbled(Exception):
    """An answer that is not what the interface says."""


def request_of(kind: EngineKind, matrix: Matrix) -> Request:
    """Return how an engine is asked."""
    return _osrm_request(matrix) if kind is EngineKind.OSRM else _valhalla_request(matrix)


def read_answer(kind: EngineKind, matrix: Matrix, reply: Reply) -> Legs | NoAnswer:
    """Return the ways an engine found, or why its answer is none."""
    try:
        # Deep nesting is no ValueError to the parser, and bytes may be no text at all.
        told = json.loads(reply.body)
    except (ValueError, RecursionError):
        return NoAnswer(Fault.GARBLED, f"HTTP {reply.status}, no JSON")
    if not isinstance(told, dict):
        return NoAnswer(Fault.GARBLED, f"HTTP {reply.status}, no JSON object")
    try:
        if kind is EngineKind.OSRM:
            return _osrm_answer(matrix, reply, told)
        return _valhalla_answer(matrix, reply, told)
    except _Garbled as wrong:
        return NoAnswer(Fault.GARBLED, str(wrong))


def _osrm_request(matrix: Matrix) -> Request:
    places = ";".join(f"{one.lon:.6f},{one.lat:.6f}" for one in (matrix.goal, *matrix.starts))
    sources = ";".join(str(at) for at in range(1, len(matrix.starts) + 1))
    return Request(
        f"/table/v1/driving/{places}?sources={sources}&destinations=0"
        "&annotations=duration,distance&generate_hints=false"
    )


def _osrm_answer(matrix: Matrix, reply: Reply, told: dict[str, object]) -> Legs | NoAnswer:
    """Read a table; a goal or start that was moved too far has no way."""
    if told.get("code") != "Ok":
        fault = Fault.OFF_MAP if told.get("code") == "NoSegment" else Fault.REFUSED
        return NoAnswer(fault, f"HTTP {reply.status} {_short(told.get('code'))}")
    count = len(matrix.starts)
    durations, distances = (
        [_list(row, 1)[0] for row in _list(told.get(name), count)]
        for name in ("durations", "distances")
    )
    snaps = [_told_m(one, "distance") for one in _list(told.get("sources"), count)]
    goal_snap = _told_m(_list(told.get("destinations"), 1)[0], "distance")
    if goal_snap > FARTHEST_SNAP_M:
        return NoAnswer(Fault.OFF_MAP)
    return tuple(
        _leg(matrix.goal, start, _number(seconds), _number(metres), (snap, goal_snap))
        for start, snap, seconds, metres in zip(
            matrix.starts, snaps, durations, distances, strict=True
        )
    )


VALHALLA_OFF_MAP: Final = frozenset({154, 170, 171})
"""Its error codes for places too far apart, on roads that do not meet, and on no road."""


def _valhalla_request(matrix: Matrix) -> Request:
    truck = {
        "height": matrix.size.height_m,
        "weight": matrix.size.weight_t,
        "width": TRUCK_WIDTH_M,
        "length": TRUCK_LENGTH_M,
    }
    question = {
        "sources": [_valhalla_place(one) for one in matrix.starts],
        "targets": [_valhalla_place(matrix.goal)],
        "costing": "truck",
        "costing_options": {"truck": truck},
        "units": "kilometers",
    }
    return Request("/sources_to_targets", json.dumps(question).encode())


def _valhalla_place(position: Position) -> dict[str, float]:
    return {
        "lon": round(position.lon, 6),
        "lat": round(position.lat, 6),
        "search_cutoff": FARTHEST_SNAP_M,
    }


def _valhalla_answer(matrix: Matrix, reply: Reply, told: dict[str, object]) -> Legs | NoAnswer:
    """Read a matrix; its times are whole seconds and its distances kilometres."""
    if "error_code" in told or reply.status != 200:
        is_off = told.get("error_code") in VALHALLA_OFF_MAP
        detail = f"HTTP {reply.status} error {_short(told.get('error_code'))}"
        return NoAnswer(Fault.OFF_MAP if is_off else Fault.REFUSED, detail)
    rows = _list(told.get("sources_to_targets"), len(matrix.starts))
    legs = []
    for start, row in zip(matrix.starts, rows, strict=True):
        cell = _object(_list(row, 1)[0])
        if "time" not in cell or "distance" not in cell:
            raise _Garbled("a cell without time or distance")
        kilometres = _number(cell["distance"])
        metres = None if kilometres is None else kilometres * 1000
        snaps = _valhalla_snap(cell, "begin", start), _valhalla_snap(cell, "end", matrix.goal)
        legs.append(_leg(matrix.goal, start, _number(cell["time"]), metres, snaps))
    return tuple(legs)


def _valhalla_snap(cell: dict[str, object], end: str, place: Position) -> float:
    """Return how far a place was moved to its road; 0 from a release that does not tell."""
    lon, lat = cell.get(f"{end}_lon"), cell.get(f"{end}_lat")
    if lon is None or lat is None:
        return 0.0
    try:
        return distance_m(place, Position(_degrees(lon), _degrees(lat)))
    except BadPosition as wrong:
        raise _Garbled("a place that is not on Earth") from wrong


def _leg(
    goal: Position,
    start: Position,
    seconds: float | None,
    metres: float | None,
    snaps: tuple[float, float],
    policy: RoadPolicy = DEFAULT_ROADS,
) -> Leg | None:
    """Return a way that can be: not shorter than the straight line, not faster than an engine.

    Engines leave out the legs between a place and its road; here they count as in our own table.
    """
    if seconds is None or metres is None or max(snaps) > FARTHEST_SNAP_M:
        return None
    off_m = sum(snaps) * policy.access_detour
    # A second more, because Valhalla tells whole ones.
    is_too_fast = metres > (seconds + 1) * FASTEST_MPS
    is_too_short = metres + 2 * FARTHEST_SNAP_M < distance_m(start, goal)
    if is_too_fast or is_too_short:
        return None
    off_s = off_m / (policy.access_kmh * METRES_PER_SECOND_OF_ONE_KMH)
    return Leg(seconds + off_s, metres + off_m)


def _told_m(told: object, name: str) -> float:
    metres = _number(_object(told).get(name))
    if metres is None:
        raise _Garbled("a place without its distance to the road")
    return metres


def _degrees(told: object) -> float:
    if isinstance(told, bool) or not isinstance(told, int | float) or not -180 <= told <= 180:
        raise _Garbled("degrees that are none")
    return float(told)


def _number(told: object) -> float | None:
    """Return a number that is not negative; None for null, which means that there is no way."""
    if told is None:
        return None
    # A whole number may be too long for a float, so it is compared before it becomes one.
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 <= told < 1e9:
        raise _Garbled("a number that is none")
    return float(told)


def _list(told: object, count: int) -> Sequence[object]:
    if not isinstance(told, list) or len(told) != count:
        raise _Garbled("a list that is missing or of another length")
    return told


def _object(told: object) -> dict[str, object]:
    if not isinstance(told, dict):
        raise _Garbled("an object that is missing")
    return told


def _short(told: object) -> str:
    return str(told)[:40]
