from itertools import pairwise

import pytest

from resources.unit_status import (
    CODES,
    DISPATCHABLE,
    LABELS,
    MAY_FOLLOW,
    STAMPED,
    WORKING,
    UnitStatus,
    is_impossible,
    order_warning,
)


def test_the_codes_are_those_of_the_standard():
    # GA/T 974.39-2011: 10 备勤, 21 途中 ... 27 运水, 30 训练; alerted and out of service have none.
    expected = {
        "in_station": "10",
        "en_route": "21",
        "on_scene": "22",
        "water_on": "23",
        "water_off": "24",
        "returning": "25",
        "standby": "26",
        "shuttling": "27",
        "training": "30",
    }

    assert {status.value: code for status, code in CODES.items()} == expected


def test_every_status_has_a_label_and_successors():
    assert set(LABELS) == set(UnitStatus)
    assert set(MAY_FOLLOW) == set(UnitStatus)
    assert len(set(LABELS.values())) == len(UnitStatus)


def test_a_vehicle_on_an_incident_cannot_be_ordered_again():
    assert not DISPATCHABLE & WORKING
    assert set(UnitStatus) - {UnitStatus.OUT_OF_SERVICE} == DISPATCHABLE | WORKING


def test_every_vehicle_that_can_be_ordered_may_be_alerted():
    may_be_alerted = {status for status in UnitStatus if UnitStatus.ALERTED in MAY_FOLLOW[status]}

    assert may_be_alerted == DISPATCHABLE


def test_the_way_out_and_home_gives_no_warning():
    way = [
        UnitStatus.IN_STATION,
        UnitStatus.ALERTED,
        UnitStatus.EN_ROUTE,
        UnitStatus.ON_SCENE,
        UnitStatus.WATER_ON,
        UnitStatus.WATER_OFF,
        UnitStatus.SHUTTLING,
        UnitStatus.WATER_ON,
        UnitStatus.WATER_OFF,
        UnitStatus.RETURNING,
        UnitStatus.IN_STATION,
    ]

    warnings = [order_warning(before, after) for before, after in pairwise(way)]

    assert warnings == [None] * 10


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (UnitStatus.EN_ROUTE, UnitStatus.RETURNING),
        (UnitStatus.RETURNING, UnitStatus.EN_ROUTE),
        (UnitStatus.STANDBY, UnitStatus.ALERTED),
    ],
)
def test_recall_diversion_and_an_order_to_a_posted_vehicle_are_usual(before, after):
    assert order_warning(before, after) is None
    assert not is_impossible(before, after)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (UnitStatus.EN_ROUTE, UnitStatus.WATER_ON, "没有到场报告"),
        (UnitStatus.ALERTED, UnitStatus.ON_SCENE, "没有出动报告"),
        (UnitStatus.ON_SCENE, UnitStatus.IN_STATION, "没有返队报告"),
        (UnitStatus.WATER_ON, UnitStatus.OUT_OF_SERVICE, "是否需要增派"),
        (UnitStatus.RETURNING, UnitStatus.WATER_ON, "不合通常顺序"),
    ],
)
def test_an_unusual_step_is_possible_and_says_what_to_check(before, after, words):
    warning = order_warning(before, after)

    assert warning is not None
    assert words in warning
    assert LABELS[before] in warning
    assert LABELS[after] in warning
    assert not is_impossible(before, after)


@pytest.mark.parametrize("status", list(UnitStatus))
def test_a_repeat_is_neither_unusual_nor_impossible(status):
    assert order_warning(status, status) is None
    assert not is_impossible(status, status)


@pytest.mark.parametrize("after", sorted(WORKING))
def test_a_vehicle_out_of_service_cannot_work(after):
    assert is_impossible(UnitStatus.OUT_OF_SERVICE, after)


def test_a_repaired_vehicle_goes_back_in_service_through_its_station():
    assert order_warning(UnitStatus.OUT_OF_SERVICE, UnitStatus.IN_STATION) is None
    assert not is_impossible(UnitStatus.OUT_OF_SERVICE, UnitStatus.IN_STATION)


def test_a_busy_vehicle_cannot_take_another_order():
    assert is_impossible(UnitStatus.ON_SCENE, UnitStatus.ALERTED)


def test_no_usual_step_is_impossible():
    steps = [(before, after) for before, allowed in MAY_FOLLOW.items() for after in allowed]

    assert [step for step in steps if is_impossible(*step)] == []


def test_the_times_of_an_assignment_are_stamped_for_the_way_out_and_home():
    # 下达, 出动, 到场, 出水, 停水, 返队, 归队: fields 5, 7, 9, 11, 14, 15, 16 of the time table.
    assert {
        "alerted",
        "en_route",
        "on_scene",
        "water_on",
        "water_off",
        "returning",
        "in_station",
    } == STAMPED
