"""The crew's phone (车组手机): six big buttons that work on a bad link, and the order."""

from typing import Final

from flask import Response, current_app, render_template, request

from resources import queries
from resources.accounts import Role
from resources.unit_status import UnitStatus
from web import order_deeds
from web.access import allow, current, open_to_all
from web.api.terminal import crew_now
from web.pages import blueprint
from web.reading import Reader

BUTTONS: Final = (
    (UnitStatus.ALERTED, "收到"),
    (UnitStatus.EN_ROUTE, "出动"),
    (UnitStatus.ON_SCENE, "到场"),
    (UnitStatus.WATER_ON, "出水"),
    (UnitStatus.RETURNING, "返队"),
    (UnitStatus.IN_STATION, "归队"),
)
"""The six that a crew reports, in the order of the work; the rest is told by radio."""


@blueprint.get("/crew")
@allow(Role.CHIEF, Role.DEVICE)
def show_crew() -> str:
    """Show the phone of one vehicle; a chief chooses one of the own station."""
    reader = Reader(dict(request.args.items()))
    told = reader.text("unit")
    reader.finish()
    who = current()
    call_sign = who.call_sign or told
    if not call_sign:
        station = order_deeds.my_station("")
        rows = [row for row in queries.units() if station in {None, row.station.code}]
        return render_template("crew_choice.html", units=rows)
    order_deeds.require_mine([call_sign])
    return render_template("crew.html", crew=crew_now(call_sign), buttons=BUTTONS)


@blueprint.get("/crew/worker.js")
@open_to_all
def show_crew_worker() -> Response:
    """Serve the service worker: one under /static could not keep a page that lies outside."""
    response = current_app.send_static_file("crew/worker.js")
    response.headers["Service-Worker-Allowed"] = "/crew"
    return response
