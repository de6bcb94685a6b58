"""One asking of every operation of some nouns, for the test of the interface's description."""

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


def fires() -> list[tuple[str, str, str, object]]:
    """List one asking of every operation of the fire register, after one fire was registered."""
    new = {"form": "full", "cause": "smoking", "occupancy": "dwelling", "loss_yuan": 1}
    one, template = "/fires/H20251201-001", "/fires/{number}"
    return [
        ("/fires", "POST", "/fires", {**new, "occurred_at": "2025-12-01T09:00:00+08:00"}),
        (f"{template}/deaths", "POST", f"{one}/deaths", {"died_on": "2025-12-02"}),
        (
            *(f"{template}/deaths/{{death_id}}/strike", "POST"),
            *(f"{one}/deaths/1/strike", {"reason": "误报"}),
        ),
        (template, "GET", one, None),
        ("/fires", "GET", "/fires?owner=brigade", None),
    ]
