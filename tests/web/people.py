"""A small cast on a small county: people logged in and tokens, one of each role.

The county has two stations: 一站 with 龙潭1 (water), 龙潭2 (water) and 龙潭3 (rescue), and 二站
with 板溪1 (water). The clock stands at noon of New Year's Day until a test moves it.
"""

import contextvars
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from resources import accounts
from resources.accounts import Role
from resources.database import transaction
from resources.geography import Position
from resources.records import Account
from tests.makers import NOON, make_county, make_place, make_station, make_unit
from web.live.hall import Limits
from web.live.service import LIMITS

PASSWORD = "守土有责-烽火-2026"
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""A hash that is quickly checked; the real ones take a tenth of a second on purpose."""
NEXT_TOWN = Position(108.690, 28.730)
"""Where the second station stands, 14 km from the first."""
PHONE = "13812345678"
FIRE = {"caller_number": PHONE, "place": "龙潭镇", "narrative": "民房起火", "category": "10100"}
OUTCOME: dict[str, object] = {
    "disposition": "real",
    "rescued": 1,
    "evacuated": 2,
    "dead": 0,
    "injured": 0,
    "property_saved_yuan": "1000.50",
    "property_protected_yuan": 0,
    "loss_yuan": 300,
    "occupancy": "dwelling",
    "is_urban": False,
}


class SetClock:
    """A clock that stands where a test has set it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


class Client(FlaskClient):
    """A client whose every request has a context of its own, as on a server.

    The `application` fixture has its context entered; a request would share it, and with it what
    belongs to one request alone: who is asking, the CSRF token, the database session.
    """

    def open(self, *arguments: Any, **more: Any) -> TestResponse:
        more.setdefault("buffered", True)
        asked = partial(super().open, *arguments, **more)
        return contextvars.Context().run(asked)


@dataclass
class Caller:
    """Someone who asks: a client and the headers every change of theirs carries."""

    client: FlaskClient
    headers: dict[str, str]

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> TestResponse:
        """Ask to read."""
        return self.client.get(path, headers={**self.headers, **(headers or {})})

    def post(self, path: str, body: object = None, **headers: str) -> TestResponse:
        """Ask for a change with a JSON body; `If_Match` stands for the header If-Match."""
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: object = None, **headers: str) -> TestResponse:
        """Ask for an edit with a JSON body."""
        return self.send("PATCH", path, body, **headers)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        """Ask by any method, with a JSON body."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        body = json.dumps({} if body is None else body)
        kind = {"Content-Type": "application/json"}
        headers = {**self.headers, **kind, **more}
        return self.client.open(path, method=method, data=body, headers=headers)

    def upload(self, path: str, name: str, content: bytes, **fields: str) -> TestResponse:
        """Send a file as the field `file` of a form."""
        # Built here: the test client leaves the file it builds a large form in open.
        told = (f'name="{field}"\r\n\r\n{value}' for field, value in fields.items())
        safe = name.replace('"', "%22")
        head = f'name="file"; filename="{safe}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        parts = [*(one.encode() for one in told), head.encode() + content]
        start = b"--parts\r\nContent-Disposition: form-data; "
        body = b"".join(start + part + b"\r\n" for part in parts) + b"--parts--\r\n"
        kind = "multipart/form-data; boundary=parts"
        return self.client.post(path, data=body, headers=self.headers, content_type=kind)

    def submit(self, path: str, **fields: object) -> TestResponse:
        """Submit a page's form."""
        return self.client.post(path, data=fields, headers=self.headers)


class Cast:
    """Everybody who may come to the county's one application."""

    def __init__(self, app: Flask, has_county: bool = True) -> None:
        self.app = app
        self.clock = SetClock(NOON)
        self._tokens = 0
        app.config["CLOCK"] = self.clock
        # A test's client reads an answer to its end: here a stream ends after its greeting.
        app.config[LIMITS] = Limits(life_s=(0.0, 0.0))
        app.test_client_class = Client
        if has_county:
            _settle_county()

    def nobody(self) -> Caller:
        """Someone who has not logged in."""
        return Caller(self.app.test_client(), {})

    def token(self, role: Role, call_sign: str | None = None) -> Caller:
        """Make a program with a token of a role; a device speaks for 龙潭1 unless told."""
        if role is Role.DEVICE:
            call_sign = call_sign or "龙潭1"
        self._tokens += 1
        name = f"{role}-token-{self._tokens}"
        with transaction() as session:
            secret = accounts.add_token(session, name, role, self.clock(), call_sign)
        return Caller(self.app.test_client(), {"Authorization": f"Bearer {secret}"})

    def person(self, role: Role) -> Caller:
        """Log a person of a role in through the log-in page; a chief is of 一站."""
        self.account(role)
        return self._log_in(str(role))

    def _log_in(self, name: str) -> Caller:
        caller = self.nobody()
        caller.headers["X-CSRFToken"] = csrf_token(caller)
        answer = caller.submit("/login", name=name, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return caller

    def device(self, name: str, station: str | None = None, call_sign: str | None = None) -> Caller:
        """Log in the terminal of a station or the phone of a vehicle."""
        self.account(Role.DEVICE, name, station, call_sign)
        return self._log_in(name)

    def account(
        self,
        role: Role,
        name: str = "",
        station: str | None = None,
        call_sign: str | None = None,
    ) -> None:
        """Make the account of a role; its name is the role's unless told."""
        if not station and not call_sign and role in {Role.CHIEF, Role.DEVICE}:
            station = "一站"
        account = Account(
            name=name or str(role),
            display_name=name or str(role),
            role=role,
            station_code=station,
            call_sign=call_sign,
            password_hash=CHEAP_HASH,
            is_demo=False,
            is_active=True,
            created_at=self.clock(),
        )
        with transaction() as session:
            session.add(account)


def _settle_county() -> None:
    with transaction() as session:
        make_county(session)
        first = make_station(session, "一站")
        second = make_station(session, "二站", "township_brigade", NEXT_TOWN)
        make_unit(session, "龙潭1", station=first)
        make_unit(session, "龙潭2", station=first)
        make_unit(session, "龙潭3", "rescue", station=first)
        make_unit(session, "板溪1", station=second)
        make_place(session, "龙潭镇")


def csrf_token(caller: Caller) -> str:
    """Read the CSRF token from the log-in page, as a browser's scripts do."""
    found = re.search(r'<meta name="csrf-token" content="([^"]+)">', caller.get("/login").text)
    assert found, "the page carries no token"
    return found.group(1)


def told(answer: TestResponse) -> Any:
    """Return what a JSON answer says."""
    return answer.json


def new_incident(caller: Caller, **said: object) -> str:
    """Take a call and return the number of its incident."""
    answer = caller.post("/api/v1/calls", {**FIRE, **said})
    assert answer.status_code == 201, answer.text
    number: str = told(answer)["incident"]["number"]
    return number


def ordered_incident(caller: Caller, *call_signs: str) -> str:
    """Take a call and order units to it."""
    number = new_incident(caller)
    answer = caller.post(f"/api/v1/incidents/{number}/assignments", {"units": list(call_signs)})
    assert answer.status_code == 201, answer.text
    return number


def closed_incident(caller: Caller) -> str:
    """Take a call and close it."""
    number = new_incident(caller)
    answer = caller.post(f"/api/v1/incidents/{number}/close", {"outcome": OUTCOME})
    assert answer.status_code == 200, answer.text
    return number
