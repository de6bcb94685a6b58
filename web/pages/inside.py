"""People inside from the incident page: its forms, which work without scripts."""

from werkzeug.wrappers import Response

from resources.errors import Refusal
from web import inside_deeds
from web.access import allow
from web.inside_deeds import KEEPERS
from web.pages import blueprint
from web.pages.frame import act_and_return
from web.pages.incident_page import refused_page
from web.reading import from_form


@blueprint.post("/incidents/<number>/inside")
@allow(*KEEPERS)
def enter_team(number: str) -> Response | tuple[str, int]:
    """Let a team go in; what was typed comes back with the reason of a refusal."""
    reader = from_form()
    try:
        return act_and_return(inside_deeds.enter(number, reader), f"/incidents/{number}#inside")
    except Refusal as refusal:
        return refused_page(number, reader, refusal)


@blueprint.post("/incidents/<number>/inside/<team>/check")
@allow(*KEEPERS)
def check_team(number: str, team: str) -> Response | tuple[str, int]:
    """Keep that a team answered."""
    reader, key = from_form(), inside_deeds.key_of(team)
    try:
        deed = inside_deeds.check(number, key, reader)
        return act_and_return(deed, f"/incidents/{number}#inside")
    except Refusal as refusal:
        return refused_page(number, reader, refusal)


@blueprint.post("/incidents/<number>/inside/<team>/out")
@allow(*KEEPERS)
def bring_team_out(number: str, team: str) -> Response | tuple[str, int]:
    """Keep that a team is out."""
    reader, key = from_form(), inside_deeds.key_of(team)
    try:
        deed = inside_deeds.come_out(number, key, reader)
        return act_and_return(deed, f"/incidents/{number}#inside")
    except Refusal as refusal:
        return refused_page(number, reader, refusal)
