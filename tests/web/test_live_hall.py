"""The hall: all are told everything once, in order; who falls behind is told so and sent away."""

from random import Random
from threading import Thread

import pytest

from resources.accounts import Role
from web.live.hall import LISTENING, MOST_BEHIND, Ending, Hall, Limits, Listener, StreamsFull, Told
from web.live.messages import event
from web.shapes import Shape

BOARD: Shape = {"now": "n", "log_seq": 0, "units": [], "incidents": []}


def entry(seq: int) -> tuple[int, Told]:
    """Make an entry that says whom it is for."""
    told = {role: event("log", {"seq": seq, "for": str(role)}, seq) for role in LISTENING}
    return seq, told


def hall_at(seq: int = 0, last: int = 0, limits: Limits | None = None) -> Hall:
    """Make a hall at a number, with so many entries before it still in memory."""
    hall = Hall(limits or Limits(), Random(119))
    hall.begin((entry(one) for one in range(seq - last + 1, seq + 1)), seq)
    hall.tell_board(BOARD, {})
    return hall


def seqs(told: bytes) -> list[int]:
    """The numbers of the log entries in what was told."""
    parts = told.decode().split("\n\n")
    return [int(part.split("\n")[0][4:]) for part in parts if "event: log" in part]


def greeting(hall: Hall, since: int | None) -> str:
    return b"".join(hall.join(Role.DISPATCHER, "x", since).greeting).decode()


def heard(hall: Hall, listener: Listener) -> bytes:
    news = hall.news_for(listener)
    assert news is not None
    return news


def test_who_joins_gets_the_board_and_then_what_is_new_in_order_and_once() -> None:
    hall = hall_at(7)
    listener = hall.join(Role.DISPATCHER, "x", None)

    hall.tell_entries([entry(8), entry(9)])
    first, then = heard(hall, listener), heard(hall, listener)
    hall.tell_entries([entry(10)])

    told = b"".join(listener.greeting).decode()
    assert "retry: " in told and 'id: 7\nevent: board\ndata: {"whole":' in told
    assert (seqs(first), then, seqs(heard(hall, listener))) == ([8, 9], b"", [10])


def test_each_role_hears_what_was_shaped_for_it() -> None:
    hall = hall_at()
    chief = hall.join(Role.CHIEF, "x", None)

    hall.tell_entries([entry(1)])

    assert b'"for":"chief"' in heard(hall, chief)


def test_who_comes_back_is_told_what_was_missed_before_the_board() -> None:
    hall = hall_at(9, last=9)

    told = greeting(hall, 6)

    assert seqs(told.encode()) == [7, 8, 9]
    assert told.index("id: 9\nevent: log") < told.index("id: 9\nevent: board")
    assert "resync" not in told


@pytest.mark.parametrize("since", [1, 10_000])
def test_who_missed_too_much_or_is_ahead_of_the_log_is_told_to_start_afresh(since: int) -> None:
    hall = hall_at(2 * MOST_BEHIND, last=MOST_BEHIND)

    told = greeting(hall, since)

    assert "event: resync" in told and "why" in told
    assert seqs(told.encode()) == []
    assert f"id: {2 * MOST_BEHIND}\nevent: board" in told


def test_exactly_as_much_as_is_kept_can_be_made_up() -> None:
    hall = hall_at(2 * MOST_BEHIND, last=MOST_BEHIND)

    assert len(seqs(greeting(hall, MOST_BEHIND).encode())) == MOST_BEHIND
    assert "resync" in greeting(hall, MOST_BEHIND - 1)


def test_who_does_not_listen_is_told_to_start_afresh_and_costs_no_memory() -> None:
    hall = hall_at()
    asleep, awake = (hall.join(Role.DISPATCHER, "x", None) for _ in range(2))

    told = []
    for seq in range(1, MOST_BEHIND + 2):
        hall.tell_entries([entry(seq)])
        told += seqs(heard(hall, awake))

    assert told == [*range(1, MOST_BEHIND + 2)]
    assert hall.news_for(asleep) is None
    assert asleep.ending is Ending.BEHIND
    assert b"event: resync" in asleep.farewell() and b'"why":"behind"' in asleep.farewell()


def test_a_full_hall_refuses_until_somebody_leaves() -> None:
    hall = hall_at(limits=Limits(most_streams=2))
    first, _ = (hall.join(Role.CHIEF, "x", None) for _ in range(2))

    with pytest.raises(StreamsFull):
        hall.join(Role.CHIEF, "x", None)
    first.leave()
    first.leave()

    hall.join(Role.CHIEF, "x", None)
    with pytest.raises(StreamsFull):
        hall.join(Role.CHIEF, "x", None)


def test_a_stream_ends_when_it_has_lived_its_time() -> None:
    hall = hall_at(limits=Limits(life_s=(0.05, 0.06)))
    listener = hall.join(Role.CHIEF, "x", None)

    pieces = [*listener.pieces()]

    assert listener.ending is Ending.RENEWED
    assert pieces[-1] == b'event: bye\ndata: {"why":"renewed"}\n\n'


def test_who_may_not_listen_any_more_hears_nothing_more() -> None:
    hall = hall_at()
    listener = hall.join(Role.CHIEF, "x", None)
    hall.tell_entries([entry(1)])

    hall.end([listener], Ending.NOT_ALLOWED)

    assert hall.news_for(listener) is None


def test_a_hall_that_closes_tells_what_it_has_left_and_then_why() -> None:
    hall = hall_at()
    listener = hall.join(Role.CHIEF, "x", None)
    hall.tell_entries([entry(1)])

    hall.close()

    assert seqs(heard(hall, listener)) == [1]
    assert hall.news_for(listener) is None
    assert listener.farewell() == b'event: bye\ndata: {"why":"stopping"}\n\n'
    assert not hall.wait_until_fed(None, 1)


def test_forty_threads_hear_every_entry_in_order() -> None:
    hall = hall_at()
    listeners = [hall.join(Role.DISPATCHER, "x", None) for _ in range(40)]
    told: dict[int, list[int]] = {}

    def listen(at: int) -> None:
        pieces = listeners[at].pieces()
        told[at] = [seq for piece in pieces for seq in seqs(piece)]

    threads = [Thread(target=listen, args=(at,)) for at in range(40)]
    for thread in threads:
        thread.start()
    for seq in range(1, 401):
        hall.tell_entries([entry(seq)])
        while min(one.at for one in listeners) < seq - MOST_BEHIND // 2:
            pass
    hall.close()
    for thread in threads:
        thread.join()

    assert all(told[at] == [*range(1, 401)] for at in range(40))
