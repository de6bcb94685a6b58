from datetime import timedelta

import pytest

from dispatch.travel import DEFAULT_TRAVEL, TravelPolicy, estimate
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
