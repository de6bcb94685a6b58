from dataclasses import replace

import pytest

from dispatch.recommendation import recommend
from dispatch.response_plans import DispatchMode
from dispatch.team import top_up
from tests.dispatch.candidate_makers import make_candidate, make_demand, make_line


def signs(team):
    return [one.call_sign for one in team]


def wanting(water_t):
    return replace(make_demand(), water_t=water_t)


def test_in_station_order_too_a_vehicle_nobody_can_find_comes_after_one_that_is_known():
    demand = replace(make_demand(make_line("water")), mode=DispatchMode.STATION_ORDER)
    lost = replace(make_candidate("水一", seconds=None), station_rank=0)
    known = replace(make_candidate("水二", seconds=60), station_rank=1)

    assert signs(recommend(demand, [lost, known]).team) == ["水二"]


def test_a_call_sign_that_reads_like_a_station_and_its_pool_is_still_a_vehicle_of_its_own():
    alone = make_candidate("县站 一班", seconds=90)
    pooled = replace(make_candidate("水二", seconds=60, station="县站"), pool="一班")

    advice = recommend(make_demand(make_line("water", 2)), [alone, pooled])

    assert signs(advice.team) == ["水二", "县站 一班"]


def test_a_loss_of_cover_below_nothing_cannot_be():
    with pytest.raises(ValueError, match="cover"):
        replace(make_candidate("水一"), cover_loss=-90)


def test_water_is_topped_up_by_as_few_vehicles_as_can_be_and_of_those_by_the_soonest():
    small = [make_candidate(f"小{at}", water_t=4.0, seconds=60) for at in range(3)]
    late = make_candidate("大一", water_t=12.0, seconds=900)
    soon = make_candidate("大二", water_t=8.0, seconds=300)

    assert signs(top_up(wanting(8.0), [], [*small, late, soon])) == ["大二"]


def test_of_vehicles_that_share_a_crew_the_sooner_one_tops_up_when_it_has_enough():
    big = replace(make_candidate("大一", water_t=12.0, seconds=1200), pool="一班")
    small = replace(make_candidate("小一", water_t=8.0, seconds=300), pool="一班")

    assert signs(top_up(wanting(8.0), [], [big, small])) == ["小一"]


def test_tenths_of_tonnes_add_up_as_on_paper():
    # 2.8 three times is 8.4 on paper, and 8.399999999999999 in binary fractions.
    tankers = [make_candidate(f"水{at}", water_t=2.8) for at in range(4)]

    assert len(top_up(wanting(8.4), [], tankers)) == 3


def test_a_crew_that_should_rest_tops_up_only_where_no_other_can():
    tired = replace(make_candidate("水一", water_t=8.0, seconds=100), rest_note="连续出动 8 小时")
    fresh = make_candidate("水二", water_t=8.0, seconds=200)

    assert signs(top_up(wanting(8.0), [], [tired, fresh])) == ["水二"]


def test_the_vehicles_of_a_team_do_not_top_up_again_nor_do_those_that_share_their_crew():
    gone = replace(make_candidate("水一", water_t=3.0), pool="一班")
    mate = replace(make_candidate("水二", water_t=9.0), pool="一班")
    other = make_candidate("水三", water_t=5.0)

    assert signs(top_up(wanting(8.0), [gone], [gone, mate, other])) == ["水三"]
