"""Desks under load: they post acts, ask again until each is answered, and write answers down."""

import json
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread

from tests.faults.oracle import Acknowledged, AnswerFile
from tests.faults.servers import Server

TIMEOUT_S = 20.0
GIVE_UP_S = 120.0
PAUSE_S = 0.02
MOST_INCIDENTS = 6
"""Of one desk; later calls tell of these again. A county has dozens open, not thousands."""
TURN_OUT = ("alerted", "en_route", "on_scene", "water_on", "water_off", "returning", "in_station")


class Unanswered(Exception):
    """An act that got no answer however often it was asked for."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came: its status and its JSON."""

    status: int
    told: dict[str, object]


@dataclass
class Tally:
    """What one desk saw."""

    answered: int = 0
    broken_off: int = 0
    """Requests whose connection ended before the answer came; each is asked again."""
    strange: list[str] = field(default_factory=list)
    """Answers that a desk cannot get from a service that keeps its word."""


class Desk(Thread):
    """One desk with one vehicle of its own, working until it is told to stop."""

    def __init__(
        self, server: Server, token: str, unit: str, shared_unit: str, folder: Path, seed: int
    ) -> None:
        super().__init__(name=f"desk of {unit}", daemon=True)
        self.answers = folder / f"{unit}.answers"
        self.tally = Tally()
        self._server = server
        self._token = token
        self._unit = unit
        self._shared_unit = shared_unit
        self._dice = random.Random(seed)
        self._stop_asked = Event()
        self._connection: HTTPConnection | None = None
        self._port = 0
        self._acts = 0
        self._incidents: list[str] = []
        self._steps: list[str] = []

    def ask_to_stop(self) -> None:
        """Let it finish the act it is at, and then end."""
        self._stop_asked.set()

    def run(self) -> None:
        """Work."""
        with AnswerFile(self.answers) as file:
            try:
                while not self._stop_asked.is_set():
                    self._act(file)
            except Unanswered as fault:
                self.tally.strange.append(str(fault))
            finally:
                self._hang_up()

    def _act(self, file: AnswerFile) -> None:
        self._acts += 1
        key = f"{self._unit}#{self._acts}"
        choices = [self._take_call]
        if self._incidents:
            choices = [self._take_call, self._note, self._note, self._work, self._work]
            choices.append(self._order_shared)
        done = self._dice.choice(choices)(key)
        for answer in done:
            file.keep(answer)

    def _take_call(self, key: str) -> list[Acknowledged]:
        attach = (
            self._dice.choice(self._incidents) if len(self._incidents) >= MOST_INCIDENTS else None
        )
        body = {"narrative": key, "category": "10100", "place": "龙潭镇"}
        reply = self._until_answered("/calls", body | ({"incident": attach} if attach else {}), key)
        number = _text(reply.told.get("incident"), "number")
        if not self._is_done(reply, 201):
            return []
        call = Acknowledged("call", key, number)
        if attach:
            return [call]
        self._incidents.append(number)
        return [call, Acknowledged("incident", key, number)]

    def _note(self, key: str) -> list[Acknowledged]:
        number = self._dice.choice(self._incidents)
        reply = self._until_answered(f"/incidents/{number}/notes", {"text": key}, key)
        return [Acknowledged("note", key, number)] if self._is_done(reply, 201) else []

    def _work(self, key: str) -> list[Acknowledged]:
        """Order the desk's own vehicle, or report the next step of its turn-out."""
        if not self._steps:
            self._steps = list(TURN_OUT)
            return self._order(key, self._unit, may_be_taken=False)
        status = self._steps.pop(0)
        body: dict[str, object] = {"status": status, "device_seq": self._acts}
        reply = self._until_answered(f"/units/{self._unit}/status", body, key)
        if not self._is_done(reply, 200):
            return []
        return [Acknowledged("status", key, status)]

    def _order_shared(self, key: str) -> list[Acknowledged]:
        """Order the vehicle that every desk wants, and whoever has it sends it home."""
        done = self._order(key, self._shared_unit, may_be_taken=True)
        if done:
            home = f"/units/{self._shared_unit}/status"
            self._is_done(self._until_answered(home, {"status": "in_station"}, f"{key}-home"), 200)
        return done

    def _order(self, key: str, unit: str, may_be_taken: bool) -> list[Acknowledged]:
        number = self._dice.choice(self._incidents)
        path = f"/incidents/{number}/assignments"
        reply = self._until_answered(path, {"units": [unit], "override_reason": key}, key)
        if may_be_taken and reply.status == 409:
            return []
        return [Acknowledged("order", key, f"{number} {unit}")] if self._is_done(reply, 201) else []

    def _is_done(self, reply: Reply, wanted: int) -> bool:
        if reply.status != wanted:
            self.tally.strange.append(f"{self.name}: {reply.status} {reply.told}")
        return reply.status == wanted

    def _until_answered(self, path: str, body: Mapping[str, object], key: str) -> Reply:
        """Ask under one key until an answer comes; a busy store is an answer to ask again."""
        began = time.monotonic()
        content = json.dumps(body).encode()
        while time.monotonic() - began < GIVE_UP_S:
            try:
                reply = self._ask("/api/v1" + path, content, key)
                if reply.status != 503:
                    self.tally.answered += 1
                    return reply
            except (OSError, HTTPException):
                self._hang_up()
                self.tally.broken_off += 1
            time.sleep(PAUSE_S)
            self._server.is_up.wait(GIVE_UP_S)
        raise Unanswered(f"{self.name}: {path} got no answer in {GIVE_UP_S:.0f} s")

    def _ask(self, path: str, content: bytes, key: str) -> Reply:
        connection = self._connection
        if connection is None or self._port != self._server.port:
            self._hang_up()
            self._port = self._server.port
            connection = HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
            self._connection = connection
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        connection.request("POST", path, content, headers)
        response = connection.getresponse()
        return Reply(response.status, json.loads(response.read()))

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _text(told: object, name: str) -> str:
    return str(told.get(name, "")) if isinstance(told, dict) else ""
