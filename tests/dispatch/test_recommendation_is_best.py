"""The recommendation against every other choice, on small random fleets."""

import itertools
import math
import random

import pytest

from dispatch.candidates import place_in_order
from dispatch.recommendation import recommend
from dispatch.substitution import DEFAULT_SUBSTITUTION
from dispatch.team import decisive_line
from tests.dispatch.candidate_makers import make_candidate, make_demand, make_line

TYPES = ("water_tanker", "foam_tanker", "compressed_air_foam", "first_attack", "rescue")


def score_of(advice, places, lines):
    """Return what the order of `dispatch.team` counts, most important first; less is better."""
    by_capability = {line.capability: number for number, line in enumerate(lines)}
    held = [(pick.call_sign, by_capability[pick.capability]) for pick in advice.picks]
    decisive = decisive_line(make_demand(*lines))
    return score(held, places, {pick.call_sign: pick.eta for pick in advice.picks}, decisive)


def score(held, places, etas, decisive):
    ranks = [places[sign][line] for sign, line in held]
    seconds = [etas[sign].total_seconds() for sign, _ in held]
    firsts = [etas[sign].total_seconds() for sign, line in held if line == decisive]
    stand_ins = sum(rank > 0 for rank in ranks)
    first = min(firsts, default=math.inf)
    return (-len(held), stand_ins, sum(ranks), first, max(seconds, default=0), sum(seconds))


@pytest.mark.parametrize("seed", range(80))
def test_no_other_choice_is_better(seed):
    generator = random.Random(seed)
    lines = [
        make_line(word, generator.randrange(1, 3))
        for word in generator.sample(["water", "foam", "rescue", "supply"], 3)
    ]
    fleet = [
        make_candidate(
            f"车{number}",
            generator.choice(TYPES),
            seconds=generator.randrange(1, 6) * 60,
            also=tuple(generator.sample(["rescue", "supply", "foam"], generator.randrange(3))),
            is_staffed=generator.random() < 0.9,
            water_t=generator.choice([3.0, 8.0]),
        )
        for number in range(generator.randrange(1, 7))
    ]
    able = [candidate for candidate in fleet if candidate.is_available]
    places = {
        one.call_sign: [place_in_order(one, line, DEFAULT_SUBSTITUTION) for line in lines]
        for one in able
    }
    etas = {one.call_sign: one.eta for one in able}
    options = [
        [None, *(line for line in range(3) if places[one.call_sign][line] is not None)]
        for one in able
    ]
    best = min(
        score(
            [
                (one.call_sign, line)
                for one, line in zip(able, choice, strict=True)
                if line is not None
            ],
            places,
            etas,
            decisive_line(make_demand(*lines)),
        )
        for choice in itertools.product(*options)
        if all(choice.count(number) <= line.count for number, line in enumerate(lines))
    )

    advice = recommend(make_demand(*lines), fleet)

    assert score_of(advice, places, lines) == best
    assert len({pick.call_sign for pick in advice.picks}) == len(advice.picks)
    demanded = sum(line.count for line in lines)
    assert len(advice.picks) + sum(one.missing for one in advice.shortfall) == demanded
