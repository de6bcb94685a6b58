"""Coordinates that someone pastes or reads out: degrees, degrees-minutes-seconds, grid pairs."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from resources.errors import BadPosition
from resources.geography import Position, epsg_of_zone, grid_to_position

# Longitudes and latitudes of China do not overlap, so the number itself tells which it is.
LONGITUDES_OF_CHINA: Final = (73.0, 136.0)
LATITUDES_OF_CHINA: Final = (3.0, 54.0)

GRID_NORTHING_DIGITS: Final = 7

_SIGNS: Final = str.maketrans(
    {
        "º": "°",
        "˚": "°",
        "度": "°",
        "′": "'",
        "’": "'",
        "‘": "'",
        "分": "'",
        "″": '"',
        "”": '"',
        "“": '"',
        "秒": '"',
    }
)
_AXES: Final = {
    "东经": "lon",
    "经度": "lon",
    "longitude": "lon",
    "lng": "lon",
    "lon": "lon",
    "e": "lon",
    "北纬": "lat",
    "纬度": "lat",
    "latitude": "lat",
    "lat": "lat",
    "n": "lat",
}
_BEFORE: Final = "|".join(sorted(_AXES, key=len, reverse=True))
_ANGLE: Final = re.compile(
    rf"""
    (?:(?P<before>{_BEFORE})\s*[:=]?\s*)?
    (?<![\d.])(?P<degrees>\d{{1,3}}(?:\.\d+)?)
    (?:\s*(?P<sign>°)
      (?:\s*(?P<minutes>\d{{1,2}}(?:\.\d+)?)\s*'
        (?:\s*(?P<seconds>\d{{1,2}}(?:\.\d+)?)\s*(?:"|''))?
      )?
    )?
    (?![\d.]*\d)
    (?P<after>(?(before)|[en](?![a-z])))?
    """,
    re.VERBOSE,
)
# E108 34 43.2: degrees, minutes and seconds with nothing but spaces between.
_SPACED: Final = re.compile(
    rf"(?P<axis>{_BEFORE})\s*(?P<degrees>\d{{1,3}})\s+(?P<minutes>\d{{1,2}})\s+"
    r"(?P<seconds>\d{1,2}(?:\.\d+)?)(?![\d°])"
)
_PAIR: Final = re.compile(r"^\W*(\d{1,3}(?:\.\d+)?)\s*[,\s]\s*(\d{1,3}(?:\.\d+)?)\W*$")
_GRID_LABEL: Final = r"(?:[xye]|n)?\s*[:=]?\s*"
_GRID: Final = re.compile(
    rf"(?<![\d.]){_GRID_LABEL}(\d{{6,8}}(?:\.\d+)?)\s*m?[\s,;、/]+{_GRID_LABEL}(\d{{6,8}}(?:\.\d+)?)(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A position with the sentence that tells how it was read, so that a person can object."""

    position: Position
    how: str


@dataclass(frozen=True, slots=True)
class _Angle:
    degrees: float
    axis: str | None


def position_from_text(text: str) -> Position | None:
    """Return the position written in a text, None when it holds no coordinates.

    Raises BadPosition as `read_coordinates` does.
    """
    reading = read_coordinates(text)
    return None if reading is None else reading.position


def read_coordinates(text: str) -> Reading | None:
    """Return the position written in a text and how it was read, None when there is none.

    Degrees are taken in the datum of satellite receivers; a caller of this function that knows
    better shifts them with `to_wgs84`. Raises BadPosition, with the reason, for what looks like
    coordinates and cannot be a place in China.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS).lower()
    plain = _SPACED.sub("\\g<axis>\\g<degrees>°\\g<minutes>'\\g<seconds>''", plain)
    grid = _GRID.search(plain)
    if grid is not None:
        return _read_grid(grid.group(1), grid.group(2))
    if _PAIR.match(plain):
        # Two numbers and nothing else are coordinates however few their digits: 0,0 is refused.
        angles = list(_ANGLE.finditer(plain))
    else:
        angles = [match for match in _ANGLE.finditer(plain) if _is_telling(match)]
    if not angles:
        return None
    if len(angles) != 2:
        raise BadPosition("坐标要有一个经度和一个纬度，请补全，例如：108.77,28.84。")
    return _pair(_read_angle(angles[0]), _read_angle(angles[1]))


def _is_telling(match: re.Match[str]) -> bool:
    """Tell an angle from a house number or a distance."""
    _, _, decimals = match["degrees"].partition(".")
    return bool(match["before"] or match["after"] or match["minutes"]) or len(decimals) >= 2


def _read_angle(match: re.Match[str]) -> _Angle:
    minutes, seconds = float(match["minutes"] or 0), float(match["seconds"] or 0)
    if minutes >= 60 or seconds >= 60:
        raise BadPosition(f"坐标“{match[0].strip()}”的分或秒不小于 60，请核对。")
    degrees = float(match["degrees"]) + minutes / 60 + seconds / 3600
    return _Angle(degrees, _AXES.get(match["before"] or match["after"] or ""))


def _pair(first: _Angle, second: _Angle) -> Reading:
    for lon, lat in ((first, second), (second, first)):
        if lon.axis == "lat" or lat.axis == "lon":
            continue
        if _within(lon.degrees, LONGITUDES_OF_CHINA) and _within(lat.degrees, LATITUDES_OF_CHINA):
            order = "经度在前、纬度在后" if lon is first else "纬度在前、经度在后"
            position = Position(lon.degrees, lat.degrees)
            return Reading(
                position, f"按{order}读取：东经 {position.lon:.6f}，北纬 {position.lat:.6f}。"
            )
    raise BadPosition(
        f"坐标 {first.degrees:.6f}，{second.degrees:.6f} 不在我国范围内"
        "（经度 73～136，纬度 3～54），请核对。"
    )


def _read_grid(first: str, second: str) -> Reading | None:
    """Read a pair in metres; official lists put the northing first, map programs the easting."""
    lengths = {len(number.partition(".")[0]): number for number in (first, second)}
    northing = lengths.get(GRID_NORTHING_DIGITS)
    if northing is None or len(lengths) != 2:
        return None
    if 6 in lengths:
        raise BadPosition(
            f"横坐标 {lengths[6]} 只有六位，没有带号，请在前面加上两位带号（例如 36）后再试。"
        )
    easting = lengths[8]
    zone = int(easting[:2])
    position = grid_to_position(float(easting), float(northing), epsg_of_zone(zone))
    return Reading(position, f"按 2000 国家大地坐标系高斯投影第 {zone} 带读取。")


def _within(degrees: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= degrees <= limits[1]
