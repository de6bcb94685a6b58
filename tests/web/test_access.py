"""Who may use which route: the whole table, word for word, and what a role must not see."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from resources.accounts import Role
from tests.web.people import FIRE, OUTCOME, PHONE, Caller, Cast, new_incident, told
from web.access import declared_roles

OPEN = ""
ALL = "call_taker dispatcher chief statistician admin auditor device"
READERS = "call_taker dispatcher chief statistician admin auditor"
BOARD = "call_taker dispatcher chief admin auditor"
COUNTERS = "dispatcher chief statistician admin auditor"
CALL_ROOM = "call_taker dispatcher"
ROOM = "call_taker dispatcher chief"
REGISTRARS = "dispatcher chief statistician"
READY = "call_taker dispatcher chief admin"
EFFORT = "call_taker dispatcher chief admin"
RULE_READERS = "call_taker dispatcher chief admin auditor"
RULE_EDITORS = "admin chief"
SURVEYORS = "dispatcher admin"
IN_CHARGE = "dispatcher chief"
ROAD_KEEPERS = "dispatcher chief admin"
STATION = "chief device"

# route, method: the roles that may use it. A new route turns the test red until it stands here.
TABLE = {
    ("/", "GET"): OPEN,
    ("/about", "GET"): OPEN,
    ("/healthz", "GET"): OPEN,
    ("/login", "GET"): OPEN,
    ("/login", "POST"): OPEN,
    ("/logout", "POST"): OPEN,
    ("/static/<path:filename>", "GET"): OPEN,
    ("/api/v1/healthz", "GET"): OPEN,
    ("/api/v1/alarms", "GET"): BOARD,
    ("/api/v1/back-entries", "POST"): CALL_ROOM,
    ("/api/v1/back-entries/check", "POST"): CALL_ROOM,
    ("/api/v1/board", "GET"): BOARD,
    ("/api/v1/calls", "POST"): CALL_ROOM,
    ("/api/v1/calls/duplicates", "POST"): CALL_ROOM,
    ("/api/v1/calls/suggestion", "POST"): CALL_ROOM,
    ("/api/v1/calls/places", "POST"): CALL_ROOM,
    ("/api/v1/positions/check", "POST"): CALL_ROOM,
    ("/api/v1/recommendations/carried", "POST"): ROOM,
    ("/api/v1/categories", "GET"): ALL,
    ("/api/v1/commands", "POST"): ROOM,
    ("/api/v1/commands/reading", "POST"): ROOM,
    ("/api/v1/cover", "GET"): READY,
    ("/api/v1/drafts", "GET"): CALL_ROOM,
    ("/api/v1/drafts/<key>", "PUT"): CALL_ROOM,
    ("/api/v1/drafts/<key>", "DELETE"): CALL_ROOM,
    ("/api/v1/effort", "GET"): EFFORT,
    ("/api/v1/effort", "POST"): CALL_ROOM,
    ("/api/v1/events", "GET"): BOARD,
    ("/api/v1/fires/<number>/correction", "POST"): "chief statistician",
    ("/api/v1/gazetteer", "POST"): SURVEYORS,
    ("/api/v1/gazetteer/<code>", "GET"): ALL,
    ("/api/v1/gazetteer/<code>", "PATCH"): SURVEYORS,
    ("/api/v1/gazetteer/<code>/history", "GET"): ALL,
    ("/api/v1/gazetteer/<code>/restore", "POST"): SURVEYORS,
    ("/api/v1/gazetteer/<code>/withdraw", "POST"): SURVEYORS,
    ("/api/v1/incidents", "GET"): READERS,
    ("/api/v1/incidents/<number>", "GET"): READERS,
    ("/api/v1/incidents/<number>", "PATCH"): CALL_ROOM,
    ("/api/v1/incidents/<number>/assignments", "POST"): "dispatcher",
    ("/api/v1/incidents/<number>/attachments", "POST"): ROOM,
    ("/api/v1/incidents/<number>/attachments/<attachment_id>/strike", "POST"): IN_CHARGE,
    ("/api/v1/incidents/<number>/call-back", "POST"): CALL_ROOM,
    ("/api/v1/incidents/<number>/calls/<call_id>/attach", "POST"): CALL_ROOM,
    ("/api/v1/incidents/<number>/calls/<call_id>/detach", "POST"): CALL_ROOM,
    ("/api/v1/incidents/<number>/close", "POST"): "dispatcher",
    ("/api/v1/incidents/<number>/correction", "POST"): "chief statistician",
    ("/api/v1/incidents/<number>/fires", "POST"): REGISTRARS,
    ("/api/v1/incidents/<number>/inside", "GET"): ROOM,
    ("/api/v1/incidents/<number>/inside", "POST"): ROOM,
    ("/api/v1/incidents/<number>/inside/<team>/check", "POST"): ROOM,
    ("/api/v1/incidents/<number>/inside/<team>/out", "POST"): ROOM,
    ("/api/v1/incidents/<number>/hand-overs", "POST"): IN_CHARGE,
    ("/api/v1/incidents/<number>/linkages", "POST"): CALL_ROOM,
    ("/api/v1/incidents/<number>/linkages/<linkage_id>/stamp", "POST"): CALL_ROOM,
    ("/api/v1/incidents/<number>/log", "GET"): READERS,
    ("/api/v1/incidents/<number>/merge", "POST"): CALL_ROOM,
    ("/api/v1/incidents/<number>/notes", "POST"): ROOM,
    ("/api/v1/incidents/<number>/recall", "POST"): "dispatcher",
    ("/api/v1/incidents/<number>/recommendation", "GET"): ROOM,
    ("/api/v1/incidents/<number>/reinforcement", "GET"): ROOM,
    ("/api/v1/incidents/<number>/reinforcement", "POST"): "dispatcher",
    ("/api/v1/incidents/<number>/return", "POST"): "dispatcher",
    ("/api/v1/incidents/<number>/split", "POST"): CALL_ROOM,
    ("/api/v1/incidents/<number>/stage", "POST"): "dispatcher",
    ("/api/v1/incidents/<number>/stamps", "POST"): REGISTRARS,
    ("/api/v1/incidents/<number>/sketch", "GET"): READERS,
    ("/api/v1/incidents/<number>/sketch", "POST"): ROOM,
    ("/api/v1/incidents/<number>/sketch/<mark_id>/strike", "POST"): ROOM,
    ("/api/v1/incidents/<number>/typing", "GET"): ROOM,
    ("/api/v1/incidents/<number>/typing", "POST"): CALL_ROOM,
    ("/api/v1/incidents/<number>/undo", "POST"): CALL_ROOM,
    ("/api/v1/map", "GET"): ALL,
    ("/api/v1/move-up", "GET"): READY,
    ("/api/v1/openapi.json", "GET"): ALL,
    ("/api/v1/places", "GET"): ALL,
    ("/api/v1/recommendations", "POST"): ROOM,
    ("/api/v1/roads", "GET"): ALL,
    ("/api/v1/roads/closures", "GET"): ALL,
    ("/api/v1/roads/closures", "POST"): ROAD_KEEPERS,
    ("/api/v1/roads/closures/<code>/lift", "POST"): ROAD_KEEPERS,
    ("/api/v1/roads/conditions", "GET"): ALL,
    ("/api/v1/roads/conditions", "POST"): ROAD_KEEPERS,
    ("/api/v1/roads/touched", "POST"): ROAD_KEEPERS,
    ("/api/v1/rules", "GET"): RULE_READERS,
    ("/api/v1/rules", "POST"): RULE_EDITORS,
    ("/api/v1/rules/<version>", "GET"): RULE_READERS,
    ("/api/v1/rules/<version>", "PATCH"): RULE_EDITORS,
    ("/api/v1/rules/<version>/audit", "GET"): RULE_READERS,
    ("/api/v1/rules/<version>/discard", "POST"): RULE_EDITORS,
    ("/api/v1/rules/<version>/in-force", "POST"): "admin",
    ("/api/v1/rules/<version>/rehearsal", "GET"): RULE_READERS,
    ("/api/v1/rules/<version>/rehearsal", "POST"): RULE_EDITORS,
    ("/api/v1/rules/overrides", "GET"): RULE_READERS,
    ("/api/v1/reminders/<reminder_id>/seen", "POST"): ROOM,
    ("/api/v1/crew", "GET"): STATION,
    ("/api/v1/terminal", "GET"): STATION,
    ("/api/v1/terminal/acknowledge", "POST"): STATION,
    ("/api/v1/terminal/shown", "POST"): STATION,
    ("/api/v1/terminal/way", "GET"): STATION,
    ("/api/v1/turnout", "GET"): READY,
    ("/api/v1/roads/isochrone", "GET"): ROOM,
    ("/api/v1/storm", "GET"): ROOM,
    ("/api/v1/stream", "GET"): BOARD,
    ("/api/v1/units", "GET"): ALL,
    ("/api/v1/units/<call_sign>/crew", "PATCH"): "chief admin",
    ("/api/v1/units/<call_sign>/position", "POST"): "dispatcher device",
    ("/api/v1/units/<call_sign>/status", "POST"): "dispatcher chief device",
    ("/api/v1/units/<call_sign>/status/undo", "POST"): "dispatcher chief",
    ("/api/v1/yearbook/<table>", "GET"): COUNTERS,
    ("/api/v1/yearbook/<table>/records", "GET"): COUNTERS,
    ("/back-entry", "GET"): CALL_ROOM,
    ("/back-entry", "POST"): CALL_ROOM,
    ("/calls", "POST"): CALL_ROOM,
    ("/console", "GET"): ROOM,
    ("/effort", "GET"): EFFORT,
    ("/effort.csv", "GET"): EFFORT,
    ("/effort/switch", "POST"): "admin",
    ("/crew", "GET"): STATION,
    ("/crew/worker.js", "GET"): OPEN,
    ("/gazetteer", "GET"): ALL,
    ("/gazetteer", "POST"): SURVEYORS,
    ("/gazetteer/<code>", "GET"): ALL,
    ("/gazetteer/<code>", "POST"): SURVEYORS,
    ("/gazetteer/<code>/restore", "POST"): SURVEYORS,
    ("/gazetteer/<code>/withdraw", "POST"): SURVEYORS,
    ("/gazetteer/new", "GET"): SURVEYORS,
    ("/hand-over", "GET"): BOARD,
    ("/hand-over", "POST"): CALL_ROOM,
    ("/hand-over/<hand_over_id>", "GET"): BOARD,
    ("/hand-over/<hand_over_id>/sign", "POST"): CALL_ROOM,
    ("/incidents", "GET"): READERS,
    ("/incidents/<number>", "GET"): READERS,
    ("/incidents/<number>/assignments", "POST"): "dispatcher",
    ("/incidents/<number>/attachments", "POST"): ROOM,
    ("/incidents/<number>/attachments/<attachment_id>", "GET"): READERS,
    ("/incidents/<number>/attachments/<attachment_id>/strike", "POST"): IN_CHARGE,
    ("/incidents/<number>/hand-overs", "POST"): IN_CHARGE,
    ("/incidents/<number>/hand-overs/<hand_over_id>", "GET"): READERS,
    ("/incidents/<number>/linkages", "POST"): CALL_ROOM,
    ("/incidents/<number>/linkages/<linkage_id>/stamp", "POST"): CALL_ROOM,
    ("/incidents/<number>/return", "POST"): "dispatcher",
    ("/incidents/<number>/stamps", "POST"): REGISTRARS,
    ("/incidents/<number>/call-back", "POST"): CALL_ROOM,
    ("/incidents/<number>/calls/<call_id>/detach", "POST"): CALL_ROOM,
    ("/incidents/<number>/close", "POST"): "dispatcher",
    ("/incidents/<number>/fires", "POST"): REGISTRARS,
    ("/incidents/<number>/inside", "POST"): ROOM,
    ("/incidents/<number>/inside/<team>/check", "POST"): ROOM,
    ("/incidents/<number>/inside/<team>/out", "POST"): ROOM,
    ("/incidents/<number>/slips/<whom>", "GET"): "call_taker dispatcher chief device",
    ("/incidents/<number>/level", "POST"): CALL_ROOM,
    ("/incidents/<number>/merge", "POST"): CALL_ROOM,
    ("/incidents/<number>/notes", "POST"): ROOM,
    ("/incidents/<number>/recall", "POST"): "dispatcher",
    ("/incidents/<number>/circle", "GET"): ROOM,
    ("/incidents/<number>/reinforcement", "POST"): "dispatcher",
    ("/incidents/<number>/sketch", "GET"): READERS,
    ("/incidents/<number>/sketch.svg", "GET"): READERS,
    ("/incidents/<number>/split", "POST"): CALL_ROOM,
    ("/incidents/<number>/stage", "POST"): "dispatcher",
    ("/incidents/<number>/undo", "POST"): CALL_ROOM,
    ("/nuisance", "GET"): BOARD,
    ("/tiles/<int:z>/<int:x>/<int:y>", "GET"): ALL,
    ("/nuisance.csv", "GET"): BOARD,
    ("/paper", "GET"): CALL_ROOM,
    ("/paper/board.pdf", "GET"): CALL_ROOM,
    ("/paper/slips", "POST"): CALL_ROOM,
    ("/paper/slips.pdf", "GET"): CALL_ROOM,
    ("/readiness", "GET"): READY,
    ("/reminders/<reminder_id>/seen", "POST"): ROOM,
    ("/roads", "GET"): ALL,
    ("/rules", "GET"): RULE_READERS,
    ("/rules", "POST"): RULE_EDITORS,
    ("/rules/<version>", "GET"): RULE_READERS,
    ("/rules/<version>/discard", "POST"): RULE_EDITORS,
    ("/rules/<version>/in-force", "POST"): "admin",
    ("/rules/<version>/note", "POST"): RULE_EDITORS,
    ("/rules/<version>/rehearsal", "GET"): RULE_READERS,
    ("/rules/<version>/rehearsal", "POST"): RULE_EDITORS,
    ("/rules/<version>/rehearsal.csv", "GET"): RULE_READERS,
    ("/rules/<version>/rows", "POST"): RULE_EDITORS,
    ("/rules/<version>/rows/<category>/<level>", "GET"): RULE_EDITORS,
    ("/rules/<version>/rows/<category>/<level>/strike", "POST"): RULE_EDITORS,
    ("/rules/<version>/rows/new", "GET"): RULE_EDITORS,
    ("/rules/<version>/table", "POST"): RULE_EDITORS,
    ("/rules/<version>/table.csv", "GET"): RULE_READERS,
    ("/rules/overrides", "GET"): RULE_READERS,
    ("/rules/overrides.csv", "GET"): RULE_READERS,
    ("/storm", "GET"): ROOM,
    ("/storm/orders", "POST"): "dispatcher",
    ("/suggestions", "GET"): ALL,
    ("/readiness/<code>", "GET"): READY,
    ("/terminal", "GET"): STATION,
    ("/turnout", "GET"): READY,
    ("/units/<call_sign>/crew", "POST"): "chief admin",
    ("/units/<call_sign>/status", "POST"): "dispatcher chief",
    ("/wall", "GET"): BOARD,
    ("/yearbook", "GET"): COUNTERS,
    ("/yearbook/<table>.<form>", "GET"): COUNTERS,
    ("/yearbook/records", "GET"): COUNTERS,
}
EXAMPLES = {
    "<number>": "20260101-001",
    "<call_sign>": "龙潭1",
    "<call_id>": "1",
    "<attachment_id>": "1",
    "<linkage_id>": "1",
    "<hand_over_id>": "1",
    "<reminder_id>": "1",
    "<table>": "calls",
    "<form>": "csv",
    "<version>": "default-2026-1",
    "<team>": "1",
    "<whom>": "龙潭1",
    "<category>": "10100",
    "<level>": "2",
    "<code>": "一站",
    "<key>": "draft-1",
    "<path:filename>": "fenghuo.css",
}
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
