"""The station's terminal (站点终端): the order over the whole screen until somebody says 收到."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from resources import queries
from resources.accounts import Role
from web import order_deeds
from web.access import allow, current
from web.api.terminal import station_now
from web.pages import blueprint
from web.reading import Reader


@blueprint.get("/terminal")
@allow(Role.CHIEF, Role.DEVICE)
def show_terminal() -> str | Response:
    """Show the terminal of the own station; a crew's phone goes to its own page."""
    if current().call_sign is not None:
        return redirect(url_for("pages.show_crew"), 303)
    reader = Reader(dict(request.args.items()))
    told = reader.text("station")
    reader.finish()
    code = order_deeds.my_station(told)
    if code is None:
        return render_template("terminal_choice.html", stations=queries.stations())
    return render_template("terminal.html", terminal=station_now(code))
