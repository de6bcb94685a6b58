"""The words of the advice: why a vehicle is picked, why another is not, and why a line is short."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from dispatch.candidates import LATE, TIME_STEP, Candidate, answers, place_in_order
from dispatch.response_plans import Demand, DemandLine, DispatchMode
from dispatch.substitution import SubstitutionPolicy
from resources.unit_status import UnitStatus
from resources.vehicle_types import Capability, name_of

MOST_LEVEL: Final = 3
"""How many vehicles are named as level with a pick."""

AWAY_NOTES: Final = {
    UnitStatus.RETURNING: "正在返队，可以改派",
    UnitStatus.STANDBY: "在驻防点，从驻防点出动",
    UnitStatus.TRAINING: "正在训练，出动可能延迟",
}


@dataclass(slots=True)
class Board:
    """A demand, everybody known by arrival, those who could go, and who fills each line."""

    demand: Demand
    known: Sequence[Candidate]
    available: Sequence[Candidate]
    filled: Sequence[Sequence[Candidate]]
    chosen: set[str]
    policy: SubstitutionPolicy
    agents: dict[tuple[str, str], str] = field(init=False)
    """The people who go with those chosen, each with the vehicle they take."""
    most_doubt: timedelta = field(init=False)
    _able: dict[DemandLine, list[Candidate]] = field(default_factory=dict)
    _last: dict[DemandLine, tuple[int, Candidate] | None] = field(default_factory=dict)
    _lines: dict[tuple[object, ...], list[tuple[DemandLine, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.agents = {
            one.agent: one.call_sign for one in self.available if one.call_sign in self.chosen
        }
        self.most_doubt = max((one.doubt for one in self.available), default=timedelta(0))

    def able(self, line: DemandLine) -> list[Candidate]:
        """Return those who could go and answer a line by their own ability, by arrival."""
        if line not in self._able:
            self._able[line] = [one for one in self.available if answers(one, line)]
        return self._able[line]

    def worst_of(self, line: DemandLine) -> tuple[int, Candidate] | None:
        """Return the last place and the last arrival of those who fill a line, None for nobody."""
        if line not in self._last:
            lines = zip(self.demand.lines, self.filled, strict=True)
            crew = [one for same, crew in lines if same == line for one in crew]
            ranked = [(place_in_order(one, line, self.policy) or 0, one) for one in crew]
            self._last[line] = max(ranked, key=lambda one: (one[0], one[1].arrival), default=None)
        return self._last[line]

    def lines_for(self, one: Candidate) -> list[tuple[DemandLine, int]]:
        """Return the lines a vehicle could fill, each with its place in the order."""
        key = (
            *(one.vehicle_type, one.capabilities, one.water_t, one.ladder_m),
            *(one.has_rescue_kit, one.has_smoke_light_kit),
        )
        if key not in self._lines:
            places = [(line, place_in_order(one, line, self.policy)) for line in self.demand.lines]
            self._lines[key] = [(line, place) for line, place in places if place is not None]
        return self._lines[key]


def span(time: timedelta) -> str:
    """Return a length of time in minutes and seconds."""
    minutes, seconds = divmod(round(time.total_seconds()), 60)
    if not minutes:
        return f"{seconds} 秒"
    return f"{minutes} 分 {seconds} 秒" if seconds else f"{minutes} 分"


def why_picked(
    line: DemandLine, one: Candidate, told: Board, level_with: Sequence[Candidate]
) -> tuple[str, ...]:
    """Return why a vehicle fills a line, the weightiest reason first."""
    own = answers(one, line)
    reasons = [
        _why_first(line, one, told) if own else _why_stand_in(line, one, told),
        _about_time(one),
    ]
    if one.status in AWAY_NOTES:
        reasons.append(AWAY_NOTES[one.status])
    if one.rest_note:
        reasons.append(f"{one.rest_note}，别无可派")
    if level_with:
        names = "、".join(other.call_sign for other in level_with)
        here = one.eta or timedelta(0)
        furthest = max(abs((other.eta or here) - here) for other in level_with)
        apart = f"相差不超过 {span(furthest)}，在误差之内" if furthest else "时间相同"
        reasons.append(f"与{names}相当（{apart}）")
    return tuple(reasons)


def why_added(one: Candidate, told: Board) -> tuple[str, ...]:
    """Return why a vehicle is added for its water."""
    needed = f"补足水量：要求 {told.demand.water_t:g} 吨，本车 {one.water_t:g} 吨"
    return (needed, _about_time(one))


def _why_first(line: DemandLine, one: Candidate, told: Board) -> str:
    place = told.able(line).index(one) + 1
    if told.demand.mode is DispatchMode.STATION_ORDER:
        if one.is_responsible:
            return f"辖区主战队站的{line.label}"
        return f"按队站次序第 {one.station_rank + 1} 位的{line.label}"
    if one.eta is None:
        return f"可用的{line.label}"
    if place == 1:
        return f"可用的{line.label}中预计最先到达"
    return f"可用的{line.label}中预计第 {place} 个到达"


def _why_stand_in(line: DemandLine, one: Candidate, told: Board) -> str:
    if small := _too_small(line, one):
        return f"可用的{line.label}不足，以{name_of(one.vehicle_type)}替代（{small}）"
    return f"可用的{line.label}不足，以{name_of(one.vehicle_type)}替代"


def _too_small(line: DemandLine, one: Candidate) -> str:
    """Return in what a vehicle of the right kind falls short of a line, "" where it does not."""
    if one.water_t < line.least_water_t:
        return f"载水 {one.water_t:g} 吨，要求每车至少 {line.least_water_t:g} 吨"
    if one.ladder_m < line.least_ladder_m:
        return f"举高 {one.ladder_m:g} 米，要求至少 {line.least_ladder_m:g} 米"
    return ""


def _about_time(one: Candidate) -> str:
    if one.eta is None:
        return "位置不明，没有预计用时"
    minutes, seconds = divmod(round(one.eta.total_seconds()), 60)
    soon = f"预计 {minutes} 分 {seconds} 秒到场"
    if one.road_m is not None:
        note = f"，{one.travel_note}" if one.travel_note else ""
        return f"{soon}，按道路 {one.road_m / 1000:.1f} 公里{note}"
    return f"{soon}，{one.travel_note or '预计用时为估算'}"


def level_with(line: DemandLine, one: Candidate, told: Board) -> list[Candidate]:
    """Return vehicles not picked that could be there first just as well, the nearest in time first.

    Only those in the same place of the order for the line count: a stand-in is no equal.
    """
    if one.eta is None:
        return []
    place = place_in_order(one, line, told.policy)
    # Those known stand in order of arrival, so that only the few around it need a look.
    reach = one.doubt + told.most_doubt + TIME_STEP
    low = bisect_left(told.available, one.eta - reach, key=_when)
    high = bisect_right(told.available, one.eta + reach, key=_when)
    others = [
        other
        for other in told.available[low:high]
        if other.agent not in told.agents
        and one.is_level_with(other)
        and place_in_order(other, line, told.policy) == place
        and bool(other.rest_note) <= bool(one.rest_note)
    ]
    own = one.eta or timedelta(0)
    return sorted(others, key=lambda two: (abs((two.eta or own) - own), two.call_sign))[:MOST_LEVEL]


def _when(one: Candidate) -> timedelta:
    return timedelta.max if one.eta is None else one.eta


def why_not(one: Candidate, told: Board) -> str | None:
    """Return why a vehicle is not picked, None for one that is."""
    if one.call_sign in told.chosen:
        return None
    if one.why_unadvised is not None:
        return one.why_unadvised
    if one.pool and (mate := _mate_of(one, told)) is not None:
        return f"与 {mate} 共用一班人，只能出一辆"
    lines = told.lines_for(one)
    if not lines and told.demand.water_t and one.water_t:
        return "只为补足水量，已够"
    if not lines:
        return _wrong_ability(one, told)
    told_of = [_why_behind(one, line, place, told) for line, place in lines]
    # Of several lines the one it comes nearest to filling says most.
    return min(told_of, key=lambda told: told[:2])[2]


def _mate_of(one: Candidate, told: Board) -> str | None:
    return told.agents.get(one.agent)


def _wrong_ability(one: Candidate, told: Board) -> str:
    if not told.demand.lines:
        return "本次没有车辆需求"
    wanted = "、".join(dict.fromkeys(line.label for line in told.demand.lines))
    return f"能力不符：本次需要{wanted}"


def _why_behind(
    one: Candidate, line: DemandLine, place: int, told: Board
) -> tuple[int, timedelta, str]:
    """Return why it does not fill a line, with how far it is from doing so."""
    level, apart, words = _behind(one, line, place, told)
    return (level, abs(apart), words)


def _behind(
    one: Candidate, line: DemandLine, place: int, told: Board
) -> tuple[int, timedelta, str]:
    none = timedelta(0)
    worst = told.worst_of(line)
    if worst is None:
        return (3, none, f"{line.label}无人编入")
    rank, last = worst
    if one.is_late and not last.is_late:
        return (1, none, f"到场超过 {span(LATE)}" if one.eta else "位置不明，没有预计用时")
    if place > rank:
        if rank == 0:
            return (2, none, f"只能替代{line.label}，{line.label}已够")
        return (2, none, f"替代{line.label}的次序在{last.call_sign}之后")
    if one.rest_note and not last.rest_note:
        return (1, none, f"{one.rest_note}，仅在别无可派时建议")
    if told.demand.mode is DispatchMode.STATION_ORDER and one.station_rank > last.station_rank:
        return (1, none, f"队站次序在{last.station}之后")
    if one.eta is None or last.eta is None:
        return (1, none, "位置不明，没有预计用时" if one.eta is None else f"{line.label}已够")
    apart = one.eta - last.eta
    if one.is_level_with(last):
        way = "晚" if apart > timedelta(0) else "早"
        far = f"{way} {span(abs(apart))}" if apart else "同时"
        if one.step == last.step and one.cover_loss > last.cover_loss:
            return (0, apart, f"与{last.call_sign}相当（{far}），但调走后防区损失更大")
        return (0, apart, f"与{last.call_sign}相当（{far}，在误差之内）")
    if apart > timedelta(0):
        return (0, apart, f"比{last.call_sign}晚 {span(apart)}")
    return (0, apart, f"比{last.call_sign}早 {span(-apart)}，但不使首到、到齐或总用时更早")


def why_short(line: DemandLine, crew: Sequence[Candidate], told: Board) -> str:
    """Return why a line is short, from the vehicles that have its ability."""
    measure = "艘" if line.capability == Capability.BOAT else "辆"
    able = [candidate for candidate in told.known if answers(candidate, line)]
    stand_ins = sum(not answers(candidate, line) for candidate in crew)
    more = f"，另以 {stand_ins} 辆其他车替代" if stand_ins else ""
    if not able:
        return f"全县没有{line.label}{more}" if more else f"全县没有{line.label}，也没有可替代的车"
    parts = []
    if ordered := sum(candidate.call_sign in told.chosen for candidate in able):
        parts.append(f"{ordered} {measure}已编入本次调派")
    outs = Counter(out for one in able if (out := _why_out(one, told)) is not None)
    for reason, count in sorted(outs.items(), key=lambda item: (-item[1], item[0])):
        parts.append(f"{count} {measure}{reason}")
    return f"全县只有 {len(able)} {measure}{line.label}，{'，'.join(parts)}{more}"


def _why_out(one: Candidate, told: Board) -> str | None:
    if one.call_sign in told.chosen or one.why_unadvised is not None:
        return one.why_unadvised
    if one.pool and _mate_of(one, told) is not None:
        return "与本次所派车辆共用一班人"
    return None
