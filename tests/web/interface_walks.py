"""One asking of every operation of some nouns, for the test of the interface's description."""

from resources.database import transaction
from resources.geography import Position
from tests.makers import make_place, make_road
from tests.web.people import Caller, new_incident, told

PREFIX = "/api/v1"


def commands(caller: Caller) -> list[tuple[str, str, str, object]]:
    """List one asking of every operation of the command line."""
    number = new_incident(caller)
    body = {"text": f"j {number}"}
    shown = told(caller.post(f"{PREFIX}/commands/reading", body))["reading"]
    return [
        ("/commands/reading", "POST", "/commands/reading", {"text": "d 1 龙潭"}),
        ("/commands", "POST", "/commands", {**body, "reading": shown}),
    ]


def rule_book(caller: Caller) -> list[tuple[str, str, str, object]]:
    """List one asking of every operation on the rules, in the order of their use."""
    told_row = {"category": "10100", "level": "1", "basis": "rule", "people": "9", "mark": "P"}
    change = {"row": {**told_row, "water": "3>=2t"}, "instead_of": "10100/1"}
    one, template = "/rules/酉阳-1", "/rules/{version}"
    new = {"base": "default-2026-1", "version": "酉阳-1"}
    caller.post("/api/v1/rules", {**new, "version": "酉阳-0"})
    return [
        ("/rules", "POST", "/rules", new),
        (template, "PATCH", one, change),
        (template, "GET", one, None),
        (f"{template}/audit", "GET", f"{one}/audit", None),
        (f"{template}/rehearsal", "POST", f"{one}/rehearsal", {"from": 2026}),
        (f"{template}/rehearsal", "GET", f"{one}/rehearsal", None),
        (f"{template}/in-force", "POST", f"{one}/in-force", {}),
        ("/rules", "GET", "/rules", None),
        (f"{template}/discard", "POST", "/rules/酉阳-0/discard", None),
        ("/rules/overrides", "GET", "/rules/overrides?month=2026-01", None),
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
