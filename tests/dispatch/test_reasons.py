from dataclasses import replace
from datetime import timedelta

from dispatch.recommendation import recommend
from tests.dispatch.candidate_makers import make_candidate, make_demand, make_line


def why_not(advice, call_sign):
    return next(view.why_not for view in advice.candidates if view.call_sign == call_sign)


def test_a_vehicle_whose_crew_goes_out_with_another_is_not_called_level():
    first = make_candidate("水一", seconds=60)
    tanker = replace(make_candidate("水二", seconds=70), pool="一班")
    rescue = replace(make_candidate("抢一", "rescue", seconds=80), pool="一班")

    advice = recommend(
        make_demand(make_line("water"), make_line("rescue")), [first, tanker, rescue]
    )

    assert [pick.call_sign for pick in advice.picks] == ["水一", "抢一"]
    assert advice.picks[0].level_with == ()
    assert why_not(advice, "水二") == "与 抢一 共用一班人，只能出一辆"


def test_a_worse_stand_in_does_not_say_that_the_own_kind_is_enough():
    better = make_candidate("泡一", "foam_tanker", seconds=600)
    worse = make_candidate("主一", "first_attack", seconds=10)

    advice = recommend(make_demand(make_line("water")), [better, worse])

    assert advice.picks[0].substituted
    assert "本队种已够" not in (why_not(advice, "主一") or "")


def test_a_tanker_that_is_too_small_is_not_called_another_kind():
    small = make_candidate("水一", water_t=5.0)

    advice = recommend(make_demand(replace(make_line("water"), least_water_t=8.0)), [small])

    assert advice.picks[0].substituted
    assert advice.picks[0].reasons[0] != "可用的水罐车不足，以水罐消防车替代"
    assert "8" in advice.picks[0].reasons[0]


def test_of_several_level_vehicles_the_largest_difference_is_told():
    doubt = timedelta(seconds=200)
    fleet = [
        replace(make_candidate(sign, seconds=seconds), doubt=doubt)
        for sign, seconds in (("水一", 60), ("水二", 61), ("水三", 300))
    ]

    advice = recommend(make_demand(make_line("water")), fleet)

    # One second would be wrong of 水三, which comes four minutes later.
    level = next(reason for reason in advice.picks[0].reasons if "水三" in reason)
    assert "4 分" in level


def test_a_tanker_left_of_those_that_only_bring_water_is_not_said_to_lack_the_ability():
    demand = replace(make_demand(make_line("rescue")), water_t=8.0)
    fleet = [
        make_candidate("抢一", "rescue"),
        make_candidate("水一", water_t=8.0),
        make_candidate("水二", water_t=8.0, seconds=400),
    ]

    advice = recommend(demand, fleet)

    assert [pick.call_sign for pick in advice.picks] == ["抢一", "水一"]
    assert "能力不符" not in (why_not(advice, "水二") or "")


def test_of_two_lines_the_one_a_vehicle_came_nearest_to_is_told():
    fleet = [
        make_candidate("乙水", seconds=600),
        make_candidate("甲抢", "rescue", seconds=60),
        make_candidate("多一", seconds=1000, also=("rescue",)),
    ]

    advice = recommend(make_demand(make_line("water"), make_line("rescue")), fleet)

    assert why_not(advice, "多一") == "比乙水晚 6 分 40 秒"
