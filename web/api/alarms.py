"""The alarms over the JSON interface: what stands now, and 知道了."""

from flask import Response, jsonify

from dispatch import alarms
from dispatch.errors import UnknownReminder
from resources.accounts import Role
from resources.database import Session, db
from web import alarm_shapes, deeds, shapes
from web.access import allow
from web.api import blueprint
from web.api.answers import change
from web.clock import now
from web.reading import submitted
from web.shapes import Shape

_LONGEST_KEY = 9
MAY_SEE = (Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF)
"""Who may say 知道了: people who can do something about it."""


@blueprint.get("/alarms")
@allow(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF, Role.ADMIN, Role.AUDITOR)
def list_alarms() -> Response:
    """List the alarms that stand now, the most urgent first."""
    moment = now()
    rows = [alarm_shapes.alarm(row) for row in alarms.standing(db.session(), moment)]
    return jsonify({"now": shapes.moment(moment), "alarms": rows})


@blueprint.post("/reminders/<reminder_id>/seen")
@allow(*MAY_SEE)
def see_reminder(reminder_id: str) -> Response:
    """Say 知道了 to a row; saying it again changes nothing."""
    submitted().finish()
    act = deeds.my_act()
    key = reminder_key(reminder_id)

    def seen(session: Session) -> Shape:
        return {"id": key, "changed": alarms.see(session, key, act) > 0}

    return change(seen)


def reminder_key(told: str) -> int:
    """Read the number of a reminder from an address; raises UnknownReminder."""
    if not told.isascii() or not told.isdigit() or len(told) > _LONGEST_KEY:
        raise UnknownReminder(f"没有编号为 {told[:20]} 的提醒，请刷新后再看。")
    return int(told)
