"""Who is typing where, over the JSON interface: a warning between consoles, never a bar."""

import re

from flask import Response, jsonify

from dispatch import typing_locks, typing_queries
from dispatch.typed_fields import FIELD_LABELS, Typing
from incidents import queries
from resources.accounts import Role
from resources.database import Session
from web import shapes
from web.access import allow, current
from web.api import blueprint
from web.api.answers import change
from web.api.calls import CALL_ROOM
from web.clock import now
from web.reading import submitted
from web.shapes import Shape

CONSOLE = re.compile(r"[A-Za-z0-9_-]{1,64}")


def typing_shape(one: Typing) -> Shape:
    """Somebody typing in a field."""
    return {
        "incident": one.incident,
        "field": one.field,
        "field_label": FIELD_LABELS[one.field],
        "by": one.by,
        "console": one.console,
        "until": shapes.moment(one.until),
    }


def _typing(number: str) -> Shape:
    return {"typing": [typing_shape(one) for one in typing_queries.being_typed(now(), number)]}


@blueprint.get("/incidents/<number>/typing")
@allow(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF)
def show_typing(number: str) -> Response:
    """Show who is typing in which field of an incident now."""
    return jsonify(_typing(number))


@blueprint.post("/incidents/<number>/typing")
@allow(*CALL_ROOM)
def tell_typing(number: str) -> Response:
    """Say that one types in a field, take it over, or let it go; answer who types there now."""
    reader = submitted()
    field, console = reader.text("field"), reader.text("console")
    if field not in FIELD_LABELS:
        reader.blame("field", f"应为 {'、'.join(FIELD_LABELS)} 之一。")
    if not CONSOLE.fullmatch(console):
        reader.blame("console", "应为字母、数字、- 和 _，最长 64 个。")
    takes_over = reader.yes_or_no("takes_over") or False
    is_over = reader.yes_or_no("is_over") or False
    reader.finish()
    queries.incident_numbered(number)
    by, moment = current().display_name, now()

    def act(session: Session) -> Shape:
        if is_over:
            typing_locks.release(session, number, field, console)
        else:
            typing_locks.hold(session, number, field, console, by, moment, takes_over=takes_over)
        return _typing(number)

    return change(act)
