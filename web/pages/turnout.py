"""Turn-out times: what the table says, what the log teaches, and what times of arrival use."""

from flask import render_template

from dispatch.turnout import LONGEST_S, SHORTEST_S, STRENGTH
from dispatch.turnout_queries import YEARS
from web import turnout_shapes
from web.access import allow, current
from web.clock import now
from web.pages import blueprint
from web.turnout_shapes import TURNOUT_READERS


@blueprint.get("/turnout")
@allow(*TURNOUT_READERS)
def show_turnout() -> str:
    """Show the turn-outs of every kind of station, and of the stations with cases."""
    return render_template(
        "turnout.html",
        turnout=turnout_shapes.turnout(now(), current().station_code),
        strength=STRENGTH,
        shortest_s=round(SHORTEST_S),
        longest_minutes=round(LONGEST_S / 60),
        years=YEARS,
    )
