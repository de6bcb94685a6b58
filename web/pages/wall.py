"""The wall: the second screen, which follows the desk and reads alone without one."""

from flask import render_template

from incidents.urgency import STEP_LABELS
from resources.accounts import Role
from web.access import allow
from web.api.board import board_now
from web.pages import blueprint


@blueprint.get("/wall")
@allow(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF, Role.ADMIN, Role.AUDITOR)
def show_wall() -> str:
    """Show map, open incidents and stations for a whole room."""
    board = board_now()
    incidents = sorted(board["incidents"], key=_most_urgent_first)  # type: ignore[arg-type]
    return render_template(
        "wall.html", board={**board, "incidents": incidents}, steps=list(STEP_LABELS.values())
    )


def _most_urgent_first(row: dict[str, object]) -> tuple[int, str]:
    level, since = row["urgency"], row["received_at"]
    assert isinstance(level, int)
    return -level, str(since)
