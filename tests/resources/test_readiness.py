from dataclasses import replace
from datetime import UTC, datetime, timedelta

from resources.readiness import Concern, VehicleState, summarise
from resources.unit_status import UnitStatus
from resources.vehicle_types import Capability

MORNING = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)


def make_vehicle(
    call_sign,
    vehicle_type="water_tanker",
    status=UnitStatus.IN_STATION,
    crew=5,
    has_driver=True,
    reason="",
    hours_ago=1,
    **more,
):
    return VehicleState(
        call_sign=call_sign,
        vehicle_type=vehicle_type,
        status=status,
        crew_on_duty=crew,
        minimum_crew=4,
        has_driver=has_driver,
        reason=reason,
        since=MORNING - timedelta(hours=hours_ago),
        **more,
    )


def test_a_station_with_everything_in_place_has_no_exceptions():
    station = [make_vehicle("水一"), make_vehicle("水二", crew=6)]

    summary = summarise(station)

    assert (summary.vehicles_ready, summary.vehicles_total, summary.people_on_duty) == (2, 2, 11)
    assert summary.exceptions == ()
    assert summary.gaps == ()


def test_exceptions_come_by_concern_and_each_has_its_reason():
    station = [
        make_vehicle("水一", status=UnitStatus.RETURNING),
        make_vehicle("水二", status=UnitStatus.ON_SCENE),
        make_vehicle("水三", crew=2),
        make_vehicle("水四", status=UnitStatus.OUT_OF_SERVICE, crew=0, reason="水泵检修"),
        make_vehicle("水五"),
    ]

    summary = summarise(station)

    assert [(one.call_sign, one.concern, one.reason) for one in summary.exceptions] == [
        ("水四", Concern.OUT_OF_SERVICE, "水泵检修"),
        ("水三", Concern.UNSTAFFED, "在岗 2 人，最低需 4 人"),
        ("水二", Concern.WORKING, "执行任务：到场"),
        ("水一", Concern.AWAY_BUT_READY, "返队，可调派"),
    ]
    assert summary.vehicles_ready == 2


def test_of_two_vehicles_out_of_service_the_longer_out_comes_first():
    station = [
        make_vehicle("水一", status=UnitStatus.OUT_OF_SERVICE, reason="保养", hours_ago=2),
        make_vehicle("水二", status=UnitStatus.OUT_OF_SERVICE, reason="大修", hours_ago=48),
    ]

    assert [one.call_sign for one in summarise(station).exceptions] == ["水二", "水一"]


def test_a_vehicle_out_of_service_without_a_reason_says_so():
    station = [make_vehicle("水一", status=UnitStatus.OUT_OF_SERVICE)]

    assert summarise(station).exceptions[0].reason == "停用，未填写原因"


def test_a_capability_whose_only_vehicle_is_out_is_a_gap_with_its_reason():
    station = [
        make_vehicle("水一"),
        make_vehicle("梯一", "platform", status=UnitStatus.OUT_OF_SERVICE, reason="转台检修"),
    ]

    gaps = summarise(station).gaps

    assert [(gap.capability, gap.owned) for gap in gaps] == [(Capability.LADDER, 1)]
    assert gaps[0].reason == "登高或云梯力量现在不能出动：梯一 转台检修"


def test_a_second_ready_vehicle_closes_the_gap():
    station = [make_vehicle("水一", crew=0), make_vehicle("水二")]

    assert summarise(station).gaps == ()


def test_an_expected_capability_nobody_owns_is_a_gap():
    summary = summarise([make_vehicle("水一")], expected=frozenset({Capability.RESCUE}))

    assert [(gap.capability, gap.owned, gap.reason) for gap in summary.gaps] == [
        (Capability.RESCUE, 0, "本站没有抢险救援力量")
    ]


def test_a_station_without_vehicles_is_counted_as_empty():
    summary = summarise([])

    assert (summary.vehicles_ready, summary.vehicles_total, summary.people_on_duty) == (0, 0, 0)


def test_vehicles_that_share_a_crew_are_one_vehicle_to_send_and_one_group_of_people():
    station = [
        make_vehicle("水一", pool="一班"),
        make_vehicle("梯一", "platform", crew=4, pool="一班"),
        make_vehicle("水二"),
    ]

    summary = summarise(station)

    # The shared five and the five of 水二; each group must bring at least four.
    assert (summary.vehicles_ready, summary.vehicles_total) == (2, 3)
    assert (summary.people_on_duty, summary.people_required) == (10, 8)
    assert [one.sentence for one in summary.shared] == [
        "共用 1 班人（一班，5 人）：梯一、水一 只能出 1 辆"
    ]
    assert summary.exceptions == ()


def test_a_vehicle_whose_people_are_away_with_another_cannot_go():
    station = [
        make_vehicle("水一", status=UnitStatus.RETURNING, pool="一班"),
        make_vehicle("梯一", "platform", pool="一班"),
    ]

    summary = summarise(station)

    assert [(one.call_sign, one.concern, one.reason) for one in summary.exceptions] == [
        ("梯一", Concern.UNSTAFFED, "人员随水一返队途中，无人驾驶"),
        ("水一", Concern.AWAY_BUT_READY, "返队，可调派"),
    ]
    assert summary.vehicles_ready == 1
    (gap,) = summary.gaps
    assert gap.reason == "登高或云梯力量现在不能出动：梯一 人员随水一返队途中，无人驾驶"


def test_a_vehicle_alone_in_its_pool_shares_with_nobody():
    assert summarise([make_vehicle("水一", pool="一班")]).shared == ()


def test_a_resting_crew_is_told_of_and_still_counts():
    summary = summarise([make_vehicle("水一", rest="休整中（至 14:30）")])

    assert [(one.concern, one.reason) for one in summary.exceptions] == [
        (Concern.RESTING, "休整中（至 14:30），别无力量时才建议出动")
    ]
    assert (summary.vehicles_ready, summary.gaps) == (1, ())


def test_a_vehicle_nobody_was_entered_for_says_so_instead_of_counting_to_nought():
    station = [make_vehicle("水一", crew=0, has_driver=False, has_crew=False)]

    (found,) = summarise(station).exceptions

    assert (found.concern, found.reason) == (Concern.UNSTAFFED, "没有班组登记，请登记在岗人员")


def test_a_bad_record_comes_first_and_an_unusable_vehicle_is_not_counted():
    station = [
        make_vehicle("水二", status=UnitStatus.OUT_OF_SERVICE, reason="大修"),
        make_vehicle("飞一", "hovercraft", faults=("不认识",), is_usable=False),
    ]

    summary = summarise(station)

    assert [(one.call_sign, one.reason) for one in summary.exceptions] == [
        ("飞一", "不认识"),
        ("水二", "大修"),
    ]
    assert summary.vehicles_ready == 0


def test_an_unusable_vehicle_explains_the_gap_of_the_ability_it_has_of_its_own():
    unknown = make_vehicle(
        "飞一", "hovercraft", extra_capabilities="boat", faults=("不认识",), is_usable=False
    )

    (gap,) = summarise([unknown]).gaps

    assert gap.reason == "舟艇力量现在不能出动：飞一 不认识"


def test_a_minimum_of_nought_asks_for_one_person():
    vehicle = replace(make_vehicle("水一", crew=1), minimum_crew=0)

    assert (summarise([vehicle]).people_required, summarise([vehicle]).vehicles_ready) == (1, 1)
