"""Effort over the JSON interface: a console tells what a call cost, without a name."""

import math
from collections.abc import Mapping
from importlib.metadata import version

from flask import Response, jsonify

from dispatch import effort_keeping
from dispatch.effort import FIELDS, MOST, CallEffort
from resources.accounts import Role
from resources.database import Session
from web import effort_shapes
from web.access import allow
from web.api import blueprint
from web.api.answers import change
from web.api.calls import CALL_ROOM
from web.clock import now
from web.reading import Reader, submitted
from web.shapes import Shape

EFFORT_READERS = (Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF, Role.ADMIN)


@blueprint.get("/effort")
@allow(*EFFORT_READERS)
def show_effort() -> Response:
    """Show whether the room measures, and what calls cost by release."""
    releases = [effort_shapes.release(one) for one in effort_keeping.by_release()]
    return jsonify(
        {
            "is_measured": effort_keeping.is_measured(),
            "not_for": effort_shapes.NOT_FOR,
            "releases": releases,
        }
    )


@blueprint.post("/effort")
@allow(*CALL_ROOM)
def keep_effort() -> Response:
    """Keep what one call cost; nothing of it is kept where the room does not measure."""
    told = _read_effort(submitted())
    moment = now()

    def act(session: Session) -> Shape:
        return {"is_kept": effort_keeping.keep(session, told, version("fenghuo"), moment)}

    return change(act, 201)


def _read_effort(reader: Reader) -> CallEffort:
    counts = [reader.whole(name, most=MOST) or 0 for name in ("keys", "typed", "mouse", "undone")]
    was_ordered = reader.yes_or_no("was_ordered") or False
    seconds = _seconds(reader, "seconds", reader.values.get("seconds", 0))
    fields = reader.values.get("fields", {})
    spans: dict[str, float] = {}
    if not isinstance(fields, Mapping) or not set(fields) <= set(FIELDS):
        reader.blame("fields", f"应为各栏的秒数，栏名为 {'、'.join(FIELDS)}。")
    else:
        spans = {name: _seconds(reader, "fields", one) for name, one in fields.items()}
    reader.finish()
    return CallEffort(counts[0], counts[1], counts[2], counts[3], seconds, was_ordered, spans)


def _seconds(reader: Reader, name: str, told: object) -> float:
    is_number = isinstance(told, (int, float)) and not isinstance(told, bool)
    if not is_number or not math.isfinite(told) or not 0 <= told <= MOST:  # type: ignore[arg-type,operator]
        reader.blame(name, f"应为 0 到 {MOST} 秒之间的数字。")
        return 0.0
    return round(float(told), 1)  # type: ignore[arg-type]
