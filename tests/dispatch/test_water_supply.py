from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from dispatch.response_plans import DemandLine, Mark
from dispatch.water_shuttle import Tanker, round_trip, shuttle, sustained_l_s, tankers_of
from dispatch.water_sources import DEFAULT_WATER, Reached, WaterPoint, WaterPolicy
from dispatch.water_supply import (
    WaterFinding,
    asks_for_water,
    water_outlook,
    with_brought,
    with_water,
)
from incidents.categories import CATEGORIES
from resources.county_rows import WaterKind, WaterState
from resources.geography import Position, distance_m
from resources.unit_status import UnitStatus
from resources.vehicle_types import Capability
from tests.dispatch.candidate_makers import make_candidate, make_demand, make_line

FIRE = Position(108.77, 28.84)
HYDRANT = WaterKind.MUNICIPAL_HYDRANT
TANK = WaterKind.TANK
HOUSE_FIRE = "10100"


def make_source(
    code,
    east_m=100.0,
    kind=HYDRANT,
    flow=15.0,
    *,
    store=None,
    state=WaterState.INTACT,
    placed=True,
):
    metres_of_a_degree = distance_m(FIRE, Position(FIRE.lon + 0.01, FIRE.lat)) * 100
    where = Position(FIRE.lon + east_m / metres_of_a_degree, FIRE.lat) if placed else None
    return WaterPoint(code, code, kind, state, where, flow, store)


def straight(places):
    """Roads that are as long as the straight line."""
    return [distance_m(one, FIRE) for one in places]


def no_roads(places):
    return [None] * len(places)


def outlook(*sources, level=1, category=HOUSE_FIRE, tankers=(), roads=straight, policy=None):
    return water_outlook(FIRE, category, level, sources, tankers, roads, policy or DEFAULT_WATER)


def supply(count):
    return (DemandLine((Capability.SUPPLY,), count, Mark.PROPOSED),)


def test_a_house_fire_wants_two_lines_and_one_hydrant_gives_them():
    told = outlook(make_source("栓1"))

    # Two lines of 6.5 L/s against the hydrant's 15.
    assert told.needed_l_s == 13
    assert told.finding is WaterFinding.ENOUGH
    assert told.extra_lines == ()
    assert told.shuttle is None
    assert told.within_reach
    # 100 m of straight line times 1.35: hose is laid across country so near.
    assert told.reasons == ("最近水源栓1，按直线估算 135 米，在 150 米圈内；1 公里内可用 1 处",)


def test_a_higher_level_wants_more_lines_and_a_car_fewer():
    lines = [outlook(level=level).needed_l_s / 6.5 for level in (1, 2, 3, 4, 5)]

    assert lines == [2, 4, 10, 20, 40]
    assert outlook(category="10700").needed_l_s == 6.5
    assert outlook(category="10610").needed_l_s == 19.5
    # Half of the two lines of a rubbish fire is one, and one is the least.
    assert outlook(category="10910").needed_l_s == 6.5


def test_a_county_that_entered_no_water_is_not_told_that_there_is_none():
    told = outlook()

    assert told.finding is WaterFinding.NOT_ENTERED
    assert told.extra_lines == ()
    assert told.reasons == ("本县未录入水源，无法判断附近有无水源，请询问现场",)


def test_sources_without_a_place_say_nothing_of_where_water_is():
    told = outlook(make_source("栓1", placed=False))

    assert told.finding is WaterFinding.NOT_ENTERED
    assert told.reasons == ("已录入的 1 处水源都没有坐标，无法判断附近有无水源，请询问现场",)


def test_no_source_within_a_kilometre_asks_for_supply_vehicles():
    told = outlook(make_source("栓1", east_m=3_000, flow=20.0))

    # 8 t at 3 km: 400 s to fill, 400 s to discharge, 720 s there and back, 240 s handling:
    # 1,760 s, 4.5 L/s; three of them give the 13 L/s.
    assert told.finding is WaterFinding.NONE
    assert told.shuttle.round_trip == timedelta(seconds=1_760)
    assert told.shuttle.needed == 3
    assert told.extra_lines == supply(3)
    assert told.reasons == (
        "1 公里内没有可用水源，预计需水 13 升/秒",
        "运水：栓1，按道路 3 公里，8 吨车一趟约 29 分钟，每辆持续 4.5 升/秒，3 辆持续 13.6 升/秒",
        "加派供水车 3 辆（建议）",
    )


def test_own_tankers_carry_first_and_the_strongest_of_them_first():
    tankers = [Tanker("供水1", 12.0), Tanker("水罐2", 8.0)]

    told = outlook(make_source("栓1", east_m=3_000, flow=20.0), tankers=tankers)

    # 12 t: 600 + 600 + 720 + 240 = 2,160 s, 5.6 L/s; 8 t: 4.5; one more of 8 t makes 14.6.
    assert told.shuttle.tonnes == 12.0
    assert told.shuttle.round_trip == timedelta(seconds=2_160)
    assert told.shuttle.call_signs == ("供水1", "水罐2")
    assert told.shuttle.needed == 3
    assert told.shuttle.sustained_l_s == pytest.approx(5.556 + 4.545 + 4.545, abs=0.01)


def test_no_fleet_draws_more_than_the_source_gives():
    told = outlook(make_source("栓1", east_m=3_000, flow=20.0), level=3)

    # 65 L/s wanted, 20 given: five vehicles of 4.5 L/s are as many as it can feed.
    assert told.shuttle.needed == 5
    assert told.shuttle.sustained_l_s == 20
    assert not told.shuttle.is_enough
    assert told.extra_lines == supply(3)
    assert "该水源只有 20 升/秒，再多车也不够，须另找取水点" in told.reasons


def test_a_small_fire_is_put_out_with_what_is_brought():
    told = outlook(make_source("栓1", east_m=3_000), category="10910")

    assert told.finding is WaterFinding.NONE
    assert told.extra_lines == ()
    assert told.reasons[-1] == "一支水枪的小火，先用随车水，不加派供水车"


def test_a_source_that_cannot_be_used_is_named_and_not_counted():
    states = (WaterState.DAMAGED, WaterState.BLOCKED, WaterState.BLOCKED)
    bad = [make_source(f"栓{at}", state=state) for at, state in enumerate(states)]

    told = outlook(*bad, make_source("栓9", east_m=2_000))

    assert told.finding is WaterFinding.NONE
    assert "1 公里内另有不可用水源：圈占埋压 2、损坏 1" in told.reasons


def test_every_state_but_intact_and_unchecked_is_unusable():
    usable = {state for state in WaterState if outlook(make_source("栓", state=state)).within_reach}

    assert usable == {WaterState.INTACT, WaterState.UNCHECKED}


def test_doubts_about_a_source_are_said():
    told = outlook(make_source("栓1", flow=None, state=WaterState.UNCHECKED))

    assert told.finding is WaterFinding.ENOUGH
    assert told.steady_l_s == 15
    assert told.reasons[1:] == ("其中 1 处待查，须核实能否取水", "其中 1 处未录流量，按种类估算")


def test_a_tank_gives_what_it_holds_and_no_more():
    big = outlook(make_source("池1", kind=TANK, flow=None, store=50.0))
    small = outlook(make_source("池1", kind=TANK, flow=None, store=40.0))

    # 50 m3 at 13 L/s last 64 minutes, 40 m3 51: less than the hour asked for.
    assert big.finding is WaterFinding.ENOUGH
    assert "靠储水 50 立方米，按需水 13 升/秒约用 64 分钟" in big.reasons
    assert small.finding is WaterFinding.SHORT
    assert small.extra_lines == supply(1)
    assert "持续流量 0 升/秒，储水 40 立方米，少于预计需水 13 升/秒" in small.reasons


def test_a_tank_of_unknown_size_is_taken_for_a_small_one():
    told = outlook(make_source("池1", kind=WaterKind.VILLAGE_STORAGE, flow=None))

    assert told.stored_m3 == 20
    assert told.finding is WaterFinding.SHORT


def test_hydrants_that_give_too_little_ask_for_one_supply_vehicle():
    told = outlook(make_source("栓1"), level=3)

    assert told.finding is WaterFinding.SHORT
    assert told.extra_lines == supply(1)


def test_the_way_by_road_counts_where_hose_does_not_reach():
    round_the_hill = outlook(make_source("栓1", east_m=600), roads=lambda _: [1_500.0])
    across_the_yard = outlook(make_source("栓1", east_m=200), roads=lambda _: [1_500.0])

    assert round_the_hill.finding is WaterFinding.NONE
    assert across_the_yard.finding is WaterFinding.ENOUGH


def test_without_a_road_the_straight_line_with_a_detour_is_said_to_be_an_estimate():
    told = outlook(make_source("栓1", east_m=600), roads=no_roads)

    assert told.reasons[0] == ("最近水源栓1，按直线估算 810 米，在 1 公里圈内；1 公里内可用 1 处")


def test_a_fire_at_sea_finds_nothing_to_fill_at():
    at_sea = Position(123.0, 25.0)

    told = water_outlook(at_sea, HOUSE_FIRE, 1, [make_source("栓1")], [], no_roads)

    assert told.finding is WaterFinding.NONE
    assert told.shuttle is None
    assert told.extra_lines == supply(2)
    assert told.reasons[1] == "20 公里内也没有可用水源，须另找取水点"


def test_carrying_prefers_a_source_that_does_not_run_dry():
    pond = make_source("池1", east_m=1_500, kind=TANK, flow=30.0, store=100.0)
    intake = make_source("河1", east_m=4_000, kind=WaterKind.NATURAL_INTAKE, flow=20.0)

    assert outlook(pond, intake).shuttle.source.source.code == "河1"
    assert outlook(pond).shuttle.source.source.code == "池1"


def test_what_is_brought_lasts_so_long():
    told = with_brought(outlook(make_source("栓1")), 11.7)

    # 11,700 litres at 13 L/s.
    assert told.lasts == timedelta(seconds=900)
    assert told.sentences[-1] == "编入车辆带水 11.7 吨，按 13 升/秒约用 15 分钟"
    assert outlook(make_source("栓1")).sentences == outlook(make_source("栓1")).reasons
    with pytest.raises(ValueError, match="less than no water"):
        with_brought(told, -1.0)


def test_a_demand_asks_for_at_least_the_vehicles_water_adds():
    dry = outlook(make_source("栓1", east_m=3_000, flow=20.0))
    plain = make_demand(make_line("water", 2))
    has_one = make_demand(replace(make_line("supply", 1), mark=Mark.SOURCED))
    has_four = make_demand(replace(make_line("supply", 4), mark=Mark.SOURCED))

    assert [(one.capability, one.count) for one in with_water(plain, dry).lines] == [
        ("water", 2),
        ("supply", 3),
    ]
    assert with_water(has_one, dry).lines == (make_line("supply", 3),)
    assert with_water(has_four, dry) == has_four
    assert with_water(plain, outlook(make_source("栓1"))) == plain


def test_only_fires_ask_for_water():
    asking = {code for code in CATEGORIES if asks_for_water(code)}

    assert asking == {code for code in CATEGORIES if code.startswith("1")}


def test_every_category_of_fire_and_level_has_a_flow():
    for code, one in CATEGORIES.items():
        if asks_for_water(code):
            assert all(DEFAULT_WATER.needed_l_s(code, level) >= 6.5 for level in one.levels)


def test_the_carriers_are_supply_vehicles_and_tankers_of_eight_tonnes():
    fleet = [
        make_candidate("供水1", "water_supply", water_t=12),
        make_candidate("远程1", "hose_water_system"),
        make_candidate("水罐8", water_t=8),
        make_candidate("水罐6", water_t=6),
        make_candidate("水罐12", water_t=12, status=UnitStatus.ON_SCENE),
        make_candidate("泡沫9", "foam_tanker", water_t=9),
    ]

    assert tankers_of(fleet) == (Tanker("供水1", 12), Tanker("水罐8", 8))


@pytest.mark.parametrize("seed", range(30))
def test_the_count_of_vehicles_is_the_least_that_keeps_the_flow_up(seed):
    random = Random(seed)
    policy = WaterPolicy(usual_t=random.choice([8.0, 10.0]))
    source = Reached(
        make_source("栓1"), random.uniform(1_000, 15_000), True, random.uniform(5, 40), float("inf")
    )
    tankers = [Tanker(f"车{at}", random.choice([8.0, 12.0, 25.0])) for at in range(3)]
    needed = random.choice([13.0, 26.0, 65.0])

    told = shuttle(source, needed, tankers, policy)

    target = min(needed, source.flow_l_s)
    own = sorted((sustained_l_s(one.water_t, source, policy) for one in tankers), reverse=True)
    usual = sustained_l_s(policy.usual_t, source, policy)
    flows = [sum(own[:count]) + max(0, count - 3) * usual for count in range(60)]
    assert told.needed == next(count for count, flow in enumerate(flows) if flow >= target - 1e-9)
    assert round_trip(8.0, source, policy) < round_trip(25.0, source, policy)


def test_figures_that_cannot_be_break_nothing():
    trickle = make_source("栓1", flow=1e-300)
    dry = make_source("池1", kind=TANK, flow=None, store=0.0)
    sea = make_source("湖1", kind=TANK, flow=None, store=1e300)
    lake_on_wheels = make_candidate("水罐", water_t=1e300)

    assert outlook(trickle).finding is WaterFinding.NONE
    assert outlook(dry).finding is WaterFinding.NONE
    assert outlook(sea).finding is WaterFinding.ENOUGH
    assert outlook(trickle, make_source("栓2", 5_000, flow=1e-9)).shuttle is None
    assert tankers_of([lake_on_wheels]) == ()
    assert with_brought(outlook(sea), 1e300).sentences


def test_a_policy_that_cannot_be_is_refused():
    faults: tuple[dict[str, Any], ...] = (
        {"detour": 0.9},
        {"hose_m": 2_000.0},
        {"kind_flows_l_s": {}},
        {"usual_t": 0.0},
        {"blind_supply": 9},
    )
    for wrong in faults:
        with pytest.raises(ValueError, match=r"needs|above|longer|blindly"):
            WaterPolicy(**wrong)
    with pytest.raises(ValueError, match="carries"):
        Tanker("车1", 0.0)
