"""The roads of the county served, kept in memory until the county changes."""

from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import select

from dispatch.roads.network import RoadNetwork, RoadPiece
from resources.county_rows import RoadClass
from resources.database import db
from resources.records import County, Road, line_from_text

_VERSION: Final = select(County.code, County.version)
# Columns instead of whole rows: they would stay in the session.
_ROADS: Final = select(
    Road.code,
    Road.road_class,
    Road.line_text,
    Road.is_oneway,
    Road.speed_kmh,
    Road.height_limit_m,
    Road.weight_limit_t,
    Road.is_synthetic,
).order_by(Road.code)

_lock = Lock()
# One for each database: two may hold the same county and version.
_kept: WeakKeyDictionary[object, tuple[object, RoadNetwork | None]] = WeakKeyDictionary()


def network() -> RoadNetwork | None:
    """Return the roads of the county as it was loaded last, None where it has none."""
    found = db.session.execute(_VERSION).one_or_none()
    if found is None:
        return None
    version = tuple(found)
    with _lock:
        kept = _kept.get(db.engine)
        if kept is None or kept[0] != version:
            pieces = [_piece(row) for row in db.session.execute(_ROADS)]
            kept = version, RoadNetwork(pieces) if pieces else None
            _kept[db.engine] = kept
        return kept[1]


def _piece(row: Any) -> RoadPiece:
    return RoadPiece(
        code=row.code,
        road_class=RoadClass(row.road_class),
        line=line_from_text(row.line_text),
        is_oneway=row.is_oneway,
        speed_kmh=row.speed_kmh,
        height_limit_m=row.height_limit_m,
        weight_limit_t=row.weight_limit_t,
        is_synthetic=row.is_synthetic,
    )
