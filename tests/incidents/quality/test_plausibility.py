"""What the rules of plausibility find odd, and what they leave alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from incidents.categories import Disposition
from incidents.quality.plausibility import RULES, findings, speed_kmh
from incidents.quality.seen import Finding, FireSeen, Mender, RecordSeen, ReportSeen, VehicleSeen
from tests.makers import NOON, ZONE, minute

NOW = NOON + timedelta(days=2)
VEHICLE = VehicleSeen(
    call_sign="一号车",
    station_code="S1",
    station="一站",
    people=5,
    ordered_at=minute(1),
    en_route_at=minute(2),
    on_scene_at=minute(12),
    water_on_at=minute(15),
    water_off_at=minute(40),
    returning_at=minute(50),
    in_station_at=minute(60),
    released_at=minute(60),
    distance_m=8_000,
)
RECORD = RecordSeen(
    number="20260101-001",
    group="10000",
    disposition=Disposition.REAL,
    received_at=minute(0),
    is_closed=True,
    controlled_at=minute(20),
    extinguished_at=minute(30),
    closed_at=minute(90),
    trapped=2,
    vehicles=(VEHICLE,),
    report=ReportSeen(rescued=2, loss_fen=100_000),
    fires=(FireSeen("H20260101-001", loss_fen=100_000),),
)
"""A fire in which nothing is odd."""


def found(**changes: object) -> list[Finding]:
    return list(findings(replace(RECORD, **changes), NOW, ZONE))  # type: ignore[arg-type]


def of_vehicle(**changes: object) -> list[Finding]:
    return found(vehicles=(replace(VEHICLE, **changes),))  # type: ignore[arg-type]


def of_report(**changes: object) -> list[Finding]:
    return found(report=replace(RECORD.report, **changes))  # type: ignore[type-var]


def sentences(told: list[Finding]) -> list[str]:
    return [one.sentence for one in told]


def test_a_record_like_any_other_is_not_odd():
    assert found() == []


def test_a_time_before_the_one_it_follows_names_both_and_the_station():
    told = of_vehicle(on_scene_at=minute(1.5))

    assert told[0] == Finding(
        "time_order", "一号车 到场 01-01 12:01:30 早于出动 01-01 12:02:00。", Mender.STATION, "S1"
    )


def test_a_time_left_out_does_not_hide_the_wrong_order_of_its_neighbours():
    told = of_vehicle(on_scene_at=None, water_on_at=minute(1.5))

    assert "一号车 出水 01-01 12:01:30 早于出动 01-01 12:02:00。" in sentences(told)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"received_at": minute(1.5)}, "一号车 下达 01-01 12:01:00 早于接警 01-01 12:01:30。"),
        ({"controlled_at": minute(5)}, "控制 01-01 12:05:00 早于首车到场 01-01 12:12:00。"),
        ({"extinguished_at": minute(15)}, "熄灭 01-01 12:15:00 早于控制 01-01 12:20:00。"),
        ({"closed_at": minute(55)}, "结案 01-01 12:55:00 早于末车归队 01-01 13:00:00。"),
    ],
)
def test_the_times_of_the_incident_have_an_order_too(changes, sentence):
    told = found(**changes)

    assert [(one.sentence, one.mender) for one in told] == [(sentence, Mender.DESK)]


def test_a_fire_put_out_before_anybody_came_is_legal():
    assert found(controlled_at=None, extinguished_at=minute(5)) == []


def test_a_moment_that_has_not_come_is_odd():
    told = of_vehicle(in_station_at=NOW + timedelta(minutes=3), returning_at=None)

    assert "一号车 归队时刻 2026-01-03 12:03:00 晚于现在。" in sentences(told)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ordered_at": minute(-9)}, "一号车 下达到出动 11 分 0 秒，超过 10 分 0 秒。"),
        ({"in_station_at": minute(50 + 181)}, "一号车 返队到归队 3 小时 1 分，超过 3 小时 0 分。"),
        ({"en_route_at": minute(12) - timedelta(seconds=9)}, None),
    ],
)
def test_intervals_too_long_and_too_short_are_asked_about(changes, sentence):
    told = sentences(of_vehicle(**changes))

    expected = sentence or "一号车 出动到到场仅 9 秒，少于 10 秒。"
    assert expected in told


def test_a_call_that_waited_for_its_order_is_the_desks():
    told = found(received_at=minute(-10), vehicles=(replace(VEHICLE, ordered_at=minute(1)),))

    assert [(one.rule, one.sentence, one.mender) for one in told] == [
        ("interval_long", "接警到首次下达 11 分 0 秒，超过 10 分 0 秒。", Mender.DESK)
    ]


@pytest.mark.parametrize(("people", "is_odd"), [(0, True), (1, False), (7, False), (8, True)])
def test_a_vehicle_has_one_to_seven_people(people, is_odd):
    told = of_vehicle(people=people)

    assert [one.rule for one in told] == (["people_per_vehicle"] if is_odd else [])


def test_people_of_a_vehicle_that_never_left_are_nobodys():
    stayed = VehicleSeen("二号车", "S1", "一站", people=0, ordered_at=minute(1))

    assert found(vehicles=(VEHICLE, stayed)) == []


@pytest.mark.parametrize(
    ("metres", "kmh", "is_odd"),
    [(833, 5.0, True), (834, 5.0, False), (20_000, 120.0, False), (20_001, 120.0, True)],
)
def test_ten_minutes_of_driving_cover_a_kilometre_to_twenty(metres, kmh, is_odd):
    assert speed_kmh(replace(VEHICLE, distance_m=metres)) == pytest.approx(kmh, abs=0.01)
    assert [one.rule for one in of_vehicle(distance_m=metres)] == (["speed"] if is_odd else [])


def test_a_scene_around_the_corner_makes_nobody_slow():
    assert of_vehicle(distance_m=499) == []
    assert [one.rule for one in of_vehicle(distance_m=500)] == ["speed"]


def test_the_words_of_a_speed_say_from_what_it_is_reckoned():
    assert sentences(of_vehicle(distance_m=24_000)) == [
        "一号车 队站到现场直线 24.0 公里，按出动到到场平均 144.0 公里/小时，"
        "不在 5～120 公里/小时之间。"
    ]


def test_a_scene_at_the_station_or_very_far_is_the_desks():
    (near,) = of_vehicle(distance_m=0)
    far = of_vehicle(distance_m=100_001)

    assert (near.rule, near.mender) == ("distance", Mender.DESK)
    assert "现场坐标与一站队站坐标相同" in near.sentence
    assert [one.rule for one in far] == ["speed", "distance"]


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"vehicles": ()}, ["no_vehicle"]),
        ({"vehicles": (), "group": "20000", "fires": ()}, ["no_vehicle"]),
        ({"vehicles": (), "group": "30000", "fires": ()}, []),
        ({"vehicles": (), "disposition": Disposition.MISTAKEN}, []),
        ({"vehicles": (), "is_closed": False}, []),
        ({"trapped": 21}, ["trapped"]),
        ({"trapped": 20}, []),
        ({"fires": ()}, ["fire_not_registered"]),
        ({"fires": (), "is_closed": False}, []),
        ({"disposition": Disposition.TEST, "trapped": 99}, []),
    ],
)
def test_what_the_record_as_a_whole_must_have(changes, rules):
    assert [one.rule for one in found(**changes)] == rules


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"rescued": 21}, ["people_saved"]),
        ({"evacuated": 20}, []),
        ({"evacuated": 21}, ["people_saved"]),
        ({"saved_fen": 1_000_000_000}, []),
        ({"saved_fen": 1_000_000_001}, ["property"]),
        ({"protected_fen": 1_000_000_001}, ["property"]),
        ({"rescued": 0}, ["nobody_saved"]),
        ({"rescued": 0, "evacuated": 2}, []),
        ({"dead": 1}, ["deaths"]),
    ],
)
def test_what_the_report_says_is_asked_about(changes, rules):
    assert [one.rule for one in of_report(**changes)] == rules


def test_deaths_without_a_registered_fire_are_the_statisticians():
    told = found(report=ReportSeen(rescued=2, dead=1, loss_fen=1), fires=())

    assert [(one.rule, one.mender) for one in told] == [
        ("deaths", Mender.STATISTICIAN),
        ("fire_not_registered", Mender.STATISTICIAN),
    ]


def test_a_real_fire_that_cost_nothing_is_asked_about():
    told = found(report=ReportSeen(rescued=2), fires=(FireSeen("H20260101-001"),))

    assert sentences(told) == ["火灾扑救真警的直接财产损失为 0。"]
    assert told[0].station_code == "S1"


def test_an_incident_closed_long_after_the_last_vehicle_was_home_is_late():
    assert found(closed_at=minute(60 + 24 * 60)) == []
    (late,) = found(closed_at=minute(61 + 24 * 60))

    assert (late.rule, late.sentence) == (
        "closed_late",
        "末车返队到结案 24 小时 1 分，超过 24 小时 0 分。",
    )


def test_every_rule_has_a_name_of_its_own():
    assert len({rule.name for rule in RULES.values()}) == len(RULES) == 16
