"""Boards drawn at random: a demand, and a fleet with everything that can befall a vehicle."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import NamedTuple

from dispatch.candidates import Candidate
from dispatch.response_plans import Demand, DemandLine, DispatchMode
from resources.geography import Position
from resources.unit_status import UnitStatus
from tests.dispatch.candidate_makers import make_candidate, make_demand, make_line

TYPES = (
    *("water_tanker", "water_tanker", "foam_tanker", "compressed_air_foam", "first_attack"),
    *("rescue", "rescue", "equipment", "platform", "turntable_ladder", "tower_nozzle"),
    *("water_supply", "lighting", "pickup", "boat", "hazmat_rescue"),
)
EXTRA = ("rescue", "supply", "foam", "water", "ladder", "smoke_light")
SIZES_T = (0.0, 3.0, 5.0, 8.0, 12.0)
LADDERS_M = (18.0, 32.0, 54.0)
STATIONS = ("甲站", "乙站", "丙站", "丁站")
CATEGORIES = ("10100", "10200", "20100", "50200")


class Board(NamedTuple):
    """A demand and all vehicles, those that cannot go included."""

    demand: Demand
    fleet: list[Candidate]


def random_board(random: Random, most_vehicles: int = 12, most_lines: int = 3) -> Board:
    """Return a board of up to so many vehicles and lines."""
    names = random.sample(["water", "foam", "rescue", "supply", "ladder", "smoke_light"], 6)
    lines = [random_line(random, names.pop()) for _ in range(random.randint(1, most_lines))]
    demand = make_demand(*lines)
    demand = replace(
        demand,
        mode=random.choice([DispatchMode.FASTEST, DispatchMode.STATION_ORDER]),
        rule=replace(demand.rule, category=random.choice(CATEGORIES)),
    )
    # Boards with few times and little else make ties, on which the later aims decide.
    is_plain = random.random() < 0.3
    count = random.randint(0, most_vehicles)
    count = max(count, random.randint(0, most_vehicles))
    fleet = [random_vehicle(random, f"车{number:03}", is_plain) for number in range(count)]
    return Board(demand, fleet)


def random_line(random: Random, ability: str) -> DemandLine:
    """Return a line that may be for several abilities, for certain types, or for a size."""
    count = random.randint(1, 3)
    kind = random.randint(0, 7)
    if ability == "water" and kind == 0:
        return replace(make_line("water", count), least_water_t=random.choice(SIZES_T[1:]))
    if ability == "ladder" and kind <= 2:
        return replace(make_line("ladder", count), least_ladder_m=random.choice(LADDERS_M[1:]))
    if ability == "ladder" and kind == 3:
        return make_line("ladder", count, wanted=("turntable_ladder",))
    if ability == "foam" and kind == 4:
        return make_line("foam", count, wanted=("compressed_air_foam", "foam_tanker"))
    if kind == 5:
        return make_line(f"{ability} boat", count, others=("pickup",))
    return make_line(ability, count)


def random_vehicle(random: Random, call_sign: str, is_plain: bool = False) -> Candidate:
    """Return a vehicle; a plain one differs from others in type, time and cover only."""
    station = random.choice(STATIONS)
    vehicle = make_candidate(
        call_sign,
        random.choice(TYPES),
        seconds=random.randint(1, 5) * 30
        if is_plain
        else random.randint(0, random.choice([900, 3000])),
        also=tuple(random.sample(EXTRA, random.choice([0, 1, 2, 3, 4, 5]))),
        station=station,
        water_t=random.choice(SIZES_T),
        rescue_kit=random.random() < 0.5,
        smoke_light_kit=random.random() < 0.5,
    )
    vehicle = replace(vehicle, ladder_m=random.choice(LADDERS_M), cover_loss=random.randint(0, 9))
    if is_plain:
        return vehicle
    return replace(
        vehicle,
        status=random.choice([*[UnitStatus.IN_STATION] * 60, *UnitStatus]),
        is_staffed=random.random() < 0.93,
        why_not="在检修" if random.random() < 0.05 else None,
        eta=None if random.random() < 0.15 else vehicle.eta,
        is_cut_off=random.random() < 0.05,
        pool=random.choice(["", "", "一班", "二班"]),
        rest_note="连续出动 8 小时" if random.random() < 0.2 else "",
        station_rank=STATIONS.index(station),
        doubt=timedelta(seconds=random.choice([0, 20, 120])),
        position=Position(108.7 + STATIONS.index(station) / 100, 28.8),
    )
