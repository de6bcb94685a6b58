"""Moving up (补防): which idle engines should wait at stations that stand empty.

Targets are chosen one after another by what an engine there adds to cover, as DMEXCLP redeploys;
who goes where is then a bottleneck assignment, so that the last one stands as soon as can be
(van Barneveld, Bhulai, van der Mei 2016). It is advice: a person orders it, nothing moves by
itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Final

import numpy as np

from dispatch.cover import CoverMap, Floats, Standing, Whole
from dispatch.joint_assignment import NOBODY, Board, least_worst


@dataclass(frozen=True, slots=True)
class MoveUpPolicy:
    """The numbers of moving up, all proposed (P)."""

    most_moves: int = 3
    """A small number of moves is near the best there is (van Barneveld 2016)."""
    keep: int = 1
    """So many engines stay at a station that lends one."""
    longest: timedelta = timedelta(minutes=45)
    least_gain: int = 5_000
    """Millionths of the county's weight below which a move is not worth a crew's night."""
    lenders: frozenset[str] = frozenset({"national_station", "township_brigade"})
    """Kinds of station that lend: the brigade of a works stays with its works."""

    def __post_init__(self) -> None:
        if self.most_moves < 0 or self.keep < 0 or self.least_gain < 0:
            raise ValueError("moves, engines kept and gains cannot be negative")
        if self.longest <= timedelta(0):
            raise ValueError("a move takes some time")


DEFAULT_MOVE_UP: Final = MoveUpPolicy()


@dataclass(frozen=True, slots=True)
class Move:
    """One engine to post at another station; `gain` is in millionths of the county's weight."""

    call_sign: str
    from_station: str
    to_station: str
    time: timedelta
    gain: int
    reason: str


def move_up(
    ground: CoverMap, available: Sequence[Standing], policy: MoveUpPolicy = DEFAULT_MOVE_UP
) -> tuple[Move, ...]:
    """Return the moves to advise, the most useful first; none where nothing is worth a move.

    Only a station without any engine is moved to, and only a station that keeps `keep` lends
    one. A move whose own gain, the loss at the lending station set off, is too small is left out.
    """
    counts = ground.counts(available)
    spare = _spare(ground, available, counts, policy)
    targets = _targets(ground, counts, spare, policy)
    while targets:
        pairs = _assigned(ground, spare, targets, policy)
        moves, weak = _worth(ground, counts, pairs, policy)
        if weak is None:
            return moves
        targets = [target for target in targets if target != weak]
    return ()


def _spare(
    ground: CoverMap, available: Sequence[Standing], counts: Whole, policy: MoveUpPolicy
) -> list[tuple[int, Standing]]:
    """Return who may be lent, with the post of each, by call sign; of a shared crew one vehicle."""
    at = {post.station: number for number, post in enumerate(ground.posts)}
    lends = np.array([post.kind in policy.lenders for post in ground.posts], dtype=np.bool_)
    left = np.where(lends, np.maximum(counts - policy.keep, 0), 0)
    lent: list[tuple[int, Standing]] = []
    crews: set[tuple[str | None, str]] = set()
    for one in sorted(available, key=lambda unit: unit.call_sign):
        post = None if one.station is None else at.get(one.station)
        crew = (one.station, one.pool)
        if post is None or left[post] < 1 or (one.pool and crew in crews):
            continue
        left[post] -= 1
        if one.pool:
            crews.add(crew)
        lent.append((post, one))
    return lent


def _targets(
    ground: CoverMap, counts: Whole, spare: Sequence[tuple[int, Standing]], policy: MoveUpPolicy
) -> list[int]:
    """Return the empty posts to fill, the greatest gain first, each as if those before it were."""
    if not spare:
        return []
    lenders = sorted({post for post, _ in spare})
    soonest = ground.between[lenders].min(axis=0)
    can_be = (counts == 0) & (soonest <= policy.longest.total_seconds())
    filled = counts.copy()
    chosen: list[int] = []
    while len(chosen) < min(policy.most_moves, len(spare)):
        gains = np.where(can_be, ground.gains(filled), 0)
        # The first of equal gains: stations are in order of their codes.
        best = int(gains.argmax()) if len(gains) else 0
        if not len(gains) or gains[best] < max(policy.least_gain, 1):
            break
        chosen.append(best)
        can_be[best] = False
        filled[best] += 1
    return chosen


def _assigned(
    ground: CoverMap,
    spare: Sequence[tuple[int, Standing]],
    targets: Sequence[int],
    policy: MoveUpPolicy,
) -> list[tuple[int, Standing, int]]:
    """Return post, unit and target of each move."""
    lenders = [post for post, _ in spare]
    seconds = np.round(ground.between[np.ix_(lenders, list(targets))].T)
    seconds[seconds > policy.longest.total_seconds()] = np.inf
    held = who_goes(seconds).tolist()
    return [
        (*spare[unit], target) for unit, target in zip(held, targets, strict=True) if unit != NOBODY
    ]


def who_goes(seconds: Floats) -> Whole:
    """Return the unit for each target from whole seconds by target and unit, or NOBODY.

    In order: most targets reached; the earliest last arrival; the least sum of times. Equal
    answers put the earlier unit on the earlier target.
    """
    targets, units = seconds.shape
    kind = np.zeros(targets, dtype=np.int64)
    board = Board(
        seconds=seconds,
        ranks=np.zeros((1, 1), dtype=np.int64),
        place_incident=np.arange(targets),
        place_kind=kind,
        place_level=kind + 1,
        unit_kind=np.zeros(units, dtype=np.int64),
    )
    return least_worst(board)


def _worth(
    ground: CoverMap,
    counts: Whole,
    pairs: Sequence[tuple[int, Standing, int]],
    policy: MoveUpPolicy,
) -> tuple[tuple[Move, ...], int | None]:
    """Return the moves with what each adds, and the weakest target that is not worth it."""
    steps = [counts]
    for post, _, target in pairs:
        after = steps[-1].copy()
        after[post] -= 1
        after[target] += 1
        steps.append(after)
    cover = [ground.cover_of(step) for step in steps]
    gains = [later - earlier for earlier, later in pairwise(cover)]
    weakest = min(zip(gains, (target for _, _, target in pairs), strict=True), default=None)
    if weakest is not None and weakest[0] < max(policy.least_gain, 1):
        return (), weakest[1]
    moves = tuple(
        _move(ground, pair, gain, (before, after))
        for pair, gain, (before, after) in zip(pairs, gains, pairwise(steps), strict=True)
    )
    return moves, None


def _move(
    ground: CoverMap,
    pair: tuple[int, Standing, int],
    gain: int,
    steps: tuple[Whole, Whole],
) -> Move:
    post, unit, target = pair
    time = timedelta(seconds=round(float(ground.between[post, target])))
    before, after = (ground.reached_places(step) for step in steps)
    station, home = ground.posts[target].station, ground.posts[post].station
    minutes = -int(-time.total_seconds() // 60)
    reason = (
        f"该站没有灭火车，约 {minutes} 分钟到；"
        f"{ground.policy.minutes} 分钟内可到的村镇 {before}→{after} 个；"
        f"{home}还留 {steps[1][post]} 辆"
    )
    return Move(unit.call_sign, home, station, time, gain, reason)
