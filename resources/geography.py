"""Places on Earth and the metres between them; the only file that knows pyproj and axis order."""

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod, Transformer

from resources.errors import BadPosition

CGCS2000_LON_LAT: Final = 4490

# EPSG numbers of the CGCS2000 Gauss-Kruger systems; the prefixed ones carry the zone in the
# first two of eight digits of the easting.
SIX_DEGREE_PREFIXED: Final = range(4491, 4502)
SIX_DEGREE_BY_MERIDIAN: Final = range(4502, 4513)
THREE_DEGREE_PREFIXED: Final = range(4513, 4534)
THREE_DEGREE_BY_MERIDIAN: Final = range(4534, 4555)

FIRST_SIX_DEGREE_ZONE: Final = 13
FIRST_THREE_DEGREE_ZONE: Final = 25

FALSE_EASTING_M: Final = 500_000
ZONE_HALF_WIDTH_M: Final = 350_000
ZONE_PREFIX_M: Final = 1_000_000
NORTHINGS_OF_CHINA_M: Final = (0, 6_200_000)

_ELLIPSOID: Final = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Position:
    """A point in WGS 84 degrees; CGCS2000 degrees are taken as equal (they differ by decimetres).

    Raises BadPosition when a number is not a longitude or latitude.
    """

    lon: float
    lat: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lon) and math.isfinite(self.lat)):
            raise BadPosition("坐标不是有效数字，请重新填写经度和纬度。")
        if abs(self.lat) > 90 >= abs(self.lon) and abs(self.lat) <= 180:
            raise BadPosition(
                f"纬度 {self.lat} 超出 -90～90 度，经度和纬度可能写反了，请对调后再试。"
            )
        if abs(self.lat) > 90:
            raise BadPosition(f"纬度 {self.lat} 超出 -90～90 度，请核对。")
        if abs(self.lon) > 180:
            raise BadPosition(f"经度 {self.lon} 超出 -180～180 度，请核对。")


def distance_m(a: Position, b: Position) -> float:
    """Return the geodesic distance between two positions in metres."""
    _, _, metres = _ELLIPSOID.inv(a.lon, a.lat, b.lon, b.lat)
    return float(metres)


def distances_m(
    a: Position, lons: NDArray[np.float64], lats: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the geodesic distances from one position to many, given as columns, in metres."""
    here = np.full(len(lons), a.lon), np.full(len(lons), a.lat)
    _, _, metres = _ELLIPSOID.inv(*here, lons, lats)
    return np.asarray(metres, dtype=np.float64)


def local_m(origin: Position, position: Position) -> tuple[float, float]:
    """Return metres to the east and to the north of an origin, for drawing a small ground.

    Each leg is a geodesic one; 5 km away the corner is off by less than 5 m at our latitudes.
    """
    east = distance_m(origin, Position(position.lon, origin.lat))
    north = distance_m(origin, Position(origin.lon, position.lat))
    return math.copysign(east, position.lon - origin.lon), math.copysign(
        north, position.lat - origin.lat
    )


def earth_centred_m(position: Position) -> tuple[float, float, float]:
    """Return x, y, z in metres from the Earth's centre (EPSG:4978, height 0).

    Straight-line distance between such points orders places as the geodesic does, which
    degrees do not: at 30° north a degree of longitude is 13 % shorter than one of latitude.
    """
    # Written out (it is exact) because it is asked for every report of every moving vehicle.
    lon, lat = math.radians(position.lon), math.radians(position.lat)
    sine = math.sin(lat)
    normal_m = _ELLIPSOID.a / math.sqrt(1 - _ELLIPSOID.es * sine * sine)
    from_axis_m = normal_m * math.cos(lat)
    return (
        from_axis_m * math.cos(lon),
        from_axis_m * math.sin(lon),
        normal_m * (1 - _ELLIPSOID.es) * sine,
    )


def grid_to_position(easting: float, northing: float, epsg: int) -> Position:
    """Return the position of a CGCS2000 Gauss-Kruger pair in metres.

    Raises BadPosition for another coordinate system (the 1954 and 1980 systems need a local
    seven-parameter shift that is not public) and for a pair outside its zone.
    """
    within_zone_m = easting
    if epsg in THREE_DEGREE_PREFIXED or epsg in SIX_DEGREE_PREFIXED:
        zone = _zone_of(epsg)
        within_zone_m = easting - zone * ZONE_PREFIX_M
    elif epsg not in THREE_DEGREE_BY_MERIDIAN and epsg not in SIX_DEGREE_BY_MERIDIAN:
        raise BadPosition(
            f"EPSG:{epsg} 不是 2000 国家大地坐标系的高斯投影，不能直接换算，"
            "请先转换为 2000 国家大地坐标系。"
        )
    south, north = NORTHINGS_OF_CHINA_M
    # A comparison with nan is false, so nan is refused here as well.
    if not (
        abs(within_zone_m - FALSE_EASTING_M) <= ZONE_HALF_WIDTH_M and south <= northing <= north
    ):
        raise BadPosition(
            f"平面坐标（横 {easting}，纵 {northing}）不在该投影带内，"
            "请核对带号，以及横坐标和纵坐标是否写反。"
        )
    lon, lat = _transformer(epsg, CGCS2000_LON_LAT).transform(easting, northing)
    return Position(float(lon), float(lat))


def epsg_of_zone(zone: int) -> int:
    """Return the EPSG number of the zone that an eight-digit easting begins with.

    Zones 13 to 23 are six degrees wide, 25 to 45 three degrees; no number is both.
    Raises BadPosition for a zone China does not have.
    """
    six, three = zone - FIRST_SIX_DEGREE_ZONE, zone - FIRST_THREE_DEGREE_ZONE
    if 0 <= six < len(SIX_DEGREE_PREFIXED):
        return SIX_DEGREE_PREFIXED[six]
    if 0 <= three < len(THREE_DEGREE_PREFIXED):
        return THREE_DEGREE_PREFIXED[three]
    raise BadPosition(f"带号 {zone} 不在我国的 13～23（6 度带）或 25～45（3 度带）之内，请核对。")


def _zone_of(prefixed_epsg: int) -> int:
    if prefixed_epsg in SIX_DEGREE_PREFIXED:
        return prefixed_epsg - SIX_DEGREE_PREFIXED[0] + FIRST_SIX_DEGREE_ZONE
    return prefixed_epsg - THREE_DEGREE_PREFIXED[0] + FIRST_THREE_DEGREE_ZONE


@cache
def _transformer(from_epsg: int, to_epsg: int) -> Transformer:
    return Transformer.from_crs(from_epsg, to_epsg, always_xy=True)
