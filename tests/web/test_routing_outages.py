"""The job bears whatever the engine does, delays nobody, and tells its going and coming once.

The engines here are servers on this machine (`routing_servers.py`), asked over real sockets.
"""

import logging
import threading
import time

import pytest

from dispatch.records import RoutedTime
from dispatch.roads.engines import EngineKind, Fault, NoAnswer
from incidents import queries
from resources.database import db, transaction
from resources.geography import Position
from tests.makers import (
    TOWN,
    a_county_with,
    count,
    incident,
    make_county,
    make_station,
    take_a_call,
)
from tests.web.routing_servers import (
    Clocks,
    a_server,
    an_engine,
    dribble,
    flood,
    free_port,
    hang,
    say,
)
from web.routing_client import RoutingClient
from web.routing_job import RoutingJob, rest_s
from web.ticker import Ticker

FIRE = Position(108.690, 28.730)
LIMIT_S = 0.4
SLACK_S = 3.0
"""For a busy machine; a server that were waited for would hold the job for twenty."""


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
    take_a_call(0, position=FIRE)

    with a_server(behave) as url:
        job = job_for(url)
        begun_s = time.monotonic()
        kept = job.run()
        waited_s = time.monotonic() - begun_s
        clocks.pass_s(5)
        job.run()

    assert kept == 0 and count(RoutedTime) == 0
    assert waited_s < 2 * LIMIT_S + SLACK_S
    assert len(told()) == 1 and "改按本县道路计算" in told()[0]


def test_a_server_that_hangs_delays_neither_the_watch_nor_a_call(application, job_for, clocks):
    a_county_with("龙潭1")
    take_a_call(0, position=FIRE)
    ticker = Ticker(application, lambda: clocks.now, lambda: clocks.steady_s)
    ticker.watch()
    clocks.pass_s(31)
    is_asked, may_end = threading.Event(), threading.Event()

    def hang_until_told(caller):
        is_asked.set()
        may_end.wait(20)

    with a_server(hang_until_told) as url:
        job = job_for(url, ask=RoutingClient(url, 20.0))
        asking = threading.Thread(target=job.run)
        asking.start()
        assert is_asked.wait(20)
        told_overdue = ticker.watch()
        second = take_a_call(1, position=TOWN, category="50100", place="城东")
        second_run = job.run()
        is_still_asking = asking.is_alive()
        may_end.set()
        asking.join()

    assert told_overdue == 1
    assert incident(second).number == second
    assert second_run == 0
    assert is_still_asking


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
