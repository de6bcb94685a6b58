"""One asking of every operation beside an incident, for the test of the description."""

from tests.incidents.files import jpeg
from tests.web.people import Caller, ordered_incident, told


def scenes(caller: Caller) -> list[tuple[str, str, str, object]]:
    """List one asking of every operation beside an incident; bytes are sent as a file."""
    number = ordered_incident(caller, "板溪1")
    one, template = f"/incidents/{number}", "/incidents/{number}"
    caller.post("/api/v1/units/板溪1/status", {"status": "en_route"})
    caller.upload(f"/api/v1{one}/attachments", "a.txt", "记录".encode())
    caller.post(f"/api/v1{one}/linkages", {"kind": "power"})
    shown = told(caller.get(f"/api/v1{one}"))
    file, body = shown["attachments"][0]["id"], shown["linkages"][0]["id"]
    arrival = {"unit": "板溪1", "status": "on_scene", "at": "2026-01-01T04:00:00Z"}
    names = {"given_by": "李某", "taken_by": "王某", "taker_body": "派出所"}
    why = {"reason": "传错"}
    link = f"{template}/linkages/{{linkage_id}}/stamp"
    strike = f"{template}/attachments/{{attachment_id}}/strike"
    return [
        (f"{template}/attachments", "POST", f"{one}/attachments", jpeg()),
        (strike, "POST", f"{one}/attachments/{file}/strike", why),
        (f"{template}/linkages", "POST", f"{one}/linkages", {"kind": "police"}),
        (link, "POST", f"{one}/linkages/{body}/stamp", {"step": "arrived"}),
        (f"{template}/hand-overs", "POST", f"{one}/hand-overs", names),
        (f"{template}/stamps", "POST", f"{one}/stamps", {**arrival, **why}),
        (f"{template}/return", "POST", f"{one}/return", {}),
    ]
