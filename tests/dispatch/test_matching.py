import itertools
import random

import pytest

from dispatch.matching import Cost, fill_lines


def by_brute_force(places, costs):
    """Return the most places that can be filled, and the least sum of costs doing so."""
    best = None
    options = [[None, *(j for j, cost in enumerate(row) if cost is not None)] for row in costs]
    for choice in itertools.product(*options):
        if any(choice.count(line) > count for line, count in enumerate(places)):
            continue
        held = [costs[unit][line] for unit, line in enumerate(choice) if line is not None]
        score = (-len(held), sum(held))
        best = score if best is None or score < best else best
    return best


def score_of(choice, costs):
    held = [costs[unit][line] for unit, line in enumerate(choice) if line is not None]
    return (-len(held), sum(held))


def test_the_only_unit_for_a_line_is_not_spent_on_another():
    # Unit 0 can fill both lines and is cheaper on line 0; unit 1 can only fill line 0.
    costs: list[list[Cost | None]] = [[1, 5], [9, None]]

    assert fill_lines([1, 1], costs) == (1, 0)


def test_costs_beyond_the_reach_of_machine_numbers_stay_exact():
    costs: list[list[Cost | None]] = [[2**80 + 1], [2**80]]

    assert fill_lines([1], costs) == (None, 0)


def test_units_beyond_the_places_are_left():
    assert fill_lines([2], [[3], [1], [2]]) == (None, 0, 0)


def test_nothing_to_fill_and_nobody_to_fill_it():
    assert fill_lines([], [[], []]) == (None, None)
    assert fill_lines([2, 1], []) == ()


def test_a_line_nobody_can_fill_stays_open():
    assert fill_lines([1, 1], [[1, None], [2, None]]) == (0, None)


def test_a_chain_of_moves_lets_one_more_unit_in():
    # Unit 3 fits line 0 only, which sends 0 to line 1 and 1 to line 2.
    costs: list[list[Cost | None]] = [
        [1, 2, None],
        [None, 1, 2],
        [None, None, None],
        [9, None, None],
    ]

    assert fill_lines([1, 1, 1], costs) == (1, 2, None, 0)


@pytest.mark.parametrize("seed", range(150))
def test_the_answer_is_as_good_as_the_best_of_all_answers(seed):
    generator = random.Random(seed)
    lines = generator.randrange(1, 4)
    places = [generator.randrange(1, 3) for _ in range(lines)]
    costs = [
        [generator.randrange(8) if generator.random() < 0.6 else None for _ in range(lines)]
        for _ in range(generator.randrange(7))
    ]

    choice = fill_lines(places, costs)

    assert all(choice.count(line) <= count for line, count in enumerate(places))
    assert all(line is None or costs[unit][line] is not None for unit, line in enumerate(choice))
    assert score_of(choice, costs) == by_brute_force(places, costs)
