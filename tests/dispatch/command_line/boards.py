"""A board to read commands against: three open incidents, eleven vehicles, two partners."""

from dataclasses import replace

from dispatch.command_line.known import Known, KnownIncident, KnownPartner, KnownPlace, KnownUnit
from resources.geography import Position
from resources.unit_status import UnitStatus as Status
from resources.vehicle_types import Capability

TOWN = Position(108.77, 28.84)
WATER = frozenset({Capability.WATER})
SUPPLY = frozenset({Capability.SUPPLY})


def a_unit(
    sign: str, station: str, status: Status = Status.IN_STATION, **more: object
) -> KnownUnit:
    """Make a vehicle; anything else by keyword."""
    return replace(KnownUnit(sign, station, status, capabilities=WATER), **more)  # type: ignore[arg-type]


SEVEN = KnownIncident(
    "20261128-007", "10100", "普通建筑", 2, "解放路118号", TOWN, ("东关1",), ("性质", "城乡")
)
EIGHT = KnownIncident("20261128-008", "10100", "普通建筑", 5, "解放路", None)
NINE = KnownIncident("20261128-009", "20000", "抢险救援", 1, "国道319", None, ("西站1", "西站2"))
OLD = KnownIncident("20261127-003", "10100", "普通建筑", 1, "老街", None, is_open=False)
UNITS = (
    a_unit("城关1", "城关站"),
    a_unit("城关2", "城关站"),
    a_unit("城关3", "城关站"),
    a_unit("城关供水5", "城关站", capabilities=SUPPLY, position=Position(108.78, 28.84)),
    a_unit("城关停6", "城关站", Status.OUT_OF_SERVICE, note="换胎"),
    a_unit("东关1", "东关站", Status.ON_SCENE, incident="20261128-007", has_arrived=True),
    a_unit("东关2", "东关站", Status.RETURNING),
    a_unit("东关供水3", "东关站", capabilities=SUPPLY, position=Position(108.90, 28.84)),
    a_unit("西站1", "西站", Status.EN_ROUTE, incident="20261128-009"),
    a_unit("西站2", "西站", Status.ALERTED, incident="20261128-009"),
    a_unit("特勤 登高 1", "特勤站", is_staffed=False),
)
PARTNERS = (
    KnownPartner("N01", "秀山县消防救援力量"),
    KnownPartner("N02", "黔江区消防救援力量"),
    KnownPartner("L01", "县供水企业送水队", is_commanded=True),
)
PLACES = (
    KnownPlace("P1", "解放路", "城关镇 / 解放路", TOWN),
    KnownPlace("P2", "解放路", "东关镇 / 解放路"),
)
BOARD = Known((SEVEN, EIGHT, NINE), UNITS, PARTNERS, (), (OLD,), None, 2026)
