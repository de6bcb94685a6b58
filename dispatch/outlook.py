"""What lies beyond the advice: what would change it, what the next level would ask, what it costs.

Everything here is shown beside the advice and decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from dispatch.candidates import Candidate, place_in_order
from dispatch.cover import CoverLoss
from dispatch.coverage import EmptyStation
from dispatch.move_up import Move
from dispatch.reasons import span
from dispatch.recommendation import Pick, Recommendation, Shortfall, recommend
from dispatch.response_plans import Demand
from dispatch.substitution import DEFAULT_SUBSTITUTION, SubstitutionPolicy
from dispatch.team import best_team, decisive_line
from dispatch.water_supply import WaterOutlook
from resources.unit_status import UnitStatus

MOST_ASKED: Final = 6
"""Of how many vehicles that cannot go it is worked out what they would change, the soonest."""
LEAST_SAVED: Final = timedelta(seconds=60)
"""A saving of less is not worth a word."""


@dataclass(frozen=True, slots=True)
class NextLevel:
    """What the level above would ask for beyond the present advice, and whether it can be met."""

    level: int
    adds: tuple[Pick, ...]
    shortfall: tuple[Shortfall, ...]
    complete: timedelta | None

    @property
    def is_met(self) -> bool:
        """Tell whether nothing would be missing."""
        return not self.shortfall


@dataclass(frozen=True, slots=True)
class Outlook:
    """All that is shown beside an advice; None where it could not be told or is not asked.

    `what_ifs` are sentences by call sign. `cover` is what the picks cost together, `alone` what
    each vehicle costs alone in millionths of the county's weight.
    """

    what_ifs: Mapping[str, str]
    next_level: NextLevel | None = None
    water: WaterOutlook | None = None
    cover: CoverLoss | None = None
    moves: tuple[Move, ...] = ()
    empty: tuple[EmptyStation, ...] = ()


NO_OUTLOOK: Final = Outlook({})


def what_ifs(
    demand: Demand,
    known: Sequence[Candidate],
    answer: Recommendation,
    policy: SubstitutionPolicy = DEFAULT_SUBSTITUTION,
) -> dict[str, str]:
    """Return, for the vehicles that cannot go, what would change if one of them could.

    Each is worked out by asking for the best team anew with that vehicle at hand; only those that
    could fill a line, the soonest first, and only so many.
    """
    able = [
        one
        for one in known
        if one.why_unadvised is None
        and any(place_in_order(one, line, policy) is not None for line in demand.lines)
    ]
    out = [
        one
        for one in sorted(known, key=lambda one: one.arrival)
        if one.why_unadvised is not None
        and not one.is_cut_off
        and one.eta is not None
        and any(place_in_order(one, line, policy) is not None for line in demand.lines)
    ]
    before = _Times.of(demand, best_team(demand, able, policy)) if out else None
    told: dict[str, tuple[int, str]] = {}
    for one in out[:MOST_ASKED]:
        free = replace(
            one, status=UnitStatus.IN_STATION, is_staffed=True, why_not=None, rest_note="", pool=""
        )
        after = _Times.of(demand, best_team(demand, [*able, free], policy))
        assert before is not None, "there is a team before"
        if change := _change(before, after):
            fewer_gaps = before.filled - after.filled
            told[one.call_sign] = (fewer_gaps, f"若{_freed(one)}，则{change}")
    # Whoever would fill a gap is told of before whoever would only be sooner.
    in_order = sorted(told, key=lambda sign: told[sign][0])
    return {sign: told[sign][1] for sign in in_order}


@dataclass(frozen=True, slots=True)
class _Times:
    filled: int
    first: timedelta | None
    last: timedelta | None

    @classmethod
    def of(cls, demand: Demand, team: Sequence[Sequence[Candidate]]) -> "_Times":
        number = decisive_line(demand)
        decisive = [] if number is None else team[number]
        firsts = [one.eta for one in decisive if one.eta is not None]
        everyone = [one for crew in team for one in crew]
        lasts = [one.eta for one in everyone if one.eta is not None]
        is_known = len(lasts) == len(everyone)
        return cls(
            len(everyone), min(firsts, default=None), max(lasts, default=None) if is_known else None
        )


def _change(before: _Times, after: _Times) -> str:
    parts = []
    if after.filled > before.filled:
        parts.append(f"补上 {after.filled - before.filled} 个缺口")
    if saved := _saved(before.first, after.first):
        parts.append(f"首车更快 {span(saved)}")
    if after.filled == before.filled and (saved := _saved(before.last, after.last)):
        parts.append(f"到齐更快 {span(saved)}")
    return "，".join(parts)


def _saved(before: timedelta | None, after: timedelta | None) -> timedelta | None:
    if before is None or after is None or before - after < LEAST_SAVED:
        return None
    return before - after


def _freed(one: Candidate) -> str:
    if one.status == UnitStatus.OUT_OF_SERVICE:
        return f"{one.call_sign}恢复战备"
    if one.status == UnitStatus.IN_STATION:
        return f"{one.call_sign}人员到位"
    return f"{one.call_sign}归队"


def next_level(
    demand: Demand,
    level: int,
    known: Iterable[Candidate],
    answer: Recommendation,
    township_code: str | None = None,
) -> NextLevel:
    """Return what a level would add to the present picks; `demand` is what it still asks then."""
    gone = {pick.call_sign for pick in answer.picks}
    agents = {one.agent for one in answer.team}
    # Who is picked already stays in sight, so that the shortfall can say where everybody is.
    left = [
        replace(one, why_not="已编入当前建议")
        if one.call_sign in gone
        else replace(one, why_not="与当前建议的车共用一班人")
        if one.agent in agents and one.is_available
        else one
        for one in known
    ]
    more = recommend(demand, left, township_code=township_code)
    return NextLevel(level, more.picks, more.shortfall, more.complete)
