"""The rules of plausibility: what can hardly be, asked while the incident is open and after.

A finding forbids nothing. It asks for a correction, or for a remark (批注) that says why it is so
all the same. Every limit is data; the rules on people, speed, distance and results are those the
national form applies after the fact (D: seen in a deployed system), the others are proposed (P).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from incidents.categories import Disposition, Mark
from incidents.quality.seen import (
    FIRE_GROUP,
    RESCUE_GROUP,
    Finding,
    Mender,
    RecordSeen,
    VehicleSeen,
)
from incidents.quality.time_order import order_findings
from incidents.timeline import FUTURE_TOLERANCE

FEWEST_PEOPLE: Final = 1
MOST_PEOPLE: Final = 7
SLOWEST_KMH: Final = 5
FASTEST_KMH: Final = 120
SHORTEST_WAY_M: Final = 500
"""Below this the straight line says too little of the way to call a vehicle slow (P)."""
NEAREST_M: Final = 1.0
"""A scene nearer than this to the station has the coordinates of the station (0 in the form)."""
FARTHEST_M: Final = 100_000
MOST_TRAPPED: Final = 20
MOST_SAVED: Final = 20
MOST_FEN: Final = 1_000_000_000
"""10 million yuan."""

LONGEST: Final = (
    ("ordered_at", "en_route_at", "下达到出动", timedelta(minutes=10)),
    ("en_route_at", "on_scene_at", "出动到到场", timedelta(hours=2)),
    ("on_scene_at", "water_on_at", "到场到出水", timedelta(hours=1)),
    ("on_scene_at", "returning_at", "到场到返队", timedelta(hours=24)),
    ("returning_at", "in_station_at", "返队到归队", timedelta(hours=3)),
)
"""Intervals of one vehicle and how long each may be before it is asked about (P)."""
LONGEST_UNTIL_ORDER: Final = timedelta(minutes=10)
"""From the call to the first order (P; the standard wants 45 seconds, GB 50313)."""
LATEST_CLOSING: Final = timedelta(hours=24)
"""From the last vehicle's release, or the call where none was sent, to the closing (P)."""
SHORTEST_TRAVEL: Final = timedelta(seconds=10)
"""Nobody drives and arrives in less (P)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its code, its name for people, its mark, and how it is asked."""

    code: str
    name: str
    mark: Mark
    ask: Callable[[RecordSeen, datetime, ZoneInfo], Iterator[Finding]]


def findings(record: RecordSeen, now: datetime, zone: ZoneInfo) -> tuple[Finding, ...]:
    """Return what is odd in a record, in the order of the rules; a test is asked nothing."""
    if record.disposition is Disposition.TEST:
        return ()
    return tuple(found for rule in RULES.values() for found in rule.ask(record, now, zone))


def _of_station(rule: str, vehicle: VehicleSeen, sentence: str) -> Finding:
    return Finding(rule, sentence, Mender.STATION, vehicle.station_code)


def _future(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    latest = now + FUTURE_TOLERANCE
    own = (
        ("接警", record.received_at),
        ("控制", record.controlled_at),
        ("熄灭", record.extinguished_at),
        ("结案", record.closed_at),
    )
    for word, moment in own:
        if moment is not None and moment > latest:
            told = f"{word}时刻 {moment.astimezone(zone):%Y-%m-%d %H:%M:%S} 晚于现在。"
            yield Finding("future", told, Mender.DESK)
    for vehicle in record.vehicles:
        for word, moment in vehicle.times:
            if moment > latest:
                clock = f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"
                told = f"{vehicle.call_sign} {word}时刻 {clock} 晚于现在。"
                yield _of_station("future", vehicle, told)


def in_words(span: timedelta) -> str:
    """Write a span as people say it; from two days on in days."""
    seconds = int(span.total_seconds())
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours >= 48:
        return f"{hours // 24} 天 {hours % 24} 小时"
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {seconds % 60} 秒" if minutes else f"{seconds} 秒"


def _too_long(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    if record.vehicles:
        waited = min(one.ordered_at for one in record.vehicles) - record.received_at
        if waited > LONGEST_UNTIL_ORDER:
            limit = in_words(LONGEST_UNTIL_ORDER)
            told = f"接警到首次下达 {in_words(waited)}，超过 {limit}。"
            yield Finding("interval_long", told, Mender.DESK)
    for vehicle in record.vehicles:
        for first, second, words, most in LONGEST:
            start, end = getattr(vehicle, first), getattr(vehicle, second)
            if start is not None and end is not None and end - start > most:
                told = f"{vehicle.call_sign} {words} {in_words(end - start)}，"
                yield _of_station("interval_long", vehicle, f"{told}超过 {in_words(most)}。")


def _too_short(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    for vehicle in record.vehicles:
        if vehicle.en_route_at is None or vehicle.on_scene_at is None:
            continue
        took = vehicle.on_scene_at - vehicle.en_route_at
        if timedelta(0) <= took < SHORTEST_TRAVEL:
            told = f"{vehicle.call_sign} 出动到到场仅 {in_words(took)}，"
            yield _of_station(
                "interval_short", vehicle, f"{told}少于 {in_words(SHORTEST_TRAVEL)}。"
            )


def _people(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    for vehicle in record.vehicles:
        if vehicle.has_left and not FEWEST_PEOPLE <= vehicle.people <= MOST_PEOPLE:
            told = f"{vehicle.call_sign} 随车 {vehicle.people} 人，"
            told += f"不在每车 {FEWEST_PEOPLE}～{MOST_PEOPLE} 人之间。"
            yield _of_station("people_per_vehicle", vehicle, told)


def _speed(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    for vehicle in record.vehicles:
        speed = speed_kmh(vehicle)
        if speed is None or SLOWEST_KMH <= speed <= FASTEST_KMH:
            continue
        assert vehicle.distance_m is not None, "a speed has a distance"
        if speed > FASTEST_KMH or vehicle.distance_m >= SHORTEST_WAY_M:
            told = f"{vehicle.call_sign} 队站到现场直线 {vehicle.distance_m / 1000:.1f} 公里，"
            told += f"按出动到到场平均 {speed:.1f} 公里/小时，"
            told += f"不在 {SLOWEST_KMH}～{FASTEST_KMH} 公里/小时之间。"
            yield _of_station("speed", vehicle, told)


def speed_kmh(vehicle: VehicleSeen) -> float | None:
    """Return the mean speed on the straight line from the station; None where it is not known."""
    start, end, distance = vehicle.en_route_at, vehicle.on_scene_at, vehicle.distance_m
    if start is None or end is None or distance is None or distance < NEAREST_M:
        return None
    hours = (end - start) / timedelta(hours=1)
    # Less is another rule's: an arrival at once or before the departure has no speed.
    return distance / 1000 / hours if end - start >= SHORTEST_TRAVEL else None


def _distance(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    for vehicle in record.vehicles:
        if not vehicle.has_left or vehicle.distance_m is None:
            continue
        if vehicle.distance_m < NEAREST_M:
            told = f"现场坐标与{vehicle.station}队站坐标相同（距离 0），请核对现场位置。"
            yield Finding("distance", told, Mender.DESK)
        elif vehicle.distance_m > FARTHEST_M:
            told = f"{vehicle.call_sign} 队站到现场直线 {vehicle.distance_m / 1000:.0f} 公里，"
            yield Finding("distance", f"{told}超过 100 公里，请核对现场位置。", Mender.DESK)


def _no_vehicle(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    is_work = record.group in {FIRE_GROUP, RESCUE_GROUP}
    is_real = record.disposition is Disposition.REAL
    if record.is_closed and is_work and is_real and not any(v.has_left for v in record.vehicles):
        kind = "火灾扑救" if record.group == FIRE_GROUP else "抢险救援"
        told = f"{kind}真警已结案，但没有车辆出动记录。"
        yield Finding("no_vehicle", told, Mender.DESK)


def _trapped(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    if record.trapped is not None and record.trapped > MOST_TRAPPED:
        told = f"被困 {record.trapped} 人，超过 {MOST_TRAPPED} 人。"
        yield Finding("trapped", told, Mender.DESK)


def _saved(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    report = record.report
    if report is None:
        return
    for word, people in (("抢救", report.rescued), ("疏散", report.evacuated)):
        if people > MOST_SAVED:
            told = f"{word} {people} 人，超过 {MOST_SAVED} 人。"
            yield _of_lead("people_saved", record, told)


def _property(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    report = record.report
    if report is None:
        return
    amounts = (
        ("抢救财产", report.saved_fen),
        ("保护财产", report.protected_fen),
        ("直接财产损失", report.loss_fen),
    )
    for word, fen in amounts:
        if fen > MOST_FEN:
            told = f"{word} {fen / 1_000_000:,.2f} 万元，超过 1000 万元。"
            yield _of_lead("property", record, told)


def _nobody_saved(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    report, trapped = record.report, record.trapped or 0
    if report is None or record.disposition is not Disposition.REAL or not trapped:
        return
    if not report.rescued and not report.evacuated and not report.dead:
        told = f"报警时被困 {trapped} 人，结案抢救、疏散和死亡均为 0 人。"
        yield _of_lead("nobody_saved", record, told)


def _deaths(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    report = record.report
    if report is None or record.group != FIRE_GROUP:
        return
    registered = sum(fire.dead for fire in record.fires)
    if report.dead and not record.fires:
        told = f"结案报告死亡 {report.dead} 人，但没有登记火灾。"
        yield Finding("deaths", told, Mender.STATISTICIAN)
    elif record.fires and report.dead != registered:
        told = f"结案报告死亡 {report.dead} 人，登记的火灾死亡 {registered} 人，两者不一致。"
        yield Finding("deaths", told, Mender.STATISTICIAN)


CLOSED_LATE: Final = "closed_late"
FIRE_NOT_REGISTERED: Final = "fire_not_registered"
UNREGISTERED: Final = "火灾扑救真警已结案，尚未登记火灾。"
"""The words of the rule `fire_not_registered`: the work list asks for remarks on them."""


def _unregistered(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    if record.is_closed and record.is_real_fire and not record.fires:
        yield Finding(FIRE_NOT_REGISTERED, UNREGISTERED, Mender.STATISTICIAN)


def _no_loss(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    if record.report is None or not record.is_real_fire:
        return
    if not record.report.loss_fen and not any(fire.loss_fen for fire in record.fires):
        yield _of_lead("no_loss", record, "火灾扑救真警的直接财产损失为 0。")


def _closed_late(record: RecordSeen, now: datetime, zone: ZoneInfo) -> Iterator[Finding]:
    if not record.is_closed or record.closed_at is None:
        return
    home = [one.released_at for one in record.vehicles if one.released_at is not None]
    since, word = (max(home), "末车返队") if home else (record.received_at, "接警")
    if record.closed_at - since > LATEST_CLOSING:
        told = f"{word}到结案 {in_words(record.closed_at - since)}，"
        yield Finding(CLOSED_LATE, f"{told}超过 {in_words(LATEST_CLOSING)}。", Mender.DESK)


def lead_of(record: RecordSeen) -> VehicleSeen | None:
    """Return the vehicle that left first, whose station led (P); None where none left."""
    left = [one for one in record.vehicles if one.has_left]
    if not left:
        return None
    return min(left, key=lambda one: (one.en_route_at or one.ordered_at, one.call_sign))


def _of_lead(rule: str, record: RecordSeen, sentence: str) -> Finding:
    """Give what the report says to the station that led; to the desk where no vehicle left."""
    lead = lead_of(record)
    return _of_station(rule, lead, sentence) if lead else Finding(rule, sentence, Mender.DESK)


RULES: Final = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            Rule("time_order", "时间先后", "D", order_findings),
            Rule("future", "时间晚于现在", "P", _future),
            Rule("interval_long", "间隔过长", "P", _too_long),
            Rule("interval_short", "间隔过短", "P", _too_short),
            Rule("people_per_vehicle", "人车比", "D", _people),
            Rule("speed", "行车速度", "D", _speed),
            Rule("distance", "出动距离", "D", _distance),
            Rule("no_vehicle", "无车出动", "D", _no_vehicle),
            Rule("trapped", "被困人数", "D", _trapped),
            Rule("people_saved", "抢救疏散人数", "D", _saved),
            Rule("property", "财产数额", "D", _property),
            Rule("nobody_saved", "被困无结果", "P", _nobody_saved),
            Rule("deaths", "死亡与火灾登记", "P", _deaths),
            Rule(FIRE_NOT_REGISTERED, "火灾未登记", "P", _unregistered),
            Rule("no_loss", "火灾零损失", "P", _no_loss),
            Rule(CLOSED_LATE, "结案超时", "P", _closed_late),
        )
    }
)
