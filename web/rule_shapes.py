"""Rules as both doors show them: versions, rows in the trade's words, findings, rehearsals."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from dispatch.overrides import WHYS, GivenOrder, RowOverrides
from dispatch.plan_rows import MARK_LABELS, MODE_LABELS, DemandLine, PlanRow, RuleSet
from dispatch.plan_table import ANY_LEVEL, COLUMNS, cells_of
from dispatch.rehearsal import ASSUMPTIONS, Changed, ChangedGroup, FirstDispatch
from dispatch.rule_audit import SEVERITY_LABELS, Finding
from dispatch.rule_changes import RowDifference, RowKey, name_of
from dispatch.rule_queries import VersionLine, rules_at
from incidents.categories import CATEGORIES, level_label
from resources.accounts import Principal
from resources.vehicle_types import CAPABILITY_LABELS, VEHICLE_TYPES, Capability
from web.documents import Value
from web.presenting import local_minute, minutes_seconds
from web.rehearsals import Run
from web.shapes import Json, Shape, moment, words_for

COLUMN_LABELS: Final = {
    "category": "类别",
    "level": "等级",
    "basis": "依据",
    **{str(one): label for one, label in CAPABILITY_LABELS.items()},
    "any_of": "任选其一",
    "people": "人数",
    "stations": "队站",
    "mode": "调派方式",
    "water_t": "共带水（吨）",
    "linkage": "联动",
    "as_needed": "视情",
    "mark": "标记",
    "marked": "有出处的项",
    "note": "备注",
}
assert set(COLUMN_LABELS) == set(COLUMNS), "every column has its word"

STANDING_LABELS: Final = {
    "draft": "草稿",
    "coming": "已定生效时间",
    "in_force": "现行",
    "past": "曾经生效",
    "default": "随软件提供",
}
MOST_NAMED: Final = 5


def version(line: VersionLine, now: datetime) -> Shape:
    """A version: who wrote it, whether it holds, what it is for."""
    standing = _standing(line, now)
    return {
        "version": line.version,
        "standing": standing,
        "standing_label": STANDING_LABELS[standing],
        "author": line.author,
        "mark": str(line.mark),
        "mark_label": MARK_LABELS[line.mark],
        "note": line.note,
        "created_at": moment(line.created_at),
        "edited_at": moment(line.edited_at),
        "edited_by": line.edited_by,
        "in_force_from": moment(line.in_force_from),
        "put_in_force_by": line.put_in_force_by,
        "revision": line.revision,
        "rehearsed": None
        if line.rehearsed is None
        else {"incidents": line.rehearsed[0], "changes": line.rehearsed[1]},
    }


def _standing(line: VersionLine, now: datetime) -> str:
    if line.is_draft:
        return "draft"
    if line.version == rules_at(now).version:
        return "in_force"
    if line.in_force_from is None:
        return "default"
    return "coming" if line.in_force_from > now else "past"


def key_text(key: RowKey) -> str:
    """Name a row as addresses do: 10100/2, or 10100/- for every level."""
    return f"{key[0]}/{ANY_LEVEL if key[1] is None else key[1]}"


def row(code: str, level: int | None, told: PlanRow) -> Shape:
    """A row: its cells as the table has them, and what they ask for in words."""
    return {
        "key": key_text((code, level)),
        "category": code,
        "category_label": CATEGORIES[code].name if code in CATEGORIES else code,
        "level": level,
        "level_label": _level_words(code, level),
        "cells": dict(cells_of(code, level, told)),
        "lines": [_line(one) for one in told.lines],
        "same_as": told.same_as,
        "same_as_label": None
        if told.same_as is None
        else (CATEGORIES[told.same_as].name if told.same_as in CATEGORIES else told.same_as),
        "per_order": told.per_order,
        "people": told.people,
        "stations": told.stations,
        "mode": str(told.mode),
        "mode_label": MODE_LABELS[told.mode],
        "water_t": told.water_t,
        "linkage": list(told.linkage),
        "as_needed": list(told.as_needed),
        "mark": str(told.mark),
        "note": told.note,
    }


def _level_words(code: str, level: int | None) -> str:
    if level is None:
        return "各级"
    kind = CATEGORIES.get(code)
    return level_label(kind, level) if kind and level in kind.levels else f"{level} 级"


def _line(line: DemandLine) -> Shape:
    return {
        "label": line.label,
        "count": line.count,
        "least": line.least,
        "mark": str(line.mark),
    }


def rows(rules: RuleSet) -> list[Json]:
    """Every row of a table, in its order."""
    return [row(*one) for one in rules.each()]


def difference(one: RowDifference) -> Shape:
    """A row that differs, with each column that does, before and after."""
    kind = "added" if one.before is None else "removed" if one.after is None else "changed"
    return {
        "key": key_text(one.key),
        "name": name_of(one.key),
        "kind": kind,
        "columns": [
            {
                "column": column,
                "label": COLUMN_LABELS[column],
                "before": _readable(before),
                "after": _readable(after),
            }
            for column, before, after in one.columns
            if column not in {"category", "level"}
        ],
    }


def _readable(cell: str) -> str:
    """A cell with its bounds and the codes of vehicle types and capabilities in words."""
    cell = re.sub(r">=([0-9.]+)t", r"（每辆≥\1 吨水）", cell)
    cell = re.sub(r">=([0-9.]+)m", r"（每辆≥\1 米）", cell)
    head, mark, types = cell.partition(":")
    if mark and all(code in VEHICLE_TYPES for code in types.split("|")):
        return f"{head}（{'、'.join(VEHICLE_TYPES[code].name for code in types.split('|'))}）"
    count, gap, words = cell.partition(" ")
    told = words.split("|")
    if gap and all(word in VEHICLE_TYPES or word in set(Capability) for word in told):
        names = (
            VEHICLE_TYPES[word].name
            if word in VEHICLE_TYPES
            else CAPABILITY_LABELS[Capability(word)]
            for word in told
        )
        return f"{count}（{'或'.join(names)}）"
    known = {"rule": "规则", "per_order": "按命令", "station_order": "辖区主战"}
    return known.get(cell, cell)


def finding(one: Finding) -> Shape:
    """Something the audit found."""
    return {
        "severity": str(one.severity),
        "severity_label": SEVERITY_LABELS[one.severity],
        "kind": one.kind,
        "what": one.what,
        "why": one.why,
        "remedy": one.remedy,
        "row": None if one.key is None else key_text(one.key),
    }


def _seconds(told: object) -> int | None:
    seconds = getattr(told, "total_seconds", None)
    return None if seconds is None else round(seconds())


def _dispatch(told: FirstDispatch) -> Shape:
    return {
        "units": list(told.call_signs),
        "first_s": _seconds(told.first),
        "complete_s": _seconds(told.complete),
        "missing": told.missing,
        "gaps": "、".join(f"{what} {count}" for what, count in told.gaps),
    }


def _changed(one: Changed) -> Shape:
    return {
        "number": one.incident.number,
        "received_at": moment(one.incident.received_at),
        "before": _dispatch(one.before),
        "after": _dispatch(one.after),
        "added": list(one.added),
        "dropped": list(one.dropped),
    }


def _group(one: ChangedGroup) -> Shape:
    return {
        "category": one.category,
        "category_label": CATEGORIES[one.category].name,
        "level": one.level,
        "level_label": _level_words(one.category, one.level),
        "changed": len(one.changes),
        "vehicles": one.vehicles,
        "missing": one.missing,
        "first_s": _seconds(one.first),
        "complete_s": _seconds(one.complete),
        "incidents": [_changed(each) for each in one.changes],
    }


def rehearsal(run: Run | None) -> Shape:
    """A rehearsal: how far it is, and what came of it."""
    if run is None:
        return {"state": "none"}
    told: Shape = {
        "state": run.state,
        "revision": run.revision,
        "from": run.years[0],
        "to": run.years[1],
        "done": run.done,
        "of": run.of,
        "refusal": run.refusal,
    }
    if run.outcome is None:
        return told
    outcome = run.outcome
    return told | {
        "in_force": outcome.before,
        "compared": outcome.compared,
        "unplaced": outcome.unplaced,
        "changed": len(outcome.changes),
        "vehicles": sum(one.vehicles for one in outcome.groups),
        "missing": sum(one.missing for one in outcome.groups),
        "groups": [_group(one) for one in outcome.groups],
        "assumptions": ASSUMPTIONS,
    }


REHEARSAL_COLUMNS: Final = (
    *("警情", "接警", "类别", "等级", "现行调派", "新规则调派", "增加", "减少"),
    *("现行首车", "新规则首车", "现行到齐", "新规则到齐", "现行缺口", "新规则缺口"),
)


def rehearsal_lines(changes: Iterable[Changed]) -> list[list[Value]]:
    """The changed first dispatches as lines of a table, with its headings."""
    lines: list[list[Value]] = [list(REHEARSAL_COLUMNS)]
    for one in changes:
        sides = (_dispatch(one.before), _dispatch(one.after))
        times = [
            minutes_seconds(_seconds(span))
            for span in (
                *(one.before.first, one.after.first),
                *(one.before.complete, one.after.complete),
            )
        ]
        incident = one.incident
        lines.append(
            [
                *(incident.number, local_minute(incident.received_at)),
                *(CATEGORIES[incident.category].name, incident.level),
                *(" ".join(side.call_signs) for side in (one.before, one.after)),
                *(" ".join(one.added), " ".join(one.dropped)),
                *times,
                *(str(side["gaps"]) for side in sides),
            ]
        )
    return lines


def overrides(row: RowOverrides, month: str) -> Shape:
    """The orders read from one row of the rules, each count with the address of its orders."""
    asked = {"month": month, "row": key_text((row.category, row.level))}

    def counted(orders: tuple[GivenOrder, ...], show: str) -> Shape:
        address = f"/rules/overrides?{urlencode({**asked, 'show': show})}#orders"
        return {"count": len(orders), "address": address if orders else None}

    return {
        "row": key_text((row.category, row.level)),
        "category_label": CATEGORIES[row.category].name,
        "level_label": _level_words(row.category, row.level),
        "orders": counted(row.orders, "all"),
        "differing": counted(row.differing, "differing"),
        "share": round(row.share, 3),
        "reasons": [{"why": why, **counted(row.because(why), why)} for why in WHYS],
        "added": [{"call_sign": sign, "count": n} for sign, n in row.added[:MOST_NAMED]],
        "dropped": [{"call_sign": sign, "count": n} for sign, n in row.dropped[:MOST_NAMED]],
    }


def order(one: GivenOrder, who: Principal) -> Shape:
    """One order of the report: advised, ordered and why, in words the role may read."""
    return {
        "incident": one.incident_number,
        "at": moment(one.at),
        "advised": [*sorted(one.advised)],
        "ordered": [*sorted(one.ordered)],
        "why": one.why if one.differs else "",
        "words": words_for(who, one.words),
    }


OVERRIDE_COLUMNS: Final = (
    *("类别", "等级", "调派（次）", "与建议不同（次）", "占比"),
    *WHYS,
    *("常加派", "常不派"),
)


def override_lines(rows: Iterable[RowOverrides]) -> list[list[Value]]:
    """The report as lines of a table, with its headings."""
    lines: list[list[Value]] = [list(OVERRIDE_COLUMNS)]
    for one in rows:
        named = (
            " ".join(f"{sign} {n}" for sign, n in told[:MOST_NAMED])
            for told in (one.added, one.dropped)
        )
        lines.append(
            [
                *(CATEGORIES[one.category].name, _level_words(one.category, one.level)),
                *(len(one.orders), len(one.differing), f"{one.share:.0%}"),
                *(len(one.because(why)) for why in WHYS),
                *named,
            ]
        )
    return lines
