"""A paper slip (纸单) as it was written by hand: what must be on it, and in which order in time."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from incidents.calls import EmergencyCall
from incidents.reports import Outcome
from incidents.slip_times import shown
from resources.errors import FieldFault
from resources.unit_status import UnitStatus

PREFIX: Final = "P"
"""What the number of a printed slip begins with: P20261128-001."""
PRINTED: Final = re.compile(PREFIX + r"(\d{8})-(\d{3,6})")
NUMBER: Final = re.compile(r"[0-9A-Z\u4e00-\u9fff](?:[0-9A-Z\u4e00-\u9fff-]{0,23})")

CHAIN: Final[tuple[tuple[str, UnitStatus, str], ...]] = (
    ("en_route_at", UnitStatus.EN_ROUTE, "出动"),
    ("on_scene_at", UnitStatus.ON_SCENE, "到场"),
    ("water_on_at", UnitStatus.WATER_ON, "出水"),
    ("water_off_at", UnitStatus.WATER_OFF, "停水"),
    ("returning_at", UnitStatus.RETURNING, "返队"),
    ("in_station_at", UnitStatus.IN_STATION, "归队"),
)
"""The times of a vehicle on a slip in the order of the work, after its order (下达)."""


@dataclass(frozen=True, slots=True)
class UnitOnSlip:
    """One vehicle of a slip: when it was ordered, and each time that was written down.

    `people` is None where the slip does not tell who went.
    """

    call_sign: str
    ordered_at: datetime
    en_route_at: datetime | None = None
    on_scene_at: datetime | None = None
    water_on_at: datetime | None = None
    water_off_at: datetime | None = None
    returning_at: datetime | None = None
    in_station_at: datetime | None = None
    people: int | None = None

    @property
    def reports(self) -> tuple[tuple[UnitStatus, datetime], ...]:
        """What it reported and when, in the order of the work."""
        return tuple(
            (status, at) for name, status, _ in CHAIN if (at := getattr(self, name)) is not None
        )

    @property
    def last(self) -> tuple[UnitStatus, datetime]:
        """The last thing known of it: a report, or only its order."""
        return self.reports[-1] if self.reports else (UnitStatus.ALERTED, self.ordered_at)

    @property
    def left_at(self) -> datetime | None:
        """When it left the incident; None while it is still out."""
        return self.returning_at or self.in_station_at


@dataclass(frozen=True, slots=True)
class PaperSlip:
    """One call as it was taken, ordered and followed on paper."""

    number: str
    call: EmergencyCall
    units: tuple[UnitOnSlip, ...] = ()
    controlled_at: datetime | None = None
    extinguished_at: datetime | None = None
    outcome: Outcome | None = None

    @property
    def last_at(self) -> datetime:
        """The last time written on it."""
        stages = (self.controlled_at, self.extinguished_at)
        told = [at for at in stages if at is not None]
        return max((self.call.received_at, *told, *(unit.last[1] for unit in self.units)))


def tidy_number(typed: str) -> str:
    """Return a slip's number in the one way it is kept: half-width, capitals, no spaces."""
    return "".join(unicodedata.normalize("NFKC", typed).upper().split())


def number_after(number: str) -> str | None:
    """Return the number that follows on the next slip of a pad; None where it has no end digits."""
    found = re.fullmatch(r"(.*?)(\d+)", number)
    if found is None:
        return None
    head, digits = found.groups()
    return f"{head}{int(digits) + 1:0{len(digits)}}"


def numbers_from(first: str, count: int) -> list[str]:
    """Return the numbers of a run of printed slips, from its first on."""
    day, _, start = first.rpartition("-")
    return [f"{day}-{number:03d}" for number in range(int(start), int(start) + count)]


def order_faults(slip: PaperSlip, now: datetime, zone: tzinfo) -> Iterator[FieldFault]:
    """Name every time that stands before one it must follow, with both times."""
    received = ("接警", slip.call.received_at)
    call_signs: set[str] = set()
    for index, unit in enumerate(slip.units):
        if unit.call_sign in call_signs:
            words = f"{unit.call_sign} 填了两行，同一辆车请合为一行。"
            yield FieldFault(f"units.{index}.call_sign", words)
        call_signs.add(unit.call_sign)
        before = received
        written = [("ordered_at", "下达", unit.ordered_at)]
        written += [
            (name, label, at) for name, _, label in CHAIN if (at := getattr(unit, name)) is not None
        ]
        for name, label, at in written:
            if at < before[1]:
                words = _told(f"{unit.call_sign}：{label}", at, before, now, zone)
                yield FieldFault(f"units.{index}.{name}", words)
            else:
                before = (label, at)
    before = received
    for name, label in (("controlled_at", "控制"), ("extinguished_at", "熄灭")):
        at = getattr(slip, name)
        if at is not None and at < before[1]:
            yield FieldFault(name, _told(label, at, before, now, zone))
        elif at is not None:
            before = (label, at)


def _told(
    label: str, at: datetime, before: tuple[str, datetime], now: datetime, zone: tzinfo
) -> str:
    earlier, later = shown(at, now, zone), shown(before[1], now, zone)
    return f"{label} {earlier} 早于{before[0]} {later}，请核对。"
