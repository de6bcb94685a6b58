"""One key, one answer: a repeat changes nothing, a race makes one incident."""

import json
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from werkzeug.test import TestResponse

from incidents.records import Call, Incident, LogEntry
from resources.accounts import Role
from tests.makers import count
from tests.web.people import FIRE, Caller, Cast, new_incident, told

CALLS = "/api/v1/calls"


def test_a_repeat_under_the_same_key_gets_the_same_answer(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    first = caller.post(CALLS, FIRE, Idempotency_Key="one")

    again = caller.post(CALLS, FIRE, Idempotency_Key="one")

    assert (again.status_code, again.data) == (201, first.data)
    assert (count(Incident), count(Call), count(LogEntry)) == (1, 1, 2)


def test_another_key_or_none_is_another_call(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    for headers in ({"Idempotency_Key": "one"}, {"Idempotency_Key": "two"}, {}, {}):
        caller.post(CALLS, FIRE, **headers)

    assert count(Incident) == 4


def test_the_same_key_with_another_body_is_refused(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    caller.post(CALLS, FIRE, Idempotency_Key="one")

    answer = caller.post(CALLS, {**FIRE, "narrative": "又起火"}, Idempotency_Key="one")

    assert answer.status_code == 422
    assert "Idempotency-Key" in told(answer)["detail"]
    assert count(Incident) == 1


def test_the_same_key_with_another_form_is_refused_too(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    headers = {**caller.headers, "Idempotency-Key": "one"}
    caller.client.post(CALLS, data={"narrative": "起火"}, headers=headers)

    answer = caller.client.post(CALLS, data={"narrative": "又起火"}, headers=headers)

    assert answer.status_code == 422
    assert count(Incident) == 1


def test_the_same_key_and_body_at_another_address_or_by_another_person_is_refused(
    application: Flask,
) -> None:
    cast = Cast(application)
    caller, other = cast.token(Role.DISPATCHER), cast.token(Role.DISPATCHER)
    numbers = [new_incident(caller), new_incident(caller)]
    paths = [f"/api/v1/incidents/{number}/notes" for number in numbers]
    caller.post(paths[0], {"text": "一"}, Idempotency_Key="one")

    elsewhere = caller.post(paths[1], {"text": "一"}, Idempotency_Key="one")
    someone_else = other.post(paths[0], {"text": "一"}, Idempotency_Key="one")

    assert (elsewhere.status_code, someone_else.status_code) == (422, 422)


def test_a_refused_request_leaves_its_key_free(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    number = new_incident(caller)
    path = f"/api/v1/incidents/{number}/assignments"
    unknown = caller.post(path, {"units": ["没有"]}, Idempotency_Key="one")

    right = caller.post(path, {"units": ["龙潭1"]}, Idempotency_Key="one")

    assert (unknown.status_code, right.status_code) == (404, 201)


def test_sixteen_at_once_under_one_key_make_one_incident(application: Flask) -> None:
    cast = Cast(application)
    token = cast.token(Role.DISPATCHER)

    def ask(_: int) -> TestResponse:
        caller = Caller(application.test_client(), token.headers)
        return caller.post(CALLS, FIRE, Idempotency_Key="one")

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, range(16)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert (count(Incident), count(Call)) == (1, 1)


def test_sixteen_at_once_under_sixteen_keys_get_sixteen_numbers(application: Flask) -> None:
    cast = Cast(application)
    token = cast.token(Role.DISPATCHER)

    def ask(key: int) -> str:
        caller = Caller(application.test_client(), token.headers)
        answer = caller.post(CALLS, FIRE, Idempotency_Key=str(key))
        return str(json.loads(answer.data)["incident"]["number"])

    with ThreadPoolExecutor(16) as pool:
        numbers = sorted(pool.map(ask, range(16)))

    assert numbers == [f"20260101-{one:03d}" for one in range(1, 17)]


def test_a_key_that_is_no_word_is_refused(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)

    for key in ("k" * 201, "a\0b", "a\x7f"):
        answer = caller.post(CALLS, FIRE, Idempotency_Key=key)
        assert answer.status_code == 422
        assert told(answer)["faults"][0]["field"] == "Idempotency-Key"

    assert count(Incident) == 0
