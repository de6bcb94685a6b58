"""Every entry reaches every console in order, whoever is killed and whoever hangs up meanwhile.

Reliability T18, T39 and T41 in small; `make console` does the same with two hundred consoles.
"""

import socket
import time

import pytest

from incidents import queries
from resources import accounts
from resources.accounts import Role
from resources.database import db, transaction
from tests.conftest import KIND
from tests.faults.crowd import Crowd
from tests.faults.desks import Desk
from tests.faults.servers import Server, serving
from tests.faults.test_kills import wait_for_answers, working
from tests.makers import NOON, a_county_with

CONSOLES = 30
DEAD = 5
"""Streams that are opened and never read."""
DESKS = 8
ROUNDS = 3
ANSWERS = 10
WITHIN_S = 60.0
PROCESSES = ("--workers", "2") if KIND == "postgresql" else ()
"""SQLite is for one process; on PostgreSQL an entry of one reaches the consoles of the other."""

pytestmark = pytest.mark.slow


def never_read(port: int, token: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port))
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    ask = f"GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
    line.sendall(ask.encode())
    return line


def test_consoles_miss_nothing_through_kills_and_storms(application, database_url, tmp_path):
    units = [f"U{seat}" for seat in range(1, DESKS + 1)]
    a_county_with("S", *units)
    with transaction() as session:
        token = accounts.add_token(session, "坐席", Role.DISPATCHER, NOON)

    with serving(database_url, tmp_path, *PROCESSES) as server:
        crowd = Crowd(server.port, [token], CONSOLES)
        crowd.start()
        assert crowd.wait_until(lambda heard: heard.boards > 0, WITHIN_S)
        dead = [never_read(server.port, token) for _ in range(DEAD)]
        desks = [Desk(server, token, unit, "S", tmp_path, at) for at, unit in enumerate(units)]
        began = time.monotonic()
        with working(desks):
            for _ in range(ROUNDS):
                wait_for_answers(desks, ANSWERS)
                disturb(crowd, lambda: kill_workers(server))
                wait_for_answers(desks, ANSWERS)
                disturb(crowd, crowd.storm)
            wait_for_answers(desks, ANSWERS)
        last = queries.log_seq()
        db.session.rollback()
        has_all = crowd.wait_for_seq(last, WITHIN_S)
        crowd.stop()
        for line in dead:
            line.close()

    heard = [console.heard for console in crowd.consoles]
    print(
        f"{last} entries to {CONSOLES} consoles in {time.monotonic() - began:.0f} s through "
        f"{ROUNDS} kills and {ROUNDS} storms: {sum(one.missed for one in heard)} missed"
    )
    assert [one for desk in desks for one in desk.tally.strange] == []
    assert has_all
    assert sum(one.missed for one in heard) == 0
    assert sum(one.out_of_order for one in heard) == 0
    assert sum(one.resyncs for one in heard) == 0
    assert {one.seqs[-1] for one in heard} == {last}
    assert all(one.opened > 2 * ROUNDS for one in heard)


def kill_workers(server: Server) -> None:
    assert server.kill_workers() == (2 if PROCESSES else 1)


def disturb(crowd: Crowd, act) -> None:
    """Break every stream, and wait until every console has a new one."""
    opened = [console.heard.opened for console in crowd.consoles]
    act()
    until = time.monotonic() + WITHIN_S
    while not all(
        console.heard.opened > before
        for console, before in zip(crowd.consoles, opened, strict=True)
    ):
        assert time.monotonic() < until, "the consoles did not come back"
        time.sleep(0.02)
