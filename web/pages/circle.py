"""The page of the circle of reinforcement round one incident."""

from flask import render_template

from incidents import queries
from resources.accounts import Role
from web import circle_shapes, shapes
from web.access import allow
from web.pages import blueprint


@blueprint.get("/incidents/<number>/circle")
@allow(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF)
def show_circle(number: str) -> str:
    """Show who gets to an incident within 30, 60 and 120 minutes."""
    row = queries.incident_numbered(number)
    minutes = circle_shapes.MINUTES
    circle = None if row.position is None else circle_shapes.circle(row.position, minutes)
    return render_template(
        "circle.html", incident=shapes.incident_row(row), circle=circle, minutes=minutes
    )
