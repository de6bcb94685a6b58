"""Fifty incidents at once: the exact assignment beside call order and beside HiGHS.

The clock runs for the assignment alone: the board of seconds and ranks is made before, for ours
and for every peer alike.
"""

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from statistics import mean, median
from time import perf_counter
from typing import Final, TypeVar

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import csr_array

from bench.figures import Figure, faster
from dispatch.joint_assignment import (
    NOBODY,
    Board,
    Real,
    Truth,
    Whole,
    in_call_order,
    least_total,
    least_worst,
)

INCIDENTS: Final = 50
FLEETS: Final = ((200, 8), (500, 5), (1_000, 3), (2_000, 2))
# What each incident wants: two water tankers, a ladder and a rescue vehicle.
WANTED: Final = (0, 0, 1, 2)
# Of ten units: five tankers, one ladder, two rescue vehicles, two of no use here.
KINDS: Final = (0, 0, 0, 0, 0, 1, 2, 2, 3, 3)
SIDE_M: Final = 60_000.0
METRES_A_SECOND: Final = 12.0
LONGEST_S: Final = 10_000
REPEATS: Final = 7
WORST_GOAL: Final = 10.0
# A kind of place is filled by the kind of unit of the same number.
NOTHING_STANDS_IN: Final = np.where(np.eye(3, 4, dtype=np.int64) == 1, 0, -1)
# Rescue vehicles stand in for tankers, ladders for rescue vehicles: nothing is apart.
STAND_INS: Final = np.array([[0, -1, 1, -1], [-1, 0, -1, -1], [-1, 1, 0, -1]], dtype=np.int64)


Answer = TypeVar("Answer")


def figures() -> Iterator[Figure]:
    """Yield the figures of this subject."""
    for units, instances in FLEETS:
        boards = [_board(units, Random(units * 100 + seed)) for seed in range(instances)]
        yield from _of_size(units, boards)
        yield _apart(units, boards)
        joint = [_board(units, Random(units * 100 + at), STAND_INS) for at in range(instances)]
        yield _joint(units, joint)


def _apart(units: int, boards: list[Board]) -> Figure:
    """Solve each capability by itself, beside one assignment of everything."""
    ours, whole, same = [], [], []
    for board in boards:
        total, took = _timed(partial(least_total, board))
        together, whole_took = _timed(partial(_together, board))
        ours.append(took)
        whole.append(whole_took)
        same.append(_score(board, total) == _score(board, together))
    return faster(
        f"storm, each capability apart, {units:,}",
        f"{INCIDENTS} incidents, nothing stands in, {units:,} units, {len(boards)} boards",
        median(ours),
        ("one assignment of all of it, scipy", median(whole)),
        1.0,
        all(same),
    )


def _together(board: Board) -> Whole:
    """Return the least total as one assignment of all places and units."""
    able = (board.ranks >= 0)[board.place_kind][:, board.unit_kind]
    cost = board.seconds[board.place_incident]
    cost -= (board.place_level * (LONGEST_S * len(board.place_incident)))[:, np.newaxis]
    cost[~able] = 0.0
    places, used = linear_sum_assignment(cost)
    chosen = np.full(len(board.place_incident), NOBODY, dtype=np.int64)
    kept = able[places, used]
    chosen[places[kept]] = used[kept]
    return chosen


def _joint(units: int, boards: list[Board]) -> Figure:
    """Solve capabilities that stand in for each other as one assignment, beside HiGHS."""
    ours, solver, same = [], [], []
    for board in boards:
        total, took = _timed(partial(least_total, board))
        solved, solver_took = _timed(partial(_solved, board), 1)
        ours.append(took)
        solver.append(solver_took)
        same.append((*_score(board, total), _ranks(board, total)) == solved)
    return faster(
        f"storm, joint with stand-ins, {units:,}",
        f"{INCIDENTS} incidents, two kinds stand in, {units:,} units, {len(boards)} boards",
        median(ours),
        ("HiGHS, same total", median(solver)),
        1.0,
        all(same),
    )


def _of_size(units: int, boards: list[Board]) -> Iterator[Figure]:
    order = list(range(INCIDENTS))
    ours_ms, plain_ms, greedy_ms, solver_ms, worst_ms, worst_solver_ms = [], [], [], [], [], []
    same, worst_same, dearer, later = [], [], [], []
    for board in boards:
        total, took = _timed(partial(least_total, board))
        greedy, greedy_took = _timed(partial(in_call_order, board, order))
        plain, plain_took = _timed(_plain_greedy(board))
        assert plain == greedy.tolist(), "both are the same call order"
        worst, worst_took = _timed(partial(least_worst, board))
        solved, solver_took = _timed(partial(_solved, board), 1)
        most, bound = _score(board, worst)[0], _worst(board, worst)
        proven, bound_took = _timed(partial(_is_least, board, most, bound), 1)
        ours_ms.append(took)
        plain_ms.append(plain_took)
        greedy_ms.append(greedy_took)
        worst_ms.append(worst_took)
        solver_ms.append(solver_took)
        worst_solver_ms.append(bound_took)
        same.append((*_score(board, total), _ranks(board, total)) == solved)
        worst_same.append(proven and most == solved[0])
        dearer.append(_loss(board, greedy) / _loss(board, total) - 1)
        later.append(_worst(board, greedy) / bound - 1)
    workload = (
        f"{INCIDENTS} incidents, {4 * INCIDENTS} places, {units:,} units, {len(boards)} boards"
    )
    for workload_too, peer, of_peer in (
        (f"; call order costs {mean(dearer):.1%} more", "greedy in call order", plain_ms),
        ("", "greedy in call order, with numpy", greedy_ms),
        ("", "HiGHS, same total", solver_ms),
    ):
        yield faster(
            f"storm, least total, {units:,}",
            workload + workload_too,
            median(ours_ms),
            (peer, median(of_peer)),
            1.0,
            all(same),
        )
    yield faster(
        f"storm, worst arrival, {units:,}",
        f"{workload}; call order comes {mean(later):.0%} later",
        median(worst_ms),
        ("HiGHS, the two questions that prove it", median(worst_solver_ms)),
        WORST_GOAL,
        all(worst_same),
    )


def _board(units: int, random: Random, ranks: Whole = NOTHING_STANDS_IN) -> Board:
    """Return incidents of levels 1 to 3 and units of one capability each, spread over a square."""
    generator = np.random.default_rng(random.randrange(2**32))
    places = generator.random((INCIDENTS, 1, 2)) * SIDE_M
    homes = generator.random((1, units, 2)) * SIDE_M
    away_m = np.hypot(*np.moveaxis(places - homes, 2, 0))
    levels = generator.choice((1, 1, 1, 2, 3), INCIDENTS)
    kind = np.array([random.choice(KINDS) for _ in range(units)], dtype=np.int64)
    return Board(
        seconds=np.rint(60.0 + away_m / METRES_A_SECOND),
        ranks=ranks,
        place_incident=np.repeat(np.arange(INCIDENTS), len(WANTED)),
        place_kind=np.tile(np.array(WANTED, dtype=np.int64), INCIDENTS),
        place_level=np.repeat(levels, len(WANTED)),
        unit_kind=kind,
    )


def _plain_greedy(board: Board) -> Callable[[], list[int]]:
    """Return call order as one would write it: of the free units of a kind, the soonest goes.

    The lists are made before the clock runs; each unit is of one kind and leaves one list.
    """
    seconds: list[list[float]] = board.seconds.tolist()
    kinds = board.unit_kind.tolist()
    places = list(zip(board.place_incident.tolist(), board.place_kind.tolist(), strict=True))

    def assign() -> list[int]:
        free: dict[int, list[int]] = {}
        for unit, kind in enumerate(kinds):
            free.setdefault(kind, []).append(unit)
        chosen = []
        for incident, kind in places:
            able = free.get(kind)
            if able:
                soonest = min(able, key=seconds[incident].__getitem__)
                able.remove(soonest)
                chosen.append(soonest)
            else:
                chosen.append(NOBODY)
        return chosen

    return assign


def _score(board: Board, chosen: Whole) -> tuple[int, int]:
    """Return the filled places by level, and the seconds."""
    filled = chosen != NOBODY
    seconds = board.seconds[board.place_incident[filled], chosen[filled]]
    return int(board.place_level[filled].sum()), int(seconds.sum())


def _ranks(board: Board, chosen: Whole) -> int:
    """Return the sum of ranks: how many stand in."""
    filled = chosen != NOBODY
    ranks = board.ranks[board.place_kind[filled], board.unit_kind[chosen[filled]]]
    return int(ranks.sum())


def _loss(board: Board, chosen: Whole) -> float:
    """Return the seconds, with half an hour for each place that stays open."""
    return _score(board, chosen)[1] + 1800.0 * int((chosen == NOBODY).sum())


def _worst(board: Board, chosen: Whole) -> float:
    filled = chosen != NOBODY
    return float(board.seconds[board.place_incident[filled], chosen[filled]].max())


class _Model:
    """The pairs that can be as columns; rows for places and for units, each used at most once."""

    def __init__(self, board: Board) -> None:
        ranks = board.ranks[board.place_kind][:, board.unit_kind]
        able = ranks >= 0
        self.places, self.units = np.nonzero(able)
        self.seconds = board.seconds[board.place_incident[self.places], self.units]
        self.levels = board.place_level[self.places].astype(np.float64)
        self.ranks = ranks[self.places, self.units].astype(np.float64)
        pairs = np.arange(len(self.places))
        rows = np.concatenate([self.places, len(able) + self.units])
        size = (sum(able.shape), len(pairs))
        ones = np.ones(2 * len(pairs))
        self.once = csr_array((ones, (rows, np.tile(pairs, 2))), shape=size)


def _solved(board: Board) -> tuple[int, int, int]:
    """Return filled places by level, seconds and ranks of HiGHS's optimum."""
    model = _Model(board)
    # A rank outweighs all the seconds there can be, a level all ranks and seconds.
    a_rank = float(board.seconds.max()) * len(board.place_incident)
    a_level = a_rank * (1 + len(board.place_incident) * max(int(board.ranks.max()), 0))
    used = _optimum(model, model.seconds + model.ranks * a_rank - model.levels * a_level)
    return (
        int(model.levels[used].sum()),
        int(model.seconds[used].sum()),
        int(model.ranks[used].sum()),
    )


def _is_least(board: Board, most: int, bound_s: float) -> bool:
    """Tell by HiGHS whether as much can be filled within a bound, and not a second sooner.

    These are the last two of the questions a search by HiGHS would have to ask.
    """
    model = _Model(board)
    filled = []
    for within_s in (bound_s, bound_s - 1):
        used = _optimum(model, np.where(model.seconds <= within_s, -model.levels, 1.0))
        filled.append(int(model.levels[used].sum()))
    return filled[0] == most > filled[1]


def _optimum(model: _Model, cost: Real) -> Truth:
    answer = milp(
        cost,
        integrality=np.ones(len(cost), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(model.once, -np.inf, 1),
        options={"mip_rel_gap": 0.0},
    )
    assert answer.x is not None, answer.message
    return np.asarray(answer.x > 0.5)


def _timed(solve: Callable[[], Answer], repeats: int = REPEATS) -> tuple[Answer, float]:
    """Return the answer and the median milliseconds."""
    took = []
    for _ in range(repeats):
        started = perf_counter()
        answer = solve()
        took.append((perf_counter() - started) * 1000)
    return answer, median(took)
