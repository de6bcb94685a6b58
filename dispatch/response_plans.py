"""What an incident asks for: the forces its category and level demand, read from the rules.

The default table is `plans/default-2026-1.csv`. The grading rule leaves these plans to the
brigade's own headquarters, so the table is a default to be replaced by theirs. Each figure
carries its mark: S sourced (the 4+1+1 unit of the published outline for high-rise fires and its
ratio 2:4:8), S-case the vehicles of one real dispatch, P proposed by analogy.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from dispatch.plan_rows import (
    MARK_LABELS,
    MODE_LABELS,
    DemandLine,
    DispatchMode,
    Mark,
    PlanRow,
    RuleSet,
)
from dispatch.plan_table import COLUMNS, BadRules, load_rules
from incidents.categories import LevelScale, UnknownLevel, category

# What a demand is made of is known here too, so that advice imports one module.
__all__ = [
    "COLUMNS",
    "DEFAULT_RULES",
    "MARK_LABELS",
    "MODE_LABELS",
    "BadRules",
    "Demand",
    "DemandLine",
    "DispatchMode",
    "Mark",
    "PlanRow",
    "RuleRef",
    "RuleSet",
    "demand_for",
    "load_rules",
]


@dataclass(frozen=True, slots=True)
class RuleRef:
    """The row of the table a demand was read from; `level` is None for a row of every level.

    `in_force_from` is since when its version holds, None for the default table and for drafts.
    """

    version: str
    category: str
    level: int | None
    mark: Mark
    note: str
    in_force_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """What an incident asks for: counted lines, people, and what else to think of.

    `as_needed` items are shown and not counted. A demand `per_order` has no lines: its forces
    are those the order names. `water_t` is the water all vehicles together should bring, in
    tonnes, nought where nothing is asked.
    """

    lines: tuple[DemandLine, ...]
    people: int
    stations: str
    linkage: tuple[str, ...]
    as_needed: tuple[str, ...]
    rule: RuleRef
    per_order: bool = False
    mode: DispatchMode = DispatchMode.FASTEST
    water_t: float = 0.0
    category: str = ""
    """What was asked for, where the rule was read from another category."""

    @property
    def vehicles(self) -> int:
        """The number of vehicles asked for."""
        return sum(line.count for line in self.lines)


def demand_for(category_code: str, level: int, rules: RuleSet | None = None) -> Demand:
    """Return what a category at a level asks for; the note says which row it was read from.

    A level between listed ones takes the next listed level above. A level above them all takes
    the highest listed one, doubled for every level between: the ratio 2:4:8 of levels 3, 4 and 5
    is sourced for high-rise fires and proposed for all others.
    Raises UnknownCategory, and UnknownLevel for a level the category's scale does not have.
    """
    chosen = DEFAULT_RULES if rules is None else rules
    kind = category(category_code)
    if kind.scale != LevelScale.UNGRADED and level not in kind.levels:
        raise UnknownLevel(
            f"“{kind.name}”没有 {level} 级，等级为 {kind.levels[0]}～{kind.levels[-1]} 级，请重选。"
        )
    listed = category_code if category_code in chosen.rows else kind.group_code
    row = chosen.rows[listed].get(None)
    if row is None or row.same_as is None:
        demand = _at_level(chosen, listed, level)
    else:
        demand = _proposed(_at_level(chosen, row.same_as, level), row.note)
    return replace(demand, category=category_code)


def _at_level(rules: RuleSet, listed: str, level: int) -> Demand:
    rows = rules.rows[listed]
    every_level = rows.get(None)
    if every_level is not None:
        return _demand(rules, listed, None, every_level)
    levels = sorted(one for one in rows if one is not None)
    above = [one for one in levels if one >= level]
    used = above[0] if above else levels[-1]
    demand = _demand(rules, listed, used, rows[used])
    if used == level:
        return demand
    if used > level:
        return _proposed(demand, f"没有 {level} 级的规则，用上一级（{used} 级）的规则")
    return _scaled(demand, level, 2 ** (level - used))


def _demand(rules: RuleSet, listed: str, level: int | None, row: PlanRow) -> Demand:
    return Demand(
        lines=row.lines,
        people=row.people,
        stations=row.stations,
        linkage=row.linkage,
        as_needed=row.as_needed,
        rule=RuleRef(rules.version, listed, level, row.mark, row.note, rules.in_force_from),
        per_order=row.per_order,
        mode=row.mode,
        water_t=row.water_t,
    )


def _scaled(demand: Demand, level: int, factor: int) -> Demand:
    lines = tuple(replace(line, count=line.count * factor) for line in demand.lines)
    note = f"没有 {level} 级的规则，按 {demand.rule.level} 级的 {factor} 倍推算"
    # The stations named for a smaller force say nothing about the larger one.
    larger = replace(
        demand,
        lines=lines,
        people=demand.people * factor,
        water_t=demand.water_t * factor,
        stations="",
    )
    return _proposed(larger, note)


def _proposed(demand: Demand, note: str) -> Demand:
    """Return the demand as a proposal: what was sourced for one case is not for another."""
    notes = "；".join(part for part in (note, demand.rule.note) if part)
    return replace(
        demand,
        lines=tuple(replace(line, mark=Mark.PROPOSED) for line in demand.lines),
        rule=replace(demand.rule, mark=Mark.PROPOSED, note=notes),
    )


DEFAULT_RULES: Final = load_rules(Path(__file__).parent / "plans" / "default-2026-1.csv")
"""The default table (mark P as a whole); to be replaced by the plan of the own headquarters."""
