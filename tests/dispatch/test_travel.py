from datetime import timedelta

import pytest

from dispatch.travel import (
    DEFAULT_TRAVEL,
    USUAL_PACE,
    Conditions,
    DayPeriod,
    Doubt,
    Pace,
    TravelPolicy,
    Turnout,
    estimate,
    period_of,
)
from dispatch.weather import Weather
from resources.county_rows import RoadClass
from resources.vehicle_types import VehicleClass

ROUND_NUMBERS = TravelPolicy(
    detour=1.5,
    speed_kmh=dict.fromkeys(VehicleClass, 36.0),
    type_speed_kmh={"motorcycle": 72.0},
)


def test_the_way_is_the_line_times_the_detour_over_the_speed_plus_the_turnout():
    # 1 000 m x 1.5 = 1 500 m at 36 km/h = 10 m/s: 150 s, and 60 s to turn out.
    taken = estimate(
        1000, ROUND_NUMBERS, vehicle_type="water_tanker", station_kind="national_station"
    )

    assert taken == timedelta(seconds=210)


def test_a_vehicle_on_the_road_needs_no_turnout():
    taken = estimate(
        1000,
        ROUND_NUMBERS,
        vehicle_type="water_tanker",
        station_kind="volunteer_brigade",
        on_the_road=True,
    )

    assert taken == timedelta(seconds=150)


@pytest.mark.parametrize(
    ("kind", "seconds"),
    [
        ("national_station", 60),
        ("township_brigade", 120),
        ("enterprise_brigade", 120),
        ("volunteer_brigade", 300),
        ("micro_station", 60),
        ("a kind of their own", 300),
    ],
)
def test_at_the_door_only_the_turnout_of_the_station_counts(kind, seconds):
    taken = estimate(0, DEFAULT_TRAVEL, vehicle_type="rescue", station_kind=kind)

    assert taken == timedelta(seconds=seconds)


def test_a_kind_of_vehicle_with_a_speed_of_its_own_uses_it():
    # 1 500 m of road at 72 km/h = 20 m/s: 75 s.
    taken = estimate(
        1000,
        ROUND_NUMBERS,
        vehicle_type="motorcycle",
        station_kind="micro_station",
        on_the_road=True,
    )

    assert taken == timedelta(seconds=75)


def test_a_ladder_is_slower_than_a_tanker_by_default():
    ladder = estimate(9000, DEFAULT_TRAVEL, vehicle_type="platform", station_kind="micro_station")
    tanker = estimate(
        9000, DEFAULT_TRAVEL, vehicle_type="water_tanker", station_kind="micro_station"
    )

    assert ladder > tanker


def test_part_of_a_second_counts_as_a_whole_one():
    # 1 m x 1.5 at 10 m/s: 0.15 s.
    taken = estimate(
        1,
        ROUND_NUMBERS,
        vehicle_type="water_tanker",
        station_kind="micro_station",
        on_the_road=True,
    )

    assert taken == timedelta(seconds=1)


def test_impossible_numbers_cannot_be_a_policy():
    with pytest.raises(ValueError, match="straight line"):
        TravelPolicy(detour=0.9)
    with pytest.raises(ValueError, match="speed"):
        TravelPolicy(speed_kmh=dict.fromkeys(VehicleClass, 0.0))
    with pytest.raises(ValueError, match="speed"):
        TravelPolicy(speed_kmh={VehicleClass.AERIAL: 30.0})
    with pytest.raises(ValueError, match="turn-out"):
        TravelPolicy(turnout={"micro_station": timedelta(seconds=-1)})


def test_a_negative_distance_is_a_mistake():
    with pytest.raises(ValueError, match="negative"):
        estimate(-1, DEFAULT_TRAVEL, vehicle_type="rescue", station_kind="micro_station")


def estimated(conditions: Conditions, policy: TravelPolicy = ROUND_NUMBERS) -> timedelta:
    return estimate(
        1000,
        policy,
        vehicle_type="water_tanker",
        station_kind="national_station",
        on_the_road=True,
        conditions=conditions,
    )


def test_weather_and_hour_slow_the_estimate_as_they_slow_a_county_road():
    # 150 s on a dry road by day; rain leaves 0.85 of the speed, the rush 0.95, both 0.8075.
    assert estimated(Conditions(local_hour=12, weather=Weather.CLEAR)) == timedelta(seconds=150)
    assert estimated(Conditions(weather=Weather.RAIN)) == timedelta(seconds=177)
    assert estimated(Conditions(local_hour=8)) == timedelta(seconds=158)
    assert estimated(Conditions(8, Weather.RAIN)) == timedelta(seconds=186)


def test_streets_are_slow_in_the_rush_and_fast_at_night_and_mountain_roads_the_other_way_round():
    rush, noon, night = (DEFAULT_TRAVEL.pace(Conditions(hour)) for hour in (8, 12, 2))

    assert rush.on(RoadClass.STREET) < noon.on(RoadClass.STREET) < night.on(RoadClass.STREET)
    assert night.on(RoadClass.VILLAGE) < noon.on(RoadClass.VILLAGE) == rush.on(RoadClass.VILLAGE)
    assert noon == USUAL_PACE


def test_every_weather_is_worse_than_none_and_ice_is_the_worst():
    pace = {weather: DEFAULT_TRAVEL.pace(Conditions(weather=weather)) for weather in Weather}

    for road_class in RoadClass:
        shares = {weather: pace[weather].on(road_class) for weather in Weather}
        assert shares.pop(Weather.CLEAR) == 1.0
        assert max(shares.values()) < 1.0
        assert min(shares.values()) == shares[Weather.SNOW_ICE]


def test_what_nobody_has_told_changes_nothing():
    assert DEFAULT_TRAVEL.pace() == USUAL_PACE
    assert DEFAULT_TRAVEL.pace(Conditions(weather=Weather.CLEAR)) == USUAL_PACE


@pytest.mark.parametrize(
    ("hour", "period"), [(7, "day"), (21, "day"), (22, "night"), (0, "night"), (6, "night")]
)
def test_day_is_from_seven_to_ten_at_night(hour, period):
    assert period_of(hour) == period


def test_a_national_station_is_out_sooner_by_day():
    # 45 s by day, 60 s by night; without an hour the longer.
    by_hour = {
        hour: DEFAULT_TRAVEL.turnout_of("national_station", hour).seconds for hour in (12, 3, None)
    }

    assert by_hour == {12: 45.0, 3: 60.0, None: 60.0}


def test_what_the_log_has_taught_goes_before_the_table():
    learned = Turnout(71.5, cases=40, learned=True)
    policy = TravelPolicy(learned={("national_station", DayPeriod.DAY): learned})

    assert policy.turnout_of("national_station", 12) is learned
    assert policy.turnout_of("national_station", 3) == Turnout(60.0)
    # Nobody told the hour: the longer of 71.5 s and 60 s.
    assert policy.turnout_of("national_station") is learned


def test_a_stale_position_may_have_moved_but_no_farther_than_a_quarter_of_an_hour():
    moved = {
        minutes: DEFAULT_TRAVEL.doubt.moved(timedelta(minutes=minutes)) for minutes in (1, 2, 7, 90)
    }

    assert DEFAULT_TRAVEL.doubt.moved(None) == timedelta(0)
    assert moved == {
        1: timedelta(0),
        2: timedelta(0),
        7: timedelta(minutes=5),
        90: timedelta(minutes=15),
    }


def test_the_note_says_what_was_applied_and_that_it_is_proposed():
    def told(hour: int | None, weather: Weather | None) -> str:
        return DEFAULT_TRAVEL.note(Conditions(hour, weather))

    assert told(12, Weather.CLEAR) == told(None, None) == ""
    assert told(12, Weather.RAIN) == "雨天，车速按 0.75～0.85 计（P）"
    assert told(8, None) == "早晚高峰，城镇街道车速按 0.75 计（P）"
    assert told(3, Weather.SNOW_ICE) == (
        "冰雪，车速按 0.35～0.5 计；夜间，山区道路车速按 0.85、城镇街道按 1.1 计（P）"
    )


def test_impossible_conditions_cannot_be_told():
    with pytest.raises(ValueError, match="hour"):
        Conditions(local_hour=24)
    with pytest.raises(ValueError, match="negative"):
        Turnout(-1.0)
    with pytest.raises(ValueError, match="negative"):
        Doubt(by_road=-0.1)
    with pytest.raises(ValueError, match="share"):
        TravelPolicy(rush_share={RoadClass.STREET: 0.5})
    with pytest.raises(ValueError, match="share"):
        TravelPolicy(night_share=dict.fromkeys(RoadClass, 0.0))
    with pytest.raises(ValueError, match="weather"):
        TravelPolicy(weather_share={Weather.RAIN: dict.fromkeys(RoadClass, 0.8)})
    with pytest.raises(ValueError, match="share"):
        Pace((1.0,))
