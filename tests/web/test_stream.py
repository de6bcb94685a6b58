"""The stream over HTTP and on a real database: what it tells, to whom, and when it ends."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from dispatch.records import BeingTyped
from resources import accounts
from resources.accounts import Role
from resources.database import db, transaction
from tests.makers import NOON
from tests.web.people import PHONE, Caller, Cast, new_incident, ordered_incident, told
from web.live.hall import Limits, Listener
from web.live.service import LIMITS, streams_of

WITHIN_S = 15.0
READERS = (Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF, Role.ADMIN, Role.AUDITOR)


def events_in(said: str, name: str) -> list[Any]:
    """The bodies of the events of a name, in order."""
    found = re.findall(r"^event: (\w+)\ndata: (.*)$", said, re.MULTILINE)
    return [json.loads(body) for one, body in found if one == name]


class Reader(Thread):
    """Somebody who reads a stream of the application in this process."""

    def __init__(self, listener: Listener) -> None:
        super().__init__(daemon=True)
        self.listener = listener
        self.said = ""

    def run(self) -> None:
        for piece in self.listener.pieces():
            self.said += piece.decode()
        self.listener.leave()

    def bodies(self, name: str) -> list[Any]:
        return events_in(self.said, name)

    def wait_for(self, is_so) -> None:
        until = time.monotonic() + WITHIN_S
        while not is_so(self):
            assert time.monotonic() < until, self.said[-2_000:]
            time.sleep(0.01)


@contextmanager
def reading(
    app: Flask, who: Caller, role: Role = Role.DISPATCHER, since: int | None = None, **limits: Any
) -> Iterator[Reader]:
    """Read a stream as somebody for the time of a block."""
    app.config[LIMITS] = Limits(**limits)
    secret = who.headers.get("Authorization", "").removeprefix("Bearer ")
    cookie = who.client.get_cookie("fenghuo_session")
    credential = accounts.credential_of(secret or (cookie.value if cookie else ""))
    reader = Reader(streams_of(app).join(role, credential, since))
    reader.start()
    try:
        yield reader
    finally:
        streams_of(app).stop()
        reader.join(WITHIN_S)
        assert not reader.is_alive()


def test_the_greeting_holds_the_board_as_the_board_itself_shows_it(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    ordered_incident(caller, "龙潭1")

    answer = caller.get("/api/v1/stream")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert events_in(answer.text, "board") == [{"whole": told(caller.get("/api/v1/board"))}]
    assert (events_in(answer.text, "typing"), events_in(answer.text, "log")) == ([[]], [])
    assert answer.text.endswith('event: bye\ndata: {"why":"renewed"}\n\n')


@pytest.mark.parametrize("role", READERS)
def test_entries_are_masked_exactly_as_events_masks_them(application: Flask, role: Role) -> None:
    cast = Cast(application)
    desk, reader = cast.token(Role.DISPATCHER), cast.token(role)
    number = new_incident(desk)
    desk.post(f"/api/v1/incidents/{number}/notes", {"text": f"回拨 {PHONE} 无人接听"})

    streamed = events_in(reader.get("/api/v1/stream?since=0").text, "log")

    assert streamed == told(reader.get("/api/v1/events?since=0"))["events"]
    assert len(streamed) == 3
    assert (PHONE in str(streamed)) == (role in {Role.CALL_TAKER, Role.DISPATCHER})


def test_the_header_says_more_than_the_address_where_the_reader_was(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    new_incident(caller)

    answer = caller.get("/api/v1/stream?since=0", {"Last-Event-ID": "1"})

    assert [one["seq"] for one in events_in(answer.text, "log")] == [2]
    for bad in ("x", "-1", "1.5", "9" * 30):
        answer = caller.get("/api/v1/stream", {"Last-Event-ID": bad})
        assert (answer.status_code, told(answer)["faults"][0]["field"]) == (422, "since")


def test_a_reader_from_another_future_is_given_the_whole_and_told_why(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    said = caller.get("/api/v1/stream?since=1000").text

    assert events_in(said, "resync")[0]["log_seq"] == 0
    assert "whole" in events_in(said, "board")[0]


def test_beyond_the_limit_a_stream_is_refused_and_the_page_told_when_to_ask(
    application: Flask,
) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    with reading(application, caller, most_streams=1):
        answer = caller.get("/api/v1/stream")
        board = caller.get("/api/v1/board")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "15")
    assert "每两秒查询" in told(answer)["detail"]
    assert board.status_code == 200


def test_what_happens_is_told_with_only_what_changed_on_the_board(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    with reading(application, caller) as reader:
        number = ordered_incident(caller, "龙潭1")
        reader.wait_for(lambda one: len(one.bodies("log")) == 3)
        reader.wait_for(
            lambda one: any("units" in told["changes"] for told in one.bodies("board")[1:])
        )

    changes = [one["changes"] for one in reader.bodies("board")[1:]]
    units = [one["units"]["changed"] for one in changes if "units" in one]
    changed = [unit["call_sign"] for several in units for unit in several]
    assert {"龙潭1"} == set(changed)
    assert [number] in [one["incidents"].get("order") for one in changes if "incidents" in one]
    assert reader.bodies("log") == told(caller.get("/api/v1/events"))["events"]


def test_a_unit_that_drives_is_told_as_a_position_and_not_as_an_entry(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.token(Role.DISPATCHER)
    ordered_incident(caller, "龙潭1")
    caller.post("/api/v1/units/龙潭1/status", {"status": "en_route"})

    with reading(application, caller) as reader:
        here = {"position": {"lon": 108.5, "lat": 28.5}, "at": "2026-01-01T04:00:00Z"}
        caller.post("/api/v1/units/龙潭1/position", here)
        reader.wait_for(lambda one: one.bodies("positions"))
        again = caller.get("/api/v1/board")
        greeted = streams_of(application).hall().join(Role.CHIEF, "x", None).greeting

    position = reader.bodies("positions")[0][0]
    assert (position["call_sign"], position["position"]["lon"]) == ("龙潭1", 108.5)
    assert position["position_at"] == "2026-01-01T04:00:00Z"
    assert reader.bodies("log") == []
    whole = events_in(b"".join(greeted).decode(), "board")[0]["whole"]
    assert whole["units"] == told(again)["units"]


def test_who_types_where_is_told_when_it_begins_and_when_it_lapses(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.token(Role.DISPATCHER)

    with reading(application, caller) as reader:
        with transaction() as session:
            until = NOON + timedelta(seconds=10)
            row = {"incident_number": "001", "field": "place", "console": "1号席", "by": "王某"}
            session.add(BeingTyped(**row, until=until))
        reader.wait_for(lambda one: len(one.bodies("typing")) == 2)
        cast.clock.moment = until
        reader.wait_for(lambda one: len(one.bodies("typing")) == 3)

    typing = {"incident": "001", "field": "place", "console": "1号席", "by": "王某"}
    assert reader.bodies("typing") == [[], [{**typing, "until": "2026-01-01T04:00:10Z"}], []]


def test_a_log_out_ends_the_open_stream_within_five_seconds(application: Flask) -> None:
    cast = Cast(application)
    person = cast.person(Role.DISPATCHER)

    with reading(application, person) as reader:
        reader.wait_for(lambda one: one.bodies("board"))
        assert person.submit("/logout").status_code == 303
        began = time.monotonic()
        reader.join(5.0)

        assert not reader.is_alive() and time.monotonic() - began < 5.0

    assert reader.bodies("bye") == [{"why": "not_allowed"}]


@pytest.mark.parametrize("change", ["is_active = false", "role = 'chief'"])
def test_a_disabled_account_and_one_of_another_role_lose_their_stream(
    application: Flask, change: str
) -> None:
    cast = Cast(application)
    person, other = cast.person(Role.DISPATCHER), cast.token(Role.DISPATCHER)

    with reading(application, person) as reader:
        stays = Reader(
            streams_of(application).join(
                Role.DISPATCHER,
                accounts.credential_of(other.headers["Authorization"].removeprefix("Bearer ")),
                None,
            )
        )
        stays.start()
        with transaction() as session:
            session.execute(text(f"UPDATE account SET {change}"))
        reader.join(5.0)

        assert not reader.is_alive() and stays.is_alive()

    assert reader.bodies("bye") == [{"why": "not_allowed"}]


def test_a_heart_beats_with_the_last_number_while_nothing_happens(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    new_incident(caller)

    with reading(application, caller, beat_s=0.2) as reader:
        reader.wait_for(lambda one: len(one.bodies("beat")) >= 2)

    assert reader.bodies("beat")[0] == {"now": "2026-01-01T04:00:00Z", "log_seq": 2}


def test_the_heart_stands_still_while_the_log_cannot_be_read(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    with reading(application, caller, beat_s=0.1) as reader:
        reader.wait_for(lambda one: one.bodies("beat"))
        with transaction() as session:
            session.execute(text("ALTER TABLE log_entry RENAME TO log_entry_away"))
        time.sleep(1.5)
        before = len(reader.bodies("beat"))
        time.sleep(1.0)
        still = len(reader.bodies("beat"))
        with transaction() as session:
            session.execute(text("ALTER TABLE log_entry_away RENAME TO log_entry"))
        reader.wait_for(lambda one: len(one.bodies("beat")) > still)

    assert before == still


def test_an_entry_that_commits_late_is_told_in_its_place_by_eight_writers(
    application: Flask,
) -> None:
    cast = Cast(application)
    callers = [cast.token(Role.DISPATCHER) for _ in range(8)]
    number = new_incident(callers[0])

    @event.listens_for(db.session, "before_commit")
    def dawdle(session) -> None:
        # After the entries were numbered and before they are committed.
        if session.info.pop("dawdles", False):
            time.sleep(0.05)

    def write(at: int) -> None:
        for count in range(10):
            with application.app_context():
                db.session().info["dawdles"] = (at + count) % 4 == 0
                path = f"/api/v1/incidents/{number}/notes"
                answer = callers[at].post(path, {"text": f"{at}-{count}"})
                assert answer.status_code == 201, answer.text

    try:
        with reading(application, callers[0], since=0) as reader:
            writers = [Thread(target=write, args=(at,)) for at in range(8)]
            for writer in writers:
                writer.start()
            for writer in writers:
                writer.join()
            reader.wait_for(lambda one: len(one.bodies("log")) >= 82)
    finally:
        event.remove(db.session, "before_commit", dawdle)

    assert [one["seq"] for one in reader.bodies("log")] == [*range(1, 83)]
    assert len({one["text"] for one in reader.bodies("log")}) == 82
