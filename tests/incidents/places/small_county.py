"""A county drawn by hand: a road along a parallel, streets, numbers, a few places beside them."""

from dataclasses import replace

from incidents.places.gazetteer import PlaceEntry
from incidents.places.roads import RoadLine
from incidents.places.search import PlaceSearch
from incidents.places.streets import HouseNumber
from resources.geography import Position

NAMES = ("石坡县", "石坡")
NEIGHBOURS = ("东陵县",)

# G900 runs east along 28.8° in two pieces of 0.1°, K100 to K110 and K110 to K120.
WEST, MIDDLE, EAST = Position(108.5, 28.8), Position(108.6, 28.8), Position(108.7, 28.8)
# S80 runs north across it at 108.65°, K20 in the south to K40 in the north.
SOUTH, NORTH = Position(108.65, 28.75), Position(108.65, 28.85)

ROADS = (
    RoadLine("G900-1", "900国道", "G900", "national", (WEST, MIDDLE), 100_000, 110_000),
    RoadLine("G900-2", "900国道", "G900", "national", (MIDDLE, EAST), 110_000, 120_000),
    RoadLine("S80-1", "", "S80", "provincial", (SOUTH, NORTH), 20_000, 40_000),
    RoadLine(
        "T1",
        "盐井街",
        "",
        "street",
        (Position(108.598, 28.802), Position(108.602, 28.802)),
        None,
        None,
    ),
    RoadLine(
        "T2",
        "钟楼路",
        "",
        "street",
        (Position(108.6, 28.801), Position(108.6, 28.804)),
        None,
        None,
    ),
)
HOUSES = (
    HouseNumber("S1", 10, Position(108.599, 28.802)),
    HouseNumber("S1", 20, Position(108.601, 28.802)),
    HouseNumber("S1", 11, Position(108.599, 28.8021)),
)


def entry(
    code: str, name: str, kind: str, position: Position | None, **other: object
) -> PlaceEntry:
    """Return an entry of the township T1 with a small radius."""
    made = PlaceEntry(code, name, name, kind, position, 100, (), False, "T1", "T1")
    return replace(made, **other)  # type: ignore[arg-type]


ENTRIES = (
    entry("T1", "青杠镇", "township", MIDDLE, radius_m=3_000),
    entry("T2", "白果镇", "township", EAST, radius_m=3_000, township_code="T2"),
    entry("V1", "柳溪村", "village", Position(108.62, 28.81), former_names=("跃进大队",)),
    entry("V2", "柳溪村", "village", Position(108.69, 28.81), township_code="T2", parent_code="T2"),
    entry("V1-3", "柳溪村三组", "group", Position(108.625, 28.812), parent_code="V1"),
    entry(
        "V2-3",
        "柳溪村三组",
        "group",
        Position(108.692, 28.812),
        township_code="T2",
        parent_code="V2",
    ),
    entry("S1", "盐井街", "street", Position(108.6, 28.802), radius_m=300),
    entry("S2", "钟楼路", "street", Position(108.6, 28.8025), radius_m=300),
    entry("E1", "锦绣小区", "residential_area", Position(108.605, 28.803)),
    entry("E1-3", "锦绣小区3栋", "building", Position(108.6052, 28.8031), parent_code="E1"),
    entry("F1", "青杠加油站", "filling_station", Position(108.61, 28.8002)),
    entry("H1", "青杠镇消火栓03", "hydrant", Position(108.601, 28.8021)),
    entry("H2", "白果镇消火栓03", "hydrant", Position(108.7, 28.801), township_code="T2"),
    entry("P1", "10kV青杠线023号杆", "pole", Position(108.63, 28.805)),
)
SEARCH = PlaceSearch(ENTRIES, NAMES, NEIGHBOURS, ROADS, HOUSES)
