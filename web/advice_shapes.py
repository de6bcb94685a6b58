"""Advice as the JSON interface and the pages show it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from dispatch.advising import Advised
from dispatch.arrivals import Basis
from dispatch.candidates import Candidate
from dispatch.outlook import NextLevel
from dispatch.recommendation import CandidateView, Pick, Recommendation, RoadsUsed, Shortfall
from dispatch.response_plans import MARK_LABELS, MODE_LABELS, DemandLine
from incidents.categories import category as kind_of
from incidents.categories import level_label
from resources.queries import Unit
from resources.unit_status import DISPATCHABLE, LABELS, status_of
from resources.vehicle_types import CAPABILITY_LABELS, name_of
from web import cover_shapes
from web.shapes import Json, Shape, moment

MILLION: Final = 1_000_000

TRAVEL_NOTES: Final[dict[RoadsUsed, str]] = {
    RoadsUsed.NONE: "用时为估算：直线距离×绕行系数÷平均车速+出动准备，未用实际路网。",
    RoadsUsed.REAL: "到场时间按道路推算：车速按道路等级，计入限高限重、单行、封路和出动准备。",
    RoadsUsed.SYNTHETIC: "到场时间按道路推算（路网为生成数据，并非实际道路），未计车流。",
}


def advice(advised: Advised) -> Shape:
    """Advice: what is asked for, who should go and why, what is missing, what it would cost."""
    answer, outlook = advised.answer, advised.outlook
    demand = answer.demand
    emptied = [one for one in outlook.empty if one.emptied_by_order]
    lost = {} if outlook.cover is None else cover_shapes.cover(outlook.cover)
    return {
        "demand": [_line(line) for line in demand.lines],
        "mode": str(demand.mode),
        "mode_label": MODE_LABELS[demand.mode],
        "picks": _picks(answer),
        "shortfall": _shortfall(answer.shortfall),
        "candidates": [_candidate(one) for one in answer.candidates],
        "also_notify": [
            {"station": one.station, "kind": one.station_kind, "reason": one.reason}
            for one in answer.also_notify
        ],
        "as_needed": list(demand.as_needed),
        "linkage": list(demand.linkage),
        "people": {"demanded": demand.people, "picked": answer.people},
        "water_t": {"demanded": demand.water_t, "picked": answer.water_t},
        "per_order": demand.per_order,
        "first_s": _seconds(answer.first),
        "complete_s": _seconds(answer.complete),
        "coverage": {
            **lost,
            "emptied": [{"station": one.station, "ordered": list(one.ordered)} for one in emptied],
        },
        "move_up": None if outlook.cover is None else cover_shapes.moves(outlook.moves),
        "water": None if outlook.water is None else cover_shapes.water(outlook.water),
        "what_ifs": list(outlook.what_ifs.values()),
        "next_level": _next_level(answer, outlook.next_level),
        "estimate_note": TRAVEL_NOTES[answer.roads],
        "circumstances": answer.circumstances,
        "rule": _rule(answer),
    }


def by_hand(units: Iterable[Unit]) -> Shape:
    """What is shown where the engine failed: every vehicle, to be picked by a person."""
    return {
        **{key: [] for key in ("demand", "picks", "also_notify", "as_needed", "linkage")},
        "shortfall": [],
        "what_ifs": [],
        "failed": "建议暂不可用（程序出错，已记录），请人工选择车辆下达。",
        "candidates": [
            {
                "call_sign": one.call_sign,
                "eta_s": None,
                "doubt_s": 0,
                "eta_basis": str(Basis.ESTIMATE),
                "available": one.status in DISPATCHABLE,
                "why_not": LABELS[status_of(one.status)],
                "what_if": None,
            }
            for one in units
        ],
        "coverage": {},
        "water_t": {"demanded": 0.0, "picked": 0.0},
        "people": {"demanded": 0, "picked": 0},
        "rule": None,
        "complete_s": None,
        "estimate_note": "",
    }


def _line(line: DemandLine) -> Shape:
    return {
        "capability": str(line.capability),
        "capability_label": line.label,
        "count": line.count,
        "mark": str(line.mark),
        "least_water_t": line.least_water_t or None,
        "least_ladder_m": line.least_ladder_m or None,
    }


def _rule(answer: Recommendation) -> Shape:
    rule = answer.demand.rule
    return {
        "version": rule.version,
        "category": rule.category,
        "level": rule.level,
        "mark": str(rule.mark),
        "note": rule.note,
        "text": MARK_LABELS[rule.mark],
        "in_force_from": moment(rule.in_force_from),
    }


def _picks(answer: Recommendation) -> list[Json]:
    team = {one.call_sign: one for one in answer.team}
    return [_pick(pick, team[pick.call_sign]) for pick in answer.picks]


def _pick(pick: Pick, one: Candidate) -> Shape:
    return {
        "call_sign": pick.call_sign,
        "station": one.station,
        "vehicle_type_label": name_of(one.vehicle_type),
        "capability": str(pick.capability),
        "capability_label": CAPABILITY_LABELS[pick.capability],
        "eta_s": _seconds(pick.eta),
        "eta_basis": str(pick.basis),
        "doubt_s": _seconds(pick.doubt),
        "level_with": list(pick.level_with),
        "substituted": pick.substituted,
        "substituted_for": str(pick.substituted_for) if pick.substituted_for else None,
        "cover_loss": one.cover_loss / MILLION,
        "reasons": list(pick.reasons),
    }


def _shortfall(missing: Iterable[Shortfall]) -> list[Json]:
    return [
        {
            "capability": str(one.capability),
            "capability_label": CAPABILITY_LABELS[one.capability],
            "missing": one.missing,
            "reason": one.reason,
        }
        for one in missing
    ]


def _candidate(one: CandidateView) -> Shape:
    return {
        "call_sign": one.call_sign,
        "capabilities": [str(word) for word in sorted(one.capabilities)],
        "eta_s": _seconds(one.eta),
        "eta_basis": str(one.basis),
        "doubt_s": _seconds(one.doubt),
        "available": one.available,
        "why_not": one.why_not,
        "what_if": one.what_if or None,
    }


def _next_level(answer: Recommendation, told: NextLevel | None) -> Json:
    """What the level above would add; the fleet is the one that is left after the present picks."""
    if told is None:
        return None
    return {
        "level": told.level,
        "level_label": level_label(kind_of(answer.demand.rule.category), told.level),
        "adds": [
            {
                "call_sign": pick.call_sign,
                "capability": str(pick.capability),
                "capability_label": CAPABILITY_LABELS[pick.capability],
                "eta_s": _seconds(pick.eta),
                "eta_basis": str(pick.basis),
                "substituted": pick.substituted,
            }
            for pick in told.adds
        ],
        "shortfall": _shortfall(told.shortfall),
        "complete_s": _seconds(told.complete),
        "is_met": told.is_met,
    }


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())
