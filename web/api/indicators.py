"""The county's indicators over the JSON interface."""

from flask import Response, jsonify, request

from incidents.yearbook.indicator_queries import (
    indicator_changes,
    listed,
    listed_coded,
    standings,
)
from resources.database import Session
from resources.queries import county
from web import indicator_deeds, indicator_shapes
from web.access import allow
from web.api import blueprint
from web.api.answers import change, version_seen
from web.api.yearbook import COUNTERS
from web.clock import now
from web.indicator_deeds import INDICATOR_EDITORS, IndicatorDeed
from web.indicator_years import asked_years
from web.presenting import SERVICE_ZONE
from web.reading import submitted
from web.shapes import Shape


@blueprint.get("/indicators")
@allow(*COUNTERS)
def list_indicators() -> Response:
    """List the indicators with their values of the years asked, beside their aims."""
    years = asked_years(request.args)
    stood = standings(years, SERVICE_ZONE.key, now())
    return jsonify(
        {
            "years": list(years),
            "indicators": [indicator_shapes.standing(one) for one in stood.found],
            "withdrawn": [one.code for one in listed(with_withdrawn=True) if one.is_withdrawn],
            "generated": stood.generated + stood.synthetic,
        }
    )


@blueprint.get("/indicators/offers")
@allow(*COUNTERS)
def list_indicator_offers() -> Response:
    """List the aims of shipped plans that may be taken into the list."""
    here = county()
    return jsonify({"offers": indicator_shapes.offers(here.code if here else "")})


@blueprint.get("/indicators/<code>")
@allow(*COUNTERS)
def show_indicator(code: str) -> Response:
    """Show one indicator with its figures and everything that was changed in it."""
    found = listed_coded(code)
    told = indicator_shapes.changes(indicator_changes(code))
    response = jsonify({**indicator_shapes.listed(found), "changes": told})
    response.headers["ETag"] = f'"{found.version}"'
    return response


def _answer(deed: IndicatorDeed, code: int = 200) -> Response:
    def act(session: Session) -> Shape:
        row = deed(session)
        session.flush()
        return indicator_shapes.listed(listed_coded(row.code))

    return change(act, code)


@blueprint.post("/indicators")
@allow(*INDICATOR_EDITORS)
def add_indicator() -> Response:
    """Add an indicator to the list."""
    return _answer(indicator_deeds.add(submitted()), 201)


@blueprint.patch("/indicators/<code>")
@allow(*INDICATOR_EDITORS)
def revise_indicator(code: str) -> Response:
    """Change an indicator; the version read goes in If-Match, or in the body."""
    return _answer(indicator_deeds.revise(code, submitted(), version_seen()))


@blueprint.post("/indicators/<code>/withdraw")
@allow(*INDICATOR_EDITORS)
def withdraw_indicator(code: str) -> Response:
    """Take an indicator off the list; its figures stay."""
    return _answer(indicator_deeds.withdraw(code, submitted(), version_seen()))


@blueprint.post("/indicators/<code>/restore")
@allow(*INDICATOR_EDITORS)
def restore_indicator(code: str) -> Response:
    """Put a withdrawn indicator back on the list."""
    submitted().finish()
    return _answer(indicator_deeds.restore(code))


@blueprint.post("/indicators/<code>/figures")
@allow(*INDICATOR_EDITORS)
def set_indicator_figure(code: str) -> Response:
    """Tell the aim or the value of a year."""
    return _answer(indicator_deeds.set_figure(code, submitted()))


@blueprint.post("/indicators/<code>/figures/strike")
@allow(*INDICATOR_EDITORS)
def strike_indicator_figure(code: str) -> Response:
    """Strike the aim or told value of a year; the log keeps it."""
    return _answer(indicator_deeds.strike_figure(code, submitted()))


@blueprint.post("/indicators/offers")
@allow(*INDICATOR_EDITORS)
def take_indicator_offer() -> Response:
    """Take a shipped list of aims into the county's own."""
    deed = indicator_deeds.take_over(submitted())

    def act(session: Session) -> Shape:
        taken = deed(session)
        return {"new": taken.new, "offered": taken.offered}

    return change(act)
