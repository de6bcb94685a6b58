"""The job asks in the background, and keeps what it hears.

The engines here are servers on this machine (`routing_servers.py`), asked over real sockets.
"""

import json

import pytest

from dispatch.records import Reminder, RoutedTime
from dispatch.roads import routed
from dispatch.roads.engines import EngineKind, Fault, NoAnswer
from incidents import queries
from resources.database import db, transaction
from resources.geography import Position
from resources.records import Unit
from tests.makers import (
    NOON,
    TOWN,
    a_county_with,
    count,
    incident,
    make_county,
    make_station,
    make_unit,
    take_a_call,
    unit,
)
from tests.web.routing_servers import (
    Clocks,
    an_engine,
)
from web.routing_client import RoutingClient
from web.routing_job import RoutingJob

FIRE = Position(108.690, 28.730)
LIMIT_S = 0.4


@pytest.fixture
def clocks():
    return Clocks()


@pytest.fixture
def job_for(application, clocks):
    """Make the job of an engine at an address, asked by a client of a short limit unless told."""

    def make(url, kind=EngineKind.OSRM, ask=None):
        ask = ask or RoutingClient(url, LIMIT_S)
        return RoutingJob(application, lambda: clocks.now, lambda: clocks.steady_s, kind, ask)

    return make


def told() -> list[str]:
    """What the log says of the engine."""
    db.session.rollback()
    return [row.text for row in queries.events_since(0) if "路径服务" in row.text]


def held(number) -> dict[int, float]:
    """The seconds that hold for an incident, by vehicle."""
    key = incident(number).id
    return {one: way.seconds for one, way in routed.routed_times(db.session(), key, NOON).items()}


def test_a_call_with_a_place_has_its_times_after_one_run(job_for):
    a_county_with("龙潭1", "龙潭2")
    number = take_a_call(0, position=FIRE)

    with an_engine() as engine:
        kept = job_for(engine.url).run()

    # 0.1368 degrees at 111 km, 1.3 times, at 10 m/s.
    assert kept == 2
    assert held(number) == {
        unit(name).id: pytest.approx(1_969, abs=20) for name in ("龙潭1", "龙潭2")
    }
    assert told() == ["路径服务已接通，行车时间可按其应答计算。"]


def test_what_is_known_is_not_asked_again_until_it_ages_or_something_moved(job_for, clocks):
    a_county_with("龙潭1", "龙潭2")
    take_a_call(0, position=FIRE)
    with an_engine() as engine:
        job = job_for(engine.url)
        job.run()
        asked_first = list(engine.asked)
        clocks.pass_s(20)
        job.run()
        asked_soon = engine.asked[len(asked_first) :]
        with transaction() as session:
            row = session.get_one(Unit, unit("龙潭1").id)
            row.position, row.position_at = Position(108.75, 28.82), clocks.now
        job.run()
        asked_moved = engine.asked[len(asked_first) + len(asked_soon) :]

    assert (asked_first, asked_soon, asked_moved) == ([2], [], [1])


def test_a_vehicle_no_way_leads_from_is_not_asked_for_every_second(job_for, clocks):
    a_county_with("龙潭1")
    number = take_a_call(0, position=FIRE)
    with an_engine() as engine:
        engine.wayless.add((TOWN.lon, TOWN.lat))
        job = job_for(engine.url)
        for _ in range(5):
            job.run()
            clocks.pass_s(1)
        asked = list(engine.asked)
        clocks.pass_s(26 * 60)
        engine.wayless.clear()
        engine.asked.clear()
        job.run()

    assert asked == [1]
    assert engine.asked == [1]
    assert count(RoutedTime) == 1 and number


def test_a_large_fleet_is_asked_for_in_parts(job_for):
    with transaction() as session:
        make_county(session)
        station = make_station(session)
        for at in range(200):
            make_unit(session, f"龙潭{at}", station=station)
    number = take_a_call(0, position=FIRE)

    with an_engine() as engine:
        kept = job_for(engine.url).run()

    assert (kept, engine.asked) == (200, [80, 80, 40])
    assert len(held(number)) == 200


def test_with_nothing_to_ask_the_engine_is_probed_now_and_then(job_for, clocks):
    a_county_with("龙潭1")
    with an_engine() as engine:
        job = job_for(engine.url)
        for _ in range(61):
            job.run()
            clocks.pass_s(1)

    # At the start, after 30 s and after 60 s.
    assert engine.asked == [1, 1, 1]


def test_valhalla_is_asked_in_halves_until_the_place_off_its_map_stands_alone(job_for, clocks):
    lost = Position(108.6, 28.6)
    with transaction() as session:
        make_county(session)
        near, far = make_station(session), make_station(session, "二站", position=lost)
        for at in range(7):
            make_unit(session, f"龙潭{at}", station=near)
        make_unit(session, "板溪1", station=far)
    number = take_a_call(0, position=FIRE)

    with an_engine() as engine:
        engine.off_map.add((lost.lon, lost.lat))
        job = job_for(engine.url, EngineKind.VALHALLA)
        kept = job.run()
        asked = list(engine.asked)
        clocks.pass_s(1)
        kept_later = job.run()

    # Eight are refused, so the incident itself is looked at; then halves of what is refused.
    assert asked == [8, 1, 4, 4, 1, 2, 2, 1, 1, 1]
    assert (kept, kept_later, engine.asked) == (7, 0, asked)
    assert len(held(number)) == 7 and unit("板溪1").id not in held(number)


def test_an_incident_off_the_map_costs_two_questions(job_for, clocks):
    a_county_with(*(f"龙潭{at}" for at in range(8)))
    number = take_a_call(0, position=FIRE)

    with an_engine() as engine:
        engine.off_map.add((FIRE.lon, FIRE.lat))
        job = job_for(engine.url, EngineKind.VALHALLA)
        for _ in range(5):
            job.run()
            clocks.pass_s(1)

    assert engine.asked == [8, 1]
    assert held(number) == {}


def test_the_nearest_vehicles_are_asked_for_first(job_for):
    with transaction() as session:
        make_county(session)
        far = make_station(session, "远站", position=Position(109.2, 29.2))
        near = make_station(session, "近站", position=Position(108.70, 28.74))
        for at in range(25):
            make_unit(session, f"远{at}", station=far)
        for at in range(20):
            make_unit(session, f"近{at}", station=near)
    take_a_call(0, position=FIRE)
    places = []

    def ask(request):
        places.append({(one["lon"], one["lat"]) for one in json.loads(request.body)["sources"]})
        return NoAnswer(Fault.AWAY) if len(places) == 2 else engine_client(request)

    with an_engine() as engine:
        engine_client = RoutingClient(engine.url)
        kept = job_for("", EngineKind.VALHALLA, ask).run()

    assert places == [{(108.70, 28.74)}, {(109.2, 29.2)}]
    assert kept == 20


def test_valhalla_is_asked_once_for_each_size_of_vehicle(job_for):
    with transaction() as session:
        make_county(session)
        make_unit(session, "龙潭1", "water_tanker")
        make_unit(session, "龙潭2", "water_tanker")
        make_unit(session, "龙潭3", "command")
    take_a_call(0, position=FIRE)

    with an_engine() as engine:
        kept = job_for(engine.url, EngineKind.VALHALLA).run()

    assert (kept, engine.asked) == (3, [2, 1])


def test_an_empty_database_asks_nothing(job_for, application):
    with an_engine() as engine:
        assert job_for(engine.url).run() == 0

    assert engine.asked == [] and count(Reminder) == 0
