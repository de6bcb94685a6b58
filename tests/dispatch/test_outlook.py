"""What would change if somebody could go, and what the next level would ask."""

from dataclasses import replace

from dispatch.outlook import next_level, what_ifs
from dispatch.recommendation import recommend
from resources.unit_status import UnitStatus
from tests.dispatch.candidate_makers import make_candidate, make_demand, make_line


def told(demand, fleet):
    return what_ifs(demand, fleet, recommend(demand, fleet))


def test_a_vehicle_on_a_call_says_how_much_sooner_it_would_be():
    # The busy one is there in 2 minutes, the free one in 5.
    demand = make_demand(make_line("water"))
    busy = make_candidate("水一", seconds=120, status=UnitStatus.ON_SCENE)
    free = make_candidate("水二", seconds=300)

    assert told(demand, [busy, free]) == {"水一": "若水一归队，则首车更快 3 分，到齐更快 3 分"}


def test_a_vehicle_without_people_would_fill_the_gap():
    demand = make_demand(make_line("ladder"))
    empty = make_candidate("梯一", "platform", seconds=600, is_staffed=False)

    assert told(demand, [empty]) == {"梯一": "若梯一人员到位，则补上 1 个缺口"}


def test_a_vehicle_in_the_workshop_that_would_change_nothing_is_not_spoken_of():
    demand = make_demand(make_line("water"))
    late = make_candidate("水一", seconds=900, status=UnitStatus.OUT_OF_SERVICE)
    rescue = make_candidate("抢一", "rescue", seconds=30, status=UnitStatus.ON_SCENE)

    assert told(demand, [late, rescue, make_candidate("水二", seconds=60)]) == {}


def test_who_would_fill_a_gap_is_told_of_first():
    demand = make_demand(make_line("water"), make_line("ladder"))
    sooner = make_candidate("水一", seconds=60, status=UnitStatus.ON_SCENE)
    ladder = make_candidate("梯一", "platform", seconds=900, why_not="在检修")

    found = told(demand, [sooner, ladder, make_candidate("水二", seconds=600)])

    assert list(found) == ["梯一", "水一"]


def test_one_that_no_road_leads_from_changes_nothing():
    demand = make_demand(make_line("water"))
    cut_off = replace(make_candidate("水一", seconds=None), is_cut_off=True)

    assert told(demand, [cut_off]) == {}


def test_the_next_level_is_asked_of_those_who_are_left():
    first = make_demand(make_line("water", 2))
    more = make_demand(make_line("water"), make_line("ladder"))
    fleet = [
        make_candidate("水一", seconds=60),
        make_candidate("水二", seconds=90),
        make_candidate("水三", seconds=700),
    ]

    told_of = next_level(more, 2, fleet, recommend(first, fleet))

    assert [pick.call_sign for pick in told_of.adds] == ["水三"]
    assert [(str(one.capability), one.missing) for one in told_of.shortfall] == [("ladder", 1)]
    assert not told_of.is_met


def test_the_next_level_says_where_the_only_one_is():
    first = make_demand(make_line("ladder"))
    ladder = make_candidate("梯一", "platform", seconds=60)

    told_of = next_level(first, 2, [ladder], recommend(first, [ladder]))

    assert told_of.shortfall[0].reason == "全县只有 1 辆登高或云梯车，1 辆已编入当前建议"


def test_a_mate_of_a_picked_vehicle_cannot_go_at_the_next_level_either():
    first = make_demand(make_line("water"))
    tanker = replace(make_candidate("水一"), pool="甲班")
    ladder = replace(make_candidate("梯一", "platform"), pool="甲班")

    told_of = next_level(
        make_demand(make_line("ladder")), 2, [tanker, ladder], recommend(first, [tanker, ladder])
    )

    assert told_of.adds == ()
    assert "共用一班人" in told_of.shortfall[0].reason
