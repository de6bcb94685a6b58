"""What is shown of callers: where their incidents went, who calls for nothing."""

import math

from incidents import caller_queries, queries
from incidents.categories import CATEGORIES
from incidents.false_alarms import CALL_BACK_LABELS, CallBack, NuisanceCaller
from incidents.queries import Incident
from resources.accounts import Principal
from resources.geography import distance_m
from web.presenting import masked_phone
from web.shapes import SEES_CALLERS, Shape, moment

MOST_NEAR = 10
"""How many open incidents are offered to be merged into; any other is typed by its number."""


def standing(row: Incident) -> Shape:
    """Where a merged incident leads, which ones lead here, and what calling back came to."""
    return {
        "merged_into": row.merged_into,
        "merged_from": [*caller_queries.merged_into(row.number)],
        "call_back": row.call_back,
        "call_back_label": CALL_BACK_LABELS[CallBack(row.call_back)],
        "called_back_at": moment(row.called_back_at),
        "called_back_by": row.called_back_by,
    }


def near(row: Incident) -> list[tuple[str, str]]:
    """The open incidents nearest to one, with the words that tell them apart."""
    others = [one for one in queries.open_incidents() if one.number != row.number]
    by_distance = sorted(others, key=lambda one: (_away_m(row, one), one.number))
    return [(one.number, _told(row, one)) for one in by_distance[:MOST_NEAR]]


def _away_m(row: Incident, other: Incident) -> float:
    if row.position is None or other.position is None:
        return math.inf
    return distance_m(row.position, other.position)


def _told(row: Incident, other: Incident) -> str:
    away = _away_m(row, other)
    minutes = round((other.received_at - row.received_at).total_seconds() / 60)
    words = [
        other.number,
        other.place_text or "地点待查",
        CATEGORIES[other.category].name,
        "距离不明" if away == math.inf else f"相距 {_distance(away)}",
        f"{'晚' if minutes >= 0 else '早'} {abs(minutes)} 分钟",
    ]
    return " · ".join(words)


def _distance(metres: float) -> str:
    return f"{round(metres)} 米" if metres < 1_000 else f"{metres / 1_000:.1f} 公里"


def nuisance_caller(row: NuisanceCaller, who: Principal) -> Shape:
    """What one number has cost; the number is masked for roles that need not call back."""
    number = row.caller_number
    shown = number if who.role in SEES_CALLERS else masked_phone(number)
    return {
        "caller_number": shown if number else "未显示号码",
        "calls": row.calls,
        "malicious": row.malicious,
        "nuisance": row.nuisance,
        "incidents": [*row.incidents],
        "desk_minutes": row.desk_minutes,
        "vehicle_minutes": row.vehicle_minutes,
        "last_at": moment(row.last_at),
        "called_back": row.called_back,
        "confirmed_false": row.confirmed_false,
    }
