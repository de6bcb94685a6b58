"""The work list: what of a record is late, missing, odd or returned, and who mends it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from incidents.quality.plausibility import CLOSED_LATE, FIRE_NOT_REGISTERED, in_words, lead_of
from incidents.quality.reviews import StepTaken
from incidents.quality.seen import Finding, Mender, RecordSeen, VehicleSeen

OPEN_TOO_LONG: Final = timedelta(hours=24)
"""From the call; longer than that an open incident is asked about (P)."""
FIRE_DUE: Final = timedelta(days=3)
"""From the closing; by then a real fire is registered, or it is remarked why not (P)."""


class WorkKind(StrEnum):
    """Why a record stands on the list."""

    RETURNED = "returned"
    OVERDUE = "overdue"
    MISSING = "missing"
    ODD = "odd"


KIND_LABELS: Final = {
    WorkKind.RETURNED: "退回",
    WorkKind.OVERDUE: "超时",
    WorkKind.MISSING: "缺项",
    WorkKind.ODD: "异常",
}

FIELDS: Final = {
    "occupancy": "起火场所",
    "is_urban": "城乡",
    "township": "乡镇",
    "position": "坐标",
}
"""What a table needs of a record and nobody may have told, with its word."""

STAMPS: Final = (("en_route_at", "出动"), ("on_scene_at", "到场"), ("in_station_at", "归队"))
"""The times every vehicle that was sent and not recalled must have, with their words."""


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing to be done about one record."""

    number: str
    received_at: datetime
    kind: WorkKind
    what: str
    """The rule or the field, as a code."""
    sentence: str
    mender: Mender
    station_code: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """One record with the findings nobody has remarked on and the last step of its review."""

    record: RecordSeen
    unanswered: tuple[Finding, ...]
    last_step: StepTaken | None = None


def items_of(judged: Judged, now: datetime) -> tuple[WorkItem, ...]:
    """Return what is to be done about one record, in the order of the kinds."""
    return (
        *_returned(judged),
        *_overdue(judged, now),
        *_missing(judged.record),
        *_odd(judged),
    )


def counted_by_mender(items: Iterable[WorkItem]) -> Mapping[tuple[Mender, str], Counter[WorkKind]]:
    """Count the items of each who must mend, a station by its code, by kind."""
    counts: dict[tuple[Mender, str], Counter[WorkKind]] = {}
    for item in items:
        counts.setdefault((item.mender, item.station_code), Counter())[item.kind] += 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1].total(), pair[0])))


def _item(
    record: RecordSeen, kind: WorkKind, what: str, sentence: str, mender: Mender, station: str = ""
) -> WorkItem:
    return WorkItem(record.number, record.received_at, kind, what, sentence, mender, station)


def _returned(judged: Judged) -> Iterator[WorkItem]:
    last = judged.last_step
    if last is None or last.step != "returned":
        return
    lead = lead_of(judged.record)
    mender, station = (Mender.STATION, lead.station_code) if lead else (Mender.DESK, "")
    told = f"{last.by}退回：{last.reason}"
    yield _item(judged.record, WorkKind.RETURNED, "returned", told, mender, station)


def _overdue(judged: Judged, now: datetime) -> Iterator[WorkItem]:
    record = judged.record
    if record.is_open and now - record.received_at > OPEN_TOO_LONG:
        told = f"接警已 {in_words(now - record.received_at)}，尚未结案。"
        yield _item(record, WorkKind.OVERDUE, "open_too_long", told, Mender.DESK)
    for finding in judged.unanswered:
        if finding.rule == CLOSED_LATE:
            yield _of_finding(record, WorkKind.OVERDUE, finding)
        if finding.rule == FIRE_NOT_REGISTERED and record.closed_at is not None:
            waited = now - record.closed_at
            if waited > FIRE_DUE:
                told = f"结案已 {waited.days} 天，尚未登记火灾；不构成火灾的请批注。"
                mender = finding.mender
                yield _item(record, WorkKind.OVERDUE, finding.rule, told, mender)


def _missing(record: RecordSeen) -> Iterator[WorkItem]:
    for name in FIELDS:
        if name in record.untold:
            told = f"缺{FIELDS[name]}。"
            yield _item(record, WorkKind.MISSING, name, told, Mender.DESK)
    for vehicle in record.vehicles:
        lacking = missing_stamps(vehicle)
        if lacking:
            told = f"{vehicle.call_sign} 缺{'、'.join(lacking)}时刻。"
            code = vehicle.station_code
            yield _item(record, WorkKind.MISSING, "stamps", told, Mender.STATION, code)


def missing_stamps(vehicle: VehicleSeen) -> tuple[str, ...]:
    """Name the times a vehicle lacks once it is released; one that was recalled needs none."""
    if vehicle.released_at is None or vehicle.recalled_at is not None:
        return ()
    return tuple(word for name, word in STAMPS if getattr(vehicle, name) is None)


def _odd(judged: Judged) -> Iterator[WorkItem]:
    for finding in judged.unanswered:
        if finding.rule not in {CLOSED_LATE, FIRE_NOT_REGISTERED}:
            yield _of_finding(judged.record, WorkKind.ODD, finding)


def _of_finding(record: RecordSeen, kind: WorkKind, finding: Finding) -> WorkItem:
    return _item(record, kind, finding.rule, finding.sentence, finding.mender, finding.station_code)
