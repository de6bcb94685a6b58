"""One asking of every operation on the quality of records, for the test of the description."""

from tests.web.people import Caller, closed_incident, told


def qualities(caller: Caller) -> list[tuple[str, str, str, object]]:
    """List one asking of every operation that keeps records right."""
    number = closed_incident(caller)
    one, template = f"/incidents/{number}", "/incidents/{number}"
    odd = told(caller.get(f"/api/v1{one}/quality"))["findings"][0]
    why = {"rule": odd["rule"], "finding": odd["sentence"], "words": "已核实"}
    return [
        ("/quality", "GET", "/quality?kind=missing", None),
        (f"{template}/quality", "GET", f"{one}/quality", None),
        (f"{template}/remarks", "POST", f"{one}/remarks", why),
        (f"{template}/reviews", "POST", f"{one}/reviews", {"step": "returned", "reason": "核对"}),
        (f"{template}/quality", "GET", f"{one}/quality", None),
        (f"{template}/reopening", "POST", f"{one}/reopening", {"reason": "人数填错"}),
    ]
