"""The pages of sealed years: the list, one seal with its difference, and the forms."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from incidents.yearbook import seal_queries
from resources.database import db, transaction
from resources.errors import BadInput, Refusal
from web import seal_deeds, seal_shapes
from web.access import allow
from web.api.yearbook import COUNTERS
from web.clock import now
from web.errors import status_of
from web.pages import blueprint
from web.pages.frame import faults_of, may_use
from web.presenting import SERVICE_ZONE
from web.reading import Reader, from_form
from web.seal_deeds import SEALERS


@blueprint.get("/yearbook/seals")
@allow(*COUNTERS)
def list_seals() -> str:
    """List the sealed years."""
    return _list()


def _list(typed: Mapping[str, object] | None = None, refused: Refusal | None = None) -> str:
    last_year = now().astimezone(SERVICE_ZONE).year - 1
    faults = faults_of(refused) if isinstance(refused, BadInput) else {}
    return render_template(
        "seals.html",
        seals=[seal_shapes.listed(one) for one in seal_queries.seals()],
        standing=seal_queries.standing(db.session(), last_year),
        last_year=last_year,
        typed=typed or {"year": last_year},
        faults=faults,
        refusal="" if refused is None or faults else str(refused),
        may_seal=may_use("pages.seal_year"),
    )


@blueprint.post("/yearbook/seals")
@allow(*SEALERS)
def seal_year() -> Response | tuple[str, int]:
    """Close a year, and go to its seal; a refusal keeps what was typed."""
    reader = from_form()
    try:
        deed = seal_deeds.seal(reader)
        with transaction() as session:
            row = deed(session)
            year = row.year
    except Refusal as refused:
        return _list(reader.values, refused), status_of(refused)
    flash(f"{year} 年已封账。此后的更正都会作为差异列出。")
    return redirect(f"/yearbook/seals/{year}", 303)


@blueprint.get("/yearbook/seals/<year>")
@allow(*COUNTERS)
def show_seal(year: str) -> str:
    """Show a sealed year, the proof, and what has become different since."""
    return _page(year)


def _page(
    year: str, typed: Mapping[str, object] | None = None, refused: Refusal | None = None
) -> str:
    seal, after = seal_deeds.asked(year, Reader(dict(request.args.items())))
    session = db.session()
    editions = seal_queries.editions_of(session, seal.year)
    faults = faults_of(refused) if isinstance(refused, BadInput) else {}
    return render_template(
        "seal.html",
        seal=seal_shapes.shown(seal, after),
        editions=[one.edition for one in editions],
        is_last=seal.edition == editions[-1].edition,
        after=after,
        typed=typed or {},
        faults=faults,
        refusal="" if refused is None or faults else str(refused),
        may_seal=may_use("pages.seal_year"),
    )


@blueprint.post("/yearbook/seals/<year>/amendments")
@allow(*SEALERS)
def sign_difference(year: str) -> Response | tuple[str, int]:
    """Sign for the difference of a sealed year."""
    reader = from_form()
    try:
        deed = seal_deeds.sign(year, reader)
        with transaction() as session:
            deed(session)
    except Refusal as refused:
        return _page(year, reader.values, refused), status_of(refused)
    flash("差异已签认，记入日志。")
    return redirect(f"/yearbook/seals/{year}", 303)
