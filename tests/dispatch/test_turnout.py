"""What the log teaches of turn-outs: few cases little, many cases much."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.travel import DEFAULT_TRAVEL, DayPeriod, TravelPolicy, Turnout
from dispatch.turnout import TurnoutCase, learn, learned_turnouts, usual_of

USUAL = usual_of(DEFAULT_TRAVEL)
DAY, NIGHT = DayPeriod.DAY, DayPeriod.NIGHT


def brigade(*seconds, hour=12, station="", generated=False):
    return [
        TurnoutCase("township_brigade", hour, one, station, is_generated=generated)
        for one in seconds
    ]


def test_without_cases_nothing_is_learned_and_the_table_stands():
    found = learn([], USUAL)

    assert (dict(found.table), found.cases, found.is_generated) == ({}, 0, False)
    assert found.note == "尚无出动记录，按默认值计算"
    policy = replace(DEFAULT_TRAVEL, learned=found.table)
    assert policy.turnout_of("township_brigade", 12) == Turnout(120.0)


def test_one_case_moves_a_twenty_first_part_of_the_way():
    table = learned_turnouts(brigade(330), USUAL)

    # (1 * 330 + 20 * 120) / 21
    assert table["township_brigade", DAY] == Turnout(130.0, cases=1, learned=True)


def test_as_many_cases_as_the_strength_go_half_the_way():
    table = learned_turnouts(brigade(*[200] * 20), USUAL)

    assert table["township_brigade", DAY] == Turnout(160.0, cases=20, learned=True)


def test_many_cases_decide():
    table = learned_turnouts(brigade(*[200] * 380), USUAL)

    # (380 * 200 + 20 * 120) / 400
    assert table["township_brigade", DAY].seconds == 196.0


def test_another_strength_gives_another_weight():
    assert learned_turnouts(brigade(330), USUAL, strength=1)[
        "township_brigade", DAY
    ].seconds == pytest.approx(225.0)
    with pytest.raises(ValueError, match="at least one case"):
        learned_turnouts([], USUAL, strength=0)


def test_a_forgotten_button_hardly_moves_the_median():
    # Medians 90 and 95; (6 * 95 + 20 * 120) / 26 against 5 cases of the median 90.
    calm = learned_turnouts(brigade(80, 85, 90, 100, 110), USUAL)
    odd = learned_turnouts(brigade(80, 85, 90, 100, 110, 1_700), USUAL)

    assert calm["township_brigade", DAY].seconds == pytest.approx((450 + 2_400) / 25)
    assert odd["township_brigade", DAY].seconds == pytest.approx((570 + 2_400) / 26)


@pytest.mark.parametrize("seconds", [-5, 0, 9.9, 1_800.1, 90_000])
def test_what_no_crew_can_have_taken_is_left_out_and_counted(seconds):
    found = learn(brigade(100, seconds), USUAL)

    assert (found.cases, found.left_out) == (1, 1)
    assert found.note == "按出动记录，1 例，另有 1 例时间不合理未计"


@pytest.mark.parametrize("seconds", [10, 1_800])
def test_the_limits_themselves_are_credible(seconds):
    assert learn(brigade(seconds), USUAL).cases == 1


def test_day_and_night_are_learned_apart():
    table = learned_turnouts([*brigade(60, hour=7), *brigade(240, hour=22)], USUAL)

    assert set(table) == {("township_brigade", DAY), ("township_brigade", NIGHT)}
    assert table["township_brigade", DAY].seconds < 120 < table["township_brigade", NIGHT].seconds


def test_a_station_is_shrunk_towards_its_kind_and_not_towards_the_table():
    cases = [*brigade(*[200] * 20, station="甲"), *brigade(300, station="乙")]

    found = learn(cases, USUAL)

    # The kind: 21 cases of the median 200, so (21 * 200 + 20 * 120) / 41.
    kind_s = 6_600 / 41
    assert found.by_kind["township_brigade", DAY].used_s == pytest.approx(kind_s)
    assert found.by_station["甲", DAY].used_s == pytest.approx((20 * 200 + 20 * kind_s) / 40)
    assert found.by_station["乙", DAY].used_s == pytest.approx((300 + 20 * kind_s) / 21)
    assert found.station_table["乙", DAY].cases == 1


def test_made_up_cases_teach_only_while_there_is_no_real_one():
    made_up = brigade(*[600] * 50, generated=True)

    alone = learn(made_up, USUAL)
    beside = learn([*made_up, *brigade(120)], USUAL)

    assert (alone.is_generated, alone.cases) == (True, 50)
    assert alone.note == "按生成的演示记录，50 例"
    assert (beside.is_generated, beside.cases) == (False, 1)
    assert beside.by_kind["township_brigade", DAY].used_s == 120.0


def test_a_kind_nobody_knows_is_shrunk_towards_the_longest():
    found = learn([TurnoutCase("club", 12, 90)], USUAL)

    assert found.by_kind["club", DAY].towards_s == 300.0


def test_the_numbers_of_a_policy_are_what_it_is_shrunk_towards():
    usual = usual_of(TravelPolicy())

    assert usual("national_station", DAY) == 45.0
    assert usual("national_station", NIGHT) == 60.0


@given(
    st.lists(
        st.builds(
            TurnoutCase,
            st.sampled_from(["national_station", "micro_station"]),
            st.integers(0, 23),
            st.floats(-100, 4_000),
            st.sampled_from(["甲", "乙", ""]),
            st.booleans(),
        ),
        max_size=30,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_cases_does_not_matter_and_the_number_stays_between(cases, random):
    # A station is of one kind.
    cases = [replace(one, station=one.station and one.station + one.station_kind) for one in cases]
    shuffled = list(cases)
    random.shuffle(shuffled)

    found = learn(cases, USUAL)

    assert found == learn(shuffled, USUAL)
    for one in (*found.by_kind.values(), *found.by_station.values()):
        low, high = sorted((one.towards_s, one.median_s))
        assert low - 1e-6 <= one.used_s <= high + 1e-6
