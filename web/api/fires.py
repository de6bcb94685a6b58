"""Registered fires over the JSON interface: correct one."""

from flask import Response

from resources.accounts import Role
from resources.database import Session
from web import deeds, shapes
from web.access import allow
from web.api import blueprint
from web.api.answers import change, version_seen
from web.reading import submitted
from web.shapes import Shape


@blueprint.post("/fires/<number>/correction")
@allow(Role.CHIEF, Role.STATISTICIAN)
def amend_fire(number: str) -> Response:
    """Correct a registered fire; what it said stays in the log with the reason."""
    deed = deeds.amend_fire(number, submitted(), version_seen())

    def act(session: Session) -> Shape:
        fire = deed(session)
        session.flush()
        return shapes.fire(fire)

    return change(act)
