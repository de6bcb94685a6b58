"""The shifted coordinates of Chinese map services, into WGS 84 and out of it.

Map vendors publish places in GCJ-02 (高德, 腾讯) or BD-09 (百度), some 550 m from where the
satellite receiver of a vehicle says they are. The formulas are the public approximations.
"""

import math
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from resources.geography import Position

LonLat = tuple[float, float]

# The ellipsoid of Krasovsky 1940, which the public GCJ-02 formula uses.
SEMI_MAJOR_AXIS_M: Final = 6_378_245.0
ECCENTRICITY_SQUARED: Final = 0.00669342162296594323

# The rectangle outside which the formula leaves a point where it is.
SHIFTED_LONGITUDES: Final = (72.004, 137.8347)
SHIFTED_LATITUDES: Final = (0.8293, 55.8271)

BAIDU_ANGLE: Final = math.pi * 3000.0 / 180.0
BAIDU_OFFSET: Final = (0.0065, 0.006)

INVERSE_STEPS: Final = 30
INVERSE_TOLERANCE_DEGREES: Final = 1e-12


class Datum(StrEnum):
    """The datum a coordinate came in.

    WGS84: satellite receivers. CGCS2000: 天地图 and official surveys, taken as equal to WGS 84.
    GCJ02: 高德 and 腾讯 maps. BD09: 百度 maps.
    """

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_wgs84(lon: float, lat: float, datum: Datum) -> Position:
    """Return the position of a coordinate given in a datum.

    The inverse is a fixed-point iteration over the forward formula, good to micrometres; the
    one-step inverse of common packages is off by up to 4 m. Raises BadPosition.
    """
    given = Position(lon, lat)
    forward = _FORWARD.get(datum)
    if forward is None:
        return given
    return Position(*_inverse(forward, (given.lon, given.lat)))


def from_wgs84(position: Position, datum: Datum) -> LonLat:
    """Return longitude and latitude of a position in a datum."""
    forward = _FORWARD.get(datum)
    point = (position.lon, position.lat)
    return point if forward is None else forward(point)


def _inverse(forward: Callable[[LonLat], LonLat], target: LonLat) -> LonLat:
    guess = target
    for _ in range(INVERSE_STEPS):
        reached = forward(guess)
        error = (reached[0] - target[0], reached[1] - target[1])
        guess = (guess[0] - error[0], guess[1] - error[1])
        if max(abs(error[0]), abs(error[1])) < INVERSE_TOLERANCE_DEGREES:
            break
    return guess


def _to_gcj02(point: LonLat) -> LonLat:
    lon, lat = point
    if not (
        SHIFTED_LONGITUDES[0] <= lon <= SHIFTED_LONGITUDES[1]
        and SHIFTED_LATITUDES[0] <= lat <= SHIFTED_LATITUDES[1]
    ):
        return point
    x, y = lon - 105.0, lat - 35.0
    latitude = math.radians(lat)
    curvature = 1.0 - ECCENTRICITY_SQUARED * math.sin(latitude) ** 2
    meridian_m = SEMI_MAJOR_AXIS_M * (1.0 - ECCENTRICITY_SQUARED) / curvature**1.5
    parallel_m = SEMI_MAJOR_AXIS_M / math.sqrt(curvature) * math.cos(latitude)
    return (
        lon + math.degrees(_shift_east_m(x, y) / parallel_m),
        lat + math.degrees(_shift_north_m(x, y) / meridian_m),
    )


def _shift_east_m(x: float, y: float) -> float:
    shift = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    shift += _waves(20.0, 6.0 * x, 20.0, 2.0 * x)
    shift += _waves(20.0, x, 40.0, x / 3.0)
    return shift + _waves(150.0, x / 12.0, 300.0, x / 30.0)


def _shift_north_m(x: float, y: float) -> float:
    shift = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    shift += _waves(20.0, 6.0 * x, 20.0, 2.0 * x)
    shift += _waves(20.0, y, 40.0, y / 3.0)
    return shift + _waves(160.0, y / 12.0, 320.0, y / 30.0)


def _waves(height_a: float, a: float, height_b: float, b: float) -> float:
    swell = height_a * math.sin(a * math.pi) + height_b * math.sin(b * math.pi)
    return swell * 2.0 / 3.0


def _gcj02_to_bd09(point: LonLat) -> LonLat:
    lon, lat = point
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * BAIDU_ANGLE)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * BAIDU_ANGLE)
    return (
        radius * math.cos(angle) + BAIDU_OFFSET[0],
        radius * math.sin(angle) + BAIDU_OFFSET[1],
    )


def _to_bd09(point: LonLat) -> LonLat:
    return _gcj02_to_bd09(_to_gcj02(point))


_FORWARD: Final[dict[Datum, Callable[[LonLat], LonLat]]] = {
    Datum.GCJ02: _to_gcj02,
    Datum.BD09: _to_bd09,
}
