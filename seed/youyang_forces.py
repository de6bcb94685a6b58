"""The stations, vehicles and crews of the demonstration county; all of it is made up.

The plan gives numbers only: one national station, 39 township brigades, 2 enterprise brigades
and 131 micro stations. Vehicle figures are in the ranges of domain practice (mark G/P).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from resources.county_rows import StationKind
from resources.geography import Position
from seed.youyang_places import Township, Village, draw_for, scattered, whole_between, written

MICRO_STATIONS: Final = 131

STATION_COLUMNS: Final = (
    "code",
    "name",
    "kind",
    "station_class",
    "township_code",
    "lon",
    "lat",
    "datum",
    "dataset",
    "is_synthetic",
)
VEHICLE_COLUMNS: Final = (
    "call_sign",
    "station_code",
    "vehicle_type",
    "extra_capabilities",
    "plate_number",
    "water_t",
    "foam_t",
    "ladder_m",
    "pump_l_s",
    "seats",
    "minimum_crew",
    "in_service_on",
    "initial_status",
    "initial_note",
    "dataset",
    "is_synthetic",
)
CREW_COLUMNS: Final = ("call_sign", "people", "has_driver", "leader", "dataset", "is_synthetic")

SURNAMES: Final = "冉田白石彭杨张王李陈吴何"

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A vehicle of some type, with its figures and the crew it has in the demonstration."""

    vehicle_type: str
    seats: int
    minimum_crew: int
    people: int
    water_t: float = 0
    foam_t: float = 0
    ladder_m: float = 0
    pump_l_s: float = 0
    extra_capabilities: str = ""


LIGHT_TANKER: Final = Model("water_tanker", 5, 3, 3, water_t=3, pump_l_s=30)
MEDIUM_TANKER: Final = Model("water_tanker", 6, 4, 4, water_t=5, pump_l_s=40)
FIRST_ATTACK: Final = Model("first_attack", 6, 4, 4, water_t=2.5, foam_t=0.3, pump_l_s=40)
RESCUE_PICKUP: Final = Model("pickup", 5, 2, 3, extra_capabilities="rescue")
BOAT: Final = Model("boat", 6, 2, 3)
BULK_WATER: Final = Model("water_supply", 3, 2, 2, water_t=12, pump_l_s=60)

NATIONAL_FLEET: Final = (
    ("县站水罐1", Model("water_tanker", 6, 4, 5, water_t=6, pump_l_s=60)),
    ("县站水罐2", Model("water_tanker", 6, 4, 5, water_t=12, pump_l_s=80)),
    ("县站泡沫1", Model("foam_tanker", 6, 4, 5, water_t=5, foam_t=2, pump_l_s=60)),
    ("县站压缩1", Model("compressed_air_foam", 6, 4, 4, water_t=4, foam_t=0.5, pump_l_s=60)),
    ("县站登高1", Model("platform", 3, 2, 3, water_t=1, ladder_m=32, pump_l_s=50)),
    ("县站抢险1", Model("rescue", 6, 2, 5)),
    ("县站照明1", Model("lighting", 3, 2, 1)),
    ("县站指挥1", Model("command", 6, 2, 3)),
    ("县站保障1", Model("equipment", 3, 2, 2)),
    ("县站舟艇1", Model("boat", 6, 2, 4)),
)
"""What the one station has now is not in the plan, which lists purchases only."""

SECOND_VEHICLES: Final = {
    "桃花源": FIRST_ATTACK,
    "钟多": BULK_WATER,
    "龙潭": RESCUE_PICKUP,
    "麻旺": RESCUE_PICKUP,
    "酉酬": BOAT,
    "大溪": BOAT,
    "兴隆": RESCUE_PICKUP,
    "黑水": RESCUE_PICKUP,
    "丁市": FIRST_ATTACK,
    "龚滩": BOAT,
    "李溪": FIRST_ATTACK,
    "板溪": RESCUE_PICKUP,
}

ENTERPRISES: Final = (
    ("Q01", "板溪工业园企业专职消防队（虚构）", "500242114", "板企"),
    ("Q02", "龙潭工业园企业专职消防队（虚构）", "500242101", "龙企"),
)
ENTERPRISE_FLEET: Final = (
    Model("foam_tanker", 6, 4, 4, water_t=4, foam_t=2, pump_l_s=50),
    Model("water_tanker", 6, 4, 4, water_t=8, pump_l_s=50),
)

MICRO_FLEET: Final = (
    Model("motorcycle", 3, 2, 3),
    Model("pickup", 5, 2, 3),
    Model("portable_pump", 4, 2, 3, pump_l_s=8),
)

PEOPLE_OTHERWISE: Final = {"毛坝1": 2}
"""Too few for the vehicle, as happens; 县站照明1 is another."""
WITHOUT_CREW: Final = frozenset({"庙溪1", "铜鼓1"})
WITHOUT_DRIVER: Final = frozenset({"木叶1"})
OUT_OF_SERVICE: Final = {"铜鼓1": "送修：水泵故障"}


@dataclass(frozen=True, slots=True)
class Post:
    """A station with the vehicles it is given."""

    code: str
    name: str
    kind: StationKind
    station_class: str
    township_code: str
    position: Position
    fleet: tuple[tuple[str, Model], ...]


def forces(
    townships: tuple[Township, ...], villages: tuple[Village, ...]
) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the rows of stations.csv, vehicles.csv and crews.csv."""
    posts = [*_brigades(townships), *_micro_stations(villages)]
    fleet = [(post, call_sign, model) for post in posts for call_sign, model in post.fleet]
    return (
        [_station_row(post) for post in posts],
        [_vehicle_row(post, call_sign, model) for post, call_sign, model in fleet],
        [_crew_row(sign, model) for _, sign, model in fleet if sign not in WITHOUT_CREW],
    )


def _brigades(townships: tuple[Township, ...]) -> Iterator[Post]:
    seat = next(township for township in townships if township.stem == "钟多")
    yield Post(
        code="G01",
        name="酉阳县消防救援站",
        kind=StationKind.NATIONAL_STATION,
        station_class="普通站",
        township_code=seat.code,
        position=scattered(seat.position, draw_for("G01"), 300, 1_000),
        fleet=NATIONAL_FLEET,
    )
    for township in townships:
        yield _township_brigade(township)
    centres = {township.code: township.position for township in townships}
    for code, name, township_code, sign in ENTERPRISES:
        yield Post(
            code=code,
            name=name,
            kind=StationKind.ENTERPRISE_BRIGADE,
            station_class="",
            township_code=township_code,
            position=scattered(centres[township_code], draw_for(code), 1_000, 2_500),
            fleet=tuple((f"{sign}{i}", model) for i, model in enumerate(ENTERPRISE_FLEET, 1)),
        )


def _township_brigade(township: Township) -> Post:
    code = f"Z{township.code[-3:]}"
    models = [MEDIUM_TANKER if township.is_big else LIGHT_TANKER]
    if township.is_big:
        models.append(SECOND_VEHICLES[township.stem])
    return Post(
        code=code,
        name=f"{township.name}专职消防队",
        kind=StationKind.TOWNSHIP_BRIGADE,
        station_class="一级专职队" if township.is_big else "二级专职队",
        township_code=township.code,
        position=scattered(township.position, draw_for(code), 100, 600),
        fleet=tuple((f"{township.stem}{i}", model) for i, model in enumerate(models, 1)),
    )


def _micro_stations(villages: tuple[Village, ...]) -> Iterator[Post]:
    """Yield micro stations of all communities and of drawn villages, in the order of villages.

    A village that shares its name with an earlier one is passed over: call signs are spoken.
    """
    first_of_name = {village.name: village for village in reversed(villages)}
    eligible = [village for village in villages if first_of_name[village.name] is village]
    drawn = sorted(
        eligible,
        key=lambda village: (not village.is_community, draw_for(f"W{village.code}").random()),
    )
    chosen = sorted(drawn[:MICRO_STATIONS], key=lambda village: village.code)
    for number, village in enumerate(chosen, start=1):
        code = f"W{number:03}"
        draw = draw_for(code)
        model = MICRO_FLEET[whole_between(draw, 0, len(MICRO_FLEET) - 1)]
        yield Post(
            code=code,
            name=f"{village.township.name}{village.name}微型消防站",
            kind=StationKind.MICRO_STATION,
            station_class="",
            township_code=village.township.code,
            position=scattered(village.position, draw, 50, 300),
            fleet=((f"微{village.stem}", model),),
        )


def _station_row(post: Post) -> Row:
    return (
        post.code,
        post.name,
        post.kind.value,
        post.station_class,
        post.township_code,
        *written(post.position),
        "forces",
        1,
    )


def _vehicle_row(post: Post, call_sign: str, model: Model) -> Row:
    note = OUT_OF_SERVICE.get(call_sign, "")
    return (
        call_sign,
        post.code,
        model.vehicle_type,
        model.extra_capabilities,
        "",
        f"{model.water_t:g}",
        f"{model.foam_t:g}",
        f"{model.ladder_m:g}",
        f"{model.pump_l_s:g}",
        model.seats,
        model.minimum_crew,
        _in_service_on(draw_for(call_sign)),
        "out_of_service" if note else "in_station",
        note,
        "forces",
        1,
    )


def _in_service_on(draw: Random) -> str:
    return f"{whole_between(draw, 2013, 2024)}-{whole_between(draw, 1, 12):02}-01"


def _crew_row(call_sign: str, model: Model) -> Row:
    draw = draw_for(f"班组 {call_sign}")
    return (
        call_sign,
        PEOPLE_OTHERWISE.get(call_sign, model.people),
        int(call_sign not in WITHOUT_DRIVER),
        f"{SURNAMES[whole_between(draw, 0, len(SURNAMES) - 1)]}某",
        "forces",
        1,
    )
