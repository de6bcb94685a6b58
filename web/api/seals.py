"""Sealed years over the JSON interface: seal, show, sign for a difference."""

from flask import Response, jsonify, request

from incidents.yearbook.seal_queries import amendments_of, seal_of, seals
from resources.database import Session, db
from web import seal_deeds, seal_shapes
from web.access import allow
from web.api import blueprint
from web.api.answers import change
from web.api.yearbook import COUNTERS
from web.reading import Reader, submitted
from web.seal_deeds import SEALERS
from web.shapes import Shape


@blueprint.get("/yearbook/seals")
@allow(*COUNTERS)
def list_seals() -> Response:
    """List the sealed years, every edition."""
    return jsonify({"seals": [seal_shapes.listed(one) for one in seals()]})


@blueprint.post("/yearbook/seals")
@allow(*SEALERS)
def seal_year() -> Response:
    """Close a year that is over, or publish a closed one anew."""
    deed = seal_deeds.seal(submitted())
    return change(lambda session: seal_shapes.listed(deed(session)), 201)


@blueprint.get("/yearbook/seals/<year>")
@allow(*COUNTERS)
def show_seal(year: str) -> Response:
    """Show a sealed year: figures, proof, difference now, and who signed for what."""
    seal, after = seal_deeds.asked(year, Reader(dict(request.args.items())))
    return jsonify(seal_shapes.shown(seal, after))


@blueprint.post("/yearbook/seals/<year>/amendments")
@allow(*SEALERS)
def sign_difference(year: str) -> Response:
    """Sign for what has become different since a year was sealed."""
    deed = seal_deeds.sign(year, submitted())

    def act(session: Session) -> Shape:
        deed(session)
        signed = amendments_of(db.session(), seal_of(int(year)))
        return seal_shapes.amendment(signed[-1])

    return change(act, 201)
