"""The work list as it is asked for and shown: its filters, its items, its counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from incidents.quality import work_queries
from incidents.quality.plausibility import RULES
from incidents.quality.seen import MENDER_LABELS, Mender
from incidents.quality.work_list import (
    FIELDS,
    KIND_LABELS,
    WorkItem,
    WorkKind,
    counted_by_mender,
)
from incidents.quality.work_queries import MOST_JUDGED, WorkFilter
from resources.accounts import Principal, Role
from resources.database import db
from resources.queries import station_coded, stations
from web.presenting import SERVICE_ZONE
from web.reading import Reader
from web.shapes import Json, Shape, moment, words_for

PER_PAGE: Final = 50
USUAL_DAYS: Final = 90
WHAT_LABELS: Final = {
    **{code: rule.name for code, rule in RULES.items()},
    **FIELDS,
    "stamps": "车辆时刻",
    "open_too_long": "未结案",
    "returned": "退回",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the list was asked: the filter, its local days, and which page."""

    filter: WorkFilter
    first: date
    last: date
    kind: WorkKind | None
    page: int

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters that ask it again, without the page; empty ones left out."""
        told = {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "kind": str(self.kind or ""),
            "station": self.filter.station_code,
            "mender": str(self.filter.mender or ""),
        }
        return {name: value for name, value in told.items() if value}


def read(reader: Reader, who: Principal, now: datetime) -> Asked:
    """Read what is asked; a chief is shown the own station. Raises BadInput, UnknownStation."""
    today = now.astimezone(SERVICE_ZONE).date()
    last = _day(reader, "to") or today
    first = _day(reader, "from") or last - timedelta(days=USUAL_DAYS - 1)
    if first > last:
        reader.blame("from", f"起始日 {first} 晚于截止日 {last}，请对调或改填。")
    kind = reader.choice("kind", WorkKind)
    mender = reader.choice("mender", Mender)
    station = reader.text("station")
    page = reader.whole("page", most=100_000, least=1) or 1
    reader.finish()
    if who.role is Role.CHIEF and who.station_code is not None:
        station = who.station_code
    if station:
        station_coded(station)
    kinds = frozenset({kind}) if kind else frozenset(WorkKind)
    wanted = WorkFilter(
        _midnight(first), _midnight(last + timedelta(days=1)), kinds, station, mender
    )
    return Asked(wanted, first, last, kind, page)


def _day(reader: Reader, name: str) -> date | None:
    told = reader.text(name)
    if not told:
        return None
    try:
        day = date.fromisoformat(told)
    except ValueError:
        reader.blame(name, f"“{told}”不是日期，应写作 2025-03-01。")
        return None
    if not 1949 <= day.year <= 2200:
        reader.blame(name, f"年份 {day.year} 不在 1949 至 2200 之间，请改填。")
        return None
    return day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SERVICE_ZONE)


def work_list(asked: Asked, who: Principal, now: datetime) -> Shape:
    """The page of the list that was asked, with the counts of all of it."""
    found = work_queries.work_list(db.session(), asked.filter, now, SERVICE_ZONE)
    names = {station.code: station.name for station in stations()}
    start = (asked.page - 1) * PER_PAGE
    shown = found.items[start : start + PER_PAGE]
    return {
        "from": asked.first.isoformat(),
        "to": asked.last.isoformat(),
        "kind": str(asked.kind) if asked.kind else None,
        "station": asked.filter.station_code or None,
        "mender": str(asked.filter.mender) if asked.filter.mender else None,
        "items": [_item(one, names, who) for one in shown],
        "total": len(found.items),
        "page": asked.page,
        "pages": max(1, -(-len(found.items) // PER_PAGE)),
        "is_cut": found.is_cut,
        "most_records": MOST_JUDGED,
        "counts": _counts(found.items, names),
    }


def _item(one: WorkItem, names: dict[str, str], who: Principal) -> Json:
    return {
        "incident": one.number,
        "received_at": moment(one.received_at),
        "kind": str(one.kind),
        "kind_label": KIND_LABELS[one.kind],
        "what": one.what,
        "what_label": WHAT_LABELS[one.what],
        "sentence": words_for(who, one.sentence),
        "mender": str(one.mender),
        "mender_label": _who(one.mender, one.station_code, names),
        "station": one.station_code or None,
    }


def _who(mender: Mender, station_code: str, names: dict[str, str]) -> str:
    return names.get(station_code) or MENDER_LABELS[mender]


def _counts(items: Sequence[WorkItem], names: dict[str, str]) -> list[Json]:
    return [
        {
            "mender": str(mender),
            "mender_label": _who(mender, code, names),
            "station": code or None,
            "kinds": {str(kind): counts[kind] for kind in WorkKind},
            "total": counts.total(),
        }
        for (mender, code), counts in counted_by_mender(items).items()
    ]
