"""The console of the call room."""

from flask import redirect, render_template
from werkzeug.wrappers import Response

from dispatch.command_line.verbs import VERBS
from incidents.categories import CHANNEL_LABELS
from resources.accounts import Role
from resources.database import transaction
from resources.errors import BadInput
from web import deeds
from web.access import allow
from web.api.board import board_now
from web.api.calls import CALL_ROOM, category_groups
from web.pages import blueprint
from web.pages.frame import Context, faults_of
from web.reading import from_form


def _console(**more: object) -> str:
    context: Context = {
        "board": board_now(),
        "category_groups": category_groups(),
        "channels": list(CHANNEL_LABELS.items()),
        "command_verbs": VERBS,
        **more,
    }
    return render_template("console.html", **context)


@blueprint.get("/console")
@allow(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF)
def show_console() -> str:
    """Show the console."""
    return _console()


@blueprint.post("/calls")
@allow(*CALL_ROOM)
def receive_call() -> Response | tuple[str, int]:
    """Take a call from the form as it works without scripts; nothing typed is lost."""
    reader = from_form()
    try:
        deed = deeds.take_call(reader)
        with transaction() as session:
            taken = deed(session)
            session.flush()
            number = taken.incident.number
    except BadInput as refusal:
        page = _console(
            typed=reader.values, faults=faults_of(refusal), refusal="请改正标出的各项。"
        )
        return page, 422
    return redirect(f"/incidents/{number}", 303)
