"""Candidates that are a point rather than a place: a stake, a crossing, pasted coordinates."""

import re
from typing import Final

from incidents.places.coordinates import Reading, read_coordinates
from incidents.places.proposal import PlaceCandidate
from incidents.places.spots import Spot
from incidents.places.surroundings import Surroundings
from resources.datums import Datum, to_wgs84
from resources.errors import BadPosition
from resources.geography import Position

COORDINATES: Final = "coordinates"
COORDINATES_SCORE: Final = 0.99
UNREADABLE_SCORE: Final = 0.3
COORDINATES_RADIUS_M: Final = 50

_MAPS: Final = (
    (re.compile(r"bd-?09|百度"), Datum.BD09, "百度坐标"),
    (re.compile(r"gcj-?02|火星|高德|腾讯"), Datum.GCJ02, "高德、腾讯坐标"),
)
_PASTED: Final = re.compile(r"[\d.°'\"′″度分秒:：,，、/()（）\s]+|东经|西经|北纬|南纬|经度|纬度")


def at_spot(spot: Spot, around: Surroundings) -> PlaceCandidate:
    """Return the candidate of a point, which says where it lies and whether that is outside."""
    is_inside = around.is_inside(spot.position)
    near = around.near_words(spot.position)
    if is_inside:
        path = around.path_to(spot.position, spot.name)
        reasons = (*spot.why, near)
    else:
        path = f"本县以外/{spot.name}"
        reasons = (*spot.why, f"该点不在本县（{near}）；请核实，确属外地的转当地 119")
    return PlaceCandidate(
        code=None,
        name=spot.name,
        path=path,
        kind=spot.kind if is_inside else "outside",
        position=spot.position,
        score=round(min(1.0, spot.score), 3),
        radius_m=round(spot.radius_m),
        is_synthetic=False,
        township_code=around.township_of(spot.position) if is_inside else None,
        is_outside=not is_inside,
        why="；".join(reason for reason in reasons if reason) + "。",
    )


def pasted(plain_text: str, around: Surroundings) -> tuple[list[PlaceCandidate], str]:
    """Return the candidate of the coordinates in a text, and the text without its numbers.

    What looks like coordinates and is no place in China gives a candidate that says why.
    """
    try:
        reading = read_coordinates(plain_text)
    except BadPosition as refusal:
        rest = _PASTED.sub("，", plain_text)
        if any(character.isalnum() for character in rest):
            return [_unreadable(str(refusal), UNREADABLE_SCORE)], plain_text
        return [_unreadable(str(refusal), COORDINATES_SCORE)], rest
    if reading is None:
        return [], plain_text
    position, words = _in_wgs84(reading, plain_text)
    name = f"坐标 {position.lon:.5f}, {position.lat:.5f}"
    why = (f"原话有坐标，{reading.how.rstrip('。')}", words)
    spot = Spot(name, COORDINATES, position, COORDINATES_RADIUS_M, COORDINATES_SCORE, why)
    return [at_spot(spot, around)], _PASTED.sub("，", plain_text)


def _in_wgs84(reading: Reading, plain_text: str) -> tuple[Position, str]:
    for pattern, datum, words in _MAPS:
        if pattern.search(plain_text):
            shifted = to_wgs84(reading.position.lon, reading.position.lat, datum)
            return shifted, f"原话说是{words}，已换算"
    if "微信" in plain_text:
        return reading.position, "微信位置可能偏移五百米左右，请核对"
    return reading.position, ""


def _unreadable(why: str, score: float) -> PlaceCandidate:
    return PlaceCandidate(
        code=None,
        name="无法使用的坐标",
        path="无法使用的坐标",
        kind=COORDINATES,
        position=None,
        score=score,
        radius_m=0,
        is_synthetic=False,
        township_code=None,
        is_outside=False,
        why=why,
    )
