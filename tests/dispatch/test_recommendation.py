import itertools
from datetime import timedelta

import pytest

from dispatch.recommendation import Notice, recommend
from dispatch.response_plans import demand_for
from resources.unit_status import UnitStatus
from resources.vehicle_types import Capability
from tests.dispatch.candidate_makers import make_candidate, make_demand, make_line


def signs(advice):
    return [pick.call_sign for pick in advice.picks]


def test_the_staffed_engine_wins_over_the_nearer_empty_one():
    near_but_empty = make_candidate("水一", is_staffed=False, seconds=60)
    farther_but_staffed = make_candidate("水二", seconds=240)

    advice = recommend(make_demand(make_line("water")), [near_but_empty, farther_but_staffed])

    assert signs(advice) == ["水二"]
    assert advice.shortfall == ()


def test_the_nearest_able_vehicles_are_picked_line_by_line():
    candidates = [
        make_candidate("水三", seconds=300),
        make_candidate("抢一", "rescue", seconds=90),
        make_candidate("水一", seconds=200),
        make_candidate("水二", seconds=100),
    ]

    advice = recommend(make_demand(make_line("water", 2), make_line("rescue")), candidates)

    assert [(pick.call_sign, pick.capability) for pick in advice.picks] == [
        ("水二", Capability.WATER),
        ("水一", Capability.WATER),
        ("抢一", Capability.RESCUE),
    ]
    assert advice.first == timedelta(seconds=90)
    assert advice.complete == timedelta(seconds=200)
    assert advice.people == 15


def test_equal_times_go_by_call_sign_whatever_the_order_of_the_list():
    fleet = [make_candidate(sign) for sign in ("C", "A", "D", "B")]

    picked = {
        tuple(signs(recommend(make_demand(make_line("water", 2)), order)))
        for order in itertools.permutations(fleet)
    }

    assert picked == {("A", "B")}


def test_a_vehicle_whose_place_is_unknown_comes_after_all_others():
    lost = make_candidate("水一", seconds=None)
    far = make_candidate("水二", seconds=3600)

    assert signs(recommend(make_demand(make_line("water")), [lost, far])) == ["水二"]

    advice = recommend(make_demand(make_line("water", 2)), [lost, far])
    assert advice.first == timedelta(seconds=3600)
    assert advice.complete is None
    assert "位置不明，没有预计用时" in advice.picks[1].reasons


def test_a_vehicle_of_several_abilities_goes_where_nobody_else_can():
    # The nearest engine can also rescue, and nobody else can.
    both = make_candidate("多一", also=("rescue",), seconds=30)
    water = make_candidate("水一", seconds=500)

    advice = recommend(make_demand(make_line("water"), make_line("rescue")), [both, water])

    assert [(pick.call_sign, pick.capability) for pick in advice.picks] == [
        ("水一", Capability.WATER),
        ("多一", Capability.RESCUE),
    ]
    assert advice.shortfall == ()


def test_of_two_vehicles_that_can_both_the_earlier_takes_the_earlier_line():
    early = make_candidate("多二", also=("rescue",), seconds=30)
    late = make_candidate("多一", also=("rescue",), seconds=60)

    advice = recommend(make_demand(make_line("water"), make_line("rescue")), [late, early])

    assert signs(advice) == ["多二", "多一"]


def test_of_two_vehicles_that_can_both_the_later_makes_way_for_a_third():
    # Only the third is bound to water, so one of the others must go to the rescue line.
    candidates = [
        make_candidate("多一", also=("rescue",), seconds=30),
        make_candidate("多二", also=("rescue",), seconds=60),
        make_candidate("水一", seconds=90),
    ]

    advice = recommend(make_demand(make_line("water", 2), make_line("rescue")), candidates)

    assert [(pick.call_sign, pick.capability) for pick in advice.picks] == [
        ("多一", Capability.WATER),
        ("水一", Capability.WATER),
        ("多二", Capability.RESCUE),
    ]


def test_one_vehicle_never_fills_two_places():
    only = make_candidate("多一", also=("rescue",))

    advice = recommend(make_demand(make_line("water", 2), make_line("rescue")), [only])

    assert signs(advice) == ["多一"]
    assert sum(one.missing for one in advice.shortfall) == 2


def test_a_stand_in_is_taken_only_for_what_own_ability_cannot_fill_and_is_marked():
    foam_at_the_door = make_candidate("泡一", "foam_tanker", seconds=10)
    tanker_far_off = make_candidate("水一", seconds=900)

    one = recommend(make_demand(make_line("water")), [foam_at_the_door, tanker_far_off])
    two = recommend(make_demand(make_line("water", 2)), [foam_at_the_door, tanker_far_off])

    assert signs(one) == ["水一"]
    assert [(pick.call_sign, pick.substituted) for pick in two.picks] == [
        ("泡一", True),
        ("水一", False),
    ]
    assert two.picks[0].substituted_for == Capability.WATER
    assert two.picks[0].reasons[0] == "可用的水罐车不足，以泡沫消防车替代"


def test_the_better_stand_in_is_taken_before_the_nearer_one():
    main = make_candidate("主一", "first_attack", seconds=10)
    foam = make_candidate("泡一", "foam_tanker", seconds=600)

    assert signs(recommend(make_demand(make_line("water")), [main, foam])) == ["泡一"]


def test_a_foam_vehicle_wanted_as_foam_does_not_stand_in_for_water():
    foam = make_candidate("泡一", "foam_tanker")

    advice = recommend(make_demand(make_line("water"), make_line("foam")), [foam])

    assert [(pick.capability, pick.substituted) for pick in advice.picks] == [
        (Capability.FOAM, False)
    ]
    assert [one.capability for one in advice.shortfall] == [Capability.WATER]


def test_a_tower_nozzle_leaves_the_rescue_ladder_missing():
    nozzle = make_candidate("喷一", "tower_nozzle")

    advice = recommend(make_demand(make_line("ladder")), [nozzle])

    assert advice.picks == ()
    assert advice.shortfall[0].reason == "全县没有登高或云梯车，也没有可替代的车"


def test_a_shortage_names_how_many_there_are_and_why_each_cannot_go():
    ladder = make_candidate("梯一", "platform", why_not="在检修")

    advice = recommend(make_demand(make_line("ladder")), [ladder])

    assert advice.shortfall[0].missing == 1
    assert advice.shortfall[0].reason == "全县只有 1 辆登高或云梯车，1 辆在检修"
    assert advice.complete is None


def test_a_shortage_counts_those_ordered_and_groups_the_reasons():
    candidates = [
        make_candidate("水一"),
        make_candidate("水二", why_not="在检修"),
        make_candidate("水三", why_not="在检修"),
        make_candidate("水四", is_staffed=False),
        make_candidate("水五", status=UnitStatus.ON_SCENE),
        make_candidate("水六", status=UnitStatus.OUT_OF_SERVICE),
    ]

    advice = recommend(make_demand(make_line("water", 4)), candidates)

    assert advice.shortfall[0].missing == 3
    assert advice.shortfall[0].reason == (
        "全县只有 6 辆水罐车，1 辆已编入本次调派，2 辆在检修，1 辆人员不足，"
        "1 辆停用，1 辆在执行任务（到场）"
    )


def test_a_shortage_says_how_many_stand_ins_help():
    candidates = [make_candidate("水一"), make_candidate("泡一", "foam_tanker")]

    advice = recommend(make_demand(make_line("water", 3)), candidates)

    assert advice.shortfall[0].missing == 1
    assert advice.shortfall[0].reason == (
        "全县只有 1 辆水罐车，1 辆已编入本次调派，另以 1 辆其他车替代"
    )


def test_boats_are_counted_with_their_own_measure_word():
    advice = recommend(make_demand(make_line("boat", 2)), [make_candidate("艇一", "boat")])

    assert advice.shortfall[0].reason == "全县只有 1 艘舟艇，1 艘已编入本次调派"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (UnitStatus.RETURNING, "正在返队，可以改派"),
        (UnitStatus.TRAINING, "正在训练，出动可能延迟"),
        (UnitStatus.STANDBY, "在驻防点，从驻防点出动"),
    ],
)
def test_a_pick_that_is_not_in_its_station_says_so(status, words):
    advice = recommend(make_demand(make_line("water")), [make_candidate("水一", status=status)])

    assert words in advice.picks[0].reasons


def test_every_pick_says_why_and_that_its_time_is_an_estimate():
    candidates = [make_candidate("水一", seconds=220), make_candidate("水二", seconds=300)]

    advice = recommend(make_demand(make_line("water", 2)), candidates)

    assert [pick.reasons for pick in advice.picks] == [
        ("可用的水罐车中预计最先到达", "预计 3 分 40 秒到场，预计用时为估算"),
        ("可用的水罐车中预计第 2 个到达", "预计 5 分 0 秒到场，预计用时为估算"),
    ]


def test_every_vehicle_looked_at_is_listed_by_arrival_with_its_reason():
    candidates = [
        make_candidate("水二", seconds=200),
        make_candidate("水一", seconds=100, is_staffed=False),
        make_candidate("水三", seconds=None),
    ]

    views = recommend(make_demand(make_line("water")), candidates).candidates

    assert [(view.call_sign, view.available, view.why_not) for view in views] == [
        ("水一", False, "人员不足"),
        ("水二", True, None),
        ("水三", True, "位置不明，没有预计用时"),
    ]


def test_the_brigade_and_micro_station_of_the_township_are_called_at_once():
    candidates = [
        make_candidate("水一"),
        make_candidate("镇一", seconds=900, station="龙潭队", station_kind="township_brigade"),
        make_candidate(
            "镇二",
            seconds=900,
            station="麻旺队",
            station_kind="township_brigade",
            township_code="500242101",
        ),
        make_candidate(
            "微一",
            "pickup",
            station="麻旺微型站",
            station_kind="micro_station",
            township_code="500242101",
        ),
    ]

    advice = recommend(make_demand(make_line("water")), candidates, township_code="500242101")

    assert [(one.station, one.station_kind) for one in advice.also_notify] == [
        ("麻旺队", "township_brigade"),
        ("麻旺微型站", "micro_station"),
    ]
    assert signs(advice) == ["水一"]


def test_a_station_that_is_ordered_anyway_is_not_called_twice():
    brigade = make_candidate(
        "镇一", station="麻旺队", station_kind="township_brigade", township_code="500242101"
    )

    advice = recommend(make_demand(make_line("water")), [brigade], township_code="500242101")

    assert advice.also_notify == ()
    assert signs(advice) == ["镇一"]


def test_without_a_known_township_nobody_else_is_called():
    micro = make_candidate("微一", "pickup", station_kind="micro_station")

    advice = recommend(make_demand(make_line("water")), [micro])

    assert advice.also_notify == ()


def test_a_notice_names_the_station_even_when_its_vehicle_is_away():
    away = make_candidate(
        "镇一",
        station="麻旺队",
        station_kind="township_brigade",
        township_code="500242101",
        status=UnitStatus.ON_SCENE,
    )

    advice = recommend(make_demand(make_line("water")), [away], township_code="500242101")

    assert advice.also_notify == (
        Notice("麻旺队", "township_brigade", "辖区乡镇专职消防队，与责任站同时通知"),
    )


def test_a_demand_per_order_picks_nobody_and_misses_nothing():
    advice = recommend(demand_for("40100", 1), [make_candidate("水一")])

    assert (advice.picks, advice.shortfall) == ((), ())
    assert (advice.first, advice.complete) == (None, None)


def test_a_county_brigade_cannot_fill_a_high_rise_and_hears_all_that_is_missing():
    # Level 3 asks for 8 水罐, 2 举高, 2 抢险 and 1 供气.
    fleet = [
        make_candidate("水一"),
        make_candidate("水二"),
        make_candidate("泡一", "foam_tanker"),
        make_candidate("梯一", "platform"),
        make_candidate("抢一", "rescue"),
    ]

    advice = recommend(demand_for("10200", 3), fleet)

    assert {one.capability: one.missing for one in advice.shortfall} == {
        Capability.WATER: 5,
        Capability.LADDER: 1,
        Capability.RESCUE: 1,
        Capability.SUPPORT: 1,
    }
    assert len(advice.picks) == 5


def test_one_wasps_nest_takes_the_nearest_of_several_kinds():
    candidates = [
        make_candidate("水一", seconds=300),
        make_candidate("皮一", "pickup", seconds=100),
        make_candidate("饭一", "catering", seconds=10),
    ]

    advice = recommend(demand_for("50200", 1), candidates)

    assert signs(advice) == ["皮一"]
    assert not advice.picks[0].substituted


def test_a_fleet_beyond_the_need_gives_the_answer_of_its_nearest_part():
    # Six hundred tankers at one second's distance from each other; four places.
    fleet = [make_candidate(f"水{number:03}", seconds=1000 - number) for number in range(600)]

    advice = recommend(make_demand(make_line("water", 4)), fleet)

    assert signs(advice) == ["水599", "水598", "水597", "水596"]


def test_of_a_dozen_micro_stations_only_the_three_soonest_are_called():
    micro = [
        make_candidate(
            f"微{minute}",
            "pickup",
            seconds=60 * minute,
            station=f"微型站{minute}",
            station_kind="micro_station",
            township_code="500242101",
        )
        for minute in (7, 2, 9, 4, 1, 12)
    ]

    advice = recommend(make_demand(make_line("water")), micro, township_code="500242101")

    assert [one.station for one in advice.also_notify] == ["微型站1", "微型站2", "微型站4"]
