"""Sixteen clients order one vehicle at the same instant over HTTP: one has it, fifteen are told.

Reliability T10. The twin takes the index away, and then the same race must give the vehicle away
more than once, or this test would prove nothing.
"""

import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import quote
from uuid import uuid4

import pytest
from sqlalchemy import text

from incidents.records import Assignment
from resources import accounts
from resources.accounts import Role
from resources.database import db, transaction
from tests.conftest import KIND
from tests.faults.oracle import twice_assigned
from tests.faults.servers import serving, verify_log
from tests.makers import NOON, a_county_with, count, take_a_call

CLIENTS = 16
ROUNDS = 1_000
UNITS = ("一号车", "二号车", "三号车", "四号车")
TIMEOUT_S = 30.0
PROCESSES = ("--workers", "2") if KIND == "postgresql" else ()
"""SQLite is for one process; on PostgreSQL the race runs through two."""

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Answer:
    """What one client was told: the status, the incident it asked for, the words."""

    status: int
    incident: str
    detail: str


@dataclass(frozen=True, slots=True)
class Race:
    """One vehicle, and what each client was told when all wanted it."""

    unit: str
    answers: tuple[Answer, ...]

    @property
    def winners(self) -> list[Answer]:
        """Those who were told that they have it."""
        return [answer for answer in self.answers if answer.status == 201]

    @property
    def is_clean(self) -> bool:
        """Whether one has it and every other was told which vehicle and which incident."""
        if len(self.winners) != 1:
            return False
        losers = [answer for answer in self.answers if answer.status == 409]
        named = (self.unit, self.winners[0].incident)
        return len(losers) == len(self.answers) - 1 and all(
            word in loser.detail for word in named for loser in losers
        )


class Desk:
    """One client on one connection that stays open, for one incident of its own."""

    def __init__(self, port: int, token: str, incident: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        self.connection.connect()
        self._token = token
        self._incident = incident

    def order(self, unit: str, start: Barrier) -> Answer:
        """Order a vehicle; all but the last byte is sent before the start.

        So the server has every request at hand, and the sixteen last bytes let all go at once.
        """
        body = json.dumps({"units": [unit]}).encode()
        self._open(f"/api/v1/incidents/{self._incident}/assignments", body)
        self.connection.send(body[:-1])
        start.wait(TIMEOUT_S)
        self.connection.send(body[-1:])
        status, told = self._answer()
        return Answer(status, self._incident, str(told.get("detail", "")))

    def send_home(self, unit: str) -> int:
        """Report a vehicle back in its station, which ends its order."""
        body = json.dumps({"status": "in_station"}).encode()
        self._open(f"/api/v1/units/{quote(unit)}/status", body)
        self.connection.send(body)
        return self._answer()[0]

    def _open(self, path: str, body: bytes) -> None:
        self.connection.putrequest("POST", path)
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Idempotency-Key": uuid4().hex,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
        }
        for name, value in headers.items():
            self.connection.putheader(name, value)
        self.connection.endheaders()

    def _answer(self) -> tuple[int, dict[str, object]]:
        response = self.connection.getresponse()
        return response.status, json.loads(response.read())


@contextmanager
def desks_at(port: int) -> Iterator[list[Desk]]:
    """Connect the clients, each with an incident that is open for the whole test."""
    with transaction() as session:
        token = accounts.add_token(session, "竞态", Role.DISPATCHER, NOON)
    desks = [Desk(port, token, take_a_call(seat)) for seat in range(CLIENTS)]
    try:
        yield desks
    finally:
        for desk in desks:
            desk.connection.close()


def race(desks: Sequence[Desk], units: Sequence[str]) -> list[Race]:
    """Let all desks order one vehicle after the other; each is sent home before its race."""
    races = []
    with ThreadPoolExecutor(len(desks)) as pool:
        for unit in units:
            assert desks[0].send_home(unit) == 200
            start = Barrier(len(desks))
            answers = pool.map(lambda desk, u=unit, s=start: desk.order(u, s), desks)
            races.append(Race(unit, tuple(answers)))
    return races


def test_of_sixteen_clients_one_has_the_vehicle_a_thousand_times(
    application, database_url, tmp_path
):
    a_county_with(*UNITS)
    units = [UNITS[turn % len(UNITS)] for turn in range(ROUNDS)]

    with serving(database_url, tmp_path, *PROCESSES) as server, desks_at(server.port) as desks:
        began = time.monotonic()
        races = race(desks, units)
        print(f"{ROUNDS} races of {CLIENTS} in {time.monotonic() - began:.1f} s")
    unclean = [one for one in races if not one.is_clean]

    assert len(races) == ROUNDS
    assert unclean == []
    assert twice_assigned(db.session()) == []
    assert count(Assignment) == ROUNDS
    assert verify_log(database_url, tmp_path).returncode == 0


def test_without_the_index_a_vehicle_is_given_away_more_than_once(
    application, database_url, tmp_path
):
    a_county_with(*UNITS)
    with transaction() as session:
        session.execute(text("DROP INDEX uq_assignment_active_unit"))

    with serving(database_url, tmp_path, *PROCESSES) as server, desks_at(server.port) as desks:
        races = race(desks, UNITS)

    assert all(len(one.winners) > 1 for one in races)
    assert not any(one.is_clean for one in races)
    assert twice_assigned(db.session()) == sorted(UNITS)
