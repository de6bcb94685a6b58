"""A point of a map service given as one of a satellite receiver lies off the road by its shift."""

from collections.abc import Sequence
from typing import Final

from incidents.places.lines import Points, nearest_on, plane_of
from incidents.places.roads import RoadLine
from resources.datums import Datum, to_wgs84
from resources.geography import Position

# A vehicle's receiver puts it this near the middle of its road.
ON_ROAD_M: Final = 25.0
# A point nearer than this to a road may well be beside it, whatever its datum.
OFF_ROAD_M: Final = 120.0
_SERVICES: Final = ((Datum.GCJ02, "高德、腾讯或微信（GCJ-02）"), (Datum.BD09, "百度（BD-09）"))


def datum_hint(position: Position, roads: Sequence[RoadLine]) -> str | None:
    """Return a sentence where a point off every road lands on one after undoing a map's shift."""
    lines = [road.line for road in roads if len(road.line) >= 2]
    if not lines:
        return None
    plane = plane_of([position])
    flat = [plane.flat(line) for line in lines]
    if _off(flat, plane.flat([position])[0]) < OFF_ROAD_M:
        return None
    for datum, service in _SERVICES:
        shifted = to_wgs84(position.lon, position.lat, datum)
        if _off(flat, plane.flat([shifted])[0]) <= ON_ROAD_M:
            return (
                f"该点不在任何道路上，但按{service}坐标换算后正落在路上"
                f"（东经 {shifted.lon:.6f}，北纬 {shifted.lat:.6f}），"
                "可能填错了坐标系，请核对后改选。"
            )
    return None


def _off(lines: Sequence[Points], point: Points) -> float:
    return min(nearest_on(line, point)[0] for line in lines)
