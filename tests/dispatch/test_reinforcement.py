"""The ladder of reinforcement: which rung, whom, and what the letter says."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch.arrivals import Basis
from dispatch.reinforcement import Force, Gap, Rung, Situation, climb, draft
from resources.vehicle_types import Capability

WATER, LADDER, RESCUE = Capability.WATER, Capability.LADDER, Capability.RESCUE
LOCAL = ZoneInfo("Asia/Shanghai")


def make_force(code: str, rung: int = 3, *, vehicles: int = 2, minutes: int | None = 60, **told):
    whole = {
        "name": f"{code}大队",
        "kind_label": "邻县消防救援力量",
        "is_commanded": False,
        "contact": "值班室",
        "people": 12,
        "capabilities": frozenset({WATER}),
    }
    eta = None if minutes is None else timedelta(minutes=minutes)
    return Force(code=code, rung=Rung(rung), vehicles=vehicles, eta=eta, **(whole | told))  # type: ignore[arg-type]


def asked(answer):
    return [
        (one.force.code, [(gap.capability, gap.count) for gap in one.wanted])
        for one in answer.asked
    ]


def test_nothing_is_asked_where_nothing_is_missing():
    answer = climb([], 2, [make_force("邻县")])

    assert (answer.rung, answer.asked, answer.still_open) == (None, (), ())


def test_a_high_level_is_told_upwards_even_when_nothing_is_missing():
    answer = climb([], 4, [])

    assert answer.rung is Rung.AREA
    assert "按等级应同时报告第 3 级" in answer.why_rung


def test_the_lowest_rung_that_fills_the_gap_is_asked_first():
    near, far = make_force("企业", 0, minutes=90), make_force("邻县", 3, minutes=20)

    answer = climb([Gap(WATER, 2)], 1, [far, near])

    assert answer.rung is Rung.NEARBY
    assert asked(answer) == [("企业", [(WATER, 2)])]


def test_what_a_rung_leaves_open_is_asked_of_the_next():
    near = make_force("企业", 0, vehicles=1)
    soon = make_force("秀山", 3, minutes=50, vehicles=1)
    late = make_force("黔江", 3, minutes=80, vehicles=5)

    answer = climb([Gap(WATER, 3)], 1, [late, soon, near])

    assert answer.rung is Rung.AREA
    assert asked(answer) == [
        ("企业", [(WATER, 1)]),
        ("秀山", [(WATER, 1)]),
        ("黔江", [(WATER, 1)]),
    ]
    assert answer.still_open == ()


def test_a_vehicle_is_kept_for_what_only_it_can_do():
    both = make_force("秀山", vehicles=1, minutes=10, capabilities=frozenset({WATER, LADDER}))
    water = make_force("黔江", vehicles=1, minutes=90)

    answer = climb([Gap(WATER, 1), Gap(LADDER, 1)], 1, [both, water])

    assert asked(answer) == [("秀山", [(LADDER, 1)]), ("黔江", [(WATER, 1)])]


def test_what_no_force_can_fill_stays_open_and_goes_up():
    answer = climb([Gap(WATER, 1), Gap(LADDER, 2)], 2, [make_force("秀山")])

    assert [(gap.capability, gap.count) for gap in answer.still_open] == [(LADDER, 2)]
    assert answer.rung is Rung.AREA
    assert "请报告上级指挥中心" in answer.why_rung


def test_without_any_partner_the_rung_beyond_the_county_is_named():
    answer = climb([Gap(WATER, 1)], 1, [])

    assert (answer.rung, answer.asked) == (Rung.AREA, ())
    assert "没有登记" in answer.why_rung


def test_a_level_names_a_least_rung_beside_the_one_that_answers():
    answer = climb([Gap(WATER, 1)], 5, [make_force("企业", 0)])

    assert answer.rung is Rung.CITY
    assert answer.why_rung.startswith("第 0 级")
    assert "第 4 级（支队全市力量）" in answer.why_rung


def test_a_force_whose_place_nobody_knows_comes_last_of_its_rung():
    lost, known = make_force("甲", minutes=None), make_force("乙", minutes=300)

    answer = climb([Gap(WATER, 1)], 1, [lost, known])

    assert asked(answer) == [("乙", [(WATER, 1)])]


def test_a_force_of_many_vehicles_is_asked_for_no_more_than_is_missing():
    answer = climb([Gap(WATER, 2)], 1, [make_force("总队", 5, vehicles=500, people=3_000)])

    (one,) = answer.asked
    # Two of five hundred vehicles bring two five-hundredths of the people.
    assert (one.vehicles, one.people) == (2, 12)


@pytest.mark.parametrize("count", [0, -1])
def test_a_gap_of_nothing_cannot_be(count):
    with pytest.raises(ValueError, match="gap"):
        Gap(WATER, count)


def make_situation(**told):
    whole = {
        "requester": "测试县消防救援指挥中心",
        "at": datetime(2026, 1, 1, 12, 5, tzinfo=LOCAL),
        "number": "20260101-001",
        "category": "居民住宅火灾",
        "level": "三级",
        "place": "龙潭镇",
        "received_at": datetime(2026, 1, 1, 11, 58, tzinfo=LOCAL),
        "trapped": 2,
        "sent": ("龙潭1", "龙潭2"),
        "sent_people": 10,
        "contact_person": "调度员甲",
    }
    return Situation(**(whole | told))  # type: ignore[arg-type]


def test_the_letter_says_what_happened_what_is_there_and_what_is_wanted():
    gaps = [Gap(LADDER, 1), Gap(RESCUE, 1)]
    force = make_force("秀山", capabilities=frozenset({LADDER, RESCUE}), minutes=75)
    (one,) = climb(gaps, 3, [force]).asked

    words = draft(one, gaps, make_situation())

    assert words.splitlines() == [
        "增援请求（函／电话稿）",
        "时间：2026年1月1日12时05分",
        "请求单位：测试县消防救援指挥中心",
        "受请单位：秀山大队（商请）",
        "一、警情：20260101-001，居民住宅火灾，三级，2026年1月1日11时58分接警，"
        "地点：龙潭镇，被困 2 人。",
        "二、已派力量：龙潭1、龙潭2，共 2 车 10 人。",
        "三、力量缺口：登高或云梯 1 辆、抢险救援 1 辆。",
        "四、请求：商请贵单位派出登高或云梯 1 辆、抢险救援 1 辆，人员不少于 12 人。"
        "预计到场约 75 分钟（直线估算，以贵单位回复为准）。",
        "五、集结点：警情地点附近，具体位置由现场指挥员指定。",
        "六、联系人：调度员甲（测试县消防救援指挥中心），电话：________",
    ]


def test_a_force_under_our_command_is_ordered_and_an_unknown_time_is_asked():
    gaps = [Gap(WATER, 1)]
    force = make_force("支队", is_commanded=True, minutes=None)
    (one,) = climb(gaps, 1, [force]).asked

    words = draft(one, gaps, make_situation(trapped=None, sent=(), sent_people=0))

    assert "受请单位：支队大队（指挥）" in words
    assert "请立即派出水罐 1 辆" in words
    assert "预计到场时间请回复" in words
    assert "尚无车辆派出" in words
    assert "被困" not in words


def test_a_time_by_road_is_called_so():
    gaps = [Gap(WATER, 1)]
    (one,) = climb(gaps, 1, [make_force("企业", 0, basis=Basis.BY_ROAD)]).asked

    assert "按道路推算" in draft(one, gaps, make_situation())
