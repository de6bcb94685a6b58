"""The turn-out slip (出车单): one A5 page with all a crew needs on the way."""

from flask import render_template, request

from dispatch.order_queries import StandingOrder, calls_of_slip
from incidents import queries as incident_queries
from incidents.errors import UnknownIncident
from resources import queries
from resources.accounts import Role
from resources.errors import UnknownUnit
from web import order_deeds, order_shapes
from web.access import allow, current
from web.clock import now
from web.pages import blueprint

MOST_ON_PAGE = 8
"""Vehicles with a row of their own; more are named in one line, so that it stays one page."""


@blueprint.get("/incidents/<number>/slips/<whom>")
@allow(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF, Role.DEVICE)
def show_slip(number: str, whom: str) -> str:
    """Show the slip of one vehicle, or of all that a station was called with."""
    row = incident_queries.incident_numbered(number)
    try:
        unit = queries.unit_called(whom)
    except UnknownUnit:
        station = queries.station_coded(whom)
        title, calls = station.name, calls_of_slip(number, station_code=station.code)
    else:
        station = unit.station
        title, calls = unit.call_sign, calls_of_slip(number, call_sign=unit.call_sign)
    who = current()
    if who.role in {Role.CHIEF, Role.DEVICE}:
        if who.call_sign is None:
            order_deeds.my_station(station.code)
        # Whose vehicles were not called has no slip, and learns nothing of the incident.
        order_deeds.require_mine([one.unit.call_sign for one in calls] or [whom])
    if not calls:
        raise UnknownIncident(f"{title} 没有派往警情 {number}（或已召回），没有出车单。")
    moment = now()
    order = order_shapes.order(StandingOrder(row, tuple(calls)), who)
    return render_template(
        "slip.html",
        order=order,
        station=station,
        title=title,
        first=calls[:MOST_ON_PAGE],
        more=[one.unit.call_sign for one in calls[MOST_ON_PAGE:]],
        ground=order_shapes.ground(row, [one.unit for one in calls], moment),
        printed_at=moment,
        wants_print="print" in request.args,
    )
