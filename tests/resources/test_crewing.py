from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from resources.crewing import (
    CrewDuty,
    Manned,
    RestPolicy,
    crews_away,
    duty_faults,
    is_blocked,
    is_resting,
    is_staffed,
    most_able,
    resting_words,
    suggested_rest,
    why_blocked,
    why_unstaffed,
)
from resources.unit_status import UnitStatus


def test_exactly_the_minimum_with_a_driver_is_enough():
    assert is_staffed(crew_on_duty=4, minimum_crew=4, has_driver=True)
    assert why_unstaffed(crew_on_duty=4, minimum_crew=4, has_driver=True) is None


def test_one_short_of_the_minimum_is_not_enough_and_says_both_numbers():
    assert not is_staffed(crew_on_duty=3, minimum_crew=4, has_driver=True)
    assert why_unstaffed(3, 4, has_driver=True) == "在岗 3 人，最低需 4 人"


def test_a_full_crew_without_a_driver_cannot_turn_out():
    assert not is_staffed(crew_on_duty=6, minimum_crew=4, has_driver=False)
    assert why_unstaffed(6, 4, has_driver=False) == "没有驾驶员"


def test_an_empty_vehicle_names_both_reasons():
    assert why_unstaffed(0, 2, has_driver=False) == "在岗 0 人，最低需 2 人，没有驾驶员"


def test_a_vehicle_that_needs_nobody_still_needs_its_driver():
    assert not is_staffed(crew_on_duty=0, minimum_crew=0, has_driver=False)


def test_a_vehicle_whose_record_asks_for_nobody_still_needs_one_person():
    assert not is_staffed(crew_on_duty=0, minimum_crew=0, has_driver=True)
    assert why_unstaffed(0, 0, has_driver=True) == "在岗 0 人，最低需 1 人"
    assert is_staffed(crew_on_duty=1, minimum_crew=0, has_driver=True)


def manned(call_sign, status=UnitStatus.IN_STATION, pool="甲", station="县站"):
    return Manned(call_sign, station, pool, status)


HOME, BROKEN = UnitStatus.IN_STATION, UnitStatus.OUT_OF_SERVICE


@pytest.mark.parametrize("status", sorted(set(UnitStatus) - {HOME, BROKEN}))
def test_whatever_takes_a_vehicle_away_takes_the_shared_crew_along(status):
    fleet = [manned("水罐1", status), manned("水罐2")]

    assert is_blocked(fleet[1], fleet)
    assert not is_blocked(fleet[0], fleet)


@pytest.mark.parametrize("status", [HOME, BROKEN])
def test_a_mate_at_home_leaves_the_people_at_hand(status):
    fleet = [manned("水罐1", status), manned("水罐2")]

    assert crews_away(fleet) == {}


def test_the_reason_names_the_mate_and_what_it_does():
    def reason(status):
        return why_blocked(manned("县站水罐2"), [manned("县站水罐1", status)])

    assert reason(UnitStatus.ON_SCENE) == "人员随县站水罐1出动，无人驾驶"
    assert reason(UnitStatus.RETURNING) == "人员随县站水罐1返队途中，无人驾驶"
    assert reason(UnitStatus.STANDBY) == "人员随县站水罐1驻防，无人驾驶"
    assert reason(UnitStatus.TRAINING) == "人员随县站水罐1训练，无人驾驶"


def test_a_vehicle_out_of_service_is_told_that_its_people_are_away_too():
    fleet = [manned("水罐1", UnitStatus.EN_ROUTE), manned("水罐2", BROKEN)]

    assert list(crews_away(fleet)) == ["水罐2"]


def test_the_same_word_in_another_station_is_another_group():
    fleet = [manned("水罐1", UnitStatus.EN_ROUTE), manned("龙潭1", station="龙潭")]

    assert crews_away(fleet) == {}


def test_vehicles_without_a_pool_never_block_each_other():
    fleet = [manned("水罐1", UnitStatus.EN_ROUTE, pool=""), manned("水罐2", pool="")]

    assert crews_away(fleet) == {}
    assert most_able(fleet) == 2


def test_of_three_that_share_one_crew_one_can_go():
    shared = [manned("水罐1"), manned("水罐2"), manned("登高1")]

    assert most_able([*shared, manned("抢险1", pool="")]) == 2
    assert most_able([]) == 0


def test_of_two_mates_away_the_first_by_call_sign_is_named():
    fleet = [
        manned("水罐3", UnitStatus.EN_ROUTE),
        manned("水罐2", UnitStatus.EN_ROUTE),
        manned("水罐1"),
    ]

    assert crews_away(fleet) == {"水罐1": "人员随水罐2出动，无人驾驶"}


ZONE = ZoneInfo("Asia/Shanghai")
# Two in the afternoon in the county.
AFTERNOON = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)


def test_a_rest_is_told_with_its_end_in_the_time_of_the_county():
    end = AFTERNOON + timedelta(minutes=30)

    assert is_resting(end, AFTERNOON)
    assert resting_words(end, AFTERNOON, ZONE) == "休整中（至 14:30）"


def test_a_rest_that_ends_another_day_is_told_with_the_day():
    end = AFTERNOON + timedelta(hours=11)

    assert resting_words(end, AFTERNOON, ZONE) == "休整中（至 03-02 01:00）"


@pytest.mark.parametrize("end", [None, AFTERNOON, AFTERNOON - timedelta(minutes=1)])
def test_a_rest_that_is_over_is_none(end):
    assert not is_resting(end, AFTERNOON)
    assert resting_words(end, AFTERNOON, ZONE) is None


def hours(count):
    return AFTERNOON + timedelta(hours=count)


def test_more_than_four_hours_of_work_suggest_an_hour_of_rest_from_their_end():
    worked = hours(-4.75), hours(-0.5)

    assert suggested_rest(*worked, AFTERNOON) == hours(0.5)


def test_exactly_four_hours_suggest_none():
    assert suggested_rest(hours(-4.5), hours(-0.5), AFTERNOON) is None


def test_who_has_been_home_for_an_hour_is_not_told_to_rest():
    assert suggested_rest(hours(-9), hours(-1), AFTERNOON) is None


def test_another_policy_gives_another_rest():
    policy = RestPolicy(after=timedelta(hours=2), lasting=timedelta(hours=3))

    assert suggested_rest(hours(-3), AFTERNOON, AFTERNOON, policy) == hours(3)


def test_a_rest_without_length_cannot_be_made():
    with pytest.raises(ValueError, match="a rest lasts"):
        RestPolicy(lasting=timedelta(0))


def faulty_fields(**told):
    duty = CrewDuty(**{"people": 4, "has_driver": True, **told})
    return [fault.field for fault in duty_faults(duty, seats=6, now=AFTERNOON)]


def test_a_crew_that_fits_its_vehicle_is_without_fault():
    assert faulty_fields() == []
    assert faulty_fields(people=0, has_driver=False) == []
    assert faulty_fields(people=6, pool="一班", rest_until=hours(24)) == []


def test_every_fault_of_a_crew_is_named_by_its_field():
    assert faulty_fields(people=7) == ["people"]
    assert faulty_fields(people=-1) == ["people"]
    assert faulty_fields(people=0) == ["has_driver"]
    assert faulty_fields(pool="一班 二班") == ["pool"]
    assert faulty_fields(pool="班" * 21) == ["pool"]
    assert faulty_fields(rest_until=hours(24.1)) == ["rest_until"]
