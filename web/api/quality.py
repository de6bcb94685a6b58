"""The quality of records over the JSON interface: reopening, remarks, reviews, the work list."""

from typing import Final

from flask import Response

from resources.accounts import Role
from web import quality_deeds
from web.access import allow
from web.api import blueprint
from web.api.answers import version_seen
from web.api.incidents import answer
from web.reading import submitted

REOPENERS: Final = (Role.DISPATCHER, Role.ADMIN)
"""Who closes may take it back; an administrator where the desk is not to be reached.

A statistician returns a record with a reason instead: the one who counts does not change what
stands on the board of the desk.
"""


@blueprint.post("/incidents/<number>/reopening")
@allow(*REOPENERS)
def reopen_incident(number: str) -> Response:
    """Open a closed incident again; what its report said stays in the log."""
    return answer(quality_deeds.reopen(number, submitted(), version_seen()))
