from datetime import timedelta
from random import Random

import pytest

from dispatch.cover import CoverPolicy, DemandPoint, LostPlace
from tests.dispatch.cover_makers import (
    NO_WAY,
    make_map,
    random_map,
    random_standings,
    stand,
)
from tests.makers import TOWN

# Two stations and three places: 甲 only from 东站, 乙 from both, 丙 from neither in 15 minutes.
TWO_STATIONS = {"东站": (5, 10, 20), "西站": (30, 12, 18)}
ONE_EACH = [stand("东1", "东站"), stand("西1", "西站")]


def minutes(count):
    return timedelta(minutes=count)


def test_cover_is_the_weight_reached_times_the_share_of_time_someone_is_there():
    county = make_map(TWO_STATIONS, weights=(1, 1, 2))

    covered = county.cover(ONE_EACH)

    # One engine of q = 0.1 is there 0.9 of the time, two 0.99: (0.9 + 0.99 + 0) / 4.
    assert covered == 472_500


def test_an_engine_alone_in_reach_is_the_greatest_loss():
    county = make_map(TWO_STATIONS, weights=(1, 1, 2))

    losses = county.loss_of_each(ONE_EACH)

    # 东1: all of 甲, 0.09 of 乙. 西1: 0.09 of 乙.
    assert losses == (247_500, 22_500)


def test_units_of_one_station_lose_the_same():
    county = make_map(TWO_STATIONS)

    losses = county.loss_of_each([*ONE_EACH, stand("东2", "东站")])

    assert losses[0] == losses[2]
    # 甲: 0.99 - 0.9; 乙: 0.999 - 0.99; a third each.
    assert losses[0] == 33_000


def test_a_unit_that_covers_nothing_costs_nothing():
    county = make_map(TWO_STATIONS)

    losses = county.loss_of_each([stand("途中1", None), stand("外县1", "外县站"), *ONE_EACH])

    assert losses[:2] == (0, 0)
    assert losses[2:] == county.loss_of_each(ONE_EACH)


def test_two_vehicles_of_one_crew_are_one_engine():
    county = make_map(TWO_STATIONS)
    shared = [stand("东1", "东站", "甲班"), stand("东2", "东站", "甲班")]

    assert county.cover(shared) == county.cover([stand("东1", "东站")])
    assert county.loss_of_each(shared) == county.loss_of_each([stand("东1", "东站")]) * 2
    assert county.lost_by(["东2"], shared).stations_emptied == ("东站",)


def test_the_same_crew_word_at_two_stations_means_two_crews():
    county = make_map(TWO_STATIONS)

    covered = county.cover([stand("东1", "东站", "甲班"), stand("西1", "西站", "甲班")])

    assert covered == county.cover(ONE_EACH)


def test_an_order_names_the_places_it_leaves_and_their_minutes():
    county = make_map({"东站": (5, 10, 4), "西站": (30, 12, NO_WAY)})

    loss = county.lost_by(["东1"], ONE_EACH)

    assert loss.places == (
        LostPlace("丙", minutes(4), None),
        LostPlace("甲", minutes(5), minutes(30)),
    )
    assert loss.stations_emptied == ("东站",)
    # Before 0.9 + 0.99 + 0.9, after 0.9 (乙 from 西站), each a third.
    assert (loss.before, loss.after, loss.loss) == (930_000, 300_000, 630_000)
    assert loss.reason == (
        "派出后 2 个村镇超出 15 分钟：丙 4→无车可到、甲 5→30 分钟；东站没有灭火车留守"
    )


def test_an_order_that_leaves_another_engine_behind_says_so():
    county = make_map(TWO_STATIONS)

    loss = county.lost_by(["东1"], [*ONE_EACH, stand("东2", "东站")])

    assert loss.places == ()
    assert loss.stations_emptied == ()
    assert loss.reason == "派出后没有村镇超出 15 分钟"


def test_a_place_reached_in_fifteen_minutes_and_a_second_is_not_told_as_fifteen():
    place = LostPlace("甲", timedelta(minutes=15), timedelta(minutes=15, seconds=1))

    assert place.text == "甲 15→16 分钟"


def test_many_places_are_counted_and_the_worst_three_named():
    county = make_map({"东站": (5, 5, 5, 5), "西站": (20, 40, 30, 25)})

    loss = county.lost_by(["东1"], ONE_EACH)

    assert loss.count == 4
    assert loss.reason.startswith(
        "派出后 4 个村镇超出 15 分钟：乙 5→40 分钟、丙 5→30 分钟、丁 5→25 分钟等；"
    )


def test_the_present_cover_lists_who_is_late_and_which_stations_are_empty():
    county = make_map({"东站": (5, 20, NO_WAY), "西站": (30, 12, 18)})

    now = county.now([stand("东1", "东站")])

    assert (now.places, now.covered) == (3, 1)
    assert [(one.name, one.first) for one in now.uncovered] == [("丙", None), ("乙", minutes(20))]
    assert now.empty_stations == ("西站",)
    assert now.cover == 300_000


@pytest.mark.parametrize("seed", range(40))
def test_the_quick_losses_are_those_of_taking_each_unit_away(seed):
    random = Random(seed)
    county = random_map(random, posts=random.randrange(1, 8), points=random.randrange(1, 10))
    fleet = random_standings(random, county, units=random.randrange(1, 14))

    losses = county.loss_of_each(fleet)

    assert losses == tuple(county.lost_by([one.call_sign], fleet).loss for one in fleet)


@pytest.mark.parametrize("seed", range(20))
def test_what_one_more_engine_adds_is_what_taking_it_away_costs(seed):
    random = Random(seed)
    county = random_map(random, posts=5, points=8)
    fleet = random_standings(random, county, units=6)

    gains = county.gains(county.counts(fleet))

    for post, gain in zip(county.posts, gains.tolist(), strict=True):
        with_one_more = [*fleet, stand("新1", post.station)]
        assert gain == county.loss_of_each(with_one_more)[-1]


def test_equal_losses_are_equal_in_any_order_of_places():
    random = Random(7)
    weights = tuple(random.random() + 0.1 for _ in range(9))
    reach = tuple(random.choice([5.0, 20.0]) for _ in range(9))
    there = make_map({"东站": reach}, weights)
    back = make_map({"东站": reach[::-1]}, weights[::-1])

    assert there.loss_of_each([stand("东1", "东站")]) == back.loss_of_each([stand("东1", "东站")])


def test_a_county_without_places_or_stations_says_that_nothing_can_be_told():
    no_places = make_map({"东站": ()})
    no_stations = make_map({}, weights=(1.0,))

    assert no_places.gap == "没有带坐标的村和乡镇，无法估算覆盖"
    assert no_stations.gap == "没有带坐标的队站，无法估算覆盖"
    assert make_map(TWO_STATIONS).gap == ""
    for county in (no_places, no_stations):
        assert county.cover(ONE_EACH) == 0
        assert county.loss_of_each(ONE_EACH) == (0, 0)
        assert county.lost_by(["东1"], ONE_EACH).places == ()
    assert [one.first for one in no_stations.now([]).uncovered] == [None]


def test_no_units_cover_nothing_and_lose_nothing():
    county = make_map(TWO_STATIONS)

    assert county.cover([]) == 0
    assert county.loss_of_each([]) == ()
    assert county.lost_by(["东1"], []).loss == 0
    assert county.now([]).empty_stations == ("东站", "西站")


def test_a_standard_of_nothing_and_an_engine_never_busy_are_refused():
    for wrong in ({"within": timedelta(0)}, {"busy": 0.0}, {"busy": 1.0}, {"years": 0}):
        with pytest.raises(ValueError, match=r"standard|negative"):
            CoverPolicy(**wrong)
    with pytest.raises(ValueError, match="weighs"):
        DemandPoint("甲", TOWN, 0.0)
