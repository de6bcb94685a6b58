"""The page of what calls cost by release, and the switch of the room."""

import csv
import io

from flask import Response, render_template
from werkzeug.wrappers import Response as AnyResponse

from dispatch import effort_keeping
from dispatch.effort import table
from resources.accounts import Role
from web import effort_shapes
from web.access import allow
from web.api.effort import EFFORT_READERS
from web.deeds import my_act
from web.pages import blueprint
from web.pages.frame import act_and_return
from web.reading import from_form


@blueprint.get("/effort")
@allow(*EFFORT_READERS)
def show_effort() -> str:
    """Show what calls cost by release."""
    return render_template(
        "effort.html",
        is_measured=effort_keeping.is_measured(),
        not_for=effort_shapes.NOT_FOR,
        releases=[effort_shapes.release(one) for one in effort_keeping.by_release()],
    )


@blueprint.get("/effort.csv")
@allow(*EFFORT_READERS)
def download_effort() -> Response:
    """Give the figures as a CSV file; releases with too few calls are left out."""
    written = io.StringIO()
    csv.writer(written).writerows(table(effort_keeping.by_release()))
    answer = Response("\ufeff" + written.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="effort.csv"'
    return answer


@blueprint.post("/effort/switch")
@allow(Role.ADMIN)
def switch_effort() -> AnyResponse:
    """Switch the measuring on or off."""
    reader = from_form()
    is_on = reader.yes_or_no("on")
    if is_on is None:
        reader.blame("on", "请选择开启或关闭。")
    reader.finish()
    act = my_act()
    return act_and_return(
        lambda session: effort_keeping.switch(session, bool(is_on), act), "/effort"
    )
