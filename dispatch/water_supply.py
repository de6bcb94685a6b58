"""Water for a fire: what is wanted, what is near, and whether more must be carried there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Final

from dispatch.response_plans import Demand, DemandLine, Mark
from dispatch.water_shuttle import LITRES, Shuttle, Tanker, shuttle, sustained_l_s
from dispatch.water_sources import (
    DEFAULT_WATER,
    STORED,
    Reached,
    RoadMetres,
    WaterPoint,
    WaterPolicy,
    reached,
    unusable_text,
)
from incidents.categories import category as category_of
from resources.county_rows import WaterState
from resources.geography import Position, distance_m
from resources.vehicle_types import Capability

FIRES: Final = "10000"
KILOMETRE: Final = 1000.0
MOST_T: Final = 100_000.0
"""More than all engines of a province bring: a slip of the pen in the list of vehicles."""
LOOKED_AT: Final = 8
"""So many sources beyond reach are compared by road for a shuttle, the nearest by straight line."""


class WaterFinding(StrEnum):
    """What is known of water near a fire.

    not_entered: the county has entered no source with a place; nothing is known.
    enough: usable sources within reach give what is wanted.
    short: there are some, but they give less, or not for long enough.
    none: no usable source within reach.
    """

    NOT_ENTERED = "not_entered"
    ENOUGH = "enough"
    SHORT = "short"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class WaterOutlook:
    """Water for one fire; every figure is an estimate (P).

    `sources` are the usable ones within reach, the nearest first; `steady_l_s` is the flow of
    those that do not run dry, `stored_m3` what the others hold. `extra_lines` are to be added to
    the demand. `brought_t` is the water of the vehicles picked, nought until it is told.
    """

    finding: WaterFinding
    needed_l_s: float
    sources: tuple[Reached, ...]
    steady_l_s: float
    stored_m3: float
    shuttle: Shuttle | None
    extra_lines: tuple[DemandLine, ...]
    reasons: tuple[str, ...]
    brought_t: float = 0.0
    mark: Mark = Mark.PROPOSED

    @property
    def within_reach(self) -> bool:
        """Tell whether there is a usable source within reach."""
        return bool(self.sources)

    @property
    def lasts(self) -> timedelta:
        """How long the water brought lasts at the flow wanted."""
        seconds = round(self.brought_t * LITRES / self.needed_l_s)
        return timedelta(seconds=seconds)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The reasons, and how long what is brought lasts."""
        if not self.brought_t:
            return self.reasons
        minutes = int(self.lasts.total_seconds() // 60)
        brought = (
            f"编入车辆带水 {self.brought_t:g} 吨，按 {self.needed_l_s:g} 升/秒约用 {minutes} 分钟"
        )
        return (*self.reasons, brought)


def asks_for_water(code: str) -> bool:
    """Tell whether an incident of a category is a fire, for which water is looked up."""
    return category_of(code).group_code == FIRES


def water_outlook(
    position: Position,
    category: str,
    level: int,
    sources: Sequence[WaterPoint],
    tankers: Sequence[Tanker],
    road_metres: RoadMetres,
    policy: WaterPolicy = DEFAULT_WATER,
) -> WaterOutlook:
    """Return what is known of water for a fire, and the vehicles to add.

    `tankers` are those free to carry water. Where no source was ever entered nothing is added:
    that says something of the list, not of the place.
    """
    needed = policy.needed_l_s(category, level)
    placed = [one for one in sources if one.position is not None]
    if not placed:
        return WaterOutlook(WaterFinding.NOT_ENTERED, needed, (), 0, 0, None, (), _unknown(sources))
    near, bad = _within(position, placed, road_metres, policy)
    steady = sum(one.flow_l_s for one in near if not one.runs_dry)
    stored = sum(one.store_m3 for one in near if one.runs_dry)
    finding = _finding(near, needed, policy)
    carried = None
    if finding in (WaterFinding.NONE, WaterFinding.SHORT):
        at_hand = {one.source.code for one in near}
        farther = [one for one in placed if one.is_usable and one.code not in at_hand]
        carried = _shuttle(position, farther, needed - steady, tankers, road_metres, policy)
    lines = _extra(finding, needed, carried, policy)
    reasons = [
        *_about_near(near, needed, finding, policy),
        *_about_doubts(near, bad, policy),
        *_about_carrying(carried, finding, policy),
        *_about_extra(lines, finding, needed, policy),
    ]
    return WaterOutlook(finding, needed, near, steady, stored, carried, lines, tuple(reasons))


def with_water(demand: Demand, outlook: WaterOutlook) -> Demand:
    """Return the demand with the vehicles the outlook adds: at least as many, never fewer."""
    lines = list(demand.lines)
    for extra in outlook.extra_lines:
        at = next((n for n, one in enumerate(lines) if one.capability == extra.capability), None)
        if at is None:
            lines.append(extra)
        elif lines[at].count < extra.count:
            lines[at] = replace(lines[at], count=extra.count, mark=Mark.PROPOSED)
    return replace(demand, lines=tuple(lines))


def with_brought(outlook: WaterOutlook, tonnes: float) -> WaterOutlook:
    """Return the outlook with the water that the picked vehicles bring."""
    if tonnes < 0:
        raise ValueError("nobody brings less than no water")
    return replace(outlook, brought_t=min(tonnes, MOST_T))


def _unknown(sources: Sequence[WaterPoint]) -> tuple[str, ...]:
    if sources:
        return (f"已录入的 {len(sources)} 处水源都没有坐标，无法判断附近有无水源，请询问现场",)
    return ("本县未录入水源，无法判断附近有无水源，请询问现场",)


def _within(
    position: Position, placed: Sequence[WaterPoint], road_metres: RoadMetres, policy: WaterPolicy
) -> tuple[tuple[Reached, ...], list[WaterPoint]]:
    """Return the usable sources within reach, and those there that cannot be used."""
    close = [
        one
        for one in placed
        if one.position is not None and distance_m(one.position, position) <= policy.reach_m
    ]
    usable = [one for one in close if one.is_usable]
    near = reached(position, usable, road_metres, policy)
    return (
        tuple(one for one in near if one.metres <= policy.reach_m),
        [one for one in close if not one.is_usable],
    )


def _finding(near: Sequence[Reached], needed: float, policy: WaterPolicy) -> WaterFinding:
    if not near:
        return WaterFinding.NONE
    lacking = needed - sum(one.flow_l_s for one in near if not one.runs_dry)
    if lacking <= 0:
        return WaterFinding.ENOUGH
    stores = [one for one in near if one.runs_dry]
    litres = sum(one.store_m3 for one in stores) * LITRES
    lasts = litres >= lacking * policy.store_must_last.total_seconds()
    flows = sum(one.flow_l_s for one in stores) >= lacking
    return WaterFinding.ENOUGH if lasts and flows else WaterFinding.SHORT


def _shuttle(
    position: Position,
    farther: Sequence[WaterPoint],
    needed: float,
    tankers: Sequence[Tanker],
    road_metres: RoadMetres,
    policy: WaterPolicy,
) -> Shuttle | None:
    """Return the carrying from the source that keeps up most; one that runs dry comes last."""
    far = [
        (metres, one.code, one)
        for one in farther
        if one.position is not None
        and (metres := distance_m(one.position, position)) <= policy.shuttle_within_m
    ]
    looked_at: list[WaterPoint] = []
    for is_store in (False, True):
        kind = [
            one for one in sorted(far, key=lambda three: three[:2]) if _store(one[2]) == is_store
        ]
        looked_at += [one for _, _, one in kind[:LOOKED_AT]]
    found = reached(position, looked_at, road_metres, policy)
    if not found:
        return None
    best = min(
        found,
        key=lambda one: (
            one.runs_dry,
            -sustained_l_s(policy.usual_t, one, policy),
            one.source.code,
        ),
    )
    return shuttle(best, needed, tankers, policy)


def _store(source: WaterPoint) -> bool:
    return source.capacity_m3 is not None or source.kind in STORED


def _extra(
    finding: WaterFinding, needed: float, carried: Shuttle | None, policy: WaterPolicy
) -> tuple[DemandLine, ...]:
    # A fire of one line is put out with what the first engines bring.
    if finding in (WaterFinding.ENOUGH, WaterFinding.NOT_ENTERED) or needed <= policy.line_l_s:
        return ()
    if finding is WaterFinding.SHORT:
        count = min(1, policy.most_supply)
    else:
        count = min(carried.needed if carried else policy.blind_supply, policy.most_supply)
    return (DemandLine((Capability.SUPPLY,), count, Mark.PROPOSED),) if count else ()


def _about_near(
    near: Sequence[Reached], needed: float, finding: WaterFinding, policy: WaterPolicy
) -> list[str]:
    reach = _distance(policy.reach_m)
    if not near:
        return [f"{reach}内没有可用水源，预计需水 {needed:g} 升/秒"]
    nearest = near[0]
    way = "按道路" if nearest.is_by_road else "按直线估算"
    rings = [ring for ring in policy.rings_m if nearest.metres <= ring]
    ring = _distance(rings[0]) if rings else reach
    sentences = [
        f"最近水源{nearest.source.name}，{way} {_distance(nearest.metres)}，在 {ring}圈内；"
        f"{reach}内可用 {len(near)} 处"
    ]
    steady = sum(one.flow_l_s for one in near if not one.runs_dry)
    stored = sum(one.store_m3 for one in near if one.runs_dry)
    if finding is WaterFinding.SHORT:
        held = f"，储水 {stored:g} 立方米" if stored else ""
        sentences.append(f"持续流量 {steady:g} 升/秒{held}，少于预计需水 {needed:g} 升/秒")
    elif steady < needed:
        minutes = int(stored * LITRES / (needed - steady) // 60)
        sentences.append(f"靠储水 {stored:g} 立方米，按需水 {needed:g} 升/秒约用 {minutes} 分钟")
    return sentences


def _about_doubts(
    near: Sequence[Reached], bad: Sequence[WaterPoint], policy: WaterPolicy
) -> list[str]:
    sentences = []
    if unchecked := sum(one.source.state is WaterState.UNCHECKED for one in near):
        sentences.append(f"其中 {unchecked} 处待查，须核实能否取水")
    if unknown := sum(not one.flow_is_known for one in near):
        sentences.append(f"其中 {unknown} 处未录流量，按种类估算")
    if bad:
        sentences.append(f"{_distance(policy.reach_m)}内另有不可用水源：{unusable_text(bad)}")
    return sentences


def _about_carrying(
    carried: Shuttle | None, finding: WaterFinding, policy: WaterPolicy
) -> list[str]:
    if carried is None:
        if finding is not WaterFinding.NONE:
            return []
        return [f"{_distance(policy.shuttle_within_m)}内也没有可用水源，须另找取水点"]
    source = carried.source
    way = "按道路" if source.is_by_road else "按直线估算"
    minutes = round(carried.round_trip.total_seconds() / 60)
    sentences = [
        f"运水：{source.source.name}，{way} {_distance(source.metres)}，"
        f"{carried.tonnes:g} 吨车一趟约 {minutes} 分钟，每辆持续 {carried.each_l_s:.1f} 升/秒，"
        f"{carried.needed} 辆持续 {carried.sustained_l_s:.1f} 升/秒"
    ]
    if not carried.is_enough:
        sentences.append(f"该水源只有 {source.flow_l_s:g} 升/秒，再多车也不够，须另找取水点")
    return sentences


def _about_extra(
    lines: Sequence[DemandLine], finding: WaterFinding, needed: float, policy: WaterPolicy
) -> list[str]:
    if lines:
        return [f"加派供水车 {line.count} 辆（建议）" for line in lines]
    if finding in (WaterFinding.NONE, WaterFinding.SHORT) and needed <= policy.line_l_s:
        return ["一支水枪的小火，先用随车水，不加派供水车"]
    return []


def _distance(metres: float) -> str:
    return f"{round(metres)} 米" if metres < KILOMETRE else f"{metres / KILOMETRE:.3g} 公里"
