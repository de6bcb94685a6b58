"""The buttons of the reinforcement panel on an incident's page."""

from werkzeug.wrappers import Response

from resources.accounts import Role
from resources.errors import Refusal
from web import deeds
from web.access import allow
from web.pages import blueprint
from web.pages.frame import act_and_return
from web.pages.incident_page import refused_page
from web.reading import from_form


@blueprint.post("/incidents/<number>/reinforcement")
@allow(Role.DISPATCHER)
def note_reinforcement(number: str) -> Response | tuple[str, int]:
    """Note that a force was asked for help."""
    reader = from_form()
    try:
        return act_and_return(deeds.note_reinforcement(number, reader), f"/incidents/{number}")
    except Refusal as refusal:
        return refused_page(number, reader, refusal)
