"""One asking of every operation on the quality of records, for the test of the description."""

from tests.web.people import Caller, closed_incident


def qualities(caller: Caller) -> list[tuple[str, str, str, object]]:
    """List one asking of every operation that keeps records right."""
    number = closed_incident(caller)
    one, template = f"/incidents/{number}", "/incidents/{number}"
    return [
        (f"{template}/reopening", "POST", f"{one}/reopening", {"reason": "人数填错"}),
    ]
