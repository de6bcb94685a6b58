"""The roads page (路况): what is closed, on a map and in a list, and the weather on the roads."""

from typing import Final

from flask import render_template

from dispatch.roads import queries
from dispatch.weather import WEATHER_LABELS
from web import road_shapes
from web.access import EVERYONE_LOGGED_IN, allow, current
from web.clock import now
from web.pages import blueprint

REASONS: Final = ("塌方", "积水", "施工", "交通事故", "结冰", "断桥")
"""Words that fill the field at one press; any others may be typed."""
HOURS: Final = (1, 2, 4, 12, 24, 72)


@blueprint.get("/roads")
@allow(*EVERYONE_LOGGED_IN)
def show_roads() -> str:
    """Show the closures and the weather; whoever may, closes, lifts and tells there."""
    moment, who = now(), current()
    return render_template(
        "roads.html",
        closures=road_shapes.closures(queries.closures_from(moment), moment, who),
        conditions=road_shapes.conditions(queries.condition_at(moment), who),
        weathers=list(WEATHER_LABELS.items()),
        reasons=REASONS,
        hours=HOURS,
    )
