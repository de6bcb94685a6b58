"""One asking of every operation that a station, a crew and people inside have use for."""

from tests.web.people import Caller, ordered_incident, told

Asking = tuple[str, str, str, object]


def at_station(dispatcher: Caller) -> list[Asking]:
    """List the operations of terminal and phone, for a chief of all stations."""
    number = ordered_incident(dispatcher, "龙潭3")
    wanted = {"incident": number, "units": ["龙潭3"]}
    return [
        ("/terminal", "GET", "/terminal?station=一站", None),
        ("/terminal/shown", "POST", "/terminal/shown", wanted),
        ("/terminal/acknowledge", "POST", "/terminal/acknowledge", wanted),
        ("/terminal/way", "GET", f"/terminal/way?incident={number}&unit=龙潭3", None),
        ("/crew", "GET", "/crew?unit=龙潭3", None),
    ]


def inside(dispatcher: Caller) -> list[Asking]:
    """List the operations on people inside."""
    fleet = told(dispatcher.get("/api/v1/units"))["units"]
    number = next(one["incident"] for one in fleet if one["call_sign"] == "龙潭3")
    team = {"name": "一组", "people": 3, "unit": "龙潭3"}
    one, template = f"/incidents/{number}/inside", "/incidents/{number}/inside"
    key = told(dispatcher.post(f"/api/v1{one}", team))["team"]
    return [
        (template, "POST", one, team),
        (template, "GET", one, None),
        (f"{template}/{{team}}/check", "POST", f"{one}/{key}/check", {"air_minutes": 12}),
        (f"{template}/{{team}}/out", "POST", f"{one}/{key}/out", {}),
    ]
