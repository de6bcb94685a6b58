from collections import Counter
from datetime import timedelta
from itertools import permutations
from random import Random

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from dispatch.joint_assignment import NOBODY
from dispatch.move_up import Move, MoveUpPolicy, move_up, who_goes
from tests.dispatch.cover_makers import NO_WAY, make_map, random_map, random_standings, stand

# 东站 and 西站 have two places each that nobody else reaches; 中站 lends.
FAR_STATIONS = {"中站": (5, 40, 40, 40, 40), "东站": (40, 5, 5, 5, 40), "西站": (40, 40, 40, 40, 5)}
APART = {"中站": (0, 20, 30), "东站": (20, 0, 45), "西站": (30, 45, 0)}


def minutes(count):
    return timedelta(minutes=count)


def test_an_idle_engine_moves_to_the_empty_station_that_gains_most():
    county = make_map(FAR_STATIONS, between=APART)

    moves = move_up(county, [stand("中1", "中站"), stand("中2", "中站")])

    # 东站 adds 0.9 of three places in five, less 0.09 of 甲, where one engine stays of two.
    assert moves == (
        Move(
            "中1",
            "中站",
            "东站",
            minutes(20),
            522_000,
            "该站没有灭火车，约 20 分钟到；15 分钟内可到的村镇 1→4 个；中站还留 1 辆",
        ),
    )


def test_a_station_never_lends_its_last_engine():
    county = make_map(FAR_STATIONS, between=APART)

    assert move_up(county, [stand("中1", "中站")]) == ()


def test_vehicles_of_one_crew_are_no_spare_engine():
    county = make_map(FAR_STATIONS, between=APART)
    shared = [stand("中1", "中站", "甲班"), stand("中2", "中站", "甲班")]

    assert move_up(county, shared) == ()
    assert len(move_up(county, [*shared, stand("中3", "中站")])) == 1


def test_no_move_is_longer_than_the_policy_lets_it_be():
    county = make_map(FAR_STATIONS, between=APART)
    fleet = [stand(f"中{at}", "中站") for at in range(4)]

    near_only = move_up(county, fleet, MoveUpPolicy(longest=minutes(20)))

    assert [one.to_station for one in near_only] == ["东站"]


def test_a_move_that_gains_little_is_left_out():
    county = make_map(FAR_STATIONS, between=APART)
    fleet = [stand(f"中{at}", "中站") for at in range(4)]

    moves = move_up(county, fleet, MoveUpPolicy(least_gain=300_000))

    # 西站 would add 0.9 of one place in five.
    assert [one.to_station for one in moves] == ["东站"]


def test_the_last_of_several_stands_as_soon_as_can_be():
    county = make_map(
        {"甲站": (5, 40, 40, 40), "乙站": (40, 5, 40, 40), "丙站": (40, 40, 5, 40)}
        | {"丁站": (40, 40, 40, 5)},
        weights=(1, 1, 3, 2),
        between={
            "甲站": (0, 9, 10, 12),
            "乙站": (9, 0, 20, 40),
            "丙站": (10, 20, 0, 9),
            "丁站": (12, 40, 9, 0),
        },
    )
    fleet = [stand(f"{station[0]}{at}", station) for station in ("甲站", "乙站") for at in (1, 2)]

    moves = move_up(county, fleet)

    # Nearest first would send 甲 to 丙站 and 乙 forty minutes to 丁站.
    assert [(one.from_station, one.to_station, one.time) for one in moves] == [
        ("乙站", "丙站", minutes(20)),
        ("甲站", "丁站", minutes(12)),
    ]


def test_the_brigade_of_a_works_is_not_sent_to_wait_elsewhere():
    county = make_map(FAR_STATIONS, between=APART)
    fleet = [stand("中1", "中站"), stand("中2", "中站")]

    assert move_up(county, fleet, MoveUpPolicy(lenders=frozenset({"national_station"}))) == ()


@pytest.mark.parametrize("seed", range(60))
def test_moves_keep_their_promises_on_any_board(seed):
    random = Random(seed)
    county = random_map(random, posts=random.randrange(1, 8), points=random.randrange(1, 10))
    fleet = random_standings(random, county, units=random.randrange(0, 16))
    policy = MoveUpPolicy(
        most_moves=random.randrange(0, 5), keep=random.randrange(0, 3), least_gain=1_000
    )

    moves = move_up(county, fleet, policy)

    before = county.counts(fleet)
    at = {post.station: number for number, post in enumerate(county.posts)}
    lent = Counter(one.from_station for one in moves)
    after = before.copy()
    for one in moves:
        after[at[one.from_station]] -= 1
        after[at[one.to_station]] += 1
        assert before[at[one.to_station]] == 0
        assert one.time <= policy.longest
        assert one.gain >= policy.least_gain
    assert len(moves) <= policy.most_moves
    assert len({one.call_sign for one in moves}) == len(moves)
    assert all(before[at[station]] - count >= policy.keep for station, count in lent.items())
    gained = county.cover_of(after) - county.cover_of(before)
    assert sum(one.gain for one in moves) == gained
    shuffled = random.sample(fleet, len(fleet))
    assert move_up(county, shuffled, policy) == moves


def by_hand(seconds):
    """Return the best there is by trying every way: most reached, last arrival, sum."""
    targets, units = seconds.shape
    ways = permutations([*range(units), *[NOBODY] * targets], targets)
    return min(
        (-len(times), max(times, default=0), sum(times))
        for way in set(ways)
        for times in [[seconds[at, one] for at, one in enumerate(way) if one != NOBODY]]
        if all(np.isfinite(times))
    )


def told(seconds, held):
    times = [seconds[at, one] for at, one in enumerate(held) if one != NOBODY]
    return -len(times), max(times, default=0), sum(times)


@pytest.mark.parametrize("seed", range(80))
def test_who_goes_where_is_exact_on_small_boards(seed):
    random = Random(seed)
    targets, units = random.randrange(1, 4), random.randrange(1, 5)
    seconds = np.array(
        [
            [NO_WAY if random.random() < 0.2 else random.randrange(1, 12) for _ in range(units)]
            for _ in range(targets)
        ]
    )

    held = who_goes(seconds).tolist()

    assert told(seconds, held) == by_hand(seconds)
    assert len({one for one in held if one != NOBODY}) == sum(one != NOBODY for one in held)


@pytest.mark.parametrize("seed", range(5))
def test_the_last_arrival_is_that_of_an_integer_program(seed):
    random = np.random.default_rng(seed)
    targets, units = 12, 40
    seconds = random.integers(60, 3_600, (targets, units)).astype(float)

    held = who_goes(seconds).tolist()

    # Variables: each pair, and the last arrival, which is no less than any time chosen.
    pairs = targets * units
    goal = np.append(np.zeros(pairs), 1.0)
    per_target = np.hstack([np.kron(np.eye(targets), np.ones(units)), np.zeros((targets, 1))])
    per_unit = np.hstack([np.tile(np.eye(units), targets), np.zeros((units, 1))])
    times = np.hstack(
        [np.kron(np.eye(targets), np.ones(units)) * seconds.ravel(), -np.ones((12, 1))]
    )
    solved = milp(
        goal,
        constraints=[
            LinearConstraint(per_target, 1, 1),
            LinearConstraint(per_unit, 0, 1),
            LinearConstraint(times, -np.inf, 0),
        ],
        integrality=np.append(np.ones(pairs), 0),
        bounds=Bounds(0, np.append(np.ones(pairs), np.inf)),
    )
    assert max(seconds[at, one] for at, one in enumerate(held)) == pytest.approx(solved.fun)


def test_nothing_is_advised_without_units_stations_or_places():
    assert move_up(make_map({}, weights=(1.0,)), []) == ()
    assert move_up(make_map({"中站": ()}), [stand("中1", "中站"), stand("中2", "中站")]) == ()
    assert move_up(make_map(FAR_STATIONS), []) == ()


def test_a_policy_of_negative_moves_is_refused():
    with pytest.raises(ValueError, match="negative"):
        MoveUpPolicy(most_moves=-1)
    with pytest.raises(ValueError, match="some time"):
        MoveUpPolicy(longest=minutes(0))
