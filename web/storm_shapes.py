"""The proposal for many incidents as the JSON interface and the page of a storm show it."""

from collections import Counter
from datetime import datetime, timedelta

from dispatch.response_plans import MARK_LABELS
from dispatch.storm import Share, StormAim, StormOutcome
from dispatch.storm_board import AIM_LABELS, Storm
from resources.vehicle_types import CAPABILITY_LABELS, VEHICLE_TYPES
from web import shapes
from web.advice_shapes import TRAVEL_NOTES
from web.shapes import Json, Shape

NOTES = {
    StormAim.LEAST_TOTAL: "先补满最多（按等级计），再少用替代，再使各车到场用时之和最短。",
    StormAim.LEAST_WORST: (
        "先补满最多（按等级计），再使最后到场最早，再少用替代，再使用时之和最短。"
    ),
}


def proposal(storm: Storm, at: datetime) -> Shape:
    """A proposal: what each incident gets, gains and loses, and what it comes to in all."""
    whole = storm.proposal
    return {
        "aim": str(whole.aim),
        "aim_label": AIM_LABELS[whole.aim],
        "aim_note": NOTES[whole.aim],
        "at": shapes.moment(at),
        "estimate_note": TRAVEL_NOTES[storm.roads],
        "incidents": [_outcome(one, storm) for one in whole.outcomes],
        "apart": [
            {**_named(storm, one.incident.number), "reason": one.reason} for one in storm.apart
        ],
        "left": list(whole.left),
        "held_back": [
            {"call_sign": one.call_sign, "reason": one.reason} for one in storm.held_back
        ],
        "totals": {
            "proposed": {
                "total_s": _seconds(whole.total),
                "worst_s": _seconds(whole.worst),
                "missing": whole.missing,
                "stand_ins": whole.stand_ins,
            },
            "by_call_order": {
                "total_s": _seconds(whole.total_by_call_order),
                "worst_s": _seconds(whole.worst_by_call_order),
                "missing": whole.missing_by_call_order,
                "stand_ins": whole.stand_ins_by_call_order,
            },
        },
    }


def _outcome(one: StormOutcome, storm: Storm) -> Json:
    demand = storm.wanted[one.number]
    return {
        **_named(storm, one.number),
        "demand": [
            {
                "capability": str(line.capability),
                "capability_label": line.label,
                "count": line.count,
                "mark": str(line.mark),
            }
            for line in demand.lines
        ],
        "rule": {
            "version": demand.rule.version,
            "mark": str(demand.rule.mark),
            "text": MARK_LABELS[demand.rule.mark],
            "note": demand.rule.note,
        },
        "proposed": _share(one.proposed, storm),
        "by_call_order": _share(one.by_call_order, storm),
        "gained": {
            "places": one.places_gained,
            "first_s": _seconds(one.first_gained),
            "last_s": _seconds(one.last_gained),
        },
        "changes": one.changes,
    }


def _named(storm: Storm, number: str) -> Shape:
    row = shapes.incident_row(storm.incidents[number])
    kept = (
        *("number", "place", "category_label", "level", "level_label", "level_colour"),
        *("received_at", "is_generated"),
    )
    return {name: row[name] for name in kept}


def _share(share: Share, storm: Storm) -> Json:
    return {
        "picks": [
            {
                "call_sign": pick.call_sign,
                "station": storm.units[pick.call_sign].station,
                "vehicle_type_label": VEHICLE_TYPES[storm.units[pick.call_sign].vehicle_type].name,
                "capability": str(pick.capability),
                "capability_label": CAPABILITY_LABELS[pick.capability],
                "eta_s": _seconds(pick.time),
                "substituted": pick.substituted,
            }
            for pick in share.picks
        ],
        "missing": share.missing,
        "short": [
            {
                "capability": str(capability),
                "capability_label": CAPABILITY_LABELS[capability],
                "missing": count,
            }
            for capability, count in Counter(share.short).items()
        ],
        "first_s": _seconds(share.first),
        "last_s": _seconds(share.last),
        "total_s": _seconds(share.total),
    }


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())
