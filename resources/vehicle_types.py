"""The kinds of vehicle, what each can do, and their names in the plans' lists.

Store the finest type; class and the coarser lists are derived from it. The table itself is
`vehicle_types.csv`. Marks: names S (plans); seats, crews and capabilities P; service life as
its own column says (R the old national rule, P and G proposed).
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final


class Capability(StrEnum):
    """Something a dispatch plan can ask for; the words are those of the public interface."""

    WATER = "water"
    FOAM = "foam"
    LADDER = "ladder"
    TOWER_NOZZLE = "tower_nozzle"
    RESCUE = "rescue"
    SUPPLY = "supply"
    SMOKE_LIGHT = "smoke_light"
    HAZMAT = "hazmat"
    COMMAND = "command"
    SUPPORT = "support"
    BOAT = "boat"


CAPABILITY_LABELS: Final[Mapping[Capability, str]] = MappingProxyType(
    {
        Capability.WATER: "水罐",
        Capability.FOAM: "泡沫",
        Capability.LADDER: "登高或云梯",
        Capability.TOWER_NOZZLE: "高喷",
        Capability.RESCUE: "抢险救援",
        Capability.SUPPLY: "供水",
        Capability.SMOKE_LIGHT: "排烟或照明",
        Capability.HAZMAT: "化救或洗消",
        Capability.COMMAND: "通信指挥",
        Capability.SUPPORT: "保障",
        Capability.BOAT: "舟艇",
    }
)

_WORDS: Final = frozenset(str(capability) for capability in Capability)


class VehicleClass(StrEnum):
    """The four classes of the vehicle plan (酉阳 附件3, mark S)."""

    FIREFIGHTING = "灭火"
    AERIAL = "举高"
    SPECIAL = "专勤"
    SUPPORT = "保障"


@dataclass(frozen=True, slots=True)
class VehicleType:
    """One kind of vehicle with its editable defaults.

    A name is None where that list does not have the kind: `plan_name` is one of 13 columns,
    `shuozhou_name` one of 22 kinds, `system_name` one of the 29 of a deployed 119 system.
    A year is None where no rule was found. `minimum_crew` counts the driver.
    """

    code: str
    name: str
    vehicle_class: VehicleClass
    capabilities: frozenset[Capability]
    plan_name: str | None
    shuozhou_name: str | None
    system_name: str | None
    seats: int
    default_crew: int
    minimum_crew: int
    should_retire_years: int | None
    must_retire_years: int | None
    life_mark: str

    def __post_init__(self) -> None:
        if not 1 <= self.minimum_crew <= self.default_crew <= self.seats:
            raise ValueError(f"{self.code}: crews must be 1 <= minimum <= default <= seats")


def _read_types(path: Path) -> Mapping[str, VehicleType]:
    with path.open(encoding="utf-8", newline="") as file:
        types = [_type_of(row) for row in csv.DictReader(file)]
    by_code = {one.code: one for one in types}
    assert len(by_code) == len(types), "a vehicle type is listed twice"
    return MappingProxyType(by_code)


def _type_of(row: Mapping[str, str]) -> VehicleType:
    return VehicleType(
        code=row["code"],
        name=row["name"],
        vehicle_class=VehicleClass(row["vehicle_class"]),
        capabilities=frozenset(Capability(word) for word in row["capabilities"].split()),
        plan_name=row["plan_name"] or None,
        shuozhou_name=row["shuozhou_name"] or None,
        system_name=row["system_name"] or None,
        seats=int(row["seats"]),
        default_crew=int(row["default_crew"]),
        minimum_crew=int(row["minimum_crew"]),
        should_retire_years=_years(row["should_retire_years"]),
        must_retire_years=_years(row["must_retire_years"]),
        life_mark=row["life_mark"],
    )


def _years(text: str) -> int | None:
    return int(text) if text else None


VEHICLE_TYPES: Final = _read_types(Path(__file__).with_name("vehicle_types.csv"))
"""Every kind of vehicle by code, in the order lists show them."""

# A 主战 vehicle carries water, foam and tools, but plans ask for a 水罐 and may only take it as
# the last stand-in (substitution order, mark P); so its own ability is foam. A 干粉 vehicle has
# no capability word of its own: a plan that wants one names the vehicle type.


def name_of(code: str) -> str:
    """Return the name of a vehicle type; an unknown code is shown as what it is."""
    known = VEHICLE_TYPES.get(code)
    return known.name if known is not None else f"未知车型“{code}”"


def abilities(vehicle_type: str, extra: str) -> frozenset[Capability]:
    """Return what a vehicle can do: by its type, and its own extra words parted by spaces.

    A type or word nobody knows gives nothing: what may not be there is never advised.
    """
    known = VEHICLE_TYPES.get(vehicle_type)
    own = frozenset(Capability(word) for word in extra.split() if word in _WORDS)
    return own if known is None else known.capabilities | own


def unknown_words(extra: str) -> tuple[str, ...]:
    """Return the extra capabilities nobody knows, in the order they stand."""
    return tuple(word for word in extra.split() if word not in _WORDS)
