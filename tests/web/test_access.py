"""Who may use which route: the whole table, word for word, and what a role must not see."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from resources.accounts import Role
from tests.web.access_table import EXAMPLES, OPEN, TABLE
from tests.web.people import FIRE, OUTCOME, PHONE, Caller, Cast, new_incident, told
from web.access import declared_roles

MASKED_FOR = (Role.CHIEF, Role.STATISTICIAN, Role.ADMIN, Role.AUDITOR)
SHOWN_TO = (Role.CALL_TAKER, Role.DISPATCHER)


def cells(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield every route and method the application answers."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.rule, method


def address(route: str) -> str:
    """Fill the parts of a route with what there is."""
    for part, example in EXAMPLES.items():
        route = route.replace(part, example)
    return route


def verdict(route: str, answer: TestResponse) -> str:
    """Say what the guard decided: in, who are you, not you."""
    if answer.status_code == 403:
        return "forbidden"
    is_about_logging_in = route in {"/", "/login", "/logout"}
    is_sent_to_login = answer.headers.get("Location", "").startswith("/login")
    if not is_about_logging_in and (is_sent_to_login or answer.status_code == 401):
        return "unknown"
    return "in"


def undeclared(app: Flask) -> list[str]:
    """Find the routes that declare no roles."""
    found = []
    for rule in app.url_map.iter_rules():
        try:
            declared_roles(app.view_functions[rule.endpoint])
        except LookupError:
            found.append(rule.rule)
    return found


def test_every_route_declares_its_roles(application: Flask) -> None:
    assert undeclared(application) == []


def test_the_table_names_every_route(application: Flask) -> None:
    assert set(cells(application)) == set(TABLE)


def test_a_planted_route_without_roles_is_found_and_refused(application: Flask) -> None:
    cast = Cast(application)
    application.add_url_rule("/api/v1/planted", "planted", lambda: "secret")

    answer = cast.token(Role.ADMIN).get("/api/v1/planted")

    assert undeclared(application) == ["/api/v1/planted"]
    assert set(cells(application)) - set(TABLE) == {("/api/v1/planted", "GET")}
    assert answer.status_code == 500
    assert "secret" not in answer.text


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_each_role_gets_exactly_its_rows_of_the_table(application: Flask, role: Role) -> None:
    cast = Cast(application)
    caller = cast.nobody() if role is None else cast.token(role)
    new_incident(cast.token(Role.DISPATCHER))

    found = {}
    for route, method in TABLE:
        answer = caller.send(method, address(route))
        found[route, method] = verdict(route, answer)

    refused = "unknown" if role is None else "forbidden"
    expected = {
        cell: "in" if roles == OPEN or role in roles.split() else refused
        for cell, roles in TABLE.items()
    }
    assert found == expected


@pytest.mark.parametrize("path", ["/api/v1/units/板溪1/status", "/units/板溪1/status"])
def test_a_chief_reports_for_the_own_station_only(application: Flask, path: str) -> None:
    chief = Cast(application).person(Role.CHIEF)
    own = path.replace("板溪1", "龙潭1")

    other = chief.submit(path, status="training")
    mine = chief.submit(own, status="training")

    assert other.status_code == 403
    assert "板溪1" in other.text
    assert mine.status_code in {200, 303}
    status = {one["call_sign"]: one["status"] for one in told(chief.get("/api/v1/units"))["units"]}
    assert (status["龙潭1"], status["板溪1"]) == ("training", "in_station")


def test_a_chief_sees_the_readiness_of_the_own_station_only(application: Flask) -> None:
    chief = Cast(application).person(Role.CHIEF)

    assert chief.get("/readiness/一站").status_code == 200
    assert chief.get("/readiness/二站").status_code == 403
    assert "二站" not in chief.get("/readiness").text


@pytest.mark.parametrize("noun", ["status", "position"])
def test_a_device_speaks_for_its_own_vehicle_only(application: Flask, noun: str) -> None:
    cast = Cast(application)
    device = cast.token(Role.DEVICE, "龙潭1")
    body = {"status": "training", "lon": 108.77, "lat": 28.84}

    refused = device.post(f"/api/v1/units/龙潭2/{noun}", body)

    assert refused.status_code == 403
    assert device.post(f"/api/v1/units/龙潭1/{noun}", body).status_code == 200
    fleet = told(device.get("/api/v1/units"))["units"]
    assert [one["call_sign"] for one in fleet] == ["龙潭1"]


def everything(caller: Caller, number: str) -> str:
    """Read every page and answer on which a caller, or words about one, can stand."""
    read = [
        caller.get(path)
        for path in (
            *(f"/api/v1/incidents/{number}", f"/api/v1/incidents/{number}/log"),
            *("/api/v1/incidents", "/api/v1/incidents?status=open", "/api/v1/board"),
            *("/api/v1/events", "/api/v1/units", "/api/v1/map", f"/incidents/{number}"),
            *("/incidents", "/console", "/readiness", "/yearbook", "/nuisance", "/"),
            "/api/v1/yearbook/calls/records?from=2026&to=2026&row=total&column=total",
            "/yearbook/records?table=calls&from=2026&to=2026&row=total&column=total",
        )
    ]
    return "\n".join(
        json.dumps(answer.json, ensure_ascii=False) if answer.is_json else answer.text
        for answer in read
    )


def tell_numbers_everywhere(caller: Caller) -> str:
    """Take a call and type telephone numbers into every field of free words."""
    number = new_incident(caller, narrative=f"报警人电话{PHONE}，家里起火", caller_name="张三丰")
    path = f"/api/v1/incidents/{number}"
    notes = ("改号 138 1234 5678", "另一号 +8613912345678", "固话 02375551234")
    answers = [caller.post(f"{path}/notes", {"text": words}) for words in notes]
    more = {**FIRE, "incident": number, "caller_number": "13612345678"}
    answers.append(caller.post("/api/v1/calls", more))
    sent = {"units": ["龙潭1"], "override_reason": "村支书13712345678要求"}
    answers.append(caller.post(f"{path}/assignments", sent))
    answers.append(caller.post("/api/v1/units/龙潭1/status", {"status": "in_station"}))
    outcome = {**OUTCOME, "summary": f"回访{PHONE}"}
    answers.append(caller.post(f"{path}/close", {"outcome": outcome}))
    assert {answer.status_code for answer in answers} <= {200, 201}
    return number


NUMBERS = (
    *(PHONE, "138 1234 5678", "13912345678", "02375551234"),
    *("13612345678", "13712345678"),
)


@pytest.mark.parametrize("role", MASKED_FOR, ids=str)
def test_no_full_number_reaches_a_role_that_need_not_call_back(
    application: Flask, role: Role
) -> None:
    cast = Cast(application)
    number = tell_numbers_everywhere(cast.token(Role.DISPATCHER))

    seen = everything(cast.person(role), number)

    assert [one for one in NUMBERS if one in seen] == []
    assert "张三丰" not in seen
    assert "138****5678" in seen
    # The mask must spare the incident's own number, which begins with eight digits.
    assert f"立案 {number}" in seen


@pytest.mark.parametrize("role", SHOWN_TO, ids=str)
def test_the_call_room_sees_the_number_it_may_have_to_call(application: Flask, role: Role) -> None:
    cast = Cast(application)
    number = tell_numbers_everywhere(cast.token(Role.DISPATCHER))

    seen = everything(cast.person(role), number)

    assert PHONE in seen
    assert "张三丰" in seen


def test_the_log_itself_keeps_no_caller_of_a_call(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    number = new_incident(caller, caller_name="张三丰", narrative=f"电话{PHONE}")

    entries = told(caller.get(f"/api/v1/incidents/{number}/log"))["entries"]

    assert [one["kind"] for one in entries] == ["call_taken", "incident_filed"]
    assert PHONE not in str(entries)
    assert "张三丰" not in str(entries)


def test_a_device_sees_no_incident_at_all(application: Flask) -> None:
    cast = Cast(application)
    number = new_incident(cast.token(Role.DISPATCHER))

    seen = everything(cast.token(Role.DEVICE), number)

    assert PHONE not in seen
    assert "138****5678" not in seen
