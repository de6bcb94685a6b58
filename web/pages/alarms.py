"""知道了 as it works without scripts: the button of the duty chief's banner."""

from flask import flash
from werkzeug.wrappers import Response

from dispatch import alarms
from web.access import allow
from web.api.alarms import MAY_SEE, reminder_key
from web.deeds import my_act
from web.pages import blueprint
from web.pages.frame import act_and_return, is_own_address
from web.reading import from_form


@blueprint.post("/reminders/<reminder_id>/seen")
@allow(*MAY_SEE)
def see_reminder(reminder_id: str) -> Response:
    """Say 知道了 and go back to the page it was said on."""
    back_to = from_form().text("next")
    key, act = reminder_key(reminder_id), my_act()
    answer = act_and_return(
        lambda session: alarms.see(session, key, act), back_to if is_own_address(back_to) else "/"
    )
    flash("已记录：知道了。")
    return answer
