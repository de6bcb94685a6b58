"""Several places carried forward: which units are right for all of them."""

from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from dispatch import advising
from dispatch.carried import CarriedAdvice, PlacedAdvice, carry
from dispatch.recommendation import recommend
from resources.database import transaction
from resources.geography import Position
from tests.dispatch.candidate_makers import make_candidate, make_demand, make_line
from tests.makers import TOWN, a_county_with, make_station, make_unit

AWAY = Position(TOWN.lon, TOWN.lat + 0.1)
NEXT_DOOR = Position(TOWN.lon, TOWN.lat + 0.005)


def make_advice(seconds: dict[str, int | None], count: int = 2) -> PlacedAdvice:
    """Advise so many water tankers of those that take so many seconds to a place."""
    fleet = [make_candidate(call_sign, seconds=time) for call_sign, time in seconds.items()]
    return PlacedAdvice(TOWN, None, recommend(make_demand(make_line("water", count)), fleet))


def common(carried: CarriedAdvice) -> list[str]:
    return [unit.call_sign for unit in carried.for_all]


def added(carried: CarriedAdvice) -> list[list[str]]:
    return [[pick.call_sign for pick in place.adds] for place in carried.places]


def test_a_unit_picked_everywhere_is_named_with_its_times_and_the_rest_stands_beside():
    here = make_advice({"一号": 60, "二号": 90, "三号": 300})
    there = make_advice({"一号": 200, "二号": 400, "三号": 250})

    carried = carry([here, there])

    (unit,) = carried.for_all
    assert (unit.call_sign, unit.best, unit.worst) == (
        "一号",
        timedelta(seconds=60),
        timedelta(seconds=200),
    )
    assert unit.reason == "对 2 处候选地点都在首派之列，预计 1 分 0 秒 到 3 分 20 秒 到场"
    assert added(carried) == [["二号"], ["三号"]]
    assert (carried.first_unit, carried.first_unit_unchanged) == ("一号", True)
    assert carried.why_none == ""


def test_a_common_unit_need_not_be_the_first_everywhere():
    carried = carry([make_advice({"一号": 60, "二号": 90}), make_advice({"一号": 90, "二号": 60})])

    assert common(carried) == ["一号", "二号"]
    assert (carried.first_unit, carried.first_unit_unchanged) == (None, False)


def test_without_a_common_unit_it_is_said_why():
    here = make_advice({"一号": 60, "二号": 300}, count=1)
    there = make_advice({"一号": 300, "二号": 60}, count=1)

    carried = carry([here, there])

    assert (carried.for_all, carried.first_unit_unchanged) == ((), False)
    assert "一号、二号" in carried.why_none
    assert added(carried) == [["一号"], ["二号"]]


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([], "没有候选地点"),
        ([make_advice({}), make_advice({})], "都没有可派的车"),
        ([make_advice({"一号": 60}), make_advice({})], "其中 1 处"),
    ],
)
def test_an_empty_advice_blocks_nothing_and_says_why(answers, why):
    carried = carry(answers)

    assert carried.for_all == ()
    assert why in carried.why_none
    assert not carried.first_unit_unchanged


def test_a_unit_of_unknown_time_may_be_common_and_is_never_the_first():
    carried = carry([make_advice({"一号": None}), make_advice({"一号": 60})])

    (unit,) = carried.for_all
    assert (unit.best, unit.worst) == (None, None)
    assert "到场时间未知" in unit.reason
    assert not carried.first_unit_unchanged


TIMES = st.dictionaries(
    st.sampled_from(["一号", "二号", "三号", "四号", "五号"]),
    st.one_of(st.none(), st.integers(30, 3_000)),
)
ANSWERS = st.lists(st.builds(make_advice, TIMES, st.integers(1, 3)), min_size=1, max_size=5)


@given(ANSWERS)
def test_a_unit_named_for_all_is_picked_for_every_place(answers):
    carried = carry(answers)

    for place in carried.places:
        picked = {pick.call_sign for pick in place.advice.picks}
        assert set(common(carried)) <= picked
        assert {pick.call_sign for pick in place.adds} == picked - set(common(carried))
    assert (carried.for_all == ()) == (carried.why_none != "")


@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_the_places_does_not_matter(answers: list[PlacedAdvice], draw: Random):
    shuffled = draw.sample(answers, len(answers))

    one, other = carry(answers), carry(shuffled)

    assert (one.for_all, one.first_unit, one.why_none) == (
        other.for_all,
        other.first_unit,
        other.why_none,
    )


def test_the_fleet_answers_for_each_place_as_it_does_for_one(application: Flask):
    a_county_with("近1", "近2")
    with transaction() as session:
        make_unit(session, "远1", station=make_station(session, "二站", position=AWAY))

    near = advising.advise_candidates("10100", 1, [(TOWN, None), (NEXT_DOOR, None)])
    apart = advising.advise_candidates("10100", 1, [(TOWN, None), (AWAY, None)])

    # A house fire of level 1 asks for two water tankers.
    assert common(near) == ["近1", "近2"]
    assert near.first_unit_unchanged
    assert added(apart)[1] == ["远1"]
    assert not apart.first_unit_unchanged
    alone = advising.advise(advising.Question("10100", 1, AWAY))
    assert apart.places[1].advice == alone


def test_what_is_on_it_already_is_not_advised_again(application: Flask):
    a_county_with("近1", "近2", "近3")

    carried = advising.advise_candidates("10100", 1, [(TOWN, None)], on_it=frozenset({"近1"}))

    assert len(carried.for_all) == 1
    assert "近1" not in common(carried)
