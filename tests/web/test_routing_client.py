"""The client comes back in time and without an exception, whatever sits at the other end."""

import time

import pytest

from dispatch.roads.engines import Fault, NoAnswer, Reply, Request
from tests.web.routing_servers import (
    a_server,
    an_engine,
    dribble,
    dribble_headers,
    flood,
    free_port,
    hang,
    say,
)
from web.routing_client import RoutingClient

LIMIT_S = 0.4
SLACK_S = 0.4
ASKED = Request("/table/v1/driving/108.7,28.8;108.8,28.9?sources=1&destinations=0")


def test_an_answer_comes_back_as_it_was_sent():
    with an_engine() as engine:
        reply = RoutingClient(engine.url)(ASKED)

    assert isinstance(reply, Reply)
    assert reply.status == 200 and reply.body.startswith(b'{"code": "Ok"')
    assert engine.asked == [1]


def test_a_path_before_the_interface_is_kept():
    heard: list[bytes] = []

    def listen(caller):
        heard.append(caller.recv(65_536))
        caller.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    with a_server(listen) as url:
        reply = RoutingClient(f"{url}/osrm/")(ASKED)

    assert reply == Reply(404, b"")
    assert heard[0].startswith(b"GET /osrm/table/v1/driving/")


def test_a_question_with_a_body_is_posted_as_json():
    heard: list[bytes] = []

    def listen(caller):
        while b"}" not in b"".join(heard):
            heard.append(caller.recv(65_536))
        caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with a_server(listen) as url:
        RoutingClient(url)(Request("/sources_to_targets", b'{"sources":[]}'))

    words = b"".join(heard)
    assert words.startswith(b"POST /sources_to_targets HTTP/1.1")
    assert b"Content-Type: application/json" in words
    assert words.endswith(b'{"sources":[]}')


@pytest.mark.parametrize("behave", [hang, dribble, dribble_headers])
def test_a_server_that_never_ends_its_answer_is_left_at_the_limit(behave):
    with a_server(behave) as url:
        begun_s = time.monotonic()
        answer = RoutingClient(url, LIMIT_S)(ASKED)
        waited_s = time.monotonic() - begun_s

    assert isinstance(answer, NoAnswer) and answer.fault is Fault.LATE
    assert waited_s < LIMIT_S + SLACK_S


def test_a_server_that_sends_without_end_is_cut_off():
    with a_server(flood) as url:
        answer = RoutingClient(url)(ASKED)

    assert isinstance(answer, NoAnswer) and answer.fault in {Fault.GARBLED, Fault.LATE}


def test_nobody_there_is_said_at_once():
    begun_s = time.monotonic()

    answer = RoutingClient(f"http://127.0.0.1:{free_port()}")(ASKED)

    assert answer == NoAnswer(Fault.AWAY, "Connection refused")
    assert time.monotonic() - begun_s < SLACK_S


def test_a_name_nobody_knows_is_no_exception():
    answer = RoutingClient("http://routing.invalid:80", LIMIT_S)(ASKED)

    assert isinstance(answer, NoAnswer) and answer.fault in {Fault.AWAY, Fault.LATE}


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (b"", Fault.AWAY),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Fault.GARBLED),
        (b"\x00\x01\x02\xff\n", Fault.GARBLED),
        (b"HTTP/1.1 two hundred\r\n\r\n", Fault.GARBLED),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 70_000 + b"\r\n\r\n", Fault.GARBLED),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", Fault.GARBLED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", Fault.GARBLED),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Fault.GARBLED),
    ],
)
def test_what_is_no_http_is_garbled(words, fault):
    with a_server(say(words)) as url:
        answer = RoutingClient(url)(ASKED)

    assert isinstance(answer, NoAnswer) and answer.fault is fault


def test_a_redirect_is_not_followed():
    words = b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n"
    with a_server(say(words)) as url:
        reply = RoutingClient(url)(ASKED)

    assert reply == Reply(302, b"")


def test_a_plain_server_behind_https_is_no_exception():
    with a_server(say(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as url:
        answer = RoutingClient(url.replace("http:", "https:"), LIMIT_S)(ASKED)

    assert isinstance(answer, NoAnswer)


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    with an_engine() as engine:
        assert isinstance(RoutingClient(engine.url)(ASKED), Reply)
