"""What only a console asks: drafts, who types where, what a call cost, and the clocks of a call."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from dispatch.records import BeingTyped, CallDraft, Effort
from incidents import queries
from incidents.records import Receipt
from resources.accounts import Role
from resources.database import db
from tests.makers import NOON, count
from tests.web.people import OUTCOME, PHONE, Caller, Cast, new_incident, told
from web.ticker import Ticker

DRAFTS = "/api/v1/drafts"
DRAFT = f'{{"id": "a1", "values": {{"caller_number": "{PHONE}"}}}}'
SPENT: dict[str, object] = {"keys": 6, "typed": 30, "mouse": 0, "undone": 0, "was_ordered": True}


def test_a_draft_is_given_back_to_its_writer_alone(application: Flask) -> None:
    cast = Cast(application)
    writer, other = cast.person(Role.DISPATCHER), cast.person(Role.CALL_TAKER)

    kept = writer.send("PUT", f"{DRAFTS}/a1", {"content": DRAFT})

    assert told(kept) == {"key": "a1", "kept_at": "2026-01-01T04:00:00Z"}
    mine = told(writer.get(DRAFTS))["drafts"]
    assert [(one["key"], one["content"]) for one in mine] == [("a1", DRAFT)]
    assert told(other.get(DRAFTS))["drafts"] == []
    assert other.send("DELETE", f"{DRAFTS}/a1").status_code == 200
    assert count(CallDraft) == 1
    assert writer.send("DELETE", f"{DRAFTS}/a1").status_code == 200
    db.session.rollback()
    assert count(CallDraft) == 0


def test_what_is_personal_in_a_draft_stands_nowhere_else(application: Flask) -> None:
    cast = Cast(application)
    writer = cast.person(Role.DISPATCHER)

    writer.send("PUT", f"{DRAFTS}/a1", {"content": DRAFT}, Idempotency_Key="k1")

    kept = db.session.get(Receipt, 1)
    assert kept is not None
    assert PHONE not in kept.body
    assert queries.log_seq() == 0


@pytest.mark.parametrize(
    ("key", "content", "field", "word"),
    [
        ("a1", "火" * 100_001, "content", "最多"),
        ("a1", "a\x00b", "content", "控制字符"),
        ("a b", "{}", "key", "字母"),
        ("x" * 65, "{}", "key", "64"),
    ],
)
def test_a_draft_that_cannot_be_kept_is_answered_with_a_sentence(
    application: Flask, key: str, content: str, field: str, word: str
) -> None:
    writer = Cast(application).person(Role.DISPATCHER)

    answer = writer.send("PUT", f"{DRAFTS}/{key}", {"content": content})

    assert answer.status_code == 422
    (fault,) = told(answer)["faults"]
    assert fault["field"] == field
    assert word in fault["message"]


def test_a_program_has_no_drafts_and_is_told_why(application: Flask) -> None:
    program = Cast(application).token(Role.DISPATCHER)

    assert told(program.get(DRAFTS)) == {"drafts": []}
    answer = program.send("PUT", f"{DRAFTS}/a1", {"content": "{}"})
    assert (answer.status_code, "令牌没有账户" in told(answer)["detail"]) == (409, True)


def test_the_other_console_sees_who_types_until_it_lapses(application: Flask) -> None:
    cast = Cast(application)
    one, other = cast.person(Role.DISPATCHER), cast.person(Role.CALL_TAKER)
    path = f"/api/v1/incidents/{new_incident(one)}/typing"

    one.post(path, {"field": "place", "console": "desk-1"})
    seen = told(other.get(path))["typing"]
    held = told(other.post(path, {"field": "place", "console": "desk-2"}))["typing"]
    taken = told(other.post(path, {"field": "place", "console": "desk-2", "takes_over": True}))

    assert [(row["field_label"], row["by"], row["until"]) for row in seen] == [
        ("地点", "dispatcher", "2026-01-01T04:00:06Z")
    ]
    assert [row["console"] for row in held] == ["desk-1"]
    assert [row["by"] for row in taken["typing"]] == ["call_taker"]
    cast.clock.moment += timedelta(seconds=6)
    assert told(one.get(path))["typing"] == []
    Ticker(application, cast.clock).tidy_up()
    assert count(BeingTyped) == 0


def test_a_warning_about_a_field_that_is_none_or_a_call_that_is_none_is_refused(
    application: Flask,
) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    number = new_incident(caller)

    wrong = caller.post(f"/api/v1/incidents/{number}/typing", {"field": "x", "console": "a b"})
    unknown = caller.post(
        "/api/v1/incidents/20200101-009/typing", {"field": "place", "console": "a"}
    )

    assert {fault["field"] for fault in told(wrong)["faults"]} == {"field", "console"}
    assert unknown.status_code == 404


def test_a_lock_forbids_nothing_that_is_saved(application: Flask) -> None:
    cast = Cast(application)
    one, other = cast.person(Role.DISPATCHER), cast.person(Role.CALL_TAKER)
    number = new_incident(one)
    one.post(f"/api/v1/incidents/{number}/typing", {"field": "place", "console": "desk-1"})

    answer = other.patch(f"/api/v1/incidents/{number}", {"place": "东风桥"}, If_Match='"1"')

    assert answer.status_code == 200


def test_the_second_edit_is_refused_with_both_words(application: Flask) -> None:
    caller = Cast(application).person(Role.DISPATCHER)
    path = f"/api/v1/incidents/{new_incident(caller)}"
    caller.patch(path, {"trapped": 3, "burning": "木料"}, If_Match='"1"')

    answer = caller.patch(path, {"trapped": 2, "floors": 6}, If_Match='"1"')

    assert answer.status_code == 409
    assert answer.content_type == "application/problem+json"
    body = told(answer)
    assert (body["version"], body["changed_by"]) == (2, "dispatcher")
    assert body["differences"] == [
        {"field": "trapped", "label": "被困人数", "yours": "2", "theirs": "3", "before": ""}
    ]
    assert told(caller.get(path))["floors"] is None


def test_the_page_shows_both_words_of_a_stale_edit(application: Flask) -> None:
    caller = Cast(application).person(Role.DISPATCHER)
    number = new_incident(caller)
    caller.patch(f"/api/v1/incidents/{number}", {"level": 3})

    page = caller.submit(f"/incidents/{number}/level", version=1, level=2)

    assert page.status_code == 409
    assert "与现存不同之处" in page.text
    for words in ("您打开时", "1 级", "现为", "3 级", "您填的", "2 级", "dispatcher"):
        assert words in page.text


@pytest.mark.parametrize("door", ["api", "page"])
def test_a_close_of_what_somebody_changed_meanwhile_is_refused(
    application: Flask, door: str
) -> None:
    caller = Cast(application).person(Role.DISPATCHER)
    number = new_incident(caller)
    caller.patch(f"/api/v1/incidents/{number}", {"trapped": 3})

    if door == "api":
        path = f"/api/v1/incidents/{number}/close"
        answer = caller.post(path, {"outcome": OUTCOME}, If_Match='"1"')
    else:
        answer = caller.submit(
            f"/incidents/{number}/close", version=1, **{**OUTCOME, "is_urban": "false"}
        )

    assert answer.status_code == 409
    assert "刚被他人修改" in answer.text
    if door == "page":
        # The form comes back filled, and now knows what it is about.
        assert 'name="version" value="2"' in answer.text
        assert 'value="1000.50"' in answer.text
        assert "核对后再提交一次" in answer.text
    assert told(caller.get(f"/api/v1/incidents/{number}"))["state"] == "filed"


def test_the_clocks_tell_the_steps_of_a_call_apart(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.token(Role.DISPATCHER)
    answer = caller.post("/api/v1/calls", {"narrative": "民房起火", "place": "龙潭镇"})
    path = f"/api/v1/incidents/{told(answer)['incident']['number']}"
    first = told(caller.get(path))["clocks"]

    def after(seconds: int, method: str, more: str, body: object) -> None:
        cast.clock.moment = NOON + timedelta(seconds=seconds)
        done = caller.send(method, path + more, body)
        assert done.status_code in {200, 201}, done.text

    after(10, "PATCH", "", {"position": {"lon": 108.77, "lat": 28.841}})
    after(20, "POST", "/assignments", {"units": ["龙潭1"]})
    after(30, "PATCH", "", {"category": "10100"})
    after(31, "PATCH", "", {"position": {"lon": 108.771, "lat": 28.841}})

    assert first["place_known_at"] is None
    assert first["kind_known_at"] is None
    clocks = told(caller.get(path))["clocks"]
    assert (clocks["goal_s"], clocks["goal_mark"]) == (45, "G")
    assert [clocks[name] for name in ("answered_at", "place_known_at")] == [
        "2026-01-01T04:00:00Z",
        "2026-01-01T04:00:10Z",
    ]
    assert clocks["first_order_at"] == "2026-01-01T04:00:20Z"
    assert clocks["kind_known_at"] == "2026-01-01T04:00:30Z"
    # One vehicle of several that are advised is no full order.
    assert clocks["full_order_at"] is None


@pytest.fixture
def measured(application: Flask) -> Iterator[tuple[Caller, Caller]]:
    """A dispatcher and the admin who has switched the measuring on."""
    cast = Cast(application)
    dispatcher, admin = cast.person(Role.DISPATCHER), cast.person(Role.ADMIN)
    assert admin.submit("/effort/switch", on="yes").status_code == 303
    yield dispatcher, admin


def spend(caller: Caller, seconds: float, **more: Any) -> None:
    answer = caller.post("/api/v1/effort", {**SPENT, "seconds": seconds, **more})
    assert answer.status_code == 201, answer.text


def test_nothing_is_measured_before_the_room_switches_it_on(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    answer = caller.post("/api/v1/effort", {**SPENT, "seconds": 30})

    assert told(answer) == {"is_kept": False}
    assert count(Effort) == 0
    assert told(caller.get("/api/v1/effort"))["is_measured"] is False


def test_four_calls_are_not_shown_and_five_are(measured: tuple[Caller, Caller]) -> None:
    dispatcher, admin = measured
    for seconds in (20, 30, 40, 50):
        spend(dispatcher, seconds, fields={"place": seconds / 10})
    few = told(admin.get("/api/v1/effort"))["releases"][0]
    page = admin.get("/effort").text

    spend(dispatcher, 90, fields={"place": 9})

    assert few["is_shown"] is False
    assert (few["calls"], few["figures"]) == (None, [])
    assert "不满 5 起" in page
    whole = told(admin.get("/api/v1/effort"))["releases"][0]
    seconds = next(one for one in whole["figures"] if one["name"] == "seconds")
    # Of 20, 30, 40, 50, 90 the third is the middle; the fifth bounds nine of ten.
    assert (seconds["median"], seconds["p90"]) == (40, 90)
    assert [(one["name"], one["median"]) for one in whole["fields"]] == [("place", 4.0)]
    rows = list(csv.reader(io.StringIO(admin.get("/effort.csv").text.removeprefix("\ufeff"))))
    assert rows[1][1:5] == ["5", "5", "40", "90"]
    assert "不得用于考核个人" in admin.get("/effort").text


def test_what_is_kept_of_a_call_names_nobody_and_no_moment(
    measured: tuple[Caller, Caller],
) -> None:
    dispatcher, _ = measured
    spend(dispatcher, 30)

    row = db.session.get(Effort, 1)

    assert row is not None
    assert row.at == NOON.replace(hour=0)
    assert {column.name for column in Effort.__table__.columns} == {
        *("id", "at", "release", "keys", "typed", "mouse", "undone"),
        *("seconds", "was_ordered", "fields"),
    }


def test_the_switch_is_the_admins_and_is_logged_once(measured: tuple[Caller, Caller]) -> None:
    dispatcher, admin = measured

    admin.submit("/effort/switch", on="yes")
    refused = dispatcher.submit("/effort/switch", on="no")

    assert refused.status_code == 403
    kinds = [row.kind for row in queries.events_since(0, 50)]
    assert kinds.count("effort_switched") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"seconds": -1},
        {"seconds": "fast"},
        {"seconds": 1e12},
        {"keys": -3},
        {"fields": {"who": 3}},
        {"fields": {"place": [1]}},
        {"fields": "place"},
    ],
    ids=str,
)
def test_effort_that_cannot_be_is_refused_by_field(
    application: Flask, wrong: dict[str, object]
) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    answer = caller.post("/api/v1/effort", {**SPENT, "seconds": 30, **wrong})

    assert answer.status_code == 422
    assert [one["field"] for one in told(answer)["faults"]] == list(wrong)
