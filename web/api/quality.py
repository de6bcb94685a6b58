"""The quality of records over the JSON interface: reopening, remarks, reviews, the work list."""

from typing import Final

from flask import Response, jsonify, request

from incidents import queries
from resources.accounts import Role
from resources.database import Session
from web import quality_deeds, quality_shapes, work_list
from web.access import allow, current
from web.api import blueprint
from web.api.answers import change, version_seen
from web.api.incidents import READERS, answer
from web.api.yearbook import COUNTERS
from web.clock import now
from web.deeds import Deed
from web.reading import Reader, submitted
from web.shapes import Shape

REOPENERS: Final = (Role.DISPATCHER, Role.ADMIN)
"""Who closes may take it back; an administrator where the desk is not to be reached.

A statistician returns a record with a reason instead: the one who counts does not change what
stands on the board of the desk.
"""

REMARKERS: Final = (Role.DISPATCHER, Role.CHIEF, Role.STATISTICIAN)
REVIEWERS: Final = (Role.STATISTICIAN, Role.CHIEF, Role.DISPATCHER)
"""Who takes part in a review; which step is whose stands in `quality_deeds.HANDS`."""


@blueprint.post("/incidents/<number>/reopening")
@allow(*REOPENERS)
def reopen_incident(number: str) -> Response:
    """Open a closed incident again; what its report said stays in the log."""
    return answer(quality_deeds.reopen(number, submitted(), version_seen()))


@blueprint.get("/incidents/<number>/quality")
@allow(*READERS)
def show_quality(number: str) -> Response:
    """Show what is odd in a record, the remarks on it, and where its review stands."""
    return jsonify(_shown(number))


@blueprint.post("/incidents/<number>/remarks")
@allow(*REMARKERS)
def make_remark(number: str) -> Response:
    """Remark on one finding; other words of the finding ask anew."""
    return _answer(quality_deeds.remark(number, submitted()))


@blueprint.post("/incidents/<number>/reviews")
@allow(*REVIEWERS)
def take_step(number: str) -> Response:
    """Return a record, tell that it was mended, or confirm it for the version that was read."""
    return _answer(quality_deeds.take_step(number, submitted(), version_seen()))


@blueprint.get("/quality")
@allow(*COUNTERS)
def list_work() -> Response:
    """List what is late, missing, odd or returned, and who must mend it."""
    reader = Reader(dict(request.args.items()))
    asked = work_list.read(reader, current(), now())
    return jsonify(work_list.work_list(asked, current(), now()))


def _shown(number: str) -> Shape:
    row = queries.incident_numbered(number)
    return quality_shapes.quality(row, current(), now())


def _answer(deed: Deed) -> Response:
    def act(session: Session) -> Shape:
        number = deed(session).number
        session.flush()
        return _shown(number)

    return change(act, 201)
