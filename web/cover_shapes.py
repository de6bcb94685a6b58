"""Cover, moves and water as the JSON interface shows them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, TypeAlias

from dispatch.cover import CoverLoss, CoverMap, CoverNow
from dispatch.move_up import Move
from dispatch.response_plans import Mark
from dispatch.water_shuttle import Shuttle
from dispatch.water_sources import Reached
from dispatch.water_supply import WaterFinding, WaterOutlook
from resources.county_rows import WATER_KIND_LABELS, WATER_STATE_LABELS

# Advice in `web/shapes.py` shows these, so they cannot be imported from there.
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Shape: TypeAlias = dict[str, Json]

MOST_PLACES: Final = 20
MOST_SOURCES: Final = 5
MILLION: Final = 1_000_000

FINDING_LABELS: Final = {
    WaterFinding.NOT_ENTERED: "未录入水源",
    WaterFinding.ENOUGH: "水源够用",
    WaterFinding.SHORT: "水源不足",
    WaterFinding.NONE: "没有可用水源",
}
MOVE_UP_NOTE: Final = "补防只是建议，由人下令；每站至少留 1 辆"


def cover(loss: CoverLoss) -> Shape:
    """What an order costs: shares of the county's weight, and the places that are lost."""
    return {
        "before": loss.before / MILLION,
        "after": loss.after / MILLION,
        "loss": loss.loss / MILLION,
        "within_s": _seconds(loss.within),
        "count": loss.count,
        "places": [
            {
                "name": one.name,
                "before_s": _seconds(one.before),
                "after_s": None if one.after is None else _seconds(one.after),
            }
            for one in loss.places[:MOST_PLACES]
        ],
        "stations_emptied": list(loss.stations_emptied),
        "reason": loss.reason,
        "mark": str(Mark.PROPOSED),
    }


def cover_now(now: CoverNow, ground: CoverMap) -> Shape:
    """How the county is covered at this moment, and by what measure."""
    return {
        "share": now.cover / MILLION,
        "within_s": _seconds(now.within),
        "busy": round(ground.policy.busy, 3),
        "places": now.places,
        "covered": now.covered,
        "uncovered": [
            {
                "name": one.name,
                "first_s": None if one.first is None else _seconds(one.first),
                "position": {"lon": one.position.lon, "lat": one.position.lat, "datum": "wgs84"},
            }
            for one in now.uncovered
        ],
        "empty_stations": list(now.empty_stations),
        "gap": ground.gap,
        "measure": measure(ground),
        "mark": str(Mark.PROPOSED),
    }


def measure(ground: CoverMap) -> str:
    """The standard in words: nobody should take it for one of the state's."""
    policy = ground.policy
    return (
        f"灭火车从接令到到达 {policy.minutes} 分钟内算覆盖（建议值）；"
        "建标152 的 5 分钟只适用于建成区。"
        f"各村镇权重为 1 加近 {policy.years} 年附近每年的火灾和救援起数，人口未知。"
        "返队途中的车到站前不计入。" + (f"{ground.note}。" if ground.note else "")
    )


def moves(advised: Iterable[Move]) -> list[Json]:
    """Moves to advise, the most useful first."""
    return [
        {
            "call_sign": one.call_sign,
            "from_station": one.from_station,
            "to_station": one.to_station,
            "time_s": _seconds(one.time),
            "gain": one.gain / MILLION,
            "reason": one.reason,
        }
        for one in advised
    ]


def water(outlook: WaterOutlook) -> Shape:
    """Water for a fire: what is wanted and near, what must be carried, and why."""
    return {
        "finding": str(outlook.finding),
        "finding_label": FINDING_LABELS[outlook.finding],
        "needed_l_s": outlook.needed_l_s,
        "steady_l_s": round(outlook.steady_l_s, 1),
        "stored_m3": round(outlook.stored_m3, 1),
        "within_reach": outlook.within_reach,
        "sources": [_source(one) for one in outlook.sources[:MOST_SOURCES]],
        "sources_count": len(outlook.sources),
        "shuttle": None if outlook.shuttle is None else _shuttle(outlook.shuttle),
        "extra": [
            {
                "capability": str(line.capability),
                "capability_label": line.label,
                "count": line.count,
                "mark": str(line.mark),
            }
            for line in outlook.extra_lines
        ],
        "brought_t": outlook.brought_t,
        "lasts_s": _seconds(outlook.lasts),
        "reasons": list(outlook.sentences),
        "mark": str(outlook.mark),
    }


def _source(one: Reached) -> Shape:
    source = one.source
    return {
        "code": source.code,
        "name": source.name,
        "kind": str(source.kind),
        "kind_label": WATER_KIND_LABELS[source.kind],
        "state": str(source.state),
        "state_label": WATER_STATE_LABELS[source.state],
        "metres": round(one.metres),
        "by_road": one.is_by_road,
        "flow_l_s": one.flow_l_s,
        "flow_is_known": one.flow_is_known,
        "store_m3": one.store_m3 if one.runs_dry else None,
    }


def _shuttle(one: Shuttle) -> Shape:
    return {
        "source": _source(one.source),
        "tonnes": one.tonnes,
        "round_trip_s": _seconds(one.round_trip),
        "each_l_s": round(one.each_l_s, 1),
        "call_signs": list(one.call_signs),
        "needed": one.needed,
        "sustained_l_s": round(one.sustained_l_s, 1),
        "is_enough": one.is_enough,
    }


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())
