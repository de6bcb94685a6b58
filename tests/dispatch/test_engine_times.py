"""Times of a routing engine beside our own: neither wins by its maker."""

from dataclasses import replace
from datetime import timedelta

from dispatch import seeing
from dispatch.arrivals import CUT_OFF, Arrival, Basis
from dispatch.candidates import Candidate
from dispatch.engine_times import by_engine
from dispatch.fleet import Fleet
from dispatch.roads.freshness import RoutedWay
from dispatch.seeing import Situation, seen_from
from dispatch.travel import DEFAULT_TRAVEL, USUAL, Conditions
from dispatch.weather import Weather
from resources.unit_status import UnitStatus
from tests.dispatch.fleet_makers import make_unit_now
from tests.dispatch.road_makers import at, make_network, make_piece
from tests.makers import NOON

GOAL = at(0, 0)


def told(seconds: float, metres: float = 5_000.0) -> RoutedWay:
    return RoutedWay(at(5, 0), GOAL, seconds, metres, "osrm", NOON)


def time_of(one: Candidate) -> timedelta:
    assert one.eta is not None, "its time is known"
    return one.eta


def test_an_engine_knows_no_vehicle_so_a_slow_one_takes_longer():
    # A ladder drives at 35/45 of a tanker's speed: 350 s become 450 s, and 60 s to turn out.
    ladder = make_unit_now("梯1", "platform")
    tanker = make_unit_now("水1")
    own = Arrival(timedelta(seconds=1), 1.0)

    slow = by_engine(ladder, own, told(350), DEFAULT_TRAVEL, USUAL)
    quick = by_engine(tanker, own, told(350), DEFAULT_TRAVEL, USUAL)

    assert (slow.eta, quick.eta) == (timedelta(seconds=510), timedelta(seconds=410))


def test_an_engine_knows_no_weather_so_ice_takes_longer():
    tanker = replace(make_unit_now("水1"), status=UnitStatus.RETURNING)
    ice = Conditions(None, Weather.SNOW_ICE)

    # On an unknown road ice leaves 0.45 of the speed.
    found = by_engine(tanker, Arrival(timedelta(1), 1.0), told(90), DEFAULT_TRAVEL, ice)

    assert found.eta == timedelta(seconds=200)


def test_what_our_map_cuts_off_stays_cut_off():
    # An engine knows neither weight nor height.
    own = Arrival(None, None, CUT_OFF)

    assert by_engine(make_unit_now("水1"), own, told(60), DEFAULT_TRAVEL, USUAL) is own


def test_a_vehicle_without_an_engine_time_is_reckoned_at_the_engines_pace():
    # Six vehicles at one door and a seventh beside them; the engine takes twice our time for six.
    network = make_network(make_piece((0, 0), (10, 0)))
    fleet = Fleet(make_unit_now(f"水{key}", place=at(5, 0), key=key) for key in range(7))
    plain = seen_from(fleet, fleet.units, Situation(GOAL, network))
    driving_s = (time_of(plain[0]) - timedelta(seconds=60)).total_seconds()
    routed = {key: told(2 * driving_s) for key in range(6)}

    situation = seeing.paced(fleet, replace(Situation(GOAL, network), routed=routed))
    seen = seen_from(fleet, fleet.units, situation)

    assert abs(situation.engine_pace - 2.0) < 0.01
    assert abs(time_of(seen[6]) - time_of(seen[0])) <= timedelta(seconds=1)
    assert seen[0].basis is Basis.BY_ENGINE
    assert seen[6].basis is Basis.BY_ROAD
    assert seen[6].travel_note == "按路径服务的快慢折算"
