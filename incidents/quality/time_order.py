"""The order of the times of an incident: call, order, the vehicle's line, stages, closing.

The order is that of the national form (D). It is asked about, never enforced: residents may have
put a fire out before water, and an automatic alarm has no call.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from incidents.quality.seen import Finding, Mender, RecordSeen, VehicleSeen

CODE: Final = "time_order"


def order_findings(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    """Name each pair of times that stand the wrong way round, with both times."""
    for vehicle in record.vehicles:
        yield from _of_vehicle(record, vehicle, zone)
    yield from _of_stages(record, zone)
    yield from _of_closing(record, zone)


def _of_vehicle(record: RecordSeen, vehicle: VehicleSeen, zone: ZoneInfo) -> Iterator[Finding]:
    if vehicle.ordered_at < record.received_at:
        told = f"{vehicle.call_sign} 下达 {_clock(vehicle.ordered_at, zone)} "
        told += f"早于接警 {_clock(record.received_at, zone)}。"
        yield Finding(CODE, told, Mender.DESK)
    for (before, first), (after, second) in pairwise(vehicle.times):
        if second < first:
            told = f"{vehicle.call_sign} {after} {_clock(second, zone)} "
            told += f"早于{before} {_clock(first, zone)}。"
            yield Finding(CODE, told, Mender.STATION, vehicle.station_code)


def _of_stages(record: RecordSeen, zone: ZoneInfo) -> Iterator[Finding]:
    controlled, extinguished = record.controlled_at, record.extinguished_at
    arrived = [one.on_scene_at for one in record.vehicles if one.on_scene_at is not None]
    pairs = (
        ("控制", controlled, "接警", record.received_at),
        ("控制", controlled, "首车到场", min(arrived, default=None)),
        ("熄灭", extinguished, "接警", record.received_at),
        ("熄灭", extinguished, "控制", controlled),
    )
    yield from _earlier(pairs, zone)


def _of_closing(record: RecordSeen, zone: ZoneInfo) -> Iterator[Finding]:
    closed = record.closed_at
    home = [one.in_station_at for one in record.vehicles if one.in_station_at is not None]
    pairs = (
        ("结案", closed, "接警", record.received_at),
        ("结案", closed, "控制", record.controlled_at),
        ("结案", closed, "熄灭", record.extinguished_at),
        ("结案", closed, "末车归队", max(home, default=None)),
    )
    yield from _earlier(pairs, zone)


def _earlier(
    pairs: tuple[tuple[str, datetime | None, str, datetime | None], ...], zone: ZoneInfo
) -> Iterator[Finding]:
    for word, moment, other, bound in pairs:
        if moment is not None and bound is not None and moment < bound:
            told = f"{word} {_clock(moment, zone)} 早于{other} {_clock(bound, zone)}。"
            yield Finding(CODE, told, Mender.DESK)


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%m-%d %H:%M:%S}"
