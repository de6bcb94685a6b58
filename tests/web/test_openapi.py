"""The description of the interface says what the interface does, route by route, key by key."""

from typing import Any

import pytest
from flask import Flask

from resources.accounts import Role
from resources.database import transaction
from resources.geography import Position
from tests.makers import make_partner, make_place, make_road
from tests.web import station_walk, yearbook_walk
from tests.web.aims_operations import indicators, series
from tests.web.description import DESCRIPTION, DOCUMENT, misfits, operations, references, resolved
from tests.web.interface_walks import commands, fires, rule_book
from tests.web.people import FIRE, OUTCOME, Caller, Cast, new_incident, ordered_incident, told
from tests.web.quality_operations import qualities
from tests.web.scene_operations import scenes
from web import rehearsals
from web.access import declared_roles

PREFIX = "/api/v1"
SLIP: dict[str, Any] = {
    **FIRE,
    "slip_number": "P20260101-001",
    "received_at": "0812",
    "ordered_at": "0813",
    "units": [{"call_sign": "lt2", "en_route_at": "0815", "in_station_at": "0901"}],
}


def test_it_is_openapi_3_1_of_this_host_alone() -> None:
    text = DESCRIPTION.read_text("utf-8")

    assert DOCUMENT["openapi"] == "3.1.0"
    assert DOCUMENT["servers"] == [{"url": PREFIX}]
    assert "://" not in text


def test_every_reference_leads_somewhere() -> None:
    found = references(DOCUMENT)

    assert all(resolved({"$ref": one}) for one in found)
    unused = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "responses", "parameters")
        for name in DOCUMENT["components"][kind]
    } - set(found)
    assert unused == set()


def test_it_describes_every_route_with_its_roles_and_nothing_else(application: Flask) -> None:
    served = {}
    for rule in application.url_map.iter_rules():
        if rule.rule.startswith(f"{PREFIX}/"):
            roles = declared_roles(application.view_functions[rule.endpoint])
            path = rule.rule.removeprefix(PREFIX).replace("<", "{").replace(">", "}")
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                served[path, method] = (rule.endpoint.removeprefix("api."), roles)

    described = {
        cell: (one["operationId"], frozenset(Role(r) for r in one["x-roles"]))
        if "x-roles" in one
        else (one["operationId"], None)
        for cell, one in operations().items()
    }

    assert described == served


def test_every_operation_says_how_it_is_refused_and_what_its_address_holds() -> None:
    for (path, method), one in operations().items():
        parts = [p for p in map(resolved, one.get("parameters", [])) if p["in"] == "path"]
        assert [p["name"] for p in parts] == [
            part[1:-1] for part in path.split("/") if part.startswith("{")
        ]
        assert one["summary"]
        if "x-roles" in one:
            assert {"401", "403"} <= set(one["responses"])
        else:
            assert one["security"] == []
        if method != "GET":
            assert {"400", "413", "422", "503"} <= set(one["responses"])


def walk(caller: Caller, other: Caller) -> list[tuple[str, str, str, object]]:
    """List one asking of every operation that answers JSON: template, method, path, body."""
    with transaction() as session:
        make_partner(session)
    number = new_incident(caller, position={"lon": 108.77, "lat": 28.84})
    running = ordered_incident(caller, "龙潭1")
    for status in ("en_route", "on_scene"):
        caller.post("/api/v1/units/龙潭1/status", {"status": status})
    one = f"/incidents/{number}"
    years = "from=2026&to=2026"
    fire = {"form": "full", "cause": "electrical", "occupancy": "dwelling", "loss_yuan": "1.50"}
    amended = {"reason": "复核损失", "loss_yuan": "2.50"}
    raised = {"category": "10100", "level": 2, "trapped": 1}
    asked: dict[str, object] = {"category": "10100", "position": {"lon": 108.77, "lat": 28.84}}
    places = [
        {"name": "甲", "lon": 108.77, "lat": 28.84},
        {"name": "乙", "lon": 108.78, "lat": 28.85},
    ]
    drawn = {"kind": "nozzle", "points": [{"lon": 108.77, "lat": 28.84}], "label": "一号"}
    sketch = "/incidents/{number}/sketch/{mark_id}"
    moved = {"lon": 108.77, "lat": 28.84, "heading_deg": 90, "speed_kmh": 45.5}
    carried: dict[str, object] = {"category": "10100", "candidates": places}
    return [
        ("/healthz", "GET", "/healthz", None),
        ("/openapi.json", "GET", "/openapi.json", None),
        ("/places", "GET", "/places?q=龙潭镇", None),
        ("/categories", "GET", "/categories", None),
        ("/calls", "POST", "/calls", FIRE),
        ("/back-entries/check", "POST", "/back-entries/check", SLIP),
        ("/back-entries", "POST", "/back-entries", SLIP),
        ("/calls/duplicates", "POST", "/calls/duplicates", {"lon": 108.77, "lat": 28.84}),
        ("/calls/suggestion", "POST", "/calls/suggestion", {"narrative": "三楼民房起火困了两个人"}),
        ("/calls/places", "POST", "/calls/places", {"q": "龙潭镇"}),
        ("/positions/check", "POST", "/positions/check", {"lon": 108.77, "lat": 28.84}),
        ("/recommendations/carried", "POST", "/recommendations/carried", carried),
        ("/incidents", "GET", "/incidents", None),
        ("/incidents/{number}", "GET", f"/incidents/{running}", None),
        ("/incidents/{number}", "PATCH", one, raised),
        ("/incidents/{number}/recommendation", "GET", f"{one}/recommendation", None),
        ("/incidents/{number}/reinforcement", "GET", f"{one}/reinforcement", None),
        ("/incidents/{number}/reinforcement", "POST", f"{one}/reinforcement", {"partner": "N1"}),
        ("/storm", "GET", "/storm?aim=least_worst", None),
        ("/roads/isochrone", "GET", "/roads/isochrone?lon=108.77&lat=28.84&minutes=30", None),
        ("/recommendations", "POST", "/recommendations", asked),
        ("/incidents/{number}/assignments", "POST", f"{one}/assignments", {"units": ["龙潭2"]}),
        ("/units/{call_sign}/status", "POST", "/units/龙潭2/status", {"status": "en_route"}),
        ("/units/{call_sign}/position", "POST", "/units/龙潭2/position", moved),
        ("/units/{call_sign}/status/undo", "POST", "/units/龙潭2/status/undo", None),
        ("/units/{call_sign}/position", "POST", "/units/龙潭2/position", asked),
        ("/incidents/{number}/recall", "POST", f"{one}/recall", {"unit": "龙潭2"}),
        ("/incidents/{number}/stage", "POST", f"{one}/stage", {"stage": "controlled"}),
        ("/incidents/{number}/notes", "POST", f"{one}/notes", {"text": "水源充足"}),
        ("/incidents/{number}/sketch", "POST", f"{one}/sketch", drawn),
        (f"{sketch}/strike", "POST", f"{one}/sketch/1/strike", None),
        ("/incidents/{number}/sketch", "GET", f"{one}/sketch?all=1", None),
        ("/incidents/{number}/close", "POST", f"{one}/close", {"outcome": OUTCOME}),
        ("/incidents/{number}/fires", "POST", f"{one}/fires", fire),
        ("/incidents/{number}/correction", "POST", f"{one}/correction", {"reason": "核实"}),
        ("/fires/{number}/correction", "POST", "/fires/H20260101-001/correction", amended),
        *fires(),
        ("/incidents/{number}/log", "GET", f"{one}/log", None),
        ("/units", "GET", "/units", None),
        ("/board", "GET", "/board", None),
        ("/map", "GET", "/map", None),
        ("/cover", "GET", "/cover", None),
        ("/move-up", "GET", "/move-up", None),
        ("/events", "GET", "/events", None),
        ("/yearbook/{table}", "GET", f"/yearbook/fires?{years}", None),
        ("/yearbook/points", "GET", f"/yearbook/points?{years}", None),
        (
            *("/yearbook/{table}/records", "GET"),
            *(f"/yearbook/calls/records?{years}&row=2026&column=total", None),
        ),
    ]


def moves(caller: Caller) -> list[tuple[str, str, str, object]]:
    """List one asking of every operation that moves callers."""
    house, wood = new_incident(caller), new_incident(caller)
    for _ in range(2):
        caller.post("/api/v1/calls", {**FIRE, "incident": house})
    keys = [one["id"] for one in told(caller.get(f"/api/v1/incidents/{house}"))["calls"]]
    log = told(caller.get(f"/api/v1/incidents/{house}/log"))["entries"]
    seq = [one["seq"] for one in log if one["kind"] == "call_attached"][-1]
    one, other = f"/incidents/{house}", f"/incidents/{wood}"
    calls = "/incidents/{number}/calls/{call_id}"
    reason = {"reason": "另一起"}
    return [
        (f"{calls}/attach", "POST", f"{one}/calls/{keys[1]}/attach", {"into": wood}),
        (f"{calls}/detach", "POST", f"{other}/calls/{keys[1]}/detach", reason),
        ("/incidents/{number}/split", "POST", f"{one}/split", {"calls": [keys[1]], **reason}),
        ("/incidents/{number}/undo", "POST", f"{one}/undo", {"seq": seq}),
        ("/incidents/{number}/merge", "POST", f"{other}/merge", {"into": house}),
        ("/incidents/{number}/call-back", "POST", f"{one}/call-back", {"result": "no_answer"}),
    ]


def surveys(caller: Caller) -> list[tuple[str, str, str, object]]:
    """List one asking of every operation on the gazetteer."""
    with transaction() as session:
        make_place(session, "T1", kind="township")
    bridge = {"name": "渤海新桥", "kind": "bridge", "township_code": "T1"}
    code = told(caller.post("/api/v1/gazetteer", bridge))["code"]
    one, template = f"/gazetteer/{code}", "/gazetteer/{code}"
    moved = {"position": {"lon": 108.77, "lat": 28.84, "datum": "gcj02"}, "aliases": "新桥、大桥"}
    return [
        ("/gazetteer", "POST", "/gazetteer", bridge),
        (template, "PATCH", one, moved),
        (template, "GET", one, None),
        (f"{template}/withdraw", "POST", f"{one}/withdraw", {"reason": "已拆除"}),
        (f"{template}/restore", "POST", f"{one}/restore", {"reason": "撤销有误"}),
        (f"{template}/history", "GET", f"{one}/history", None),
    ]


def crews() -> list[tuple[str, str, str, object]]:
    """List one asking of every operation of who keeps a station."""
    crew = {"people": 4, "pool": "一班", "rest_until": "2026-01-01T05:00:00Z", "reason": "连续作战"}
    return [
        ("/units/{call_sign}/crew", "PATCH", "/units/板溪1/crew", crew),
        ("/turnout", "GET", "/turnout", None),
    ]


def reminded(caller: Caller) -> list[tuple[str, str, str, object]]:
    """List one asking of every operation on what is told."""
    caller.post("/api/v1/units/龙潭3/status", {"status": "on_scene"})
    listed = told(caller.get("/api/v1/alarms"))["alarms"]
    key = next(one["id"] for one in listed if one["call_sign"] == "龙潭3")
    return [
        ("/alarms", "GET", "/alarms", None),
        ("/reminders/{reminder_id}/seen", "POST", f"/reminders/{key}/seen", None),
    ]


def closings(caller: Caller) -> list[tuple[str, str, str, object]]:
    """List one asking of every operation on the roads."""
    with transaction() as session:
        make_road(session, "R1", Position(108.77, 28.84), Position(108.79, 28.84))
    drawn = {"line": [{"lon": 108.78, "lat": 28.84}]}
    slide = {**drawn, "reason": "塌方", "ends_at": "2026-01-02T12:00:00+08:00"}
    code = told(caller.post("/api/v1/roads/closures", slide))["code"]
    lift = "/roads/closures/{code}/lift"
    return [
        ("/roads/closures", "GET", "/roads/closures", None),
        ("/roads", "GET", "/roads", None),
        ("/roads/touched", "POST", "/roads/touched", drawn),
        (lift, "POST", f"/roads/closures/{code}/lift", {}),
        ("/roads/closures", "POST", "/roads/closures", slide),
        ("/roads/conditions", "POST", "/roads/conditions", {"weather": "fog", "remark": "毛坝盖"}),
        ("/roads/conditions", "GET", "/roads/conditions", None),
        ("/map", "GET", "/map", None),
    ]


def console_acts(caller: Caller) -> list[tuple[str, str, str, object]]:
    """List one asking of every operation that only a console has use for."""
    number = new_incident(caller)
    typing = {"field": "place", "console": "desk-1"}
    spent = {"keys": 6, "typed": 20, "seconds": 31.5, "was_ordered": True, "fields": {"place": 4}}
    return [
        ("/drafts/{key}", "PUT", "/drafts/draft-1", {"content": "{}"}),
        ("/drafts", "GET", "/drafts", None),
        ("/drafts/{key}", "DELETE", "/drafts/draft-1", None),
        ("/incidents/{number}/typing", "POST", f"/incidents/{number}/typing", typing),
        ("/incidents/{number}/typing", "GET", f"/incidents/{number}/typing", None),
        ("/effort", "POST", "/effort", spent),
        ("/effort", "GET", "/effort", None),
    ]


def test_every_operation_answers_as_described(application: Flask) -> None:
    cast = Cast(application)
    dispatcher, chief = cast.token(Role.DISPATCHER), cast.token(Role.CHIEF)
    admin, person = cast.token(Role.ADMIN), cast.person(Role.DISPATCHER)
    statistician = cast.token(Role.STATISTICIAN)
    asked = [
        *(walk(dispatcher, chief) + moves(dispatcher) + surveys(dispatcher)),
        *(scenes(dispatcher) + crews() + commands(dispatcher) + reminded(dispatcher)),
        *(closings(dispatcher) + rule_book(admin)),
        *(console_acts(dispatcher) + qualities(dispatcher)),
        *(series() + indicators(statistician)),
        *(station_walk.at_station(dispatcher) + station_walk.inside(dispatcher)),
        *yearbook_walk.trust(statistician),
    ]
    found: dict[str, list[str]] = {}

    for template, method, path, body in asked:
        is_chiefs = template.endswith(
            ("/correction", "/crew", "{death_id}/strike")
        ) or template.startswith("/terminal")
        caller = chief if is_chiefs else dispatcher
        if template.startswith("/drafts"):
            # A draft belongs to a person: a program has no account.
            caller = person
        if template.endswith("/reviews") or template.startswith(yearbook_walk.STATISTICIANS):
            caller = statistician
        if template.startswith("/rules"):
            caller = admin
            rehearsals.finish()
        if isinstance(body, bytes):
            answer = caller.upload(PREFIX + path, "a.jpg", body)
        elif method == "GET":
            answer = caller.get(PREFIX + path)
        else:
            answer = caller.send(method, PREFIX + path, body)
        responses = operations()[template, method]["responses"]
        wanted = next(code for code in responses if code.startswith("2"))
        if str(answer.status_code) != wanted:
            found[path] = [f"{answer.status_code}: {answer.text}"]
            continue
        schema = responses[wanted]["content"]["application/json"]["schema"]
        if wrong := misfits(answer.json, schema):
            found[path] = wrong

    assert found == {}
    # The stream answers no JSON; tests/web/test_stream.py reads it.
    described = set(operations()) - {("/stream", "GET")}
    assert {(template, method) for template, method, _, _ in asked} == described


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/calls", {"trapped": "many"}, "422"),
        ("/calls", {**FIRE, "incident": "20200101-009"}, "404"),
        ("/incidents/20200101-009/notes", {"text": "a"}, "404"),
        ("/units/龙潭1/status", {"status": "on_scene"}, "409"),
    ],
)
def test_every_refusal_is_a_problem_as_described(
    application: Flask, path: str, body: object, code: str
) -> None:
    answer = Cast(application).token(Role.DISPATCHER).post(PREFIX + path, body)

    assert str(answer.status_code) == code
    assert answer.content_type == "application/problem+json"
    assert misfits(answer.json, {"$ref": "#/components/schemas/Problem"}) == []


def test_the_check_itself_finds_a_missing_and_an_undescribed_key() -> None:
    fault = {"$ref": "#/components/schemas/Fault"}

    assert misfits({"field": "level", "message": "高"}, fault) == []
    assert len(misfits({"field": "level"}, fault)) == 1
    assert len(misfits({"field": "level", "message": 3}, fault)) == 1
    assert len(misfits({"field": "level", "message": "高", "more": 1}, fault)) == 1
