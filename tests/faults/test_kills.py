"""The server is killed again and again while desks write: what was acknowledged is there.

Reliability T2. On PostgreSQL the application is killed, not the database. The twin answers
before it commits, and the same checker must find that out.
"""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from resources import accounts
from resources.accounts import Role
from resources.database import db, transaction
from tests.faults.desks import Desk
from tests.faults.oracle import Acknowledged, Findings, check, read_answers
from tests.faults.servers import FENGHUO, serving, verify_log
from tests.makers import NOON, a_county_with

KILLS = 50
TWIN_KILLS = 3
DESKS = 8
SHARED_UNIT = "S"
SEED = 119
STUCK_S = 60.0
MOST_ANSWERS = 20
"""A kill comes after 1 to so many answers: by the clock a busy machine would get none at all."""
LONGEST_WAIT_S = 0.03
"""Then within this time, somewhere in the next requests."""
EARLY = (sys.executable, "-m", "tests.faults.early_answers")

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Ordeal:
    """What the desks have in writing after the last kill, and what the ordeal took."""

    answers: tuple[Acknowledged, ...]
    broken_off: int
    strange: tuple[str, ...]
    starts_s: tuple[float, ...]


def endure(database_url: str, folder: Path, kills: int, program: Sequence[str] = FENGHUO) -> Ordeal:
    """Kill and restart the server under the load of the desks; it is up again at the end."""
    units = [f"U{seat}" for seat in range(1, DESKS + 1)]
    a_county_with(SHARED_UNIT, *units)
    with transaction() as session:
        token = accounts.add_token(session, "坐席", Role.DISPATCHER, NOON)
    dice = random.Random(SEED)
    starts = []
    with serving(database_url, folder, program=program) as server:
        desks = [
            Desk(server, token, unit, SHARED_UNIT, folder, seed)
            for seed, unit in enumerate(units, SEED)
        ]
        with working(desks):
            for _ in range(kills):
                wait_for_answers(desks, dice.randint(1, MOST_ANSWERS))
                time.sleep(dice.uniform(0, LONGEST_WAIT_S))
                server.kill()
                starts.append(server.start())
            wait_for_answers(desks, MOST_ANSWERS)
    return Ordeal(
        tuple(read_answers(desk.answers for desk in desks)),
        sum(desk.tally.broken_off for desk in desks),
        tuple(fault for desk in desks for fault in desk.tally.strange),
        tuple(starts),
    )


def wait_for_answers(desks: Sequence[Desk], more: int) -> None:
    """Wait until the desks have got so many more answers."""
    began, before = time.monotonic(), sum(desk.tally.answered for desk in desks)
    while sum(desk.tally.answered for desk in desks) < before + more:
        assert time.monotonic() - began < STUCK_S, [desk.tally for desk in desks]
        time.sleep(0.002)


@contextmanager
def working(desks: Sequence[Desk]) -> Iterator[None]:
    """Let desks work for the time of a block; each finishes the act it is at."""
    for desk in desks:
        desk.start()
    try:
        yield
    finally:
        for desk in desks:
            desk.ask_to_stop()
        for desk in desks:
            desk.join()


def test_fifty_kills_lose_no_acknowledged_write(application, database_url, tmp_path):
    began = time.monotonic()
    ordeal = endure(database_url, tmp_path, KILLS)
    found = check(db.session(), ordeal.answers)
    verified = verify_log(database_url, tmp_path)
    print(
        f"{KILLS} kills in {time.monotonic() - began:.0f} s: {len(ordeal.answers)} acknowledged, "
        f"{len(found.lost)} lost, {ordeal.broken_off} requests broken off; "
        f"up again after {max(ordeal.starts_s):.1f} s at most; {verified.stdout.strip()}"
    )

    assert ordeal.strange == ()
    assert found == Findings((), (), (), ())
    assert {one.kind for one in ordeal.answers} == {"call", "incident", "order", "status", "note"}
    assert len(ordeal.answers) > KILLS * MOST_ANSWERS / 4
    assert ordeal.broken_off >= KILLS
    assert verified.returncode == 0
    assert integrity_fault() is None


def integrity_fault() -> str | None:
    """Say what SQLite finds wrong with its file; always None on PostgreSQL."""
    if db.engine.dialect.name != "sqlite":
        return None
    told = db.session.scalar(text("PRAGMA integrity_check"))
    return None if told == "ok" else str(told)


def test_a_server_that_answers_before_it_commits_is_found_out(application, database_url, tmp_path):
    ordeal = endure(database_url, tmp_path, TWIN_KILLS, EARLY)
    found = check(db.session(), ordeal.answers)

    assert found.lost
