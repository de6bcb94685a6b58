"""The ticker's job that asks a routing server, so that no dispatcher's request ever has to.

It has a thread of its own and holds no transaction while it asks: a server that hangs delays
nobody. While none answers, advice rests on the county's own roads.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from typing import Final

from flask import Flask

from dispatch import desk
from dispatch.roads import routed
from dispatch.roads.drives import Size
from dispatch.roads.engines import (
    MOST_STARTS,
    EngineKind,
    Fault,
    Leg,
    Legs,
    Matrix,
    NoAnswer,
    read_answer,
    request_of,
)
from dispatch.roads.freshness import Asked, contact_matter, is_due
from dispatch.roads.routed import Goal, Start
from resources.database import db, transaction
from resources.geography import Position, distance_m
from web.routing_client import Ask

BUDGET_S: Final = 3.0
"""One run begins no question after this; what is left is asked by the next, a second later."""
PROBE_EVERY_S: Final = 30.0
"""So often the server is asked for nothing, to know before a call whether it is there."""
REST_S: Final = 5.0
LONGEST_REST_S: Final = 60.0
"""After a failure it is left alone: 5 s, 10 s, 20 s, up to a minute."""
FAILURES_TO_TELL: Final = 2
"""One lost answer is an accident; the dispatchers are told of the second in a row."""
STATIONS_TO_TELL: Final = 3
"""So many stations in a row on none of its roads mean that its map is of another county."""
PROBE_SIZE: Final = Size(2.5, 2.0)
"""The smallest that drives: where it finds no road there is none."""

_log = logging.getLogger(__name__)

Answers = dict[int, tuple[Position, Leg | None]]
"""For the key of each vehicle: where it was asked from, and the way, if there is one."""


class RoutingJob:
    """Asks for what is not known yet or has aged, keeps it, and tells when nobody answers."""

    def __init__(
        self,
        app: Flask,
        clock: Callable[[], datetime],
        steady_s: Callable[[], float],
        kind: EngineKind,
        ask: Ask,
    ) -> None:
        self._app = app
        self._clock = clock
        self._steady_s = steady_s
        self._kind = kind
        self._ask = ask
        self._turn = Lock()
        self._failures = 0
        self._off_map = 0
        self._probes = 0
        self._rest_until_s = steady_s()
        self._probe_at_s = steady_s()
        self._wayless: dict[tuple[int, int], Asked] = {}
        """Vehicles the engine knows no way for, by incident; they have no row."""

    def run(self) -> int:
        """Ask for what is due, unless a run is still at it; return how many times were kept."""
        if not self._turn.acquire(blocking=False):
            return 0
        try:
            with self._app.app_context():
                return self._run(self._steady_s())
        finally:
            self._turn.release()

    def _run(self, begun_s: float) -> int:
        if self._is_resting():
            return 0
        goals, starts, stations = self._look()
        kept = 0
        for goal in goals:
            due = self._due(goal, starts)
            if due and not self._is_over(begun_s) and not self._is_resting():
                kept += self._settle(goal, self._asked(goal, due, begun_s))
        if stations and self._is_probe_due():
            self._probe(stations)
        return kept

    def _look(self) -> tuple[list[Goal], list[Start], list[Position]]:
        """Read what there is to ask, and let go of the database before asking."""
        session = db.session()
        try:
            goals = routed.goals(session, self._kind)
            starts = routed.starts(session) if goals else []
            stations = routed.stations(session) if self._is_probe_due() else []
        finally:
            session.rollback()
        is_open = {goal.incident_id for goal in goals}
        self._wayless = {key: one for key, one in self._wayless.items() if key[0] in is_open}
        return goals, starts, stations

    def _due(self, goal: Goal, starts: Sequence[Start]) -> list[Start]:
        now = self._clock()
        due = []
        for one in starts:
            wayless = self._wayless.get((goal.incident_id, one.unit_id))
            last = goal.asked.get(one.unit_id) or wayless
            if is_due(last, one.standpoint, goal.position, now):
                due.append(one)
        return due

    def _asked(self, goal: Goal, due: Sequence[Start], begun_s: float) -> Answers:
        """Ask in questions of one size of vehicle, until all is answered or time or server is out.

        An engine may refuse a whole question for one place that is on none of its roads: the
        question is then asked in halves, until that place stands alone.
        """
        answers: Answers = {}
        waiting = deque(self._questions(goal.position, due))
        while waiting and not self._is_over(begun_s) and not self._is_resting():
            batch = waiting.popleft()
            legs = self._legs(goal.position, batch)
            if not isinstance(legs, NoAnswer):
                answers |= _by_unit(batch, legs)
            elif legs.fault is not Fault.OFF_MAP:
                break
            elif len(batch) > 1 and self._is_on_map(goal.position):
                middle = len(batch) // 2
                waiting.extendleft((batch[middle:], batch[:middle]))
            elif not self._is_resting():
                # Alone, or the incident itself is on no road: nobody in the batch has a way.
                answers |= _by_unit(batch, (None,) * len(batch))
        return answers

    def _questions(self, goal: Position, due: Sequence[Start]) -> list[list[Start]]:
        """Part vehicles by size and number, the question with the nearest vehicle first."""
        far_m = {one.unit_id: distance_m(one.standpoint.position, goal) for one in due}
        sizes: dict[Size, list[Start]] = {}
        for one in sorted(due, key=lambda one: (far_m[one.unit_id], one.unit_id)):
            # OSRM knows one size, that of its profile.
            size = PROBE_SIZE if self._kind is EngineKind.OSRM else one.size
            sizes.setdefault(size, []).append(one)
        most = MOST_STARTS[self._kind]
        questions = [
            group[at : at + most] for group in sizes.values() for at in range(0, len(group), most)
        ]
        return sorted(questions, key=lambda group: far_m[group[0].unit_id])

    def _is_on_map(self, place: Position) -> bool:
        return not isinstance(self._exchange(Matrix(place, (place,), PROBE_SIZE)), NoAnswer)

    def _legs(self, goal: Position, batch: Sequence[Start]) -> Legs | NoAnswer:
        places = tuple(one.standpoint.position for one in batch)
        return self._exchange(Matrix(goal, places, batch[0].size))

    def _exchange(self, matrix: Matrix) -> Legs | NoAnswer:
        """Ask one question; a server that does not answer it properly is left alone a while."""
        reply = self._ask(request_of(self._kind, matrix))
        legs = reply if isinstance(reply, NoAnswer) else read_answer(self._kind, matrix, reply)
        if isinstance(legs, NoAnswer) and legs.fault is not Fault.OFF_MAP:
            self._failed(legs)
            return legs
        self._failures = 0
        self._probe_at_s = self._steady_s() + PROBE_EVERY_S
        if not isinstance(legs, NoAnswer) and any(legs):
            self._off_map = 0
            self._tell(None)
        return legs

    def _probe(self, stations: Sequence[Position]) -> None:
        """Ask for a way from a station to itself: is it there, and does it know the county."""
        place = stations[self._probes % len(stations)]
        self._probes += 1
        legs = self._exchange(Matrix(place, (place,), PROBE_SIZE))
        is_off_map = legs.fault is Fault.OFF_MAP if isinstance(legs, NoAnswer) else not any(legs)
        if is_off_map:
            self._off_map += 1
            if self._off_map >= min(STATIONS_TO_TELL, len(stations)):
                self._tell(Fault.OFF_MAP)

    def _failed(self, answer: NoAnswer) -> None:
        """Leave the server alone a while, and tell the second failure in a row."""
        self._failures += 1
        self._rest_until_s = self._steady_s() + rest_s(self._failures)
        self._probe_at_s = self._rest_until_s
        if self._failures == 1:
            _log.warning("routing server: %s (%s)", answer.fault, answer.detail)
        if self._failures >= FAILURES_TO_TELL:
            self._tell(answer.fault)

    def _tell(self, fault: Fault | None) -> None:
        """Put a change on the log, once."""
        session = db.session()
        is_news = contact_matter(routed.last_told(session), fault) is not None
        session.rollback()
        if is_news:
            with transaction() as writing:
                matter = contact_matter(routed.last_told(writing), fault)
                if matter is not None:
                    desk.remind(writing, [matter], self._clock())

    def _settle(self, goal: Goal, answers: Answers) -> int:
        """Keep what was answered for one incident."""
        now = self._clock()
        for unit_id, (start, leg) in answers.items():
            if leg is None:
                self._wayless[goal.incident_id, unit_id] = Asked(start, goal.position, now)
            else:
                self._wayless.pop((goal.incident_id, unit_id), None)
        if not answers:
            return 0
        with transaction() as session:
            return routed.keep(session, goal, answers, self._kind, now)

    def _is_probe_due(self) -> bool:
        return self._steady_s() >= self._probe_at_s

    def _is_over(self, begun_s: float) -> bool:
        return self._steady_s() - begun_s > BUDGET_S

    def _is_resting(self) -> bool:
        return self._steady_s() < self._rest_until_s


def rest_s(failures: int) -> float:
    """Return for how many seconds an engine is left alone after failures in a row."""
    # Nobody doubles a number a thousand times: it would no longer be one.
    return min(REST_S * 2.0 ** min(failures - 1, 10), LONGEST_REST_S)


def _by_unit(batch: Sequence[Start], legs: Legs) -> Answers:
    return {
        one.unit_id: (one.standpoint.position, leg) for one, leg in zip(batch, legs, strict=True)
    }
