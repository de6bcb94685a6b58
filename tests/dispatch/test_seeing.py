from dataclasses import replace

from dispatch import seeing
from dispatch.fleet import Fleet
from dispatch.recommendation import recommend
from dispatch.response_plans import DispatchMode
from dispatch.seeing import Situation
from resources.geography import Position
from resources.unit_status import UnitStatus
from tests.dispatch.candidate_makers import make_demand, make_line
from tests.dispatch.fleet_makers import make_unit_now
from tests.makers import TOWN

BY_STATION = replace(make_demand(make_line("water")), mode=DispatchMode.STATION_ORDER)


def north(km: float) -> Position:
    return Position(TOWN.lon, TOWN.lat + km / 110.8)


def test_where_a_vehicle_happens_to_be_does_not_make_its_station_the_responsible_one():
    # A pickup of the far station broke down beside the fire.
    fleet = Fleet(
        [
            make_unit_now("水一", place=north(1), key=1, station="近站"),
            make_unit_now("水二", place=north(20), key=2, station="远站"),
            replace(
                make_unit_now("皮二", "pickup", north(0.01), key=3, station="远站"),
                status=UnitStatus.OUT_OF_SERVICE,
                home=north(20),
            ),
        ]
    )

    seen = seeing.seen_from(fleet, fleet.units, Situation(TOWN))

    assert [one.call_sign for one in recommend(BY_STATION, seen.values()).team] == ["水一"]


def test_the_order_of_stations_is_the_same_whichever_vehicles_are_looked_at():
    fleet = Fleet(
        [
            make_unit_now("水一", place=north(3), key=1, station="甲站"),
            make_unit_now("皮一", "pickup", north(1), key=2, station="乙站"),
            make_unit_now("水二", place=north(8), key=3, station="乙站"),
        ]
    )

    everyone = seeing.seen_from(fleet, [1, 2, 3], Situation(TOWN))
    tankers = seeing.seen_from(fleet, [1, 3], Situation(TOWN))

    assert [everyone[key].station_rank for key in (1, 3)] == [
        tankers[key].station_rank for key in (1, 3)
    ]


def test_the_nearest_station_is_not_said_to_be_responsible_where_nobody_knows_who_is():
    fleet = Fleet([make_unit_now("水一", place=north(40), key=1, township_code="500242101")])

    seen = seeing.seen_from(fleet, [1], Situation(TOWN, township_code="500242102"))

    advice = recommend(BY_STATION, seen.values())
    assert "辖区主战" not in advice.picks[0].reasons[0]
