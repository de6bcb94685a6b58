"""The hall where all streams of one process listen: what is told once is heard by everybody.

What was told lately stands in one ring, and every listener has a place in it. A hundred that do
not read cost no more memory than one: who falls out of the ring is told so and sent away.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from threading import Condition, Lock
from time import monotonic
from typing import Final

from resources.accounts import Role
from resources.errors import Refusal
from web.live.messages import event, moved, retry
from web.shapes import Shape

LISTENING: Final = (Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF, Role.ADMIN, Role.AUDITOR)
"""The roles that may read the log and the board."""
MOST_BEHIND: Final = 256
"""Events a listener may be behind, and log entries one that comes back may have missed."""
SOONEST_RETRY_MS: Final = 300
LATEST_RETRY_MS: Final = 1_500
"""A reader comes back within this span, drawn by lot so that two hundred do not come at once."""

Told = Mapping[Role, bytes]


class StreamsFull(Refusal):
    """No more streams can be served now; polling serves as well."""


class Ending(StrEnum):
    """Why a stream ended, as its reader is told."""

    RENEWED = "renewed"
    """It has lived long enough; come back at once."""
    BEHIND = "behind"
    """It did not read what it was sent."""
    NOT_ALLOWED = "not_allowed"
    """The session or token behind it ended, or has another role now."""
    STOPPING = "stopping"
    """The server stops or its feed failed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many streams a process serves, how long each lives, and how often they hear of it."""

    most_streams: int = 256
    life_s: tuple[float, float] = (300.0, 600.0)
    send_within_s: float = 15.0
    beat_s: float = 5.0
    permission_s: float = 2.0
    board_s: float = 2.0
    """A board moves with the clock, too: it is made anew at least so often."""


@dataclass(slots=True, eq=False)
class Listener:
    """One stream: who reads, what the reader is greeted with, and where in the ring it stands."""

    hall: "Hall"
    role: Role
    credential: str
    greeting: tuple[bytes, ...]
    """In parts, so that the board in it lies in memory once for all who join."""
    at: int
    ends_at: float
    """On the monotonic clock."""
    ending: Ending | None = None
    is_handed_over: bool = False
    """Whether the crier writes to it, and no longer the server that took the request."""

    def pieces(self) -> Iterator[bytes]:
        """Yield what the reader is sent until the stream ends; the last piece says why."""
        yield from self.greeting
        while (news := self.hall.wait_for_news(self)) is not None:
            yield news
        yield self.farewell()

    def farewell(self) -> bytes:
        """Return the last that is said on a stream: why it ends."""
        told = event("bye", {"why": self.ending})
        if self.ending is not Ending.BEHIND:
            return told
        why = f"接收过慢，积压超过 {MOST_BEHIND} 条，请重新取得全貌。"
        return event("resync", {"why": why, "log_seq": self.hall.seq}) + told

    def leave(self) -> None:
        """Give the place in the hall back; leaving twice is leaving once."""
        self.hall.forget(self)

    def leave_unless_handed_over(self) -> None:
        """Leave when the server is done with the answer, and nobody else goes on with it."""
        if not self.is_handed_over:
            self.leave()


class Hall:
    """All listeners of one process, what they were told lately, and the board as told."""

    def __init__(self, limits: Limits, chance: Random) -> None:
        self.seq = 0
        """The number of the last log entry told."""
        self.limits = limits
        self.looks = 0
        """How often the feed has looked at everything."""
        self._chance = chance
        lock = Lock()
        # Two hundred listeners are woken by news only, not by every look of the feed.
        self._news, self._look = Condition(lock), Condition(lock)
        self._ring: deque[Told] = deque(maxlen=MOST_BEHIND)
        self._joined: dict[tuple[int, Role], bytes] = {}
        self._criers: list[Callable[[], None]] = []
        self._told = 0
        self._entries: deque[tuple[int, Told]] = deque(maxlen=MOST_BEHIND)
        self._board: Shape | None = None
        self._typing = event("typing", [])
        self._snapshot: bytes | None = None
        self._listeners: set[Listener] = set()
        self._is_closed = False

    @property
    def listeners(self) -> list[Listener]:
        """Who listens at this moment."""
        with self._news:
            return list(self._listeners)

    @property
    def is_closed(self) -> bool:
        """Whether its feed has ended."""
        return self._is_closed

    def wait_until_fed(self, since: int | None, within_s: float) -> bool:
        """Wait for the first board; and a reader ahead of this hall for two looks at the log.

        Another process may have told the reader what this one is just about to read.
        """
        with self._look:
            looks = self.looks + 2

            def is_fed() -> bool:
                if self._is_closed:
                    return True
                caught_up = since is None or since <= self.seq or self.looks >= looks
                return self._board is not None and caught_up

            return self._look.wait_for(is_fed, within_s) and not self._is_closed

    def join(self, role: Role, credential: str, since: int | None) -> Listener:
        """Take a place; raises StreamsFull. The greeting has all that was told up to here."""
        with self._news:
            if self._is_closed or len(self._listeners) >= self.limits.most_streams:
                raise StreamsFull("实时连接已满，页面会改为每两秒查询一次，内容不受影响。")
            listener = Listener(
                self,
                role,
                credential,
                self._greeting(role, since),
                self._told,
                monotonic() + self._chance.uniform(*self.limits.life_s),
            )
            self._listeners.add(listener)
            return listener

    def _greeting(self, role: Role, since: int | None) -> tuple[bytes, ...]:
        parts = [retry(self._chance.randint(SOONEST_RETRY_MS, LATEST_RETRY_MS))]
        missed: list[bytes] = []
        if since is not None:
            oldest = self._entries[0][0] if self._entries else self.seq + 1
            if since > self.seq:
                why = f"您的序号 {since} 比日志的 {self.seq} 还新，数据库可能已恢复到较早的备份。"
                parts.append(event("resync", {"why": why, "log_seq": self.seq}))
            elif since + 1 < oldest:
                why = f"断开期间的记录超过 {MOST_BEHIND} 条，不再逐条补发，请以全貌为准。"
                parts.append(event("resync", {"why": why, "log_seq": self.seq}))
            else:
                missed = [told[role] for seq, told in self._entries if seq > since]
        if self._snapshot is None:
            assert self._board is not None, "joined before the first board"
            self._snapshot = event("board", {"whole": self._board}, self.seq)
        # The snapshot carries the last number, so it comes after the missed entries: a reader cut
        # off in the middle of them resumes there.
        return (b"".join((*parts, *missed)), self._snapshot, self._typing)

    def wait_for_news(self, listener: Listener) -> bytes | None:
        """Wait for what the listener has not heard yet; None when its stream is over."""
        with self._news:
            while (news := self._news_for(listener)) == b"":
                self._news.wait(max(0.0, listener.ends_at - monotonic()))
            return news

    def news_for(self, listener: Listener) -> bytes | None:
        """What the listener has not heard yet, if only nothing; None when its stream is over."""
        with self._news:
            return self._news_for(listener)

    def _news_for(self, listener: Listener) -> bytes | None:
        behind = self._told - listener.at
        if behind > len(self._ring):
            listener.ending = Ending.BEHIND
        if listener.ending is None and monotonic() >= listener.ends_at:
            listener.ending = Ending.RENEWED
        if listener.ending in {Ending.BEHIND, Ending.NOT_ALLOWED}:
            return None
        if not behind:
            return b"" if listener.ending is None else None
        # Nearly all stand at the same place, and are told the same bytes.
        place = (listener.at, listener.role)
        news = self._joined.get(place)
        if news is None:
            news = b"".join(self._ring[at][listener.role] for at in range(-behind, 0))
            self._joined[place] = news
        listener.at = self._told
        return news

    def call_with_news(self, wake: Callable[[], None]) -> None:
        """Call somebody, from the thread of the feed, whenever there is news."""
        with self._news:
            self._criers.append(wake)

    def _wake_all(self) -> None:
        self._news.notify_all()
        for wake in self._criers:
            wake()

    def forget(self, listener: Listener) -> None:
        """Take a listener off the list."""
        with self._news:
            self._listeners.discard(listener)

    def begin(self, entries: Iterable[tuple[int, Told]], seq: int) -> None:
        """Start with the entries that came last before the feed did."""
        with self._news:
            self._entries.extend(entries)
            self.seq = seq

    def tell_entries(self, entries: Iterable[tuple[int, Told]]) -> None:
        """Tell new log entries, in order."""
        with self._news:
            for seq, told in entries:
                assert seq == self.seq + 1, f"entry {seq} told after {self.seq}"
                self._tell(told)
                self._entries.append((seq, told))
                self.seq = seq
            self._snapshot = None

    def tell_board(self, board: Shape, difference: Shape) -> None:
        """Take a new board; tell what is different, where something is."""
        with self._news:
            if difference:
                now = {"now": board["now"], "log_seq": board["log_seq"]}
                self._tell_all(event("board", {"changes": {**now, **difference}}))
            self._board, self._snapshot = board, None
            self._look.notify_all()

    def tell_positions(self, positions: list[Shape]) -> bool:
        """Tell where units that moved are now; False while there is no board to put them in."""
        with self._news:
            if self._board is None:
                return False
            moved(self._board, positions)
            self._snapshot = None
            self._tell_all(event("positions", [*positions]))
            return True

    def tell_typing(self, typing: list[Shape]) -> None:
        """Tell who is typing where, if that is not what was told last."""
        with self._news:
            message = event("typing", [*typing])
            if message != self._typing:
                self._typing = message
                self._tell_all(message)

    def tell_beat(self, body: Shape) -> None:
        """Tell that the log was looked at a moment ago and that this is its last number."""
        with self._news:
            self._tell_all(event("beat", {**body, "log_seq": self.seq}))

    def _tell_all(self, message: bytes) -> None:
        self._tell(dict.fromkeys(LISTENING, message))

    def _tell(self, told: Told) -> None:
        self._ring.append(told)
        self._told += 1
        self._joined.clear()
        self._wake_all()

    def looked(self) -> None:
        """Note that the feed has looked at everything once more."""
        with self._look:
            self.looks += 1
            self._look.notify_all()

    def end(self, listeners: Iterable[Listener], ending: Ending) -> None:
        """End some streams."""
        with self._news:
            for listener in listeners:
                listener.ending = listener.ending or ending
            self._wake_all()

    def close(self) -> None:
        """End all streams; nobody joins any more."""
        with self._news:
            self._is_closed = True
            for listener in self._listeners:
                listener.ending = listener.ending or Ending.STOPPING
            self._wake_all()
            self._look.notify_all()
