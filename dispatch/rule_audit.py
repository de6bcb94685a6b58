"""The rules held against the county: what they ask that nobody has, what they never reach.

Every finding says what is wrong, in which row or vehicle, why, and what to do. Whether a county
should be able to fill a rule is for people to say: reinforcement is meant for what it cannot.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from dispatch.candidates import answers, place_in_order
from dispatch.county_forces import CountyForces, Vehicle
from dispatch.plan_rows import DemandLine, Mark, PlanRow, RuleSet
from dispatch.recommendation import recommend
from dispatch.response_plans import demand_for
from dispatch.rule_changes import RowKey, name_of
from dispatch.substitution import DEFAULT_SUBSTITUTION, SubstitutionPolicy
from incidents.categories import CATEGORIES, GROUPS, LevelScale
from resources.vehicle_types import CAPABILITY_LABELS, VEHICLE_TYPES, Capability

NAMED: Final = 8
"""How many names a sentence lists before it only counts the rest."""


class Severity(StrEnum):
    """How a finding weighs: wrong, to be looked at, or only worth knowing."""

    FAULT = "fault"
    WARNING = "warning"
    NOTE = "note"


SEVERITY_LABELS: Final = MappingProxyType(
    {Severity.FAULT: "必须改正", Severity.WARNING: "请核对", Severity.NOTE: "说明"}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: what, in which row (None for none), why, and what to do."""

    severity: Severity
    kind: str
    what: str
    why: str
    remedy: str
    key: RowKey | None = None

    def __str__(self) -> str:
        return f"{SEVERITY_LABELS[self.severity]}：{self.what}。{self.why}。{self.remedy}。"


def audit(
    rules: RuleSet, forces: CountyForces, policy: SubstitutionPolicy = DEFAULT_SUBSTITUTION
) -> tuple[Finding, ...]:
    """Return what is to be said of a table in this county, the gravest first."""
    found = [
        *_unreachable(rules),
        *_lacking(rules, forces.vehicles),
        *_too_large(rules, forces.vehicles, policy),
        *_unwatered(rules, forces.vehicles),
        *_falling(rules),
        *_never_sent(rules, forces.vehicles, policy),
        *_unready(forces),
        *_unlisted(rules),
        *_unsigned(rules),
    ]
    order = list(Severity)
    return tuple(sorted(found, key=lambda one: order.index(one.severity)))


def _unreachable(rules: RuleSet) -> Iterator[Finding]:
    for code, level, _ in rules.each():
        kind = CATEGORIES.get(code)
        if kind is None:
            why = f"没有代码为 {code} 的警情类别，任何警情都查不到这一行"
        elif level is not None and level not in kind.levels:
            why = f"“{kind.name}”的等级为 1～{kind.levels[-1]}，任何警情都到不了 {level} 级"
        else:
            continue
        what = f"查不到的规则：{name_of((code, level))}"
        yield Finding(
            Severity.FAULT, "unreachable", what, why, "改正类别或等级，或删除这一行", (code, level)
        )


def _lacking(rules: RuleSet, vehicles: Sequence[Vehicle]) -> Iterator[Finding]:
    """Find capabilities and types some rule wants and no vehicle has, with the rows."""
    owned = {one for vehicle in vehicles for one in vehicle.capabilities}
    types = {vehicle.vehicle_type for vehicle in vehicles}
    rows: dict[Capability, list[RowKey]] = defaultdict(list)
    typed: dict[str, list[RowKey]] = defaultdict(list)
    for code, level, row in rules.each():
        for line in row.lines:
            if owned.isdisjoint(line.capabilities) and types.isdisjoint(line.other_types):
                rows[line.capability].append((code, level))
            if line.wanted_types and types.isdisjoint(line.wanted_types):
                for code_of in line.wanted_types:
                    typed[code_of].append((code, level))
    for capability in sorted(rows, key=list(Capability).index):
        where = _listed(name_of(key) for key in rows[capability])
        yield Finding(
            Severity.WARNING,
            "capability_lacking",
            f"全县没有{CAPABILITY_LABELS[capability]}能力的车",
            f"{len(rows[capability])} 行规则要求：{where}",
            "请支队增配、约定邻县支援，或改用本县有的车",
        )
    for one in sorted(typed):
        where = _listed(name_of(key) for key in typed[one])
        yield Finding(
            Severity.WARNING,
            "type_lacking",
            f"全县没有{VEHICLE_TYPES[one].name}",
            f"{len(typed[one])} 行规则指定此车型：{where}",
            "调派时只能由同能力的其他车替代；请确认，或改规则的车型",
        )


def _too_large(
    rules: RuleSet, vehicles: Sequence[Vehicle], policy: SubstitutionPolicy
) -> Iterator[Finding]:
    """Find rows that all vehicles at home, stand-ins included, cannot fill; and by how much."""
    home = [one.manned() for one in vehicles]
    for code, level, row in rules.each():
        if not row.lines or not _is_reachable(code, level):
            continue
        demand = demand_for(code, level or 1, rules)
        able = [
            one
            for one in home
            if any(place_in_order(one, line, policy) is not None for line in row.lines)
        ]
        short = recommend(demand, able, policy).shortfall
        if short:
            missing = sum(one.missing for one in short)
            gaps = "、".join(
                f"{CAPABILITY_LABELS[one.capability]} {one.missing} 辆" for one in short
            )
            yield Finding(
                Severity.WARNING,
                "unfillable",
                f"{name_of((code, level))}要 {demand.vehicles} 辆，全县全部在站也差 {missing} 辆",
                f"缺 {gaps}（已计替代车）",
                "到此等级须立即请求增援；请确认增援来源，或按本县力量改规则",
                (code, level),
            )


def _unwatered(rules: RuleSet, vehicles: Sequence[Vehicle]) -> Iterator[Finding]:
    """Find at-least values no vehicle reaches, and water its vehicles could never bring."""
    tanks = sorted((one.water_t for one in vehicles), reverse=True)
    for code, level, row in rules.each():
        for line in row.lines:
            if (best := _best_of(line, vehicles)) is not None:
                yield Finding(
                    Severity.WARNING,
                    "bound_unmet",
                    f"{name_of((code, level))}要求{line.label}{line.least}",
                    best,
                    "没有一辆够格，只能由较小的替代；请核对数值",
                    (code, level),
                )
        asked = sum(line.count for line in row.lines)
        most = sum(tanks[:asked])
        if row.water_t > most:
            yield Finding(
                Severity.WARNING,
                "water_unmet",
                f"{name_of((code, level))}要求共带水 {row.water_t:g} 吨",
                f"全县载水最多的 {asked} 辆合计 {most:g} 吨",
                "改小数值、增加车辆，或约定供水支援",
                (code, level),
            )


def _best_of(line: DemandLine, vehicles: Sequence[Vehicle]) -> str | None:
    """Say the most any vehicle of a line brings where that is less than asked; else None."""
    able = [one for one in vehicles if _has_ability(one, line)]
    if not able:
        return None
    water, ladder = max(one.water_t for one in able), max(one.ladder_m for one in able)
    if water < line.least_water_t:
        return f"全县此类车载水最多 {water:g} 吨"
    if ladder < line.least_ladder_m:
        return f"全县此类车举高最高 {ladder:g} 米"
    return None


def _has_ability(vehicle: Vehicle, line: DemandLine) -> bool:
    if line.wanted_types:
        return vehicle.vehicle_type in line.wanted_types
    has_one = not vehicle.capabilities.isdisjoint(line.capabilities)
    return has_one or vehicle.vehicle_type in line.other_types


def _falling(rules: RuleSet) -> Iterator[Finding]:
    """Find levels that ask for less than the level below."""
    for code, levels in rules.rows.items():
        listed = sorted(level for level in levels if level is not None)
        for low, high in pairwise(listed):
            if less := _less(levels[low], levels[high]):
                yield Finding(
                    Severity.WARNING,
                    "less_than_below",
                    f"{name_of((code, high))}比 {low} 级要得少",
                    less,
                    "等级只升不降，高一级不应减少力量；请核对",
                    (code, high),
                )


def _less(low: PlanRow, high: PlanRow) -> str:
    counts = [{line.capability: line.count for line in row.lines} for row in (low, high)]
    parts = [
        f"{CAPABILITY_LABELS[one]} {count} 辆减为 {counts[1].get(one, 0)} 辆"
        for one, count in counts[0].items()
        if counts[1].get(one, 0) < count
    ]
    if high.people < low.people:
        parts.append(f"人员 {low.people} 人减为 {high.people} 人")
    if high.water_t < low.water_t:
        parts.append(f"共带水 {low.water_t:g} 吨减为 {high.water_t:g} 吨")
    return "、".join(parts)


def _never_sent(
    rules: RuleSet, vehicles: Sequence[Vehicle], policy: SubstitutionPolicy
) -> Iterator[Finding]:
    """Find vehicles no rule could ever pick, not even as a stand-in, by type."""
    lines = [line for _, _, row in rules.each() for line in row.lines]
    idle: dict[str, list[str]] = defaultdict(list)
    for one in vehicles:
        seen = one.manned()
        if not any(
            answers(seen, line) or place_in_order(seen, line, policy) is not None for line in lines
        ):
            idle[one.vehicle_type].append(one.call_sign)
    for vehicle_type, signs in sorted(idle.items()):
        known = VEHICLE_TYPES.get(vehicle_type)
        yield Finding(
            Severity.NOTE,
            "never_sent",
            f"没有规则会派到的车：{known.name if known else vehicle_type} {len(signs)} 辆",
            f"{_listed(signs)} 的能力不在任何规则中",
            "需要时由人加派；若应自动出动，请在规则中写入其能力或车型",
        )


def _unready(forces: CountyForces) -> Iterator[Finding]:
    """Find what the resources lack before any rule can use them."""
    if forces.unplaced_stations:
        yield Finding(
            Severity.FAULT,
            "station_unplaced",
            f"{len(forces.unplaced_stations)} 个队站没有坐标",
            f"{_listed(forces.unplaced_stations)} 的车无法计算到场时间",
            "请在县域资料中补上坐标后重新载入",
        )
    problems = (
        (
            Severity.FAULT,
            "vehicle_untyped",
            "车型不认识",
            "没有能力可用",
            "请改正县域资料中的车型代码",
            [one for one in forces.vehicles if one.vehicle_type not in VEHICLE_TYPES],
        ),
        (
            Severity.WARNING,
            "vehicle_unplaced",
            "没有位置",
            "本车和所属队站都没有坐标，排在所有已知时间之后",
            "请补队站坐标，或接入车载定位",
            [one for one in forces.vehicles if one.position is None],
        ),
        (
            Severity.WARNING,
            "vehicle_unstaffed",
            "现在人员不足或没有驾驶员",
            "不会被建议",
            "请在战备中补足人员；长期如此请从规则所计力量中除去",
            [one for one in forces.vehicles if one.why_unstaffed is not None],
        ),
    )
    for severity, kind, what, why, remedy, found in problems:
        if found:
            signs = _listed(one.call_sign for one in found)
            yield Finding(severity, kind, f"{len(found)} 辆车{what}", f"{signs}：{why}", remedy)


def _unlisted(rules: RuleSet) -> Iterator[Finding]:
    """Tell which kinds have no rule of their own and take that of their top class."""
    for group in GROUPS.values():
        kinds = [
            one.name
            for one in CATEGORIES.values()
            if one.group is group and not one.is_group and one.code not in rules.rows
        ]
        row = rules.rows[group.code].get(None)
        # Where everything goes per order, or no kind is graded, one rule for all is meant.
        is_meant = row is not None and (row.per_order or group.scale is LevelScale.UNGRADED)
        if kinds:
            yield Finding(
                Severity.NOTE if is_meant else Severity.WARNING,
                "unlisted",
                f"“{group.name}”中 {len(kinds)} 类没有单列规则",
                f"{_listed(kinds)} 用大类的规则",
                "请确认大类的规则适合，或为其单列一行",
            )


def _unsigned(rules: RuleSet) -> Iterator[Finding]:
    rows = rules.each()
    unsigned = sum(row.mark is Mark.PROPOSED for _, _, row in rows)
    if unsigned:
        yield Finding(
            Severity.NOTE,
            "unsigned",
            f"{len(rows)} 行规则中 {unsigned} 行标记为 P（建议）",
            "这些数字由类推拟定，支队尚未确认",
            "请支队逐行确认，确认后改标记并写明依据",
        )


def _is_reachable(code: str, level: int | None) -> bool:
    kind = CATEGORIES.get(code)
    return kind is not None and (level is None or level in kind.levels)


def _listed(names: Iterable[str]) -> str:
    told = list(names)
    more = f" 等 {len(told)} 个" if len(told) > NAMED else ""
    return "、".join(told[:NAMED]) + more
