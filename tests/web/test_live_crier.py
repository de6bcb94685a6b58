"""The crier: it writes to every socket what that takes, and waits for none."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest

from resources.accounts import Role
from tests.web.test_live_hall import BOARD, entry, seqs
from web.live.crier import Crier
from web.live.hall import Ending, Hall, Limits, Listener

WITHIN_S = 10.0


@contextmanager
def crying(limits: Limits | None = None) -> Iterator[tuple[Hall, Crier]]:
    """Run a crier for an empty hall."""
    hall = Hall(limits or Limits(), Random(119))
    hall.tell_board(BOARD, {})
    crier = Crier(hall)
    crier.start()
    try:
        yield hall, crier
    finally:
        hall.close()
        crier.join(WITHIN_S)
        assert not crier.is_alive()


def opened(hall: Hall, crier: Crier, is_chunked: bool = False) -> tuple[socket.socket, Listener]:
    """Open a stream over a pair of sockets, and give the reader's end."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(WITHIN_S)
    listener = hall.join(Role.DISPATCHER, "x", None)
    crier.take_over(listener, ours, is_chunked)
    return theirs, listener


def read_to_end(reader: socket.socket) -> bytes:
    told = b""
    while piece := reader.recv(65_536):
        told += piece
    reader.close()
    return told


def wait_for(is_so) -> None:
    until = time.monotonic() + WITHIN_S
    while not is_so():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.005)


def test_it_tells_the_greeting_the_entries_and_why_the_stream_ends() -> None:
    with crying() as (hall, crier):
        reader, _ = opened(hall, crier)
        hall.tell_entries([entry(1), entry(2)])
        hall.close()

        told = read_to_end(reader)

    assert b"event: board" in told and seqs(told) == [1, 2]
    assert told.endswith(b'event: bye\ndata: {"why":"stopping"}\n\n')


def test_on_http_1_1_it_writes_chunks_and_the_last_one() -> None:
    with crying() as (hall, crier):
        reader, _ = opened(hall, crier, is_chunked=True)
        hall.tell_entries([entry(1)])
        hall.close()

        told = read_to_end(reader)

    bare = b""
    while told:
        size, _, rest = told.partition(b"\r\n")
        bare, told = bare + rest[: int(size, 16)], rest[int(size, 16) :]
        assert told.startswith(b"\r\n")
        told = told[2:]
    assert size == b"0" and seqs(bare) == [1]


@pytest.mark.parametrize("is_half", [True, False])
def test_a_reader_that_hangs_up_gives_its_place_back_at_once(is_half: bool) -> None:
    with crying() as (hall, crier):
        reader, _ = opened(hall, crier)
        other, _ = opened(hall, crier)
        wait_for(lambda: len(hall.listeners) == 2)

        if is_half:
            reader.shutdown(socket.SHUT_WR)
        else:
            reader.close()

        wait_for(lambda: len(hall.listeners) == 1)
        other.close()
        reader.close()


def test_a_reader_that_takes_nothing_is_cut_off_and_holds_nobody_up() -> None:
    with crying(Limits(send_within_s=0.5)) as (hall, crier):
        dead = [opened(hall, crier) for _ in range(20)]
        reader, _ = opened(hall, crier)
        told = b""

        # A socket pair takes some 200 kB before it is full.
        for seq in range(1, 5_000):
            hall.tell_entries([entry(seq)])
            while seqs(told)[-1:] != [seq] and len(told) < 10_000_000:
                told = told[-200:] + reader.recv(65_536)
        wait_for(lambda: len(hall.listeners) == 1)

        assert {listener.ending for _, listener in dead} == {Ending.BEHIND}
        for sock, _ in dead:
            sock.close()
        reader.close()


def test_a_slow_reader_is_told_to_start_afresh_once_it_reads_again() -> None:
    with crying(Limits(send_within_s=WITHIN_S)) as (hall, crier):
        reader, listener = opened(hall, crier)
        for seq in range(1, 5_000):
            hall.tell_entries([entry(seq)])

        told = read_to_end(reader)

    numbers = seqs(told)
    assert numbers == [*range(1, len(numbers) + 1)] and len(numbers) < 4_999
    assert b"event: resync" in told and told.endswith(b'{"why":"behind"}\n\n')
    assert listener.ending is Ending.BEHIND
