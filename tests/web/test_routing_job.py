"""The job asks in the background, keeps what it hears, and bears whatever the engine does.

The engines here are servers on this machine (`routing_servers.py`), asked over real sockets.
"""

import json
import logging
import threading
import time
from datetime import timedelta

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
from tests.web.routing_servers import a_server, an_engine, dribble, flood, free_port, hang, say
from web.routing_client import RoutingClient
from web.routing_job import RoutingJob, rest_s
from web.ticker import Ticker

FIRE = Position(108.690, 28.730)
LIMIT_S = 0.4


class Clocks:
    """A wall clock and a steady one that a test moves by hand."""

    def __init__(self) -> None:
        self.now = NOON
        self.steady_s = 500.0

    def pass_s(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.steady_s += seconds


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


def test_an_engine_that_went_away_is_told_once_and_so_is_its_return(job_for, clocks):
    a_county_with("龙潭1")
    port = free_port()
    job = job_for(f"http://127.0.0.1:{port}")
    with an_engine(port):
        job.run()
    for _ in range(120):
        clocks.pass_s(1)
        job.run()
    told_away = told()
    with an_engine(port):
        for _ in range(61):
            clocks.pass_s(1)
            job.run()

    made, lost = told_away
    assert made == "路径服务已接通，行车时间可按其应答计算。"
    assert lost == "路径服务连接不上，行车时间改按本县道路计算，请通知系统管理员。"
    assert told()[2:] == ["路径服务已恢复，行车时间可按其应答计算。"]


def test_one_lost_answer_is_not_told(job_for, clocks):
    a_county_with("龙潭1")
    port = free_port()
    job = job_for(f"http://127.0.0.1:{port}")

    job.run()
    clocks.pass_s(5)
    with an_engine(port):
        job.run()

    assert told() == ["路径服务已接通，行车时间可按其应答计算。"]


def test_a_second_ticker_does_not_tell_it_again(job_for, clocks):
    a_county_with("龙潭1")
    url = f"http://127.0.0.1:{free_port()}"
    jobs = [job_for(url), job_for(url)]

    for _ in range(30):
        clocks.pass_s(1)
        for job in jobs:
            job.run()

    assert len(told()) == 1


def test_after_failures_the_engine_is_left_alone_longer_each_time(job_for, clocks):
    a_county_with("龙潭1")
    moments: list[float] = []

    def ask(request):
        moments.append(clocks.steady_s - 500)
        return NoAnswer(Fault.AWAY)

    job = job_for("", ask=ask)
    for _ in range(241):
        job.run()
        clocks.pass_s(1)

    assert moments == [0, 5, 15, 35, 75, 135, 195]


def test_however_often_it_failed_it_is_asked_again_within_a_minute():
    assert [rest_s(failures) for failures in (1, 2, 5, 6, 5_000)] == [5, 10, 60, 60, 60]


@pytest.mark.parametrize(
    "behave", [hang, dribble, flood, say(b""), say(b"\x00\xff"), say(b"HTTP/1.1 500 No\r\n\r\n{}")]
)
def test_nothing_a_server_does_raises_or_takes_longer_than_its_limit(job_for, clocks, behave):
    a_county_with("龙潭1")
    number = take_a_call(0, position=FIRE)

    with a_server(behave) as url:
        job = job_for(url)
        begun_s = time.monotonic()
        kept = job.run()
        waited_s = time.monotonic() - begun_s
        clocks.pass_s(5)
        job.run()

    assert kept == 0 and held(number) == {}
    assert waited_s < 2 * LIMIT_S + 0.5
    assert len(told()) == 1 and "改按本县道路计算" in told()[0]


def test_a_server_that_hangs_delays_neither_the_watch_nor_a_call(application, job_for, clocks):
    a_county_with("龙潭1")
    take_a_call(0, position=FIRE)
    ticker = Ticker(application, lambda: clocks.now, lambda: clocks.steady_s)
    ticker.watch()
    clocks.pass_s(31)
    is_asked = threading.Event()

    def hang_and_say_so(caller):
        is_asked.set()
        hang(caller)

    with a_server(hang_and_say_so) as url:
        job = job_for(url, ask=RoutingClient(url, 3.0))
        asking = threading.Thread(target=job.run)
        begun_s = time.monotonic()
        asking.start()
        assert is_asked.wait(3)
        told_overdue = ticker.watch()
        second = take_a_call(1, position=TOWN, category="50100", place="城东")
        second_run = job.run()
        passed_s = time.monotonic() - begun_s
        is_still_asking = asking.is_alive()
        asking.join()

    assert told_overdue == 1
    assert incident(second).number == second
    assert second_run == 0
    assert is_still_asking and passed_s < 2


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


def test_an_engine_with_the_map_of_another_county_is_told(job_for, clocks):
    with transaction() as session:
        make_county(session)
        for at, name in enumerate(("一站", "二站", "三站", "四站")):
            make_station(session, name, position=Position(TOWN.lon + at / 100, TOWN.lat))
    with an_engine() as engine:
        engine.is_off_map = True
        job = job_for(engine.url)
        for _ in range(100):
            job.run()
            clocks.pass_s(1)
        told_wrong = told()
        engine.is_off_map = False
        for _ in range(31):
            job.run()
            clocks.pass_s(1)

    assert told_wrong == ["路径服务地图不包含本县，行车时间改按本县道路计算，请通知系统管理员。"]
    assert told()[1:] == ["路径服务已恢复，行车时间可按其应答计算。"]


def test_one_station_off_the_map_is_no_reason_to_tell(job_for, clocks):
    with transaction() as session:
        make_county(session)
        make_station(session, "一站")
        make_station(session, "二站", position=Position(108.6, 28.6))
    with an_engine() as engine:
        engine.wayless.add((108.6, 28.6))
        job = job_for(engine.url)
        for _ in range(200):
            job.run()
            clocks.pass_s(1)

    assert told() == ["路径服务已接通，行车时间可按其应答计算。"]


def test_the_machine_rooms_log_says_what_is_wrong_once(job_for, clocks, caplog):
    a_county_with("龙潭1")
    with caplog.at_level(logging.WARNING), a_server(say(b"HTTP/1.1 500 No\r\n\r\noops")) as url:
        job = job_for(url)
        for _ in range(20):
            job.run()
            clocks.pass_s(1)

    lines = [one.getMessage() for one in caplog.records if one.name == "web.routing_job"]
    assert lines == ["routing server: garbled (HTTP 500, no JSON)"]


def test_an_empty_database_asks_nothing(job_for, application):
    with an_engine() as engine:
        assert job_for(engine.url).run() == 0

    assert engine.asked == [] and count(Reminder) == 0
