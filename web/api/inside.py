"""People inside over the JSON interface: in, asked, out."""

from collections.abc import Callable

from flask import Response, jsonify

from resources.database import Session
from web import inside_deeds
from web.access import allow
from web.api import blueprint
from web.api.answers import change
from web.inside_deeds import KEEPERS, Deed
from web.reading import submitted
from web.shapes import Shape


@blueprint.get("/incidents/<number>/inside")
@allow(*KEEPERS)
def list_inside_teams(number: str) -> Response:
    """List the teams of an incident, those inside first."""
    return jsonify({"teams": inside_deeds.teams_of(number)})


@blueprint.post("/incidents/<number>/inside")
@allow(*KEEPERS)
def enter_team(number: str) -> Response:
    """Let a team go in; its clocks start."""
    return change(_shown(inside_deeds.enter(number, submitted())), 201)


@blueprint.post("/incidents/<number>/inside/<team>/check")
@allow(*KEEPERS)
def check_team(number: str, team: str) -> Response:
    """Keep a safety check; air told moves the time the team must be out."""
    key = inside_deeds.key_of(team)
    return change(_shown(inside_deeds.check(number, key, submitted())))


@blueprint.post("/incidents/<number>/inside/<team>/out")
@allow(*KEEPERS)
def bring_team_out(number: str, team: str) -> Response:
    """Keep that a team is out; told again it changes nothing."""
    key = inside_deeds.key_of(team)
    return change(_shown(inside_deeds.come_out(number, key, submitted())))


def _shown(deed: Deed) -> Callable[[Session], Shape]:
    def act(session: Session) -> Shape:
        row = deed(session)
        session.flush()
        return inside_deeds.team(row)

    return act
