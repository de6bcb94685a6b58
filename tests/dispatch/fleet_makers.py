"""Makers of vehicles as their rows say now, with one telling keyword each."""

from datetime import datetime

from dispatch.fleet import UnitKind, UnitNow
from resources.geography import Position
from resources.unit_status import UnitStatus
from resources.vehicle_types import abilities
from tests.makers import TOWN


def make_unit_now(
    call_sign: str,
    vehicle_type: str = "water_tanker",
    place: Position | None = TOWN,
    *,
    key: int | None = None,
    version: int = 1,
    station: str = "",
    station_kind: str = "national_station",
    township_code: str | None = None,
    status: UnitStatus = UnitStatus.IN_STATION,
    people: int = 5,
    has_driver: bool = True,
    pool: str = "",
    water_t: float = 0.0,
    ladder_m: float = 0.0,
    rest_until: datetime | None = None,
    position_at: datetime | None = None,
    fault: str | None = None,
) -> UnitNow:
    """Make a staffed vehicle; its key follows from its call sign, its station is its own."""
    return UnitNow(
        key=key
        if key is not None
        else sum(ord(one) << (7 * at) for at, one in enumerate(call_sign)),
        version=version,
        call_sign=call_sign,
        station=station or f"{call_sign}站",
        station_kind=station_kind,
        township_code=township_code,
        kind=UnitKind(vehicle_type, abilities(vehicle_type, ""), water_t, ladder_m),
        status=status,
        status_note="",
        minimum_crew=3,
        people=people,
        has_driver=has_driver,
        pool=pool,
        rest_until=rest_until,
        place=place,
        home=place,
        position_at=position_at,
        fault=fault,
    )
