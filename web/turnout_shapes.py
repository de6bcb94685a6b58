"""Turn-out times as both doors show them."""

from datetime import datetime
from typing import Final

from dispatch import turnout_queries
from dispatch.travel import DEFAULT_TRAVEL, DayPeriod
from dispatch.turnout import Learning, usual_of
from resources import queries
from resources.accounts import Role
from resources.county_rows import STATION_KIND_LABELS
from web.shapes import Json, Shape

TURNOUT_READERS: Final = (Role.DISPATCHER, Role.CALL_TAKER, Role.CHIEF, Role.ADMIN)
PERIOD_LABELS: Final = {DayPeriod.DAY: "白天（7–22 时）", DayPeriod.NIGHT: "夜间"}


def turnout(now: datetime, station_code: str | None = None) -> Shape:
    """Turn-outs of every kind of station, and of the stations with cases; of one's own alone."""
    learned = turnout_queries.learned(now)
    usual = usual_of(DEFAULT_TRAVEL)
    kinds: list[Json] = []
    for kind, label in STATION_KIND_LABELS.items():
        for period in DayPeriod:
            found = learned.by_kind.get((str(kind), period))
            named: Shape = {"kind": str(kind), "label": label}
            kinds.append({**named, **_row(period, usual(str(kind), period), found)})
    stations: list[Json] = []
    for row in queries.stations():
        if station_code not in {None, row.code}:
            continue
        for period in DayPeriod:
            found = learned.by_station.get((row.code, period))
            if found is not None:
                named = {"code": row.code, "label": row.name}
                stations.append({**named, **_row(period, found.towards_s, found)})
    return {
        "note": learned.note,
        "cases": learned.cases,
        "left_out": learned.left_out,
        "is_generated": learned.is_generated,
        "kinds": kinds,
        "stations": stations,
    }


def _row(period: DayPeriod, towards_s: float, found: Learning | None) -> Shape:
    return {
        "period": str(period),
        "period_label": PERIOD_LABELS[period],
        "default_s": round(towards_s),
        "median_s": None if found is None else round(found.median_s),
        "cases": 0 if found is None else found.cases,
        "used_s": round(towards_s if found is None else found.used_s),
        "is_learned": found is not None,
    }
