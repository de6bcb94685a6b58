"""The advice against every other team there could be.

When what runs: always, 10,000 small boards against every choice tried, 300 boards drawn by
hypothesis and 24 of 60 to 200 vehicles against HiGHS. With FENGHUO_NIGHTLY=1 10,000 boards of
up to 16 vehicles against HiGHS too, which takes about ten minutes.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.candidates import Candidate
from dispatch.recommendation import Recommendation, recommend
from dispatch.team import top_up
from tests.dispatch.candidate_makers import make_candidate, make_demand
from tests.dispatch.optimum import (
    Pair,
    Problem,
    Worth,
    arrival,
    by_highs,
    by_trying_all,
    can_go,
    crew_of,
    is_late,
    problem,
    rank_of,
)
from tests.dispatch.random_boards import Board, random_board, random_vehicle

SMALL_BOARDS = 10_000
NIGHTLY_BOARDS = 10_000
boards = st.randoms(use_true_random=False).map(random_board)

nightly = pytest.mark.skipif(
    os.environ.get("FENGHUO_NIGHTLY") != "1", reason="ten minutes: FENGHUO_NIGHTLY=1 runs it"
)


def held_by(advice: Recommendation, of: Problem) -> list[Pair]:
    """Return the picks as pairs; raises KeyError for one that cannot go."""
    vehicle = {one.call_sign: at for at, one in enumerate(of.fleet)}
    line = {one.capability: number for number, one in enumerate(of.demand.lines)}
    return [(vehicle[pick.call_sign], line[pick.capability]) for pick in advice.picks]


def worth_of(board: Board) -> tuple[Worth, Problem]:
    """Return what the engine's team is worth, with the problem it was a team for."""
    of = problem(board.demand, board.fleet)
    return of.worth(held_by(recommend(board.demand, board.fleet), of)), of


def nearest_first(of: Problem) -> list[Pair]:
    """Fill the lines one after another with whoever comes first: a wrong engine."""
    chosen: list[Pair] = []
    for number, line in enumerate(of.demand.lines):
        for at in sorted(range(len(of.fleet)), key=lambda at: arrival(of.fleet[at])):
            gone = {of.crews[other] for other, _ in chosen}
            is_open = sum(held == number for _, held in chosen) < line.count
            if is_open and (at, number) in of.ranks and of.crews[at] not in gone:
                chosen.append((at, number))
    return chosen


def is_seen_through(engine: Callable[[Board, Problem], list[Pair]]) -> bool:
    """Tell whether a couple of thousand boards are enough to find an engine wrong."""
    for seed in range(2_000):
        board = random_board(Random(seed), most_vehicles=8)
        of = problem(board.demand, board.fleet)
        try:
            if of.worth(engine(board, of)) != by_trying_all(of):
                return True
        except (ValueError, KeyError):
            return True
    return False


def test_no_other_team_is_better_on_ten_thousand_small_boards():
    for seed in range(SMALL_BOARDS):
        worth, of = worth_of(random_board(Random(seed), most_vehicles=8))

        assert worth == by_trying_all(of), f"seed {seed}"


@settings(deadline=None, max_examples=300, derandomize=True)
@given(boards)
def test_no_other_team_is_better_by_highs(board):
    worth, of = worth_of(board)

    assert worth == by_highs(of)


@nightly
def test_no_other_team_is_better_by_highs_on_ten_thousand_boards():
    for seed in range(NIGHTLY_BOARDS):
        worth, of = worth_of(random_board(Random(seed), most_vehicles=16))

        assert worth == by_highs(of), f"seed {seed}"


@pytest.mark.parametrize("size", [60, 120, 200])
def test_leaving_out_whoever_cannot_matter_changes_no_answer(size):
    for seed in range(8):
        random = Random(1000 * size + seed)
        demand = random_board(random).demand
        is_plain = seed % 2 == 0
        fleet = [random_vehicle(random, f"车{at:03}", is_plain) for at in range(size)]

        worth, of = worth_of(Board(demand, fleet))

        assert worth == by_highs(of), f"seed {seed}"


def test_highs_and_trying_all_agree():
    for seed in range(200):
        of = problem(*random_board(Random(seed), most_vehicles=7))

        assert by_highs(of) == by_trying_all(of), f"seed {seed}"


def test_an_engine_that_takes_the_nearest_first_is_seen_through():
    assert is_seen_through(lambda _, of: nearest_first(of))


def test_an_engine_that_knows_nothing_of_shared_crews_is_seen_through():
    def engine(board: Board, of: Problem) -> list[Pair]:
        return held_by(recommend(board.demand, [replace(one, pool="") for one in board.fleet]), of)

    assert is_seen_through(engine)


@pytest.mark.parametrize(
    "blindness",
    [
        {"rest_note": ""},
        {"cover_loss": 0},
        {"station_rank": 0},
        {"is_cut_off": False},
        {"is_staffed": True},
        {"ladder_m": 100.0},
    ],
    ids=lambda one: next(iter(one)),
)
def test_an_engine_blind_to_one_fact_is_seen_through(blindness):
    def engine(board: Board, of: Problem) -> list[Pair]:
        return held_by(
            recommend(board.demand, [replace(one, **blindness) for one in board.fleet]), of
        )

    assert is_seen_through(engine)


@settings(deadline=None, max_examples=300, derandomize=True)
@given(boards)
def test_nobody_is_named_who_cannot_go_and_nobody_twice(board):
    picked = recommend(board.demand, board.fleet).team

    assert all(can_go(one) for one in picked)
    assert len({crew_of(one) for one in picked}) == len(picked)


@settings(deadline=None, max_examples=300, derandomize=True)
@given(boards)
def test_every_place_is_either_filled_or_missing(board):
    advice = recommend(board.demand, board.fleet)

    for line in board.demand.lines:
        filled = sum(pick.capability == line.capability for pick in advice.picks)
        missing = [one for one in advice.shortfall if one.capability == line.capability]
        assert filled + sum(one.missing for one in missing) == line.count
        assert all(one.reason for one in missing)


@settings(deadline=None, max_examples=300, derandomize=True)
@given(boards)
def test_every_vehicle_is_listed_once_and_all_that_stay_say_why(board):
    advice = recommend(board.demand, board.fleet)

    picked = {pick.call_sign for pick in advice.picks}
    listed = [view.call_sign for view in advice.candidates]
    assert sorted(listed) == sorted(one.call_sign for one in board.fleet)
    for view in advice.candidates:
        assert (view.why_not is None) == (view.call_sign in picked)
        assert view.why_not != ""
    assert all(all(pick.reasons) for pick in advice.picks)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(boards)
def test_a_stand_in_is_named_as_one_and_nobody_else(board):
    of = {one.call_sign: one for one in board.fleet}
    lines = {line.capability: line for line in board.demand.lines}

    for pick in recommend(board.demand, board.fleet).picks:
        rank = rank_of(of[pick.call_sign], lines[pick.capability])
        assert pick.substituted == (rank != 0)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(boards, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(board, random):
    shuffled = list(board.fleet)
    random.shuffle(shuffled)

    assert recommend(board.demand, shuffled) == recommend(board.demand, board.fleet)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(boards, st.randoms(use_true_random=False))
def test_call_signs_decide_nothing_but_ties(board, random):
    names = [one.call_sign for one in board.fleet]
    random.shuffle(names)
    renamed = [replace(one, call_sign=name) for one, name in zip(board.fleet, names, strict=True)]

    assert worth_of(Board(board.demand, renamed))[0] == worth_of(board)[0]


def test_the_vehicles_called_level_are_free_to_go_instead():
    # An exchange that leaves all else as it is must still be a team that can go.
    for seed in range(2_000):
        board = random_board(Random(seed))
        advice = recommend(board.demand, board.fleet)
        of = {one.call_sign: one for one in board.fleet}
        for pick in advice.picks:
            gone = {crew_of(of[one.call_sign]) for one in advice.picks if one is not pick}
            for other in pick.level_with:
                assert can_go(of[other]), f"seed {seed}"
                assert crew_of(of[other]) not in gone, f"seed {seed}: {other}"


def best_water(wanted_t: float, gone: set[tuple[str, ...]], free: list[Candidate]) -> object:
    """Return how few bring the water, how many of them are unknown, and the last half minute."""
    able = [one for one in free if one.water_t > 0 and crew_of(one) not in gone]
    for count in range(len(able) + 1):
        options = [
            (sum(one.eta is None for one in few), max((arrival(one) for one in few), default=0))
            for few in combinations(able, count)
            if len({crew_of(one) for one in few}) == count
            and sum(one.water_t for one in few) >= wanted_t
        ]
        if options:
            return count, min(last for _, last in options)
    return None


def test_the_fewest_vehicles_bring_the_water_and_of_those_the_soonest():
    for seed in range(2_000):
        random = Random(seed)
        fleet = [random_vehicle(random, f"车{at}") for at in range(random.randint(0, 7))]
        free = [replace(one, rest_note="") for one in fleet if can_go(one)]
        team = free[: random.randint(0, 1)]
        demand = replace(make_demand(), water_t=float(random.randint(1, 30)))
        gone = {crew_of(one) for one in team}
        wanted_t = demand.water_t - sum(one.water_t for one in team)

        added = top_up(demand, team, free)

        # Those that come in time go first, where they bring enough between them.
        in_time = [one for one in free if not is_late(one)]
        best = best_water(wanted_t, gone, in_time) or best_water(wanted_t, gone, free)
        assert len({crew_of(one) for one in [*team, *added]}) == len(team) + len(added)
        if best is not None:
            last = max((arrival(one) for one in added), default=0)
            assert (len(added), last) == best, f"seed {seed}"
        else:
            crews = {crew_of(one) for one in free if one.water_t > 0} - gone
            assert {crew_of(one) for one in added} == crews, f"seed {seed}"


def test_a_vehicle_of_another_kind_and_no_vehicle_at_all_are_no_fault():
    demand = random_board(Random(1)).demand

    assert recommend(demand, []).picks == ()
    assert recommend(make_demand(), [make_candidate("水一")]).picks == ()
    unheard_of = replace(make_candidate("奇一"), vehicle_type="hovercraft")
    assert [one.call_sign for one in recommend(demand, [unheard_of]).candidates] == ["奇一"]
