"""The command line over the interface: read first, then run exactly what was shown."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from incidents import queries
from resources.accounts import Role
from resources.database import db, transaction
from tests.makers import assignment, incident, make_partner, make_place, unit
from tests.web.people import PHONE, Caller, Cast, new_incident, ordered_incident, told

READING = "/api/v1/commands/reading"
COMMANDS = "/api/v1/commands"


def read(caller: Caller, text: str) -> Any:
    """Ask how a command is read."""
    answer = caller.post(READING, {"text": text})
    assert answer.status_code == 200, answer.text
    return told(answer)


def run(caller: Caller, text: str, **headers: str) -> TestResponse:
    """Read a command and run what was shown."""
    shown = read(caller, text)["reading"]
    assert shown, read(caller, text)["fault"]
    return caller.post(COMMANDS, {"text": text, "reading": shown}, **headers)


def kinds() -> list[str]:
    db.session.rollback()
    return [row.kind for row in queries.events_since(0, 1000)]


def test_reading_changes_nothing_and_running_does_exactly_that(application: Flask) -> None:
    dispatcher = Cast(application).token(Role.DISPATCHER)
    number = new_incident(dispatcher)
    before = kinds()

    shown = read(dispatcher, "d 1 龙潭1 2")
    assert kinds() == before
    assert unit("龙潭1").status == "in_station"
    answer = dispatcher.post(COMMANDS, {"text": "d 1 龙潭1 2", "reading": shown["reading"]})

    assert shown["reading"].startswith("调派 001")
    assert "龙潭1、龙潭2" in shown["reading"]
    assert (shown["verb"], shown["needs_confirmation"]) == ("order", True)
    assert (shown["fault"], shown["candidates"]) == ("", [])
    assert answer.status_code == 200
    assert told(answer)["done"] == shown["reading"]
    ordered = {row.unit.call_sign for row in incident(number).assignments}
    assert ordered == {"龙潭1", "龙潭2"}


def test_the_whole_work_of_an_incident_goes_by_commands(application: Flask) -> None:
    cast = Cast(application)
    dispatcher = cast.token(Role.DISPATCHER)
    with transaction() as session:
        make_partner(session)
    number = new_incident(dispatcher)
    other = new_incident(dispatcher)

    for text in (
        *("d 1 龙潭1", "s 龙潭1 3", "s lt1 到场", "u 1", "b 1 N1 请带水", "n 1 现场水源不足"),
        *("d 1 龙潭2", "g 龙潭2", "k 1", "m 1", "g 1", "gd 龙潭1", "hb 2 1"),
    ):
        cast.clock.moment += timedelta(minutes=1)
        answer = run(dispatcher, text)
        assert answer.status_code == 200, (text, answer.text)

    done = incident(number)
    held = assignment(number, "龙潭1")
    assert held.en_route_at and held.on_scene_at and held.returning_at and held.in_station_at
    assert assignment(number, "龙潭2").recalled_at is not None
    assert done.controlled_at and done.extinguished_at
    assert done.state == "returned"
    assert incident(other).merged_into == number
    for kind in ("level_raised", "reinforcement_requested", "note", "unit_recalled"):
        assert kind in kinds()


def test_what_was_shown_and_is_not_so_any_more_is_not_run(application: Flask) -> None:
    cast = Cast(application)
    dispatcher, other = cast.token(Role.DISPATCHER), cast.token(Role.DISPATCHER)
    number = new_incident(dispatcher)
    shown = read(dispatcher, "d 1 龙潭1")["reading"]
    elsewhere = ordered_incident(other, "龙潭1")

    answer = dispatcher.post(COMMANDS, {"text": "d 1 龙潭1", "reading": shown})

    assert answer.status_code == 409
    assert "龙潭1 正在警情" in told(answer)["detail"]
    assert elsewhere in told(answer)["detail"]
    assert incident(number).assignments == []


def test_a_status_that_moved_on_is_shown_anew_instead_of_run(application: Flask) -> None:
    dispatcher = Cast(application).token(Role.DISPATCHER)
    ordered_incident(dispatcher, "龙潭1")
    shown = read(dispatcher, "s 龙潭1 4")["reading"]
    dispatcher.post("/api/v1/units/龙潭1/status", {"status": "en_route"})

    answer = dispatcher.post(COMMANDS, {"text": "s 龙潭1 4", "reading": shown})

    assert answer.status_code == 409
    assert "现在读作“龙潭1：途中 → 到场" in told(answer)["detail"]
    assert unit("龙潭1").status == "en_route"


def test_a_command_sent_twice_under_one_key_is_run_once(application: Flask) -> None:
    dispatcher = Cast(application).token(Role.DISPATCHER)
    new_incident(dispatcher)
    shown = read(dispatcher, "n 1 水源不足")["reading"]
    body = {"text": "n 1 水源不足", "reading": shown}

    answers = [dispatcher.post(COMMANDS, body, Idempotency_Key="once") for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 200]
    assert kinds().count("note") == 1


def test_undo_takes_back_the_last_status_of_the_one_who_asks(application: Flask) -> None:
    cast = Cast(application)
    one, other = cast.token(Role.DISPATCHER), cast.token(Role.DISPATCHER)
    number = ordered_incident(one, "龙潭1")
    run(one, "s 龙潭1 3")

    assert "没有您报的状态可撤销" in read(other, "cx")["fault"]
    assert "是" in told(other.post("/api/v1/units/龙潭1/status/undo"))["detail"]
    cast.clock.moment += timedelta(seconds=9)
    answer = run(one, "cx")

    assert told(answer)["done"] == "撤销 龙潭1 刚报的“途中”"
    assert unit("龙潭1").status == "alerted"
    shown = told(one.get(f"/api/v1/incidents/{number}"))["assignments"][0]
    assert shown["en_route_at"] is None
    assert shown["stamps"][0]["struck_why"] == "报错，10 秒内撤销"
    assert kinds()[-1] == "status_undone"


def test_undo_by_its_own_address_answers_with_the_vehicle_as_it_stands(application: Flask) -> None:
    cast = Cast(application)
    dispatcher = cast.token(Role.DISPATCHER)
    ordered_incident(dispatcher, "龙潭1")
    dispatcher.post("/api/v1/units/龙潭1/status", {"status": "en_route"})

    answer = dispatcher.post("/api/v1/units/龙潭1/status/undo")
    again = dispatcher.post("/api/v1/units/龙潭1/status/undo")

    assert told(answer)["status"] == "alerted"
    assert told(answer)["undone"] == "途中"
    assert again.status_code == 409
    assert "没有可撤销的状态" in told(again)["detail"]


def test_undo_after_ten_seconds_is_refused_with_what_to_do(application: Flask) -> None:
    cast = Cast(application)
    dispatcher = cast.token(Role.DISPATCHER)
    ordered_incident(dispatcher, "龙潭1")
    dispatcher.post("/api/v1/units/龙潭1/status", {"status": "en_route"})
    cast.clock.moment += timedelta(seconds=11)

    answer = dispatcher.post("/api/v1/units/龙潭1/status/undo")

    assert answer.status_code == 409
    assert "超过 10 秒" in told(answer)["detail"]
    assert "请改报正确的状态" in told(answer)["detail"]


@pytest.mark.parametrize(
    ("role", "text"),
    [
        *((Role.CALL_TAKER, text) for text in ("d 1 龙潭2", "s 龙潭1 4", "k 1", "x 1", "g 1")),
        *((Role.CALL_TAKER, text) for text in ("tj 2026", "b 1 N1", "cx")),
        *((Role.CHIEF, text) for text in ("d 1 龙潭2", "k 1", "hb 1 2", "u 1", "g 1", "b 1 N1")),
    ],
)
def test_a_command_needs_the_role_of_the_route_it_stands_for(
    application: Flask, role: Role, text: str
) -> None:
    cast = Cast(application)
    ordered_incident(cast.token(Role.DISPATCHER), "龙潭1")
    caller = cast.token(role)

    shown = read(caller, text)
    answer = caller.post(COMMANDS, {"text": text, "reading": "随便"})

    assert "您的角色是" in shown["fault"]
    assert shown["reading"] == ""
    assert answer.status_code == 409
    assert "您的角色是" in told(answer)["detail"]
    assert kinds()[-1] == "units_ordered"


def test_a_chief_reports_for_the_own_station_only(application: Flask) -> None:
    chief = Cast(application).person(Role.CHIEF)

    assert "不属于您的队站" in read(chief, "s 板溪1 训练")["fault"]
    assert run(chief, "s 龙潭1 训练").status_code == 200
    assert unit("龙潭1").status == "training"


@pytest.mark.parametrize(
    ("text", "kind", "path"),
    [
        ("j 1", "incident", "/incidents/20260101-001"),
        ("x 1", "closing", "/incidents/20260101-001#close"),
        ("tj 2025", "years", "/yearbook?from=2025&to=2025"),
        ("? d", "help", ""),
    ],
)
def test_what_only_shows_something_says_what_to_open(
    application: Flask, text: str, kind: str, path: str
) -> None:
    dispatcher = Cast(application).token(Role.DISPATCHER)
    new_incident(dispatcher)
    before = kinds()

    answer = told(run(dispatcher, text))

    assert (answer["shows"]["kind"], answer["shows"]["path"]) == (kind, path)
    assert not read(dispatcher, text)["needs_confirmation"]
    assert kinds() == before


def test_a_place_is_looked_up_in_the_gazetteer(application: Flask) -> None:
    dispatcher = Cast(application).token(Role.DISPATCHER)
    with transaction() as session:
        make_place(session, "渤海村")

    shown = read(dispatcher, "f 渤海村")
    if shown["candidates"]:
        shown = read(dispatcher, shown["candidates"][0]["text"])
    lost = read(dispatcher, "f 火星基地五号")

    assert "渤海村" in shown["reading"]
    assert lost["reading"] == ""
    assert lost["fault"]


def test_a_closed_incident_may_be_opened_and_noted_but_not_worked_on(application: Flask) -> None:
    dispatcher = Cast(application).token(Role.DISPATCHER)
    lost, kept = new_incident(dispatcher), new_incident(dispatcher)
    run(dispatcher, "hb 1 2")

    assert read(dispatcher, f"j {lost}")["reading"].startswith("打开 001")
    assert "已结案或已并案" in read(dispatcher, f"d {lost} 龙潭1")["fault"]
    assert read(dispatcher, f"d {kept} 龙潭1")["reading"]


def test_no_telephone_number_is_read_back(application: Flask) -> None:
    cast = Cast(application)
    new_incident(cast.token(Role.DISPATCHER), place=f"龙潭镇 {PHONE}")

    shown = cast.token(Role.CHIEF).post(READING, {"text": "j 1"})

    assert PHONE not in shown.text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "d 1 龙潭1"}, 422),
        ({"text": "d 1 龙潭1", "reading": ""}, 422),
        ({"text": 7, "reading": "a"}, 422),
        ({"text": "\x00", "reading": "a"}, 422),
        ({"text": "x" * 2_001, "reading": "a"}, 422),
        ({"text": "飞", "reading": "a"}, 409),
        ({"text": "", "reading": "a"}, 409),
        ({"text": "'; DROP TABLE unit; --", "reading": "a"}, 409),
        ({}, 422),
    ],
)
def test_anything_else_is_refused_with_a_sentence(
    application: Flask, body: dict[str, object], code: int
) -> None:
    answer = Cast(application).token(Role.DISPATCHER).post(COMMANDS, body)

    assert answer.status_code == code
    assert any("一" <= character <= "鿿" for character in told(answer)["detail"])


def test_nothing_typed_is_read_as_nothing(application: Flask) -> None:
    shown = read(Cast(application).token(Role.DISPATCHER), "  ")

    assert shown == {
        "reading": "",
        "verb": None,
        "needs_confirmation": False,
        "candidates": [],
        "fault": "",
    }
