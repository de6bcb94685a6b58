"""The county's figures by year over the JSON interface."""

from flask import Response, jsonify

from incidents.yearbook.series_queries import SeriesValue, all_series
from resources.database import Session
from web import series_deeds, series_shapes
from web.access import allow
from web.api import blueprint
from web.api.answers import change, version_seen
from web.api.yearbook import COUNTERS
from web.reading import submitted
from web.series_deeds import SERIES_EDITORS, SeriesDeed
from web.shapes import Shape


@blueprint.get("/series")
@allow(*COUNTERS)
def list_series() -> Response:
    """List the figures told, the newest year first, and the series there are."""
    figures = [series_shapes.figure(row) for row in all_series()]
    return jsonify({"figures": figures, "series": series_shapes.kinds()})


def _answer(deed: SeriesDeed, code: int = 200) -> Response:
    def act(session: Session) -> Shape:
        row: SeriesValue = deed(session)
        session.flush()
        return series_shapes.figure(row)

    return change(act, code)


@blueprint.post("/series")
@allow(*SERIES_EDITORS)
def tell_series() -> Response:
    """Tell a figure of a year that has none."""
    return _answer(series_deeds.tell(submitted()), 201)


@blueprint.patch("/series/<name>/<year>")
@allow(*SERIES_EDITORS)
def amend_series(name: str, year: str) -> Response:
    """Amend a figure for a reason; the version read goes in If-Match, or in the body."""
    return _answer(series_deeds.amend(name, year, submitted(), version_seen()))


@blueprint.post("/series/<name>/<year>/strike")
@allow(*SERIES_EDITORS)
def strike_series(name: str, year: str) -> Response:
    """Strike a figure for a reason; the log keeps it."""
    deed = series_deeds.strike(name, year, submitted(), version_seen())

    def act(session: Session) -> Shape:
        deed(session)
        return {"series": name, "year": int(year), "struck": True}

    return change(act)


@blueprint.post("/series/file")
@allow(*SERIES_EDITORS)
def take_series_file() -> Response:
    """Take the lines of a file told as `csv`: all of them or none."""
    deed = series_deeds.take_file(submitted())

    def act(session: Session) -> Shape:
        new, amended, same = deed(session)
        return {"new": new, "amended": amended, "same": same}

    return change(act)
