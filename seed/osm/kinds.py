"""Which OpenStreetMap objects a gazetteer wants, by their tags (OpenStreetMap wiki, Map features).

All rows are proposals (P): how people map differs from county to county.
"""

from collections.abc import Mapping
from typing import Final

from resources.county_rows import PlaceKind, RoadClass, WaterKind

PLACE_KINDS: Final[tuple[tuple[str, frozenset[str], PlaceKind], ...]] = (
    ("amenity", frozenset({"school", "kindergarten", "college", "university"}), PlaceKind.SCHOOL),
    ("amenity", frozenset({"hospital", "clinic", "nursing_home"}), PlaceKind.HOSPITAL),
    ("amenity", frozenset({"fuel"}), PlaceKind.FILLING_STATION),
    ("amenity", frozenset({"marketplace"}), PlaceKind.MARKET),
    (
        "amenity",
        frozenset({"townhall", "police", "courthouse", "fire_station", "post_office"}),
        PlaceKind.GOVERNMENT,
    ),
    ("office", frozenset({"government"}), PlaceKind.GOVERNMENT),
    ("shop", frozenset({"mall", "supermarket", "department_store"}), PlaceKind.MARKET),
    (
        "historic",
        frozenset({"castle", "monument", "ruins", "temple", "fort"}),
        PlaceKind.SCENIC_SPOT,
    ),
    (
        "tourism",
        frozenset({"attraction", "museum", "theme_park", "viewpoint", "zoo"}),
        PlaceKind.SCENIC_SPOT,
    ),
    ("leisure", frozenset({"park", "stadium", "sports_centre"}), PlaceKind.LANDMARK),
    ("man_made", frozenset({"bridge"}), PlaceKind.BRIDGE),
    ("man_made", frozenset({"works", "wastewater_plant", "water_works"}), PlaceKind.FACTORY),
    ("landuse", frozenset({"industrial"}), PlaceKind.FACTORY),
    ("landuse", frozenset({"residential"}), PlaceKind.RESIDENTIAL_AREA),
    ("place", frozenset({"neighbourhood", "city_block"}), PlaceKind.RESIDENTIAL_AREA),
    ("place", frozenset({"locality", "island", "square"}), PlaceKind.LANDMARK),
    ("highway", frozenset({"motorway_junction"}), PlaceKind.JUNCTION),
    ("power", frozenset({"pole", "tower"}), PlaceKind.POLE),
    ("highway", frozenset({"street_lamp"}), PlaceKind.POLE),
    ("amenity", frozenset({"place_of_worship", "theatre", "bus_station"}), PlaceKind.LANDMARK),
    ("railway", frozenset({"station", "halt"}), PlaceKind.LANDMARK),
)
"""The first row that fits decides; a building with a name and none of these is a building."""

VILLAGES: Final = frozenset({"village", "hamlet", "isolated_dwelling"})
"""Values of `place` that go to villages.csv."""

TOWNSHIPS: Final = ("town", "suburb", "quarter", "borough", "neighbourhood")
"""Values of `place` that may stand for townships in a folder that has none yet, the best first."""

ROAD_CLASSES: Final[Mapping[str, RoadClass]] = {
    "motorway": RoadClass.MOTORWAY,
    "trunk": RoadClass.NATIONAL,
    "primary": RoadClass.PROVINCIAL,
    "secondary": RoadClass.COUNTY,
    "tertiary": RoadClass.TOWNSHIP,
    "unclassified": RoadClass.VILLAGE,
    "track": RoadClass.VILLAGE,
    "residential": RoadClass.STREET,
    "living_street": RoadClass.STREET,
    "pedestrian": RoadClass.STREET,
    "service": RoadClass.STREET,
}
"""How OpenStreetMap's classes are used in China; a slip road (`_link`) is of its road's class."""

HYDRANTS: Final[Mapping[str, WaterKind]] = {
    "fire_hydrant": WaterKind.MUNICIPAL_HYDRANT,
    "water_tank": WaterKind.TANK,
    "suction_point": WaterKind.NATURAL_INTAKE,
}
"""Values of `emergency` that are water sources."""

RADII_M: Final[Mapping[PlaceKind, int]] = {
    PlaceKind.SCENIC_SPOT: 300,
    PlaceKind.FACTORY: 300,
    PlaceKind.RESIDENTIAL_AREA: 300,
    PlaceKind.SCHOOL: 150,
    PlaceKind.HOSPITAL: 150,
    PlaceKind.MARKET: 100,
    PlaceKind.GOVERNMENT: 100,
    PlaceKind.BUILDING: 50,
    PlaceKind.POLE: 10,
}
"""How far a place reaches where its outline is not known (P)."""
OTHER_RADIUS_M: Final = 100


def place_kind(tags: Mapping[str, str]) -> PlaceKind | None:
    """Return the kind of place some tags describe, None for what is no place of a gazetteer."""
    for key, values, kind in PLACE_KINDS:
        if tags.get(key) in values:
            return kind
    if tags.get("bridge", "no") != "no" and "bridge:name" in tags:
        return PlaceKind.BRIDGE
    if tags.get("tunnel", "no") != "no" and "tunnel:name" in tags:
        return PlaceKind.TUNNEL
    return PlaceKind.BUILDING if "building" in tags else None


def road_class(tags: Mapping[str, str]) -> RoadClass | None:
    """Return the class of a road a fire engine may use, None for a path or what is no road."""
    return ROAD_CLASSES.get(tags.get("highway", "").removesuffix("_link"))
